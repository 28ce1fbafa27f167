package vn.khop.server.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import vn.khop.mpi.Linker;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.EmergencyAccess;
import vn.khop.server.registry.ActiveLinkage;
import vn.khop.server.registry.AnchoredShare;
import vn.khop.server.registry.ChangeFeed;
import vn.khop.server.registry.CitizenNumbers;
import vn.khop.server.registry.Decisions;
import vn.khop.server.registry.Facilities;
import vn.khop.server.registry.FacilityFeed;
import vn.khop.server.registry.FirstLoad;
import vn.khop.server.registry.InMemoryIndex;
import vn.khop.server.registry.IndexSource;
import vn.khop.server.registry.KeyDesk;
import vn.khop.server.registry.KnownPairs;
import vn.khop.server.registry.Linkage;
import vn.khop.server.registry.MatchingQuality;
import vn.khop.server.registry.MessageTally;
import vn.khop.server.registry.ModelDesk;
import vn.khop.server.registry.NumberGuesses;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SecondPersonRule;
import vn.khop.server.registry.Successions;
import vn.khop.server.registry.Tasks;
import vn.khop.server.registry.Together;
import vn.khop.server.registry.UnlinkableList;
import vn.khop.server.store.MasterKey;
import vn.khop.server.store.Schema;
import vn.khop.server.store.Seal;
import vn.khop.server.store.SqlAnchorCounts;
import vn.khop.server.store.SqlRecordStore;
import vn.khop.server.store.SqlWeights;

