package vn.khop.server.config;

import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.transaction.PlatformTransactionManager;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.store.SqlAccessLog;

/** Wires who saw whom. */
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {
    /** After the store, whose start makes the tables of both. */
    @Bean
    @DependsOn("recordStore")
    AccessLog accessLog(DataSource database, PlatformTransactionManager transactions, Clock clock) {
        return new SqlAccessLog(database, transactions, clock);
    }
}
