package vn.khop.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEntry;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessLogUnavailable;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.audit.AccessTrail;
import vn.khop.server.audit.EntryHash;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;

/*
 * An event is one row of access_log_new, written in the caller's transaction, and waits for nobody. The chain is made afterwards, as places in the feed of changes are given: under the
 * lock of one row, committed events get the next places, are hashed, and move. A chain made within the transactions would let one of them through at a time.
 */
/** The access log in the SQL database, in the tables that {@link Schema} makes. Joins the caller's transaction if there is one. */
public final class SqlAccessLog implements AccessLog, AccessTrail {
    private static final String TEXTS =
            "username, client_id, organization, roles, purposes, action, question, person_id, source_id, outcome, request_id, address";
    private static final String INSERT_NEW = "insert into khop.access_log_new (happened_at, " + TEXTS
            + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String INSERT = "insert into khop.access_log (position, happened_at, " + TEXTS
            + ", hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String SELECT = "select position, happened_at, " + TEXTS + ", hash from khop.access_log";
    private static final int WORDS_CHARACTERS_MAX = 200;
    private static final int ID_CHARACTERS_MAX = 64;

    /** Events that get places in one transaction. */
    private static final int BATCH = 1000;

    private static final int FETCHED_AT_ONCE = 2000;

    private final JdbcTemplate database;
    private final JdbcTemplate streaming;
    private final TransactionTemplate together;
    private final Clock clock;
    private final Supplier<UUID> ids;

