package vn.khop.benchmarks.server;

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
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An access token as the embedded issuer of a server would give it to a client, signed with that issuer's key, good for half a day. */
public final class IssuedToken {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration LIFETIME = Duration.ofHours(12);

    private static final String KEY = "security/issuer-key.json";

    private IssuedToken() {}

    /** Waits until a server that was started on a new data folder has made its key. */
    public static void awaitKey(Path data) throws InterruptedException {
        while (!Files.exists(data.resolve(KEY))) {
            Thread.sleep(POLL.toMillis());
        }
    }

    /**
     * @param data the data folder of a server that has made its key
     * @param port of the server on this machine
     * @param scope scopes with spaces between
     * @param claims what else it says of the client
     */
    public static String of(Path data, int port, List<String> roles, String scope, Map<String, Object> claims)
            throws IOException, JOSEException, ParseException {
        RSAKey key = RSAKey.parse(Files.readString(data.resolve(KEY)));
        Date now = Date.from(Clock.systemUTC().instant());
        JWTClaimsSet.Builder said = new JWTClaimsSet.Builder()
                .issuer("http://localhost:" + port)
                .subject("benchmark")
                .audience("khop")
                .issueTime(now)
                .expirationTime(new Date(now.getTime() + LIFETIME.toMillis()))
                .jwtID(UUID.randomUUID().toString())
                .claim("client_id", "benchmark")
                .claim("roles", roles)
                .claim("scope", scope);
        claims.forEach(said::claim);
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(new JOSEObjectType("at+jwt"))
                        .keyID(key.getKeyID())
                        .build(),
                said.build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }
}
