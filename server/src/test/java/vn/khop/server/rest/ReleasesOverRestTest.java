package vn.khop.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.server.RunningServer;
import vn.khop.server.audit.AccessTrail;
import vn.khop.server.codes.CodeQuality;
import vn.khop.server.codes.CodeUses;
import vn.khop.server.security.Role;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.concept.ReleaseId;

/** A code list in two releases, switched over HTTP; every face answers from after the switch, and for the date that it is asked for. */
class ReleasesOverRestTest {
    private static final int SWITCHES = 10;
    private static final LocalDate SWITCH = LocalDate.of(2026, 7, 1);

    private final RunningServer server = RunningServer.shared();
    private final String system = "urn:khop:test:" + UUID.randomUUID();

    /** The old list since 2020; the new one loaded by another process as a draft that is meant for {@code SWITCH}. */
    @BeforeEach
    void loadTwoReleases() {
        ImageFolder folder = ImageFolder.at(server.data().resolve("codes"));
        folder.publish(
                list("2020", new String[][] {{"A", "Bệnh tả"}, {"B", "Thương hàn"}}),
                EffectivePeriod.from(LocalDate.of(2020, 11, 1)));
        folder.add(
                list("2026", new String[][] {{"A", "Bệnh tả (dịch tả)"}, {"C", "Lỵ"}}), EffectivePeriod.from(SWITCH));
    }

    @Test
    void aDraftIsValidatedThenActivatedAndFromThenOnEveryFaceAnswersFromItByDate() throws JsonProcessingException {
        assertEquals("draft", state("2026"));
        assertEquals(404, lookup("/fhir", "A", "&version=2026").statusCode(), "nobody is answered from a draft");
        HttpResponse<String> early = post("activate", "{\"system\":\"%s\",\"version\":\"2026\"}");
        assertEquals(409, early.statusCode(), early.body());
        assertEquals("RELEASE_NOT_VALIDATED", json(early).path("code").asText());

        assertEquals(
                "validated",
                json(post("validate", "{\"system\":\"%s\",\"version\":\"2026\"}"))
                        .path("state")
                        .asText());
        assertEquals("2020", answering("/fhir", ""));
        assertEquals("2026", answering("/fhir", "&version=2026"));

        HttpResponse<String> alone = post("activate", "{\"system\":\"%s\",\"version\":\"2026\"}");
        assertEquals(409, alone.statusCode(), alone.body());
        assertEquals("RELEASE_NOT_APPROVED", json(alone).path("code").asText());
        HttpResponse<String> twice = post("approve", "{\"system\":\"%s\",\"version\":\"2026\"}");
        assertEquals(409, twice.statusCode(), twice.body());
        assertEquals("RELEASE_NEEDS_SECOND_PERSON", json(twice).path("code").asText());
        JsonNode approved = json(approve("2026"));
        assertEquals("approved", approved.path("state").asText());
        assertNotEquals(
                approved.path("validatedBy").asText(),
                approved.path("approvedBy").asText());
        assertEquals("2020", answering("/fhir", ""), "an approval changes no answer");

        JsonNode active = json(post("activate", "{\"system\":\"%s\",\"version\":\"2026\"}"));
        assertEquals("2026-07-01", active.path("from").asText());
        boolean isAfter = !QuestionDate.dayAt(Instant.now()).isBefore(SWITCH);
        for (String base : List.of("/fhir", "/fhir/r5")) {
            assertEquals(isAfter ? "2026" : "2020", answering(base, ""));
            assertEquals("2020", answering(base, "&date=2026-06-30"));
            assertEquals("2026", answering(base, "&date=2026-07-01"));
            assertEquals("2026", answering(base, "&date=2026-06-30T18:00:00Z"), "the first of July in Vietnam");
            assertEquals("2020", answering(base, "&date=2025"));
            assertEquals("2020", answering(base, "&version=2020"), "the old one stays askable");
        }
        assertEquals(
                "2020",
                json(server.postJson(
                                "/api/v1/code-systems/lookup",
                                Role.CLERK,
                                "{\"system\":\"" + system + "\",\"code\":\"A\",\"date\":\"2026-06-30\"}"))
                        .path("release")
                        .path("version")
                        .asText());
        assertEquals(isAfter ? "retired" : "active", state("2020"));
        assertEquals(
                List.of("RELEASE_VALIDATE", "RELEASE_APPROVE", "RELEASE_ACTIVATE"),
                logged(),
                "what was refused is not there");
    }

