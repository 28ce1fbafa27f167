package vn.khop.server.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** A real database for one test class, with our tables in it. */
public final class TestDatabase implements AutoCloseable {
    private final HikariDataSource pool;
    private final AutoCloseable server;

    private TestDatabase(String url, String user, AutoCloseable server) {
        this.server = server;
        pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setUsername(user);
        pool.setMaximumPoolSize(20);
        Schema.migrate(pool, url);
    }

    /** H2 in a file, opened as {@code application.yaml} opens it. */
    public static TestDatabase h2() {
        try {
            Path folder = Files.createTempDirectory("khop-h2");
            return new TestDatabase(
                    "jdbc:h2:file:" + folder.resolve(UUID.randomUUID().toString())
                            + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=20000",
                    "khop",
                    () -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** PostgreSQL of its own, started for this. */
    public static TestDatabase postgres() {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
            return new TestDatabase(postgres.getJdbcUrl("postgres", "postgres"), "postgres", postgres);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public HikariDataSource pool() {
        return pool;
    }

    public SqlRecordStore store() {
        return new SqlRecordStore(pool, new DataSourceTransactionManager(pool), new ObjectMapper());
    }

    @Override
    public void close() {
        pool.close();
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
