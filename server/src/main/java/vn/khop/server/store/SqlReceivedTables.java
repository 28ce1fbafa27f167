package vn.khop.server.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.khop.server.insurance.ClaimRow;
import vn.khop.server.insurance.ClaimTable;
import vn.khop.server.insurance.Fault;
import vn.khop.server.insurance.ReceivedTables;
import vn.khop.server.security.FacilityScope;

/** What came for the health insurance, in SQL. Joins the caller's transaction. */
public final class SqlReceivedTables implements ReceivedTables {
    private static final String COLUMNS =
            "facility, stay, table_name, content_hash, event_time, received_at, row_count, content";
    private static final String REFUSAL =
            "refusal_number, facility, content_hash, content, faults, received_at, settled_at, stay, table_name";
    private static final int STAY_CHARACTERS_MAX = 100;

    private final JdbcClient sql;
    private final ObjectMapper json;
    private final Seal seal;

    public SqlReceivedTables(DataSource database, ObjectMapper json, Seal seal) {
        this.seal = seal;
        this.sql = JdbcClient.create(database);
        this.json = json;
    }

    @Override
    public Map<ClaimTable, Received> present(String facility, String stay) {
        Map<ClaimTable, Received> present = new EnumMap<>(ClaimTable.class);
        sql.sql("select " + COLUMNS + " from khop.insurance_table where facility = :facility and stay = :stay"
                        + " and is_present")
                .param("facility", facility)
                .param("stay", stay)
                .query((row, index) -> received(row))
                .list()
                .forEach(received -> present.put(received.table(), received));
        return present;
    }

    @Override
    public Optional<Instant> eventTime(String facility, String stay, ClaimTable table, String contentHash) {
        return sql.sql("""
                        select event_time from khop.insurance_table
                        where facility = :facility and stay = :stay and table_name = :table and content_hash = :hash
                        """)
                .param("facility", facility)
                .param("stay", stay)
                .param("table", table.name())
                .param("hash", contentHash)
                .query((row, index) -> Rows.instant(row, 1))
                .optional();
    }

    @Override
    public void put(Received received) {
        sql.sql("""
                        update khop.insurance_table set is_present = false
                        where facility = :facility and stay = :stay and table_name = :table and is_present
                        """)
                .param("facility", received.facility())
                .param("stay", received.stay())
                .param("table", received.table().name())
                .update();
        written(received, true);
    }

    @Override
    public void putOutdated(Received received) {
        written(received, false);
    }

    /** What came before may hold again: then it is as late as it was sent last. */
    private void written(Received received, boolean isPresent) {
        int updated = statement("""
                update khop.insurance_table set event_time = :eventTime, received_at = :receivedAt, row_count = :rows,
                    content = :content, is_present = :present
                where facility = :facility and stay = :stay and table_name = :table and content_hash = :hash
                """, received, isPresent);
        if (updated == 0) {
            statement("""
                    insert into khop.insurance_table
                        (facility, stay, table_name, content_hash, event_time, received_at, row_count, content, is_present)
                    values (:facility, :stay, :table, :hash, :eventTime, :receivedAt, :rows, :content, :present)
                    """, received, isPresent);
        }
    }

    private int statement(String statement, Received received, boolean isPresent) {
        seal.refresh();
        return sql.sql(statement)
                .param("facility", received.facility())
                .param("stay", received.stay())
                .param("table", received.table().name())
                .param("hash", received.contentHash())
                .param("eventTime", Rows.time(received.eventTime()))
                .param("receivedAt", Rows.time(received.receivedAt()))
                .param("rows", received.rows())
                .param(
                        "content",
                        seal.seal(
                                Seal.Column.INSURANCE_TABLE,
                                row(
                                        received.facility(),
                                        received.stay(),
                                        received.table().name(),
                                        received.contentHash()),
                                text(received.read())))
                .param("present", isPresent)
                .update();
    }

    /** The key of a row, as what is sealed in it knows it. */
    static String row(String facility, String stay, String table, String contentHash) {
        return String.join("\n", facility, stay, table, contentHash);
    }

