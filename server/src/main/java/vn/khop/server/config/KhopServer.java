package vn.khop.server.config;

import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Starts the server and waits until it is told to stop.
 *
 * <p>The start has two steps. The front context answers feeds, {@code $match} and codes within seconds and says that it is ready. HAPI's own persistence, which
 * takes half a minute, starts in the background and joins the FHIR face when it can answer; {@link ResourceStart} drives that.
 */
public final class KhopServer {
    /** Longer than the graceful stop of every part together; what still hangs after it is ended. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(25);

    private final StartOptions options;
    private final PrintStream out;

    public KhopServer(StartOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /**
     * Runs until the process is told to stop.
     *
     * @throws StartRefused if the port is taken, the configuration file or the data folder cannot be used; the message says what to do
     */
    public void run() {
        AtomicBoolean stopping = endTheProcessIfStoppingHangs();
        CountDownLatch closing = new CountDownLatch(1);
        try {
            start(closing);
        } catch (RuntimeException failure) {
            if (stopping.get()) {
                return; // told to stop while it started
            }
            throw StartRefused.of(failure).orElseThrow(() -> failure);
        }
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts and returns when the front context is ready; the caller closes it. */
    public ConfigurableApplicationContext start() {
        return start(new CountDownLatch(1));
    }

    private ConfigurableApplicationContext start(CountDownLatch closing) {
        options.config().filter(file -> !Files.isReadable(file)).ifPresent(file -> {
            throw new StartRefused(
                    "configuration file " + file + " cannot be read: give the path of a YAML file after --config");
        });
        // Here as well as below: before Spring starts, a refusal is one line and no stack trace.
        options.data().ifPresent(DataFolder::check);
        ApplicationListener<ContextClosedEvent> onClose = event -> closing.countDown();
        return new SpringApplicationBuilder(KhopApplication.class)
                .web(WebApplicationType.SERVLET)
                .logStartupInfo(false)
                .initializers(context -> context.getBeanFactory().registerSingleton("terminal", new Terminal(out)))
                .listeners(onClose, new DataFolder())
                .run(arguments(options));
    }

    /** What the command line says, as Spring reads it: above the configuration file, which is above {@code application.yaml}. */
    static String[] arguments(StartOptions options) {
        List<String> arguments = new ArrayList<>();
        arguments.add("--khop.demo=" + options.demo());
        if (options.demo()) {
            arguments.add("--khop.terminology.anonymous-read=true");
        }
        options.port().ifPresent(port -> arguments.add("--server.port=" + port));
        options.data()
                .ifPresent(data ->
                        arguments.add("--khop.data=" + data.toAbsolutePath().normalize()));
        options.config().ifPresent(file -> arguments.add("--spring.config.additional-location=" + file.toUri()));
        return arguments.toArray(String[]::new);
    }

    /**
     * A stop must always end: Spring's hook can wait for a start that waits for a database that is closed already.
     *
     * @return true from when the process is told to stop
     */
    private static AtomicBoolean endTheProcessIfStoppingHangs() {
        AtomicBoolean stopping = new AtomicBoolean();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stopping.set(true);
                            Thread watch = new Thread(
                                    () -> {
                                        try {
                                            Thread.sleep(STOP_LIMIT.toMillis());
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                        Runtime.getRuntime().halt(143);
                                    },
                                    "stop-watch");
                            watch.setDaemon(true);
                            watch.start();
                        },
                        "stop-watch-start"));
        return stopping;
    }
}
