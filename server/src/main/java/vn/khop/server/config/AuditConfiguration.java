package vn.khop.server.config;

import java.time.Clock;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.transaction.PlatformTransactionManager;
import vn.khop.server.audit.BreakGlass;
import vn.khop.server.audit.ChainKeeper;
import vn.khop.server.rights.RightsDesk;
import vn.khop.server.rights.WorkingDays;
import vn.khop.server.store.SqlAccessLog;
import vn.khop.server.store.SqlBreakGlass;
import vn.khop.server.store.SqlSubjectRequests;

/** Wires who saw whom, and what people ask about the data that is kept of them. */
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {
    /** After the store, whose start makes the tables of both. */
    @Bean
    @DependsOn("recordStore")
    SqlAccessLog accessLog(DataSource database, PlatformTransactionManager transactions, Clock clock) {
        SqlAccessLog log = new SqlAccessLog(database, transactions, clock, UUID::randomUUID);
        log.begin();
        return log;
    }

    @Bean(initMethod = "begin", destroyMethod = "close")
    ChainKeeper chainKeeper(SqlAccessLog trail, KhopSettings settings, Clock clock) {
        return new ChainKeeper(
                trail,
                settings.dataFolder().resolve("security"),
                settings.audit().checkpoints(),
                settings.audit().interval(),
                clock);
    }

    @Bean
    BreakGlass breakGlass(SqlAccessLog log, DataSource database, PlatformTransactionManager transactions, Clock clock) {
        return new BreakGlass(new SqlBreakGlass(database, transactions), log, clock);
    }

    @Bean
    RightsDesk rightsDesk(
            SqlAccessLog log,
            DataSource database,
            PlatformTransactionManager transactions,
            KhopSettings settings,
            Clock clock) {
        return new RightsDesk(
                new SqlSubjectRequests(database, transactions),
                new WorkingDays(settings.rights().daysOff()),
                log,
                clock);
    }
}
