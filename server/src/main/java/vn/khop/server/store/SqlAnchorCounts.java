package vn.khop.server.store;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.khop.server.registry.AnchorCounts;
import vn.khop.server.registry.CitizenAnchor;
import vn.khop.server.registry.Outbox;

/*
 * To count a million persons takes many seconds, and of a million persons few change between two questions. Who changed is in the outbox, in the order of the commits and without
 * gaps, so only these are looked at again: what was counted of them is taken off, and what is so now is counted. Whoever has changed once more since then is among the next
 * events. Where very many have changed, as after a first load, everything is counted anew.
 */
/**
 * Keeps the counts and brings them up to date when they are asked for; the same on H2 and on PostgreSQL. A record that its hospital took back has no identifiers, and is not
 * counted.
 */
public final class SqlAnchorCounts implements AnchorCounts {
    /** From so many events on it is cheaper to count everybody. */
    public static final int MANY_EVENTS = 50_000;

    private static final String FACILITY = "facility:";
    /** So that a statement's list of persons stays short. */
    private static final int BATCH = 500;

    private static final String STATES = """
            insert into khop.anchor_state (person_id, facility, state)
            select known.person_id, known.facility,
                   case when anchor.verified = 1 then 'VERIFIED'
                        when anchor.verified = 0 and anchor.numbers = 1 then 'ASSERTED'
                        when anchor.numbers > 0 then 'CONFLICTING'
                        else 'NONE' end
            from (
                select distinct m.person_id, i.domain as facility
                from khop.membership m join khop.source_identifier i on i.source_id = m.source_id
                where i.domain like 'facility:%' and ({ALL} or m.person_id in (:persons))
                union all
                select distinct m.person_id, '' as facility
                from khop.membership m join khop.source_identifier i on i.source_id = m.source_id
                where i.domain like 'facility:%' and ({ALL} or m.person_id in (:persons))
            ) known
            left join (
                select person_id, count(*) as numbers, sum(is_verified) as verified
                from (
                    select m.person_id, i.number, max(case when i.is_verified then 1 else 0 end) as is_verified
                    from khop.membership m join khop.source_identifier i on i.source_id = m.source_id
                    where i.domain = 'national_id' and ({ALL} or m.person_id in (:persons))
                    group by m.person_id, i.number
                ) named
                group by person_id
            ) anchor on anchor.person_id = known.person_id
            """;

    private final JdbcClient sql;
    private final TransactionTemplate transactions;
    private final Outbox outbox;
    private final int manyEvents;

    /** @param manyEvents from so many on everybody is counted anew; {@link #MANY_EVENTS} but in tests */
    public SqlAnchorCounts(
            DataSource database, PlatformTransactionManager transactionManager, Outbox outbox, int manyEvents) {
        this.sql = JdbcClient.create(database);
        this.transactions = new TransactionTemplate(transactionManager);
        this.outbox = outbox;
        this.manyEvents = manyEvents;
    }

    /** One of the kept counts. */
    private record Key(String facility, String state) {}

    @Override
    public List<Count> count() {
        follow();
        Map<String, Map<CitizenAnchor.State, Long>> byFacility = new TreeMap<>();
        sql.sql("select facility, state, persons from khop.anchor_count where persons > 0")
                .query(row -> {
                    byFacility
                            .computeIfAbsent(row.getString(1), facility -> states())
                            .put(CitizenAnchor.State.valueOf(row.getString(2)), row.getLong(3));
                });
        List<Count> counts = new ArrayList<>();
        byFacility.forEach((facility, persons) -> counts.add(
                new Count(facility.startsWith(FACILITY) ? facility.substring(FACILITY.length()) : facility, persons)));
        return counts;
    }

    private static Map<CitizenAnchor.State, Long> states() {
        Map<CitizenAnchor.State, Long> states = new EnumMap<>(CitizenAnchor.State.class);
        for (CitizenAnchor.State state : CitizenAnchor.State.values()) {
            states.put(state, 0L);
        }
        return states;
    }

    private void follow() {
        // What is committed gets its place.
        var unused = outbox.after(Long.MAX_VALUE - 1, 1);
        transactions.executeWithoutResult(status -> {
            long from = sql.sql("select last_position from khop.anchor_position for update")
                    .query(Long.class)
                    .single();
            long to = sql.sql("select last_position from khop.outbox_position")
                    .query(Long.class)
                    .single();
            if (from < 0 || to - from >= manyEvents) {
                everybody();
            } else if (to > from) {
                changed(from, to);
            }
            sql.sql("update khop.anchor_position set last_position = :to")
                    .param("to", to)
                    .update();
        });
    }

    private void everybody() {
        sql.sql("delete from khop.anchor_state").update();
        sql.sql("delete from khop.anchor_count").update();
        sql.sql(STATES.replace("{ALL}", "1 = 1")).param("persons", List.of("")).update();
        sql.sql("insert into khop.anchor_count (facility, state, persons)"
                        + " select facility, state, count(*) from khop.anchor_state group by facility, state")
                .update();
    }

    private void changed(long from, long to) {
        TreeSet<String> persons = new TreeSet<>();
        sql.sql("select person_id, other_person_id from khop.outbox where position > :from and position <= :to")
                .param("from", from)
                .param("to", to)
                .query(row -> {
                    persons.add(row.getString(1));
                    String other = row.getString(2);
                    if (other != null) {
                        persons.add(other);
                    }
                });
        Map<Key, Long> differences = new HashMap<>();
        List<String> ordered = List.copyOf(persons);
        for (int first = 0; first < ordered.size(); first += BATCH) {
            List<String> some = ordered.subList(first, Math.min(ordered.size(), first + BATCH));
            add(differences, some, -1);
            sql.sql("delete from khop.anchor_state where person_id in (:persons)")
                    .param("persons", some)
                    .update();
            sql.sql(STATES.replace("{ALL}", "1 = 0")).param("persons", some).update();
            add(differences, some, 1);
        }
        differences.forEach(this::write);
    }

    private void add(Map<Key, Long> differences, List<String> persons, int sign) {
        sql.sql(
                        "select facility, state, count(*) from khop.anchor_state where person_id in (:persons) group by facility, state")
                .param("persons", persons)
                .query(row -> {
                    differences.merge(new Key(row.getString(1), row.getString(2)), sign * row.getLong(3), Long::sum);
                });
    }

    private void write(Key key, long difference) {
        if (difference == 0) {
            return;
        }
        int updated = sql.sql(
                        "update khop.anchor_count set persons = persons + :difference where facility = :facility and state = :state")
                .param("difference", difference)
                .param("facility", key.facility())
                .param("state", key.state())
                .update();
        if (updated == 0) {
            sql.sql("insert into khop.anchor_count (facility, state, persons) values (:facility, :state, :difference)")
                    .param("difference", difference)
                    .param("facility", key.facility())
                    .param("state", key.state())
                    .update();
        }
    }
}
