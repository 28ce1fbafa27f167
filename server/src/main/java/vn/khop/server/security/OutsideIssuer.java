package vn.khop.server.security;

import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;

/** Checks the tokens of an issuer outside. It is asked for its keys when the first token comes, so that neither has to start before the other. */
public final class OutsideIssuer implements JwtDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(OutsideIssuer.class);

    private final JwtDecoder decoder;
    private final String issuerUri;

    public OutsideIssuer(SecuritySettings settings, Clock clock) {
        this.issuerUri = settings.issuerUri();
        this.decoder = new SupplierJwtDecoder(() -> {
            NimbusJwtDecoder verified = NimbusJwtDecoder.withIssuerLocation(settings.issuerUri())
                    .jwsAlgorithms(algorithms -> algorithms.addAll(AccessTokens.ALGORITHMS))
                    .validateType(false)
                    .build();
            verified.setJwtValidator(AccessTokens.validator(settings, clock));
            return verified;
        });
    }

    /** A token whose key cannot be had right now is refused like any other that cannot be verified; the operator finds the reason in the log. */
    @Override
    public Jwt decode(String token) {
        try {
            return decoder.decode(token);
        } catch (BadJwtException refused) {
            throw refused;
        } catch (JwtDecoderInitializationException | JwtException unreachable) {
            LOG.warn("the issuer {} cannot be asked for its keys, so a token was refused", issuerUri, unreachable);
            throw new BadJwtException("the issuer's keys cannot be had");
        }
    }
}
