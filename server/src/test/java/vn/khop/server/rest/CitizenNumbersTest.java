package vn.khop.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SourceFeed;
import vn.khop.server.security.Actor;
import vn.khop.server.security.Role;
import vn.khop.server.security.Tokens;

/** The citizen number as anchor: from a hospital's number to it, from it to the hospitals' numbers, what it replaced, and how many have one. */
class CitizenNumbersTest {
    private static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";
    private static final String DOOR = "/api/v1/citizens/identifiers";
    private static final String NAME = "Ngụy Thị Neo Đậu";
    private static final String BORN = "1964-07-21";
    private static final String NATIONAL = "001164055501";
    private static final String RIGHT = question(NATIONAL, NAME, BORN);

    private final RunningServer server = RunningServer.shared();
    private String person = "";

    @BeforeEach
    void aPersonOfTwoHospitalsWhoseCardsWereReplaced() {
        feed(
                "01001",
                "neo-1",
                "2024-03-01T00:00:00Z",
                Map.of(Columns.NATIONAL_ID, "145203867", Columns.INSURANCE_NO, "GD4010123450001"));
        feed(
                "01001",
                "neo-1",
                "2026-02-01T00:00:00Z",
                Map.of(
                        Columns.NATIONAL_ID,
                        NATIONAL,
                        "national_id_verified",
                        "card-chip",
                        Columns.INSURANCE_NO,
                        "HT3010123450001"));
        person = feed("01013", "neo-2", "2025-05-01T00:00:00Z", Map.of(Columns.NATIONAL_ID, NATIONAL));
    }

    private String feed(String facility, String local, String at, Map<String, String> numbers) {
        Map<String, String> columns = new java.util.HashMap<>(numbers);
        columns.put(Columns.FULL_NAME, NAME);
        columns.put(Columns.BIRTH_DATE, BORN);
        columns.put(Columns.GENDER, "female");
        columns.put(Columns.PHONE, "0912055501");
        return server.bean(Registry.class)
                .feed(
                        new SourceFeed(
                                facility,
                                local,
                                columns,
                                Optional.empty(),
                                Optional.of(Instant.parse(at)),
                                Optional.empty()),
                        Actor.ofServer("test"))
                .person()
                .value();
    }

    @Test
    void anyHospitalsNumberGivesTheCitizenNumber() throws JsonProcessingException {
        for (String number : List.of("01001%7Cneo-1", "01013%7Cneo-2")) {
            JsonNode answer = json(server.get(
                    "/fhir/Patient/$ihe-pix?sourceIdentifier=" + SID + "patient-internal-id/" + number
                            + "&targetSystem=" + SID + "national_id",
                    Role.HUB));
            List<String> numbers = new ArrayList<>();
            answer.path("parameter")
                    .forEach(parameter -> numbers.add(parameter.path("name").asText() + " "
                            + parameter.at("/valueIdentifier/value").asText()
                            + parameter.at("/valueReference/reference").asText()));

            assertEquals(List.of("targetIdentifier " + NATIONAL, "targetId Patient/" + person), numbers);
        }
    }

    @Test
    void theCitizensServiceLearnsTheHospitalsNumbersOfWhoAsks() throws JsonProcessingException {
        HttpResponse<String> answer = server.postJson(DOOR, Role.CITIZEN_GATEWAY, RIGHT);

        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(
                "{\"items\":[{\"facility\":\"01001\",\"number\":\"neo-1\"},{\"facility\":\"01013\",\"number\":\"neo-2\"}]}",
                answer.body());
        assertEquals(
                2,
                items(server.postJson(DOOR, Role.CITIZEN_GATEWAY, question(NATIONAL, "nguy thi neo dau", BORN)))
                        .size());
    }

    @Test
    void aNumberAloneGivesNobodyAwayAndEveryNoIsTheSameBytes() throws JsonProcessingException {
        Set<String> answers = new TreeSet<>();
        for (String question : List.of(
                question(NATIONAL, "Vương Khác Hẳn", BORN),
                question(NATIONAL, NAME, "1964-07-22"),
                question("001164055599", NAME, BORN),
                question("145203867", NAME, BORN),
                question("HT3010123450001", NAME, BORN),
                question("neo-1", NAME, BORN))) {
            HttpResponse<String> answer = server.postJson(DOOR, Role.CITIZEN_GATEWAY, question);
            assertEquals(200, answer.statusCode(), answer.body());
            answers.add(answer.body());
        }
        assertEquals(Set.of("{\"items\":[]}"), answers);
        for (String missing : List.of("citizenNumber", "name", "birthDate")) {
            assertEquals(
                    400,
                    server.postJson(
                                    DOOR,
                                    Role.CITIZEN_GATEWAY,
                                    RIGHT.replaceFirst(",?\"" + missing + "\":\"[^\"]*\"", "")
                                            .replace("{,", "{"))
                            .statusCode());
        }
        assertEquals(
                400,
                server.postJson(DOOR, Role.CITIZEN_GATEWAY, question(NATIONAL, NAME, "1964"))
                        .statusCode());
    }

