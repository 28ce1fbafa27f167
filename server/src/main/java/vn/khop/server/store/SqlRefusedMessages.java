package vn.khop.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.khop.server.refused.RefusedMessage;
import vn.khop.server.refused.RefusedMessage.State;
import vn.khop.server.refused.RefusedMessages;
import vn.khop.server.security.FacilityScope;

/** Messages that were not taken, in SQL, the same statements on H2 and on PostgreSQL. Joins the caller's transaction. */
public final class SqlRefusedMessages implements RefusedMessages {
    private static final String SELECT = """
            select message_number, format, application, facility, control_id, event, content, received_at, last_at, times,
                   fault, code, place, diagnostic, state, settled_by
            from khop.refused_message
            """;

    private final JdbcClient sql;
    private final TransactionTemplate transactions;
    private final Seal seal;

    public SqlRefusedMessages(DataSource database, PlatformTransactionManager transactions, Seal seal) {
        this.seal = seal;
        this.sql = JdbcClient.create(database);
        this.transactions = new TransactionTemplate(transactions);
    }

    @Override
    public void keep(RefusedMessage message) {
        seal.refresh();
        transactions.executeWithoutResult(status -> {
            Optional<RefusedMessage> waiting =
                    waiting(message.format(), message.application(), message.facility(), message.controlId()).stream()
                            .filter(same -> java.util.Arrays.equals(same.content(), message.content()))
                            .findFirst();
            if (waiting.isPresent()) {
                RefusedMessage same = waiting.get();
                sql.sql("""
                                update khop.refused_message set times = times + 1, last_at = :at, fault = :fault, code = :code,
                                    place = :place, diagnostic = :diagnostic
                                where message_number = :number
                                """)
                        .param("at", Rows.time(message.lastAt()))
                        .param("fault", message.why().condition())
                        .param("code", message.why().code())
                        .param("place", message.why().place())
                        .param("diagnostic", message.why().diagnostic())
                        .param("number", same.number())
                        .update();
            } else {
                insert(message);
            }
        });
    }

    private List<RefusedMessage> waiting(
            RefusedMessage.Format format, String application, String facility, String controlId) {
        return sql.sql(
                        SELECT
                                + "where facility = :facility and control_id = :control and application = :application and format = :format and state = 'REFUSED'")
                .param("format", format.name())
                .param("facility", facility)
                .param("control", controlId)
                .param("application", application)
                .query((row, place) -> message(row))
                .list();
    }

    /** What it says is sealed for its row, and so for its number: the row comes first. */
    private void insert(RefusedMessage message) {
        KeyHolder number = new GeneratedKeyHolder();
        sql.sql("""
                        insert into khop.refused_message
                            (format, application, facility, control_id, event, content, received_at, last_at, times, fault, code, place, diagnostic, state)
                        values (:format, :application, :facility, :control, :event, :content, :received, :last, :times, :fault, :code, :place,
                                :diagnostic, :state)
                        """)
                .param("format", message.format().name())
                .param("application", message.application())
                .param("facility", message.facility())
                .param("control", message.controlId())
                .param("event", message.event())
                .param("content", new byte[0])
                .param("received", Rows.time(message.receivedAt()))
                .param("last", Rows.time(message.lastAt()))
                .param("times", message.times())
                .param("fault", message.why().condition())
                .param("code", message.why().code())
                .param("place", message.why().place())
                .param("diagnostic", message.why().diagnostic())
                .param("state", message.state().name())
                .update(number, "message_number");
        long given = Objects.requireNonNull(number.getKey(), "a message without a number")
                .longValue();
        sql.sql("update khop.refused_message set content = :content where message_number = :number")
                .param("content", sealed(given, message.content()))
                .param("number", given)
                .update();
    }

    private byte[] sealed(long number, byte[] content) {
        return seal.seal(Seal.Column.REFUSED_MESSAGE, Long.toString(number), content);
    }

    @Override
    public void taken(
            RefusedMessage.Format format,
            String application,
            String facility,
            String controlId,
            UnaryOperator<byte[]> settled) {
        for (RefusedMessage message : waiting(format, application, facility, controlId)) {
            sql.sql(
                            "update khop.refused_message set state = 'TAKEN', content = :content where message_number = :number and state = 'REFUSED'")
                    .param("content", sealed(message.number(), settled.apply(message.content())))
                    .param("number", message.number())
                    .update();
        }
    }

    @Override
    public Optional<RefusedMessage> message(long number) {
        return sql.sql(SELECT + "where message_number = :number")
                .param("number", number)
                .query((row, place) -> message(row))
                .optional();
    }

    @Override
    public List<RefusedMessage> page(FacilityScope facilities, Optional<State> state, long before, int limit) {
        JdbcClient.StatementSpec statement = sql.sql(SELECT + "where message_number < :before"
                        + (facilities.everywhere() ? "" : " and facility = any(:facilities)")
                        + (state.isPresent() ? " and state = :state" : "")
                        + " order by message_number desc fetch first " + limit + " rows only")
                .param("before", before);
        if (!facilities.everywhere()) {
            statement = statement.param("facilities", Rows.array(facilities.codes()));
        }
        if (state.isPresent()) {
            statement = statement.param("state", state.get().name());
        }
        return statement.query((row, place) -> message(row)).list();
    }

    @Override
    public boolean replace(RefusedMessage message) {
        seal.refresh();
        return sql.sql("""
                                update khop.refused_message set content = :content, last_at = :last, times = :times, fault = :fault,
                                    code = :code, place = :place, diagnostic = :diagnostic, state = :state, settled_by = :by
                                where message_number = :number and (state = 'REFUSED' or (state = 'TAKEN' and settled_by is null and :state = 'TAKEN'))
                                """)
                        .param("content", sealed(message.number(), message.content()))
                        .param("last", Rows.time(message.lastAt()))
                        .param("times", message.times())
                        .param("fault", message.why().condition())
                        .param("code", message.why().code())
                        .param("place", message.why().place())
                        .param("diagnostic", message.why().diagnostic())
                        .param("state", message.state().name())
                        .param("by", message.settledBy().orElse(null))
                        .param("number", message.number())
                        .update()
                == 1;
    }

    private RefusedMessage message(ResultSet row) throws SQLException {
        return new RefusedMessage(
                row.getLong(1),
                RefusedMessage.Format.valueOf(row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                seal.open(Seal.Column.REFUSED_MESSAGE, row.getString(1), row.getBytes(7)),
                Rows.instant(row, 8),
                Rows.instant(row, 9),
                row.getInt(10),
                new RefusedMessage.Why(row.getString(11), row.getString(12), row.getString(13), row.getString(14)),
                State.valueOf(row.getString(15)),
                Optional.ofNullable(row.getString(16)));
    }
}