    @Test
    void aDateWithoutAReleaseOrWithAnotherVersionIsRefusedAndSaysWhatThereIs() throws JsonProcessingException {
        for (String base : List.of("/fhir", "/fhir/r5")) {
            HttpResponse<String> before = lookup(base, "A", "&date=2019-05-01");
            assertEquals(422, before.statusCode(), before.body());
            assertEquals(
                    "code system '" + system + "' is not in force on 2019-05-01; its releases are 2020 (2020-11-01..)",
                    text(before));
            HttpResponse<String> contradiction = lookup(base, "A", "&date=2019-05-01&version=2020");
            assertEquals(422, contradiction.statusCode(), contradiction.body());
            assertTrue(text(contradiction).contains("|2020' is not in force on 2019-05-01"), contradiction.body());
            HttpResponse<String> wrong = lookup(base, "A", "&date=1.7.2026");
            assertEquals(400, wrong.statusCode(), wrong.body());
            HttpResponse<String> context = lookup(base, "A", "&context=x");
            assertEquals(400, context.statusCode(), "context stays refused by name");
        }
        HttpResponse<String> year = lookup("/fhir", "A", "&date=2020");
        assertEquals(422, year.statusCode(), "2020 has days before the list was in force");
    }

    @Test
    void setsAndChecksOfCodesFollowTheDateToo() throws JsonProcessingException {
        post("validate", "{\"system\":\"%s\",\"version\":\"2026\"}");
        approve("2026");
        post("activate", "{\"system\":\"%s\",\"version\":\"2026\"}");
        String all = URLEncoder.encode(system + "?fhir_vs", StandardCharsets.UTF_8);
        for (String base : List.of("/fhir", "/fhir/r5")) {
            JsonNode old = json(get(base + "/ValueSet/$expand?url=" + all + "&date=2026-06-30"));
            assertEquals(
                    "B",
                    old.path("expansion").path("contains").path(1).path("code").asText(),
                    old.toString());
            assertTrue(old.toString().contains("\"valueUri\":\"" + system + "|2020\""), old.toString());
            assertTrue(old.toString().contains("\"valueDateTime\":\"2026-06-30\""), "the date is echoed: " + old);
            JsonNode fresh = json(get(base + "/ValueSet/$expand?url=" + all + "&date=2026-07-01"));
            assertEquals(
                    "C",
                    fresh.path("expansion")
                            .path("contains")
                            .path(1)
                            .path("code")
                            .asText(),
                    fresh.toString());
            for (String date : List.of("2026-06-30", "2026-07-01")) {
                JsonNode inSet = json(get(base + "/ValueSet/$validate-code?url=" + all + "&system=" + encoded()
                        + "&code=B&date=" + date));
                assertEquals(
                        date.equals("2026-06-30"),
                        parameter(inSet, "result").path("valueBoolean").asBoolean(),
                        inSet.toString());
                JsonNode inSystem =
                        json(get(base + "/CodeSystem/$validate-code?url=" + encoded() + "&code=C&date=" + date));
                assertEquals(
                        date.equals("2026-07-01"),
                        parameter(inSystem, "result").path("valueBoolean").asBoolean(),
                        inSystem.toString());
            }
        }
    }

    @Test
    void aRollbackRestoresHowTheReleasesStoodAndARetirementLeavesNoneInForce() throws JsonProcessingException {
        post("validate", "{\"system\":\"%s\",\"version\":\"2026\"}");
        approve("2026");
        post("activate", "{\"system\":\"%s\",\"version\":\"2026\",\"from\":\"2021-01-01\"}");
        assertEquals("2026", answering("/fhir", ""));
        assertEquals("2020", answering("/fhir", "&date=2020-12-31"));
        assertEquals(
                "validated",
                json(post("rollback", "{\"system\":\"%s\"}")).path("state").asText());
        assertEquals("2020", answering("/fhir", ""));
        assertEquals("2020", answering("/fhir", "&date=2022-01-01"));

        assertEquals(
                "2025-12-31",
                json(post("retire", "{\"system\":\"%s\",\"version\":\"2020\",\"from\":\"2026-01-01\"}"))
                        .path("to")
                        .asText());
        assertEquals(422, lookup("/fhir", "A", "").statusCode(), "none is in force today");
        assertEquals("2020", answering("/fhir", "&date=2025-12-31"));
        post("rollback", "{\"system\":\"%s\"}");
        assertEquals("2020", answering("/fhir", ""));
        post("rollback", "{\"system\":\"%s\"}");
        assertEquals("validated", state("2020"), "its own activation is undone too");
        HttpResponse<String> nothing = post("rollback", "{\"system\":\"%s\"}");
        assertEquals(409, nothing.statusCode());
        assertEquals("NOTHING_TO_ROLL_BACK", json(nothing).path("code").asText());
    }

