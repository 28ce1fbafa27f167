package vn.khop.server.security;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Optional;
import org.springframework.security.core.Authentication;

/** A name for whoever sends a request, the same for all of its requests and nobody else's: what one client has asked to be kept, no other sees. */
public final class CallerName {
    private static final String ATTRIBUTE = CallerName.class.getName();

    private CallerName() {}

    /** For a request that is answered in front of the filter chains. */
    static void note(Actor actor, HttpServletRequest request) {
        if (!actor.username().equals(Actor.ANONYMOUS)) {
            request.setAttribute(ATTRIBUTE, name(actor.username(), actor.clientId()));
        }
    }

    /** The same, before there is an actor. */
    static void note(Caller caller, HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, name(caller.username(), caller.clientId()));
    }

    /** Without a login, the address has to do. */
    public static String of(HttpServletRequest request) {
        return Optional.ofNullable(request.getAttribute(ATTRIBUTE))
                .map(Object::toString)
                .or(() -> caller(request.getUserPrincipal()).map(caller -> name(caller.username(), caller.clientId())))
                .orElseGet(() -> "@" + request.getRemoteAddr());
    }

    private static Optional<Caller> caller(@org.jspecify.annotations.Nullable Principal principal) {
        if (principal instanceof CallerAuthentication bearer) {
            return Optional.of(bearer.getPrincipal());
        }
        return principal instanceof Authentication session && session.getPrincipal() instanceof SessionUser user
                ? Optional.of(user.caller())
                : Optional.empty();
    }

    private static String name(String username, String clientId) {
        return username + " " + clientId;
    }
}
