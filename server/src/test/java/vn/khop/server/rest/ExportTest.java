package vn.khop.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;
import vn.khop.server.security.Tokens;

/** The register as files, over HTTP: asked for, agreed to by another, fetched, gone. Everybody in it is made up. */
@Tag("slow")
class ExportTest {
    private static final RunningServer SERVER = RunningServer.shared();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static String token(String client, List<String> facilities, String scopes, List<String> purposes) {
        return Tokens.signed(
                SERVER,
                claims -> claims.subject(client)
                        .claim("client_id", client)
                        .claim("scope", scopes)
                        .claim("roles", List.of("hub"))
                        .claim("facilities", facilities)
                        .claim("extensions", Map.of("ihe_iua", Map.of("purpose_of_use", purposes))));
    }

    private static String exporter() {
        return token("city-warehouse", List.of("*"), "khop.export", List.of("HSYSADMIN"));
    }

    private static HttpResponse<String> get(String path, String token) {
        return SERVER.send(SERVER.request(path).header("Authorization", "Bearer " + token));
    }

    private static HttpResponse<String> kickedOff(String query, String token) {
        return SERVER.send(SERVER.request("/fhir/$export" + query)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/fhir+json")
                .header("Prefer", "respond-async"));
    }

    private static String place(HttpResponse<String> accepted) {
        assertEquals(202, accepted.statusCode(), accepted.body());
        return URI.create(accepted.headers().firstValue("Content-Location").orElseThrow())
                .getPath();
    }

    private static HttpResponse<String> approved(String place, Role role) {
        return SERVER.postJson(place + "/approve", role, "{}");
    }

    private static JsonNode manifest(String place, String token) throws JsonProcessingException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        HttpResponse<String> answer = get(place, token);
        while (answer.statusCode() == 202) {
            assertTrue(System.nanoTime() < end, answer.body());
            assertTrue(answer.headers().firstValue("X-Progress").isPresent());
            pause();
            answer = get(place, token);
        }
        assertEquals(200, answer.statusCode(), answer.body());
        return JSON.readTree(answer.body());
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode fed(String facility, String number, String name, String born)
            throws JsonProcessingException {
        String system = "http://fhir.ehealth.gov.vn/core/sid/patient-internal-id/" + facility;
        HttpResponse<String> answer =
                SERVER.send(SERVER.request("/fhir/Patient?identifier=" + system + "%7C" + number, Role.HUB)
                        .header("Content-Type", "application/fhir+json")
                        .PUT(BodyPublishers.ofString(JSON.writeValueAsString(Map.of(
                                "resourceType",
                                "Patient",
                                "identifier",
                                List.of(Map.of("system", system, "value", number)),
                                "name",
                                List.of(Map.of("text", name)),
                                "gender",
                                "female",
                                "birthDate",
                                born)))));
        assertEquals(2, answer.statusCode() / 100, answer.body());
        return JSON.readTree(answer.body());
    }

    private static List<JsonNode> lines(JsonNode manifest, String type, String token) {
        List<String> lines = new java.util.ArrayList<>();
        for (JsonNode output : manifest.path("output")) {
            if (output.path("type").asText().equals(type)) {
                HttpResponse<String> file =
                        get(URI.create(output.path("url").asText()).getPath(), token);
                assertEquals(200, file.statusCode());
                assertEquals(
                        "application/fhir+ndjson",
                        file.headers().firstValue("Content-Type").orElse(""));
                List<String> some = file.body().lines().toList();
                assertEquals(output.path("count").asLong(), some.size());
                lines.addAll(some);
            }
        }
        return lines.stream().map(ExportTest::read).toList();
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }

    private static Set<String> ids(List<JsonNode> lines) {
        return lines.stream().map(line -> line.path("id").asText()).collect(Collectors.toSet());
    }

