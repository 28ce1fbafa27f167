package vn.khop.server.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import vn.khop.server.RunningServer;

/** Tokens that a server's own issuer could have signed, of whoever a test needs. */
public final class Tokens {
    private Tokens() {}

    /** One hospital's system, as IHE IUA describes it. */
    public static String ofHospital(RunningServer server, String facility, String scopes) {
        return signed(
                server,
                claims -> claims.subject("his-" + facility)
                        .claim("client_id", "his-" + facility)
                        .claim("scope", scopes)
                        .claim("roles", List.of("hub"))
                        .claim(
                                "extensions",
                                Map.of(
                                        "ihe_iua",
                                        Map.of(
                                                "subject_organization_id",
                                                facility,
                                                "purpose_of_use",
                                                List.of(Map.of("code", "TREAT"))))));
    }

    /** With these claims over those that every token has. */
    public static String signed(RunningServer server, Consumer<JWTClaimsSet.Builder> more) {
        return signed(server.url(), server.data(), more);
    }

    /**
     * The same for a server in another process.
     *
     * @param data its data folder
     */
    public static String signed(String url, Path data, Consumer<JWTClaimsSet.Builder> more) {
        Instant now = Instant.now();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(url)
                .audience("khop")
                .subject("somebody")
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
        more.accept(claims);
        try {
            RSAKey key = RSAKey.parse(Files.readString(data.resolve("security/issuer-key.json")));
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .type(new JOSEObjectType("at+jwt"))
                            .keyID(key.getKeyID())
                            .build(),
                    claims.build());
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException | ParseException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
