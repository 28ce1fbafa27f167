package vn.khop.server.config;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import vn.khop.server.fhir.CodeStoring;
import vn.khop.server.fhir.CodeSupport;
import vn.khop.server.fhir.FhirFace;
import vn.khop.server.fhir.ResourceContext;
import vn.khop.server.fhir.ResourceIndex;

/** The second step of the boot: HAPI's resources start on a thread of their own and join the FHIR face. Stopping never waits for a start under way. */
final class ResourceStart implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceStart.class);
    /** The first questions load what answers them: they come before HAPI, whose start takes a core for half a minute. */
    private static final Duration HEAD_START = Duration.ofSeconds(2);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

    private final FhirFace face;
    private final DataSourceProperties database;
    private final KhopSettings settings;
    private final Terminal terminal;
    private final Optional<ResourceIndex> elsewhere;
    private final Function<DataSource, CodeStoring> storing;
    private final CodeSupport codes;
    private volatile boolean stopping;
    private @Nullable Thread thread;
    private @Nullable ResourceContext resources;
    private @Nullable HikariDataSource pool;

    ResourceStart(
            FhirFace face,
            DataSourceProperties database,
            KhopSettings settings,
            Terminal terminal,
            Function<DataSource, CodeStoring> storing,
            CodeSupport codes) {
        this.storing = storing;
        this.codes = codes;
        this.face = face;
        this.database = database;
        this.settings = settings;
        this.terminal = terminal;
        // Asked now, so that a setting that cannot be used ends the start.
        this.elsewhere = settings.resourceIndex() == KhopSettings.IndexPlace.ELASTICSEARCH
                ? Optional.of(new ResourceIndex(
                        settings.elasticsearch().access(),
                        settings.elasticsearch().prefix()))
                : Optional.empty();
    }

    synchronized void begin() {
        Thread starter = new Thread(this::start, "hapi-start");
        starter.setDaemon(true);
        thread = starter;
        starter.start();
    }

    private void start() {
        if (!hasWaited()) {
            return;
        }
        HikariDataSource connections = connections();
        try {
            ResourceContext context = ResourceContext.start(
                    connections,
                    database.determineUrl(),
                    settings.dataFolder().resolve("index"),
                    elsewhere,
                    storing.apply(connections),
                    codes);
            keep(connections, context);
            if (!stopping) {
                face.join(context);
                terminal.step("all of FHIR answers: HAPI's resources have joined");
            }
        } catch (RuntimeException failure) {
            if (stopping) {
                LOG.info("stopped while HAPI's resources started");
            } else {
                LOG.error("HAPI's resources did not start; identity and codes go on without them", failure);
                terminal.line(
                        "HAPI's resources did not start; identity and codes go on without them. The reason is in the log.");
            }
            running().ifPresent(ResourceContext::close);
            connections.close();
        }
    }

    /** False where it was told to stop instead. */
    private static boolean hasWaited() {
        try {
            Thread.sleep(HEAD_START.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private HikariDataSource connections() {
        HikariDataSource connections = database.initializeDataSourceBuilder()
                .type(HikariDataSource.class)
                .build();
        connections.setPoolName("khop-resources");
        connections.setMaximumPoolSize(settings.database().resourcePool());
        connections.setMinimumIdle(1);
        return connections;
    }

    private synchronized void keep(HikariDataSource connections, ResourceContext context) {
        pool = connections;
        resources = context;
    }

    private synchronized Optional<ResourceContext> running() {
        return Optional.ofNullable(resources);
    }

    @Override
    public void close() {
        stopping = true;
        Thread starter = thread;
        if (starter != null && running().isEmpty()) {
            // A Spring context cannot be closed while it starts. Interrupt it and go: its thread is a daemon, and its
            // tables survive being cut off.
            starter.interrupt();
            try {
                starter.join(STOP_PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        running().ifPresent(ResourceContext::close);
        synchronized (this) {
            if (pool != null) {
                pool.close();
            }
        }
    }
}
