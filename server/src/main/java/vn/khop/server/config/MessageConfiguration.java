package vn.khop.server.config;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.transaction.PlatformTransactionManager;
import vn.khop.reference.LegacyEncodings;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.codes.CodeUses;
import vn.khop.server.fhir.FhirProviders;
import vn.khop.server.hl7v2.Hl7v2Settings;
import vn.khop.server.hl7v2.MessageDesk;
import vn.khop.server.hl7v2.MessagePort;
import vn.khop.server.hl7v2.UpdateNotices;
import vn.khop.server.notify.NoticeStore;
import vn.khop.server.refused.RefusedDesk;
import vn.khop.server.refused.RefusedMessage;
import vn.khop.server.refused.RefusedMessages;
import vn.khop.server.registry.FacilityFeed;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.Registry;
import vn.khop.server.security.MachineLane;
import vn.khop.server.store.Seal;
import vn.khop.server.store.SqlRefusedMessages;

/** Wires HL7 v2: the desk that answers messages, and the port on which they come. */
@Configuration(proxyBeanMethods = false)
class MessageConfiguration {
    private static final Set<String> EVERYTHING = Set.of("ITI-104", "ITI-83", "ITI-78");

    /** Whoever tries the demo sends from its own machine, for any facility. */
    private static final Hl7v2Settings.Sender NEARBY =
            new Hl7v2Settings.Sender("*", "*", "", List.of("127.0.0.0/8", "::1"), "", EVERYTHING, "TREAT");

    @Bean
    RefusedMessages refusedMessages(DataSource database, PlatformTransactionManager transactions, Seal seal) {
        return new SqlRefusedMessages(database, transactions, seal);
    }

    /**
     * Made when the port is opened, or somebody asks for a message.
     *
     * @throws StartRefused if the settings cannot be
     */
    @Bean
    @Lazy
    MessageDesk messageDesk(
            KhopSettings settings,
            Registry registry,
            FacilityFeed feed,
            RefusedMessages refused,
            CodeUses codeUses,
            Clock clock,
            MeterRegistry meters,
            MachineLane lane) {
        Hl7v2Settings hl7v2 = settings.hl7v2();
        boolean isOpenDemo = settings.demo() && hl7v2.senders().isEmpty();
        try {
            return new MessageDesk(
                    isOpenDemo ? hl7v2.withSenders(List.of(NEARBY)) : hl7v2,
                    registry,
                    feed,
                    LegacyEncodings.open(),
                    refused,
                    codeUses,
                    settings.demo(),
                    clock,
                    () -> UUID.randomUUID().toString(),
                    meters,
                    lane);
        } catch (IllegalArgumentException unfit) {
            throw new StartRefused(String.valueOf(unfit.getMessage()));
        }
    }

    /** Begins when everything answers. */
    @Bean(destroyMethod = "close")
    UpdateNotices updateNotices(
            KhopSettings settings,
            RecordStore records,
            Registry registry,
            NoticeStore notices,
            Clock clock,
            MeterRegistry meters) {
        return new UpdateNotices(
                settings.hl7v2(),
                records,
                registry,
                notices,
                clock,
                () -> UUID.randomUUID().toString(),
                meters);
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> noticesBegin(UpdateNotices notices) {
        return ready -> notices.begin();
    }

    @Bean
    @Lazy
    RefusedDesk refusedDesk(
            RefusedMessages messages,
            ObjectProvider<MessageDesk> hl7v2,
            ObjectProvider<FhirProviders> fhir,
            AccessLog accessLog,
            Clock clock) {
        return new RefusedDesk(
                messages,
                Map.of(
                        RefusedMessage.Format.HL7V2,
                        hl7v2::getObject,
                        RefusedMessage.Format.FHIR,
                        () -> fhir.getObject().messages()),
                accessLog,
                clock);
    }

    /** @throws StartRefused if the port cannot be opened; the demo goes on without it */
    @Bean
    @ConditionalOnProperty("khop.hl7v2.enabled")
    MessagePort messagePort(KhopSettings settings, MessageDesk desk, Terminal terminal) {
        return new MessagePort(settings.hl7v2(), desk, why -> {
            if (!settings.demo()) {
                throw new StartRefused(why);
            }
            terminal.line("          HL7 v2 is off: " + why);
        });
    }
}
