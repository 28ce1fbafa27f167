package vn.khop.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;

/** What goes wrong is said with a code, the field, what was found and what was expected. */
class ProblemsTest {
    private final RunningServer server = RunningServer.shared();

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
                    {                                        ~ 400 ~ MALFORMED_JSON      ~        ~ near line 1
                    []                                       ~ 400 ~ INVALID_FIELD       ~ the body ~ expected an object
                    {"system":"a"} {"system":"b"}            ~ 400 ~ INVALID_FIELD       ~ the body ~ expected
                    {"system":"a","system":"b","text":"c"}   ~ 400 ~ MALFORMED_JSON      ~        ~ not one JSON object
                    {"text":"a"}                             ~ 400 ~ MISSING_FIELD       ~ system ~ found nothing, expected the URI of a code system
                    {"system":" ","text":"a"}                ~ 400 ~ MISSING_FIELD       ~ system ~ found nothing
                    {"system":"a","texts":"b"}               ~ 400 ~ UNKNOWN_FIELD       ~ texts  ~ the fields are date, limit, offset, system, text, version
                    {"system":"a","text":"b","limit":"x"}    ~ 400 ~ INVALID_FIELD       ~ limit  ~ expected a whole number
                    {"system":"a","text":"b","limit":101}    ~ 400 ~ INVALID_FIELD       ~ limit  ~ found 101, expected 0 to 100
                    {"system":"a","text":"b","offset":-1}    ~ 400 ~ INVALID_FIELD       ~ offset ~ found -1, expected 0 to 100000
                    {"system":"a","text":"b","date":"1/7/2026"} ~ 400 ~ INVALID_FIELD     ~ date   ~ expected a date such as 2026-07-01
                    {"system":"http://example.org/none","text":"b"} ~ 404 ~ UNKNOWN_CODE_SYSTEM ~ ~ not loaded
                    """)
    void aBadSearchOfCodesIsToldWhatIsWrong(String body, int status, String code, String field, String detail)
            throws JsonProcessingException {
        HttpResponse<String> answer = server.postJson("/api/v1/code-systems/search", Role.CLERK, body);
        JsonNode problem = new ObjectMapper().readTree(answer.body());

        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElse(""));
        assertEquals(code, problem.path("code").asText());
        assertEquals("error." + code, problem.path("messageKey").asText());
        assertEquals(status, problem.path("status").asInt());
        assertEquals(field == null ? "" : field, problem.path("field").asText(""));
        assertTrue(problem.path("detail").asText().contains(detail), answer.body());
    }

    @Test
    void whatSomebodyTypedIsNotRepeated() {
        String canary = "Trần Thị Chim Hoàng Yến";
        for (String body : new String[] {
            "{\"" + canary + "\":1}",
            "{\"system\":{\"a\":\"" + canary + "\"}}",
            canary,
            "{\"limit\":\"" + canary + "\"}"
        }) {
            assertFalse(
                    server.postJson("/api/v1/code-systems/search", Role.CLERK, body)
                            .body()
                            .contains("Chim"),
                    body);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
                    /api/v1/messages?facilty=01001        ~ facilty   ~ the parameters are before, facility, limit, state
                    /api/v1/messages?condition=DATA_TYPE  ~ condition ~ the parameters are before, facility, limit, state
                    /api/v1/exports?state=done            ~ state     ~ there are none
                    /api/v1/quality/01001?form=2026-01-01 ~ form      ~ the parameters are
                    /api/v1/messages?Tr%E1%BA%A7n=1       ~           ~ a parameter of the address is not known here
                    """)
    void aParameterThatAnAddressDoesNotKnowIsRefusedByItsName(String path, String field, String detail)
            throws JsonProcessingException {
        HttpResponse<String> answer = server.send(server.request(path, Role.ADMIN));
        JsonNode problem = new ObjectMapper().readTree(answer.body());
        assertEquals(400, answer.statusCode(), answer.body());
        assertEquals("UNKNOWN_FIELD", problem.path("code").asText());
        assertEquals(field == null ? "" : field, problem.path("field").asText(""));
        assertTrue(problem.path("detail").asText().contains(detail), answer.body());
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/loads, ADMIN, text/csv or application/vnd.apache.parquet",
        "/api/v1/insurance/claims, HUB, application/xml",
        "/api/v1/insurance/check-ins, HUB, application/xml",
    })
    void aFileThatIsSentAsSomethingElseIsToldWhatItShouldBe(String path, Role role, String expected)
            throws JsonProcessingException {
        HttpResponse<String> answer = server.postJson(path, role, "{}");
        assertEquals(415, answer.statusCode(), answer.body());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElse(""));
        JsonNode problem = new ObjectMapper().readTree(answer.body());
        assertEquals("NOT_JSON", problem.path("code").asText());
        assertTrue(problem.path("detail").asText().contains("expected " + expected), answer.body());
    }

    @Test
    void anotherMethodAndAnotherContentTypeAreRefusedByName() {
        HttpResponse<String> text = server.send(server.request("/api/v1/code-systems/search", Role.CLERK)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("a")));

        assertEquals(415, text.statusCode());
        assertTrue(text.body().contains("NOT_JSON"), text.body());
        assertTrue(server.get("/api/v1/access-log", Role.AUDITOR).body().contains("person: found nothing"));
    }

    @Test
    void withoutItsLogTheServerShowsNobody() {
        JdbcTemplate database = new JdbcTemplate(server.bean(DataSource.class));
        database.execute("alter table khop.access_log rename to access_log_away");
        try {
            HttpResponse<String> answer = server.get("/api/v1/access-log?person=E1", Role.AUDITOR);
            assertEquals(503, answer.statusCode());
            assertTrue(answer.body().contains("ACCESS_LOG_UNAVAILABLE"), answer.body());
        } finally {
            database.execute("alter table khop.access_log_away rename to access_log");
        }
        assertEquals(
                200, server.get("/api/v1/access-log?person=E1", Role.AUDITOR).statusCode());
        assertTrue(
                server.get("/api/v1/access-log?person=E1", Role.AUDITOR).body().contains("READ_ACCESS_LOG"));
    }

    @Test
    void theDocumentOfTheInterfaceListsEveryRoute() throws JsonProcessingException {
        HttpResponse<String> answer = server.get("/api/openapi.json", Role.CLERK);
        JsonNode document = new ObjectMapper().readTree(answer.body());
        Set<String> paths = new HashSet<>();
        document.path("paths").fieldNames().forEachRemaining(paths::add);

        assertTrue(
                paths.containsAll(Set.of(
                        "/api/v1/session",
                        "/api/v1/code-systems",
                        "/api/v1/code-systems/search",
                        "/api/v1/code-systems/lookup",
                        "/api/v1/access-log")),
                paths.toString());
        assertTrue(paths.stream().allMatch(path -> path.startsWith("/api/v1/")), paths.toString());
    }

    @Test
    void everyErrorHasANumberOfItsOwnThatSaysWhoCanMendIt() {
        Set<Integer> numbers =
                Arrays.stream(ErrorCode.values()).map(ErrorCode::number).collect(Collectors.toSet());

        assertEquals(ErrorCode.values().length, numbers.size());
        for (ErrorCode code : ErrorCode.values()) {
            assertEquals(code.number() / 1000 == 3, code.kind() == ErrorCode.Kind.USER, code.name());
            assertEquals(code.status().is4xxClientError(), code.kind() == ErrorCode.Kind.USER, code.name());
        }
    }
}
