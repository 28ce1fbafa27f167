package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import vn.khop.server.security.OutsideIssuer.KeyTimes;

/** An issuer outside that changes its keys, and that cannot be reached. */
class OutsideIssuerTest {
    private final HttpServer issuer = server();
    private final String address = "http://localhost:" + issuer.getAddress().getPort();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile List<ECKey> published = List.of(key());
    private volatile boolean isDown;

    @AfterEach
    void stop() {
        issuer.stop(0);
    }

    private HttpServer server() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            server.createContext(
                    "/.well-known/openid-configuration", exchange -> answer(exchange, """
                            {"issuer":"%1$s","authorization_endpoint":"%1$s/a","token_endpoint":"%1$s/t","jwks_uri":"%1$s/keys",
                            "subject_types_supported":["public"],"response_types_supported":["code"],"id_token_signing_alg_values_supported":["ES256"]}""".formatted(address)));
            server.createContext("/keys", exchange -> {
                asked.incrementAndGet();
                answer(
                        exchange,
                        new JWKSet(published.stream().map(JWK.class::cast).toList())
                                .toPublicJWKSet()
                                .toString());
            });
            server.setExecutor(Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                return thread;
            }));
            server.start();
            return server;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(isDown ? 503 : 200, isDown ? -1 : bytes.length);
        if (!isDown) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyID(UUID.randomUUID().toString())
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private String token(ECKey key) throws JOSEException {
        Instant now = Instant.now();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("at+jwt"))
                        .keyID(key.getKeyID())
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer(address)
                        .audience("khop")
                        .subject("his")
                        .jwtID(UUID.randomUUID().toString())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(300)))
                        .build());
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    private JwtDecoder decoder(KeyTimes times) {
        SecuritySettings settings = new SecuritySettings(
                address,
                false,
                "https://khop.example.vn",
                "khop",
                Set.of("at+jwt"),
                "roles",
                "facilities",
                true,
                "khop-ui",
                "",
                Duration.ofHours(8),
                "");
        return new OutsideIssuer(settings, Clock.systemUTC(), times);
    }

    @Test
    void whileTheIssuerIsAwayItsKeysLastSeenCountAndNoOthers() throws Exception {
        JwtDecoder decoder = decoder(new KeyTimes(Duration.ofMillis(20), Duration.ofHours(1), Duration.ofMillis(1)));
        ECKey known = published.get(0);
        ECKey unknown = key();
        decoder.decode(token(known));
        published = List.of(known, unknown);
        isDown = true;
        Thread.sleep(60);

        assertEquals("his", decoder.decode(token(known)).getSubject());
        String token = token(unknown);
        assertThrows(BadJwtException.class, () -> decoder.decode(token));
        isDown = false;
        Thread.sleep(60);
        assertEquals("his", decoder.decode(token).getSubject());
    }

    @Test
    void whenTheTimeOfAnOutageIsOverNothingCounts() throws Exception {
        JwtDecoder decoder = decoder(new KeyTimes(Duration.ofMillis(20), Duration.ofMillis(5), Duration.ofMillis(1)));
        String token = token(published.get(0));
        decoder.decode(token);
        isDown = true;
        Thread.sleep(100);

        assertThrows(BadJwtException.class, () -> decoder.decode(token));
        assertEquals(
                new KeyTimes(Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofSeconds(1)), KeyTimes.usual());
    }

    @Test
    void anIssuerThatIsAwayWhenTheFirstTokenComesIsAskedAgain() throws JOSEException {
        JwtDecoder decoder = decoder(KeyTimes.usual());
        String token = token(published.get(0));
        isDown = true;
        assertThrows(BadJwtException.class, () -> decoder.decode(token));
        isDown = false;
        assertEquals("his", decoder.decode(token).getSubject());
    }

    @Test
    void aChangeOfKeysLosesNoRequest() throws Exception {
        JwtDecoder decoder = decoder(KeyTimes.usual());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int change = 0; change < 3; change++) {
                ECKey former = published.get(published.size() - 1);
                decoder.decode(token(former));
                // The issuer signs with the new key from the moment in which it is among its keys.
                ECKey next = key();
                published = List.of(former, next);
                List<Callable<String>> requests = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    String token = token(i % 3 == 0 ? former : next);
                    requests.add(() -> decoder.decode(token).getSubject());
                }
                for (Future<String> request : threads.invokeAll(requests)) {
                    assertEquals("his", request.get());
                }
                Thread.sleep(KeyTimes.usual().asked().toMillis());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void keysThatDoNotExistAreNotAskedForEachTime() throws JOSEException {
        JwtDecoder decoder = decoder(new KeyTimes(Duration.ofHours(1), Duration.ofHours(1), Duration.ofMinutes(10)));
        decoder.decode(token(published.get(0)));
        for (int i = 0; i < 500; i++) {
            String token = token(key());
            assertThrows(BadJwtException.class, () -> decoder.decode(token));
        }

        assertTrue(asked.get() < 10, "asked " + asked.get() + " times");
        assertEquals("his", decoder.decode(token(published.get(0))).getSubject());
    }
}
