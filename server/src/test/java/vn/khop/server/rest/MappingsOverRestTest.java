package vn.khop.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Tokens;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.concept.ReleaseId;

/** A hospital's list from its file to a published map: two persons, each by himself; another hospital sees none of it. */
class MappingsOverRestTest {
    private static final String ROWS = "ma,ten,so_luot\n"
            + "01,viem ruot thua cap,90\n"
            + "02,ĐTĐ typ 2,60\n"
            + "03,Sởi không có biến chứng,30\n"
            + "04,=Khám sức khoẻ,20\n";

    private final RunningServer server = RunningServer.shared();
    private final String target = "urn:khop:test:icd:" + UUID.randomUUID();
    private final String source = "urn:khop:test:local:" + UUID.randomUUID();
    private final String url = source + "/map";
    private final String first = person("mapper-one");
    private final String second = person("mapper-two");

    private String person(String name) {
        return Tokens.signed(
                server,
                claims -> claims.subject(name)
                        .claim("preferred_username", name)
                        .claim("client_id", "khop-ui")
                        .claim("roles", List.of("terminology-admin")));
    }

    @BeforeEach
    void loadTarget() {
        folder().publish(
                        list("2020", new String[][] {
                            {"K35", "Viêm ruột thừa cấp tính"},
                            {"E11", "Đái tháo đường típ 2"},
                            {"E10", "Đái tháo đường típ 1"},
                            {"B05.9", "Bệnh sởi không biến chứng"},
                            {"B05.8", "Bệnh sởi có biến chứng khác"}
                        }),
                        EffectivePeriod.from(LocalDate.of(2020, 11, 1)));
    }

    private ImageFolder folder() {
        return ImageFolder.at(server.data().resolve("codes"));
    }

