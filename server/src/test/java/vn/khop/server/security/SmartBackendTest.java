package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;

/** A hospital's system gets a token with its own key, and uses it. Source: SMART App Launch 2.2, backend services. */
class SmartBackendTest {
    private final RunningServer server = RunningServer.shared();
    private final BackendClient client = server.bean(EmbeddedIssuer.class).backend();

    @Test
    void aSignedAssertionGetsATokenOfFiveMinutesThatIsOneHospitals() throws Exception {
        HttpResponse<String> answer = ask(assertion(unchanged -> {}), "system/Patient.rs");
        JsonNode token = json(answer);

        assertEquals(200, answer.statusCode(), answer.body());
        assertTrue(token.path("expires_in").asInt() <= 300, answer.body());
        assertFalse(token.has("refresh_token"), answer.body());
        String bearer = token.path("access_token").asText();
        assertEquals(404, get(bearer, "/fhir/Patient/E0").statusCode());
        assertEquals(
                200,
                get(bearer, "/fhir/Patient?name=nobody&birthdate=1990-01-01").statusCode());
        assertEquals(
                403,
                get(bearer, "/fhir/Patient/$ihe-pix?sourceIdentifier=a%7Cb").statusCode());
        assertEquals(403, get(bearer, "/fhir/AuditEvent").statusCode());
        assertEquals(403, put(bearer).statusCode());
        JWTClaimsSet claims = SignedJWT.parse(bearer).getJWTClaimsSet();
        assertTrue(claims.getJSONObjectClaim("extensions").toString().contains("subject_organization_id"));
    }

    @Test
    void theFeedNeedsCreateAndUpdate() throws Exception {
        String feeding = json(ask(assertion(unchanged -> {}), "system/Patient.cu"))
                .path("access_token")
                .asText();

        assertEquals(400, put(feeding).statusCode());
        assertEquals(403, get(feeding, "/fhir/Patient/E0").statusCode());
    }

    @Test
    void anAssertionIsGoodOnceOnly() throws Exception {
        String assertion = assertion(unchanged -> {});

        assertEquals(200, ask(assertion, "system/Patient.rs").statusCode());
        assertEquals(401, ask(assertion, "system/Patient.rs").statusCode());
    }

    @Test
    void badAssertionsAllGetTheSameAnswer() throws Exception {
        ECKey foreign = new ECKeyGenerator(Curve.P_384).keyID("his-01001").generate();
        ECKey weaker = new ECKeyGenerator(Curve.P_256).keyID("his-01001").generate();
        Map<String, String> bad = new LinkedHashMap<>();
        for (Map.Entry<String, Consumer<JWTClaimsSet.Builder>> change : Map.<String, Consumer<JWTClaimsSet.Builder>>of(
                        "another issuer", c -> c.issuer("his-01013"),
                        "another audience", c -> c.audience("https://id.example.vn/token"),
                        "no audience", c -> c.audience((String) null),
                        "no id", c -> c.jwtID(null),
                        "empty id", c -> c.jwtID(" "),
                        "expired", c -> c.expirationTime(Date.from(Instant.now().minusSeconds(60))),
                        "no end", c -> c.expirationTime(null),
                        "an hour long",
                                c -> c.expirationTime(Date.from(Instant.now().plusSeconds(3600))),
                        "not yet", c -> c.notBeforeTime(Date.from(Instant.now().plusSeconds(120))))
                .entrySet()) {
            bad.put(change.getKey(), assertion(change.getValue()));
        }
        bad.put("another's key", signed(claims(unchanged -> {}), JWSAlgorithm.ES384, new ECDSASigner(foreign)));
        bad.put("a weaker algorithm", signed(claims(unchanged -> {}), JWSAlgorithm.ES256, new ECDSASigner(weaker)));
        bad.put(
                "HMAC with the public key",
                signed(
                        claims(unchanged -> {}),
                        JWSAlgorithm.HS384,
                        new MACSigner(client.key().toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))));
        bad.put("none", new com.nimbusds.jwt.PlainJWT(claims(unchanged -> {})).serialize());
        bad.put("no token at all", "x.y.z");

        for (Map.Entry<String, String> assertion : bad.entrySet()) {
            HttpResponse<String> answer = ask(assertion.getValue(), "system/Patient.rs");
            assertEquals(401, answer.statusCode(), assertion.getKey() + " " + answer.body());
            assertTrue(answer.body().contains("invalid_client"), assertion.getKey() + " " + answer.body());
        }
        assertEquals(14, bad.size());
    }

    @Test
    void scopesThatWereNotRegisteredOrAreWrittenWronglyAreNotGiven() throws Exception {
        for (String scope :
                Set.of("system/Patient.dus", "system/*.cruds", "system/Patient.read", "ITI-83 system/Patient.d")) {
            HttpResponse<String> answer = ask(assertion(unchanged -> {}), scope);
            assertEquals(400, answer.statusCode(), scope);
            assertTrue(answer.body().contains("invalid_scope"), scope + " " + answer.body());
        }
    }

    @Test
    void aClientWithAKeyHasNoSecret() {
        HttpResponse<String> answer = server.send(server.request("/oauth2/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(
                        "grant_type=client_credentials&client_id=" + client.id() + "&client_secret=x")));

        assertEquals(401, answer.statusCode(), answer.body());
    }

    private String assertion(Consumer<JWTClaimsSet.Builder> change) throws JOSEException {
        return signed(
                claims(change), JWSAlgorithm.ES384, new ECDSASigner(client.key().toECKey()));
    }

    private JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(client.id())
                .subject(client.id())
                .audience(server.url() + "/oauth2/token")
                .jwtID(UUID.randomUUID().toString())
                .expirationTime(Date.from(Instant.now().plusSeconds(240)));
        change.accept(claims);
        return claims.build();
    }

    private static String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, JWSSigner signer) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(algorithm).keyID("his-01001").build(), claims);
        token.sign(signer);
        return token.serialize();
    }

    private HttpResponse<String> ask(String assertion, String scope) {
        return server.send(server.request("/oauth2/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials&client_id=" + client.id() + "&scope="
                        + URLEncoder.encode(scope, StandardCharsets.UTF_8)
                        + "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion="
                        + assertion)));
    }

    private HttpResponse<String> get(String token, String path) {
        return server.send(server.request(path).header("Authorization", "Bearer " + token));
    }

    private HttpResponse<String> put(String token) {
        return server.send(server.request("/fhir/Patient?identifier=nowhere%7C1")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/fhir+json")
                .PUT(BodyPublishers.ofString("{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"A\"}]}")));
    }

    private static JsonNode json(HttpResponse<String> answer) throws JsonProcessingException {
        return new ObjectMapper().readTree(answer.body());
    }
}
