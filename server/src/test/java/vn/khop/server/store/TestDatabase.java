package vn.khop.server.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.support.JdbcUtils;

/** A real database for one test class, with our tables in it. */
public final class TestDatabase implements AutoCloseable {
    /** Every store of every test is encrypted: {@code -Dtests.encryption=true} shows that nothing is answered otherwise. */
    private static final boolean IS_ENCRYPTED = Boolean.getBoolean("tests.encryption");

    private final HikariDataSource pool;
    private final String url;
    private final String user;
    private final AutoCloseable server;
    private final Optional<MasterKey> key;

    private TestDatabase(String url, String user, AutoCloseable server) {
        this(url, user, server, usualKey());
    }

    private static Optional<MasterKey> usualKey() {
        return IS_ENCRYPTED ? Optional.of(key(1)) : Optional.empty();
    }

    private TestDatabase(String url, String user, AutoCloseable server, Optional<MasterKey> key) {
        this.key = key;
        this.url = url;
        this.user = user;
        this.server = server;
        pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setUsername(user);
        pool.setMaximumPoolSize(20);
        Schema.migrate(pool, url);
    }

    /** A database that is there already, brought to this build's version; closing it leaves it running. */
    public static TestDatabase at(String url, String user) {
        return new TestDatabase(url, user, () -> {});
    }

    /** The same database once more, as another server process would open it; closing it leaves the database running. */
    public TestDatabase again() {
        return new TestDatabase(url, user, () -> {}, key);
    }

    /** The same database, as a server process opens it that has this key. */
    public TestDatabase with(Optional<MasterKey> another) {
        return new TestDatabase(url, user, () -> {}, another);
    }

    /** Before anything is kept in it: what it seals is found by the same forms as in the other one, so that the two can be compared. */
    public TestDatabase withKeysOf(TestDatabase other) {
        if (key.isPresent()) {
            other.seal();
            new JdbcTemplate(other.pool).query("select epoch, secret, state, made_at from khop.key_epoch", row -> {
                new JdbcTemplate(pool)
                        .update(
                                "insert into khop.key_epoch (epoch, secret, state, made_at) values (?, ?, ?, ?)",
                                row.getInt(1),
                                row.getString(2),
                                row.getString(3),
                                row.getTimestamp(4));
            });
        }
        return this;
    }

    /** Records with their versions and what they are found by, a text for each row, with what is sealed opened. */
    public SortedSet<String> records() {
        Seal seal = seal();
        JdbcTemplate sql = new JdbcTemplate(pool);
        SortedSet<String> rows = new TreeSet<>();
        for (String question : List.of(
                "select 'key', key_hash, source_id from khop.blocking_key",
                "select 'number', domain, number, source_id, is_verified from khop.source_identifier",
                "select 'text', source_id, birth_date, gender, folded, exact from khop.search_text")) {
            sql.queryForList(question).forEach(row -> rows.add(row.values().toString()));
        }
        sql.query(
                "select source_id, facility, coalesce(local_id_sealed, local_id), present_version from khop.source_record",
                row -> {
                    String localId = seal.open(Seal.Column.LOCAL_ID, row.getString(1), row.getString(3));
                    rows.add(List.of("record", row.getString(1), row.getString(2), localId, row.getString(4))
                            .toString());
                });
        sql.query("select source_id, version, columns, event_time, taken from khop.source_version", row -> {
            String version = SqlSources.row(row.getString(1), row.getInt(2));
            rows.add(Stream.of(
                            "version",
                            version,
                            seal.open(Seal.Column.VERSION_COLUMNS, version, row.getString(3)),
                            row.getString(4),
                            row.getString(5))
                    .toList()
                    .toString());
        });
        return rows;
    }

    /** Records as they stand, without their versions' numbers, and the messages that were taken, a text for each row, with what is sealed opened. */
    public SortedSet<String> standing() {
        Seal seal = seal();
        JdbcTemplate sql = new JdbcTemplate(pool);
        SortedSet<String> rows = new TreeSet<>();
        sql.query(
                "select r.source_id, v.version, v.columns, v.document, v.event_time from khop.source_record r"
                        + " join khop.source_version v on v.source_id = r.source_id and v.version = r.present_version",
                row -> {
                    String version = SqlSources.row(row.getString(1), row.getInt(2));
                    String document = Optional.ofNullable(row.getString(4))
                            .map(kept -> seal.open(Seal.Column.VERSION_DOCUMENT, version, kept))
                            .orElse("");
                    rows.add(String.join(
                            " ",
                            "record",
                            row.getString(1),
                            seal.open(Seal.Column.VERSION_COLUMNS, version, row.getString(3)),
                            document,
                            row.getString(5)));
                });
        sql.query("select message_key, content_hash, source_id from khop.message", row -> {
            String hash = seal.open(Seal.Column.MESSAGE_HASH, row.getString(1), row.getString(2));
            rows.add(String.join(" ", "message", row.getString(1), hash, row.getString(3)));
        });
        return rows;
    }

