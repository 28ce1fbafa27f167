package vn.khop.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import vn.khop.server.registry.Change;
import vn.khop.server.registry.ChangeLog;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.LinkEvent;
import vn.khop.server.registry.PersonEvent;
import vn.khop.server.registry.Ruling;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.SourcePair;
import vn.khop.server.registry.Verdict;

/** The log of changes in SQL, the same statements on H2 and on PostgreSQL. Joins the caller's transaction. */
final class SqlChangeLog implements ChangeLog {
    private static final String RULINGS = "select source_a, source_b, verdict, bits, change_number from khop.ruling ";

    private final JdbcClient sql;
    private final JdbcTemplate batches;

    SqlChangeLog(JdbcTemplate database) {
        this.batches = database;
        this.sql = JdbcClient.create(database);
    }

    @Override
    public long open(Change change) {
        KeyHolder number = new GeneratedKeyHolder();
        sql.sql("""
                        insert into khop.change (kind, at, decided_by, model_version, request_id, reason, note, undoes)
                        values (:kind, :at, :decidedBy, :modelVersion, :requestId, :reason, :note, :undoes)
                        """)
                .param("kind", change.kind().name())
                .param("at", Rows.time(change.at()))
                .param("decidedBy", change.decidedBy())
                .param("modelVersion", change.modelVersion())
                .param("requestId", change.requestId())
                .param("reason", change.reason())
                .param("note", change.note())
                .param("undoes", change.undoes().orElse(null))
                .update(number, "change_number");
        return Objects.requireNonNull(number.getKey(), "a change without a number")
                .longValue();
    }

    @Override
    public Optional<Change> change(long number) {
        return sql.sql("""
                        select change_number, kind, at, decided_by, model_version, request_id, reason, note, undoes
                        from khop.change where change_number = :number
                        """)
                .param("number", number)
                .query((row, index) -> change(row))
                .optional();
    }