    /** Two ask each face without a pause while one release takes the other's place and gives it back. */
    @Test
    void whileReleasesAreSwitchedNoQuestionFailsAndNoAnswerIsOfTwo() throws Exception {
        post("validate", "{\"system\":\"%s\",\"version\":\"2026\"}");
        AtomicBoolean isOver = new AtomicBoolean();
        Set<String> seen = ConcurrentHashMap.newKeySet();
        ExecutorService askers = Executors.newFixedThreadPool(2);
        try {
            List<Future<Boolean>> asking = new ArrayList<>();
            for (String base : List.of("/fhir", "/fhir/r5")) {
                asking.add(askers.submit(() -> {
                    while (!isOver.get()) {
                        seen.add(ofOneRelease(base));
                    }
                    return true;
                }));
            }
            for (int round = 0; round < SWITCHES; round++) {
                assertEquals(200, approve("2026").statusCode());
                String activated = post("activate", "{\"system\":\"%s\",\"version\":\"2026\",\"from\":\"2021-01-01\"}")
                        .body();
                assertEquals("2026", ofOneRelease("/fhir"), activated);
                String rolledBack = post("rollback", "{\"system\":\"%s\"}").body();
                assertEquals("2020", ofOneRelease("/fhir/r5"), rolledBack);
            }
            isOver.set(true);
            for (Future<Boolean> asked : asking) {
                assertTrue(asked.get(), "every answer was of one release");
            }
        } finally {
            isOver.set(true);
            askers.shutdownNow();
        }
        assertTrue(Set.of("2020", "2026").containsAll(seen), seen.toString());
    }

    /** The release that answers a look-up, after that and an expansion have been held against what it says. */
    private String ofOneRelease(String base) throws JsonProcessingException {
        HttpResponse<String> found = lookup(base, "A", "");
        assertEquals(200, found.statusCode(), found.body());
        String version = parameter(json(found), "version").path("valueString").asText();
        assertEquals(
                version.equals("2020") ? "Bệnh tả" : "Bệnh tả (dịch tả)",
                parameter(json(found), "display").path("valueString").asText(),
                found.body());
        HttpResponse<String> listed = get(base + "/ValueSet/$expand?url=" + encoded() + "?fhir_vs");
        assertEquals(200, listed.statusCode(), listed.body());
        boolean isOld = parameterOfExpansion(json(listed)).endsWith("|2020");
        List<String> codes = new ArrayList<>();
        json(listed)
                .at("/expansion/contains")
                .forEach(entry -> codes.add(entry.path("code").asText() + " "
                        + entry.path("display").asText()));
        assertEquals(
                isOld ? List.of("A Bệnh tả", "B Thương hàn") : List.of("A Bệnh tả (dịch tả)", "C Lỵ"),
                codes,
                listed.body());
        return version;
    }

    private static String parameterOfExpansion(JsonNode valueSet) {
        for (JsonNode parameter : valueSet.at("/expansion/parameter")) {
            if (parameter.path("name").asText().equals("used-codesystem")) {
                return parameter.path("valueUri").asText();
            }
        }
        throw new AssertionError("the expansion does not say which code system it used: " + valueSet);
    }

    @Test
    void theDiffCountsEachClassAndListsThoseAskedFor() throws JsonProcessingException {
        JsonNode diff = json(
                post(
                        "diff",
                        "{\"system\":\"%s\",\"before\":\"2020\",\"after\":\"2026\",\"classes\":[\"new\",\"changed-in-meaning\"]}"));
        assertEquals(1, diff.path("counts").path("new").asInt(), diff.toString());
        assertEquals(1, diff.path("counts").path("removed").asInt());
        assertEquals(1, diff.path("counts").path("changed-in-meaning").asInt());
        assertEquals(2, diff.path("total").asInt());
        assertEquals("A", diff.path("items").path(0).path("code").asText());
        assertEquals(
                "Bệnh tả (dịch tả)",
                diff.path("items")
                        .path(0)
                        .path("differences")
                        .path(0)
                        .path("after")
                        .asText());
    }

