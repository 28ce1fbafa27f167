package vn.khop.server.config;

import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.export.ExportDesk;
import vn.khop.server.fhir.ExportedLines;
import vn.khop.server.fhir.IdentifierSystems;
import vn.khop.server.fhir.terminology.CodeDesk;
import vn.khop.server.registry.Linkage;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.RegisterPages;
import vn.khop.server.store.SqlExports;

/** Wires the exports of the whole register, and the thread that writes them. */
@Configuration(proxyBeanMethods = false)
class ExportConfiguration {
    @Bean
    ExportDesk exportDesk(
            DataSource database,
            Tables tables,
            RecordStore records,
            Linkage linkage,
            CodeDesk codeDeskOfR4,
            AccessLog accessLog,
            KhopSettings settings,
            Clock clock) {
        return new ExportDesk(
                new SqlExports(database),
                new RegisterPages(records, linkage, accessLog),
                new ExportedLines(
                        codeDeskOfR4.fhirContext(),
                        new IdentifierSystems(settings.fhir().identifierBase())),
                accessLog,
                settings.exports(),
                clock,
                () -> UUID.randomUUID().toString());
    }

    @Bean
    ExportWork exportWork(ExportDesk desk) {
        return new ExportWork(desk);
    }

    /** Begins when the server answers, and ends with it after the page that is written; its thread is never interrupted, for that would close the file of an embedded database. */
    static final class ExportWork implements ApplicationListener<ApplicationReadyEvent>, AutoCloseable {
        private static final Logger LOG = LoggerFactory.getLogger(ExportWork.class);
        private static final Duration STOP = Duration.ofSeconds(5);

        private final ExportDesk desk;
        private final CountDownLatch closing = new CountDownLatch(1);
        private final Thread thread;

        ExportWork(ExportDesk desk) {
            this.desk = desk;
            thread = new Thread(this::workOnAndOn, "exports");
            thread.setDaemon(true);
            thread.setPriority(Thread.MIN_PRIORITY);
        }

        @Override
        public void onApplicationEvent(ApplicationReadyEvent ready) {
            thread.start();
        }

        private void workOnAndOn() {
            try {
                while (!closing.await(1, TimeUnit.SECONDS)) {
                    try {
                        desk.step();
                    } catch (RuntimeException fault) {
                        LOG.error("exports failed: {}", fault.getClass().getName());
                    }
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() throws InterruptedException {
            desk.stop();
            closing.countDown();
            thread.join(STOP.toMillis());
        }
    }
}
