package vn.khop.server.security;

import java.time.Clock;
import java.time.Instant;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * How a browser's log-in becomes a session: the code flow runs between this server and the issuer, and who the person is gets read from the access token by the
 * same rules as for any client. The token is then thrown away: the session keeps what it said.
 */
public final class BrowserSession implements OAuth2UserService<OidcUserRequest, OidcUser> {
    /** Our name for the one issuer, part of the redirect address. */
    static final String REGISTRATION = "khop";

    private final JwtDecoder accessTokens;
    private final SecuritySettings settings;
    private final Clock clock;

    public BrowserSession(JwtDecoder accessTokens, SecuritySettings settings, Clock clock) {
        this.accessTokens = accessTokens;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public OidcUser loadUser(OidcUserRequest request) {
        try {
            Caller caller =
                    Caller.of(accessTokens.decode(request.getAccessToken().getTokenValue()), settings);
            Instant end = clock.instant().plus(settings.sessionLength());
            return new SessionUser(caller, request.getIdToken(), end);
        } catch (JwtException unfit) {
            throw new OAuth2AuthenticationException(
                    new OAuth2Error("invalid_token", "the issuer's access token is not one for this server", null),
                    unfit);
        }
    }

    static String redirectUri(SecuritySettings settings) {
        return settings.publicUrl() + "/login/oauth2/code/" + REGISTRATION;
    }

    /** The client at an outside issuer; asks the issuer where its addresses are. */
    public static ClientRegistration registrationAt(SecuritySettings settings) {
        return registration(
                        ClientRegistrations.fromIssuerLocation(settings.issuerUri())
                                .registrationId(REGISTRATION),
                        settings)
                .clientSecret(settings.uiClientSecret())
                .build();
    }

    static ClientRegistration.Builder registration(ClientRegistration.Builder builder, SecuritySettings settings) {
        return builder.clientId(settings.uiClientId())
                .clientName("Khớp")
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri(redirectUri(settings))
                .scope("openid")
                .userNameAttributeName("sub");
    }
}