    @Test
    void theImpactNamesWhatNamesCodesThatGo() throws JsonProcessingException {
        server.awaitResources();
        String url = "urn:khop:test:set:" + UUID.randomUUID();
        HttpResponse<String> kept = server.postJson(
                "/fhir/ValueSet",
                Role.TERMINOLOGY_ADMIN,
                "{\"resourceType\":\"ValueSet\",\"url\":\"" + url
                        + "\",\"version\":\"1\",\"status\":\"active\",\"compose\":{\"include\":[{\"system\":\"" + system
                        + "\",\"concept\":[{\"code\":\"A\"},{\"code\":\"B\"}]}]}}");
        assertEquals(201, kept.statusCode(), kept.body());
        JsonNode impact = json(post("impact", "{\"system\":\"%s\",\"before\":\"2020\",\"after\":\"2026\"}"));
        assertEquals(1, impact.path("codes").asInt(), "B is gone: " + impact);
        assertEquals(1, impact.path("broken").size(), impact.toString());
        assertEquals(url, impact.path("broken").path(0).path("url").asText());
        assertEquals("[\"B\"]", impact.path("broken").path(0).path("codes").toString());
    }

    /** B goes, A has another name; C is new, and D no code at all. */
    @Test
    void theImpactTellsWhichHospitalsUsedTheCodesInTheLastNinetyDays() throws JsonProcessingException {
        CodeUses uses = server.bean(CodeUses.class);
        LocalDate today = QuestionDate.dayAt(Instant.now());
        String hospital = "H" + UUID.randomUUID().toString().substring(0, 8);
        uses.add(hospital, today, List.of(use("B", 3), use("A", 1), use("C", 7), use("D", 9)));
        uses.add(hospital + "-2", today.minusDays(89), List.of(use("B", 2)));
        uses.add(hospital + "-3", today.minusDays(90), List.of(use("B", 5)));
        JsonNode impact = json(post("impact", "{\"system\":\"%s\",\"before\":\"2020\",\"after\":\"2026\"}"));
        assertEquals(1, impact.path("changed").asInt(), impact.toString());
        assertEquals(90, impact.path("days").asInt());
        assertEquals(6, impact.path("uses").asLong(), impact.toString());
        assertEquals(
                List.of(hospital, hospital + "-2"),
                List.of(
                        impact.path("facilities").path(0).asText(),
                        impact.path("facilities").path(1).asText()));
        assertEquals(2, impact.path("used").size(), impact.toString());
        JsonNode first = impact.path("used").path(0);
        assertEquals("B", first.path("code").asText());
        assertEquals("removed", first.path("kind").asText());
        assertEquals(5, first.path("uses").asLong());
        assertEquals(2, first.path("count").asInt());
        assertEquals(
                "changed-in-meaning", impact.path("used").path(1).path("kind").asText());

        CodeQuality.Report report = server.bean(CodeQuality.class).of(hospital, today, today, 1);
        assertEquals(20, report.used());
        assertEquals(4, report.inList(), "A and B; the new release is a draft: " + report);
        assertEquals(List.of(new CodeQuality.Invalid(system, "D", CodeQuality.Fault.UNKNOWN, 9)), report.invalid());
        assertEquals(Optional.of(0.2), report.mappedShare());
    }

    private CodeUses.Used use(String code, long times) {
        return new CodeUses.Used(system, code, times);
    }

    @Test
    void onlyATerminologyAdminSwitches() {
        for (Role role : List.of(Role.HUB, Role.CLERK, Role.CLERK_LEAD, Role.AUDITOR, Role.ADMIN)) {
            for (String step : List.of("drafts", "validate", "activate", "retire", "rollback", "diff", "impact")) {
                // Whoever may be the second person looks at what he approves.
                boolean isLooking =
                        role == Role.ADMIN && List.of("diff", "impact").contains(step);
                assertEquals(
                        isLooking ? 400 : 403,
                        server.postJson("/api/v1/releases/" + step, role, "{\"system\":\"" + system + "\"}")
                                .statusCode(),
                        role + " " + step);
            }
        }
    }

