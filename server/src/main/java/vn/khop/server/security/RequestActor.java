package vn.khop.server.security;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Reads the actor from the security context of the thread's request, which Spring Security sets and clears for each request. Keeps nothing itself. */
public final class RequestActor implements CurrentActor {
    private final Clock clock;
    private final Revocations revocations;

    public RequestActor(Clock clock, Revocations revocations) {
        this.clock = clock;
        this.revocations = revocations;
    }

    @Override
    public Actor get() {
        RequestAttributes attributes = RequestContextHolder.getRequestAttributes();
        if (attributes instanceof ServletRequestAttributes servlet) {
            return of(SecurityContextHolder.getContext().getAuthentication(), servlet.getRequest());
        }
        return Actor.anonymous("no-request", "");
    }

    /** The actor behind this authentication. Only a verified token or a session made of one names somebody; any other kind of authentication is nobody. */
    Actor of(@org.jspecify.annotations.Nullable Authentication authentication, HttpServletRequest request) {
        String requestId = RequestIdentity.of(request);
        String address = request.getRemoteAddr();
        if (authentication instanceof CallerAuthentication bearer) {
            return bearer.getPrincipal().asActor(requestId, address, RequestQuestion.of(request));
        }
        if (authentication != null
                && authentication.isAuthenticated()
                && authentication.getPrincipal() instanceof SessionUser user
                && !user.isOver(clock.instant())
                && !revocations.covers(user.caller())) {
            return user.caller().asActor(requestId, address, RequestQuestion.of(request));
        }
        return Actor.anonymous(requestId, address);
    }
}
