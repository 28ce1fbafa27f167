package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import vn.khop.server.RunningServer;

/** Tokens that somebody might try. All are refused, and the refusals cannot be told apart. */
class TokenAbuseTest {
    private final RunningServer server = RunningServer.shared();
    private final RSAKey key = key();

    @Test
    void aTokenMadeWithTheRightKeyAndContentIsAccepted() throws JOSEException {
        HttpResponse<String> answer = ask("/api/v1/session", signed(header(), claims()));

        assertEquals(200, answer.statusCode(), answer.body());
        String byHand = signedByHand("{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}", claims().toString());
        assertEquals(200, ask("/api/v1/session", byHand).statusCode());
        assertTrue(answer.body().contains("\"roles\":[\"clerk\"]"), answer.body());
    }

    @Test
    void noBadTokenIsAcceptedAndAllRefusalsAreTheSameBytes() throws JOSEException {
        Map<String, String> bad = badTokens();
        assertTrue(bad.size() >= 45, "only " + bad.size() + " bad tokens");
        for (String path : List.of("/api/v1/session", "/fhir/Patient/E0", "/actuator/prometheus")) {
            HttpResponse<String> none = server.send(server.request(path));
            assertEquals(401, none.statusCode());
            assertAll(bad.entrySet().stream().map(entry -> (Executable) () -> {
                HttpResponse<String> answer = ask(path, entry.getValue());
                assertEquals(401, answer.statusCode(), entry.getKey());
                assertEquals(none.body(), answer.body(), entry.getKey());
                assertEquals(
                        none.headers().firstValue("WWW-Authenticate"),
                        answer.headers().firstValue("WWW-Authenticate"),
                        entry.getKey());
            }));
        }
    }

    @Test
    void aTokenTooLongForAHeaderIsRefusedBeforeItIsRead() throws JOSEException {
        String token = signed(header(), claims(builder -> builder.claim("padding", "x".repeat(64 * 1024))));

        int status = ask("/api/v1/session", token).statusCode();

        assertTrue(Set.of(400, 401, 431).contains(status), "status " + status);
    }

    @Test
    void aTokenCountsInTheHeaderOnly() {
        String token = server.token(Role.CLERK);

        assertEquals(
                401,
                server.send(server.request("/api/v1/session?access_token=" + token))
                        .statusCode());
    }

    @Test
    void theNextRequestOfAConnectionIsNobodyAgain() {
        for (int i = 0; i < 200; i++) {
            assertEquals(200, server.get("/api/v1/session", Role.CLERK).statusCode());
            assertEquals(401, server.send(server.request("/api/v1/session")).statusCode());
            assertEquals(401, server.send(server.request("/fhir/Patient/E0")).statusCode());
        }
    }

