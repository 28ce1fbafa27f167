package vn.khop.server.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.khop.server.rights.Right;
import vn.khop.server.rights.RightsDesk;
import vn.khop.server.rights.RightsDesk.Counts;
import vn.khop.server.rights.SubjectRequest;
import vn.khop.server.rights.SubjectRequest.Asked;
import vn.khop.server.rights.SubjectRequest.Closing;
import vn.khop.server.rights.SubjectRequest.Extension;
import vn.khop.server.rights.SubjectRequest.Outcome;
import vn.khop.server.rights.SubjectRequest.Step;

/** Data subjects' requests in SQL, the same statements on H2 and on PostgreSQL. */
public final class SqlSubjectRequests implements RightsDesk.Store {
    private static final String SELECT =
            "select number, person_id, asked, reference, received_on, is_through_others, answer_by, due_on, registered_by, registered_at, answered_by, answered_at,"
                    + " extension_reason, extended_by, extended_at, outcome, how, closed_by, closed_at from khop.subject_requests";

    private final JdbcTemplate database;
    private final TransactionTemplate transactions;

    public SqlSubjectRequests(DataSource database, PlatformTransactionManager transactions) {
        this.database = new JdbcTemplate(database);
        this.transactions = new TransactionTemplate(transactions);
    }

    @Override
    public void together(Runnable work) {
        transactions.executeWithoutResult(status -> work.run());
    }

    @Override
    public long add(String personId, Asked asked, LocalDate answerBy, LocalDate dueOn, Step registered) {
        KeyHolder key = new GeneratedKeyHolder();
        database.update(
                connection -> {
                    PreparedStatement insert = connection.prepareStatement(
                            "insert into khop.subject_requests (person_id, asked, reference, received_on, is_through_others, answer_by, due_on, registered_by, registered_at)"
                                    + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                            new String[] {"number"});
                    insert.setString(1, personId);
                    insert.setString(2, asked.right().name());
                    insert.setString(3, asked.reference());
                    insert.setObject(4, asked.receivedOn());
                    insert.setBoolean(5, asked.isThroughOthers());
                    insert.setObject(6, answerBy);
                    insert.setObject(7, dueOn);
                    insert.setString(8, registered.by());
                    insert.setObject(9, Rows.time(registered.at()));
                    return insert;
                },
                key);
        @Nullable Number number = key.getKey();
        if (number == null) {
            throw new IllegalStateException("the database gave a request no number");
        }
        return number.longValue();
    }

    @Override
    public Optional<SubjectRequest> find(long number) {
        return database.query(SELECT + " where number = ?", (row, index) -> request(row), number).stream()
                .findFirst();
    }

    @Override
    public List<SubjectRequest> open(int limit) {
        return database.query(
                SELECT + " where closed_at is null order by due_on, number fetch first ? rows only",
                (row, index) -> request(row),
                limit);
    }

    @Override
    public Counts counts(LocalDate today) {
        return Objects.requireNonNull(database.queryForObject(
                "select count(*), count(case when due_on < ? then 1 end), count(case when answered_at is null and answer_by < ? then 1 end)"
                        + " from khop.subject_requests where closed_at is null",
                (row, index) -> new Counts(row.getInt(1), row.getInt(2), row.getInt(3)),
                today,
                today));
    }

    @Override
    public List<SubjectRequest> closed(int limit) {
        return database.query(
                SELECT + " where closed_at is not null order by closed_at desc, number desc fetch first ? rows only",
                (row, index) -> request(row),
                limit);
    }

    @Override
    public boolean answer(long number, Step step) {
        return database.update(
                        "update khop.subject_requests set answered_by = ?, answered_at = ? where number = ? and answered_at is null and closed_at is null",
                        step.by(),
                        Rows.time(step.at()),
                        number)
                == 1;
    }

    @Override
    public boolean extend(long number, LocalDate dueOn, Extension extension) {
        return database.update(
                        "update khop.subject_requests set due_on = ?, extension_reason = ?, extended_by = ?, extended_at = ? where number = ? and extended_at is null and closed_at is null",
                        dueOn,
                        extension.reason(),
                        extension.step().by(),
                        Rows.time(extension.step().at()),
                        number)
                == 1;
    }

    @Override
    public boolean close(long number, Closing closing) {
        return database.update(
                        "update khop.subject_requests set outcome = ?, how = ?, closed_by = ?, closed_at = ? where number = ? and closed_at is null",
                        closing.outcome().name(),
                        closing.how(),
                        closing.step().by(),
                        Rows.time(closing.step().at()),
                        number)
                == 1;
    }

    private static SubjectRequest request(ResultSet row) throws SQLException {
        Optional<Step> extended = step(row, 14);
        Optional<Step> closed = step(row, 18);
        return new SubjectRequest(
                row.getLong(1),
                row.getString(2),
                new Asked(
                        Right.valueOf(row.getString(3)),
                        row.getString(4),
                        row.getObject(5, LocalDate.class),
                        row.getBoolean(6)),
                row.getObject(7, LocalDate.class),
                row.getObject(8, LocalDate.class),
                new Step(row.getString(9), Rows.instant(row, 10)),
                step(row, 11),
                extended.isEmpty() ? Optional.empty() : Optional.of(new Extension(row.getString(13), extended.get())),
                closed.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new Closing(Outcome.valueOf(row.getString(16)), row.getString(17), closed.get())));
    }

    /** Who took it, in this column, and when, in the one behind it. */
    private static Optional<Step> step(ResultSet row, int column) throws SQLException {
        String by = row.getString(column);
        return Rows.optionalInstant(row, column + 1).map(at -> new Step(by, at));
    }
}
