package vn.khop.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;

/** A file of people, sent to be loaded; everybody in it is made up. */
@Tag("slow")
class LoadsOverRestTest {
    private static final String FILE = """
            facility,mrn,full_name,gender,birth_date,national_id,phone
            01001,rest-1,Mạc Thị Nạp,female,1981-02-03,001181007101,0912000711
            01013,rest-2,MAC THI NAP,female,1981-02-03,001181007101,0912000711
            01001,rest-3,Mạc Văn Tải,male,1975-08-09,001075007102,0912000712
            01001,,Mạc Văn Thiếu,male,1975-08-09,001075007103,0912000713
            ,rest-5,Mạc Văn Hụt,male,1975-08-09,001075007104,0912000714
            01001,rest-6,Mạc Văn Ngắn,male
            somewhere,rest-7,Mạc Văn Lạ,male,1975-08-09,001075007105,0912000715
            """;

    private final RunningServer server = RunningServer.shared();

    private HttpResponse<String> send(String file, Role role) {
        return server.send(server.request("/api/v1/loads?registerFacilities=true", role)
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(file)));
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }

    private JsonNode ended(HttpResponse<String> sent) throws Exception {
        assertEquals(202, sent.statusCode(), sent.body());
        String place = sent.headers().firstValue("Location").orElseThrow();
        assertEquals("/api/v1/loads/" + json(sent).at("/id").asText(), place);
        for (int look = 0; look < 1200; look++) {
            JsonNode load = json(server.get(place, Role.ADMIN));
            if (!load.at("/state").asText().matches("waiting|running")) {
                return load;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("it does not end");
    }

    @Test
    void aFileIsLoadedOnceAndItsBadRowsAreToldByRowAndColumn() throws Exception {
        JsonNode load = ended(send(FILE, Role.ADMIN));
        assertEquals("done", load.at("/state").asText(), load.toString());
        assertEquals(3, load.at("/rows").asInt());
        assertEquals(4, load.at("/badRows").asInt());
        assertEquals(3, load.at("/created").asInt() + load.at("/fed").asInt());

        String id = load.at("/id").asText();
        JsonNode bad = json(server.get("/api/v1/loads/" + id + "/bad-rows", Role.ADMIN));
        assertEquals(
                "4 mrn, 5 facility, 6 -, 7 facility",
                String.join(
                        ", ",
                        bad.at("/items").findValuesAsText("row").stream()
                                .map(row -> row + " " + column(bad, row))
                                .toList()));
        assertFalse(bad.toString().contains("Mạc"), "what a row says is not repeated");
        JsonNode second = json(server.get("/api/v1/loads/" + id + "/bad-rows?after=1&limit=2", Role.ADMIN));
        assertEquals(java.util.List.of("5", "6"), second.at("/items").findValuesAsText("row"));
        assertEquals(3, second.at("/next").asInt());

        JsonNode found = json(server.postJson(
                "/api/v1/persons/search", Role.CLERK, "{\"name\":\"Mạc Thị Nạp\",\"birthDate\":\"1981-02-03\"}"));
        assertEquals(1, found.at("/items").size(), "the two records are one person: " + found);

        JsonNode again = ended(send(FILE, Role.ADMIN));
        assertEquals("done", again.at("/state").asText());
        JsonNode still = json(server.postJson(
                "/api/v1/persons/search", Role.CLERK, "{\"name\":\"Mạc Thị Nạp\",\"birthDate\":\"1981-02-03\"}"));
        assertEquals(found.at("/items/0/enterpriseId"), still.at("/items/0/enterpriseId"));

        JsonNode all = json(server.get("/api/v1/loads", Role.ADMIN));
        assertEquals(again.at("/id"), all.at("/items/0/id"), "the newest first");
        try (Stream<Path> kept = Files.list(server.data().resolve("loads").resolve(id))) {
            assertEquals(
                    java.util.List.of("bad-rows.csv", "load.json"),
                    kept.map(file -> String.valueOf(file.getFileName()))
                            .sorted()
                            .toList(),
                    "the people are in the registry, and no more in a file");
        }
        assertEquals(
                202,
                server.postJson("/api/v1/loads/" + id + "/resume", Role.ADMIN, "")
                        .statusCode());
        assertEquals(
                "done",
                json(server.get("/api/v1/loads/" + id, Role.ADMIN)).at("/state").asText(),
                "there is nothing to go on with");
        assertTrue(
                server.get("/fhir/AuditEvent?_count=100", Role.AUDITOR).body().contains("\"LOAD\""),
                "who sent it is in the access log");
    }

    private static String column(JsonNode bad, String row) {
        for (JsonNode one : bad.at("/items")) {
            if (one.at("/row").asText().equals(row)) {
                return one.at("/column").asText("-").isEmpty()
                        ? "-"
                        : one.at("/column").asText("-");
            }
        }
        return "";
    }

    @Test
    void aFileWithoutItsHeaderIsRefusedAndNothingOfItIsRepeatedOrKept() throws Exception {
        long before = folders();
        HttpResponse<String> answer = send("01001,rest-9,Mạc Thị Trọc,female\n", Role.ADMIN);
        assertEquals(422, answer.statusCode(), answer.body());
        assertEquals("NOT_LOADABLE", json(answer).at("/code").asText());
        assertFalse(answer.body().contains("Mạc"), answer.body());
        assertEquals(422, send("", Role.ADMIN).statusCode());
        assertEquals(422, send("facility,mrn,mrn\n", Role.ADMIN).statusCode());
        assertEquals(before, folders());
    }

    private long folders() throws IOException {
        Path loads = server.data().resolve("loads");
        if (!Files.isDirectory(loads)) {
            return 0;
        }
        try (Stream<Path> folders = Files.list(loads)) {
            return folders.count();
        }
    }

    @Test
    void aFileThatIsNoCsvFailsAndSaysWhatToLookFor() throws Exception {
        JsonNode load = ended(send("facility,mrn,full_name\n01001,rest-10,\"Mạc Thị Hở\n", Role.ADMIN));
        assertEquals("failed", load.at("/state").asText());
        assertTrue(load.at("/failure").asText().contains("quotation mark"), load.toString());
        assertFalse(load.toString().contains("Mạc"), load.toString());
    }

    @Test
    void itIsForAdministratorsAndNobodyElse() {
        for (Role role : Role.values()) {
            int expected = role == Role.ADMIN ? 422 : 403;
            assertEquals(expected, send("", role).statusCode(), role.toString());
        }
        assertEquals(404, server.get("/api/v1/loads/none", Role.ADMIN).statusCode());
        assertEquals(404, server.get("/api/v1/loads/none/bad-rows", Role.ADMIN).statusCode());
        assertEquals(
                404,
                server.postJson("/api/v1/loads/none/resume", Role.ADMIN, "").statusCode());
        assertEquals(415, server.postJson("/api/v1/loads", Role.ADMIN, "{}").statusCode());
    }
}