    @Test
    void twoPersonsMapAListAndTheMapTranslates() throws JsonProcessingException {
        long number = begin("", url);
        assertEquals(4, json(rows(number, ROWS)).path("rows").asInt());
        assertEquals(422, rows(number, ROWS).statusCode(), "rows are brought once");

        JsonNode suggested =
                json(get(first, "/" + number + "/rows?suggestions=3")).path("items");
        assertEquals("K35", suggestion(suggested.get(0)));
        assertEquals("E11", suggestion(suggested.get(1)));
        assertEquals("B05.9", suggestion(suggested.get(2)));
        assertTrue(
                suggested
                        .get(1)
                        .path("suggestions")
                        .path(0)
                        .path("reasons")
                        .toString()
                        .contains("\"abbreviation\""),
                suggested.toString());

        JsonNode decided = json(decide(first, number, 2, "{\"kind\":\"map\",\"code\":\"K35\"}"));
        assertEquals("decided", decided.path("state").asText());
        assertEquals("suggested", decided.path("own").path("origin").asText());
        assertTrue(decided.path("own").path("probability").asDouble() > 0, decided.toString());
        JsonNode blind =
                json(get(second, "/" + number + "/rows?limit=1")).path("items").path(0);
        assertEquals("decided", blind.path("state").asText());
        assertTrue(blind.path("decision").isMissingNode(), "the second decides without seeing the first: " + blind);
        assertEquals(
                0,
                json(get(second, "/" + number + "/rows/2/decisions"))
                        .path("items")
                        .size());
        assertEquals(
                "decided",
                json(decide(first, number, 2, "{\"kind\":\"map\",\"code\":\"K35\"}"))
                        .path("state")
                        .asText(),
                "nobody agrees with himself");
        assertEquals(
                "agreed",
                json(decide(second, number, 2, "{\"kind\":\"map\",\"code\":\"K35\"}"))
                        .path("state")
                        .asText());

        decide(first, number, 3, "{\"kind\":\"map\",\"code\":\"E11\",\"relation\":\"broader\",\"note\":\"typ 2\"}");
        assertEquals(
                "disputed",
                json(decide(second, number, 3, "{\"kind\":\"map\",\"code\":\"E10\"}"))
                        .path("state")
                        .asText());
        JsonNode agreed =
                json(decide(second, number, 3, "{\"kind\":\"map\",\"code\":\"E11\",\"relation\":\"broader\"}"));
        assertEquals("mapper-one", agreed.path("decision").path("by").asText(), agreed.toString());
        assertEquals(
                422,
                decide(first, number, 4, "{\"kind\":\"map\",\"code\":\"nothing\"}")
                        .statusCode());
        assertEquals(404, decide(first, number, 99, "{\"kind\":\"no-map\"}").statusCode());
        decide(first, number, 5, "{\"kind\":\"no-map\"}");
        decide(second, number, 5, "{\"kind\":\"no-map\"}");
        decide(first, number, 4, "{\"kind\":\"reject\",\"code\":\"B05.8\"}");

        JsonNode progress = json(get(first, "/" + number)).path("progress");
        assertEquals(3, progress.path("rows").path("agreed").asInt(), progress.toString());
        assertEquals(1, progress.path("rows").path("open").asInt());
        assertEquals(0.75, progress.path("mappedShare").asDouble(), 1e-9);
        // 90 + 60 + 20 of 200 uses.
        assertEquals(0.85, progress.path("mappedUsesShare").asDouble(), 1e-9);
        // Of three rows the first two words were the same in two.
        assertEquals(2.0 / 3, progress.path("agreedShare").asDouble(), 1e-9);

        HttpResponse<String> early = post(first, "/" + number + "/publish", "{\"version\":\"1\"}");
        assertEquals(422, early.statusCode());
        assertEquals("MAPPING_NOT_REVIEWED", json(early).path("code").asText());
        assertEquals(
                3,
                json(post(first, "/" + number + "/publish", "{\"version\":\"1\",\"part\":true}"))
                        .path("rows")
                        .asInt());
        assertEquals(
                409,
                post(second, "/" + number + "/publish", "{\"version\":\"1\",\"part\":true}")
                        .statusCode());
        String translated = server.send(server.request("/fhir/ConceptMap/$translate?url=" + encoded(url) + "&system="
                                + encoded(source) + "&code=02")
                        .header("Authorization", "Bearer " + first)
                        .GET())
                .body();
        assertTrue(translated.contains("\"valueCode\":\"wider\"") && translated.contains("\"E11\""), translated);

        String csv = get(first, "/" + number + "/export?format=csv").body();
        assertTrue(csv.contains("5,04,'=Khám sức khoẻ,20,agreed,,,unmatched,"), csv);
        assertTrue(csv.contains("mapper-one") && csv.contains("mapper-two"), csv);
        String fhir = get(first, "/" + number + "/export?format=fhir").body();
        assertTrue(fhir.contains("\"equivalence\":\"unmatched\"") && fhir.contains("\"reviewedBy\""), fhir);

        long next = begin("", url + "/next");
        rows(next, ROWS + "05,Đái tháo đường typ 1,5\n");
        JsonNode applied = json(post(first, "/" + next + "/apply", "{\"from\":" + number + "}"));
        assertEquals(3, applied.path("decided").asInt());
        assertEquals(2, applied.path("left").asInt());
        assertEquals(
                "agreed",
                json(decide(second, next, 2, "{\"kind\":\"map\",\"code\":\"K35\"}"))
                        .path("state")
                        .asText());
        assertEquals(
                3,
                json(file(second, "/" + next + "/decisions", "text/csv", csv))
                        .path("rows")
                        .asInt(),
                "what one list exports another takes");
        assertEquals(
                3,
                json(file(second, "/" + next + "/decisions", "application/fhir+json", fhir))
                        .path("rows")
                        .asInt());
        byte[] workbook = bytes(first, "/" + number + "/export?format=xlsx");
        assertEquals(
                3,
                json(workbook(second, "/" + next + "/decisions", workbook))
                        .path("rows")
                        .asInt(),
                "a workbook as well");
        long fromSheet = begin("", url + "/sheet");
        // The exported sheet has a code, a name and uses in its columns, so it is a list too.
        assertEquals(
                4,
                json(workbook(first, "/" + fromSheet + "/rows?code=code&name=name&uses=uses", workbook))
                        .path("rows")
                        .asInt());
        HttpResponse<String> noWorkbook = file(
                first,
                "/" + next + "/decisions",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "x");
        assertEquals(422, noWorkbook.statusCode(), noWorkbook.body());
        assertFalse(noWorkbook.body().contains("/tmp"), "the server's own paths are nobody's business");
        JsonNode preview = json(post(first, "/" + next + "/accept", "{\"probability\":0.5,\"preview\":true}"));
        JsonNode bulk = json(post(first, "/" + next + "/accept", "{\"probability\":0.5}"));
        assertEquals(preview, bulk, "a preview takes nothing and counts the same");
        assertEquals(2, bulk.path("decided").asInt() + bulk.path("left").asInt(), bulk.toString());
    }

