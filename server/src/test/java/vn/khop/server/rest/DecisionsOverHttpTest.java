package vn.khop.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.FeedOutcome;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SourceFeed;
import vn.khop.server.security.Actor;
import vn.khop.server.security.Role;

/** What clerks and hubs decide over REST and FHIR; everybody in it is made up. */
@Tag("slow")
class DecisionsOverHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DECISIONS = "/api/v1/persons/decisions";
    private static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";

    private final RunningServer server = RunningServer.shared();

    private FeedOutcome feed(String facility, String localId, String name, String birth, String citizen) {
        return server.bean(Registry.class)
                .feed(
                        new SourceFeed(
                                facility,
                                localId,
                                Map.of(
                                        Columns.FULL_NAME,
                                        name,
                                        Columns.BIRTH_DATE,
                                        birth,
                                        Columns.NATIONAL_ID,
                                        citizen,
                                        Columns.GENDER,
                                        "female"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        Actor.ofServer("test"));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + answer.body(), e);
        }
    }

    private JsonNode ask(int status, Role role, String path, String body) {
        HttpResponse<String> answer = server.postJson(path, role, body);
        assertEquals(status, answer.statusCode(), answer.body());
        return json(answer);
    }

    private JsonNode operation(int status, Role role, String operation, String parameters) {
        HttpResponse<String> answer = server.send(server.request("/fhir/Patient/" + operation, role)
                .header("Content-Type", "application/fhir+json")
                .POST(BodyPublishers.ofString("{\"resourceType\":\"Parameters\",\"parameter\":[" + parameters + "]}")));
        assertEquals(status, answer.statusCode(), answer.body());
        return json(answer);
    }

    private static String reference(String name, String id) {
        return "{\"name\":\"%s\",\"valueReference\":{\"reference\":\"Patient/%s\"}}".formatted(name, id);
    }

    @Test
    void aClerkLooksAtAMergeDecidesItAndALeadTakesItBack() {
        String source = feed("01001", "dec-1", "Vàng Thị Mỷ", "1971-02-03", "001171000301")
                .person()
                .value();
        String target = feed("01013", "dec-2", "Giàng Thị Sua", "1964-05-06", "001164000302")
                .person()
                .value();
        String merge = "\"kind\":\"merge\",\"person\":\"%s\",\"other\":\"%s\"".formatted(source, target);
        JsonNode preview = ask(200, Role.CLERK, DECISIONS + "/preview", "{" + merge + "}");
        assertFalse(preview.has("change"));
        assertEquals(2, preview.at("/persons").size());
        assertEquals(1, preview.at("/moved").size());
        assertEquals("[\"01001\",\"01013\"]", preview.at("/facilitiesTold").toString());
        assertEquals(
                "active",
                json(server.get("/api/v1/persons/" + source, Role.CLERK))
                        .at("/status")
                        .asText());

        ask(400, Role.CLERK, DECISIONS, "{" + merge + "}");
        JsonNode done = ask(
                200,
                Role.CLERK,
                DECISIONS,
                "{" + merge + ",\"reason\":\"same-card\",\"basis\":\""
                        + preview.at("/basis").asText() + "\"}");
        assertTrue(done.at("/change").asLong() > 0);
        JsonNode gone = json(server.get("/api/v1/persons/" + source, Role.CLERK));
        assertEquals("superseded", gone.at("/status").asText());
        assertEquals(target, gone.at("/replacedBy").asText());
        JsonNode read = json(server.get("/fhir/Patient/" + source, Role.CLERK));
        assertFalse(read.at("/active").asBoolean());
        assertEquals("replaced-by", read.at("/link/0/type").asText());

        JsonNode stale = ask(
                409,
                Role.CLERK,
                DECISIONS,
                "{\"kind\":\"separate\",\"person\":\"%s\",\"other\":\"%s\",\"reason\":\"namesakes\",\"basis\":\"x\"}"
                        .formatted(
                                target,
                                feed("01028", "dec-3", "Lò Thị Pành", "1980-05-06", "001180000303")
                                        .person()
                                        .value()));
        assertEquals("STALE", stale.at("/code").asText());
        ask(
                200,
                Role.CLERK_LEAD,
                DECISIONS,
                "{\"kind\":\"unmerge\",\"person\":\"%s\",\"reason\":\"decided-wrongly\"}".formatted(source));
        assertEquals(
                "active",
                json(server.get("/api/v1/persons/" + source, Role.CLERK))
                        .at("/status")
                        .asText());
    }

    @Test
    void mergeAndUnmergeAreOperationsWithAPreview() {
        String source = feed("01001", "op-1", "Sùng Thị Chư", "1972-02-03", "001172000311")
                .person()
                .value();
        String target = feed("01013", "op-2", "Thào Thị Máy", "1961-05-06", "001161000312")
                .person()
                .value();
        String both = reference("source-patient", source) + "," + reference("target-patient", target);
        JsonNode preview = operation(200, Role.CLERK, "$merge", both + ",{\"name\":\"preview\",\"valueBoolean\":true}");
        assertEquals("input", preview.at("/parameter/0/name").asText());
        assertEquals(
                "information",
                preview.at("/parameter/1/resource/issue/0/severity").asText());
        assertEquals(target, preview.at("/parameter/2/resource/id").asText());
        assertTrue(preview.at("/parameter/2/resource/meta").isMissingNode(), preview.toString());
        assertTrue(json(server.get("/fhir/Patient/" + source, Role.CLERK))
                .at("/active")
                .asBoolean());

        JsonNode merged = operation(200, Role.CLERK, "$merge", both);
        assertTrue(merged.toString().contains("op-1"), "the target carries the source's number");
        assertEquals(
                "business-rule",
                operation(422, Role.CLERK, "$merge", both).at("/issue/0/code").asText());

        operation(403, Role.HUB, "$unmerge", reference("source-patient", source));
        operation(200, Role.CLERK, "$unmerge", reference("source-patient", source));
        assertTrue(json(server.get("/fhir/Patient/" + source, Role.CLERK))
                .at("/active")
                .asBoolean());
        JsonNode left = json(server.get("/api/v1/persons/" + target, Role.CLERK));
        assertEquals(1, left.path("sources").size(), left.toString());
        assertEquals(
                Set.of("01001 •••1", "01013 •••2"),
                StreamSupport.stream(left.path("history").spliterator(), false)
                        .map(event -> event.path("facility").asText() + " "
                                + event.path("mrn").asText())
                        .collect(Collectors.toSet()),
                "a record that left is told by its hospital and the end of its number");
    }

    @Test
    void aMergeOfThreeHospitalsIsAcceptedAsATaskAndDoneByTheSecondPerson() {
        String name = "Lý Thị Mẩy Chài";
        String one = feed("01001", "two-1", name, "1966-02-03", "001166000351")
                .person()
                .value();
        assertEquals(
                one,
                feed("01013", "two-2", name, "1966-02-03", "001166000351")
                        .person()
                        .value());
        String other = feed("01028", "two-3", "Tẩn Tả Mẩy", "1959-05-06", "001159000352")
                .person()
                .value();
        JsonNode accepted = operation(
                202, Role.CLERK, "$merge", reference("source-patient", other) + "," + reference("target-patient", one));
        assertEquals("task", accepted.at("/parameter/2/name").asText(), accepted.toString());
        assertEquals("ready", accepted.at("/parameter/2/resource/status").asText());
        assertTrue(json(server.get("/fhir/Patient/" + other, Role.CLERK))
                .at("/active")
                .asBoolean());
        String merge = "{\"kind\":\"merge\",\"person\":\"%s\",\"other\":\"%s\",\"reason\":\"same-card\"}"
                .formatted(other, one);
        assertEquals(
                "DECISION_REFUSED",
                ask(422, Role.CLERK, DECISIONS, merge).at("/code").asText());
        String task = "/api/v1/tasks/" + accepted.at("/parameter/2/resource/id").asText();
        JsonNode waiting = json(server.get(task, Role.CLERK_LEAD));
        assertEquals("second-review", waiting.at("/state").asText());
        assertFalse(waiting.has("reason"), "the second person is not told what the first said: " + waiting);
        ask(200, Role.CLERK_LEAD, task + "/decide", "{\"version\":1,\"verdict\":\"same\",\"reason\":\"same-history\"}");
        assertFalse(json(server.get("/fhir/Patient/" + other, Role.CLERK))
                .at("/active")
                .asBoolean());
    }

    @Test
    void aHubMergesTwoRecordsOfOneFacilityAndNoPersons() {
        FeedOutcome one = feed("01001", "own-1", "Hạng Thị Dúa", "1973-02-03", "001173000321");
        FeedOutcome other = feed("01001", "own-2", "Hầu Thị Pà", "1962-05-06", "001162000322");
        FeedOutcome elsewhere = feed("01013", "own-3", "Ly Thị Xá", "1963-05-06", "001163000323");
        operation(
                403,
                Role.HUB,
                "$merge",
                reference("source-patient", one.person().value()) + ","
                        + reference("target-patient", other.person().value()));
        operation(
                422,
                Role.HUB,
                "$merge",
                reference("source-patient", one.source().id().value()) + ","
                        + reference("target-patient", elsewhere.source().id().value()));
        operation(
                200,
                Role.HUB,
                "$merge",
                reference("source-patient", one.source().id().value()) + ","
                        + reference("target-patient", other.source().id().value()));
        JsonNode read = json(server.get("/fhir/Patient/" + one.source().id(), Role.CLERK));
        assertEquals(
                "Patient/" + other.person(), read.at("/link/0/other/reference").asText());
    }

    @Test
    void theHubFollowsTheFeedOfChangesAndAPersonIsShownAsItWas() throws InterruptedException {
        long before = lastPosition();
        String moment = java.time.Instant.now().toString();
        Thread.sleep(5);
        String person = feed("01001", "chg-1", "Lầu Thị Mo", "1975-02-03", "001175000341")
                .person()
                .value();
        JsonNode page = json(server.get("/api/v1/changes?limit=2&after=" + before, Role.HUB));
        assertEquals("person-created", page.at("/items/0/kind").asText(), page.toString());
        assertEquals(person, page.at("/items/0/person").asText());
        assertEquals(before + 1, page.at("/items/0/position").asLong());
        assertEquals(before + 2, page.at("/next").asLong());
        assertFalse(page.toString().contains("001175000341"), "ids only");
        ask(400, server.get("/api/v1/changes?after=-1", Role.HUB));
        JsonNode beyond = ask(400, server.get("/api/v1/changes?after=" + Long.MAX_VALUE, Role.HUB));
        assertTrue(beyond.at("/detail").asText().contains("the newest event"), "a position that nobody has given");

        ask(404, server.get("/api/v1/persons/" + person + "?at=" + moment, Role.CLERK));
        String now = java.time.Instant.now().toString();
        JsonNode then = ask(200, server.get("/api/v1/persons/" + person + "?at=" + now, Role.CLERK));
        assertEquals("\u2022\u2022\u2022\u20221", then.at("/sources/0/mrn").asText());
        JsonNode numbers = ask(200, server.get("/api/v1/persons/" + person + "/identifiers?at=" + now, Role.CLERK));
        assertEquals(
                "[\"facility:01001|••••1\",\"national_id|•••••••••341\"]",
                numbers.at("/items").toString());
        ask(400, server.get("/api/v1/persons/" + person + "?at=yesterday", Role.CLERK));
    }

    private long lastPosition() {
        return json(server.get("/api/v1/changes?limit=1", Role.HUB)).at("/last").asLong();
    }

    private static JsonNode ask(int status, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        return json(answer);
    }

    @Test
    void aTaskOverRestIsTakenAndDecidedInTheVersionThatWasSeen() {
        JsonNode list = json(server.get("/api/v1/tasks?limit=1", Role.CLERK));
        assertEquals(1, list.at("/items").size(), "the demo's people leave questions: " + list);
        String path = "/api/v1/tasks/" + list.at("/items/0/id").asText();
        assertTrue(list.has("next"), list.toString());
        int version = list.at("/items/0/version").asInt();
        JsonNode taken = ask(200, Role.CLERK, path + "/take", "{\"version\":" + version + "}");
        assertEquals("assigned", taken.at("/state").asText());
        assertEquals(
                "STALE",
                ask(409, Role.CLERK, path + "/take", "{\"version\":" + version + "}")
                        .at("/code")
                        .asText());
        assertEquals(
                "TASK_TAKEN",
                ask(409, Role.CLERK_LEAD, path + "/take", "{\"version\":" + (version + 1) + "}")
                        .at("/code")
                        .asText());
        JsonNode decided = ask(
                200,
                Role.CLERK,
                path + "/decide",
                "{\"version\":" + (version + 1) + ",\"verdict\":\"different\",\"reason\":\"namesakes\"}");
        assertEquals("resolved", decided.at("/task/state").asText());
        assertEquals(
                "different", json(server.get(path, Role.CLERK)).at("/outcome").asText());
        assertTrue(decided.at("/consequences/change").asLong() > 0);
        ask(400, server.get("/api/v1/tasks?state=lost", Role.CLERK));
    }

    @Test
    void whatCannotBeAskedIsRefusedByName() {
        String person = feed("01001", "bad-1", "Cứ Thị Vừ", "1974-02-03", "001174000331")
                .person()
                .value();
        String source = reference("source-patient", person);
        assertTrue(operation(400, Role.CLERK, "$merge", source + ",{\"name\":\"delete-source\",\"valueBoolean\":true}")
                .at("/issue/0/diagnostics")
                .asText()
                .contains("delete-source"));
        operation(400, Role.CLERK, "$merge", source);
        operation(422, Role.CLERK, "$merge", source + "," + reference("target-patient", person));
        operation(
                422,
                Role.CLERK,
                "$merge",
                source
                        + ",{\"name\":\"target-patient-identifier\",\"valueIdentifier\":{\"system\":\"%s\",\"value\":\"%s\"}}"
                                .formatted(SID + "national_id", "001174000339"));
        operation(422, Role.CLERK_LEAD, "$unmerge", source);
    }
}
