package vn.khop.server.config;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.fhir.IdentifierSystems;
import vn.khop.server.fhir.SubscriptionPayloads;
import vn.khop.server.fhir.terminology.CodeDesk;
import vn.khop.server.notify.Endpoints;
import vn.khop.server.notify.NoticeStore;
import vn.khop.server.notify.SubscriptionDeliveries;
import vn.khop.server.notify.SubscriptionSettings;
import vn.khop.server.notify.SubscriptionStore;
import vn.khop.server.notify.Subscriptions;
import vn.khop.server.notify.Telling;
import vn.khop.server.registry.Linkage;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.Successions;
import vn.khop.server.registry.ToldChanges;
import vn.khop.server.security.CurrentActor;
import vn.khop.server.security.Revocations;
import vn.khop.server.security.SecuritySettings;
import vn.khop.server.store.Seal;
import vn.khop.server.store.SqlNotices;
import vn.khop.server.store.SqlSubscriptions;

/** Wires who is told of changes: what is kept of it, and FHIR's subscriptions. */
@Configuration(proxyBeanMethods = false)
class NotifyConfiguration {
    private static final Telling.Pace PACE = new Telling.Pace(
            Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMinutes(10), Duration.ofMinutes(1));

    @Bean
    NoticeStore noticeStore(DataSource database, Tables tables) {
        return new SqlNotices(database);
    }

    @Bean
    SubscriptionStore subscriptionStore(DataSource database, Seal seal) {
        return new SqlSubscriptions(database, seal);
    }

    private static SubscriptionSettings subscriptions(KhopSettings settings) {
        SubscriptionSettings set = settings.subscriptions();
        boolean isOpenDemo =
                settings.demo() && set.hosts().isEmpty() && set.plainHosts().isEmpty();
        return isOpenDemo ? set.withNearby() : set;
    }

    @Bean
    Endpoints endpoints(KhopSettings settings) {
        return new Endpoints(subscriptions(settings));
    }

    @Bean
    Subscriptions subscriptions(
            SubscriptionStore store, NoticeStore notices, RecordStore records, KhopSettings settings, Clock clock) {
        return new Subscriptions(
                store,
                notices,
                records.outbox(),
                subscriptions(settings),
                clock,
                () -> UUID.randomUUID().toString());
    }

    @Bean
    SubscriptionPayloads subscriptionPayloads(
            CodeDesk codeDeskOfR4,
            RecordStore records,
            Linkage linkage,
            AccessLog accessLog,
            Registry registry,
            Successions successions,
            CurrentActor currentActor,
            KhopSettings settings,
            SecuritySettings security) {
        return new SubscriptionPayloads(
                codeDeskOfR4.fhirContext(),
                new ToldChanges(records, linkage, accessLog),
                registry,
                successions,
                currentActor,
                new IdentifierSystems(settings.fhir().identifierBase()),
                security.publicUrl());
    }

    @Bean(destroyMethod = "close")
    SubscriptionDeliveries subscriptionDeliveries(
            SubscriptionStore store,
            NoticeStore notices,
            RecordStore records,
            SubscriptionPayloads payloads,
            Endpoints endpoints,
            KhopSettings settings,
            Revocations revocations,
            Clock clock,
            MeterRegistry meters) {
        Telling telling = new Telling(
                records.outbox(),
                notices,
                clock,
                PACE,
                UUID.randomUUID().toString(),
                meters,
                "khop.subscriptions.messages");
        return new SubscriptionDeliveries(
                store,
                telling,
                payloads,
                endpoints,
                subscriptions(settings),
                subscription -> revocations.covers(
                        subscription.subscriber().username(),
                        subscription.subscriber().clientId(),
                        subscription.subscriber().at()),
                clock,
                PACE.look());
    }

    /** Begins when everything answers. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> subscriptionsBegin(SubscriptionDeliveries deliveries) {
        return ready -> deliveries.begin();
    }
}
