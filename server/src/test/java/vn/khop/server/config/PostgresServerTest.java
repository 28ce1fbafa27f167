package vn.khop.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;

/** The whole server with its settings pointing at a real PostgreSQL, started twice on the same database. */
@Tag("slow")
class PostgresServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";

    @TempDir
    private Path data;

    @Test
    void whatWasFedAndStoredIsThereAfterARestart() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            String settings = """
                    spring.datasource:
                      url: %s
                      username: postgres
                      password: ''
                    """.formatted(postgres.getJdbcUrl("postgres", "postgres"));
            String person;
            try (RunningServer server = RunningServer.serve(data, settings)) {
                person = feed(server, "01001", "pg-1", 201);
                assertEquals(person, feed(server, "01013", "pg-2", 201));
                assertMatched(server, person);
                server.awaitResources();
                HttpResponse<String> stored = server.send(server.request("/fhir/Organization", Role.ADMIN)
                        .header("Content-Type", "application/fhir+json")
                        .POST(BodyPublishers.ofString(
                                "{\"resourceType\":\"Organization\",\"name\":\"Bệnh viện Thử\"}")));
                assertEquals(201, stored.statusCode(), stored.body());
            }
            try (RunningServer server = RunningServer.serve(data, settings)) {
                assertMatched(server, person);
                assertEquals(person, feed(server, "01001", "pg-1", 200), "known, so not created again");
                JsonNode read =
                        JSON.readTree(server.get("/fhir/" + person, Role.CLERK).body());
                assertEquals(2, read.at("/link").size(), read.toString());
                List<String> actions = new ArrayList<>();
                JSON.readTree(server.get(
                                        "/api/v1/access-log?person=" + person.substring("Patient/".length()),
                                        Role.AUDITOR)
                                .body())
                        .at("/items")
                        .forEach(entry -> actions.add(entry.at("/action").asText()));
                assertEquals(
                        List.of("FEED", "FEED", "FEED", "MATCH", "MATCH", "READ"),
                        actions.stream()
                                .map(action -> action.toUpperCase(java.util.Locale.ROOT))
                                .sorted()
                                .toList());
                server.awaitResources();
                JsonNode found = JSON.readTree(server.get("/fhir/Organization?name=B%E1%BB%87nh", Role.CLERK)
                        .body());
                assertEquals(1, found.at("/total").asInt(), found.toString());
            }
            assertEquals(List.of("khop"), schemasOf(postgres, "access_log"));
            assertEquals(List.of("khop"), schemasOf(postgres, "source_record"));
            assertEquals(List.of("khop"), schemasOf(postgres, "flyway_schema_history"));
            assertEquals(List.of("public"), schemasOf(postgres, "hfj_resource"));
        }
    }

    private static List<String> schemasOf(EmbeddedPostgres postgres, String table) throws Exception {
        TreeSet<String> schemas = new TreeSet<>();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                ResultSet row = connection.getMetaData().getTables(null, null, table, new String[] {"TABLE"})) {
            while (row.next()) {
                schemas.add(row.getString("TABLE_SCHEM"));
            }
        }
        return List.copyOf(schemas);
    }

    private static String patient(String facility, String number) {
        return """
                {"resourceType":"Patient","identifier":[{"system":"%spatient-internal-id/%s","value":"%s"},
                 {"system":"%snational_id","value":"001181000999"}],"name":[{"text":"Lường Thị Bưởi"}],"gender":"female","birthDate":"1981-05-06"}""".formatted(SID, facility, number, SID);
    }

    /** The reference of the person that the record belongs to. */
    private static String feed(RunningServer server, String facility, String number, int status) throws Exception {
        HttpRequest.Builder request = server.request(
                        "/fhir/Patient?identifier=" + SID + "patient-internal-id/" + facility + "%7C" + number,
                        Role.HUB)
                .header("Content-Type", "application/fhir+json")
                .PUT(BodyPublishers.ofString(patient(facility, number)));
        HttpResponse<String> answer = server.send(request);
        assertEquals(status, answer.statusCode(), answer.body());
        return JSON.readTree(answer.body()).at("/link/0/other/reference").asText();
    }

    private static void assertMatched(RunningServer server, String person) throws Exception {
        HttpResponse<String> answer = server.send(server.request("/fhir/Patient/$match", Role.HUB)
                .header("Content-Type", "application/fhir+json")
                .POST(BodyPublishers.ofString(patient("01013", "pg-3"))));
        assertEquals(200, answer.statusCode(), answer.body());
        JsonNode bundle = JSON.readTree(answer.body());
        assertEquals(1, bundle.at("/total").asInt(), answer.body());
        assertTrue(person.endsWith(bundle.at("/entry/0/resource/id").asText()), answer.body());
    }
}
