package vn.khop.server.security;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationManagerResolver;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** Who a bearer token speaks for, on this connection: a token that is bound to a client certificate counts with that certificate only. */
final class BearerAuthentication implements AuthenticationManagerResolver<HttpServletRequest> {
    private final JwtDecoder tokens;
    private final SecuritySettings settings;

    BearerAuthentication(JwtDecoder tokens, SecuritySettings settings) {
        this.tokens = tokens;
        this.settings = settings;
    }

    @Override
    public AuthenticationManager resolve(HttpServletRequest request) {
        return asked -> authenticated(asked, request);
    }

    private Authentication authenticated(Authentication asked, HttpServletRequest request) {
        if (!(asked instanceof BearerTokenAuthenticationToken bearer)) {
            throw new InvalidBearerTokenException("not a bearer token");
        }
        CallerAuthentication caller;
        try {
            caller = new CallerAuthentication(tokens.decode(bearer.getToken()), settings);
        } catch (JwtException refused) {
            throw new InvalidBearerTokenException("the token does not count", refused);
        }
        if (!ClientCertificate.proves(caller.getPrincipal(), request)) {
            throw new InvalidBearerTokenException("the token is bound to another certificate");
        }
        return caller;
    }
}
