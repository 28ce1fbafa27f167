package vn.khop.server.store;

import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.khop.server.quality.QualityStore;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.SourceRecord;
import vn.khop.server.security.FacilityScope;

/** What is counted of what hospitals send, in SQL, the same statements on H2 and on PostgreSQL. */
public final class SqlQuality implements QualityStore {
    /** Of these records those whose first link joined them with a record that had come before, and whether one such was of their own facility. */
    private static final String LINKED = """
            select own.source_id, max(case when other.facility = record.facility then 1 else 0 end)
            from khop.link_event own
            join khop.source_record record on record.source_id = own.source_id
            join khop.link_event e
                on e.person_id = own.person_id and e.change_number <= own.change_number and e.source_id <> own.source_id
            join khop.source_record other on other.source_id = e.source_id
            where own.source_id = any(:ids) and own.evidence_source_id is not null
              and not exists (
                  select 1 from khop.link_event former
                  where former.source_id = own.source_id and former.event_number < own.event_number)
              and not exists (
                  select 1 from khop.link_event later
                  where later.source_id = e.source_id and later.event_number > e.event_number
                    and later.change_number <= own.change_number)
              and own.event_number > (
                  select min(begun.event_number) from khop.link_event begun where begun.source_id = e.source_id)
            group by own.source_id
            """;

    /** A person that is there again, or anew, since somebody parted it from another, and the records that came to it by that. */
    private static final String TAKEN_APART = """
            select s.facility, o.at, count(*)
            from khop.outbox o
            join khop.change c on c.change_number = o.change_number and c.decided_by <> 'model' and c.kind <> 'MODEL'
            join khop.link_event e on e.change_number = o.change_number and e.person_id = o.person_id
            join khop.source_record s on s.source_id = e.source_id
            where o.position > :from and o.position <= :to and o.kind in ('PERSON_UNMERGED', 'PERSON_SPLIT')
            group by s.facility, o.at
            """;

    private final JdbcClient sql;
    private final JdbcTemplate batches;
    private final TransactionTemplate transactions;
    private final SqlRecordStore records;

    public SqlQuality(DataSource database, PlatformTransactionManager transactions, SqlRecordStore records) {
        this.batches = new JdbcTemplate(database);
        this.sql = JdbcClient.create(batches);
        this.transactions = new TransactionTemplate(transactions);
        this.records = records;
    }

    @Override
    public <T> T alone(Supplier<T> work) {
        return Objects.requireNonNull(transactions.execute(status -> {
            position();
            return work.get();
        }));
    }

    private long position() {
        return sql.sql("select last_position from khop.quality_position for update")
                .query(Long.class)
                .single();
    }

    @Override
    public List<Arrival> arrived(int limit) {
        List<SqlSources.Arrived> arrived = records.versions().arrived(limit);
        Set<String> held = new HashSet<>();
        Map<String, Boolean> linked = new HashMap<>();
        Set<String> asked = new HashSet<>();
        List<String> ids = arrived.stream()
                .map(one -> one.record().id().value())
                .distinct()
                .toList();
        for (List<String> some : Rows.parts(ids)) {
            sql.sql("select source_id, version from khop.held_version where source_id = any(:ids)")
                    .param("ids", Rows.array(some))
                    .query(row -> {
                        held.add(row.getString(1) + " " + row.getInt(2));
                    });
            sql.sql(LINKED).param("ids", Rows.array(some)).query(row -> {
                linked.put(row.getString(1), row.getInt(2) == 1);
            });
            for (String side : List.of("first_a", "first_b")) {
                sql.sql("select " + side + ", opened_at from khop.task where " + side + " = any(:ids)")
                        .param("ids", Rows.array(some))
                        .query(row -> {
                            asked.add(row.getString(1) + " " + Rows.instant(row, 2));
                        });
            }
        }
        return arrived.stream()
                .map(one -> {
                    SourceRecord record = one.record();
                    String id = record.id().value();
                    boolean isNew = record.version() == 1;
                    return new Arrival(
                            one.number(),
                            record,
                            held.contains(id + " " + record.version()),
                            asked.contains(id + " " + record.receivedAt()),
                            isNew && linked.containsKey(id),
                            isNew && linked.getOrDefault(id, false));
                })
                .toList();
    }

    @Override
    public void counted(Collection<Arrival> arrivals) {
        batches.batchUpdate(
                "delete from khop.arrival where arrival_number = ?",
                arrivals.stream().map(one -> new Object[] {one.number()}).toList());
    }

    @Override
    public long waiting() {
        return sql.sql("select count(*) from khop.arrival").query(Long.class).single();
    }

    @Override
    public void add(Map<Cell, Long> more) {
        List<Map.Entry<Cell, Long>> cells = List.copyOf(more.entrySet());
        int[] updated = batches.batchUpdate(
                "update khop.quality_count set amount = amount + ? where facility = ? and counted_on = ? and measure = ?",
                cells.stream().map(SqlQuality::row).toList());
        List<Object[]> fresh = new ArrayList<>();
        for (int i = 0; i < updated.length; i++) {
            if (updated[i] == 0) {
                fresh.add(row(cells.get(i)));
            }
        }
        batches.batchUpdate(
                "insert into khop.quality_count (amount, facility, counted_on, measure) values (?, ?, ?, ?)", fresh);
    }

    private static Object[] row(Map.Entry<Cell, Long> cell) {
        return new Object[] {
            cell.getValue(),
            cell.getKey().facility(),
            Date.valueOf(cell.getKey().day()),
            cell.getKey().measure()
        };
    }

