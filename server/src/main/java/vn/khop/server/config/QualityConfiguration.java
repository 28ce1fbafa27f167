package vn.khop.server.config;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import vn.khop.server.quality.CountedMessages;
import vn.khop.server.quality.FieldProfile;
import vn.khop.server.quality.QualityCounting;
import vn.khop.server.quality.QualityDesk;
import vn.khop.server.quality.QualityStore;
import vn.khop.server.registry.Facilities;
import vn.khop.server.registry.Linkage;
import vn.khop.server.store.SqlQuality;
import vn.khop.server.store.SqlRecordStore;

/** Wires the counting of what hospitals send. */
@Configuration(proxyBeanMethods = false)
class QualityConfiguration {
    @Bean
    QualityStore qualityStore(DataSource database, PlatformTransactionManager transactions, SqlRecordStore records) {
        return new SqlQuality(database, transactions, records);
    }

    /** @throws StartRefused if the table that the settings name cannot be read */
    @Bean
    FieldProfile fieldProfile(KhopSettings settings) {
        String file = settings.quality().profile();
        try {
            return file.isEmpty() ? FieldProfile.ofBuild() : FieldProfile.read(Path.of(file));
        } catch (IllegalArgumentException unfit) {
            throw new StartRefused("khop.quality.profile: " + unfit.getMessage());
        }
    }

    @Bean
    CountedMessages countedMessages(Facilities facilities, Clock clock) {
        return new CountedMessages(facilities::isKnown, clock);
    }

    @Bean
    QualityDesk qualityDesk(QualityStore store, FieldProfile profile, Clock clock) {
        return new QualityDesk(store, profile, clock);
    }

    @Bean
    QualityStart qualityStart(
            QualityStore store,
            SqlRecordStore records,
            Linkage linkage,
            CountedMessages messages,
            FieldProfile profile,
            MeterRegistry meters) {
        return new QualityStart(new QualityCounting(store, records, linkage, messages, profile, meters));
    }

    /** Begins when the server answers, and ends with it. */
    static final class QualityStart implements ApplicationListener<ApplicationReadyEvent>, AutoCloseable {
        private final QualityCounting counting;
        private Optional<BackgroundWork> work = Optional.empty();

        QualityStart(QualityCounting counting) {
            this.counting = counting;
        }

        @Override
        public void onApplicationEvent(ApplicationReadyEvent ready) {
            work = Optional.of(BackgroundWork.beginModestly("quality", counting::step));
        }

        @Override
        public void close() {
            work.ifPresent(BackgroundWork::close);
        }
    }
}
