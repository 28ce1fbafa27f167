package vn.khop.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.khop.server.audit.BreakGlass;
import vn.khop.server.security.Actor;

/** Emergency accesses in SQL, the same statements on H2 and on PostgreSQL. */
public final class SqlBreakGlass implements BreakGlass.Store {
    private static final String SELECT =
            "select number, username, client_id, person_id, reason, opened_at, ends_at, review_due_at, is_justified, reviewed_by, reviewed_at from khop.break_glass";

    private final JdbcTemplate database;
    private final TransactionTemplate transactions;

    public SqlBreakGlass(DataSource database, PlatformTransactionManager transactions) {
        this.database = new JdbcTemplate(database);
        this.transactions = new TransactionTemplate(transactions);
    }

    @Override
    public void together(Runnable work) {
        transactions.executeWithoutResult(status -> work.run());
    }

    @Override
    public void add(
            Actor actor, String personId, String reason, Instant openedAt, Instant endsAt, Instant reviewDueAt) {
        database.update(
                "insert into khop.break_glass (username, client_id, person_id, reason, opened_at, ends_at, review_due_at) values (?, ?, ?, ?, ?, ?, ?)",
                actor.username(),
                actor.clientId(),
                personId,
                reason,
                Rows.time(openedAt),
                Rows.time(endsAt),
                Rows.time(reviewDueAt));
    }

    @Override
    public boolean isOpen(String username, String clientId, String personId, Instant at) {
        return !database.queryForList(
                        "select number from khop.break_glass where username = ? and client_id = ? and person_id = ? and opened_at <= ? and ends_at > ?",
                        Long.class,
                        username,
                        clientId,
                        personId,
                        Rows.time(at),
                        Rows.time(at))
                .isEmpty();
    }

    @Override
    public List<BreakGlass.Entry> toReview(int limit) {
        return database.query(
                SELECT + " where reviewed_at is null order by review_due_at, number fetch first ? rows only",
                (row, index) -> entry(row),
                limit);
    }

    @Override
    public List<BreakGlass.Entry> reviewed(int limit) {
        return database.query(
                SELECT
                        + " where reviewed_at is not null order by reviewed_at desc, number desc fetch first ? rows only",
                (row, index) -> entry(row),
                limit);
    }

    @Override
    public Optional<BreakGlass.Entry> find(long number) {
        return database.query(SELECT + " where number = ?", (row, index) -> entry(row), number).stream()
                .findFirst();
    }

    @Override
    public boolean review(long number, boolean isJustified, String reviewer, Instant at) {
        return database.update(
                        "update khop.break_glass set is_justified = ?, reviewed_by = ?, reviewed_at = ? where number = ? and reviewed_at is null",
                        isJustified,
                        reviewer,
                        Rows.time(at),
                        number)
                == 1;
    }

    private static BreakGlass.Entry entry(ResultSet row) throws SQLException {
        Boolean isJustified = row.getObject(9, Boolean.class);
        Optional<BreakGlass.Review> review = isJustified == null
                ? Optional.empty()
                : Optional.of(new BreakGlass.Review(isJustified, row.getString(10), Rows.instant(row, 11)));
        return new BreakGlass.Entry(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                Rows.instant(row, 6),
                Rows.instant(row, 7),
                Rows.instant(row, 8),
                review);
    }
}