/** Wires who is who: the store, the engine with its model, the registry. */
@Configuration(proxyBeanMethods = false)
class RegistryConfiguration {
    /**
     * A feed asks some thirty short questions by key. Left to itself PostgreSQL plans most of them anew each time, for lists of ids of two lengths may want two plans, and planning takes
     * three times as long as answering.
     */
    @Bean
    static BeanPostProcessor plansAreMadeOnce() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String name) {
                if (bean instanceof HikariDataSource pool
                        && String.valueOf(pool.getJdbcUrl()).startsWith("jdbc:postgresql:")) {
                    pool.setConnectionInitSql("set plan_cache_mode = force_generic_plan");
                    pool.addDataSourceProperty("reWriteBatchedInserts", "true");
                }
                return bean;
            }
        };
    }

    /** Made ahead where a server starts, and now where only people are loaded. */
    @Bean
    Tables tables(DataSource database, DataSourceProperties properties, ObjectProvider<HeadStart> ahead) {
        HeadStart headStart = ahead.getIfAvailable();
        if (headStart == null) {
            Schema.migrate(database, properties.determineUrl());
        } else {
            headStart.awaitTables(database);
        }
        return new Tables();
    }

    /** @throws StartRefused if the key cannot be used, or the database is encrypted and the key is not given, or another one */
    @Bean
    Seal seal(DataSource database, KhopSettings settings, Tables tables) {
        KhopSettings.EncryptionSettings encryption = settings.encryption();
        try {
            if (!encryption.keyFile().isEmpty() && !encryption.key().isEmpty()) {
                throw new StartRefused(
                        "khop.encryption.key-file and khop.encryption.key are both set: give one of them");
            }
            Optional<MasterKey> key = encryption.key().isEmpty()
                    ? inFile(encryption.keyFile())
                    : Optional.of(MasterKey.of(encryption.key(), "khop.encryption.key"));
            return Seal.of(database, key, inFile(encryption.formerKeyFile()));
        } catch (IllegalArgumentException | IllegalStateException unfit) {
            throw new StartRefused(String.valueOf(unfit.getMessage()));
        }
    }

    private static Optional<MasterKey> inFile(String file) {
        return file.isEmpty() ? Optional.empty() : Optional.of(MasterKey.in(Path.of(file)));
    }

    @Bean
    SqlRecordStore recordStore(DataSource database, PlatformTransactionManager transactions, Seal seal) {
        return new SqlRecordStore(database, transactions, new ObjectMapper(), seal);
    }

    @Bean
    KeyDesk keyDesk(RecordStore store, Linkage linkage, AccessLog accessLog, Clock clock) {
        return new KeyDesk(store, linkage, accessLog, clock, new SecureRandom(), KeyDesk.ANNOUNCED_FOR);
    }

    @Bean
    ActiveLinkage linkage(Linker linker, RecordStore store, Clock clock) {
        return new ActiveLinkage(linker, store, clock);
    }

    @Bean
    Facilities facilities(RecordStore store, Clock clock, KhopSettings settings) {
        Facilities facilities = new Facilities(store, clock, settings.demo());
        settings.facilities().forEach(facilities::register);
        return facilities;
    }

    @Bean
    Registry registry(
            RecordStore store,
            Linkage linkage,
            Facilities facilities,
            AccessLog accessLog,
            Clock clock,
            MeterRegistry meters,
            KhopSettings settings,
            EmergencyAccess emergencies,
            ObjectProvider<IndexSource> elsewhere) {
        NumberGuesses guesses = new NumberGuesses(
                settings.limits().misses(), settings.limits().missesWindow(), clock, accessLog, meters);
        return new Registry(
                store,
                linkage,
                facilities,
                accessLog,
                clock,
                new SecureRandom(),
                meters,
                new Registry.Guards(guesses, emergencies),
                elsewhere.getIfAvailable(() -> new InMemoryIndex(store, linkage)));
    }

    @Bean
    CitizenNumbers citizenNumbers(
            RecordStore store,
            Linkage linkage,
            AccessLog accessLog,
            Clock clock,
            MeterRegistry meters,
            KhopSettings settings) {
        NumberGuesses guesses = new NumberGuesses(
                settings.limits().citizenMisses(), settings.limits().missesWindow(), clock, accessLog, meters);
        return new CitizenNumbers(store, linkage, accessLog, guesses);
    }

    @Bean
    AnchoredShare anchoredShare(
            DataSource database, PlatformTransactionManager transactions, RecordStore store, Clock clock) {
        return new AnchoredShare(
                new SqlAnchorCounts(database, transactions, store.outbox(), SqlAnchorCounts.MANY_EVENTS), clock);
    }

    @Bean
    FacilityFeed facilityFeed(
            RecordStore store, Registry registry, Decisions decisions, ObjectProvider<MessageTally> tally) {
        return new FacilityFeed(store, registry, decisions, tally.getIfAvailable(() -> MessageTally.NONE));
    }

    @Bean
    FirstLoad firstLoad(RecordStore store, Registry registry, ActiveLinkage linkage, AccessLog accessLog, Clock clock) {
        return new FirstLoad(store, registry, linkage, linkage, accessLog, clock, new SecureRandom());
    }

    @Bean
    Decisions decisions(
            RecordStore store,
            Linkage linkage,
            AccessLog accessLog,
            Clock clock,
            MeterRegistry meters,
            KhopSettings settings) {
        KhopSettings.SecondPersonSettings second = settings.secondPerson();
        SecondPersonRule rule =
                new SecondPersonRule(second.records(), second.hospitals(), second.age(), second.blindShare());
        return new Decisions(store, linkage, rule, accessLog, clock, new SecureRandom(), meters);
    }

    @Bean
    Tasks tasks(RecordStore store, Decisions decisions, AccessLog accessLog, Clock clock, KhopSettings settings) {
        KnownPairs known = new KnownPairs(store, settings.secondPerson().knownShare(), new SecureRandom());
        return new Tasks(store, decisions, known, accessLog, clock);
    }

    @Bean
    MatchingQuality matchingQuality(DataSource database, ActiveLinkage linkage, Clock clock) {
        return new MatchingQuality(new SqlWeights(database), linkage, clock);
    }

    @Bean
    ModelDesk modelDesk(
            RecordStore store, ActiveLinkage linkage, AccessLog accessLog, Clock clock, MeterRegistry meters) {
        return new ModelDesk(store, linkage, accessLog, clock, new SecureRandom(), meters);
    }

    @Bean
    UnlinkableList unlinkableList(RecordStore store, AccessLog accessLog) {
        return new UnlinkableList(store, accessLog);
    }

    @Bean
    Together together(RecordStore store, Registry registry, Decisions decisions) {
        return new Together(store, registry, decisions);
    }

    @Bean
    Successions successions(RecordStore store, Linkage linkage, AccessLog accessLog) {
        return new Successions(store, linkage, accessLog);
    }

    @Bean
    ChangeFeed changeFeed(RecordStore store, AccessLog accessLog) {
        return new ChangeFeed(store, accessLog);
    }
}