    /** By somebody else than who validates in {@link #post}. */
    @Test
    void aFileIsCheckedByRowComparedAndBecomesADraftWithoutAnythingKeptOfTheCheck() throws JsonProcessingException {
        String good = "ma;ten;cha\nA;Bệnh tả;\nA1;Bệnh tả nhẹ;A\nC;Lỵ;\n";
        JsonNode columns = json(upload("columns?delimiter=;", good));
        assertEquals("[\"ma\",\"ten\",\"cha\"]", columns.path("rows").path(0).toString());
        assertEquals("A1", columns.path("rows").path(2).path(0).asText());

        String bad = good + ";Không mã;\nA1;Tên khác;A\n";
        JsonNode checked = json(upload(draft("&dryRun=true"), bad));
        assertEquals(5, checked.path("rowsRead").asInt(), checked.toString());
        assertEquals(2, checked.path("errors").asInt(), checked.toString());
        assertEquals(
                List.of(5, 6),
                checked.path("issues").findValues("row").stream()
                        .map(JsonNode::asInt)
                        .toList());
        assertEquals(1, checked.path("kinds").path("EMPTY_CODE").asInt(), checked.toString());
        JsonNode noCode = checked.path("issues").path(0);
        assertEquals(
                "the code is empty: every row has one", noCode.path("message").asText());
        assertEquals(
                "thiếu mã: dòng nào cũng phải có",
                noCode.path("messages").path("vi").asText());
        JsonNode inVietnamese = json(upload(draft("&dryRun=true"), bad, "fr, vi-VN;q=0.9, en;q=0.5"));
        assertEquals(
                noCode.path("messages").path("vi"),
                inVietnamese.path("issues").path(0).path("message"),
                "the first language of the request in which there are messages");
        assertEquals("2020", checked.path("against").asText());
        // Of A and B, A has the same name; B is gone, A1 and C are new.
        assertEquals(2, checked.path("counts").path("new").asInt(), checked.toString());
        assertEquals(1, checked.path("counts").path("removed").asInt());
        HttpResponse<String> refused = upload(draft(""), bad);
        assertEquals(422, refused.statusCode(), refused.body());
        assertEquals("", state("2027"), "neither the check nor what was refused is kept");
        assertEquals(200, upload(draft("&dryRun=true"), good).statusCode());
        assertEquals("", state("2027"));

        HttpResponse<String> kept = upload(draft(""), good);
        assertEquals(201, kept.statusCode(), kept.body());
        assertEquals("draft", state("2027"));
        assertEquals("2020", answering("/fhir", ""), "a draft changes no answer");
        HttpResponse<String> other = upload(draft(""), good + "D;Sốt;\n");
        assertEquals(409, other.statusCode(), other.body());
        assertEquals("RELEASE_TAKEN", json(other).path("code").asText());
        HttpResponse<String> wrong = upload(draft("&list=icd10-4469"), good);
        assertEquals(400, wrong.statusCode(), wrong.body());
        HttpResponse<String> noTable = upload(draft("&dryRun=true"), "ma;ten\nA;\"Bệnh\n");
        assertEquals(1, json(noTable).path("errors").asInt(), noTable.body());
        assertTrue(!noTable.body().contains("/tmp") && !noTable.body().contains("khop-list"), noTable.body());

        post("validate", "{\"system\":\"%s\",\"version\":\"2027\"}");
        JsonNode top = children("");
        assertEquals(List.of("A", "C"), top.path("items").findValuesAsText("code"), "in the list's order: " + top);
        assertEquals(1, top.path("items").path(0).path("children").asInt());
        JsonNode below = children(",\"code\":\"A\"");
        assertEquals("A1", below.path("items").path(0).path("code").asText());
        assertEquals("Bệnh tả", below.path("path").path(0).path("display").asText());
        JsonNode concept = json(server.postJson(
                "/api/v1/code-systems/lookup",
                Role.CLERK,
                "{\"system\":\"" + system + "\",\"version\":\"2027\",\"code\":\"A1\"}"));
        assertEquals("A", concept.path("parents").path(0).path("code").asText(), concept.toString());
        assertEquals(
                404,
                server.postJson(
                                "/api/v1/code-systems/children",
                                Role.CLERK,
                                "{\"system\":\"" + system + "\",\"code\":\"none\"}")
                        .statusCode());
    }

