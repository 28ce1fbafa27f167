package vn.khop.server.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;

/** What is answered in front of the chains is what the chains would have let through, and says what would have come from behind them. */
class CodeAnswersTest {
    private static final String CODE = "system=http://hl7.org/fhir/administrative-gender&code=male";
    /** The same operation in a spelling that only the chains and the servlets behind them read. */
    private static final String BEHIND = "/CodeSystem/%24look%75p?";

    private static final String IN_FRONT = "/CodeSystem/$lookup?";

    @TempDir
    private Path data = Path.of("");

    @Test
    void inFrontAndBehindAnswersAreTheSameHeadersIncluded() {
        RunningServer server = RunningServer.shared();
        for (String base : List.of("/fhir", "/fhir/r5")) {
            for (String question : List.of(CODE, CODE + "no", "code=male", CODE + "&_format=xml", CODE + "&other=1")) {
                HttpResponse<String> front = server.send(server.request(base + IN_FRONT + question));
                HttpResponse<String> behind = server.send(server.request(base + BEHIND + question));
                String what = base + " " + question;
                assertEquals(behind.statusCode(), front.statusCode(), what);
                assertEquals(behind.body(), front.body(), what);
                assertEquals(headers(behind), headers(front), what);
            }
        }
    }

    @Test
    @Tag("slow")
    void withoutAnonymousReadingOnlyAGoodTokenIsLetThrough() {
        try (RunningServer server = RunningServer.serve(data, "")) {
            String token = server.token(Role.AUDITOR);
            for (String path : List.of(
                    "/fhir" + IN_FRONT + CODE,
                    "/fhir/r5" + IN_FRONT + CODE,
                    "/fhir/CodeSystem/%24lookup?" + CODE,
                    "/fhir" + BEHIND + CODE)) {
                assertEquals(
                        200, status(server, server.request(path).header("Authorization", "Bearer " + token)), path);
                // Remembered by now: still nobody else gets in, nor the token in another dress.
                assertEquals(
                        200, status(server, server.request(path).header("Authorization", "Bearer " + token)), path);
                assertEquals(401, status(server, server.request(path)), path);
                for (String bad : List.of(
                        "Bearer " + token + "x",
                        "Bearer " + token.substring(0, token.length() - 2),
                        "Bearer ",
                        "Basic " + token,
                        token)) {
                    assertEquals(401, status(server, server.request(path).header("Authorization", bad)), path);
                }
            }
            assertEquals(403, status(server, server.request("/fhir/CodeSystem/$lookup2", Role.AUDITOR)));
        }
    }

    private static int status(RunningServer server, HttpRequest.Builder request) {
        return server.send(request).statusCode();
    }

    private static Map<String, List<String>> headers(HttpResponse<String> answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.keySet().removeIf(name -> name.equals("date") || name.equals("x-request-id"));
        return headers;
    }
}
