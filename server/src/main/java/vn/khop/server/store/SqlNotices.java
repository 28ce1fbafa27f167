package vn.khop.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.khop.server.notify.DeadNotice;
import vn.khop.server.notify.NoticeStore;
import vn.khop.server.notify.Telling;

/** How far destinations were told of changes, in SQL, the same statements on H2 and on PostgreSQL. Each statement is a transaction of its own. */
public final class SqlNotices implements NoticeStore {
    private static final String SELECT =
            "select notice_number, destination, position, person_id, tries, answer, at, state from khop.dead_notice ";

    private final JdbcClient sql;

    public SqlNotices(DataSource database) {
        this.sql = JdbcClient.create(database);
    }

    @Override
    public Optional<Long> take(String destination, String worker, Instant now, Instant until) {
        boolean isTaken = sql.sql("""
                                update khop.notice_cursor set worker = :worker, leased_until = :until
                                where destination = :destination and (worker = :worker or leased_until < :now)
                                """)
                        .param("worker", worker)
                        .param("until", Rows.time(until))
                        .param("now", Rows.time(now))
                        .param("destination", destination)
                        .update()
                == 1;
        if (isTaken) {
            return reached(destination);
        }
        return reached(destination).isPresent() ? Optional.empty() : begun(destination, worker, until);
    }

    @Override
    public Optional<Long> reached(String destination) {
        return sql.sql("select position from khop.notice_cursor where destination = :destination")
                .param("destination", destination)
                .query(Long.class)
                .optional();
    }

    private Optional<Long> begun(String destination, String worker, Instant until) {
        try {
            sql.sql("""
                            insert into khop.notice_cursor (destination, position, worker, leased_until)
                            values (:destination, :position, :worker, :until)
                            """)
                    .param("destination", destination)
                    .param("position", Telling.NEVER)
                    .param("worker", worker)
                    .param("until", Rows.time(until))
                    .update();
            return Optional.of(Telling.NEVER);
        } catch (DuplicateKeyException another) {
            return Optional.empty();
        }
    }

    @Override
    public void release(String destination, String worker, Instant now) {
        sql.sql(
                        "update khop.notice_cursor set leased_until = :past where destination = :destination and worker = :worker")
                .param("past", Rows.time(now.minusMillis(1)))
                .param("destination", destination)
                .param("worker", worker)
                .update();
    }

    @Override
    public void begin(String destination, long position, Instant now) {
        if (reached(destination).isEmpty()) {
            sql.sql("""
                            insert into khop.notice_cursor (destination, position, worker, leased_until)
                            values (:destination, :position, '', :past)
                            """)
                    .param("destination", destination)
                    .param("position", position)
                    .param("past", Rows.time(now.minusMillis(1)))
                    .update();
        }
    }

    @Override
    public void forget(String destination) {
        sql.sql("delete from khop.notice_cursor where destination = :destination")
                .param("destination", destination)
                .update();
    }

    @Override
    public void advance(String destination, long position) {
        sql.sql(
                        "update khop.notice_cursor set position = :position where destination = :destination and position < :position")
                .param("position", position)
                .param("destination", destination)
                .update();
    }

    @Override
    public void bury(DeadNotice notice) {
        sql.sql("""
                        insert into khop.dead_notice (destination, position, person_id, tries, answer, at, state)
                        values (:destination, :position, :person, :tries, :answer, :at, :state)
                        """)
                .param("destination", notice.destination())
                .param("position", notice.position())
                .param("person", notice.person())
                .param("tries", notice.tries())
                .param("answer", notice.answer())
                .param("at", Rows.time(notice.at()))
                .param("state", notice.state().name())
                .update();
    }

    @Override
    public List<DeadNotice> toReplay(String destination, int limit) {
        return sql.sql(SELECT
                        + "where destination = :destination and state = 'REPLAY' order by notice_number fetch first "
                        + limit + " rows only")
                .param("destination", destination)
                .query((row, place) -> notice(row))
                .list();
    }

    @Override
    public List<Standing> standings() {
        return sql.sql("""
                        select c.destination, c.position,
                               (select count(*) from khop.dead_notice d where d.destination = c.destination and d.state = 'DEAD')
                        from khop.notice_cursor c order by c.destination
                        """)
                .query((row, index) -> new Standing(row.getString(1), row.getLong(2), row.getLong(3)))
                .list();
    }

    @Override
    public Optional<DeadNotice> notice(long number) {
        return sql.sql(SELECT + "where notice_number = :number")
                .param("number", number)
                .query((row, place) -> notice(row))
                .optional();
    }

    @Override
    public List<DeadNotice> page(Optional<DeadNotice.State> state, long before, int limit) {
        JdbcClient.StatementSpec statement = sql.sql(SELECT + "where notice_number < :before"
                        + (state.isPresent() ? " and state = :state" : "") + " order by notice_number desc fetch first "
                        + limit + " rows only")
                .param("before", before);
        if (state.isPresent()) {
            statement = statement.param("state", state.get().name());
        }
        return statement.query((row, place) -> notice(row)).list();
    }

    @Override
    public void replace(DeadNotice notice) {
        sql.sql("""
                        update khop.dead_notice set tries = :tries, answer = :answer, at = :at, state = :state
                        where notice_number = :number
                        """)
                .param("tries", notice.tries())
                .param("answer", notice.answer())
                .param("at", Rows.time(notice.at()))
                .param("state", notice.state().name())
                .param("number", notice.number())
                .update();
    }

    private static DeadNotice notice(ResultSet row) throws SQLException {
        return new DeadNotice(
                row.getLong(1),
                row.getString(2),
                row.getLong(3),
                row.getString(4),
                row.getInt(5),
                row.getString(6),
                Rows.instant(row, 7),
                DeadNotice.State.valueOf(row.getString(8)));
    }
}