    private static Change change(ResultSet row) throws SQLException {
        return new Change(
                row.getLong(1),
                Change.Kind.valueOf(row.getString(2)),
                Rows.instant(row, 3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                Rows.optionalLong(row, 9));
    }

    /** Appends the event and makes it the person's present state. */
    static void record(PersonEvent event, Writes writes) {
        writes.add(
                "insert into khop.person_event (change_number, person_id, kind, other_person_id, at) values (?, ?, ?, ?, ?)",
                event.change(),
                event.person().value(),
                event.kind().name(),
                event.by().map(EnterpriseId::value).orElse(null),
                Rows.time(event.at()));
        if (event.kind() != PersonEvent.Kind.FOUNDED) {
            writes.add(
                    "update khop.person set superseded_by = ?, superseded_at = ? where person_id = ?",
                    event.by().map(EnterpriseId::value).orElse(null),
                    event.by().isPresent() ? Rows.time(event.at()) : null,
                    event.person().value());
        }
    }

    @Override
    public Optional<PersonEvent> supersession(EnterpriseId person) {
        return sql.sql("""
                        select change_number, person_id, kind, other_person_id, at from khop.person_event
                        where person_id = :person and kind = 'SUPERSEDED' order by event_number desc fetch first 1 rows only
                        """)
                .param("person", person.value())
                .query((row, index) -> new PersonEvent(
                        row.getLong(1),
                        new EnterpriseId(row.getString(2)),
                        PersonEvent.Kind.valueOf(row.getString(3)),
                        Optional.ofNullable(row.getString(4)).map(EnterpriseId::new),
                        Rows.instant(row, 5)))
                .optional();
    }

    @Override
    public List<LinkEvent> linksOf(long change) {
        return sql.sql(SqlPersons.LINK_EVENTS + "where change_number = :change order by event_number")
                .param("change", change)
                .query((row, index) -> SqlPersons.linkEvent(row))
                .list();
    }

    @Override
    public Set<SourceId> linkedBefore(long change, Collection<SourceId> records) {
        Set<SourceId> linked = new HashSet<>();
        for (List<String> ids : Rows.parts(values(records))) {
            sql.sql("""
                            select distinct source_id from khop.link_event
                            where source_id = any(:ids) and (change_number is null or change_number < :change)
                            """).param("ids", Rows.array(ids)).param("change", change).query(row -> {
                linked.add(new SourceId(row.getString(1)));
            });
        }
        return linked;
    }

    @Override
    public Map<SourcePair, Ruling> rulings(Collection<SourceId> records) {
        Set<SourceId> all = Set.copyOf(records);
        Map<SourcePair, Ruling> rulings = new HashMap<>();
        for (List<String> ids : Rows.parts(values(records))) {
            sql.sql(RULINGS + "where source_a = any(:ids)")
                    .param("ids", Rows.array(ids))
                    .query(row -> {
                        SourcePair pair = pair(row);
                        if (all.contains(pair.b())) {
                            rulings.put(pair, ruling(row));
                        }
                    });
        }
        return rulings;
    }

    @Override
    public Map<SourcePair, Ruling> rulingsOn(SourceId record) {
        Map<SourcePair, Ruling> rulings = new HashMap<>();
        sql.sql(RULINGS + "where source_a = :id or source_b = :id")
                .param("id", record.value())
                .query(row -> {
                    rulings.put(pair(row), ruling(row));
                });
        return rulings;
    }

    private static SourcePair pair(ResultSet row) throws SQLException {
        return new SourcePair(new SourceId(row.getString(1)), new SourceId(row.getString(2)));
    }

    private static Ruling ruling(ResultSet row) throws SQLException {
        return new Ruling(Verdict.valueOf(row.getString(3)), row.getDouble(4), row.getLong(5));
    }

    @Override
    public void rule(long change, Map<SourcePair, Optional<Ruling>> rulings) {
        Set<SourceId> records = new HashSet<>();
        rulings.keySet().forEach(pair -> {
            records.add(pair.a());
            records.add(pair.b());
        });
        Map<SourcePair, Ruling> former = rulings(records);
        List<@Nullable Object[]> events = new ArrayList<>();
        List<@Nullable Object[]> gone = new ArrayList<>();
        List<@Nullable Object[]> present = new ArrayList<>();
        rulings.keySet().stream().sorted().forEach(pair -> {
            Optional<Ruling> before = Optional.ofNullable(former.get(pair));
            Optional<Ruling> now = Objects.requireNonNull(rulings.get(pair));
            String a = pair.a().value();
            String b = pair.b().value();
            events.add(new @Nullable Object[] {
                change,
                a,
                b,
                now.map(ruling -> ruling.verdict().name()).orElse(null),
                now.map(Ruling::bits).orElse(null),
                before.map(ruling -> ruling.verdict().name()).orElse(null),
                before.map(Ruling::bits).orElse(null),
                before.map(Ruling::change).orElse(null)
            });
            before.ifPresent(ruling -> gone.add(new Object[] {a, b}));
            now.ifPresent(ruling ->
                    present.add(new Object[] {a, b, ruling.verdict().name(), ruling.bits(), ruling.change()}));
        });
        batch(
                "insert into khop.ruling_event (change_number, source_a, source_b, verdict, bits, former_verdict, former_bits, former_change)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                events);
        batch("delete from khop.ruling where source_a = ? and source_b = ?", gone);
        batch(
                "insert into khop.ruling (source_a, source_b, verdict, bits, change_number) values (?, ?, ?, ?, ?)",
                present);
    }

    private void batch(String statement, List<@Nullable Object[]> rows) {
        if (!rows.isEmpty()) {
            batches.batchUpdate(statement, rows);
        }
    }

    @Override
    public Map<SourcePair, Optional<Ruling>> rulingsBefore(long change) {
        Map<SourcePair, Optional<Ruling>> before = new HashMap<>();
        sql.sql("""
                        select e.source_a, e.source_b, e.former_verdict, e.former_bits, e.former_change
                        from khop.ruling_event e
                        join khop.ruling r on r.source_a = e.source_a and r.source_b = e.source_b and r.change_number = e.change_number
                        where e.change_number = :change
                        """).param("change", change).query(row -> {
            before.put(pair(row), row.getString(3) == null ? Optional.empty() : Optional.of(ruling(row)));
        });
        return before;
    }

    private static List<String> values(Collection<SourceId> records) {
        return records.stream().map(SourceId::value).sorted().toList();
    }
}