    public SqlAccessLog(DataSource database, PlatformTransactionManager transactions, Clock clock, Supplier<UUID> ids) {
        this.database = new JdbcTemplate(database);
        this.streaming = new JdbcTemplate(database);
        this.streaming.setFetchSize(FETCHED_AT_ONCE);
        this.together = new TransactionTemplate(transactions);
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public void record(List<AccessEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        OffsetDateTime at = clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        List<Object[]> rows = events.stream().map(event -> row(at, event)).toList();
        orUnavailable(() -> together.execute(transaction -> database.batchUpdate(INSERT_NEW, rows)));
    }

    @Override
    public List<AccessEntry> about(String personId, int limit) {
        seal();
        return orUnavailable(() ->
                database.query(SELECT + " where person_id = ? order by position desc limit ?", ENTRY, personId, limit));
    }

    @Override
    public long seal() {
        long sealed = 0;
        int batch;
        do {
            batch = orUnavailable(() -> hasNew()
                    ? Optional.ofNullable(together.execute(status -> sealBatch()))
                            .orElse(0)
                    : 0);
            sealed += batch;
        } while (batch == BATCH);
        return sealed;
    }

    private boolean hasNew() {
        return !database.queryForList("select number from khop.access_log_new fetch first 1 rows only", Long.class)
                .isEmpty();
    }

    private record End(String chainId, long position, byte[] hash) {}

    private record NewRow(long number, AccessEntry entry) {}

    private int sealBatch() {
        End end = lockedEnd();
        long[] position = {end.position()};
        List<NewRow> rows = database.query(
                "select number, happened_at, " + TEXTS + " from khop.access_log_new order by number fetch first "
                        + BATCH + " rows only",
                (row, index) -> new NewRow(row.getLong("number"), entry(++position[0], row)));
        List<Object[]> sealed = new ArrayList<>(rows.size());
        byte[] hash = end.hash();
        for (NewRow row : rows) {
            hash = EntryHash.after(hash, row.entry());
            sealed.add(sealedRow(row.entry(), hash));
        }
        database.batchUpdate(INSERT, sealed);
        database.update("delete from khop.access_log_new where number = any(?)", (Object)
                rows.stream().map(NewRow::number).toArray(Long[]::new));
        database.update("update khop.access_chain set last_position = ?, last_hash = ?", position[0], hash);
        return rows.size();
    }

    /** The end of the chain, held until the transaction ends. The chain begins when there is none. */
    private End lockedEnd() {
        String select = "select chain_id, last_position, last_hash from khop.access_chain for update";
        RowMapper<End> reading = (row, index) -> new End(row.getString(1), row.getLong(2), row.getBytes(3));
        return database.query(select, reading).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the chain has not begun"));
    }

    /** Begins the chain where there is none: at the start of a server, when only one of several may find none. */
    public void begin() {
        orUnavailable(() -> together.execute(status -> {
            // Whoever holds this row of the registry's locks is alone here, on both databases.
            database.queryForList("select slot from khop.claim where slot = 0 for update", Integer.class);
            if (database.queryForList("select chain_id from khop.access_chain", String.class)
                    .isEmpty()) {
                String chain = ids.get().toString();
                database.update("insert into khop.access_chain values (?, 0, ?)", chain, EntryHash.beginning(chain));
            }
            return 0;
        }));
    }

    @Override
    public Head head() {
        return orUnavailable(() -> database.query(
                        "select chain_id, last_position, last_hash from khop.access_chain",
                        (row, index) -> new Head(
                                row.getString(1), row.getLong(2), HexFormat.of().formatHex(row.getBytes(3))))
                .get(0));
    }

    @Override
    public void read(BiConsumer<AccessEntry, byte[]> reader) {
        // In a transaction, or PostgreSQL's driver fetches everything at once.
        orUnavailable(() -> together.execute(status -> {
            streaming.query(SELECT + " order by position", row -> {
                reader.accept(entry(row.getLong("position"), row), row.getBytes("hash"));
            });
            return 0;
        }));
    }

    @Override
    public Page search(AccessQuestion question) {
        seal();
        List<Object> parameters = new ArrayList<>();
        String where = where(question, parameters);
        return orUnavailable(() -> {
            Long total = database.queryForObject(
                    "select count(*) from khop.access_log" + where, Long.class, parameters.toArray());
            parameters.add(question.offset());
            parameters.add(question.limit());
            return new Page(
                    total == null ? 0 : total,
                    database.query(
                            SELECT + where + " order by position desc offset ? rows fetch first ? rows only",
                            ENTRY,
                            parameters.toArray()));
        });
    }

    private static String where(AccessQuestion question, List<Object> parameters) {
        List<String> conditions = new ArrayList<>();
        question.personId().ifPresent(text -> add("person_id = ?", text, conditions, parameters));
        question.username().ifPresent(text -> add("username = ?", text, conditions, parameters));
        question.requestId().ifPresent(text -> add("request_id = ?", text, conditions, parameters));
        question.outcome().ifPresent(outcome -> add("outcome = ?", outcome.name(), conditions, parameters));
        question.from().ifPresent(at -> add("happened_at >= ?", at.atOffset(ZoneOffset.UTC), conditions, parameters));
        question.before().ifPresent(at -> add("happened_at < ?", at.atOffset(ZoneOffset.UTC), conditions, parameters));
        question.asked().client().ifPresent(text -> add("client_id = ?", text, conditions, parameters));
        question.asked().facility().ifPresent(text -> addWord("organization", text, conditions, parameters));
        question.asked().purpose().ifPresent(text -> addWord("purposes", text, conditions, parameters));
        if (!question.actions().isEmpty()) {
            conditions.add(question.actions().stream()
                    .map(action -> "?")
                    .collect(Collectors.joining(", ", "action in (", ")")));
            question.actions().forEach(action -> parameters.add(action.name()));
        }
        return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    }

    /** One of the words of a column, which are parted by blanks. */
    private static void addWord(String column, String word, List<String> conditions, List<Object> parameters) {
        add("position(? in ' ' || " + column + " || ' ') > 0", " " + word + " ", conditions, parameters);
    }

    private static void add(String condition, Object parameter, List<String> conditions, List<Object> parameters) {
        conditions.add(condition);
        parameters.add(parameter);
    }

    @Override
    public List<ClientUse> clients(Instant since) {
        seal();
        return orUnavailable(() -> database.query(
                "select client_id, count(*), sum(case when outcome = 'DENIED' then 1 else 0 end), max(happened_at)"
                        + " from khop.access_log where happened_at >= ? group by client_id order by client_id",
                (row, index) -> new ClientUse(
                        row.getString(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getObject(4, OffsetDateTime.class).toInstant()),
                since.atOffset(ZoneOffset.UTC)));
    }

    @Override
    public Optional<AccessEntry> at(long position) {
        seal();
        return orUnavailable(() -> database.query(SELECT + " where position = ?", ENTRY, position)).stream()
                .findFirst();
    }

    private static <T> T orUnavailable(Supplier<T> work) {
        try {
            return work.get();
        } catch (DataAccessException | TransactionException failed) {
            throw new AccessLogUnavailable(failed);
        }
    }

    private static Object[] row(OffsetDateTime at, AccessEvent event) {
        Actor actor = event.actor();
        return new Object[] {
            at,
            cut(actor.username(), WORDS_CHARACTERS_MAX),
            cut(actor.clientId(), WORDS_CHARACTERS_MAX),
            cut(organization(actor.facilities()), WORDS_CHARACTERS_MAX),
            cut(words(actor.roles().stream().map(Role::code)), WORDS_CHARACTERS_MAX),
            cut(words(actor.purposes().stream()), WORDS_CHARACTERS_MAX),
            event.action().name(),
            cut(actor.question(), WORDS_CHARACTERS_MAX),
            cut(event.personId(), ID_CHARACTERS_MAX),
            cut(event.sourceId(), ID_CHARACTERS_MAX),
            event.outcome().name(),
            cut(actor.requestId(), ID_CHARACTERS_MAX),
            cut(actor.address(), ID_CHARACTERS_MAX)
        };
    }

    private static Object[] sealedRow(AccessEntry entry, byte[] hash) {
        return new Object[] {
            entry.position(),
            entry.at().atOffset(ZoneOffset.UTC),
            entry.username(),
            entry.clientId(),
            entry.organization(),
            String.join(" ", entry.roles()),
            String.join(" ", entry.purposes()),
            entry.action().name(),
            entry.question(),
            entry.personId(),
            entry.sourceId(),
            entry.outcome().name(),
            entry.requestId(),
            entry.address(),
            hash
        };
    }

    private static final RowMapper<AccessEntry> ENTRY = (row, index) -> entry(row.getLong("position"), row);

    private static AccessEntry entry(long position, ResultSet row) throws SQLException {
        return new AccessEntry(
                position,
                row.getObject("happened_at", OffsetDateTime.class).toInstant(),
                row.getString("username"),
                row.getString("client_id"),
                row.getString("organization"),
                list(row.getString("roles")),
                AccessAction.valueOf(row.getString("action")),
                row.getString("question"),
                row.getString("person_id"),
                row.getString("source_id"),
                list(row.getString("purposes")),
                AccessOutcome.valueOf(row.getString("outcome")),
                row.getString("request_id"),
                row.getString("address"));
    }

    private static String organization(FacilityScope facilities) {
        return facilities.everywhere() ? "*" : words(facilities.codes().stream());
    }

    private static String words(Stream<String> words) {
        return words.sorted().collect(Collectors.joining(" "));
    }

    private static List<String> list(String words) {
        return words.isEmpty() ? List.of() : List.of(words.split(" ", -1));
    }

    /** A name longer than the column still leaves its entry. */
    private static String cut(String text, int charactersMax) {
        return text.length() <= charactersMax ? text : text.substring(0, charactersMax);
    }
}
