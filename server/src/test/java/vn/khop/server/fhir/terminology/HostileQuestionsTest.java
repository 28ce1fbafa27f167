package vn.khop.server.fhir.terminology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import vn.khop.server.RunningServer;
import vn.khop.server.SystemCalls;

/** What is sent to hurt is refused in so many words, and what was asked before is still answered. */
@ExtendWith(SystemCalls.class)
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
        assertRefused(413, post("application/fhir+json", " ".repeat(50 << 20)));
    }

    /* Thirty bytes of tree for each byte sent would fill the memory. */
    @Test
    void aBodyOfVeryManyPartsIsRefused() throws IOException {
        for (String part : new String[] {"{},", "[],", "0,"}) {
            assertRefused(post(
                    "application/fhir+json",
                    "{\"resourceType\":\"Parameters\",\"parameter\":[" + part.repeat(3_000_000) + "0]}"));
        }
    }

    @Test
    void anElementOfVeryManyAttributesIsRefused() throws IOException {
        StringBuilder attributes = new StringBuilder();
        for (int i = 0; i < 200_000; i++) {
            attributes.append(" a").append(i).append("=\"1\"");
        }
        assertRefused(post(
                "application/fhir+xml", "<Parameters xmlns=\"http://hl7.org/fhir\"" + attributes + "></Parameters>"));
    }

    @Test
    void valueSetsThatImportEachOtherTooDeepAreRefusedAndAsDeepAsIsUsualAnswered() throws IOException {
        assertEquals(
                1, JSON.readTree(imports(50, 1).body()).at("/expansion/total").asInt(-1));
        assertTooCostly(imports(3_000, 1));
    }

    @Test
    void valueSetsWhoseImportsDoubleAtEachStepAreRefused() throws IOException {
        assertTooCostly(imports(60, 2));
    }

    /** A chain of value sets, each of which imports the one before so many times; the first has one code. */
    private HttpResponse<String> imports(int deep, int times) {
        StringBuilder sets = new StringBuilder();
        for (int i = 1; i <= deep; i++) {
            String include = "{\"valueSet\":[\"urn:v%d\"]}".formatted(i - 1);
            sets.append(
                    ",{\"name\":\"tx-resource\",\"resource\":{\"resourceType\":\"ValueSet\",\"url\":\"urn:v%d\",\"status\":\"active\",\"compose\":{\"include\":[%s]}}}"
                            .formatted(i, String.join(",", Collections.nCopies(times, include))));
        }
        return post("application/fhir+json", """
                {"resourceType":"Parameters","parameter":[
                 {"name":"url","valueUri":"urn:v%d"},
                 {"name":"tx-resource","resource":{"resourceType":"ValueSet","url":"urn:v0","status":"active","compose":{"include":[{"system":"urn:x","concept":[{"code":"a"}]}]}}},
                 {"name":"tx-resource","resource":{"resourceType":"CodeSystem","url":"urn:x","status":"active","content":"complete","concept":[{"code":"a"}]}}%s]}""".formatted(deep, sets));
    }

    private static void assertTooCostly(HttpResponse<String> answer) throws IOException {
        assertEquals(422, answer.statusCode(), answer.body());
        assertEquals(
                "too-costly", JSON.readTree(answer.body()).at("/issue/0/code").asText(), answer.body());
    }

    @Test
    void expressionsThatABacktrackerNeverEndsAndThatDoubleStatesAreAnsweredAndOneWithoutEndRefused()
            throws IOException {
        assertEquals(0, expanded("((a+)+)+").at("/expansion/total").asInt(-1));
        assertEquals(0, expanded("(a|b)*a(a|b){60}").at("/expansion/total").asInt(-1));
        assertEquals(
                "OperationOutcome",
                expanded("(a{1000}){1000}").at("/resourceType").asText());
    }

    @Test
    void aCodeSystemOfMoreConceptsThanAQuestionBringsIsRefusedAndALargeOneAnswered() throws IOException {
        HttpResponse<String> taken = post("application/fhir+json", inJson(JsonBody.CONCEPTS_MAX));
        assertEquals(
                JsonBody.CONCEPTS_MAX,
                JSON.readTree(taken.body()).at("/expansion/total").asInt(-1),
                taken.body());
        assertTooCostly(post("application/fhir+json", inJson(JsonBody.CONCEPTS_MAX + 1)));
        String concepts = "<concept><code value=\"c\"/></concept>".repeat(JsonBody.CONCEPTS_MAX + 1);
        assertTooCostly(post(
                "application/fhir+xml",
                "<Parameters xmlns=\"http://hl7.org/fhir\"><parameter><name value=\"tx-resource\"/><resource><CodeSystem>"
                        + concepts + "</CodeSystem></resource></parameter></Parameters>"));
    }

    /** Half of the concepts lie under one of them. */
    private static String inJson(int concepts) {
        int half = concepts / 2;
        return """
                {"resourceType":"Parameters","parameter":[{"name":"count","valueInteger":1},
                 {"name":"valueSet","resource":{"resourceType":"ValueSet","status":"active","compose":{"include":[{"system":"urn:x"}]}}},
                 {"name":"tx-resource","resource":{"resourceType":"CodeSystem","url":"urn:x","status":"active","content":"complete",
                  "concept":[%s,{"code":"z","concept":[%s]}]}}]}""".formatted(codes(0, half), codes(half, concepts - 1));
    }

    private static String codes(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"code\":\"c" + i + "\"}")
                .collect(Collectors.joining(","));
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

    /* Names of one hash, each new to the parser. */
    @Test
    void veryManyNamesOfOneHashAreRefused() throws IOException {
        StringBuilder names = new StringBuilder("{\"resourceType\":\"Parameters\"");
        for (int i = 0; i < 1 << 16; i++) {
            names.append(",\"");
            for (int bit = 0; bit < 16; bit++) {
                names.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            names.append("\":1");
        }
        HttpResponse<String> answer = post("application/fhir+json", names + "}");
        assertTrue(answer.statusCode() == 400 || answer.statusCode() == 422, answer.body());
    }

    /* The library goes by the names alone. */
    @Test
    void elementsThatAreNotFhirsAreRefused() throws IOException {
        String xml = "application/fhir+xml";
        String ours = " xmlns=\"http://hl7.org/fhir\"";
        String narrative = "<text><status value=\"generated\"/><div%s><p>Giới tính</p></div></text>";
        String good = "<Parameters" + ours + "><parameter><name value=\"valueSet\"/><resource><ValueSet>" + narrative
                + "<status value=\"active\"/><compose><include><system value=\"http://hl7.org/fhir/administrative-gender\"/>"
                + "</include></compose></ValueSet></resource></parameter></Parameters>";
        String xhtml = " xmlns=\"http://www.w3.org/1999/xhtml\"";
        HttpResponse<String> taken = post(xml, good.formatted(xhtml));
        assertEquals(200, taken.statusCode(), taken.body());

        assertRefused(post(xml, good.formatted("")));
        assertRefused(post(xml, good.formatted(xhtml).replace(ours, "")));
        assertRefused(post(xml, good.formatted(xhtml).replace(ours, " xmlns=\"http://example.org/fhir\"")));
        HttpResponse<String> one =
                post(xml, good.formatted(xhtml).replace("<system ", "<system xmlns=\"http://example.org/fhir\" "));
        assertRefused(one);
        assertTrue(one.body().contains("expected xmlns"), one.body());
    }

    private HttpResponse<String> post(String type, String body) {
        return server.send(server.request("/fhir/r5/ValueSet/$expand")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)));
    }

    private static void assertRefused(HttpResponse<String> answer) throws IOException {
        assertRefused(400, answer);
    }

    private static void assertRefused(int status, HttpResponse<String> answer) throws IOException {
        assertEquals(status, answer.statusCode(), answer.body());
        JsonNode issue = JSON.readTree(answer.body()).at("/issue/0");
        assertEquals("error", issue.at("/severity").asText(), answer.body());
        assertTrue(issue.at("/details/text").asText().length() > 10, answer.body());
    }
}
