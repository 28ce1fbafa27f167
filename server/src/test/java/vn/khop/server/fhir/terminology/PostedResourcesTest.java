package vn.khop.server.fhir.terminology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;

/** Code resources sent over REST are what the very next question is answered from, in R4 and in R5. */
@Tag("slow")
class PostedResourcesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> BASES = List.of("/fhir", "/fhir/r5");
    private static final String COMPILED = "urn:khop:example:visit-reason";

    private final RunningServer server = RunningServer.shared();

    @BeforeEach
    void everythingAnswers() {
        server.awaitResources();
    }

    private static String codeSystem(String id, String url, String version, String status, String display) {
        return """
                {"resourceType":"CodeSystem","id":"%s","url":"%s","version":"%s","name":"Posted","status":"%s","content":"complete","caseSensitive":true,
                 "concept":[{"code":"a","display":"%s","concept":[{"code":"b","display":"Bê"}]}]}""".formatted(id, url, version, status, display);
    }

    private HttpResponse<String> put(String path, String body) {
        return server.send(server.request(path, Role.TERMINOLOGY_ADMIN)
                .header("Content-Type", "application/fhir+json")
                .PUT(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> post(String path, String body) {
        return server.send(server.request(path, Role.TERMINOLOGY_ADMIN)
                .header("Content-Type", "application/fhir+json")
                .POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> delete(String path) {
        return server.send(server.request(path, Role.TERMINOLOGY_ADMIN).DELETE());
    }

    private HttpResponse<String> get(String path) {
        return server.get(path, Role.HUB);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + answer.body(), e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A parameter of the answer, its value as text. */
    private static String said(HttpResponse<String> answer, String name) {
        return StreamSupport.stream(json(answer).path("parameter").spliterator(), false)
                .filter(parameter -> parameter.path("name").asText().equals(name))
                .flatMap(parameter ->
                        StreamSupport.stream(parameter.spliterator(), false).skip(1))
                .map(JsonNode::asText)
                .findFirst()
                .orElse("nothing of " + name + " in " + answer.body());
    }

    private static void assertRefused(int status, String says, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals("OperationOutcome", json(answer).path("resourceType").asText());
        assertTrue(answer.body().contains(says), answer.body());
    }

    @Test
    void whatIsPostedChangedOrDeletedIsSoForTheNextQuestion() {
        String url = "urn:posted:next";
        for (int i = 0; i < 20; i++) {
            HttpResponse<String> put = put("/fhir/CodeSystem/next", codeSystem("next", url, "1", "active", "Tên " + i));
            assertTrue(put.statusCode() == 200 || put.statusCode() == 201, put.body());
            for (String base : BASES) {
                assertEquals("Tên " + i, said(get(base + "/CodeSystem/$lookup?system=" + url + "&code=a"), "display"));
            }
        }
        for (String base : BASES) {
            assertEquals("true", said(get(base + "/CodeSystem/$validate-code?url=" + url + "&code=b"), "result"));
            assertEquals(
                    2,
                    json(get(base + "/ValueSet/$expand?url=" + url + "?fhir_vs"))
                            .at("/expansion/total")
                            .asInt());
            assertEquals(
                    "subsumes",
                    said(get(base + "/CodeSystem/$subsumes?system=" + url + "&codeA=a&codeB=b"), "outcome"));
        }
        assertEquals(200, delete("/fhir/CodeSystem/next").statusCode());
        for (String base : BASES) {
            assertEquals(
                    404,
                    get(base + "/CodeSystem/$lookup?system=" + url + "&code=a").statusCode());
            assertEquals(
                    0, json(get(base + "/CodeSystem?url=" + url)).path("total").asInt());
        }
    }

    @Test
    void aPostedListIsListedSearchedAndLookedUpManyAtOnceAsACompiledOneIs() {
        String url = "urn:posted:rest";
        put("/fhir/CodeSystem/rest", codeSystem("rest", url, "1", "active", "Viêm họng"));
        JsonNode lists = json(server.get("/api/v1/code-systems", Role.CLERK));
        assertEquals(
                1,
                StreamSupport.stream(lists.spliterator(), false)
                        .filter(list -> list.path("system").asText().equals(url)
                                && list.path("concepts").asInt() == 2)
                        .count());
        JsonNode found = json(server.postJson(
                "/api/v1/code-systems/search",
                Role.CLERK,
                "{\"system\":\"" + url + "\",\"text\":\"viem ho\",\"limit\":5}"));
        assertEquals(1, found.path("total").asInt(), found.toString());
        assertEquals("a", found.at("/items/0/code").asText());
        assertEquals("Viêm họng", found.at("/items/0/display").asText());
        assertEquals("1", found.at("/release/version").asText());
        HttpResponse<String> many = server.postJson(
                "/api/v1/codes:lookup",
                Role.CLERK,
                "{\"system\":\"" + url + "\",\"language\":\"vi\",\"codes\":[\"b\",\"z\",\"a\"]}");
        assertEquals(
                List.of(
                        "{\"system\":\"" + url + "\",\"version\":\"1\"}",
                        "[\"b\",\"Bê\",true]",
                        "[\"z\",null,null]",
                        "[\"a\",\"Viêm họng\",true]"),
                many.body().lines().toList());
        delete("/fhir/CodeSystem/rest");
    }

    @Test
    void versionsStandSideBySideAndOneInUseGoesBeforeADraft() {
        String url = "urn:posted:versions";
        put("/fhir/CodeSystem/v1", codeSystem("v1", url, "1.0", "active", "một"));
        put("/fhir/CodeSystem/v2", codeSystem("v2", url, "1.1", "active", "một chấm một"));
        put("/fhir/CodeSystem/v3", codeSystem("v3", url, "2.0", "draft", "hai"));
        String ask = "/fhir/CodeSystem/$lookup?code=a&system=" + url;
        assertEquals("một chấm một", said(get(ask), "display"));
        assertEquals("1.1", said(get(ask), "version"));
        assertEquals("một", said(get(ask + "&version=1.0"), "display"));
        assertEquals("một chấm một", said(get(ask + "&version=1.x"), "display"));
        assertEquals("hai", said(get(ask + "&version=2.0"), "display"));
        HttpResponse<String> draft =
                get("/fhir/ValueSet/$expand?url=" + url + "?fhir_vs&force-system-version=" + encoded(url + "|2.0"));
        assertTrue(draft.body().contains("warning-draft"), draft.body());
    }

    @Test
    void versionsWithTheirOwnDaysSwitchAtOnceAreAskedByDateAndCompared() {
        String period =
                "\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/resource-effectivePeriod\",\"valuePeriod\":{%s}}],";
        String set =
                "{\"resourceType\":\"ValueSet\",\"id\":\"days-%1$s\",\"url\":\"urn:posted:days\",\"version\":\"%1$s\",%2$s\"status\":\"active\",\"compose\":{\"include\":[{\"system\":\"urn:posted:days-system\",\"concept\":[{\"code\":\"%3$s\"}]}]}}";
        put("/fhir/CodeSystem/days", codeSystem("days", "urn:posted:days-system", "1", "active", "ngày"));
        put("/fhir/ValueSet/days-1", set.formatted("1", "", "a"));
        String bundle = """
                {"resourceType":"Bundle","type":"transaction","entry":[
                 {"resource":%s,"request":{"method":"PUT","url":"ValueSet/days-1"}},
                 {"resource":%s,"request":{"method":"PUT","url":"ValueSet/days-2"}}]}""".formatted(
                        set.formatted("1", period.formatted("\"end\":\"2026-06-30\""), "a"),
                        set.formatted("2", period.formatted("\"start\":\"2026-07-01\""), "b"));
        HttpResponse<String> switched = post("/fhir", bundle);
        assertEquals(200, switched.statusCode(), switched.body());
        for (String base : BASES) {
            String ask = base + "/ValueSet/$expand?url=urn:posted:days&date=";
            assertEquals(
                    "a",
                    json(get(ask + "2026-06-30"))
                            .at("/expansion/contains/0/code")
                            .asText());
            assertEquals(
                    "b",
                    json(get(ask + "2026-07-01"))
                            .at("/expansion/contains/0/code")
                            .asText());
            assertRefused(422, "is not in force on 2026", get(ask + "2026"));
        }
        HttpResponse<String> diff = server.postJson(
                "/api/v1/releases/diff",
                Role.TERMINOLOGY_ADMIN,
                "{\"system\":\"urn:posted:days\",\"before\":\"1\",\"after\":\"2\"}");
        assertEquals(200, diff.statusCode(), diff.body());
        assertEquals(1, json(diff).at("/counts/new").asInt(), diff.body());
        assertEquals(1, json(diff).at("/counts/removed").asInt(), diff.body());
        HttpResponse<String> rest = server.postJson(
                "/api/v1/code-systems/lookup", Role.CLERK, "{\"system\":\"urn:posted:days-system\",\"code\":\"a\"}");
        assertEquals("ngày", json(rest).path("display").asText(), rest.body());
        assertEquals("1", json(rest).at("/release/version").asText());
        assertEquals(
                404,
                server.postJson(
                                "/api/v1/code-systems/lookup",
                                Role.CLERK,
                                "{\"system\":\"urn:posted:days-system\",\"code\":\"z\"}")
                        .statusCode());
    }

    /** Two versions of a map and a set each: posted, validated, activated from a day, rolled back, retired; every face answers from after each step. */
    @Test
    void versionsOfSetsAndMapsAreActivatedRetiredAndRolledBackOverRest() {
        put("/fhir/CodeSystem/steps", codeSystem("steps", "urn:steps", "1", "active", "Một"));
        for (String version : List.of("1", "2")) {
            put("/fhir/ValueSet/steps-" + version, """
                    {"resourceType":"ValueSet","id":"steps-%s","url":"urn:steps:set","version":"%s","status":"%s","compose":{"include":[
                     {"system":"urn:steps","concept":[{"code":"%s"}]}]}}""".formatted(
                    version, version, version.equals("1") ? "active" : "draft", version.equals("1") ? "a" : "b"));
            put("/fhir/ConceptMap/steps-" + version, """
                    {"resourceType":"ConceptMap","id":"steps-%s","url":"urn:steps:map","version":"%s","status":"%s","group":[
                     {"source":"urn:steps","target":"urn:steps:other","element":[{"code":"a","target":[{"code":"to-%s","equivalence":"equivalent"}]}]}]}""".formatted(
                            version, version, version.equals("1") ? "active" : "draft", version));
        }
        for (String url : List.of("urn:steps:set", "urn:steps:map")) {
            assertEquals(409, step("activate", url, "2", "").statusCode(), "a draft is validated first");
            assertEquals(
                    "validated",
                    json(step("validate", url, "2", "")).path("state").asText());
        }
        assertStands("1", "");
        for (String url : List.of("urn:steps:set", "urn:steps:map")) {
            JsonNode active = json(step("activate", url, "2", ",\"from\":\"2026-07-01\""));
            assertEquals("2026-07-01", active.path("from").asText(), active.toString());
        }
        assertStands("2", "");
        assertStands("1", "&date=2026-06-30");
        assertStands("2", "&date=2026-07-01");
        JsonNode listed = json(server.get("/api/v1/releases?system=urn:steps:map", Role.TERMINOLOGY_ADMIN));
        assertEquals(
                "ConceptMap retired 2026-06-30",
                listed.at("/items/0/type").asText() + " "
                        + listed.at("/items/0/state").asText() + " "
                        + listed.at("/items/0/to").asText());
        assertEquals(
                "active",
                json(get("/fhir/ConceptMap?url=urn:steps:map&version=2"))
                        .at("/entry/0/resource/status")
                        .asText());

        for (String url : List.of("urn:steps:set", "urn:steps:map")) {
            assertEquals(
                    "validated",
                    json(step("rollback", url, "", "")).path("state").asText());
        }
        assertStands("1", "");
        for (String url : List.of("urn:steps:set", "urn:steps:map")) {
            assertEquals(
                    "2020-12-31",
                    json(step("retire", url, "1", ",\"from\":\"2021-01-01\""))
                            .path("to")
                            .asText());
        }
        assertStands("1", "&date=2020-12-31");
        for (String base : BASES) {
            HttpResponse<String> none = get(base + "/ValueSet/$expand?url=urn:steps:set");
            assertTrue(none.statusCode() >= 400 && none.body().contains("not in force"), none.body());
        }

        put("/fhir/ConceptMap/steps-3", """
                {"resourceType":"ConceptMap","id":"steps-3","url":"urn:steps:map","version":"3","status":"active","group":[
                 {"source":"urn:steps","target":"urn:steps","element":[{"code":"gone","target":[{"code":"a","equivalence":"equivalent"}]}]}]}""");
        HttpResponse<String> wrong = step("validate", "urn:steps:map", "3", "");
        assertEquals(422, wrong.statusCode(), wrong.body());
        assertTrue(wrong.body().contains("urn:steps#gone"), wrong.body());
        assertEquals(404, step("validate", "urn:steps:map", "4", "").statusCode());
        for (Role role : List.of(Role.HUB, Role.CLERK, Role.ADMIN)) {
            assertEquals(
                    403,
                    server.postJson("/api/v1/releases/retire", role, "{\"system\":\"urn:steps:map\",\"version\":\"2\"}")
                            .statusCode());
        }
    }

    private HttpResponse<String> step(String step, String url, String version, String more) {
        return server.postJson(
                "/api/v1/releases/" + step,
                Role.TERMINOLOGY_ADMIN,
                "{\"system\":\"" + url + "\"" + (version.isEmpty() ? "" : ",\"version\":\"" + version + "\"") + more
                        + "}");
    }

    /** That both are answered from this version on every face. */
    private void assertStands(String version, String more) {
        for (String base : BASES) {
            HttpResponse<String> expanded = get(base + "/ValueSet/$expand?url=urn:steps:set" + more);
            assertEquals(
                    version.equals("1") ? "a" : "b",
                    json(expanded).at("/expansion/contains/0/code").asText(),
                    expanded.body());
            String parameters = base.endsWith("r5") ? "sourceCode=a&system=urn:steps" : "code=a&system=urn:steps";
            HttpResponse<String> translated =
                    get(base + "/ConceptMap/$translate?url=urn:steps:map&" + parameters + more);
            assertTrue(translated.body().contains("\"to-" + version + "\""), translated.body());
        }
    }

    @Test
    void aValueSetAMapASupplementAndANamingSystemAreTakenToo() {
        String url = "urn:posted:kinds";
        put("/fhir/CodeSystem/kinds", codeSystem("kinds", url, "1", "active", "chữ a"));
        put("/fhir/ValueSet/kinds", """
                {"resourceType":"ValueSet","id":"kinds","url":"urn:posted:kinds-set","status":"active",
                 "compose":{"include":[{"system":"urn:posted:kinds","concept":[{"code":"b"}]}]}}""");
        put("/fhir/ConceptMap/kinds", """
                {"resourceType":"ConceptMap","id":"kinds","url":"urn:posted:kinds-map","status":"active",
                 "group":[{"source":"urn:posted:kinds","target":"urn:other","element":[{"code":"a","target":[{"code":"x","equivalence":"wider"}]}]}]}""");
        put("/fhir/CodeSystem/kinds-en", """
                {"resourceType":"CodeSystem","id":"kinds-en","url":"urn:posted:kinds-en","status":"active","content":"supplement","supplements":"urn:posted:kinds",
                 "concept":[{"code":"a","designation":[{"language":"en","value":"letter a"}]}]}""");
        HttpResponse<String> names = put("/fhir/NamingSystem/kinds", """
                {"resourceType":"NamingSystem","id":"kinds","name":"Kinds","status":"active","kind":"codesystem","date":"2026-01-01",
                 "uniqueId":[{"type":"oid","value":"1.2.3.4"},{"type":"uri","value":"urn:posted:kinds","preferred":true}]}""");
        assertTrue(names.statusCode() < 300, names.body());
        for (String base : BASES) {
            assertEquals(
                    "false",
                    said(
                            get(base + "/ValueSet/$validate-code?url=urn:posted:kinds-set&system=" + url + "&code=a"),
                            "result"));
            assertEquals(
                    "true",
                    said(
                            get(
                                    base
                                            + "/ValueSet/$validate-code?url=urn:posted:kinds-set&system=urn:oid:1.2.3.4&code=b"),
                            "result"));
            assertEquals("chữ a", said(get(base + "/CodeSystem/$lookup?system=urn:oid:1.2.3.4&code=a"), "display"));
            assertEquals("true", said(get(base + "/ConceptMap/$translate?system=" + url + "&code=a"), "result"));
            assertEquals(
                    "letter a",
                    said(
                            get(base + "/CodeSystem/$lookup?system=" + url
                                    + "&code=a&displayLanguage=en&useSupplement=urn:posted:kinds-en"),
                            "display"));
        }
        JsonNode read = json(get("/fhir/r5/ConceptMap/kinds"));
        assertEquals(
                "source-is-narrower-than-target",
                read.at("/group/0/element/0/target/0/relationship").asText(),
                read.toString());
        delete("/fhir/NamingSystem/kinds");
        assertEquals(
                404,
                get("/fhir/CodeSystem/$lookup?system=urn:oid:1.2.3.4&code=a").statusCode());
        delete("/fhir/ValueSet/kinds");
        assertEquals(404, get("/fhir/ValueSet/$expand?url=urn:posted:kinds-set").statusCode());
    }

    @Test
    void whatCannotBeAnsweredFromIsRefusedAndNotStored() {
        String version = json(get("/fhir/CodeSystem?url=" + COMPILED))
                .at("/entry/0/resource/version")
                .asText();
        assertRefused(
                409,
                "is a compiled release",
                put("/fhir/CodeSystem/release", codeSystem("release", COMPILED, version, "active", "giả")));
        assertEquals(404, get("/fhir/CodeSystem/release").statusCode());
        put("/fhir/CodeSystem/first", codeSystem("first", "urn:posted:twice", "1", "active", "một"));
        assertRefused(
                409,
                "CodeSystem/first has the URL urn:posted:twice",
                put("/fhir/CodeSystem/second", codeSystem("second", "urn:posted:twice", "1", "active", "hai")));
        assertRefused(422, "modifier", put("/fhir/ValueSet/modified", """
                {"resourceType":"ValueSet","id":"modified","url":"urn:posted:modified","status":"active",
                 "compose":{"modifierExtension":[{"url":"urn:x","valueBoolean":true}],"include":[{"system":"urn:posted:twice"}]}}"""));
    }

    @Test
    void aTransactionIsTakenWholeOrNotAtAllAndABatchEntryByEntry() {
        String good = codeSystem("t1", "urn:posted:t1", "1", "active", "tốt");
        String taken = codeSystem("t2", "urn:posted:t1", "1", "active", "trùng");
        String entry = "{\"resource\":%s,\"request\":{\"method\":\"PUT\",\"url\":\"CodeSystem/%s\"}}";
        String bundle = "{\"resourceType\":\"Bundle\",\"type\":\"%s\",\"entry\":[%s,%s]}";
        String both = bundle.formatted("transaction", entry.formatted(good, "t1"), entry.formatted(taken, "t2"));
        HttpResponse<String> refused = post("/fhir", both);
        assertEquals(409, refused.statusCode(), refused.body());
        assertEquals(
                404, get("/fhir/CodeSystem/$lookup?system=urn:posted:t1&code=a").statusCode());

        HttpResponse<String> batch = post("/fhir", both.replace("transaction", "batch"));
        assertEquals(200, batch.statusCode(), batch.body());
        assertTrue(json(batch).at("/entry/0/response/status").asText().startsWith("201"), batch.body());
        assertTrue(json(batch).at("/entry/1/response/status").asText().startsWith("409"), batch.body());
        assertEquals("tốt", said(get("/fhir/CodeSystem/$lookup?system=urn:posted:t1&code=a"), "display"));

        String other = codeSystem("t3", "urn:posted:t3", "1", "active", "ba");
        HttpResponse<String> whole = post(
                "/fhir",
                bundle.formatted(
                        "transaction",
                        entry.formatted(other, "t3"),
                        "{\"request\":{\"method\":\"DELETE\",\"url\":\"CodeSystem/t1\"}}"));
        assertEquals(200, whole.statusCode(), whole.body());
        assertEquals("ba", said(get("/fhir/CodeSystem/$lookup?system=urn:posted:t3&code=a"), "display"));
        assertEquals(
                404, get("/fhir/CodeSystem/$lookup?system=urn:posted:t1&code=a").statusCode());

        assertRefused(403, "Bundle.entry[0] is not permitted", post("/fhir", """
                {"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient"}}]}"""));
        assertEquals(
                403,
                server.send(server.request("/fhir", Role.HUB)
                                .header("Content-Type", "application/fhir+json")
                                .POST(BodyPublishers.ofString(both)))
                        .statusCode());
    }

    @Test
    void questionsComeTogetherInABatchAndEachIsAnsweredForItself() {
        String bundle = """
                {"resourceType":"Bundle","type":"batch","entry":[
                 {"request":{"method":"GET","url":"CodeSystem/$lookup?system=%1$s&code=TQ1"}},
                 {"request":{"method":"POST","url":"CodeSystem/$validate-code"},"resource":{"resourceType":"Parameters","parameter":[
                  {"name":"url","valueUri":"%1$s"},{"name":"code","valueCode":"none"}]}},
                 {"request":{"method":"GET","url":"CodeSystem/$lookup?system=%1$s&code=none"}},
                 {"request":{"method":"GET","url":"ValueSet/$expand?url=%1$s?fhir_vs&count=1"}},
                 {"request":{"method":"GET","url":"CodeSystem/$frobnicate"}}]}""".formatted(COMPILED);
        HttpResponse<String> answer = server.send(server.request("/fhir", Role.TERMINOLOGY_ADMIN)
                .header("Content-Type", "application/fhir+json")
                .header("Accept-Language", "vi")
                .POST(BodyPublishers.ofString(bundle)));
        assertEquals(200, answer.statusCode(), answer.body());
        JsonNode entries = json(answer).path("entry");
        assertEquals("200 OK", entries.at("/0/response/status").asText(), answer.body());
        assertEquals("Parameters", entries.at("/0/resource/resourceType").asText(), answer.body());
        assertEquals("200 OK", entries.at("/1/response/status").asText(), answer.body());
        assertFalse(entries.at("/1/resource/parameter/0/valueBoolean").asBoolean(true), answer.body());
        assertTrue(entries.at("/2/response/status").asText().startsWith("404"), answer.body());
        assertTrue(
                entries.at("/2/response/outcome/issue/0/details/text").asText().startsWith("Không có mã 'none'"),
                answer.body());
        assertEquals(1, entries.at("/3/resource/expansion/contains").size(), answer.body());
        assertTrue(entries.at("/4/response/status").asText().startsWith("4"), answer.body());
    }

    @Test
    void oneResourceIsAskedByItsId() {
        put("/fhir/CodeSystem/one", codeSystem("one", "urn:posted:one", "1", "active", "một"));
        put("/fhir/ValueSet/one", """
                {"resourceType":"ValueSet","id":"one","status":"active","compose":{"include":[{"system":"urn:posted:one","concept":[{"code":"b"}]}]}}""");
        put("/fhir/ConceptMap/one", """
                {"resourceType":"ConceptMap","id":"one","url":"urn:posted:one-map","status":"active",
                 "group":[{"source":"urn:posted:one","target":"urn:other","element":[{"code":"a","target":[{"code":"y","equivalence":"equal"}]}]}]}""");
        for (String base : BASES) {
            assertEquals("một", said(get(base + "/CodeSystem/one/$lookup?code=a"), "display"));
            assertEquals("true", said(get(base + "/CodeSystem/one/$validate-code?code=b"), "result"));
            assertEquals("subsumed-by", said(get(base + "/CodeSystem/one/$subsumes?codeA=b&codeB=a"), "outcome"));
            assertEquals(
                    "b",
                    json(get(base + "/ValueSet/one/$expand"))
                            .at("/expansion/contains/0/code")
                            .asText());
            assertEquals(
                    "false", said(get(base + "/ValueSet/one/$validate-code?system=urn:posted:one&code=a"), "result"));
            assertEquals("true", said(get(base + "/ConceptMap/one/$translate?system=urn:posted:one&code=a"), "result"));
            assertRefused(404, "ValueSet/none", get(base + "/ValueSet/none/$expand"));
            assertRefused(400, "'url'", get(base + "/ValueSet/one/$expand?url=urn:x"));
        }
    }

    @Test
    void aResourceIsValidatedWithoutBeingStored() {
        HttpResponse<String> good =
                post("/fhir/CodeSystem/$validate", codeSystem("checked", "urn:posted:checked", "1", "active", "xem"));
        assertEquals(200, good.statusCode(), good.body());
        assertEquals(404, get("/fhir/CodeSystem/checked").statusCode());
    }

    @Test
    void everyOperationThatIsDeclaredAnswers() {
        for (String base : BASES) {
            JsonNode rest = json(get(base + "/metadata")).at("/rest/0");
            int asked = 0;
            for (JsonNode resource : rest.path("resource")) {
                String type = resource.path("type").asText();
                if (type.equals("Patient")) {
                    continue;
                }
                for (JsonNode operation : resource.path("operation")) {
                    if (operation.path("name").asText().equals("validate")) {
                        continue;
                    }
                    assertAnswers(
                            base + "/" + type + "/$" + operation.path("name").asText());
                    asked++;
                }
            }
            assertTrue(rest.path("operation").findValuesAsText("name").contains("closure"), rest.toString());
            assertAnswers(base + "/$closure");
            assertTrue(asked >= 9, base + " declares " + asked);
        }
    }

    /** Without parameters, an operation says what it wants. */
    private void assertAnswers(String path) {
        HttpResponse<String> answer = get(path);
        assertTrue(
                List.of(200, 400, 422).contains(answer.statusCode())
                        && !answer.body().contains("does not know how to handle")
                        && !answer.body().contains("there is no '"),
                path + ": " + answer.body());
    }

    @Test
    void postedAndCompiledAreFoundTogetherPageByPage() {
        for (int i = 0; i < 5; i++) {
            put("/fhir/CodeSystem/page" + i, codeSystem("page" + i, "urn:posted:page" + i, "7", "draft", "trang"));
        }
        for (String base : BASES) {
            JsonNode compiled = json(get(base + "/CodeSystem?url=" + COMPILED));
            assertEquals(1, compiled.path("total").asInt(), compiled.toString());
            assertEquals("not-present", compiled.at("/entry/0/resource/content").asText());
            String id = compiled.at("/entry/0/resource/id").asText();
            JsonNode whole = json(get(base + "/CodeSystem/" + id));
            assertEquals("complete", whole.path("content").asText(), whole.toString());
            assertEquals(whole.path("count").asInt(), whole.path("concept").size());

            JsonNode summary = json(get(base + "/CodeSystem?url=urn:posted:page1&_summary=true"));
            assertFalse(summary.at("/entry/0/resource").has("concept"), summary.toString());
            assertFalse(json(get(base + "/CodeSystem?_summary=count")).has("entry"));
            JsonNode page = json(get(base + "/CodeSystem?version=7&status=draft&_count=2"));
            assertEquals(5, page.path("total").asInt());
            int seen = page.path("entry").size();
            while (page.path("link").findValuesAsText("relation").contains("next")) {
                String next = StreamSupport.stream(page.path("link").spliterator(), false)
                        .filter(link -> link.path("relation").asText().equals("next"))
                        .map(link -> link.path("url").asText())
                        .findFirst()
                        .orElseThrow();
                page = json(get(next.substring(server.url().length())));
                seen += page.path("entry").size();
            }
            assertEquals(5, seen);
            assertRefused(400, "'colour'", get(base + "/CodeSystem?colour=red"));
        }
        assertFalse(json(get("/fhir/ValueSet?reference=urn:none")).path("total").asBoolean());
    }
}
