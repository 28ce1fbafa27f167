package vn.khop.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real process, killed and stopped. */
@Tag("slow")
class KilledProcessTest {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(40);
    private static final String DOMAIN = "http://fhir.ehealth.gov.vn/core/sid/patient-internal-id/01001";

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path data;

    @AfterEach
    void endWhatWasStarted() {
        started.forEach(Process::destroyForcibly);
    }

    private Process start(int port) throws IOException {
        Process process = DemoProcess.start(data, port, "-XX:TieredStopAtLevel=1");
        started.add(process);
        return process;
    }

    private void awaitReady(int port, Process process) throws Exception {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < end) {
            assertTrue(process.isAlive(), "the server ended while it started");
            try {
                if (send(port, "/fhir/metadata", HttpRequest.newBuilder()).statusCode() == 200) {
                    return;
                }
            } catch (ConnectException notYet) {
                // it does not listen yet
            }
            Thread.sleep(200);
        }
        throw new AssertionError("not ready within " + START_LIMIT);
    }

    private HttpResponse<String> send(int port, String path, HttpRequest.Builder request) throws Exception {
        return client.send(
                request.uri(URI.create("http://localhost:" + port + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String hubToken() throws IOException {
        JsonNode roles = new ObjectMapper()
                .readTree(data.resolve("demo-credentials.json").toFile())
                .get("roles");
        for (JsonNode role : roles) {
            if (role.get("role").asText().equals("hub")) {
                return role.get("token").asText();
            }
        }
        throw new AssertionError("no hub among the credentials");
    }

    private HttpResponse<String> feed(int port, String token, int number) throws Exception {
        String body = """
                {"resourceType":"Patient","identifier":[{"system":"%s","value":"kill-%d"}],"name":[{"text":"Thào A Thử %d"}],"birthDate":"1990"}""".formatted(DOMAIN, number, number);
        return send(
                port,
                "/fhir/Patient?identifier=" + DOMAIN + "%7Ckill-" + number,
                HttpRequest.newBuilder()
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/fhir+json")
                        .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void whatWasAcknowledgedIsThereAfterAKillAndNothingTwice() throws Exception {
        int port = DemoProcess.freePort();
        Process first = start(port);
        awaitReady(port, first);
        String token = hubToken();
        List<String> ids = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            HttpResponse<String> fed = feed(port, token, number);
            assertEquals(201, fed.statusCode(), fed.body());
            ids.add(new ObjectMapper().readTree(fed.body()).get("id").asText());
        }
        first.destroyForcibly().waitFor();

        int again = DemoProcess.freePort();
        Process second = start(again);
        awaitReady(again, second);
        String newToken = hubToken();
        for (int number = 0; number < ids.size(); number++) {
            HttpResponse<String> read = send(
                    again,
                    "/fhir/Patient/" + ids.get(number),
                    HttpRequest.newBuilder().header("Authorization", "Bearer " + newToken));
            assertEquals(200, read.statusCode(), "record " + number + " was acknowledged and is lost");
        }
        assertEquals(200, feed(again, newToken, 0).statusCode(), "known, so not created again");
    }

    /** Told to stop while HAPI's part is still starting behind the front. */
    @Test
    void aStopWhileItStartsEndsTheProcess() throws Exception {
        int port = DemoProcess.freePort();
        Process process = start(port);
        awaitReady(port, process);
        Thread.sleep(2000);
        process.destroy();
        assertTrue(process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS), "it does not stop");
    }

    /** Told to stop before it even listens. */
    @Test
    void aStopRightAfterTheStartEndsTheProcess() throws Exception {
        Process process = start(DemoProcess.freePort());
        Thread.sleep(2500);
        process.destroy();
        assertTrue(process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS), "it does not stop");
        assertFalse(process.isAlive());
    }
}
