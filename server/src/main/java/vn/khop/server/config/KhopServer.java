package vn.khop.server.config;

import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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
        StopWatch stopping = StopWatch.start(out);
        CountDownLatch closing = new CountDownLatch(1);
        try {
            start(closing);
            stopping.started();
        } catch (RuntimeException failure) {
            if (stopping.isStopping()) {
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
        HeadStart headStart = new HeadStart(Clock.systemUTC());
        return new SpringApplicationBuilder(KhopApplication.class)
                .web(WebApplicationType.SERVLET)
                .logStartupInfo(false)
                .initializers(context -> {
                    context.getBeanFactory().registerSingleton("terminal", new Terminal(out));
                    context.getBeanFactory().registerSingleton("headStart", headStart);
                })
                .listeners(onClose, new DataFolder(), headStart)
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
                .ifPresent(data -> arguments.add(
                        "--khop.data-folder=" + data.toAbsolutePath().normalize()));
        options.config().ifPresent(file -> arguments.add("--spring.config.additional-location=" + file.toUri()));
        return arguments.toArray(String[]::new);
    }
}
