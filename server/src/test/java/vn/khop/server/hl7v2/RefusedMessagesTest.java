package vn.khop.server.hl7v2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.audit.AccessEntry;
import vn.khop.server.audit.AccessTrail;
import vn.khop.server.audit.AccessTrail.AccessQuestion;
import vn.khop.server.refused.RefusedDesk;
import vn.khop.server.refused.RefusedMessage;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.FacilityFeed;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;

/** Messages that were not taken, over REST: nothing is lost. */
class RefusedMessagesTest {
    private static final RunningServer SERVER = RunningServer.shared();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FACILITY = "01065";

    private static MllpClient.Reply send(String controlId, String number, String birth) {
        try (MllpClient client = MllpClient.to(SERVER.bean(MessagePort.class).number())) {
            return client.send(
                    "MSH|^~\\&|HIS|" + FACILITY + "|KHOP|HN|20260301083000||ADT^A28|" + controlId
                            + "|P|2.5||||||UNICODE UTF-8",
                    "EVN||20260301083000",
                    "PID|||" + number + "^^^" + FACILITY + "||Ngô^Vinh^Quang||" + birth + "|M",
                    "DG1|1||A01.0^Thương hàn^I10");
        }
    }

    private static JsonNode waiting(String controlId, Role role) throws Exception {
        JsonNode page = JSON.readTree(SERVER.get("/api/v1/messages?facility=" + FACILITY + "&state=refused", role)
                .body());
        for (JsonNode message : page.get("items")) {
            if (message.get("controlId").asText().equals(controlId)) {
                return message;
            }
        }
        return JSON.missingNode();
    }

    @Test
    void itIsSeenMendedAndSentAgain() throws Exception {
        assertEquals("AE", send("RM-1", "RM-1", "19801399").code());
        assertEquals("AE", send("RM-1", "RM-1", "19801399").code());
        JsonNode seen = waiting("RM-1", Role.ADMIN);
        assertEquals("PID^1^7", seen.get("place").asText(), seen.toString());
        assertEquals("DATA_TYPE", seen.get("condition").asText());
        assertEquals(2, seen.get("times").asInt());
        assertFalse(seen.toString().contains("Ngô"));
        String path = "/api/v1/messages/" + seen.get("number").asLong();
        assertEquals(403, SERVER.get(path, Role.ADMIN).statusCode());
        JsonNode opened = JSON.readTree(SERVER.get(path, Role.CLERK_LEAD).body());
        String content = opened.get("content").asText();
        assertTrue(content.contains("Ngô^Vinh^Quang"));
        assertTrue(content.contains("A01.0"));

        HttpResponse<String> still = SERVER.postJson(
                path + "/resend",
                Role.CLERK_LEAD,
                JSON.writeValueAsString(Map.of("content", content.replace("19801399", "19800231"))));
        assertEquals(422, still.statusCode(), still.body());
        assertTrue(still.body().contains("MESSAGE_REFUSED"), still.body());

        HttpResponse<String> taken = SERVER.postJson(
                path + "/resend",
                Role.CLERK_LEAD,
                JSON.writeValueAsString(Map.of("content", content.replace("19801399", "19800228"))));
        assertEquals(200, taken.statusCode(), taken.body());
        assertEquals("taken", JSON.readTree(taken.body()).get("state").asText());
        assertSaysOnlyWhoItIs(seen.get("number").asLong(), "19800228");
        assertEquals(
                "1980-02-28",
                SERVER.bean(FacilityFeed.class)
                        .present(FACILITY, "RM-1")
                        .orElseThrow()
                        .columns()
                        .get(Columns.BIRTH_DATE));
        assertEquals(
                409, SERVER.postJson(path + "/resend", Role.CLERK_LEAD, "{}").statusCode());
        List<AccessEntry> log =
                SERVER.bean(AccessTrail.class).search(AccessQuestion.all(200)).entries();
        assertTrue(
                log.stream()
                        .anyMatch(entry -> entry.sourceId()
                                .equals("MessageHeader/" + seen.get("number").asLong())),
                "who looked is known");
    }

    @Test
    void whatItsHospitalSendsAgainRightlyIsSettled() throws Exception {
        send("RM-2", "RM-2", "x");
        JsonNode seen = waiting("RM-2", Role.HUB);
        assertFalse(seen.isMissingNode());
        assertEquals("AA", send("RM-2", "RM-2", "19810203").code());
        assertTrue(waiting("RM-2", Role.HUB).isMissingNode());
        assertSaysOnlyWhoItIs(seen.get("number").asLong(), "||x|M");
    }

    /** A register of who is who holds nobody's diagnoses. */
    private static void assertSaysOnlyWhoItIs(long number, String words) throws Exception {
        String kept = JSON.readTree(SERVER.get("/api/v1/messages/" + number, Role.CLERK_LEAD)
                        .body())
                .get("content")
                .asText();
        assertTrue(kept.contains("Ngô^Vinh^Quang"), kept);
        assertTrue(kept.contains(words), kept);
        assertEquals(
                List.of("MSH", "EVN", "PID"),
                kept.lines().map(segment -> segment.substring(0, 3)).toList());
    }

    @Test
    void whoSpeaksForSeveralHospitalsSeesThoseOfAllAndOfNobodyElse() {
        send("RM-4", "RM-4", "x");
        assertTrue(controlIds(Set.of(FACILITY, "01013"), Optional.empty()).contains("RM-4"));
        assertTrue(controlIds(Set.of(FACILITY, "01013"), Optional.of(FACILITY)).contains("RM-4"));
        assertEquals(Set.of(), controlIds(Set.of("01998", "01999"), Optional.empty()));
        assertEquals(Set.of(), controlIds(Set.of("01998", "01999"), Optional.of(FACILITY)));
    }

    private static Set<String> controlIds(Set<String> facilities, Optional<String> asked) {
        Actor hub = new Actor(
                "his", "his", Set.of(Role.HUB), Set.of(), Set.of(), FacilityScope.of(facilities), "request-1", "local");
        return SERVER.bean(RefusedDesk.class).page(asked, Optional.empty(), Optional.empty(), 100, hub).stream()
                .map(RefusedMessage::controlId)
                .collect(Collectors.toSet());
    }

    @Test
    void whatNobodyWantsIsPutAside() throws Exception {
        send("RM-3", "RM-3", "x");
        long number = waiting("RM-3", Role.HUB).get("number").asLong();
        assertEquals(
                200,
                SERVER.postJson("/api/v1/messages/" + number + "/dismiss", Role.HUB, "{}")
                        .statusCode());
        assertTrue(waiting("RM-3", Role.HUB).isMissingNode());
        assertSaysOnlyWhoItIs(number, "RM-3");
        assertEquals(404, SERVER.get("/api/v1/messages/999999", Role.HUB).statusCode());
    }
}
