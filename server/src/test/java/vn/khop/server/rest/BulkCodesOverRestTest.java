package vn.khop.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;

/** Many codes at once: every line is what a lookup of the one code says. */
class BulkCodesOverRestTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/api/v1/codes:lookup";

    private final RunningServer server = RunningServer.shared();

    @Test
    void everyLineSaysWhatALookupOfTheCodeSays() throws JsonProcessingException {
        JsonNode list = list();
        String system = list.path("system").asText();
        List<String> codes = new ArrayList<>();
        for (JsonNode hit : JSON.readTree(server.postJson(
                                "/api/v1/code-systems/search",
                                Role.CLERK,
                                "{\"system\":\"" + system + "\",\"limit\":100}")
                        .body())
                .path("items")) {
            codes.add(hit.path("code").asText());
        }
        codes.add("no \"such\" code");
        Collections.reverse(codes);
        HttpResponse<String> answer = ask(system, JSON.writeValueAsString(codes));
        assertEquals(200, answer.statusCode(), answer.body());
        List<String> lines = answer.body().lines().toList();
        assertEquals(
                JSON.createObjectNode()
                        .put("system", system)
                        .put("version", list.path("version").asText()),
                JSON.readTree(lines.get(0)));
        assertEquals(codes.size(), lines.size() - 1);
        for (int i = 0; i < codes.size(); i++) {
            JsonNode line = JSON.readTree(lines.get(i + 1));
            HttpResponse<String> one = server.postJson(
                    "/api/v1/code-systems/lookup",
                    Role.CLERK,
                    JSON.createObjectNode()
                            .put("system", system)
                            .put("code", codes.get(i))
                            .toString());
            assertEquals(codes.get(i), line.get(0).asText());
            if (one.statusCode() == 200) {
                assertEquals(
                        JSON.readTree(one.body()).path("display").asText(),
                        line.get(1).asText());
                assertTrue(line.get(2).isBoolean(), lines.get(i + 1));
            } else {
                assertTrue(line.get(1).isNull() && line.get(2).isNull(), lines.get(i + 1));
            }
        }
    }

    @Test
    void whatIsWrongIsSaidBeforeTheAnswerBeginsOrInItsLastLine() throws JsonProcessingException {
        String system = list().path("system").asText();
        assertEquals(404, ask("urn:none", "[]").statusCode());
        assertEquals(400, server.postJson(PATH, Role.CLERK, "{\"codes\":[]}").statusCode());
        assertEquals(400, server.postJson(PATH, Role.CLERK, "[]").statusCode());
        assertEquals(
                400,
                server.postJson(PATH, Role.CLERK, "{\"sytem\":\"x\",\"codes\":[]}")
                        .statusCode());
        assertEquals(
                400,
                server.postJson(PATH, Role.CLERK, "{\"system\":\"" + system + "\"}")
                        .statusCode());
        assertEquals(400, server.postJson(PATH, Role.CLERK, "[".repeat(100_000)).statusCode());
        for (String codes :
                List.of("[\"a\",7]", "[\"a\"", "[\"a\"],\"x\":1", "[\"a\",\"" + "x".repeat(2_000) + "\"]")) {
            List<String> lines = ask(system, codes).body().lines().toList();
            assertEquals("[\"a\",null,null]", lines.get(1), codes);
            assertTrue(lines.get(lines.size() - 1).startsWith("{\"error\":\""), codes);
        }
        String tooMany = "[" + "\"a\",".repeat(BulkCodeController.CODES_MAX) + "\"a\"]";
        List<String> lines = ask(system, tooMany).body().lines().toList();
        assertEquals(BulkCodeController.CODES_MAX + 2, lines.size());
        assertTrue(lines.get(lines.size() - 1).contains("at once")
                || lines.get(lines.size() - 1).contains("in parts"));
    }

    @Test
    void aHundredThousandCodesComeBackInTheirOrder() throws JsonProcessingException {
        List<String> codes = IntStream.range(0, 100_000).mapToObj(i -> "c" + i).toList();
        List<String> lines = ask(list().path("system").asText(), JSON.writeValueAsString(codes))
                .body()
                .lines()
                .toList();
        assertEquals(
                codes.stream().map(code -> "[\"" + code + "\",null,null]").toList(), lines.subList(1, lines.size()));
    }

    private JsonNode list() throws JsonProcessingException {
        return JSON.readTree(server.get("/api/v1/code-systems", Role.CLERK).body())
                .path(0);
    }

    private HttpResponse<String> ask(String system, String codes) {
        return server.postJson(PATH, Role.CLERK, "{\"system\":\"" + system + "\",\"codes\":" + codes + "}");
    }
}