    @Test
    void everyPersonGoesOutOnceWithItsLinksWhenASecondPersonHasAgreed() throws JsonProcessingException {
        JsonNode source = fed("01097", "x-1", "Xa Thị Xuất", "1951-02-03");
        String person = source.at("/link/0/other/reference").asText().replace("Patient/", "");
        String token = exporter();
        String place = place(kickedOff("?_type=Patient,SourceRecord", token));
        HttpResponse<String> waiting = get(place, token);
        assertEquals(202, waiting.statusCode());
        assertEquals(
                "waits for a second person",
                waiting.headers().firstValue("X-Progress").orElse(""));
        assertEquals(
                403,
                SERVER.send(SERVER.request(place + "/approve")
                                .header("Authorization", "Bearer " + token)
                                .POST(BodyPublishers.noBody()))
                        .statusCode());

        assertEquals(200, approved(place, Role.CLERK_LEAD).statusCode());
        JsonNode manifest = manifest(place, token);

        JdbcClient sql = JdbcClient.create(SERVER.bean(javax.sql.DataSource.class));
        Set<String> all = Set.copyOf(
                sql.sql("select person_id from khop.person").query(String.class).list());
        List<JsonNode> persons = lines(manifest, "Patient", token);
        assertEquals(persons.size(), ids(persons).size(), "nobody twice");
        assertTrue(ids(persons).containsAll(all), "everybody");
        JsonNode one = persons.stream()
                .filter(line -> line.path("id").asText().equals(person))
                .findFirst()
                .orElseThrow();
        assertEquals("seealso", one.at("/link/0/type").asText());
        assertEquals("Xa Thị Xuất", one.at("/name/0/text").asText());
        List<JsonNode> sources = lines(manifest, "SourceRecord", token);
        assertEquals(sources.size(), ids(sources).size());
        assertTrue(ids(sources).contains(source.path("id").asText()));
        assertTrue(sources.stream()
                .filter(line -> line.path("id").equals(source.path("id")))
                .anyMatch(line -> line.toString().contains("Patient/" + person)));

        JsonNode mark = manifest.path("extension");
        assertEquals("city-warehouse", mark.path("client").asText());
        assertEquals("clerk-lead", mark.path("approvedBy").asText());
        assertEquals("HSYSADMIN", mark.at("/purposes/0").asText());
        assertTrue(place.endsWith(mark.path("id").asText()));
        assertTrue(manifest.path("requiresAccessToken").asBoolean());
        String log =
                SERVER.get("/api/v1/access-log?person=" + person, Role.AUDITOR).body();
        assertTrue(log.contains("EXPORT") && log.contains("city-warehouse"), log);

        assertEquals(
                404,
                get(place, token("somebody", List.of("*"), "khop.export", List.of("TREAT")))
                        .statusCode());
        String file = URI.create(manifest.at("/output/0/url").asText()).getPath();
        assertEquals(
                404,
                get(file, token("somebody", List.of("*"), "khop.export", List.of("TREAT")))
                        .statusCode());
        assertEquals(403, SERVER.get(file, Role.ADMIN).statusCode());
        assertEquals(404, get(place + "/files/Patient.0009.ndjson", token).statusCode());
        assertEquals(
                202,
                SERVER.send(SERVER.request(place)
                                .header("Authorization", "Bearer " + token)
                                .DELETE())
                        .statusCode());
        assertEquals(404, get(place, token).statusCode());
        assertEquals(404, get(file, token).statusCode());
        assertFalse(java.nio.file.Files.exists(
                SERVER.data().resolve("exports").resolve(mark.path("id").asText())));
    }

    @Test
    void sinceAMomentOnlyThoseGoOutWhoChangedAfterIt() throws JsonProcessingException {
        String before = fed("01097", "s-1", "Xa Thị Trước", "1952-02-03")
                .at("/link/0/other/reference")
                .asText();
        pause();
        Instant since = Instant.now();
        pause();
        String after = fed("01097", "s-2", "Mùa Văn Sau", "1932-11-30")
                .at("/link/0/other/reference")
                .asText();
        String token = exporter();
        String place = place(kickedOff("?_since=" + since, token));
        assertEquals(200, approved(place, Role.ADMIN).statusCode());

        Set<String> ids = ids(lines(manifest(place, token), "Patient", token));

        assertTrue(ids.contains(after.replace("Patient/", "")), ids.toString());
        assertFalse(ids.contains(before.replace("Patient/", "")));
    }

    @Test
    void whoMayNotIsRefusedAndWhatIsNotDoneIsRefusedByName() {
        String token = exporter();
        assertEquals(
                400,
                SERVER.send(SERVER.request("/fhir/$export").header("Authorization", "Bearer " + token))
                        .statusCode(),
                "without Prefer: respond-async");
        assertTrue(kickedOff("?_type=Observation", token).body().contains("'Observation' is not exported"));
        assertTrue(kickedOff("?_typeFilter=Patient", token).body().contains("'_typeFilter' is not supported"));
        assertEquals(400, kickedOff("?_since=yesterday", token).statusCode());
        assertEquals(400, kickedOff("?_outputFormat=csv", token).statusCode());
        assertEquals(
                403,
                kickedOff("", token("city-warehouse", List.of("*"), "ITI-78", List.of("TREAT")))
                        .statusCode(),
                "without the scope");
        assertEquals(
                403,
                kickedOff("", token("city-warehouse", List.of("*"), "khop.export", List.of()))
                        .statusCode(),
                "without a purpose");
        HttpResponse<String> hospital =
                kickedOff("", token("his-01001", List.of("01001"), "khop.export", List.of("TREAT")));
        assertEquals(403, hospital.statusCode());
        assertTrue(hospital.body().contains("every facility"), hospital.body());
        String turnedDown = place(kickedOff("", token));
        assertEquals(
                202,
                SERVER.send(SERVER.request(turnedDown, Role.CLERK_LEAD).DELETE())
                        .statusCode());
        assertEquals(404, approved(turnedDown, Role.ADMIN).statusCode());
    }
}
