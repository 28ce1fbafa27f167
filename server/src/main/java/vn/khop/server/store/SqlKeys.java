package vn.khop.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import vn.khop.server.registry.KeyRun;
import vn.khop.server.registry.KeyStore;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.SourceIndex;

/** Going over to other keys, in SQL. Joins the caller's transaction, but where it says otherwise. */
final class SqlKeys implements KeyStore {
    /** A refused message has a megabyte at most. */
    private static final int ROWS_AT_ONCE = 50;

    private static final String RUNS = """
            select run_number, epoch, phase, last_record, records, of_records, started_by, second_by, started_at, updated_at, failure
            from khop.key_run
            """;

    private final JdbcTemplate database;
    private final JdbcClient sql;
    private final Seal seal;
    private final SqlIndex index;

    SqlKeys(JdbcTemplate database, Seal seal, SqlIndex index) {
        this.database = database;
        this.sql = JdbcClient.create(database);
        this.seal = seal;
        this.index = index;
    }

    @Override
    public boolean isOn() {
        return seal.isOn();
    }

    @Override
    public boolean isClear() {
        return !seal.isSealing();
    }

    @Override
    public List<Epoch> epochs() {
        return sql.sql("select epoch, state, made_at from khop.key_epoch order by epoch")
                .query((row, place) ->
                        new Epoch(row.getInt(1), row.getString(2).toLowerCase(Locale.ROOT), Rows.instant(row, 3)))
                .list();
    }

    @Override
    public Optional<String> proposedBy() {
        return sql.sql("select proposed_by from khop.key_proposal")
                .query(String.class)
                .optional();
    }

    @Override
    public void propose(Optional<String> by) {
        sql.sql("delete from khop.key_proposal").update();
        by.ifPresent(one -> sql.sql("insert into khop.key_proposal (proposed_by) values (:by)")
                .param("by", one)
                .update());
    }

    @Override
    public int announce(Instant now) {
        return seal.announce(now);
    }

    @Override
    public void write(int epoch) {
        seal.write(epoch);
    }

    @Override
    public void retireBefore(int epoch) {
        seal.retireBefore(epoch);
    }

    @Override
    public KeyRun begin(KeyRun run) {
        KeyHolder number = new GeneratedKeyHolder();
        written(
                        sql.sql("""
                        insert into khop.key_run
                            (epoch, phase, last_record, records, of_records, started_by, second_by, started_at, updated_at, failure)
                        values (:epoch, :phase, :last, :records, :ofRecords, :startedBy, :secondBy, :startedAt, :updatedAt, :failure)
                        """)
                                .param("epoch", run.epoch())
                                .param("ofRecords", run.ofRecords())
                                .param("startedBy", run.startedBy())
                                .param("secondBy", run.secondBy().orElse(null))
                                .param("startedAt", Rows.time(run.startedAt())),
                        run)
                .update(number, "run_number");
        long given = Objects.requireNonNull(number.getKey(), "a run without a number")
                .longValue();
        return sql.sql(RUNS + "where run_number = :number")
                .param("number", given)
                .query((row, place) -> run(row))
                .single();
    }

    private static JdbcClient.StatementSpec written(JdbcClient.StatementSpec statement, KeyRun run) {
        return statement
                .param("phase", run.phase().name())
                .param("last", run.lastRecord().map(SourceId::value).orElse(null))
                .param("records", run.records())
                .param("updatedAt", Rows.time(run.updatedAt()))
                .param("failure", run.failure().orElse(null));
    }

    @Override
    public void put(KeyRun run) {
        written(sql.sql("""
                        update khop.key_run set phase = :phase, last_record = :last, records = :records, updated_at = :updatedAt, failure = :failure
                        where run_number = :number
                        """).param("number", run.number()), run).update();
    }

    @Override
    public List<KeyRun> runs(int limit) {
        return sql.sql(RUNS + "order by run_number desc fetch first " + limit + " rows only")
                .query((row, place) -> run(row))
                .list();
    }

    private static KeyRun run(ResultSet row) throws SQLException {
        return new KeyRun(
                row.getLong(1),
                row.getInt(2),
                KeyRun.Phase.valueOf(row.getString(3)),
                Optional.ofNullable(row.getString(4)).map(SourceId::new),
                row.getLong(5),
                row.getLong(6),
                row.getString(7),
                Optional.ofNullable(row.getString(8)),
                Rows.instant(row, 9),
                Rows.instant(row, 10),
                Optional.ofNullable(row.getString(11)));
    }

