package vn.khop.server.store;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.Unlinkable;
import vn.khop.server.registry.Unlinkables;

/** Records that cannot be linked, in SQL. Joins the caller's transaction. */
final class SqlUnlinkables implements Unlinkables {
    private final JdbcClient sql;

    SqlUnlinkables(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public void mark(SourceId record, String facility, Optional<Unlinkable> why, Instant at) {
        sql.sql("delete from khop.unlinkable where source_id = :id and class <> :class")
                .param("id", record.value())
                .param("class", why.map(Enum::name).orElse(""))
                .update();
        boolean isKnown = why.isPresent()
                && sql.sql("select 1 from khop.unlinkable where source_id = :id")
                        .param("id", record.value())
                        .query(Integer.class)
                        .optional()
                        .isPresent();
        if (why.isPresent() && !isKnown) {
            sql.sql(
                            "insert into khop.unlinkable (source_id, facility, class, since) values (:id, :facility, :class, :at)")
                    .param("id", record.value())
                    .param("facility", facility)
                    .param("class", why.get().name())
                    .param("at", Rows.time(at))
                    .update();
        }
    }

    @Override
    public Map<String, Map<Unlinkable, Integer>> counts() {
        Map<String, Map<Unlinkable, Integer>> counts = new TreeMap<>();
        sql.sql("select facility, class, count(*) from khop.unlinkable group by facility, class")
                .query(row -> {
                    counts.computeIfAbsent(row.getString(1), facility -> new EnumMap<>(Unlinkable.class))
                            .put(Unlinkable.valueOf(row.getString(2)), row.getInt(3));
                });
        return counts;
    }

    @Override
    public List<Listed> page(Optional<String> facility, Optional<Unlinkable> why, Optional<SourceId> after, int limit) {
        JdbcClient.StatementSpec statement = sql.sql("""
                        select u.source_id, u.facility, u.class, u.since, m.person_id from khop.unlinkable u
                        join khop.membership m on m.source_id = u.source_id where u.source_id > :after
                        """ + (facility.isPresent() ? " and u.facility = :facility" : "")
                        + (why.isPresent() ? " and u.class = :class" : "")
                        + " order by u.source_id fetch first " + limit + " rows only")
                .param("after", after.map(SourceId::value).orElse(""));
        if (facility.isPresent()) {
            statement = statement.param("facility", facility.get());
        }
        if (why.isPresent()) {
            statement = statement.param("class", why.get().name());
        }
        return statement
                .query((row, place) -> new Listed(
                        new SourceId(row.getString(1)),
                        row.getString(2),
                        Unlinkable.valueOf(row.getString(3)),
                        Rows.instant(row, 4),
                        new EnterpriseId(row.getString(5))))
                .list();
    }
}
