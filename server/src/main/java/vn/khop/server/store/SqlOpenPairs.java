package vn.khop.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.Linkage;
import vn.khop.server.registry.OpenPair;
import vn.khop.server.registry.PairExplanation;
import vn.khop.server.registry.SourceId;

/** Pairs of records across persons that somebody has to look at, in SQL. Joins the caller's transaction. */
final class SqlOpenPairs {
    private final JdbcClient sql;
    private final JdbcTemplate batches;

    SqlOpenPairs(JdbcTemplate database) {
        this.batches = database;
        this.sql = JdbcClient.create(database);
    }

    void replace(
            Set<SourceId> fed, Set<SourceId> rejudged, Collection<OpenPair> pairs, String modelVersion, Instant at) {
        for (SourceId one : fed) {
            sql.sql("delete from khop.open_pair where source_a = :fed or source_b = :fed")
                    .param("fed", one.value())
                    .update();
        }
        List<String> all = rejudged.stream().map(SourceId::value).sorted().toList();
        for (List<String> ids : all.size() > 1 ? Rows.parts(all) : List.<List<String>>of()) {
            sql.sql("delete from khop.open_pair where source_a = any(:ids) and source_b = any(:all)")
                    .param("ids", Rows.array(ids))
                    .param("all", Rows.array(all))
                    .update();
        }
        if (pairs.isEmpty()) {
            return;
        }
        batches.batchUpdate(
                """
                insert into khop.open_pair (source_a, source_b, decision, bits, probability, model_version, opened_at)
                values (?, ?, ?, ?, ?, ?, ?)
                """,
                pairs.stream()
                        .map(pair -> new Object[] {
                            pair.a().value(),
                            pair.b().value(),
                            pair.score().decision().name(),
                            pair.score().bits(),
                            pair.score().probability(),
                            modelVersion,
                            Rows.time(at)
                        })
                        .toList());
    }

    List<OpenPair> of(EnterpriseId person) {
        return sql.sql("""
                        select source_a, source_b, decision, bits, probability from khop.open_pair
                        where source_a in (select source_id from khop.membership where person_id = :id)
                           or source_b in (select source_id from khop.membership where person_id = :id)
                        order by source_a, source_b
                        """)
                .param("id", person.value())
                .query((row, number) -> openPair(row))
                .list();
    }

    List<OpenPair> on(Collection<SourceId> records) {
        Set<OpenPair> pairs = new LinkedHashSet<>();
        for (List<String> ids :
                Rows.parts(records.stream().map(SourceId::value).sorted().toList())) {
            pairs.addAll(sql.sql("""
                            select source_a, source_b, decision, bits, probability from khop.open_pair
                            where source_a = any(:ids)
                            union all
                            select source_a, source_b, decision, bits, probability from khop.open_pair
                            where source_b = any(:ids)
                            """)
                    .param("ids", Rows.array(ids))
                    .query((row, number) -> openPair(row))
                    .list());
        }
        return List.copyOf(pairs);
    }

    Set<SourceId> heldApartFrom(Collection<SourceId> records) {
        Set<SourceId> apart = new HashSet<>();
        for (List<String> ids :
                Rows.parts(records.stream().map(SourceId::value).sorted().toList())) {
            sql.sql("""
                            select source_b from khop.open_pair where source_a = any(:ids) and decision = 'LINK'
                            union all
                            select source_a from khop.open_pair where source_b = any(:ids) and decision = 'LINK'
                            union all
                            select source_b from khop.ruling where source_a = any(:ids)
                            union all
                            select source_a from khop.ruling where source_b = any(:ids)
                            """).param("ids", Rows.array(ids)).query(row -> {
                apart.add(new SourceId(row.getString(1)));
            });
        }
        apart.removeAll(Set.copyOf(records));
        return apart;
    }

    private static OpenPair openPair(ResultSet row) throws SQLException {
        return new OpenPair(
                new SourceId(row.getString(1)),
                new SourceId(row.getString(2)),
                new Linkage.Score(
                        PairExplanation.Decision.valueOf(row.getString(3)), row.getDouble(4), row.getDouble(5)));
    }
}
