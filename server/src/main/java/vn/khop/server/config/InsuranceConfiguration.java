package vn.khop.server.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.codes.CodeUses;
import vn.khop.server.insurance.CardDesk;
import vn.khop.server.insurance.ClaimDesk;
import vn.khop.server.insurance.ReceivedTables;
import vn.khop.server.registry.MessageTally;
import vn.khop.server.registry.PartialFeed;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.Together;
import vn.khop.server.store.Seal;
import vn.khop.server.store.SqlCodeUses;
import vn.khop.server.store.SqlReceivedTables;

/** Wires what hospitals send to the health insurance. */
@Configuration(proxyBeanMethods = false)
class InsuranceConfiguration {
    @Bean
    ReceivedTables receivedTables(DataSource database, Seal seal) {
        return new SqlReceivedTables(database, new ObjectMapper(), seal);
    }

    @Bean
    CodeUses codeUses(DataSource database, PlatformTransactionManager transactions, Seal seal) {
        return new SqlCodeUses(database, transactions, seal);
    }

    @Bean
    PartialFeed partialFeed(
            RecordStore store, Registry registry, Together together, ObjectProvider<MessageTally> tally) {
        return new PartialFeed(store, registry, together, tally.getIfAvailable(() -> MessageTally.NONE));
    }

    @Bean
    ClaimDesk claimDesk(
            PartialFeed feeds,
            Together together,
            RecordStore store,
            ReceivedTables received,
            CodeUses codeUses,
            AccessLog accessLog,
            Clock clock) {
        return new ClaimDesk(feeds, together, store, received, codeUses, accessLog, clock);
    }

    @Bean
    CardDesk cardDesk(PartialFeed feeds, Together together, RecordStore store, Clock clock) {
        return new CardDesk(feeds, together, store, clock);
    }
}
