package vn.khop.server.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * A hospital's system that proves who it is with its own key, by SMART backend services ({@code private_key_jwt}): there is no secret that both sides hold.
 *
 * @param facility it acts for this one
 * @param scopes what it may ask for
 * @param key the public half is enough to check what it signs
 */
record BackendClient(String id, String facility, Set<String> scopes, JWK key) {
    /** How long a token of such a client lives at most, as SMART asks. */
    static final Duration TOKEN_LENGTH = Duration.ofMinutes(5);

    private static final Duration ASSERTION_LENGTH_MAX = Duration.ofMinutes(5);
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
    private static final long ASSERTIONS_MAX = 1_000_000;
    private static final OAuth2TokenValidatorResult REFUSED =
            OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_client"));

    BackendClient {
        scopes = Set.copyOf(scopes);
    }

    /** The demo's hospital, with the key in this folder, made now if there is none. */
    static BackendClient ofDemo(Path folder) {
        Path file = folder.resolve("his-01001-key.json");
        try {
            if (!Files.exists(file)) {
                PrivateFile.write(
                        file,
                        new ECKeyGenerator(Curve.P_384)
                                .keyID("his-01001")
                                .generate()
                                .toJSONString());
            }
            return new BackendClient(
                    "his-01001",
                    "01001",
                    Set.of("system/Patient.rs", "system/Patient.cu", "ITI-78", "ITI-83", "ITI-104", "ITI-119"),
                    ECKey.parse(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ParseException | JOSEException e) {
            throw new IllegalStateException(file + " is not a key: delete it, a new one is made at the next start", e);
        }
    }

    /** Remembers which assertions were used, for longer than any of them lives. */
    static Cache<String, Boolean> usedAssertions() {
        return Caffeine.newBuilder()
                .expireAfterWrite(ASSERTION_LENGTH_MAX.multipliedBy(3))
                .maximumSize(ASSERTIONS_MAX)
                .build();
    }

    /**
     * Checks the client's assertions: signed with RS384 or ES384 by its own key, of itself, for the token endpoint, for five minutes at most, and none twice.
     *
     * @param audiences what an assertion may be meant for
     */
    JwtDecoder assertions(List<String> audiences, Cache<String, Boolean> used, Clock clock) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                Set.of(JWSAlgorithm.RS384, JWSAlgorithm.ES384), new ImmutableJWKSet<>(new JWKSet(key.toPublicJWK()))));
        // Times are checked below, by our clock.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
        JwtTimestampValidator times = new JwtTimestampValidator(CLOCK_SKEW);
        times.setClock(clock);
        // What is refused is not remembered as used.
        decoder.setJwtValidator(assertion -> !times.validate(assertion).hasErrors()
                        && isOurs(assertion, audiences, clock.instant())
                        && used.asMap().putIfAbsent(id + " " + assertion.getId(), true) == null
                ? OAuth2TokenValidatorResult.success()
                : REFUSED);
        return decoder;
    }

    private boolean isOurs(Jwt assertion, List<String> audiences, Instant now) {
        Instant end = assertion.getExpiresAt();
        return id.equals(assertion.getClaimAsString("iss"))
                && id.equals(assertion.getSubject())
                && assertion.getAudience() != null
                && assertion.getAudience().stream().anyMatch(audiences::contains)
                && assertion.getId() != null
                && !assertion.getId().isBlank()
                && end != null
                && !end.isAfter(now.plus(ASSERTION_LENGTH_MAX).plus(CLOCK_SKEW));
    }
}
