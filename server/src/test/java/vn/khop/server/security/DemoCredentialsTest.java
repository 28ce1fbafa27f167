package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.server.RunningServer;

class DemoCredentialsTest {
    @TempDir
    private Path folder;

    @Test
    void theFileOfTheRunningDemoNamesEveryAddressAndAWorkingTokenForEveryRole() throws IOException, ParseException {
        RunningServer server = RunningServer.shared();
        Path file = server.data().resolve("demo-credentials.json");
        JsonNode content = new ObjectMapper().readTree(file.toFile());

        assertEquals(server.url() + "/fhir", content.path("fhir").asText());
        assertEquals(server.url() + "/fhir/r5", content.path("fhirR5").asText());
        assertEquals(server.url() + "/api/v1", content.path("api").asText());
        assertEquals(server.url() + "/", content.path("ui").asText());
        assertEquals(
                List.of("hub", "clerk", "clerk-lead", "terminology-admin", "auditor", "admin"),
                content.path("roles").findValuesAsText("role"));
        Set<String> passwords = new HashSet<>();
        for (JsonNode role : content.path("roles")) {
            assertEquals(
                    Set.of("role", "username", "password", "client_id", "token"),
                    role.properties().stream()
                            .map(java.util.Map.Entry::getKey)
                            .collect(java.util.stream.Collectors.toSet()));
            assertTrue(role.path("password").asText().length() >= 20);
            passwords.add(role.path("password").asText());
            JWTClaimsSet claims = SignedJWT.parse(role.path("token").asText()).getJWTClaimsSet();
            assertEquals(
                    Duration.ofHours(12),
                    Duration.between(
                            claims.getIssueTime().toInstant(),
                            claims.getExpirationTime().toInstant()));
            assertEquals(
                    200,
                    server.send(server.request("/api/v1/session")
                                    .header(
                                            "Authorization",
                                            "Bearer " + role.path("token").asText()))
                            .statusCode());
        }
        assertEquals(6, passwords.size(), "every account has a password of its own");
    }

    @Test
    void theHubsTokenCarriesItsScopesPurposeAndEveryFacility() throws ParseException {
        JWTClaimsSet claims =
                SignedJWT.parse(RunningServer.shared().token(Role.HUB)).getJWTClaimsSet();

        assertTrue(
                Set.of(claims.getStringClaim("scope").split(" ")).containsAll(Set.of("ITI-83", "ITI-104", "ITI-119")));
        assertTrue(claims.getJSONObjectClaim("extensions").toString().contains("TREAT"));
        assertEquals(List.of("*"), claims.getStringListClaim("facilities"));
    }

    @Test
    void theFileAndTheKeyAreForTheirOwnerOnlyAndTheNextStartWritesTheFileAnew() throws IOException {
        DemoCredentials first = credentials();
        Path file = first.writeTo(folder);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("issuer-key.json"))));
        String before = Files.readString(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        credentials().writeTo(folder);

        assertNotEquals(before, Files.readString(file), "another start, other passwords");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (var files = Files.list(folder)) {
            assertEquals(3, files.count(), "no draft is left behind");
        }
    }

    @Test
    void aKeyThatOthersCanReadIsRefused() throws IOException {
        credentials();
        Path key = folder.resolve("issuer-key.json");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        String message = String.valueOf(
                assertThrows(IllegalStateException.class, this::credentials).getMessage());

        assertTrue(message.contains("can be read by others"), message);
        assertFalse(message.contains("\"d\""), "the key is not in the message");
    }

    private DemoCredentials credentials() {
        SecuritySettings settings = SecuritySettingsTest.demo();
        return new DemoCredentials(
                settings, new EmbeddedIssuer(settings, folder, new SecureRandom(), Clock.systemUTC()));
    }
}