    @Override
    public void cameAt(Map<String, Instant> byFacility) {
        byFacility.forEach((facility, at) -> {
            int known = sql.sql("""
                            update khop.quality_last set last_at = case when last_at < :at then :at else last_at end
                            where facility = :facility
                            """)
                    .param("at", Rows.time(at))
                    .param("facility", facility)
                    .update();
            if (known == 0) {
                sql.sql("insert into khop.quality_last (facility, last_at) values (:facility, :at)")
                        .param("facility", facility)
                        .param("at", Rows.time(at))
                        .update();
            }
        });
    }

    /** What a rule is broken by. */
    private record Broken(String facility, String rule) {}

    @Override
    public void keep(List<Failure> failures) {
        Map<Broken, List<Failure>> byRule = failures.stream()
                .collect(Collectors.groupingBy(
                        one -> new Broken(one.facility(), one.rule()), LinkedHashMap::new, Collectors.toList()));
        List<Object[]> rows = byRule.values().stream()
                .flatMap(all -> all.subList(Math.max(0, all.size() - FAILURES_KEPT), all.size()).stream())
                .map(one -> new Object[] {
                    one.facility(), one.rule(), one.record().value(), one.version(), Rows.time(one.at())
                })
                .toList();
        batches.batchUpdate(
                "insert into khop.quality_failure (facility, rule, source_id, version, at) values (?, ?, ?, ?, ?)",
                rows);
        batches.batchUpdate(
                """
                        delete from khop.quality_failure where facility = ? and rule = ? and failure_number < (
                            select min(newest.failure_number) from (
                                select failure_number from khop.quality_failure where facility = ? and rule = ?
                                order by failure_number desc fetch first %d rows only) newest)
                        """.formatted(FAILURES_KEPT),
                byRule.keySet().stream()
                        .map(one -> new Object[] {one.facility(), one.rule(), one.facility(), one.rule()})
                        .toList());
    }

    @Override
    public Optional<List<TakenApart>> takenApart(int eventsMax) {
        long from = position();
        long last = sql.sql("select last_position from khop.outbox_position")
                .query(Long.class)
                .single();
        if (last == from) {
            return Optional.empty();
        }
        long to = Math.min(last, from + eventsMax);
        List<TakenApart> apart = sql.sql(TAKEN_APART)
                .param("from", from)
                .param("to", to)
                .query((row, place) -> new TakenApart(row.getString(1), Rows.instant(row, 2), row.getLong(3)))
                .list();
        sql.sql("update khop.quality_position set last_position = :to")
                .param("to", to)
                .update();
        return Optional.of(apart);
    }

    @Override
    public Map<String, Map<String, Long>> sums(
            FacilityScope scope, Optional<String> facility, LocalDate from, LocalDate to) {
        Map<String, Map<String, Long>> sums = new TreeMap<>();
        boolean isOne = facility.isPresent();
        JdbcClient.StatementSpec statement = sql.sql("select facility, measure, sum(amount) from khop.quality_count"
                        + " where counted_on between :from and :to" + (isOne ? " and facility = :facility" : "")
                        + (scope.everywhere() ? "" : " and facility = any(:scope)") + " group by facility, measure")
                .param("from", Date.valueOf(from))
                .param("to", Date.valueOf(to));
        if (isOne) {
            statement = statement.param("facility", facility.orElseThrow());
        }
        if (!scope.everywhere()) {
            statement = statement.param("scope", Rows.array(scope.codes()));
        }
        statement.query(row -> {
            sums.computeIfAbsent(row.getString(1), code -> new HashMap<>()).put(row.getString(2), row.getLong(3));
        });
        return sums;
    }

    @Override
    public Map<LocalDate, Map<String, Long>> days(String facility, LocalDate from, LocalDate to) {
        Map<LocalDate, Map<String, Long>> days = new TreeMap<>();
        sql.sql("""
                        select counted_on, measure, amount from khop.quality_count
                        where facility = :facility and counted_on between :from and :to
                        """)
                .param("facility", facility)
                .param("from", Date.valueOf(from))
                .param("to", Date.valueOf(to))
                .query(row -> {
                    days.computeIfAbsent(row.getDate(1).toLocalDate(), day -> new HashMap<>())
                            .put(row.getString(2), row.getLong(3));
                });
        return days;
    }

    @Override
    public Map<String, Instant> last(FacilityScope scope) {
        Map<String, Instant> last = new TreeMap<>();
        JdbcClient.StatementSpec statement = sql.sql("select facility, last_at from khop.quality_last"
                + (scope.everywhere() ? "" : " where facility = any(:scope)"));
        if (!scope.everywhere()) {
            statement = statement.param("scope", Rows.array(scope.codes()));
        }
        statement.query(row -> {
            last.put(row.getString(1), Rows.instant(row, 2));
        });
        return last;
    }

    @Override
    public List<Failure> failures(String facility, Optional<String> rule, int limit) {
        JdbcClient.StatementSpec statement = sql.sql("""
                        select f.facility, f.rule, f.source_id, f.version, f.at
                        from khop.quality_failure f
                        join khop.source_record s on s.source_id = f.source_id and s.present_version = f.version
                        where f.facility = :facility
                        """
                        + (rule.isPresent() ? " and f.rule = :rule" : "")
                        + " order by f.failure_number desc fetch first " + limit + " rows only")
                .param("facility", facility);
        if (rule.isPresent()) {
            statement = statement.param("rule", rule.get());
        }
        return statement.query((row, place) -> failure(row)).list();
    }

    private static Failure failure(ResultSet row) throws SQLException {
        return new Failure(
                row.getString(1),
                row.getString(2),
                new SourceId(row.getString(3)),
                row.getInt(4),
                Rows.instant(row, 5));
    }
}