    private Received received(ResultSet row) throws SQLException {
        String key = row(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
        return new Received(
                row.getString(1),
                row.getString(2),
                ClaimTable.valueOf(row.getString(3)),
                row.getString(4),
                Rows.instant(row, 5),
                Rows.instant(row, 6),
                row.getInt(7),
                read(
                        seal.open(Seal.Column.INSURANCE_TABLE, key, row.getString(8)),
                        new TypeReference<List<ClaimRow>>() {}));
    }

    @Override
    public void refuse(Refusal refusal) {
        seal.refresh();
        boolean isKept = sql.sql("""
                        select count(*) from khop.insurance_refusal
                        where facility = :facility and stay = :stay and table_name = :table and content_hash = :hash
                          and settled_at is null
                        """)
                        .param("facility", refusal.facility())
                        .param("stay", stay(refusal.row()))
                        .param("table", refusal.row().table().name())
                        .param("hash", refusal.contentHash())
                        .query((row, index) -> row.getInt(1))
                        .single()
                > 0;
        if (!isKept) {
            sql.sql("""
                            insert into khop.insurance_refusal
                                (facility, stay, table_name, content_hash, content, faults, received_at)
                            values (:facility, :stay, :table, :hash, :content, :faults, :receivedAt)
                            """)
                    .param("facility", refusal.facility())
                    .param("stay", stay(refusal.row()))
                    .param("table", refusal.row().table().name())
                    .param("hash", refusal.contentHash())
                    .param(
                            "content",
                            seal.seal(
                                    Seal.Column.INSURANCE_REFUSAL,
                                    row(
                                            refusal.facility(),
                                            stay(refusal.row()),
                                            refusal.row().table().name(),
                                            refusal.contentHash()),
                                    text(refusal.row())))
                    .param("faults", text(refusal.faults()))
                    .param("receivedAt", Rows.time(refusal.receivedAt()))
                    .update();
        }
    }

    /** A key that is too long is none; the row keeps it where it is read. */
    private static String stay(ClaimRow row) {
        String stay = row.values().getOrDefault("MA_LK", "");
        return stay.length() > STAY_CHARACTERS_MAX ? "" : stay;
    }

    @Override
    public boolean wasRefused(String facility, String stay, ClaimTable table) {
        return sql.sql(
                                "select count(*) from khop.insurance_refusal where facility = :facility and stay = :stay and table_name = :table")
                        .param("facility", facility)
                        .param("stay", stay)
                        .param("table", table.name())
                        .query(Long.class)
                        .single()
                > 0;
    }

    @Override
    public void settle(String facility, String stay, ClaimTable table, Instant at) {
        sql.sql("""
                        update khop.insurance_refusal set settled_at = :at
                        where facility = :facility and stay = :stay and table_name = :table and settled_at is null
                        """)
                .param("at", Rows.time(at))
                .param("facility", facility)
                .param("stay", stay)
                .param("table", table.name())
                .update();
    }

    @Override
    public void settle(long number, Instant at) {
        sql.sql(
                        "update khop.insurance_refusal set settled_at = :at where refusal_number = :number and settled_at is null")
                .param("at", Rows.time(at))
                .param("number", number)
                .update();
    }

    @Override
    public List<Refusal> waiting(String facility, String stay, ClaimTable table) {
        return sql.sql("select " + REFUSAL + " from khop.insurance_refusal where facility = :facility and stay = :stay"
                        + " and table_name = :table and settled_at is null order by refusal_number")
                .param("facility", facility)
                .param("stay", stay)
                .param("table", table.name())
                .query((row, index) -> refusal(row))
                .list();
    }

    @Override
    public List<Refusal> refusals(FacilityScope facilities, long after, int limit) {
        String own = facilities.everywhere() ? "" : " and facility = any(:facilities)";
        JdbcClient.StatementSpec question = sql.sql("select " + REFUSAL
                        + " from khop.insurance_refusal where settled_at is null and refusal_number > :after" + own
                        + " order by refusal_number limit :limit")
                .param("after", after)
                .param("limit", limit);
        if (!facilities.everywhere()) {
            question = question.param("facilities", Rows.array(facilities.codes()));
        }
        return question.query((row, index) -> refusal(row)).list();
    }

    @Override
    public Optional<Refusal> refusal(long number) {
        return sql.sql("select " + REFUSAL + " from khop.insurance_refusal where refusal_number = :number")
                .param("number", number)
                .query((row, index) -> refusal(row))
                .optional();
    }

    private Refusal refusal(ResultSet row) throws SQLException {
        return new Refusal(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                read(
                        seal.open(
                                Seal.Column.INSURANCE_REFUSAL,
                                row(row.getString(2), row.getString(8), row.getString(9), row.getString(3)),
                                row.getString(4)),
                        new TypeReference<ClaimRow>() {}),
                read(row.getString(5), new TypeReference<List<Fault>>() {}),
                Rows.instant(row, 6),
                Rows.optionalInstant(row, 7));
    }

    private String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is kept of a row cannot be written", e);
        }
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is kept of a row cannot be read", e);
        }
    }
}
