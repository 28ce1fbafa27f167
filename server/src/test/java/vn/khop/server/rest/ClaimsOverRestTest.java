package vn.khop.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.khop.server.insurance.ClaimFiles.arrival;
import static vn.khop.server.insurance.ClaimFiles.checkIns;
import static vn.khop.server.insurance.ClaimFiles.dossier;
import static vn.khop.server.insurance.ClaimFiles.envelope;
import static vn.khop.server.insurance.ClaimFiles.file;
import static vn.khop.server.insurance.ClaimFiles.summary;
import static vn.khop.server.insurance.ClaimFiles.with;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;

/** Dossiers and arrivals sent over HTTP as a hospital's system sends them; everybody in them is made up. */
@Tag("slow")
class ClaimsOverRestTest {
    private static final Map<String, String> KHUE = with(
            summary("rest-lk-1", "rest-7101", "Đàng Thị Khuê", "197803040000", "2"),
            "SO_CCCD",
            "001178004711",
            "DIEN_THOAI",
            "0912004711");

    private final RunningServer server = RunningServer.shared();

    private HttpResponse<String> send(String route, String xml, Role role, String... headers) {
        var request = server.request("/api/v1/insurance/" + route, role).header("Content-Type", "application/xml");
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return server.send(request.POST(BodyPublishers.ofString(xml)));
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }

    @Test
    void aDossierIsAnsweredWithItsReportAndItsPatientIsFound() throws Exception {
        Map<String, String> bad = with(KHUE, "MA_LK", "rest-lk-2", "MA_BN", "rest-7102", "NGAY_SINH", "1978");
        String file = envelope("01001", "20261112", dossier(file("XML1", KHUE)), dossier(file("XML1", bad)));
        HttpResponse<String> answer = send("claims", file, Role.HUB);
        assertEquals(200, answer.statusCode(), answer.body());
        JsonNode report = json(answer);
        assertEquals(1, report.at("/accepted").asInt(), answer.body());
        assertEquals(1, report.at("/refused").asInt(), answer.body());
        assertEquals("created", report.at("/acceptedRows/0/effect").asText());
        assertEquals("NGAY_SINH", report.at("/refusedRows/0/element").asText());
        assertEquals(2, report.at("/refusedRows/0/dossier").asInt());
        assertFalse(answer.body().contains("Khuê"), "what a row says is not repeated");

        JsonNode found = json(server.postJson(
                "/api/v1/persons/search", Role.CLERK, "{\"name\":\"Đàng Thị Khuê\",\"birthDate\":\"1978-03-04\"}"));
        assertEquals(1, found.at("/items").size(), found.toString());

        JsonNode again = json(send("claims", file, Role.HUB));
        assertEquals("repeated", again.at("/acceptedRows/0/effect").asText());
        assertEquals(report.at("/acceptedRows/0/source"), again.at("/acceptedRows/0/source"));
        assertEquals(report.at("/refusedRows"), again.at("/refusedRows"));

        JsonNode refused = json(server.get("/api/v1/insurance/refusals", Role.CLERK));
        JsonNode last = refused.at("/items").get(refused.at("/items").size() - 1);
        assertEquals("NGAY_SINH", last.at("/faults/0/element").asText(), refused.toString());
        assertFalse(refused.toString().contains("Khuê"), "the list says nothing of anybody");
        JsonNode one = json(
                server.get("/api/v1/insurance/refusals/" + last.at("/number").asText(), Role.CLERK));
        assertEquals("Đàng Thị Khuê", one.at("/values/HO_TEN").asText(), "whoever mends it sees it");
        assertEquals(
                404, server.get("/api/v1/insurance/refusals/999999", Role.CLERK).statusCode());

        HttpResponse<String> arrived = send(
                "check-ins",
                checkIns(with(
                        arrival("rest-lk-3", "rest-7101", "Đàng Thị Khuê", "197803040000", "2"),
                        "NGAY_VAO",
                        "202611200700")),
                Role.HUB);
        assertEquals(200, arrived.statusCode(), arrived.body());
        assertEquals("revised", json(arrived).at("/acceptedRows/0/effect").asText());
        assertEquals(report.at("/acceptedRows/0/source"), json(arrived).at("/acceptedRows/0/source"));
    }

    @Test
    void whatIsNoDossierIsRefusedWithoutAWordOfIt() throws Exception {
        String good = envelope("01001", "20261112", dossier(file("XML1", KHUE)));
        for (String bad : new String[] {
            "",
            "<a>Đàng</a>",
            good.replace("<GIAMDINHHS", "<!DOCTYPE a SYSTEM \"http://localhost:1/a\"><GIAMDINHHS"),
            good.replace("<SOLUONGHOSO>1", "<SOLUONGHOSO>2"),
            good.replace("<MACSKCB>01001", "<MACSKCB>Đàng"),
            good.replace("20261112", "20991231"),
            good.replace("</GIAMDINHHS>", "")
        }) {
            HttpResponse<String> answer = send("claims", bad, Role.HUB);
            assertEquals(bad.isEmpty() ? 422 : 422, answer.statusCode(), bad + answer.body());
            assertEquals("UNREADABLE_CLAIMS", json(answer).at("/code").asText(), answer.body());
            assertFalse(answer.body().contains("Đàng"), answer.body());
        }
        assertEquals(
                415, send("claims", good, Role.HUB, "Content-Encoding", "gzip").statusCode());
        assertEquals(
                415, server.postJson("/api/v1/insurance/claims", Role.HUB, "{}").statusCode());
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertTrue(
                    files.noneMatch(file -> String.valueOf(file.getFileName()).startsWith("khop-claims")));
        }
    }

    @Test
    void itIsForHubsAndNobodyElse() {
        for (Role role : Role.values()) {
            int expected = role == Role.HUB ? 422 : 403;
            assertEquals(expected, send("claims", "<a/>", role).statusCode(), role.toString());
            assertEquals(expected, send("check-ins", "<a/>", role).statusCode(), role.toString());
        }
    }
}
