package vn.khop.server.security;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import java.io.IOException;
import java.net.URL;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;

/*
 * The issuer's keys are asked for when the first token comes, so that neither has to start before the other. A token signed with a key that nobody knows makes us ask anew, at once: so the issuer
 * may change its key at any moment. While the issuer cannot be reached, the keys last seen go on to count for a quarter of an hour, and no other key does.
 */
/** Checks the tokens of an issuer outside. */
public final class OutsideIssuer implements JwtDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(OutsideIssuer.class);
    private static final int PATIENCE_MILLIS = 3_000;
    private static final int KEYS_BYTES_MAX = 256 * 1024;

    private final JwtDecoder decoder;
    private final String issuerUri;

    /**
     * How long keys are believed.
     *
     * @param cached without asking again
     * @param outage beyond that, while the issuer cannot be reached
     * @param asked the least time between two questions for a key that nobody knows
     */
    public record KeyTimes(Duration cached, Duration outage, Duration asked) {
        /** Five minutes, then a quarter of an hour; and no more than about one question a second. */
        public static KeyTimes usual() {
            return new KeyTimes(Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofSeconds(1));
        }
    }

    public OutsideIssuer(SecuritySettings settings, Clock clock, KeyTimes times) {
        this.issuerUri = settings.issuerUri();
        this.decoder = new SupplierJwtDecoder(() -> decoder(settings, clock, times));
    }

    private static JwtDecoder decoder(SecuritySettings settings, Clock clock, KeyTimes times) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                AccessTokens.ALGORITHMS.stream()
                        .map(algorithm -> JWSAlgorithm.parse(algorithm.getName()))
                        .collect(Collectors.toSet()),
                keys(keysAt(settings.issuerUri()), times)));
        // What the header's type must be, and times, are checked below.
        processor.setJWSTypeVerifier((type, context) -> {});
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        NimbusJwtDecoder verified = new NimbusJwtDecoder(processor);
        verified.setJwtValidator(AccessTokens.validator(settings, clock));
        return verified;
    }

    private static URL keysAt(String issuer) {
        try {
            return OIDCProviderMetadata.resolve(new Issuer(issuer), PATIENCE_MILLIS, PATIENCE_MILLIS)
                    .getJWKSetURI()
                    .toURL();
        } catch (GeneralException | IOException e) {
            throw new IllegalStateException("the issuer does not say where its keys are", e);
        }
    }

    private static JWKSource<SecurityContext> keys(URL address, KeyTimes times) {
        return JWKSourceBuilder.create(
                        address, new DefaultResourceRetriever(PATIENCE_MILLIS, PATIENCE_MILLIS, KEYS_BYTES_MAX))
                .cache(times.cached().toMillis(), 2L * PATIENCE_MILLIS)
                .refreshAheadCache(false)
                .rateLimited(times.asked().toMillis())
                .outageTolerant(times.outage().toMillis())
                .build();
    }

    /** A token whose key cannot be had right now is refused like any other that cannot be verified; the operator finds the reason in the log. */
    @Override
    public Jwt decode(String token) {
        try {
            return decoder.decode(token);
        } catch (BadJwtException refused) {
            throw refused;
        } catch (JwtDecoderInitializationException | JwtException unreachable) {
            if (!isAskedTooOften(unreachable)) {
                LOG.warn("the issuer {} cannot be asked for its keys, so a token was refused", issuerUri, unreachable);
            }
            throw new BadJwtException("the issuer's keys cannot be had");
        }
    }

    /** Somebody sends tokens of keys that do not exist: no fault of the issuer's, and nothing to fill a log with. */
    private static boolean isAskedTooOften(Throwable failed) {
        return failed instanceof RateLimitReachedException
                || (failed.getCause() != null && isAskedTooOften(failed.getCause()));
    }
}
