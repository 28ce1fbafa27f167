package vn.khop.server.security;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;

/** Which access tokens count. Signature and algorithm are the decoder's; this is what their content must say. */
public final class AccessTokens {
    /** Signatures that only the holder of a private key can make. None and HMAC are not among them, whatever a token's header asks for. */
    public static final Set<SignatureAlgorithm> ALGORITHMS = Set.of(
            SignatureAlgorithm.RS256,
            SignatureAlgorithm.RS384,
            SignatureAlgorithm.RS512,
            SignatureAlgorithm.PS256,
            SignatureAlgorithm.PS384,
            SignatureAlgorithm.PS512,
            SignatureAlgorithm.ES256,
            SignatureAlgorithm.ES384,
            SignatureAlgorithm.ES512);

    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
    private static final OAuth2TokenValidatorResult REFUSED =
            OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token"));

    private AccessTokens() {}

    /** Accepts tokens of the issuer, for our audience, of the type of an access token, within their time, with everything RFC 9068 section 2.2 requires. */
    public static OAuth2TokenValidator<Jwt> validator(SecuritySettings settings, Clock clock) {
        JwtTimestampValidator times = new JwtTimestampValidator(CLOCK_SKEW);
        times.setClock(clock);
        Set<String> types = settings.tokenTypes();
        return new DelegatingOAuth2TokenValidator<>(List.of(
                times,
                rule(token -> Objects.equals(token.getClaimAsString("iss"), settings.issuer())),
                rule(token -> token.getAudience() != null && token.getAudience().contains(settings.audience())),
                rule(token -> types.contains(mediaType(token))),
                rule(token -> token.getExpiresAt() != null && token.getIssuedAt() != null),
                rule(token -> isPresent(token.getSubject()) && isPresent(token.getId())),
                // Issued in the future: somebody's clock, or somebody's key, is not to be trusted.
                rule(token -> token.getIssuedAt() != null
                        && !token.getIssuedAt().isAfter(clock.instant().plus(CLOCK_SKEW))),
                // Keycloak says in the payload too what a token is for.
                rule(token -> !token.hasClaim("typ") || "Bearer".equals(token.getClaimAsString("typ"))),
                // A token bound to something must not work without that proof: to a client certificate is all that we
                // can check, where the request is.
                rule(ClientCertificate::isCheckable)));
    }

    private static String mediaType(Jwt token) {
        String type = token.getHeaders().get("typ") instanceof String text ? text.toLowerCase(Locale.ROOT) : "";
        return type.startsWith("application/") ? type.substring("application/".length()) : type;
    }

    private static boolean isPresent(@org.jspecify.annotations.Nullable String text) {
        return text != null && !text.isBlank();
    }

    private static OAuth2TokenValidator<Jwt> rule(java.util.function.Predicate<Jwt> holds) {
        return token -> holds.test(token) ? OAuth2TokenValidatorResult.success() : REFUSED;
    }
}