    private Map<String, String> badTokens() throws JOSEException {
        Instant now = Instant.now();
        String good = server.token(Role.ADMIN);
        String[] parts = good.split("\\.");
        RSAKey foreign = new RSAKeyGenerator(2048).keyID(key.getKeyID()).generate();
        ECKey foreignCurve = new ECKeyGenerator(Curve.P_256).generate();
        byte[] publicKey = key.toRSAPublicKey().getEncoded();

        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("nothing", "x");
        bad.put("three dots", "...");
        bad.put("not JSON", b64("hello") + "." + b64("world") + "." + b64("!"));
        bad.put("none", new PlainJWT(claims()).serialize());
        bad.put("none, in capitals", b64("{\"alg\":\"NONE\",\"typ\":\"at+jwt\"}") + "." + parts[1] + ".");
        bad.put("signature left out", parts[0] + "." + parts[1] + ".");
        bad.put("signature of another", parts[0] + "." + parts[1] + "." + b64("another signature"));
        bad.put("content changed", parts[0] + "." + b64("{\"sub\":\"admin\",\"roles\":[\"admin\"]}") + "." + parts[2]);
        bad.put("last letter changed", good.substring(0, good.length() - 6) + "AAAAAA");
        bad.put("HMAC with the public key", signed(header(JWSAlgorithm.HS256), claims(), new MACSigner(publicKey)));
        bad.put(
                "HMAC with the public key in PEM",
                signed(header(JWSAlgorithm.HS256), claims(), new MACSigner(pem(publicKey))));
        bad.put("HMAC 512", signed(header(JWSAlgorithm.HS512), claims(), new MACSigner(publicKey)));
        bad.put("another key under our key's name", signed(header(), claims(), new RSASSASigner(foreign)));
        bad.put("another kind of key", signed(header(JWSAlgorithm.ES256), claims(), new ECDSASigner(foreignCurve)));
        bad.put(
                "its own key in the header",
                signed(
                        new JWSHeader.Builder(header())
                                .jwk(foreign.toPublicJWK())
                                .build(),
                        claims(),
                        new RSASSASigner(foreign)));
        bad.put(
                "address of its key",
                signed(
                        new JWSHeader.Builder(header())
                                .jwkURL(URI.create("http://localhost:1/keys"))
                                .build(),
                        claims(),
                        new RSASSASigner(foreign)));
        bad.put(
                "address of its certificate",
                signed(
                        new JWSHeader.Builder(header())
                                .x509CertURL(URI.create("http://localhost:1/cert"))
                                .build(),
                        claims(),
                        new RSASSASigner(foreign)));
        bad.put(
                "key name that is a path",
                signed(
                        new JWSHeader.Builder(header())
                                .keyID("../../../dev/null")
                                .build(),
                        claims(),
                        new RSASSASigner(foreign)));
        bad.put(
                "critical header nobody knows",
                signedByHand(
                        "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"crit\":[\"khop\"],\"khop\":1}", claims().toString()));
        bad.put(
                "type JWT",
                signed(new JWSHeader.Builder(header()).type(JOSEObjectType.JWT).build(), claims()));
        bad.put("no type", signed(new JWSHeader.Builder(JWSAlgorithm.RS256).build(), claims()));
        bad.put("type of a log-out token", signed(typed("logout+jwt"), claims()));
        bad.put("type of a proof of possession", signed(typed("dpop+jwt"), claims()));
        for (Map.Entry<String, Consumer<JWTClaimsSet.Builder>> change : Map.<String, Consumer<JWTClaimsSet.Builder>>of(
                        "another issuer", c -> c.issuer("http://localhost:9"),
                        "our issuer with a slash", c -> c.issuer(server.url() + "/"),
                        "no issuer", c -> c.issuer(null),
                        "another audience", c -> c.audience("another"),
                        "no audience", c -> c.audience((String) null),
                        "ID token of the page's client",
                                c -> c.audience("khop-ui").claim("nonce", "n"),
                        "expired", c -> c.expirationTime(Date.from(now.minusSeconds(60))),
                        "no expiry", c -> c.expirationTime(null),
                        "not yet", c -> c.notBeforeTime(Date.from(now.plusSeconds(300))),
                        "issued tomorrow", c -> c.issueTime(Date.from(now.plusSeconds(86_400))))
                .entrySet()) {
            bad.put(change.getKey(), signed(header(), claims(change.getValue())));
        }
        for (Map.Entry<String, Consumer<JWTClaimsSet.Builder>> change : Map.<String, Consumer<JWTClaimsSet.Builder>>of(
                        "no time of issue", c -> c.issueTime(null),
                        "no subject", c -> c.subject(null),
                        "empty subject", c -> c.subject(" "),
                        "no id", c -> c.jwtID(null),
                        "Keycloak's ID token", c -> c.claim("typ", "ID"),
                        "Keycloak's refresh token", c -> c.claim("typ", "Refresh"),
                        "bound to a certificate", c -> c.claim("cnf", Map.of("x5t#S256", "abc")),
                        "bound to a key", c -> c.claim("cnf", Map.of("jkt", "abc")))
                .entrySet()) {
            bad.put(change.getKey(), signed(header(), claims(change.getValue())));
        }
        for (Map.Entry<String, Object> confirmation : Map.<String, Object>of(
                        "bound to nothing", Map.of(),
                        "bound to an empty thumbprint", Map.of("x5t#S256", ""),
                        "bound to a certificate and a key", Map.of("x5t#S256", "abc", "jkt", "abc"),
                        "bound by a word", "abc")
                .entrySet()) {
            bad.put(confirmation.getKey(), signed(header(), claims(c -> c.claim("cnf", confirmation.getValue()))));
        }
        String content = claims().toString();
        bad.put("algorithm in small letters", signedByHand("{\"alg\":\"rs256\",\"typ\":\"at+jwt\"}", content));
        bad.put("signature of another algorithm", signedByHand("{\"alg\":\"RS512\",\"typ\":\"at+jwt\"}", content));
        bad.put("padding of another algorithm", signedByHand("{\"alg\":\"PS256\",\"typ\":\"at+jwt\"}", content));
        bad.put(
                "content not encoded",
                signedByHand("{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"b64\":false,\"crit\":[\"b64\"]}", content));
        bad.put("header that is a list", signedByHand("[\"RS256\"]", content));
        bad.put("content that is a list", signedByHand("{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}", "[1]"));
        bad.put("content that is empty", signedByHand("{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}", "{}"));
        bad.put(
                "a signature of noughts",
                b64("{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}") + "." + b64(content) + "." + b64("\0".repeat(64)));
        bad.put("five parts", good + "." + parts[1] + "." + parts[2]);
        bad.put(
                "key name that is a statement",
                signed(
                        new JWSHeader.Builder(header()).keyID("' or '1'='1").build(),
                        claims(),
                        new RSASSASigner(foreign)));
        bad.put(
                "its own certificate in the header",
                signed(
                        new JWSHeader.Builder(header())
                                .x509CertChain(List.of(com.nimbusds.jose.util.Base64.encode("certificate")))
                                .build(),
                        claims(),
                        new RSASSASigner(foreign)));
        return bad;
    }