    @Test
    void onlyTheCitizensServiceMayAskForTheCitizensOwnRequestAndOfItsHospitals() throws JsonProcessingException {
        for (Role role : Role.values()) {
            if (role != Role.CITIZEN_GATEWAY) {
                assertEquals(403, server.postJson(DOOR, role, RIGHT).statusCode(), role.code());
            }
        }
        assertEquals(
                403, ask(gateway("khop.citizen", "TREAT", List.of("*")), RIGHT).statusCode());
        assertEquals(403, ask(gateway("ITI-83", "PATRQT", List.of("*")), RIGHT).statusCode());
        assertEquals(
                200, ask(gateway("khop.citizen", "PATRQT", List.of("*")), RIGHT).statusCode());
        assertEquals(List.of("01013"), facilities(ask(gateway("khop.citizen", "PATRQT", List.of("01013")), RIGHT)));
        assertEquals(List.of(), facilities(ask(gateway("khop.citizen", "PATRQT", List.of()), RIGHT)));
        for (String path : List.of("/fhir/Patient/" + person, "/fhir/Patient?name=neo", "/api/v1/persons/" + person)) {
            assertEquals(403, server.get(path, Role.CITIZEN_GATEWAY).statusCode(), path);
        }
    }

    @Test
    void whoAskedForWhomIsInTheAudit() throws JsonProcessingException {
        String user = "citizen-" + System.nanoTime();
        ask(
                Tokens.signed(
                        server,
                        claims -> claims.subject(user)
                                .claim("client_id", "ihanoi")
                                .claim("roles", List.of("citizen-gateway"))
                                .claim("scope", "khop.citizen")
                                .claim("facilities", List.of("*"))
                                .claim("extensions", Map.of("ihe_iua", Map.of("purpose_of_use", List.of("PATRQT"))))),
                RIGHT);
        JsonNode events = json(server.get("/fhir/AuditEvent?agent-name=" + user, Role.AUDITOR));

        assertEquals(1, events.path("total").asInt());
        String event = events.at("/entry/0/resource").toString();
        assertTrue(event.contains("Patient/" + person) && event.contains("PATRQT"), event);
        assertFalse(event.contains(NATIONAL) || event.contains("neo-1") || event.contains("Neo"), event);
    }

    @Test
    void whatReplacedWhatIsShown() throws JsonProcessingException {
        JsonNode lineage = json(server.get("/api/v1/persons/" + person + "/numbers", Role.CLERK));

        assertEquals("verified", lineage.path("state").asText());
        String national = "•".repeat(9) + NATIONAL.substring(9);
        assertEquals(national, lineage.path("citizenNumber").asText());
        List<String> lines = new ArrayList<>();
        lineage.path("items")
                .forEach(item -> lines.add(item.path("kind").asText() + " "
                        + item.path("number").asText()
                        + (item.path("isPresent").asBoolean() ? " present" : "")
                        + (item.path("isVerified").asBoolean() ? " verified" : "") + " of " + item.path("facilities")
                        + (item.has("replacedBy")
                                ? " replaced by " + item.path("replacedBy").asText()
                                : "")
                        + " from " + item.path("firstAt").asText().substring(0, 4)));
        assertEquals(
                List.of(
                        "national_id " + national + " present verified of [\"01001\",\"01013\"] from 2025",
                        "citizen_id ••••••867 of [\"01001\"] replaced by " + national + " from 2024",
                        "insurance_number •••••••001 present of [\"01001\"] from 2024",
                        "insurance_number ••••••••••••001 present of [\"01001\"] from 2026",
                        "insurance_number ••••••••••••001 of [\"01001\"] replaced by ••••••••••••001 from 2024"),
                lines);
        assertEquals(404, server.get("/api/v1/persons/E0/numbers", Role.CLERK).statusCode());
    }

    @Test
    void theShareOfAnchoredPersonsIsShownByHospitalWithItsDefinition() throws JsonProcessingException {
        JsonNode shares = json(server.get("/api/v1/measures/anchored-share", Role.CLERK_LEAD));

        assertTrue(shares.path("definition").asText().contains("one citizen number"), shares.toString());
        JsonNode city = shares.path("city");
        assertTrue(city.path("persons").asLong() > 0, city.toString());
        assertEquals(
                city.path("persons").asLong(),
                city.path("verified").asLong()
                        + city.path("asserted").asLong()
                        + city.path("conflicting").asLong()
                        + city.path("none").asLong());
        assertEquals(
                (city.path("verified").asDouble() + city.path("asserted").asDouble())
                        / city.path("persons").asDouble(),
                city.path("anchoredShare").asDouble(),
                1e-9);
        assertTrue(shares.path("facilities").size() > 1, shares.toString());
    }

    private static String question(String number, String name, String born) {
        return "{\"citizenNumber\":\"" + number + "\",\"name\":\"" + name + "\",\"birthDate\":\"" + born + "\"}";
    }

    private String gateway(String scope, String purpose, List<String> facilities) {
        return Tokens.signed(
                server,
                claims -> claims.subject("ihanoi")
                        .claim("client_id", "ihanoi")
                        .claim("roles", List.of("citizen-gateway"))
                        .claim("scope", scope)
                        .claim("facilities", facilities)
                        .claim("extensions", Map.of("ihe_iua", Map.of("purpose_of_use", List.of(purpose)))));
    }

    private HttpResponse<String> ask(String token, String question) {
        return server.send(server.request(DOOR)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(question)));
    }

    private static List<String> facilities(HttpResponse<String> answer) throws JsonProcessingException {
        List<String> facilities = new ArrayList<>();
        items(answer).forEach(item -> facilities.add(item.path("facility").asText()));
        return facilities;
    }

    private static JsonNode items(HttpResponse<String> answer) throws JsonProcessingException {
        assertEquals(200, answer.statusCode(), answer.body());
        return json(answer).path("items");
    }

    private static JsonNode json(HttpResponse<String> answer) throws JsonProcessingException {
        return new ObjectMapper().readTree(answer.body());
    }
}
