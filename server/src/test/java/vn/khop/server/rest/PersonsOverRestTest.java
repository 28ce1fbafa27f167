package vn.khop.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.server.RunningServer;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.FeedOutcome;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SourceFeed;
import vn.khop.server.security.Actor;
import vn.khop.server.security.Role;

/** What a clerk's page asks and gets, with people fed for it; everybody in it is made up. */
@Tag("slow")
class PersonsOverRestTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SEARCH = "/api/v1/persons/search";

    private final RunningServer server = RunningServer.shared();

    private static FeedOutcome feed(
            RunningServer server, String facility, String localId, Map<String, String> columns) {
        return server.bean(Registry.class)
                .feed(
                        new SourceFeed(
                                facility, localId, columns, Optional.empty(), Optional.empty(), Optional.empty()),
                        Actor.ofServer("test"));
    }

    private FeedOutcome feed(String facility, String localId, String name, String birth, String citizen, String phone) {
        return feed(
                server,
                facility,
                localId,
                Map.of(
                        Columns.FULL_NAME, name,
                        Columns.BIRTH_DATE, birth,
                        Columns.NATIONAL_ID, citizen,
                        Columns.PHONE, phone,
                        Columns.GENDER, "female"));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + answer.body(), e);
        }
    }

    private JsonNode search(String body) {
        HttpResponse<String> answer = server.postJson(SEARCH, Role.CLERK, body);
        assertEquals(200, answer.statusCode(), answer.body());
        return json(answer);
    }

    private static List<String> texts(JsonNode items, String field) {
        List<String> texts = new ArrayList<>();
        items.forEach(item -> texts.add(item.path(field).asText()));
        return texts;
    }

    @Test
    void aPersonIsFoundByNameWithAndWithoutMarksByNumberPhoneAndBirthDate() {
        String id = feed("01001", "rest-1", "Quàng Thị Ngần", "1979-03-02", "001179000201", "0912000201")
                .person()
                .value();
        for (String body : List.of(
                "{\"name\":\"Quàng Thị Ngần\"}",
                "{\"name\":\"ngan quang\"}",
                "{\"name\":\"Qua\\u0300ng Nga\\u0302\\u0300n\"}",
                "{\"name\":\"NGẦN\",\"birthDate\":\"1979\"}",
                "{\"identifier\":\"001179000201\"}",
                "{\"identifier\":\"1179000201\"}",
                "{\"identifier\":\"rest-1\"}",
                "{\"phone\":\"0912000201\"}",
                "{\"phone\":\"+84 912 000 201\"}",
                "{\"name\":\"quang\",\"birthDate\":\"1979-03-02\",\"phone\":\"0912000201\"}")) {
            assertTrue(texts(search(body).at("/items"), "enterpriseId").contains(id), body);
        }
        assertEquals(
                0,
                search("{\"name\":\"Quàng Thị Ngần\",\"birthDate\":\"1980\"}")
                        .at("/total")
                        .asInt());
    }

    @Test
    void numbersAreMaskedInListsAndOnThePersonsPageUntilOneIsAskedForWhichIsWrittenDown() {
        String id = feed("01001", "rest-2", "Tòng Thị Mận", "1978-03-02", "001178000202", "0912000202")
                .person()
                .value();
        JsonNode list = search("{\"name\":\"Tòng Thị Mận\"}");
        assertEquals("001 *** *** 202", list.at("/items/0/nationalId").asText());
        assertFalse(list.toString().contains("001178000202"));
        assertFalse(list.toString().contains("0912000202"));

        JsonNode person = json(server.get("/api/v1/persons/" + id, Role.CLERK));
        assertEquals("active", person.at("/status").asText());
        assertEquals("founded", person.at("/history/0/event").asText());
        for (String secret : List.of("001178000202", "00117800", "0912000202", "0912000", "rest-2")) {
            assertFalse(person.toString().contains(secret), person.toString());
        }
        assertTrue(person.toString().contains("Tòng Thị Mận"));
        assertEquals("[\"mrn\",\"national_id\",\"phone\"]", person.at("/hidden").toString());
        assertEquals(
                "\u2022".repeat(9) + "202",
                person.at("/sources/0/fields/national_id").asText());
        assertEquals("[]", person.at("/sources/0/differing").toString());

        String path = "/api/v1/persons/" + id + "/unmask";
        JsonNode number = json(server.postJson(path, Role.CLERK, "{\"field\":\"national_id\"}"));
        String source = person.at("/sources/0/sourceId").asText();
        assertEquals("001178000202", number.at("/golden").asText());
        assertEquals("001178000202", number.at("/sources/" + source).asText());
        assertFalse(number.toString().contains("0912000202"), "one field and no other");
        JsonNode mrn = json(server.postJson(path, Role.CLERK, "{\"field\":\"mrn\"}"));
        assertEquals("rest-2", mrn.at("/sources/" + source).asText());
        problem(400, "INVALID_FIELD", server.postJson(path, Role.CLERK, "{\"field\":\"National Id\"}"));
        problem(400, "MISSING_FIELD", server.postJson(path, Role.CLERK, "{}"));
        assertEquals(
                422,
                server.postJson(path, Role.CLERK, "{\"field\":\"insurance_no\"}")
                        .statusCode());
        problem(
                404,
                "UNKNOWN_PERSON",
                server.postJson("/api/v1/persons/E0/unmask", Role.CLERK, "{\"field\":\"phone\"}"));

        List<String> shown = new ArrayList<>();
        json(server.get("/api/v1/access-log?person=" + id, Role.AUDITOR))
                .at("/items")
                .forEach(entry -> {
                    if (entry.at("/action").asText().equals("UNMASK")) {
                        shown.add(entry.at("/about").asText());
                    }
                });
        assertEquals(List.of("Person/" + id + "/mrn", "Person/" + id + "/national_id"), shown, "newest first");
    }

    @Test
    void whatIsHiddenAndDiffersIsSaidToDiffer() {
        feed("01001", "rest-7", "Lường Thị Soan", "1971-03-02", "001171000207", "0912000207");
        String id = feed("01013", "rest-8", "Lường Thị Soan", "1971-03-02", "001171000207", "0983000208")
                .person()
                .value();
        JsonNode person = json(server.get("/api/v1/persons/" + id, Role.CLERK));
        assertEquals(2, person.at("/sources").size());
        List<String> differing = new ArrayList<>();
        person.at("/sources")
                .forEach(source -> differing.add(source.at("/differing").toString()));
        differing.sort(null);
        assertEquals(List.of("[\"phone\"]", "[]"), differing, "one of the two numbers is the golden one");
        String pair = "/explanation?source=" + person.at("/sources/0/sourceId").asText() + "&other="
                + person.at("/sources/1/sourceId").asText();
        String reasons = server.get("/api/v1/persons/" + id + pair, Role.CLERK).body();
        for (String secret : List.of("001171000207", "0912000207", "912000207", "983000208")) {
            assertFalse(reasons.contains(secret), reasons);
        }
    }

    @Test
    void theLogIsNarrowedAndNamesNobodyUntilAnEntryIsOpenedWhichIsAnEntryItself() {
        String id = feed("01001", "rest-9", "Lù Thị Say", "1970-03-02", "001170000209", "0912000209")
                .person()
                .value();
        server.get("/api/v1/persons/" + id, Role.CLERK);
        String log = "/api/v1/access-log/entries";
        JsonNode ofPerson = json(server.get(log + "?person=" + id, Role.AUDITOR));
        assertEquals(List.of("READ", "FEED"), texts(ofPerson.at("/items"), "action"));
        assertEquals(2, ofPerson.at("/total").asInt());
        assertEquals(id, ofPerson.at("/items/0/person").asText(), "who asks for one person names it himself");

        String clerk = ofPerson.at("/items/0/actor").asText();
        JsonNode read = json(server.get(
                log + "?action=read&outcome=success&limit=200&user=" + clerk + "&client="
                        + ofPerson.at("/items/0/client").asText(),
                Role.AUDITOR));
        assertFalse(read.toString().contains(id), "hidden in a list");
        List<JsonNode> found = new ArrayList<>();
        read.at("/items").forEach(entry -> {
            assertEquals("READ", entry.at("/action").asText());
            assertEquals(clerk, entry.at("/actor").asText());
            assertFalse(entry.has("address") || entry.has("requestId"), entry.toString());
            if (entry.at("/position").asLong()
                    == ofPerson.at("/items/0/position").asLong()) {
                found.add(entry);
            }
        });
        assertEquals(1, found.size());
        assertTrue(found.get(0).at("/person").asText().endsWith(id.substring(id.length() - 3)));
        JsonNode none = json(server.get(log + "?user=nobody-of-this-name", Role.AUDITOR));
        assertEquals(0, none.at("/total").asInt());
        assertEquals(
                0,
                json(server.get(log + "?person=" + id + "&facility=99999", Role.AUDITOR))
                        .at("/total")
                        .asInt());
        assertEquals(
                1,
                json(server.get(log + "?person=" + id + "&action=feed&purpose=HSYSADMIN", Role.AUDITOR))
                        .at("/total")
                        .asInt());
        assertEquals(
                0,
                json(server.get(log + "?person=" + id + "&before=2020-01-01T00:00:00Z", Role.AUDITOR))
                        .at("/total")
                        .asInt());
        problem(400, "INVALID_FIELD", server.get(log + "?outcome=perhaps", Role.AUDITOR));
        problem(400, "INVALID_FIELD", server.get(log + "?from=yesterday", Role.AUDITOR));
        problem(404, "UNKNOWN_ENTRY", server.get(log + "/999999999", Role.AUDITOR));

        long position = found.get(0).at("/position").asLong();
        JsonNode whole = json(server.get(log + "/" + position, Role.AUDITOR));
        assertEquals(id, whole.at("/person").asText());
        assertTrue(whole.has("address") && whole.has("requestId"), whole.toString());
        assertEquals(
                "READ_ACCESS_LOG",
                json(server.get(log + "?person=" + id + "&limit=1", Role.AUDITOR))
                        .at("/items/0/action")
                        .asText());

        assertEquals(
                200,
                server.postJson("/api/v1/access-log/verify", Role.AUDITOR, "").statusCode());
        JsonNode standing = json(server.get("/api/v1/access-log/standing", Role.AUDITOR));
        assertTrue(standing.at("/checked/verification/intact").asBoolean(), standing.toString());
        assertTrue(standing.at("/checkpoint/position").asLong()
                <= standing.at("/entries").asLong());
        assertEquals(64, standing.at("/checkpoint/hash").asText().length());
        assertTrue(standing.at("/share/entries").asLong()
                >= standing.at("/share/denied").asLong());
        assertTrue(texts(
                        json(server.get("/api/v1/access-log/clients", Role.AUDITOR))
                                .at("/items"),
                        "client")
                .contains(whole.at("/client").asText()));
    }

    @Test
    void whatAPersonAsksAboutItsDataHasItsClockItsStepsAndItsEntries() {
        String requests = "/api/v1/subject-requests";
        String id = feed("01001", "rest-rights-1", "Ông Thị Quyền", "1966-04-08", "001166004488", "0904400448")
                .person()
                .value();
        problem(400, "MISSING_FIELD", server.postJson(requests, Role.AUDITOR, "{\"person\":\"" + id + "\"}"));
        problem(
                400,
                "INVALID_FIELD",
                server.postJson(requests, Role.AUDITOR, "{\"person\":\"" + id + "\",\"right\":\"forget\"}"));
        problem(
                404,
                "UNKNOWN_PERSON",
                server.postJson(requests, Role.AUDITOR, "{\"person\":\"E0\",\"right\":\"access\"}"));
        HttpResponse<String> made = server.postJson(
                requests,
                Role.AUDITOR,
                "{\"person\":\"" + id + "\",\"right\":\"erase\",\"reference\":\"CV-31\",\"throughOthers\":true}");
        assertEquals(201, made.statusCode(), made.body());
        JsonNode request = json(made);
        assertEquals("received", request.at("/state").asText());
        assertTrue(request.at("/daysLeft").asInt() >= 30, made.body());
        String one = requests + "/" + request.at("/number").asText();
        problem(
                400,
                "INVALID_FIELD",
                server.postJson(one + "/extend", Role.AUDITOR, "{\"until\":\"2099-01-01\",\"reason\":\"lâu\"}"));
        String done = "{\"outcome\":\"done\",\"how\":\"đã xoá\"}";
        assertEquals(200, server.postJson(one + "/answer", Role.AUDITOR, "").statusCode());
        problem(409, "SUBJECT_REQUEST_SETTLED", server.postJson(one + "/answer", Role.ADMIN, ""));
        problem(409, "SUBJECT_REQUEST_NEEDS_SECOND_PERSON", server.postJson(one + "/close", Role.AUDITOR, done));
        JsonNode open = json(server.get(requests, Role.AUDITOR));
        assertEquals(open.at("/open").asInt(), open.at("/items").size());
        assertTrue(texts(open.at("/items"), "number")
                .contains(request.at("/number").asText()));
        HttpResponse<String> closed = server.postJson(one + "/close", Role.ADMIN, done);
        assertEquals(200, closed.statusCode(), closed.body());
        assertEquals("closed", json(closed).at("/state").asText());
        assertEquals(
                request.at("/number"),
                json(server.get(requests + "?state=closed", Role.AUDITOR)).at("/items/0/number"));
        problem(404, "UNKNOWN_SUBJECT_REQUEST", server.postJson(requests + "/999999999/answer", Role.ADMIN, ""));
        assertEquals(
                3,
                json(server.get("/api/v1/access-log/entries?person=" + id + "&action=subject_request", Role.AUDITOR))
                        .at("/total")
                        .asInt());
    }

    @Test
    void atMostTwentyAreShownAndTheAnswerSaysThatThereAreMore() {
        for (int one = 0; one < 22; one++) {
            feed(
                    "01001",
                    "rest-many-" + one,
                    "Cà Thị Đông",
                    (1940 + one) + "-03-02",
                    "0011%02d0003%02d".formatted(40 + one, one),
                    "09130003%02d".formatted(one));
        }
        JsonNode list = search("{\"name\":\"Cà Thị Đông\"}");
        assertEquals(22, list.at("/total").asInt());
        assertEquals(20, list.at("/items").size());
        assertTrue(list.at("/more").asBoolean());
        assertEquals(
                3, search("{\"name\":\"Cà Thị Đông\",\"limit\":3}").at("/items").size());
        assertEquals(
                400,
                server.postJson(SEARCH, Role.CLERK, "{\"name\":\"a\",\"limit\":21}")
                        .statusCode());
    }

    @Test
    void theReasonsAddUpAndOneLookIsOneEntryForThePerson() {
        FeedOutcome one = feed("01001", "rest-3", "Hà Thị Xuyến", "1977-03-02", "001177000203", "0912000203");
        FeedOutcome other = feed("01013", "rest-4", "HA THI XUYEN", "1977-03-02", "001177000203", "0912000203");
        assertEquals(one.person(), other.person());
        String id = one.person().value();
        String path = "/api/v1/persons/" + id + "/explanation?source=";
        JsonNode reasons = json(server.get(
                path + one.source().id().value() + "&other="
                        + other.source().id().value(),
                Role.CLERK));
        double sum = reasons.at("/priorBits").asDouble();
        for (JsonNode comparison : reasons.at("/comparisons")) {
            sum += comparison.at("/bits").asDouble();
        }
        assertEquals(reasons.at("/totalBits").asDouble(), sum, 1e-9);
        assertEquals("link", reasons.at("/decision").asText());

        search("{\"identifier\":\"rest-3\"}");
        server.get("/api/v1/persons/" + id, Role.CLERK_LEAD);
        JsonNode entries = json(server.get("/api/v1/access-log?person=" + id, Role.AUDITOR))
                .at("/items");
        assertEquals(List.of("READ", "SEARCH", "EXPLAIN", "FEED", "FEED"), texts(entries, "action"));
        assertEquals(List.of("clerk-lead", "clerk", "clerk", "hub", "hub"), texts(entries, "role"));
        JsonNode again = json(server.get("/api/v1/access-log?person=" + id, Role.AUDITOR))
                .at("/items/0");
        assertEquals("READ_ACCESS_LOG", again.at("/action").asText());
    }

    @Test
    void theDemosPeopleWereBroughtByTheServerItselfAndByNobodyElse() {
        JsonNode someone = search("{\"identifier\":\"23202836\"}").at("/items/0");
        JsonNode entries = json(server.get(
                        "/api/v1/access-log?person="
                                + someone.at("/enterpriseId").asText(),
                        Role.AUDITOR))
                .at("/items");
        JsonNode first = entries.get(entries.size() - 1);
        assertEquals("FEED", first.at("/action").asText());
        assertEquals("khop", first.at("/actor").asText());
        assertEquals("khop", first.at("/client").asText());
        assertEquals("HSYSADMIN", first.at("/purpose").asText());
    }

    @Test
    void whatIsUnknownOrUnfitIsAProblemThatSaysWhatToDo() {
        problem(404, "UNKNOWN_PERSON", server.get("/api/v1/persons/E0", Role.CLERK));
        problem(
                400,
                "INVALID_FIELD",
                server.get("/api/v1/persons/" + anybody() + "/explanation?source=x&other=y", Role.CLERK));
        problem(400, "MISSING_FIELD", server.get("/api/v1/persons/" + anybody() + "/explanation?source=x", Role.CLERK));
        problem(400, "NO_SEARCH_TERM", server.postJson(SEARCH, Role.CLERK, "{}"));
        problem(400, "INVALID_FIELD", server.postJson(SEARCH, Role.CLERK, "{\"birthDate\":\"02/03/1979\"}"));
        problem(400, "UNKNOWN_FIELD", server.postJson(SEARCH, Role.CLERK, "{\"nmae\":\"Lan\"}"));
        problem(400, "MALFORMED_JSON", server.postJson(SEARCH, Role.CLERK, "{"));
    }

    private String anybody() {
        return search("{\"identifier\":\"23202836\"}")
                .at("/items/0/enterpriseId")
                .asText();
    }

    private static void problem(int status, String code, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(code, json(answer).at("/code").asText(), answer.body());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElse("").split(";")[0]);
        assertTrue(json(answer).at("/detail").asText().length() > 20, answer.body());
    }

    @Test
    void whenTheAccessLogCannotBeWrittenNothingIsShownAndNothingTaken() {
        try (RunningServer own = RunningServer.serve(server.data().resolve("unlogged"), "")) {
            FeedOutcome fed = feed(
                    own,
                    "01001",
                    "rest-5",
                    Map.of(
                            Columns.FULL_NAME,
                            "Vi Thị Kín",
                            Columns.BIRTH_DATE,
                            "1976-03-02",
                            Columns.NATIONAL_ID,
                            "001176000205"));
            new JdbcTemplate(own.bean(DataSource.class)).execute("drop table khop.access_log_new");
            String patient =
                    "{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"http://fhir.ehealth.gov.vn/core/sid/patient-internal-id/01013\",\"value\":\"rest-6\"}],\"name\":[{\"text\":\"Vi Thị Kín\"}],\"birthDate\":\"1976-03-02\"}";
            List<HttpResponse<String>> answers = List.of(
                    own.send(own.request("/fhir/Patient/$match", Role.HUB)
                            .header("Content-Type", "application/fhir+json")
                            .POST(BodyPublishers.ofString(patient))),
                    own.send(own.request(
                                    "/fhir/Patient?identifier=http://fhir.ehealth.gov.vn/core/sid/patient-internal-id/01013%7Crest-6",
                                    Role.HUB)
                            .header("Content-Type", "application/fhir+json")
                            .PUT(BodyPublishers.ofString(patient))),
                    own.get("/fhir/Patient/" + fed.person().value(), Role.HUB),
                    own.get("/fhir/Patient?name=kin", Role.CLERK),
                    own.postJson(SEARCH, Role.CLERK, "{\"name\":\"kin\"}"),
                    own.get("/api/v1/persons/" + fed.person().value(), Role.CLERK));
            for (HttpResponse<String> answer : answers) {
                assertEquals(503, answer.statusCode(), answer.uri() + answer.body());
                assertTrue(answer.body().contains("the access log cannot be written"), answer.body());
                assertFalse(answer.body().contains("Kín"), answer.body());
            }
            assertEquals(1, own.bean(Registry.class).countSources(), "a feed that was not logged took effect");
        }
    }
}
