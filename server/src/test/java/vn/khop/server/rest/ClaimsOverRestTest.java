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

    @Test
    void aRefusedRowIsMendedAndSentAgainFromTheServer() throws Exception {
        Map<String, String> bad =
                with(summary("rest-lk-7", "rest-7107", "Đàng Thị Ngoan", "197904050000", "2"), "NGAY_SINH", "1979");
        send("claims", envelope("01001", "20261113", dossier(file("XML1", bad))), Role.HUB);
        long number = 0;
        for (JsonNode item : json(server.get("/api/v1/insurance/refusals?limit=1000", Role.HUB))
                .at("/items")) {
            number = Math.max(number, item.at("/number").asLong());
        }
        String path = "/api/v1/insurance/refusals/" + number + "/resend";
        HttpResponse<String> still = server.postJson(path, Role.HUB, "{\"values\":{}}");
        assertEquals(422, still.statusCode(), still.body());
        assertEquals("ROW_REFUSED", json(still).at("/code").asText());
        assertTrue(still.body().contains("NGAY_SINH"), still.body());
        assertFalse(still.body().contains("Ngoan"), still.body());
        assertEquals(
                400,
                server.postJson(path, Role.HUB, "{\"values\":{\"MA_BENH_CHINH\":\"B20\"}}")
                        .statusCode());
        HttpResponse<String> taken =
                server.postJson(path, Role.CLERK_LEAD, "{\"values\":{\"NGAY_SINH\":\"197904050000\"}}");
        assertEquals(200, taken.statusCode(), taken.body());
        assertEquals("created", json(taken).at("/acceptedRows/0/effect").asText(), taken.body());
        assertEquals(409, server.postJson(path, Role.HUB, "{\"values\":{}}").statusCode());
        assertEquals(403, server.postJson(path, Role.CLERK, "{\"values\":{}}").statusCode());
        assertEquals(
                404,
                server.postJson("/api/v1/insurance/refusals/999999/resend", Role.HUB, "{}")
                        .statusCode());
    }

    /** Two large files are on their way, each waiting for its last bytes; a third is told to come later, and a small one is taken. */
    @Test
    void soManyLargeFilesAreWorkedAtAndNoMore() throws Exception {
        String small = envelope(
                "01001",
                "20261112",
                dossier(file("XML1", summary("rest-lk-8", "rest-7108", "Đàng Thị Lớn", "197905060000", "2"))));
        String large = small + " ".repeat(1_500_000);
        java.util.concurrent.CountDownLatch both = new java.util.concurrent.CountDownLatch(2);
        java.util.concurrent.CountDownLatch end = new java.util.concurrent.CountDownLatch(1);
        java.util.concurrent.ExecutorService hospitals = java.util.concurrent.Executors.newFixedThreadPool(2);
        try {
            java.util.List<java.util.concurrent.Future<Integer>> answers = new java.util.ArrayList<>();
            for (int i = 0; i < 2; i++) {
                answers.add(hospitals.submit(() -> server.send(server.request("/api/v1/insurance/claims", Role.HUB)
                                .header("Content-Type", "application/xml")
                                .POST(BodyPublishers.fromPublisher(
                                        BodyPublishers.ofInputStream(() -> new SlowBody(large, both, end)),
                                        large.getBytes(java.nio.charset.StandardCharsets.UTF_8).length)))
                        .statusCode()));
            }
            assertTrue(both.await(60, java.util.concurrent.TimeUnit.SECONDS), "both are on their way");
            // The server begins with them some moments after their bytes have left; a third that came now would take a
            // place.
            InsuranceController controller = server.bean(InsuranceController.class);
            long since = System.nanoTime();
            while (controller.largePlacesLeft() > 0) {
                assertTrue(System.nanoTime() - since < 60_000_000_000L, "both are worked at");
                Thread.sleep(10);
            }
            HttpResponse<String> third = send("claims", large, Role.HUB);
            assertEquals(503, third.statusCode(), third.body());
            assertEquals("BUSY", json(third).at("/code").asText());
            assertTrue(third.headers().firstValue("Retry-After").isPresent());
            assertEquals(200, send("claims", small, Role.HUB).statusCode(), "a small one is taken meanwhile");
            end.countDown();
            for (var answer : answers) {
                assertEquals(200, answer.get());
            }
            assertEquals(200, send("claims", large, Role.HUB).statusCode(), "and then large ones again");
        } finally {
            end.countDown();
            hospitals.shutdownNow();
        }
    }

    /** Gives all but its last byte at once. */
    private static final class SlowBody extends java.io.InputStream {
        private final byte[] bytes;
        private final java.util.concurrent.CountDownLatch nearEnd;
        private final java.util.concurrent.CountDownLatch end;
        private int at;

        SlowBody(String text, java.util.concurrent.CountDownLatch nearEnd, java.util.concurrent.CountDownLatch end) {
            this.bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            this.nearEnd = nearEnd;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (at == bytes.length) {
                return -1;
            }
            if (at == bytes.length - 1) {
                nearEnd.countDown();
                try {
                    end.await();
                } catch (InterruptedException stopped) {
                    throw new IOException(stopped);
                }
            }
            int given = Math.max(1, Math.min(length, bytes.length - 1 - at));
            System.arraycopy(bytes, at, into, from, given);
            at += given;
            return given;
        }
    }
}
