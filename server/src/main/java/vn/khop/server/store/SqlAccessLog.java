package vn.khop.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEntry;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessLogUnavailable;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.security.Actor;
import vn.khop.server.security.Role;

/** The access log in the SQL database, in the tables that {@link Schema} makes. Joins the caller's transaction if there is one. */
public final class SqlAccessLog implements AccessLog {
    private static final String INSERT =
            "insert into khop.access_log (happened_at, username, client_id, roles, purposes,"
                    + " action, person_id, source_id, outcome, request_id, address) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String ABOUT =
            "select number, happened_at, username, client_id, roles, purposes, action, person_id,"
                    + " source_id, outcome, request_id, address from khop.access_log where person_id = ? order by number desc limit ?";
    private static final int WORDS_CHARACTERS_MAX = 200;
    private static final int ID_CHARACTERS_MAX = 64;

    private final JdbcTemplate database;
    private final TransactionTemplate together;
    private final Clock clock;

    public SqlAccessLog(DataSource database, PlatformTransactionManager transactions, Clock clock) {
        this.database = new JdbcTemplate(database);
        this.together = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    @Override
    public void record(List<AccessEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        OffsetDateTime at = clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        List<Object[]> rows = events.stream().map(event -> row(at, event)).toList();
        try {
            together.executeWithoutResult(transaction -> database.batchUpdate(INSERT, rows));
        } catch (DataAccessException | TransactionException failed) {
            throw new AccessLogUnavailable(failed);
        }
    }

    @Override
    public List<AccessEntry> about(String personId, int limit) {
        try {
            return database.query(ABOUT, (row, index) -> entry(row), personId, limit);
        } catch (DataAccessException failed) {
            throw new AccessLogUnavailable(failed);
        }
    }

    private static Object[] row(OffsetDateTime at, AccessEvent event) {
        Actor actor = event.actor();
        return new Object[] {
            at,
            cut(actor.username(), WORDS_CHARACTERS_MAX),
            cut(actor.clientId(), WORDS_CHARACTERS_MAX),
            cut(words(actor.roles().stream().map(Role::code)), WORDS_CHARACTERS_MAX),
            cut(words(actor.purposes().stream()), WORDS_CHARACTERS_MAX),
            event.action().name(),
            cut(event.personId(), ID_CHARACTERS_MAX),
            cut(event.sourceId(), ID_CHARACTERS_MAX),
            event.outcome().name(),
            cut(actor.requestId(), ID_CHARACTERS_MAX),
            cut(actor.address(), ID_CHARACTERS_MAX)
        };
    }

    private static AccessEntry entry(ResultSet row) throws SQLException {
        return new AccessEntry(
                row.getLong("number"),
                row.getObject("happened_at", OffsetDateTime.class).toInstant(),
                row.getString("username"),
                row.getString("client_id"),
                list(row.getString("roles")),
                AccessAction.valueOf(row.getString("action")),
                row.getString("person_id"),
                row.getString("source_id"),
                list(row.getString("purposes")),
                AccessOutcome.valueOf(row.getString("outcome")),
                row.getString("request_id"),
                row.getString("address"));
    }

    private static String words(Stream<String> words) {
        return words.sorted().collect(Collectors.joining(" "));
    }

    private static List<String> list(String words) {
        return words.isEmpty() ? List.of() : List.of(words.split(" "));
    }

    /** A name longer than the column still leaves its entry. */
    private static String cut(String text, int charactersMax) {
        return text.length() <= charactersMax ? text : text.substring(0, charactersMax);
    }
}
