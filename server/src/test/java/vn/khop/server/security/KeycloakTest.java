package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.server.RunningServer;
import vn.khop.server.config.StartOptions;

/**
 * Keycloak, as it is published, issues the tokens: to a person by the code flow, to a hospital's system by its own key. Where the archive is not in the local Maven repository, {@code mvn dependency:get
 * -Dartifact=org.keycloak:keycloak-quarkus-dist:26.7.3:zip -Dtransitive=false} brings it.
 */
@Tag("long")
class KeycloakTest {
    private static final String VERSION = "26.7.3";
    private static final Duration START_LIMIT = Duration.ofMinutes(15);
    private static final String SECRET = "Zq8sdKf93-kdls0Lpw2x";
    private static final String PASSWORD = "Kx7-lan-quy-42";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new LocalCookies())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @TempDir
    private Path folder;

    @Test
    void aPersonLogsInAndAHospitalsSystemGetsATokenWithItsKey() throws Exception {
        Path archive = Path.of(
                System.getProperty("user.home"),
                ".m2/repository/org/keycloak/keycloak-quarkus-dist",
                VERSION,
                "keycloak-quarkus-dist-" + VERSION + ".zip");
        Assumptions.assumeTrue(
                Files.exists(archive),
                "Keycloak is not here: mvn dependency:get -Dartifact=org.keycloak:keycloak-quarkus-dist:" + VERSION
                        + ":zip -Dtransitive=false");
        ECKey key = new ECKeyGenerator(Curve.P_384)
                .keyID("his-key")
                .algorithm(JWSAlgorithm.ES384)
                .keyUse(KeyUse.SIGNATURE)
                .generate();
        int ours = freePort();
        int theirs = freePort();
        String issuer = "http://localhost:" + theirs + "/realms/khop";
        Path keycloak = unpacked(archive);
        Files.writeString(
                Files.createDirectories(keycloak.resolve("data/import")).resolve("khop.json"),
                JSON.writeValueAsString(realm("http://localhost:" + ours, key)));
        Instant began = Instant.now();
        Process process = start(keycloak, theirs);
        try {
            await(issuer + "/.well-known/openid-configuration", process);
            System.out.printf(
                    "Keycloak %s answered after %d s%n",
                    VERSION, Duration.between(began, Instant.now()).toSeconds());
            Path config = Files.writeString(folder.resolve("khop.yaml"), """
                    khop:
                      facilities: ['01001']
                      security:
                        issuer-uri: %s
                        ui-client-secret: %s
                        roles-claim: realm_access.roles
                        token-types: [JWT]
                    """.formatted(issuer, SECRET));
            try (RunningServer server = RunningServer.start(new StartOptions(
                    false, Optional.of(config), OptionalInt.of(ours), Optional.of(folder.resolve("data"))))) {
                hospital(server, issuer, key);
                person(server);
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private void hospital(RunningServer server, String issuer, ECKey key) throws Exception {
        HttpResponse<String> answer = token(issuer, assertion(issuer, key));
        assertEquals(200, answer.statusCode(), answer.body());
        JsonNode token = JSON.readTree(answer.body());
        assertTrue(token.path("expires_in").asInt() <= 300, answer.body());
        String bearer = token.path("access_token").asText();

        assertEquals(
                200,
                get(server, "/fhir/Patient?name=lan&birthdate=1990-01-01", bearer)
                        .statusCode());
        assertEquals(403, get(server, "/api/v1/persons/E0", bearer).statusCode());
        HttpResponse<String> session = get(server, "/api/v1/session", bearer);
        assertTrue(session.body().contains("\"roles\":[\"hub\"]"), session.body());
        assertEquals(
                401,
                get(server, "/api/v1/session", token.path("id_token").asText("none"))
                        .statusCode());

        ECKey another = new ECKeyGenerator(Curve.P_384)
                .keyID("his-key")
                .algorithm(JWSAlgorithm.ES384)
                .keyUse(KeyUse.SIGNATURE)
                .generate();
        assertTrue(token(issuer, assertion(issuer, another)).statusCode() >= 400);
        String once = assertion(issuer, key);
        assertEquals(200, token(issuer, once).statusCode());
        assertTrue(token(issuer, once).statusCode() >= 400, "an assertion counted twice");
    }

    /** From our log-in to Keycloak's form and back, as a browser goes. */
    private void person(RunningServer server) throws Exception {
        HttpResponse<String> form = follow(URI.create(server.url() + "/login"));
        assertEquals(200, form.statusCode(), form.body());
        int action = form.body().indexOf("action=\"") + "action=\"".length();
        URI login = URI.create(
                form.body().substring(action, form.body().indexOf('"', action)).replace("&amp;", "&"));
        HttpResponse<String> back = send(HttpRequest.newBuilder(login)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(
                        form(Map.of("username", "lan", "password", PASSWORD, "credentialId", "")))));
        assertEquals(302, back.statusCode(), back.body());
        follow(URI.create(back.headers().firstValue("Location").orElseThrow()));

        HttpResponse<String> session = send(HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/session")));
        assertEquals(200, session.statusCode(), session.body());
        assertTrue(
                session.body().contains("\"username\":\"lan\"")
                        && session.body().contains("\"roles\":[\"clerk\"]"),
                session.body());
    }

    private HttpResponse<String> follow(URI start) throws IOException, InterruptedException {
        URI at = start;
        for (int step = 0; step < 10; step++) {
            HttpResponse<String> answer = send(HttpRequest.newBuilder(at));
            Optional<String> next = answer.headers().firstValue("Location");
            if (answer.statusCode() != 302 || next.isEmpty()) {
                return answer;
            }
            at = at.resolve(next.get());
        }
        throw new AssertionError("redirected without end");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofMinutes(2)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(RunningServer server, String path, String bearer) {
        return server.send(server.request(path).header("Authorization", "Bearer " + bearer));
    }

    private HttpResponse<String> token(String issuer, String assertion) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(issuer + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form(Map.of(
                        "grant_type", "client_credentials",
                        "client_id", "his-01001",
                        "scope", "ITI-78",
                        "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                        "client_assertion", assertion)))));
    }

    private static String assertion(String issuer, ECKey key) throws Exception {
        Instant now = Instant.now();
        SignedJWT assertion = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES384).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer("his-01001")
                        .subject("his-01001")
                        .audience(issuer)
                        .jwtID(UUID.randomUUID().toString())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(60)))
                        .build());
        assertion.sign(new ECDSASigner(key));
        return assertion.serialize();
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** What docs/security.md says of Keycloak, as a realm. */
    private static Map<String, Object> realm(String url, ECKey key) {
        Map<String, Object> audience = mapper(
                "audience",
                "oidc-audience-mapper",
                Map.of("included.custom.audience", "khop", "access.token.claim", "true"));
        Map<String, Object> ui = Map.of(
                "clientId",
                "khop-ui",
                "secret",
                SECRET,
                "standardFlowEnabled",
                true,
                "redirectUris",
                List.of(url + "/login/oauth2/code/khop"),
                "attributes",
                Map.of("pkce.code.challenge.method", "S256"),
                "protocolMappers",
                List.of(audience));
        Map<String, Object> hospital = Map.of(
                "clientId",
                "his-01001",
                "serviceAccountsEnabled",
                true,
                "standardFlowEnabled",
                false,
                "clientAuthenticatorType",
                "client-jwt",
                "attributes",
                Map.of(
                        "use.jwks.string", "true",
                        "jwks.string", new JWKSet(key).toPublicJWKSet().toString(),
                        "token.endpoint.auth.signing.alg", "ES384"),
                "defaultClientScopes",
                List.of("basic", "roles", "ITI-78"),
                "protocolMappers",
                List.of(
                        audience,
                        hardcoded("purpose", "extensions.ihe_iua.purpose_of_use", "[\"TREAT\"]"),
                        hardcoded("facilities", "facilities", "[\"01001\"]")));
        return Map.of(
                "realm", "khop",
                "enabled", true,
                "sslRequired", "none",
                "roles", Map.of("realm", List.of(Map.of("name", "hub"), Map.of("name", "clerk"))),
                "clientScopes",
                        List.of(
                                Map.of(
                                        "name", "ITI-78",
                                        "protocol", "openid-connect",
                                        "attributes", Map.of("include.in.token.scope", "true")),
                                Map.of(
                                        "name", "basic",
                                        "protocol", "openid-connect",
                                        "protocolMappers",
                                                List.of(mapper(
                                                        "sub",
                                                        "oidc-sub-mapper",
                                                        Map.of("access.token.claim", "true")))),
                                Map.of(
                                        "name", "roles",
                                        "protocol", "openid-connect",
                                        "protocolMappers",
                                                List.of(mapper(
                                                        "realm roles",
                                                        "oidc-usermodel-realm-role-mapper",
                                                        Map.of(
                                                                "claim.name", "realm_access.roles",
                                                                "jsonType.label", "String",
                                                                "multivalued", "true",
                                                                "access.token.claim", "true")))),
                                Map.of(
                                        "name", "profile",
                                        "protocol", "openid-connect",
                                        "protocolMappers",
                                                List.of(mapper(
                                                        "username",
                                                        "oidc-usermodel-attribute-mapper",
                                                        Map.of(
                                                                "user.attribute", "username",
                                                                "claim.name", "preferred_username",
                                                                "jsonType.label", "String",
                                                                "access.token.claim", "true",
                                                                "id.token.claim", "true"))))),
                "defaultDefaultClientScopes", List.of("basic", "roles", "profile"),
                "clients", List.of(ui, hospital),
                "users",
                        List.of(
                                Map.of(
                                        "username",
                                        "lan",
                                        "enabled",
                                        true,
                                        "email",
                                        "lan@example.vn",
                                        "emailVerified",
                                        true,
                                        "firstName",
                                        "Lan",
                                        "lastName",
                                        "Quàng",
                                        "credentials",
                                        List.of(Map.of("type", "password", "value", PASSWORD)),
                                        "realmRoles",
                                        List.of("clerk")),
                                Map.of(
                                        "username",
                                        "service-account-his-01001",
                                        "enabled",
                                        true,
                                        "serviceAccountClientId",
                                        "his-01001",
                                        "realmRoles",
                                        List.of("hub"))));
    }

    private static Map<String, Object> mapper(String name, String type, Map<String, String> config) {
        return Map.of("name", name, "protocol", "openid-connect", "protocolMapper", type, "config", config);
    }

    private static Map<String, Object> hardcoded(String name, String claim, String json) {
        return mapper(
                name,
                "oidc-hardcoded-claim-mapper",
                Map.of(
                        "claim.name",
                        claim,
                        "claim.value",
                        json,
                        "jsonType.label",
                        "JSON",
                        "access.token.claim",
                        "true"));
    }

    private Path unpacked(Path archive) throws IOException {
        try (InputStream bytes = Files.newInputStream(archive);
                ZipInputStream zip = new ZipInputStream(bytes)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve(entry.getName()).normalize();
                if (!file.startsWith(folder)) {
                    throw new IOException("the archive has a path that leaves it");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(zip, file);
                }
            }
        }
        return folder.resolve("keycloak-" + VERSION);
    }

    private Process start(Path keycloak, int port) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "sh",
                keycloak.resolve("bin/kc.sh").toString(),
                "start-dev",
                "--import-realm",
                "--http-host=localhost",
                "--http-port=" + port));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keycloak.log").toFile());
        builder.environment().put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx512m");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    private void await(String address, Process process) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(START_LIMIT);
        while (Instant.now().isBefore(end)) {
            if (!process.isAlive()) {
                throw new AssertionError("Keycloak ended: " + Files.readString(folder.resolve("keycloak.log")));
            }
            try {
                if (send(HttpRequest.newBuilder(URI.create(address))).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // until it listens
            }
            Thread.sleep(1000);
        }
        throw new AssertionError("Keycloak did not start: " + Files.readString(folder.resolve("keycloak.log")));
    }

    /** Takes localhost for secure, as browsers do, and Keycloak with them. */
    private static final class LocalCookies extends CookieManager {
        @Override
        public void put(URI from, Map<String, List<String>> headers) throws IOException {
            super.put(from, headers);
            getCookieStore().getCookies().forEach(cookie -> cookie.setSecure(false));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
