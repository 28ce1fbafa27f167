package vn.khop.server.config;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.khop.server.registry.Decisions;
import vn.khop.server.registry.Linkage;
import vn.khop.server.registry.NumberAnswers;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.store.Seal;
import vn.khop.server.store.SqlVerificationQueue;
import vn.khop.server.verification.HttpPopulationDatabase;
import vn.khop.server.verification.Verification;

/** Wires the questions to the population database, where one is named; else nobody is asked anything. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnExpression("'${khop.verification.url:}' != ''")
class VerificationConfiguration {
    @Bean
    Verification verification(
            KhopSettings settings,
            DataSource database,
            Seal seal,
            RecordStore store,
            Linkage linkage,
            Decisions decisions,
            Clock clock,
            MeterRegistry meters) {
        KhopSettings.VerificationSettings asked = settings.verification();
        return new Verification(
                new HttpPopulationDatabase(
                        place(asked.url()), () -> token(asked.tokenFile()), Duration.ofMillis(asked.timeoutMillis())),
                new SqlVerificationQueue(database, seal),
                new NumberAnswers(store, linkage, decisions),
                store,
                clock,
                meters);
    }

    /** Names and numbers of citizens do not go over a network that anybody reads. */
    private static URI place(String url) {
        URI place = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        boolean isNearby = "localhost".equals(place.getHost()) || "127.0.0.1".equals(place.getHost());
        if (!"https".equals(place.getScheme()) && !isNearby) {
            throw new StartRefused(
                    "khop.verification.url is not https: citizens' names and numbers would be read on their way. Give an https address");
        }
        return place;
    }

    private static Optional<String> token(String file) {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(Path.of(file)).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("the file of khop.verification.token-file cannot be read", e);
        }
    }

    @Bean
    VerificationStart verificationStart(Verification verification, KhopSettings settings) {
        return new VerificationStart(verification, settings.verification().perSecond());
    }

    /** Begins when the server answers, and ends with it. */
    static final class VerificationStart implements ApplicationListener<ApplicationReadyEvent>, AutoCloseable {
        private final Verification verification;
        private final int perSecond;
        private Optional<BackgroundWork> work = Optional.empty();

        VerificationStart(Verification verification, int perSecond) {
            this.verification = verification;
            this.perSecond = perSecond;
        }

        @Override
        public void onApplicationEvent(ApplicationReadyEvent ready) {
            work = Optional.of(
                    BackgroundWork.begin("verification", Thread.NORM_PRIORITY, () -> verification.step(perSecond)));
        }

        @Override
        public void close() {
            work.ifPresent(BackgroundWork::close);
        }
    }
}
