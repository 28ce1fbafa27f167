package vn.khop.server.config;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import vn.khop.server.audit.AccessLogUnavailable;
import vn.khop.server.audit.ChainCheck;
import vn.khop.server.audit.CheckpointFolder;
import vn.khop.server.audit.SigningKey;
import vn.khop.server.store.SqlAccessLog;

/** Looks at a server's access log, with the server's settings and without the server. Writes nothing. */
public final class AuditVerification {
    private AuditVerification() {}

    /** Only the connection to the database, and none of our other parts. */
    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(KhopSettings.class)
    @ImportAutoConfiguration({DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class})
    static class Connection {}

    /**
     * @param checkpoints their folder; that of the settings where empty
     * @param key their public key; the one in that folder where empty
     * @throws StartRefused if the log, the checkpoints or the key cannot be read; the message says what to do
     */
    public static ChainCheck.Report run(StartOptions options, Optional<Path> checkpoints, Optional<Path> key) {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Connection.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .run(KhopServer.arguments(options))) {
            Path folder = checkpoints.orElseGet(
                    () -> context.getBean(KhopSettings.class).audit().checkpoints());
            SqlAccessLog trail = new SqlAccessLog(
                    context.getBean(DataSource.class),
                    context.getBean(PlatformTransactionManager.class),
                    Clock.systemUTC(),
                    UUID::randomUUID);
            return ChainCheck.of(
                    trail,
                    new CheckpointFolder(folder).all(),
                    SigningKey.publicIn(key.orElse(folder.resolve(SigningKey.PUBLIC_FILE))));
        } catch (AccessLogUnavailable unreadable) {
            throw new StartRefused(
                    "the access log cannot be read: check the address and the user of the database; an embedded database is open to one"
                            + " process only, so stop the server first, or ask it: POST /api/v1/access-log/verify");
        } catch (IllegalStateException unusable) {
            throw new StartRefused(String.valueOf(unusable.getMessage()));
        }
    }
}
