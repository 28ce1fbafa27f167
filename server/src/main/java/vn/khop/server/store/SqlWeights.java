package vn.khop.server.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.khop.server.registry.Task;
import vn.khop.server.registry.WeightStore;

/** Weights in SQL, the same statements on H2 and on PostgreSQL. */
public final class SqlWeights implements WeightStore {
    /** Each record's present link, where the model alone made it; and the pairs that are open. */
    private static final String PAIRS = """
            (select 'LINKED' as kind, e.evidence_bits as bits
             from (select source_id, max(event_number) as last_number from khop.link_event group by source_id) l
             join khop.link_event e on e.event_number = l.last_number
             where e.evidence_bits is not null and e.decided_by = 'model'
             union all
             select case when p.decision = 'LINK' then 'HELD_APART' else 'REVIEW' end, p.bits from khop.open_pair p) w
            """;

    private final JdbcClient sql;

    public SqlWeights(DataSource database) {
        this.sql = JdbcClient.create(database);
    }

    @Override
    public List<Bin> bins() {
        return sql.sql("select kind, bin, count(*) from (select w.kind as kind, floor(w.bits) as bin from " + PAIRS
                        + ") b group by kind, bin order by bin, kind")
                .query((row, index) -> new Bin(Kind.valueOf(row.getString(1)), row.getInt(2), row.getLong(3)))
                .list();
    }

    @Override
    public List<InZone> zones(double reviewBits, double linkBits) {
        return sql.sql("select kind, zone, count(*) from (select w.kind as kind, case when w.bits >= :link then 'LINK'"
                        + " when w.bits >= :review then 'REVIEW' else 'APART' end as zone from " + PAIRS
                        + ") z group by kind, zone order by kind, zone")
                .param("review", reviewBits)
                .param("link", linkBits)
                .query((row, index) ->
                        new InZone(Kind.valueOf(row.getString(1)), Zone.valueOf(row.getString(2)), row.getLong(3)))
                .list();
    }

    @Override
    public Optional<Instant> firstChange() {
        return sql.sql("select at from khop.change order by change_number fetch first 1 rows only")
                .query((row, index) -> Rows.instant(row, 1))
                .optional();
    }

    @Override
    public long arrivals(Instant since, double fromBits, double belowBits) {
        return sql.sql("""
                        select (select count(*) from khop.task t
                                where t.opened_at >= :since and t.cause = 'OPEN_PAIR' and t.bits >= :from and t.bits < :below)
                             + (select count(*) from khop.link_event e join khop.change c on c.change_number = e.change_number
                                where c.at >= :since and c.kind = 'FEED' and e.decided_by = 'model'
                                  and e.evidence_bits >= :from and e.evidence_bits < :below)
                        """)
                .param("since", Rows.time(since))
                .param("from", fromBits)
                .param("below", belowBits)
                .query(Long.class)
                .single();
    }

    @Override
    public List<Reviewed> reviewed() {
        return sql.sql("""
                        select bin, count(*), sum(case when outcome = 'SAME' then 1 else 0 end), sum(probability)
                        from (select floor(bits) as bin, outcome, 1 / (1 + power(2.0, -bits)) as probability from khop.task
                              where state = 'RESOLVED' and outcome in ('SAME', 'DIFFERENT') and source_b is not null
                                and cause in ('OPEN_PAIR', 'EVIDENCE_CHANGED', 'DRAWN')) r
                        group by bin order by bin
                        """)
                .query((row, index) -> new Reviewed(row.getInt(1), row.getLong(2), row.getLong(3), row.getDouble(4)))
                .list();
    }

    @Override
    public List<SecondAnswers> secondAnswers(Instant since) {
        return sql.sql("""
                        select first_answer, second_answer, is_same, count(*) from khop.second_review where at >= :since
                        group by first_answer, second_answer, is_same order by first_answer, second_answer, is_same desc
                        """)
                .param("since", Rows.time(since))
                .query((row, index) -> new SecondAnswers(
                        Task.Answer.valueOf(row.getString(1)),
                        Task.Answer.valueOf(row.getString(2)),
                        row.getBoolean(3),
                        row.getLong(4)))
                .list();
    }

    @Override
    public List<KnownAnswers> knownAnswers(Instant since) {
        return sql.sql("""
                        select clerk, count(*), sum(case when given = answer then 1 else 0 end),
                               sum(case when given in ('SAME', 'DIFFERENT') then 0 else 1 end)
                        from khop.known_pair where given is not null and updated_at >= :since
                        group by clerk order by clerk
                        """)
                .param("since", Rows.time(since))
                .query((row, index) ->
                        new KnownAnswers(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4)))
                .list();
    }
}
