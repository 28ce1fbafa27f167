package vn.khop.server.store;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.server.registry.AnchorCounts;
import vn.khop.server.registry.CitizenAnchor;

/** The counts another way: in one statement over the identifiers and the memberships, the same on H2 and on PostgreSQL. A record that its hospital took back has no identifiers, and is not counted. */
public final class AnchorsCountedAtOnce implements AnchorCounts {
    private static final String FACILITY = "facility:";

    private static final String COUNTS = """
            select facility,
                   sum(case when verified = 1 then 1 else 0 end),
                   sum(case when verified = 0 and numbers = 1 then 1 else 0 end),
                   sum(case when verified > 1 or (verified = 0 and numbers > 1) then 1 else 0 end),
                   sum(case when numbers = 0 then 1 else 0 end)
            from (
                select known.facility, coalesce(anchor.numbers, 0) as numbers, coalesce(anchor.verified, 0) as verified
                from (
                    select distinct i.domain as facility, m.person_id
                    from khop.source_identifier i join khop.membership m on m.source_id = i.source_id
                    where i.domain like 'facility:%'
                    union all
                    select distinct '' as facility, m.person_id
                    from khop.source_identifier i join khop.membership m on m.source_id = i.source_id
                    where i.domain like 'facility:%'
                ) known
                left join (
                    select person_id, count(*) as numbers, sum(is_verified) as verified
                    from (
                        select m.person_id, i.number, max(case when i.is_verified then 1 else 0 end) as is_verified
                        from khop.source_identifier i join khop.membership m on m.source_id = i.source_id
                        where i.domain = 'national_id'
                        group by m.person_id, i.number
                    ) named
                    group by person_id
                ) anchor on anchor.person_id = known.person_id
            ) states
            group by facility
            order by facility
            """;

    private final JdbcTemplate database;

    public AnchorsCountedAtOnce(DataSource database) {
        this.database = new JdbcTemplate(database);
    }

    @Override
    public List<Count> count() {
        List<Count> counts = new ArrayList<>();
        database.query(COUNTS, row -> {
            Map<CitizenAnchor.State, Long> persons = new EnumMap<>(CitizenAnchor.State.class);
            int column = 2;
            for (CitizenAnchor.State state : List.of(
                    CitizenAnchor.State.VERIFIED,
                    CitizenAnchor.State.ASSERTED,
                    CitizenAnchor.State.CONFLICTING,
                    CitizenAnchor.State.NONE)) {
                persons.put(state, row.getLong(column++));
            }
            counts.add(new Count(row.getString(1).replaceFirst("^" + FACILITY, ""), persons));
        });
        return counts;
    }
}