    @Override
    public Optional<KeyRun> takeOver(String worker, Instant now, Instant leftSince) {
        int taken = sql.sql("""
                        update khop.key_run set worker = :worker, updated_at = :now
                        where phase <> 'DONE' and (worker is null or worker = :worker or updated_at < :left)
                        """)
                .param("worker", worker)
                .param("now", Rows.time(now))
                .param("left", Rows.time(leftSince))
                .update();
        return taken == 0 ? Optional.empty() : runs(1).stream().findFirst();
    }

    @Override
    public void writeAnew(Map<SourceId, SourceIndex> records) {
        String[] ids = records.keySet().stream().map(SourceId::value).toArray(String[]::new);
        versions(ids);
        localIds(ids);
        index.replace(records);
        relations(ids);
        issues(ids);
        questions(ids);
    }

    private void versions(String[] ids) {
        update(
                "update khop.source_version set columns = ?, document = ? where source_id = ? and version = ?",
                "select source_id, version, columns, document from khop.source_version where source_id = any(:ids)",
                ids,
                (row, place) -> {
                    String version = SqlSources.row(row.getString(1), row.getInt(2));
                    return new @Nullable Object[] {
                        again(Seal.Column.VERSION_COLUMNS, version, row.getString(3)),
                        again(Seal.Column.VERSION_DOCUMENT, version, row.getString(4)),
                        row.getString(1),
                        row.getInt(2)
                    };
                });
    }

    private void localIds(String[] ids) {
        update(
                "update khop.source_record set local_id = ?, local_id_sealed = ? where source_id = ?",
                "select source_id, coalesce(local_id_sealed, local_id) from khop.source_record where source_id = any(:ids)",
                ids,
                (row, place) -> {
                    String localId = seal.open(Seal.Column.LOCAL_ID, row.getString(1), row.getString(2));
                    return new @Nullable Object[] {
                        seal.written().of(Seal.Kind.LOCAL_ID, localId),
                        seal.beside(Seal.Column.LOCAL_ID, row.getString(1), localId),
                        row.getString(1)
                    };
                });
    }

