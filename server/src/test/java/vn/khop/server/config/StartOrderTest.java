package vn.khop.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.ReleaseId;

/** The real process while it starts: who asks about codes is answered first, and everybody else is told to wait. */
@Tag("slow")
class StartOrderTest {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final String SYSTEM = "urn:khop:test:start";

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path data;

    @Test
    void codesAreAnsweredWhileEverythingElseSaysNotYetAndThenAllOfItIsReady() throws Exception {
        ImageFolder.at(data.resolve("codes")).publish(list());
        int port = DemoProcess.freePort();
        Process process = DemoProcess.start(data, port);
        try {
            HttpResponse<String> lookup =
                    awaitAnswer(process, port, "/fhir/CodeSystem/$lookup?system=" + SYSTEM + "&code=A");
            assertTrue(lookup.body().contains("Bệnh tả"), lookup.body());
            for (String path : List.of("/fhir/metadata", "/fhir/Patient", "/api/v1/session", "/")) {
                HttpResponse<String> early = get(port, path);
                assertEquals(503, early.statusCode(), path + " " + early.body());
                assertEquals(Optional.of("2"), early.headers().firstValue("Retry-After"), path);
            }
            awaitAnswer(process, port, "/fhir/metadata");
            assertEquals(200, get(port, "/actuator/health/readiness").statusCode());
        } finally {
            process.destroyForcibly();
        }
    }

    private HttpResponse<String> awaitAnswer(Process process, int port, String path) throws Exception {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < end) {
            assertTrue(process.isAlive(), "the server ended while it started");
            try {
                HttpResponse<String> answer = get(port, path);
                if (answer.statusCode() == 200) {
                    return answer;
                }
            } catch (ConnectException notYet) {
                // It does not listen yet.
            }
            Thread.sleep(20);
        }
        throw new AssertionError(path + " is not answered within " + START_LIMIT);
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static CodeSystem list() {
        return new CodeSystem(
                new CodeSystemDescription(
                        new ReleaseId(SYSTEM, "1"),
                        "Danh mục thử",
                        Optional.empty(),
                        Optional.empty(),
                        List.of("vi"),
                        List.of()),
                "by hand",
                List.of(new Concept(
                        "A",
                        true,
                        List.of(new Designation("vi", Designation.DISPLAY, "Bệnh tả")),
                        List.of(),
                        List.of())));
    }
}