    @Test
    void aLaterReleaseShowsWhatItBreaksAndWhatMayStandInItsPlace() throws JsonProcessingException {
        long number = begin("", url);
        rows(number, ROWS);
        for (String person : List.of(first, second)) {
            decide(person, number, 2, "{\"kind\":\"map\",\"code\":\"K35\"}");
            decide(person, number, 3, "{\"kind\":\"map\",\"code\":\"E11\"}");
        }
        decide(first, number, 4, "{\"kind\":\"map\",\"code\":\"B05.9\"}");
        folder().add(
                        list("2026", new String[][] {
                            {"K35.8", "Viêm ruột thừa cấp tính khác"},
                            {"E11", "Đái tháo đường típ 2"},
                            {"B05.9", "Bệnh sởi không kèm biến chứng"}
                        }),
                        EffectivePeriod.from(LocalDate.of(2030, 1, 1)));
        server.send(server.request("/api/v1/releases/validate")
                .header("Authorization", "Bearer " + first)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"system\":\"" + target + "\",\"version\":\"2026\"}")));
        JsonNode repairs =
                json(get(first, "/" + number + "/repairs?version=2026")).path("items");
        assertEquals(2, repairs.size(), repairs.toString());
        assertEquals("removed", repairs.path(0).path("kind").asText());
        assertEquals("K35.8", suggestion(repairs.path(0)));
        assertEquals("changed-in-meaning", repairs.path(1).path("kind").asText());
        assertEquals("B05.9", suggestion(repairs.path(1)));
        assertEquals(422, get(first, "/" + number + "/repairs?version=1999").statusCode());
    }

    /** Measles is one code for women and another for the rest; both persons say so, in another order. */
    @Test
    void aRowMayMeanSeveralCodesThatDependOnSomething() throws JsonProcessingException {
        long number = begin("", url);
        rows(number, ROWS);
        String women =
                "{\"code\":\"B05.8\",\"relation\":\"narrower\",\"dependsOn\":[{\"property\":\"urn:khop:test:sex\",\"value\":\"female\"}]}";
        String all = "{\"code\":\"B05.9\",\"relation\":\"broader\"}";
        decide(first, number, 4, "{\"kind\":\"map\",\"targets\":[" + women + "," + all + "]}");
        JsonNode agreed = json(decide(second, number, 4, "{\"kind\":\"map\",\"targets\":[" + all + "," + women + "]}"));
        assertEquals("agreed", agreed.path("state").asText(), agreed.toString());
        assertEquals(2, agreed.path("decision").path("targets").size(), agreed.toString());
        for (String wrong : List.of(
                "{\"kind\":\"map\",\"code\":\"B05.9\",\"targets\":[" + all + "]}",
                "{\"kind\":\"reject\",\"targets\":[" + all + "," + women + "]}",
                "{\"kind\":\"no-map\",\"targets\":[" + all + "]}",
                "{\"kind\":\"map\",\"targets\":[{\"code\":\"B05.9\",\"dependsOn\":[{\"property\":\"a=b\",\"value\":\"c\"}]}]}")) {
            assertEquals(400, decide(first, number, 4, wrong).statusCode(), wrong);
        }
        assertEquals(
                422,
                decide(first, number, 4, "{\"kind\":\"map\",\"targets\":[" + all + "," + all + "]}")
                        .statusCode());
        assertEquals(
                201,
                post(first, "/" + number + "/publish", "{\"version\":\"1\",\"part\":true}")
                        .statusCode());
        String ofAnybody = translate("");
        assertTrue(ofAnybody.contains("\"B05.9\"") && ofAnybody.contains("\"B05.8\""), ofAnybody);
        assertTrue(ofAnybody.contains("\"dependsOn\""), "the answer tells the condition: " + ofAnybody);
        String ofMen = translate(
                ",{\"name\":\"dependency\",\"part\":[{\"name\":\"element\",\"valueUri\":\"urn:khop:test:sex\"},{\"name\":\"concept\",\"valueCodeableConcept\":{\"coding\":[{\"code\":\"male\"}]}}]}");
        assertTrue(ofMen.contains("\"B05.9\"") && !ofMen.contains("\"B05.8\""), ofMen);

        String csv = get(first, "/" + number + "/export?format=csv").body();
        assertTrue(csv.contains(",urn:khop:test:sex=female\n"), csv);
        long next = begin("", url + "/next");
        rows(next, ROWS);
        String fhir = get(first, "/" + number + "/export?format=fhir").body();
        for (String type : List.of("text/csv", "application/fhir+json")) {
            assertEquals(
                    1,
                    json(file(second, "/" + next + "/decisions", type, type.equals("text/csv") ? csv : fhir))
                            .path("rows")
                            .asInt());
            JsonNode own = json(get(second, "/" + next + "/rows"))
                    .path("items")
                    .path(2)
                    .path("own");
            assertEquals(
                    "urn:khop:test:sex",
                    own.path("targets")
                            .path(0)
                            .path("dependsOn")
                            .path(0)
                            .path("property")
                            .asText(),
                    own.toString());
        }
    }

    private String translate(String more) {
        return server.send(server.request("/fhir/ConceptMap/$translate")
                        .header("Authorization", "Bearer " + first)
                        .header("Content-Type", "application/fhir+json")
                        .POST(BodyPublishers.ofString(
                                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"url\",\"valueUri\":\""
                                        + url
                                        + "\"},{\"name\":\"system\",\"valueUri\":\"" + source
                                        + "\"},{\"name\":\"code\",\"valueCode\":\"03\"}" + more + "]}")))
                .body();
    }

    @Test
    void aHospitalSeesItsOwnListsAndPeopleDecide() throws JsonProcessingException {
        String own = Tokens.ofHospital(server, "01001", "");
        String other = Tokens.ofHospital(server, "01013", "");
        String draft = draft("01001", url);
        assertEquals(404, post(other, "", draft).statusCode(), "nobody begins another's list");
        long number = json(post(own, "", draft)).path("number").asLong();
        assertEquals(409, post(own, "", draft).statusCode(), "a map has one list");
        assertEquals(
                201,
                file(own, "/" + number + "/rows?code=ma&name=ten", "text/csv", ROWS)
                        .statusCode());
        assertEquals(200, get(own, "/" + number + "/rows?suggestions=1").statusCode());
        for (String path : List.of("", "/rows", "/rows/2/decisions", "/export", "/repairs?version=2020")) {
            assertEquals(404, get(other, "/" + number + path).statusCode(), path);
        }
        assertEquals(
                404,
                file(other, "/" + number + "/rows?code=ma&name=ten", "text/csv", ROWS)
                        .statusCode());
        assertFalse(get(other, "").body().contains(url));
        assertTrue(get(own, "").body().contains(url));
        assertEquals(403, decide(own, number, 2, "{\"kind\":\"no-map\"}").statusCode());
        assertEquals(
                403, post(own, "/" + number + "/publish", "{\"version\":\"1\"}").statusCode());
        assertEquals(200, decide(first, number, 2, "{\"kind\":\"no-map\"}").statusCode());
    }

    @Test
    void aWrongFileIsToldRowByRowAndNothingIsTaken() throws JsonProcessingException {
        long number = begin("", url);
        HttpResponse<String> wrong =
                rows(number, "ma,ten,so_luot\n01,Một,1\n01,Hai,1\n,Ba,1\n04,,1\n05,Năm,x\n06,Sáu\n");
        assertEquals(422, wrong.statusCode());
        String detail = json(wrong).path("detail").asText();
        for (String part : List.of(
                "row 3: code '01'", "row 4: there is no code", "row 5: there is no name", "row 6: ", "row 7: ")) {
            assertTrue(detail.contains(part), detail);
        }
        assertEquals(0, json(get(first, "/" + number + "/rows")).path("items").size());
        assertEquals(422, rows(number, "so,ten\n1,Một\n").statusCode());
        assertEquals(
                422,
                file(second, "/" + number + "/decisions", "text/csv", "code,target,relation\n01,K35,equivalent\n")
                        .statusCode());
        HttpResponse<String> chosen = file(
                first,
                "/" + number + "/rows?code=ma&name=ten&chosen=icd",
                "text/csv",
                "ma,ten,icd\n01,Một,K35\n02,Hai,X1\n03,Ba,\n04,Bốn,X2\n");
        assertEquals(422, chosen.statusCode());
        assertTrue(
                json(chosen)
                        .path("detail")
                        .asText()
                        .contains("2 rows cannot be taken, nothing was: row 3: " + target
                                + "|2020 has no code 'X1'; row 5: " + target + "|2020 has no code 'X2'"),
                chosen.body());
        assertEquals(0, json(get(first, "/" + number + "/rows")).path("items").size());
    }

    private long begin(String facility, String mapUrl) throws JsonProcessingException {
        return json(post(first, "", draft(facility, mapUrl))).path("number").asLong();
    }

    private String draft(String facility, String mapUrl) {
        return "{\"facility\":\"%s\",\"name\":\"Danh mục\",\"sourceSystem\":\"%s\",\"targetSystem\":\"%s\",\"url\":\"%s\"}"
                .formatted(facility, source, target, mapUrl);
    }

    private HttpResponse<String> rows(long number, String csv) {
        return file(first, "/" + number + "/rows?code=ma&name=ten&uses=so_luot", "text/csv", csv);
    }

    private HttpResponse<String> decide(String token, long number, int row, String json) {
        return post(token, "/" + number + "/rows/" + row + "/decisions", json);
    }

    private HttpResponse<String> get(String token, String path) {
        return server.send(server.request("/api/v1/mappings" + path)
                .header("Authorization", "Bearer " + token)
                .GET());
    }

    private HttpResponse<String> post(String token, String path, String json) {
        return file(token, path, "application/json", json);
    }

    private HttpResponse<String> file(String token, String path, String type, String body) {
        return server.send(server.request("/api/v1/mappings" + path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)));
    }

    private byte[] bytes(String token, String path) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            server.request("/api/v1/mappings" + path)
                                    .header("Authorization", "Bearer " + token)
                                    .GET()
                                    .build(),
                            BodyHandlers.ofByteArray())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> workbook(String token, String path, byte[] body) {
        return server.send(server.request("/api/v1/mappings" + path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
                .POST(BodyPublishers.ofByteArray(body)));
    }

    private static String suggestion(JsonNode row) {
        return row.path("suggestions").path(0).path("code").asText();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode json(HttpResponse<String> answer) throws JsonProcessingException {
        return new ObjectMapper().readTree(answer.body());
    }

    private CodeSystem list(String version, String[][] rows) {
        return new CodeSystem(
                new CodeSystemDescription(
                        new ReleaseId(target, version),
                        "test",
                        Optional.empty(),
                        Optional.empty(),
                        List.of("vi"),
                        List.of()),
                "test",
                Arrays.stream(rows)
                        .map(row -> new Concept(
                                row[0],
                                true,
                                List.of(new Designation("vi", Designation.DISPLAY, row[1])),
                                List.of(),
                                List.of()))
                        .toList());
    }
}
