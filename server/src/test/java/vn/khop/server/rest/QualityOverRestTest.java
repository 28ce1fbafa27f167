package vn.khop.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
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
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.quality.QualityDesk;
import vn.khop.server.security.Role;
import vn.khop.server.security.Tokens;

/** What the server counts of messages that come by its own doors, asked for as a screen and as a hospital asks. Nobody in it lives. */
@Tag("slow")
class QualityOverRestTest {
    private static final String FACILITY = "01917";
    private static final String SYSTEM = "http://fhir.ehealth.gov.vn/core/sid/patient-internal-id/";

    private final RunningServer server = RunningServer.shared();

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        assertEquals(200, answer.statusCode(), answer.body());
        return new ObjectMapper().readTree(answer.body());
    }

    private HttpResponse<String> put(String number, String patient) {
        return server.send(server.request("/fhir/Patient?identifier=" + SYSTEM + FACILITY + "%7C" + number, Role.HUB)
                .header("Content-Type", "application/fhir+json")
                .PUT(BodyPublishers.ofString("{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"" + SYSTEM
                        + FACILITY + "\",\"value\":\"" + number + "\"}]" + patient + "}")));
    }

    private void awaitCounted(long messages, long versions) throws Exception {
        long end = System.nanoTime() + 60_000_000_000L;
        JsonNode one = null;
        while (System.nanoTime() < end) {
            one = json(server.get("/api/v1/quality?facility=" + FACILITY, Role.ADMIN))
                    .at("/facilities/0/measures");
            if (one.at("/taken").asLong() + one.at("/refused").asLong() == messages
                    && one.at("/versions").asLong() == versions) {
                return;
            }
            Thread.sleep(200);
        }
        throw new AssertionError("never counted: " + one);
    }

    @Test
    void aHospitalSeesWhatItSentAndWhatWasWrongWithIt() throws Exception {
        String name = ",\"name\":[{\"text\":\"Sùng A Chất\"}],\"gender\":\"male\"";
        assertEquals(201, put("q1", name + ",\"birthDate\":\"1981-01-01\"").statusCode());
        assertEquals(
                201,
                put(
                                "q2",
                                name.replace("Chất", "Lượng")
                                        + ",\"birthDate\":\"1982-04-05\",\"telecom\":[{\"system\":\"phone\",\"value\":\"7319\"}]")
                        .statusCode());
        assertEquals(422, put("q3", ",\"gender\":\"male\"").statusCode());
        Map<String, String> row = with(
                summary("q-lk", "q4", "Sùng Thị Dở", "197803040000", "2"),
                "SO_CCCD",
                "01178004711",
                "MA_CSKCB",
                FACILITY,
                "MA_BENH_CHINH",
                "Z9Z.Z",
                "MA_BENH_KT",
                "Z9Z.Z;bệnh của Dở");
        json(server.send(server.request("/api/v1/insurance/claims", Role.HUB)
                .header("Content-Type", "application/xml")
                .POST(BodyPublishers.ofString(envelope(FACILITY, "20261112", dossier(file("XML1", row)))))));
        awaitCounted(4, 3);

        JsonNode page = json(server.get("/api/v1/quality?facility=" + FACILITY, Role.CLERK_LEAD));
        JsonNode measures = page.at("/facilities/0/measures");
        assertEquals(1, page.at("/facilities").size());
        assertEquals(25.0, measures.at("/errorPercent").asDouble(), page.toString());
        assertTrue(measures.at("/p95Millis").asLong() > 0, page.toString());
        assertEquals(33.333, measures.at("/firstOfJanuaryPercent").asDouble(), "one of three dates");
        assertEquals(0.27, page.at("/firstOfJanuaryExpectedPercent").asDouble());
        assertEquals(100.0, measures.at("/completeness/full_name").asDouble());
        assertEquals(0.0, measures.at("/validity/phone/percent").asDouble(), "7319 is no number");
        assertEquals(1, measures.at("/failures/phone~1unknown-shape").asInt());
        assertEquals(
                1, measures.at("/failures/citizen-number~1lost-zero-restored").asInt(), page.toString());
        assertTrue(page.at("/facilities/0/minutesSinceLast").asLong() <= 10, page.toString());
        for (JsonNode definition : page.at("/definitions")) {
            assertFalse(definition.at("/vi").asText().isEmpty()
                    || definition.at("/en").asText().isEmpty());
        }

        JsonNode trend = json(server.get("/api/v1/quality/" + FACILITY, Role.ADMIN));
        String today = server.bean(QualityDesk.class).today().toString();
        assertEquals(today, trend.at("/days/0/day").asText());
        assertEquals(3, trend.at("/days/0/measures/versions").asInt());
        assertEquals(15, trend.at("/profile/inReach").asInt());
        assertEquals(66, trend.at("/profile/fields").asInt());
        for (JsonNode field : trend.at("/profile/items")) {
            boolean isOut = field.at("/reach").asText().equals("none");
            assertEquals(isOut, field.at("/percent").isMissingNode(), field.toString());
        }

        JsonNode codes = json(
                server.get("/api/v1/quality/" + FACILITY + "/codes?from=2026-11-12&to=2026-11-12", Role.CLERK_LEAD));
        assertEquals(3, codes.at("/used").asInt(), codes.toString());
        assertEquals(0, codes.at("/inList").asInt() + codes.at("/mapped").asInt(), codes.toString());
        assertEquals(0.0, codes.at("/mappedPercent").asDouble());
        assertEquals("Z9Z.Z", codes.at("/invalid/0/code").asText(), "what was used most comes first");
        assertEquals(2, codes.at("/invalid/0/times").asInt());
        assertTrue(codes.at("/invalid/1/code").isMissingNode(), "a text that is no code is not shown: " + codes);

        JsonNode failing =
                json(server.get("/api/v1/quality/" + FACILITY + "/failures?rule=phone/unknown-shape", Role.CLERK_LEAD));
        assertEquals(1, failing.at("/items").size());
        assertEquals("phone/unknown-shape", failing.at("/items/0/rule").asText());
        assertFalse(failing.toString().contains("7319"), "what the record says is not told");
        assertEquals(
                200,
                put("q2", name.replace("Chất", "Lượng") + ",\"birthDate\":\"1982-04-05\"")
                        .statusCode());
        assertEquals(
                0,
                json(server.get("/api/v1/quality/" + FACILITY + "/failures?rule=phone/unknown-shape", Role.ADMIN))
                        .at("/items")
                        .size(),
                "it was mended");
    }

    @Test
    void aHospitalSeesItselfAlone() throws Exception {
        put("own", ",\"name\":[{\"text\":\"Sùng A Riêng\"}]");
        long end = System.nanoTime() + 60_000_000_000L;
        while (server.get("/api/v1/quality/" + FACILITY, Role.ADMIN).statusCode() != 200 && System.nanoTime() < end) {
            Thread.sleep(200);
        }
        String own = Tokens.ofHospital(server, FACILITY, "ITI-104");
        String other = Tokens.ofHospital(server, "01013", "ITI-104");
        String path = "/api/v1/quality";
        JsonNode seen = new ObjectMapper().readTree(asked(path, own).body());
        assertEquals(1, seen.at("/facilities").size());
        assertEquals(FACILITY, seen.at("/facilities/0/facility").asText());
        assertFalse(asked(path, other).body().contains(FACILITY));
        assertEquals(
                0,
                new ObjectMapper()
                        .readTree(asked(path + "?facility=" + FACILITY, other).body())
                        .at("/facilities")
                        .size());
        assertEquals(200, asked(path + "/" + FACILITY, own).statusCode());
        assertEquals(404, asked(path + "/" + FACILITY, other).statusCode());
        assertEquals(404, asked(path + "/" + FACILITY + "/failures", other).statusCode());
        assertEquals(404, asked(path + "/" + FACILITY + "/codes", other).statusCode());
        assertEquals(200, asked(path + "/" + FACILITY + "/codes", own).statusCode());
        assertEquals(404, asked(path + "/99999", own).statusCode());
        assertEquals(403, server.get(path, Role.CLERK).statusCode());
        assertEquals(
                400,
                server.get(path + "?from=2026-05-01&to=2026-04-01", Role.ADMIN).statusCode());
        assertEquals(400, server.get(path + "?from=1990-01-01", Role.ADMIN).statusCode());
        assertEquals(
                400,
                server.get(path + "/" + FACILITY + "/failures?rule=no/rule", Role.ADMIN)
                        .statusCode());
    }

    private HttpResponse<String> asked(String path, String token) {
        return server.send(
                server.request(path).header("Authorization", "Bearer " + token).GET());
    }
}
