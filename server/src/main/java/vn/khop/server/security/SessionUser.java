package vn.khop.server.security;

import java.time.Instant;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;

/** A person logged in by browser. The tokens stay on the server; the browser holds a cookie only. */
final class SessionUser extends DefaultOidcUser {
    private static final long serialVersionUID = 1L;

    private final Caller caller;
    private final Instant endsAt;

    SessionUser(Caller caller, OidcIdToken idToken, Instant endsAt) {
        super(caller.authorities(), idToken);
        this.caller = caller;
        this.endsAt = endsAt;
    }

    Caller caller() {
        return caller;
    }

    boolean isOver(Instant now) {
        return !now.isBefore(endsAt);
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other)
                && other instanceof SessionUser user
                && caller.equals(user.caller)
                && endsAt.equals(user.endsAt);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + caller.hashCode();
    }
}
