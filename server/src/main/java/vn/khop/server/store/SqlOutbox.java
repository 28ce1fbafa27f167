package vn.khop.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import vn.khop.server.registry.ChangeEvent;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.Outbox;
import vn.khop.server.registry.SourceId;

/*
 * Two transactions take numbers 7 and 8 of a sequence; 8 commits first. A reader who asks for what comes after 6 gets 8, goes on from there, and never sees 7.
 * So numbers of a sequence are no places. An event gets its place from whoever reads first after it was committed, under the lock of one row: only committed events
 * are seen then, each gets the next place, and places that were given never move. Two events about one person are in the order in which they happened, since their
 * transactions claim the person: the first was committed, with the lower number, before the second began to write.
 */
/** The outbox in SQL, the same statements on H2 and on PostgreSQL. */
final class SqlOutbox implements Outbox {
    /** Events that get places in one transaction. */
    private static final int BATCH = 5_000;

    private final JdbcClient sql;
    private final JdbcTemplate database;
    private final TransactionTemplate transactions;

    SqlOutbox(JdbcTemplate database, TransactionTemplate transactions) {
        this.database = database;
        this.sql = JdbcClient.create(database);
        this.transactions = transactions;
    }

    @Override
    public void add(List<ChangeEvent> events) {
        Writes writes = new Writes(database);
        add(events, writes);
        writes.send();
    }

    static void add(List<ChangeEvent> events, Writes writes) {
        events.forEach(event -> writes.add(
                "insert into khop.outbox_new (change_number, kind, person_id, other_person_id, at, source_id) values (?, ?, ?, ?, ?, ?)",
                event.change(),
                event.kind().name(),
                event.person().value(),
                event.other().map(EnterpriseId::value).orElse(null),
                Rows.time(event.at()),
                event.source().map(SourceId::value).orElse(null)));
    }

    @Override
    public List<ChangeEvent> after(long position, int limit) {
        placeAll();
        return sql.sql("""
                        select position, kind, person_id, other_person_id, change_number, at, source_id
                        from khop.outbox where position > :position order by position fetch first %d rows only
                        """.formatted(limit))
                .param("position", position)
                .query((row, index) -> event(row))
                .list();
    }

    @Override
    public long last() {
        placeAll();
        return sql.sql("select last_position from khop.outbox_position")
                .query(Long.class)
                .single();
    }

    private void placeAll() {
        while (hasNew() && place() == BATCH) {
            // until all that is committed has its place
        }
    }

    private boolean hasNew() {
        return !sql.sql("select event_number from khop.outbox_new fetch first 1 rows only")
                .query(Long.class)
                .list()
                .isEmpty();
    }

    /** How many events got places. */
    private int place() {
        Integer placed = transactions.execute(status -> {
            long last = sql.sql("select last_position from khop.outbox_position for update")
                    .query(Long.class)
                    .single();
            List<Long> numbers = sql.sql("select event_number from khop.outbox_new order by event_number fetch first "
                            + BATCH + " rows only")
                    .query(Long.class)
                    .list();
            if (numbers.isEmpty()) {
                return 0;
            }
            // Only whoever holds the lock takes them away, so all of them are still there.
            sql.sql("""
                            insert into khop.outbox (position, change_number, kind, person_id, other_person_id, at, source_id)
                            select cast(:last as bigint) + row_number() over (order by event_number),
                                   change_number, kind, person_id, other_person_id, at, source_id
                            from khop.outbox_new where event_number in (:numbers)
                            """).param("last", last).param("numbers", numbers).update();
            sql.sql("delete from khop.outbox_new where event_number in (:numbers)")
                    .param("numbers", numbers)
                    .update();
            sql.sql("update khop.outbox_position set last_position = :last")
                    .param("last", last + numbers.size())
                    .update();
            return numbers.size();
        });
        return Optional.ofNullable(placed).orElse(0);
    }

    private static ChangeEvent event(ResultSet row) throws SQLException {
        return new ChangeEvent(
                row.getLong(1),
                ChangeEvent.Kind.valueOf(row.getString(2)),
                new EnterpriseId(row.getString(3)),
                Optional.ofNullable(row.getString(4)).map(EnterpriseId::new),
                Optional.ofNullable(row.getString(7)).map(SourceId::new),
                row.getLong(5),
                Rows.instant(row, 6));
    }
}