    private HttpResponse<String> ask(String path, String token) {
        return server.send(server.request(path).header("Authorization", "Bearer " + token));
    }

    private JWSHeader header() {
        return header(JWSAlgorithm.RS256);
    }

    private JWSHeader header(JWSAlgorithm algorithm) {
        return new JWSHeader.Builder(algorithm)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(key.getKeyID())
                .build();
    }

    private JWSHeader typed(String type) {
        return new JWSHeader.Builder(header()).type(new JOSEObjectType(type)).build();
    }

    private JWTClaimsSet claims() {
        return claims(unchanged -> {});
    }

    private JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> change) {
        Instant now = Instant.now();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(server.url())
                .audience("khop")
                .subject("clerk")
                .jwtID("1")
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("roles", List.of("clerk"));
        change.accept(claims);
        return claims.build();
    }

    private String signed(JWSHeader header, JWTClaimsSet claims) throws JOSEException {
        return signed(header, claims, new RSASSASigner(key));
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    /** For headers that the library would not write. */
    private String signedByHand(String header, String claims) throws JOSEException {
        try {
            String content = b64(header) + "." + b64(claims);
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key.toPrivateKey());
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String b64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] pem(byte[] key) {
        return Stream.of(
                        "-----BEGIN PUBLIC KEY-----",
                        Base64.getMimeEncoder().encodeToString(key),
                        "-----END PUBLIC KEY-----")
                .collect(java.util.stream.Collectors.joining("\n"))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private RSAKey key() {
        try {
            return RSAKey.parse(Files.readString(server.data().resolve("security/issuer-key.json")));
        } catch (java.io.IOException | java.text.ParseException e) {
            throw new IllegalStateException(e);
        }
    }
}
