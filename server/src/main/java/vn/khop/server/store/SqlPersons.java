package vn.khop.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.LinkEvent;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.SourceId;

/** Persons and the log of links, whose replay gives who is whose, in SQL. Joins the caller's transaction. */
final class SqlPersons {
    static final String LINK_EVENTS = """
            select event_number, kind, source_id, person_id, previous_person_id, at, decided_by, model_version, request_id,
                   evidence_source_id, evidence_bits, evidence_probability, change_number, keys_cut
            from khop.link_event
            """;

    private static final String CHANGED_SINCE = """
            and (p.created_at > :since
                or exists (select 1 from khop.link_event e where e.person_id = p.person_id and e.at > :since)
                or exists (select 1 from khop.link_event e where e.previous_person_id = p.person_id and e.at > :since)
                or exists (
                    select 1 from khop.membership m
                    join khop.source_record s on s.source_id = m.source_id
                    join khop.source_version v on v.source_id = s.source_id and v.version = s.present_version
                    where m.person_id = p.person_id and v.received_at > :since))""";

    private static final String LINK = """
            insert into khop.link_event
                (kind, source_id, person_id, previous_person_id, at, decided_by, model_version, request_id,
                 evidence_source_id, evidence_bits, evidence_probability, change_number, keys_cut)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String MOVE = "update khop.membership set person_id = ? where source_id = ?";
    private static final String JOIN = "insert into khop.membership (person_id, source_id) values (?, ?)";

    private final JdbcClient sql;

    SqlPersons(JdbcClient sql) {
        this.sql = sql;
    }

    Map<SourceId, EnterpriseId> personsOf(Collection<SourceId> sources) {
        Map<SourceId, EnterpriseId> persons = new HashMap<>();
        for (List<String> ids : Rows.parts(sources.stream().map(SourceId::value).toList())) {
            sql.sql("select source_id, person_id from khop.membership where source_id = any(:ids)")
                    .param("ids", Rows.array(ids))
                    .query(row -> {
                        persons.put(new SourceId(row.getString(1)), new EnterpriseId(row.getString(2)));
                    });
        }
        return persons;
    }

    Optional<RecordStore.PersonRow> person(EnterpriseId id, Instant at) {
        return sql.sql("""
                        select p.person_id, p.created_at, e.other_person_id from khop.person p
                        join khop.person_event e on e.person_id = p.person_id
                        where p.person_id = :id and p.created_at <= :at and e.event_number = (
                            select max(l.event_number) from khop.person_event l where l.person_id = p.person_id and l.at <= :at)
                        """)
                .param("id", id.value())
                .param("at", Rows.time(at))
                .query((row, number) -> new RecordStore.PersonRow(
                        new EnterpriseId(row.getString(1)),
                        Rows.instant(row, 2),
                        Optional.ofNullable(row.getString(3)).map(EnterpriseId::new)))
                .optional();
    }

    Optional<RecordStore.PersonRow> person(EnterpriseId id) {
        return sql.sql("select person_id, created_at, superseded_by from khop.person where person_id = :id")
                .param("id", id.value())
                .query((row, number) -> new RecordStore.PersonRow(
                        new EnterpriseId(row.getString(1)),
                        Rows.instant(row, 2),
                        Optional.ofNullable(row.getString(3)).map(EnterpriseId::new)))
                .optional();
    }

    List<EnterpriseId> after(String after, Optional<Instant> since, int limit) {
        JdbcClient.StatementSpec statement = sql.sql("select p.person_id from khop.person p where p.person_id > :after "
                        + (since.isPresent() ? CHANGED_SINCE : "") + " order by p.person_id fetch first " + limit
                        + " rows only")
                .param("after", after);
        if (since.isPresent()) {
            statement = statement.param("since", Rows.time(since.get()));
        }
        return statement
                .query((row, number) -> new EnterpriseId(row.getString(1)))
                .list();
    }

    Set<EnterpriseId> given(Collection<EnterpriseId> ids) {
        Set<EnterpriseId> given = new HashSet<>();
        for (List<String> some :
                Rows.parts(ids.stream().map(EnterpriseId::value).toList())) {
            sql.sql("select person_id from khop.person where person_id = any(:ids)")
                    .param("ids", Rows.array(some))
                    .query(row -> {
                        given.add(new EnterpriseId(row.getString(1)));
                    });
        }
        return given;
    }

    /** Nobody must have had the id. */
    static void found(EnterpriseId person, Instant at, Writes writes) {
        writes.addOfOne(
                "an enterprise id was drawn twice at one moment: send again",
                """
                insert into khop.person (person_id, created_at)
                select cast(? as varchar(16)), cast(? as timestamp with time zone) where not exists (select 1 from khop.person where person_id = ?)
                """,
                person.value(),
                Rows.time(at),
                person.value());
    }

    static void link(LinkEvent event, Writes writes) {
        writes.add(
                        LINK,
                        event.kind().name(),
                        event.source().value(),
                        event.person().value(),
                        event.previous().map(EnterpriseId::value).orElse(null),
                        Rows.time(event.at()),
                        event.decidedBy(),
                        event.modelVersion(),
                        event.requestId(),
                        event.evidence()
                                .map(evidence -> evidence.with().value())
                                .orElse(null),
                        event.evidence().map(LinkEvent.Evidence::bits).orElse(null),
                        event.evidence().map(LinkEvent.Evidence::probability).orElse(null),
                        event.change() == 0 ? null : event.change(),
                        event.keysCut())
                .addOfOne(
                        "record " + event.source() + " has no present link to change",
                        event.previous().isPresent() ? MOVE : JOIN,
                        event.person().value(),
                        event.source().value());
    }

    List<LinkEvent> history(EnterpriseId person) {
        return sql.sql(LINK_EVENTS + "where person_id = :id or previous_person_id = :id order by event_number")
                .param("id", person.value())
                .query((row, number) -> linkEvent(row))
                .list();
    }

    static LinkEvent linkEvent(ResultSet row) throws SQLException {
        String with = row.getString(10);
        return new LinkEvent(
                row.getLong(1),
                LinkEvent.Kind.valueOf(row.getString(2)),
                new SourceId(row.getString(3)),
                new EnterpriseId(row.getString(4)),
                Optional.ofNullable(row.getString(5)).map(EnterpriseId::new),
                Rows.instant(row, 6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                with == null
                        ? Optional.empty()
                        : Optional.of(new LinkEvent.Evidence(new SourceId(with), row.getDouble(11), row.getDouble(12))),
                row.getLong(13),
                row.getInt(14));
    }
}
