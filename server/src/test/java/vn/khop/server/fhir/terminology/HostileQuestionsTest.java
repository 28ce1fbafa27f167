package vn.khop.server.fhir.terminology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;

/** What is sent to hurt is refused in so many words, and what was asked before is still answered. */
class HostileQuestionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DEEP = 100_000;

    private final RunningServer server = RunningServer.shared();

    @Test
    void aBodyThatIsNestedWithoutEndIsRefused() throws IOException {
        assertRefused(post(
                "application/fhir+json",
                "{\"resourceType\":\"Parameters\",\"parameter\":" + "[{\"part\":".repeat(DEEP) + "[]"
                        + "}]".repeat(DEEP) + "}"));
        assertRefused(post(
                "application/fhir+xml",
                "<Parameters xmlns=\"http://hl7.org/fhir\">" + "<parameter><part>".repeat(DEEP)));
        assertRefused(post(
                "application/fhir+xml",
                "<Parameters xmlns=\"http://hl7.org/fhir\">" + "<parameter><part>".repeat(DEEP)
                        + "</part></parameter>".repeat(DEEP) + "</Parameters>"));
    }

    @Test
    void entitiesThatDoubleEachOtherAreNotRead() throws IOException {
        StringBuilder entities = new StringBuilder("<!ENTITY e0 \"x\">");
        for (int i = 1; i < 40; i++) {
            entities.append("<!ENTITY e%d \"&e%d;&e%d;\">".formatted(i, i - 1, i - 1));
        }
        assertRefused(post("application/fhir+xml", "<?xml version=\"1.0\"?><!DOCTYPE p [" + entities + """
                ]><Parameters xmlns="http://hl7.org/fhir"><parameter><name value="url"/><valueUri value="&e39;"/></parameter></Parameters>"""));
    }

    @Test
    void anEntityThatNamesAFileIsNotRead() throws IOException {
        HttpResponse<String> answer = post("application/fhir+xml", """
                <?xml version="1.0"?><!DOCTYPE p [<!ENTITY f SYSTEM "file:///etc/passwd">]>
                <Parameters xmlns="http://hl7.org/fhir"><parameter><name value="url"/><valueUri value="&f;"/></parameter></Parameters>""");
        assertRefused(answer);
        assertFalse(answer.body().contains("root:"), answer.body());
    }

    @Test
    void aBodyOfFiftyMegabytesIsRefused() throws IOException {
        assertRefused(post("application/fhir+json", " ".repeat(50 << 20)));
    }

    @Test
    void anExpressionThatABacktrackerNeverEndsIsAnsweredAndOneThatNoAutomatonHoldsRefused() throws IOException {
        assertEquals(0, expanded("((a+)+)+").at("/expansion/total").asInt(-1));
        assertEquals(
                "OperationOutcome",
                expanded("(a|b)*a(a|b){60}").at("/resourceType").asText());
    }

    private JsonNode expanded(String expression) throws IOException {
        String code = "a".repeat(5_000) + "!";
        return JSON.readTree(
                post("application/fhir+json", """
                {"resourceType":"Parameters","parameter":[
                 {"name":"valueSet","resource":{"resourceType":"ValueSet","status":"active","compose":{"include":[
                  {"system":"urn:x","filter":[{"property":"code","op":"regex","value":"%s"}]}]}}},
                 {"name":"tx-resource","resource":{"resourceType":"CodeSystem","url":"urn:x","status":"active","content":"complete",
                  "concept":[{"code":"%s"}]}}]}""".formatted(expression, code)).body());
    }

    private HttpResponse<String> post(String type, String body) {
        return server.send(server.request("/fhir/r5/ValueSet/$expand")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)));
    }

    private static void assertRefused(HttpResponse<String> answer) throws IOException {
        assertEquals(400, answer.statusCode(), answer.body());
        JsonNode issue = JSON.readTree(answer.body()).at("/issue/0");
        assertEquals("error", issue.at("/severity").asText(), answer.body());
        assertTrue(issue.at("/details/text").asText().length() > 10, answer.body());
    }
}