    private void relations(String[] ids) {
        update(
                "update khop.stated_relation set number = ?, number_sealed = ? where source_id = ? and kind = ? and domain = ? and number = ?",
                """
                select source_id, kind, domain, number, coalesce(number_sealed, number) from khop.stated_relation
                where source_id = any(:ids)
                """,
                ids,
                (row, place) -> {
                    String key = SqlRelations.row(row.getString(1), row.getString(2), row.getString(3));
                    String number = seal.open(Seal.Column.RELATION, key, row.getString(5));
                    return new @Nullable Object[] {
                        seal.written().of(Seal.Kind.NUMBER, number),
                        seal.beside(Seal.Column.RELATION, key, number),
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4)
                    };
                });
    }

    private void issues(String[] ids) {
        update(
                "update khop.record_issue set fingerprint = ? where source_id = ? and kind = ?",
                "select source_id, kind, fingerprint from khop.record_issue where source_id = any(:ids)",
                ids,
                (row, place) -> new @Nullable Object[] {
                    again(Seal.Column.ISSUE, SqlRecordIssues.row(row.getString(1), row.getString(2)), row.getString(3)),
                    row.getString(1),
                    row.getString(2)
                });
    }

    private void questions(String[] ids) {
        String rows =
                "select source_id, fingerprint, coalesce(fingerprint_sealed, fingerprint) from khop.verification where source_id = any(:ids)";
        RowMapper<@Nullable Object[]> attempt = (row, place) -> {
            String fingerprint = seal.open(Seal.Column.VERIFICATION, row.getString(1), row.getString(3));
            return new @Nullable Object[] {
                seal.written().of(Seal.Kind.FINGERPRINT, fingerprint), row.getString(1), row.getString(2)
            };
        };
        update(
                "update khop.verification_attempt set fingerprint = ? where source_id = ? and fingerprint = ?",
                rows,
                ids,
                attempt);
        update(
                "update khop.verification set fingerprint = ?, fingerprint_sealed = ? where source_id = ? and fingerprint = ?",
                rows,
                ids,
                (row, place) -> {
                    @Nullable Object[] keys = Objects.requireNonNull(attempt.mapRow(row, place));
                    String fingerprint = seal.open(Seal.Column.VERIFICATION, row.getString(1), row.getString(3));
                    return new @Nullable Object[] {
                        keys[0], seal.beside(Seal.Column.VERIFICATION, row.getString(1), fingerprint), keys[1], keys[2]
                    };
                });
    }

    /** The same text as it is kept now. */
    private @Nullable String again(Seal.Column column, String row, @Nullable String kept) {
        return kept == null ? null : seal.seal(column, row, seal.open(column, row, kept));
    }

    private void update(String statement, String rows, String[] ids, RowMapper<@Nullable Object[]> parameters) {
        List<@Nullable Object[]> all =
                sql.sql(rows).param("ids", ids).query(parameters).list();
        if (!all.isEmpty()) {
            database.batchUpdate(statement, all);
        }
    }

    @Override
    public long writeOthersAnew() {
        seal.refresh();
        return each(
                        "khop.message",
                        "message_key",
                        "content_hash",
                        row -> again(Seal.Column.MESSAGE_HASH, (String) row[0], (String) row[1]))
                + each(
                        "khop.refused_message",
                        "message_number",
                        "content",
                        row -> seal.seal(
                                Seal.Column.REFUSED_MESSAGE,
                                String.valueOf(row[0]),
                                seal.open(Seal.Column.REFUSED_MESSAGE, String.valueOf(row[0]), (byte[]) row[1])))
                + each(
                        "khop.insurance_table",
                        "facility, stay, table_name, content_hash",
                        "content",
                        row -> again(
                                Seal.Column.INSURANCE_TABLE,
                                SqlReceivedTables.row(
                                        (String) row[0], (String) row[1], (String) row[2], (String) row[3]),
                                (String) row[4]))
                + each(
                        "khop.insurance_refusal",
                        "refusal_number",
                        "content, facility, stay, table_name, content_hash",
                        row -> again(
                                Seal.Column.INSURANCE_REFUSAL,
                                SqlReceivedTables.row(
                                        (String) row[2], (String) row[3], (String) row[4], (String) row[5]),
                                (String) row[1]))
                + ofSubscriptions("criterion_text", Seal.Column.SUBSCRIPTION_CRITERION)
                + ofSubscriptions("headers", Seal.Column.SUBSCRIPTION_HEADERS)
                + ofSubscriptions("document", Seal.Column.SUBSCRIPTION_DOCUMENT);
    }

    private long ofSubscriptions(String sealed, Seal.Column column) {
        return each(
                "khop.subscription", "subscription_id", sealed, row -> again(column, (String) row[0], (String) row[1]));
    }

    /** A row of keys, what is sealed, and what else it takes to open that. */
    @FunctionalInterface
    private interface Anew {
        @Nullable
        Object of(Object[] row);
    }

    /**
     * In the order of the key, some rows at a time, each in a statement of its own: who has written the row meanwhile wrote it as it is written now.
     *
     * @param more the column that is sealed, and others
     */
    private long each(String table, String key, String more, Anew anew) {
        int keys = key.split(",").length;
        String sealed = more.split(",")[0];
        String marks = String.join(", ", Collections.nCopies(keys, "?"));
        String change = "update " + table + " set " + sealed + " = ? where (" + key + ") = (" + marks + ") and "
                + sealed + " = ?";
        String first = "select " + key + ", " + more + " from " + table;
        String order = " order by " + key + " fetch first " + ROWS_AT_ONCE + " rows only";
        String next = first + " where (" + key + ") > (" + marks + ")" + order;
        long changed = 0;
        List<Object[]> rows = rows(first + order);
        while (!rows.isEmpty()) {
            List<@Nullable Object[]> changes = new ArrayList<>();
            for (Object[] row : rows) {
                Object kept = row[keys];
                boolean isPresent =
                        kept instanceof byte[] bytes ? seal.isPresent(bytes) : seal.isPresent((String) kept);
                if (!isPresent) {
                    @Nullable Object[] parameters = new @Nullable Object[keys + 2];
                    parameters[0] = anew.of(row);
                    System.arraycopy(row, 0, parameters, 1, keys + 1);
                    changes.add(parameters);
                }
            }
            if (!changes.isEmpty()) {
                database.batchUpdate(change, changes);
            }
            changed += changes.size();
            rows = rows(next, Arrays.copyOf(rows.get(rows.size() - 1), keys));
        }
        return changed;
    }

    private List<Object[]> rows(String statement, Object... parameters) {
        return database.query(
                statement,
                (row, place) -> {
                    Object[] values = new Object[row.getMetaData().getColumnCount()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = row.getObject(i + 1);
                    }
                    return values;
                },
                parameters);
    }
}
