package vn.khop.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.khop.server.registry.PersonIdentifier;
import vn.khop.server.registry.RelationKind;
import vn.khop.server.registry.RelationRuling;
import vn.khop.server.registry.RelationStore;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.StatedRelation;

/** What is said of relatives, in SQL. Joins the caller's transaction. */
final class SqlRelations implements RelationStore {
    private static final String RULINGS = """
            select ruling_number, source_id, related_id, kind, verdict, decided_by, decided_at, reason, note from khop.relation_ruling
            """;

    private static final Comparator<StatedRelation> ORDER = Comparator.comparing(StatedRelation::record)
            .thenComparing(one -> one.kind().name())
            .thenComparing(one -> one.number().domain())
            .thenComparing(one -> one.number().value());

    private final JdbcClient sql;
    private final Seal seal;

    SqlRelations(JdbcClient sql, Seal seal) {
        this.seal = seal;
        this.sql = sql;
    }

    @Override
    public void replace(SourceId record, Collection<StatedRelation> stated) {
        sql.sql("delete from khop.stated_relation where source_id = :id")
                .param("id", record.value())
                .update();
        stated.forEach(one -> sql.sql(
                        "insert into khop.stated_relation (source_id, kind, number, number_sealed, domain) values (:id, :kind, :number, :sealed, :domain)")
                .param("id", record.value())
                .param("kind", one.kind().name())
                .param(
                        "number",
                        seal.written().of(Seal.Kind.NUMBER, one.number().value()))
                .param(
                        "sealed",
                        seal.beside(Seal.Column.RELATION, row(one), one.number().value()))
                .param("domain", one.number().domain())
                .update());
    }

    @Override
    public List<StatedRelation> statedBy(Collection<SourceId> records) {
        List<StatedRelation> stated = new ArrayList<>();
        for (List<String> ids : Rows.parts(records.stream().map(SourceId::value).toList())) {
            stated.addAll(sql.sql(
                            "select source_id, kind, domain, coalesce(number_sealed, number) from khop.stated_relation where source_id in (:ids)")
                    .param("ids", ids)
                    .query((row, place) -> stated(row))
                    .list());
        }
        stated.sort(ORDER);
        return stated;
    }

    private StatedRelation stated(ResultSet row) throws SQLException {
        String place = row(row.getString(1), row.getString(2), row.getString(3));
        return new StatedRelation(
                new SourceId(row.getString(1)),
                RelationKind.valueOf(row.getString(2)),
                PersonIdentifier.ofDomain(row.getString(3), seal.open(Seal.Column.RELATION, place, row.getString(4))));
    }

    private static String row(StatedRelation stated) {
        return row(
                stated.record().value(), stated.kind().name(), stated.number().domain());
    }

    /** Two mothers of one record in one domain may change places, and say the same. */
    static String row(String source, String kind, String domain) {
        return source + '/' + kind + '/' + domain;
    }

    @Override
    public List<StatedRelation> statedOf(Collection<PersonIdentifier> numbers) {
        List<StatedRelation> stated = new ArrayList<>();
        for (PersonIdentifier number : numbers) {
            stated.addAll(sql.sql(
                            "select source_id, kind from khop.stated_relation where number = any(:numbers) and domain = :domain order by source_id, kind")
                    .param("numbers", seal.forms(Seal.Kind.NUMBER, number.value()))
                    .param("domain", number.domain())
                    .query((row, place) -> new StatedRelation(
                            new SourceId(row.getString(1)), RelationKind.valueOf(row.getString(2)), number))
                    .list());
        }
        return stated;
    }

    @Override
    public void add(RelationRuling ruling) {
        sql.sql("""
                        insert into khop.relation_ruling (source_id, related_id, kind, verdict, decided_by, decided_at, reason, note)
                        values (:record, :related, :kind, :verdict, :by, :at, :reason, :note)
                        """)
                .param("record", ruling.record().value())
                .param("related", ruling.related().value())
                .param("kind", ruling.kind().name())
                .param("verdict", ruling.verdict().name())
                .param("by", ruling.decidedBy())
                .param("at", Rows.time(ruling.at()))
                .param("reason", ruling.reason())
                .param("note", ruling.note())
                .update();
    }

    @Override
    public List<RelationRuling> rulings(Collection<SourceId> records) {
        Map<Long, RelationRuling> rulings = new TreeMap<>();
        for (List<String> ids : Rows.parts(records.stream().map(SourceId::value).toList())) {
            // Each side by its own index.
            for (String side : List.of("source_id", "related_id")) {
                sql.sql(RULINGS + " where " + side + " in (:ids)")
                        .param("ids", ids)
                        .query(row -> {
                            rulings.put(
                                    row.getLong(1),
                                    new RelationRuling(
                                            new SourceId(row.getString(2)),
                                            new SourceId(row.getString(3)),
                                            RelationKind.valueOf(row.getString(4)),
                                            RelationRuling.Verdict.valueOf(row.getString(5)),
                                            row.getString(6),
                                            Rows.instant(row, 7),
                                            row.getString(8),
                                            row.getString(9)));
                        });
            }
        }
        return List.copyOf(rulings.values());
    }
}