    private String draft(String more) {
        String declaration = "{\"system\":\"" + system
                + "\",\"version\":\"2027\",\"name\":\"Danh mục thử\",\"delimiter\":\";\",\"columns\":{\"code\":\"ma\",\"display\":{\"vi\":\"ten\"},\"parent\":{\"column\":\"cha\"}}}";
        return "drafts?file=danh-muc.csv&declaration=" + URLEncoder.encode(declaration, StandardCharsets.UTF_8) + more;
    }

    private HttpResponse<String> upload(String path, String csv) {
        return upload(path, csv, "en");
    }

    private HttpResponse<String> upload(String path, String csv, String languages) {
        return server.send(server.request("/api/v1/releases/" + path)
                .header("Authorization", "Bearer " + server.token(Role.TERMINOLOGY_ADMIN))
                .header("Accept-Language", languages)
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(csv)));
    }

    private JsonNode children(String more) throws JsonProcessingException {
        return json(server.postJson(
                "/api/v1/code-systems/children",
                Role.CLERK,
                "{\"system\":\"" + system + "\",\"version\":\"2027\"" + more + "}"));
    }

    private HttpResponse<String> approve(String version) {
        return server.postJson(
                "/api/v1/releases/approve",
                Role.ADMIN,
                "{\"system\":\"" + system + "\",\"version\":\"" + version + "\"}");
    }

    private HttpResponse<String> post(String step, String body) {
        return server.postJson("/api/v1/releases/" + step, Role.TERMINOLOGY_ADMIN, body.formatted(system));
    }

    private String state(String version) throws JsonProcessingException {
        HttpResponse<String> answer = server.get("/api/v1/releases", Role.TERMINOLOGY_ADMIN);
        for (JsonNode release : json(answer).path("items")) {
            if (release.path("system").asText().equals(system)
                    && release.path("version").asText().equals(version)) {
                return release.path("state").asText();
            }
        }
        return "";
    }

    private String encoded() {
        return URLEncoder.encode(system, StandardCharsets.UTF_8);
    }

    private HttpResponse<String> get(String path) {
        return server.get(path, Role.HUB);
    }

    private HttpResponse<String> lookup(String base, String code, String more) {
        return get(base + "/CodeSystem/$lookup?system=" + encoded() + "&code=" + code + more);
    }

    private String answering(String base, String more) throws JsonProcessingException {
        HttpResponse<String> answer = lookup(base, "A", more);
        assertEquals(200, answer.statusCode(), answer.body());
        return parameter(json(answer), "version").path("valueString").asText();
    }

    private static JsonNode parameter(JsonNode parameters, String name) {
        for (JsonNode parameter : parameters.path("parameter")) {
            if (parameter.path("name").asText().equals(name)) {
                return parameter;
            }
        }
        return new ObjectMapper().createObjectNode();
    }

    private List<String> logged() {
        String id = "CodeSystem/" + UUID.nameUUIDFromBytes((system + "|2026").getBytes(StandardCharsets.UTF_8));
        server.bean(AccessTrail.class).seal();
        return new JdbcTemplate(server.context().getBean(DataSource.class))
                .queryForList(
                        "select action from khop.access_log where source_id = ? order by position", String.class, id);
    }

    private static JsonNode json(HttpResponse<String> answer) throws JsonProcessingException {
        return new ObjectMapper().readTree(answer.body());
    }

    private static String text(HttpResponse<String> outcome) throws JsonProcessingException {
        return json(outcome).path("issue").path(0).path("details").path("text").asText();
    }

    private CodeSystem list(String version, String[][] codes) {
        return new CodeSystem(
                new CodeSystemDescription(
                        new ReleaseId(system, version),
                        "Danh mục thử",
                        Optional.of("Bộ Y tế"),
                        Optional.of(version + "/QĐ-BYT"),
                        List.of("vi"),
                        List.of()),
                "test",
                Arrays.stream(codes)
                        .map(row -> new Concept(
                                row[0],
                                true,
                                List.of(new Designation("vi", Designation.DISPLAY, row[1])),
                                List.of(),
                                List.of()))
                        .toList());
    }
}
