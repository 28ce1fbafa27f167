package vn.khop.server.security;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells the browser's page who is logged in and what to send along with every write. */
@RestController
class SessionController {
    private final CurrentActor actors;

    SessionController(CurrentActor actors) {
        this.actors = actors;
    }

    /**
     * Who is logged in.
     *
     * @param csrf what every state-changing request of this session must send; a caller with a bearer token does not need it
     */
    record Session(String username, String displayName, List<String> roles, Csrf csrf) {}

    record Csrf(String header, String token) {}

    @GetMapping("/api/v1/session")
    @Operation(summary = "Who is logged in, in which roles, and the anti-forgery header that writes must carry")
    Session session(
            @Parameter(hidden = true) CsrfToken csrf,
            @Parameter(hidden = true) @AuthenticationPrincipal @Nullable Object principal) {
        Actor actor = actors.get();
        return new Session(
                actor.username(),
                displayName(principal, actor),
                actor.roles().stream().map(Role::code).sorted().toList(),
                new Csrf(csrf.getHeaderName(), csrf.getToken()));
    }

    private static String displayName(@Nullable Object principal, Actor actor) {
        if (principal instanceof SessionUser user) {
            return user.caller().displayName();
        }
        return principal instanceof Caller caller ? caller.displayName() : actor.username();
    }
}