    /** Always the same one for a number; another one for another. */
    public static MasterKey key(int number) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 7 + number);
        }
        return MasterKey.of(Base64.getEncoder().encodeToString(bytes), "the test's key");
    }

    /** An empty database of the same kind, with our tables in it; closing it leaves this one running. */
    public TestDatabase beside() {
        if (url.startsWith("jdbc:h2:")) {
            return h2InMemory();
        }
        String name = "beside_" + UUID.randomUUID().toString().replace("-", "");
        new JdbcTemplate(pool).execute("create database " + name);
        return new TestDatabase(url.replaceFirst("/postgres(?=\\?|$)", "/" + name), user, () -> {});
    }

    /** H2 in a file, opened as {@code application.yaml} opens it. */
    public static TestDatabase h2() {
        try {
            Path folder = Files.createTempDirectory("khop-h2");
            return new TestDatabase(
                    "jdbc:h2:file:" + folder.resolve(UUID.randomUUID().toString())
                            + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=20000;OPTIMIZE_REUSE_RESULTS=FALSE",
                    "khop",
                    () -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** H2 in memory, for very many short transactions of which none has to outlive the process. */
    public static TestDatabase h2InMemory() {
        return h2InMemory(usualKey());
    }

    /** The same with this key. */
    public static TestDatabase h2InMemory(Optional<MasterKey> key) {
        String url = "jdbc:h2:mem:" + UUID.randomUUID()
                + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000;OPTIMIZE_REUSE_RESULTS=FALSE";
        return new TestDatabase(url, "khop", () -> shutDown(url), key);
    }

    /** It would stay in the memory of all tests that come after. */
    private static void shutDown(String url) throws SQLException {
        try (Connection last = DriverManager.getConnection(url, "khop", "");
                Statement end = last.createStatement()) {
            end.execute("shutdown");
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

    /** Where another process finds it. */
    public String url() {
        return url;
    }

    public String user() {
        return user;
    }

    public HikariDataSource pool() {
        return pool;
    }

    public SqlRecordStore store() {
        return new SqlRecordStore(pool, new DataSourceTransactionManager(pool), new ObjectMapper(), seal());
    }

    /** As a server process of its own has it. */
    public Seal seal() {
        return Seal.of(pool, key, Optional.empty());
    }

    /** The store on connections that a test tampers with. */
    public static SqlRecordStore store(DataSource connections) {
        Seal seal = IS_ENCRYPTED ? Seal.of(connections, Optional.of(key(1)), Optional.empty()) : Seal.off();
        return new SqlRecordStore(connections, new DataSourceTransactionManager(connections), new ObjectMapper(), seal);
    }

    /** Everything that is in our tables, a text for each row, to compare one state with another. */
    public SortedSet<String> rows() {
        SortedSet<String> rows = new TreeSet<>();
        JdbcTemplate sql = new JdbcTemplate(pool);
        for (String table : sql.queryForList(
                "select table_name from information_schema.tables where lower(table_schema) = 'khop'", String.class)) {
            String name = table.toLowerCase(Locale.ROOT);
            if (!name.equals("claim") && !name.equals("flyway_schema_history")) {
                sql.query("select * from khop." + name, row -> {
                    rows.add(name + " " + columns(row));
                });
            }
        }
        return rows;
    }

    private static SortedMap<String, String> columns(ResultSet row) throws SQLException {
        SortedMap<String, String> columns = new TreeMap<>();
        for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
            @Nullable Object value = JdbcUtils.getResultSetValue(row, column);
            columns.put(
                    row.getMetaData().getColumnName(column),
                    value instanceof Array array
                            ? Arrays.toString((Object[]) array.getArray())
                            : String.valueOf(value));
        }
        return columns;
    }

    /** Who belongs to whom, which ids point where, and what was said, as the tables of the present have it. */
    public SortedMap<String, String> present() {
        SortedMap<String, String> present = new TreeMap<>();
        JdbcTemplate sql = new JdbcTemplate(pool);
        sql.query("select source_id, person_id from khop.membership", row -> {
            present.put(row.getString(1), row.getString(2));
        });
        sql.query("select person_id, superseded_by from khop.person", row -> {
            present.put(row.getString(1), String.valueOf(row.getString(2)));
        });
        sql.query("select source_a, source_b, verdict from khop.ruling", row -> {
            present.put(row.getString(1) + " " + row.getString(2), row.getString(3));
        });
        return present;
    }

    /** The same, found by reading the logs from their beginning. */
    public SortedMap<String, String> replayed() {
        SortedMap<String, String> state = new TreeMap<>();
        JdbcTemplate sql = new JdbcTemplate(pool);
        sql.query("select source_id, person_id from khop.link_event order by event_number", row -> {
            state.put(row.getString(1), row.getString(2));
        });
        sql.query("select person_id, other_person_id from khop.person_event order by event_number", row -> {
            state.put(row.getString(1), String.valueOf(row.getString(2)));
        });
        sql.query("select source_a, source_b, verdict from khop.ruling_event order by event_number", row -> {
            String pair = row.getString(1) + " " + row.getString(2);
            if (row.getString(3) == null) {
                state.remove(pair);
            } else {
                state.put(pair, row.getString(3));
            }
        });
        return state;
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
