package vn.khop.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SourceFeed;
import vn.khop.server.security.Actor;
import vn.khop.server.security.Role;

/** What a clerk sees of a task, and what not; everybody in it is made up. */
@Tag("slow")
class TaskComparisonOverHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CITIZEN = "001074123987";
    private static final String CARD = "DN4013555777001";
    private static final String PHONE = "0912345987";
    private static final List<String> SECRETS =
            List.of(CITIZEN, CITIZEN.substring(0, 9), CARD, CARD.substring(0, 12), PHONE, PHONE.substring(0, 7));

    private final RunningServer server = RunningServer.shared();

    private String feed(String facility, String number, Map<String, String> columns) {
        return server.bean(Registry.class)
                .feed(
                        new SourceFeed(facility, number, columns, Optional.empty(), Optional.empty(), Optional.empty()),
                        Actor.ofServer("test"))
                .person()
                .value();
    }

    /** Two men of one house, born on one day, with other middle names: the engine holds them for brothers or for one. */
    private JsonNode question(String number, String given) {
        feed(
                "01001",
                number,
                Map.of(
                        Columns.FULL_NAME,
                        "Nghiêm Văn " + given,
                        Columns.BIRTH_DATE,
                        "1974-08-09",
                        Columns.GENDER,
                        "male",
                        Columns.NATIONAL_ID,
                        CITIZEN,
                        Columns.INSURANCE_NO,
                        CARD,
                        Columns.PHONE,
                        PHONE,
                        Columns.ADDRESS,
                        "17 Lò Đúc, Hà Nội"));
        String second = feed(
                "01013",
                number,
                Map.of(
                        Columns.FULL_NAME, "Nghiêm Viết " + given,
                        Columns.BIRTH_DATE, "1974-08-09",
                        Columns.GENDER, "male",
                        Columns.ADDRESS, "17 Lò Đúc, Hà Nội"));
        JsonNode tasks = get("/api/v1/tasks?person=" + second, Role.CLERK);
        assertEquals(1, tasks.at("/items").size(), tasks.toString());
        return tasks.at("/items/0");
    }

    private JsonNode get(String path, Role role) {
        return json(200, server.get(path, role));
    }

    private JsonNode post(int status, String path, String body) {
        return json(status, server.postJson(path, Role.CLERK, body));
    }

    private static JsonNode json(int status, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + answer.body(), e);
        }
    }

    private static void assertHidden(JsonNode answer) {
        SECRETS.forEach(secret -> assertFalse(answer.toString().contains(secret), answer.toString()));
    }

    @Test
    void numbersAreHiddenUntilOneIsAskedForAndWhoAskedIsWrittenDownOnce() {
        JsonNode task = question("cmp-1", "Khuyến");
        String path = "/api/v1/tasks/" + task.at("/id").asText();
        JsonNode comparison = get(path + "/comparison", Role.CLERK);
        assertHidden(comparison);
        assertEquals("[\"01001\",\"01013\"]", sorted(comparison.at("/task/facilities")));

        double shown = 0;
        double of = 0;
        for (JsonNode row : comparison.at("/rows")) {
            if (row.at("/masked").asBoolean()) {
                shown += row.at("/shown").asInt();
                of += row.at("/of").asInt();
            }
        }
        assertTrue(of >= 30 && shown <= 0.35 * of, shown + " of " + of);

        JsonNode evidence = comparison.at("/records/1/evidence");
        double sum = evidence.at("/priorBits").asDouble();
        for (JsonNode line : evidence.at("/comparisons")) {
            sum += line.at("/bits").asDouble();
        }
        assertEquals(evidence.at("/totalBits").asDouble(), sum, 1e-6);
        assertEquals(task.at("/weight").asDouble(), sum, 0.01, "the list and the comparison say the same");

        assertHidden(post(200, path + "/preview", "{\"verdict\":\"same\"}"));
        assertHidden(post(200, path + "/preview", "{\"verdict\":\"different\"}"));
        post(422, path + "/preview", "{\"verdict\":\"dismiss\"}");

        String person = comparison.at("/records/0/person").asText();
        assertEquals(List.of(), unmaskings(person));
        JsonNode row = post(200, path + "/unmask", "{\"field\":\"national_id\"}");
        assertTrue(row.toString().contains(CITIZEN), row.toString());
        assertFalse(row.toString().contains(CARD));
        assertEquals(List.of("Task/" + task.at("/id").asText() + "/national_id"), unmaskings(person));
        post(400, path + "/unmask", "{\"field\":\"relatives\"}");
        post(422, path + "/unmask", "{\"field\":\"passport_no\"}");
        assertEquals(1, unmaskings(person).size(), "what is refused shows nothing");

        JsonNode held = post(
                200, path + "/review", "{\"version\":" + task.at("/version").asInt() + "}");
        JsonNode decided = post(
                200,
                path + "/decide",
                "{\"version\":%d,\"verdict\":\"different\",\"reason\":\"namesakes\",\"unmasked\":[]}"
                        .formatted(held.at("/version").asInt()));
        assertHidden(decided);
        if (decided.at("/task/state").asText().equals("resolved")) {
            assertEquals(
                    "[\"national_id\"]", decided.at("/task/evidence/unmasked").toString());
        }
        assertEquals(
                404,
                server.get("/api/v1/tasks/T000000000000/comparison", Role.CLERK).statusCode());
        assertEquals(403, server.get(path + "/comparison", Role.AUDITOR).statusCode());
    }

    private static String sorted(JsonNode texts) {
        List<String> all = new ArrayList<>();
        texts.forEach(text -> all.add("\"" + text.asText() + "\""));
        return all.stream().sorted().toList().toString().replace(" ", "");
    }

    private List<String> unmaskings(String person) {
        List<String> fields = new ArrayList<>();
        get("/api/v1/access-log?person=" + person, Role.AUDITOR).at("/items").forEach(entry -> {
            if (entry.at("/action").asText().equals("UNMASK")) {
                fields.add(entry.at("/about").asText());
            }
        });
        return fields;
    }

    @Test
    void theListIsNarrowedByHospitalAndAgeAndItsFiguresAreItsRows() {
        JsonNode task = question("cmp-2", "Thưởng");
        JsonNode all = get("/api/v1/tasks?limit=200", Role.CLERK);
        assertTrue(all.at("/total").asInt() >= all.at("/items").size());
        JsonNode figures = get("/api/v1/tasks/figures", Role.CLERK);
        assertEquals(all.at("/total").asInt(), figures.at("/open").asInt());
        assertEquals(14, figures.at("/days").size());
        assertTrue(figures.at("/days/13/opened").asInt() >= 1, figures.toString());

        String id = task.at("/id").asText();
        assertTrue(get("/api/v1/tasks?facility=01013&limit=200", Role.CLERK)
                .toString()
                .contains(id));
        assertEquals(
                0, get("/api/v1/tasks?facility=99999", Role.CLERK).at("/total").asInt());
        assertEquals(
                0,
                get("/api/v1/tasks?openedBefore=2020-01-01T00:00:00Z", Role.CLERK)
                        .at("/total")
                        .asInt());
        JsonNode first = get("/api/v1/tasks?limit=1", Role.CLERK);
        if (first.has("next")) {
            assertFalse(get("/api/v1/tasks?limit=1&after=" + first.at("/next").asText(), Role.CLERK)
                    .has("total"));
        }
    }
}
