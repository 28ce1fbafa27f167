package vn.khop.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.load.DeclarationFile;
import vn.khop.terminology.load.ListLoader;

/** Two releases of a list whose rules differ: the last day of a stay says which of them answers. */
class ClaimChecksOverRestTest {
    private final RunningServer server = RunningServer.shared();
    private final String system = "urn:khop:test:" + UUID.randomUUID();

    @BeforeEach
    void loadTwoReleases() throws Exception {
        ImageFolder folder = ImageFolder.at(server.data().resolve("codes"));
        folder.publish(list("2020", "A00,Tả,\nZ10,Khám,\n"), EffectivePeriod.from(LocalDate.of(2020, 11, 1)));
        folder.publish(list("2026", "A00,Tả,\nZ10,Khám,never\n"), EffectivePeriod.from(LocalDate.of(2026, 7, 1)));
    }

    private CodeSystem list(String version, String rows) throws Exception {
        String yaml = """
                system: %s
                version: "%s"
                name: Danh mục thử
                decision: %s/QĐ-BYT
                columns:
                  code: code
                  display: {vi: name}
                  property: [{name: not-primary, column: flag, type: boolean, when: [never]}]
                """.formatted(system, version, version);
        byte[] csv = ("code,name,flag\n" + rows).getBytes(StandardCharsets.UTF_8);
        return ListLoader.load(
                        DeclarationFile.read(
                                        new java.io.ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)), "test")
                                .value()
                                .orElseThrow(),
                        "list.csv",
                        () -> new java.io.ByteArrayInputStream(csv))
                .codeSystem()
                .orElseThrow();
    }

    @Test
    void theLastDayOfTheStayPicksTheRulesAndEachFindingNamesItsDecision() throws JsonProcessingException {
        HttpResponse<String> answer = post("""
                {"system":"%s","claims":[
                 {"id":"june","date":"2026-06-30","primary":"Z10"},
                 {"id":"july","date":"2026-07-01","sex":"male","birthDate":"1990","primary":"Z10","others":["A00","A99"]}]}
                """.formatted(system));
        assertEquals(200, answer.statusCode(), answer.body());
        JsonNode checked = json(answer);
        assertEquals(2, checked.path("claims").asInt());
        assertEquals(4, checked.path("codes").asInt());
        assertEquals(2, checked.path("releases").size());
        assertEquals(2, checked.path("findings").size(), answer.body());
        JsonNode primary = checked.path("findings").get(0);
        assertEquals("july", primary.path("claim").asText());
        assertEquals("Z10", primary.path("code").asText());
        assertEquals("not-primary", primary.path("rule").asText());
        assertEquals("error", primary.path("severity").asText());
        assertEquals("2026/QĐ-BYT", primary.path("decision").asText());
        assertEquals(
                "mã 'Z10' không được là bệnh chính",
                primary.path("message").path("vi").asText());
        assertEquals(
                "'Z10' may not be the primary diagnosis",
                primary.path("message").path("en").asText());
        assertEquals(
                "unknown-code", checked.path("findings").get(1).path("rule").asText());
    }

    @Test
    void tenThousandCodesAreOneCallAndOneMoreIsRefused() throws JsonProcessingException {
        StringBuilder claims = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            claims.append(i == 0 ? "" : ",")
                    .append("{\"date\":\"2026-07-01\",\"primary\":\"Z10\",\"others\":[\"A00\"]}");
        }
        HttpResponse<String> answer = post("{\"system\":\"" + system + "\",\"claims\":[" + claims + "]}");
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(10_000, json(answer).path("codes").asInt());
        assertEquals(5_000, json(answer).path("findings").size());
        HttpResponse<String> more = post("{\"system\":\"" + system + "\",\"claims\":[" + claims
                + ",{\"date\":\"2026-07-01\",\"primary\":\"Z10\"}]}");
        assertEquals(400, more.statusCode());
        assertTrue(more.body().contains("more than 10000 codes"), more.body());
    }

    @Test
    void whatCannotBeAnsweredIsRefusedByName() throws JsonProcessingException {
        assertEquals(
                "NOT_IN_FORCE",
                json(post("{\"system\":\"" + system + "\",\"claims\":[{\"date\":\"2019-01-01\",\"primary\":\"A00\"}]}"))
                        .path("code")
                        .asText());
        assertEquals(
                "UNKNOWN_CODE_SYSTEM",
                json(post("{\"system\":\"urn:none\",\"claims\":[{\"date\":\"2026-07-01\",\"primary\":\"A00\"}]}"))
                        .path("code")
                        .asText());
        assertEquals(
                "MISSING_FIELD",
                json(post("{\"system\":\"" + system + "\",\"claims\":[{\"primary\":\"A00\"}]}"))
                        .path("code")
                        .asText());
    }

    private HttpResponse<String> post(String body) {
        return server.postJson("/api/v1/claims/checks", Role.HUB, body);
    }

    private static JsonNode json(HttpResponse<String> answer) throws JsonProcessingException {
        return new ObjectMapper().readTree(answer.body());
    }
}
