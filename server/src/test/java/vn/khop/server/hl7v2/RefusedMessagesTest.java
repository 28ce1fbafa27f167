package vn.khop.server.hl7v2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

    private static MllpClient.Reply merge(String controlId, String prior, String survivor) {
        try (MllpClient client = MllpClient.to(SERVER.bean(MessagePort.class).number())) {
            return client.send(
                    "MSH|^~\\&|HIS|" + FACILITY + "|KHOP|HN|20260301083000||ADT^A40^ADT_A39|" + controlId
                            + "|P|2.5||||||UNICODE UTF-8",
                    "EVN||20260301083000",
                    "PID|||" + survivor + "^^^" + FACILITY + "||Ngô^Vinh^Quang||19800228|M",
                    "MRG|" + prior + "^^^" + FACILITY);
        }
    }

    /** The patient of a merge came later: what was refused for that is taken all at once, and what is wrong otherwise is told and stays. */
    @Test
    void whatWaitedForSomethingElseIsTakenAtOnce() throws Exception {
        for (int one = 0; one < 3; one++) {
            assertEquals("AE", merge("RM-M" + one, "RM-P" + one, "RM-S" + one).code());
        }
        assertEquals("AE", send("RM-5", "RM-5", "x").code());
        assertEquals("AA", send("RM-6", "RM-P0", "19800228").code());
        assertEquals("AA", send("RM-7", "RM-P1", "19800228").code());
        String condition = waiting("RM-M0", Role.CLERK_LEAD).get("condition").asText();
        assertEquals("UNKNOWN_KEY", condition);

        int taken = 0;
        Set<String> refused = new TreeSet<>();
        Optional<Long> before = Optional.empty();
        do {
            ObjectNode asked = JSON.createObjectNode()
                    .put("facility", FACILITY)
                    .put("condition", condition)
                    .put("limit", 2);
            before.ifPresent(number -> asked.put("before", number));
            HttpResponse<String> answer = SERVER.postJson("/api/v1/messages/resend", Role.CLERK_LEAD, asked.toString());
            assertEquals(200, answer.statusCode(), answer.body());
            assertFalse(answer.body().contains("Ngô"), "nothing that a message says");
            JsonNode resent = JSON.readTree(answer.body());
            taken += resent.get("taken").asInt();
            resent.get("refused")
                    .forEach(one -> refused.add(one.get("controlId").asText()));
            before = Optional.ofNullable(resent.get("next")).map(JsonNode::asLong);
        } while (before.isPresent());

        assertEquals(2, taken);
        assertEquals(Set.of("RM-M2"), refused);
        assertTrue(waiting("RM-M0", Role.CLERK_LEAD).isMissingNode());
        assertFalse(waiting("RM-M2", Role.CLERK_LEAD).isMissingNode());
        assertFalse(waiting("RM-5", Role.CLERK_LEAD).isMissingNode(), "refused for something else");
        String elsewhere = "{\"facility\":\"01998\"}";
        assertEquals(
                "{\"taken\":0,\"refused\":[]}",
                SERVER.postJson("/api/v1/messages/resend", Role.CLERK_LEAD, elsewhere)
                        .body());
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
