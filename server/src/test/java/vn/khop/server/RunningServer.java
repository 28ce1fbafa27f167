package vn.khop.server;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;
import vn.khop.server.config.KhopServer;
import vn.khop.server.config.StartOptions;
import vn.khop.server.security.EmbeddedIssuer;
import vn.khop.server.security.Role;

/** The demo as a user would start it, once for all tests of this JVM: on a free port, in a folder of its own that goes when the JVM does. Or one of the test's own. */
public final class RunningServer implements AutoCloseable {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    private static final Duration RESOURCES_LIMIT = Duration.ofMinutes(5);

    private final ConfigurableApplicationContext context;
    private final Path data;
    private final String url;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private RunningServer(StartOptions options) {
        data = options.data().orElseThrow();
        context = new KhopServer(options, new PrintStream(System.err, true, StandardCharsets.UTF_8)).start();
        url = "http://localhost:" + context.getEnvironment().getRequiredProperty("local.server.port");
    }

    /** The one server; started by the first test that asks. */
    public static RunningServer shared() {
        return Holder.SERVER;
    }

    /** A server of the test's own, which the test closes. */
    public static RunningServer start(StartOptions options) {
        return new RunningServer(options);
    }

    /** A server of the test's own on its embedded database, as {@code khop serve} starts it but with its own issuer; facilities 01001 and 01013 may feed. */
    public static RunningServer serve(Path data, String moreSettings) {
        try {
            Path config = Files.createDirectories(data).resolve("khop.yaml");
            Files.writeString(
                    config,
                    "khop:\n  facilities: ['01001', '01013']\n  security.embedded-issuer: true\n" + moreSettings);
            return start(new StartOptions(false, Optional.of(config), OptionalInt.of(0), Optional.of(data)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RunningServer demo() {
        try {
            Path data = Files.createTempDirectory("khop-test");
            Path config = data.resolve("khop.yaml");
            // Tests decide once and look at what came of it.
            Files.writeString(config, """
                    khop:
                      second-person.blind-share: 0
                      second-person.known-share: 0
                      subscriptions.tries: 3
                      hl7v2:
                        port: 0
                        authorities:
                          - {domain: '01071', namespace: TEST_A, oid: 2.16.840.1.113883.3.72.5.9.2}
                          - {domain: '01072', namespace: TEST_B, oid: 2.16.840.1.113883.3.72.5.9.3}
                    """);
            RunningServer server =
                    start(new StartOptions(true, Optional.of(config), OptionalInt.of(0), Optional.of(data)));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                try {
                    FileSystemUtils.deleteRecursively(data);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }

    /** Without a slash at the end. */
    public String url() {
        return url;
    }

    /** The data folder, with {@code demo-credentials.json} and {@code log/khop.log}. */
    public Path data() {
        return data;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    /** A bearer token of the demo's account with this role. */
    public String token(Role role) {
        return bean(EmbeddedIssuer.class).token(role);
    }

    /** A request to a path such as {@code /fhir/metadata}; add a method, headers and a body, then {@link #send}. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(ANSWER_LIMIT);
    }

    /** The same, as the demo's account with this role. */
    public HttpRequest.Builder request(String path, Role role) {
        return request(path).header("Authorization", "Bearer " + token(role));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> get(String path, Role role) {
        return send(request(path, role).GET());
    }

    public HttpResponse<String> postJson(String path, Role role, String json) {
        return send(
                request(path, role).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    /** Waits until HAPI's resources have joined the FHIR face. */
    public void awaitResources() {
        long end = System.nanoTime() + RESOURCES_LIMIT.toNanos();
        while (get("/fhir/Organization?_count=1", Role.ADMIN).statusCode() != 200) {
            if (System.nanoTime() > end) {
                throw new AssertionError("HAPI's resources have not joined within " + RESOURCES_LIMIT);
            }
            try {
                Thread.sleep(500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class Holder {
        static final RunningServer SERVER = demo();
    }
}
