package vn.khop.server.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;

/*
 * PostgreSQL's driver cuts a text at its semicolons into statements, each prepared by itself, and sends all of them before it waits for the first answer. The embedded
 * database is asked by a call, so nothing is gained there, and they are run one by one.
 */
/** Statements that change rows and wait for nobody's answer, sent together: to PostgreSQL each is a way there and back otherwise. In the order in which they were added; joins the caller's transaction. */
final class Writes {
    /** Of many, so many at a time: a text of its own is prepared for each number of them. */
    private static final int TOGETHER_MAX = 16;

    private final JdbcTemplate database;
    private final List<Write> writes = new ArrayList<>();

    /** @param refusal said if another number of rows than one is changed; null where any number is right */
    private record Write(
            String statement,
            @Nullable Object[] parameters,
            @Nullable String refusal) {}

    Writes(JdbcTemplate database) {
        this.database = database;
    }

    /** @param statement with a question mark for each parameter; another set of statements is another text to prepare, so let there be few */
    Writes add(String statement, @Nullable Object... parameters) {
        writes.add(new Write(statement, parameters, null));
        return this;
    }

    /**
     * A statement that must change one row.
     *
     * @param refusal what is wrong if it does not
     */
    Writes addOfOne(String refusal, String statement, @Nullable Object... parameters) {
        writes.add(new Write(statement, parameters, refusal));
        return this;
    }

    /** @throws IllegalStateException if a statement that must change one row did not */
    void send() {
        boolean isPostgres = Rows.isPostgres(database);
        for (int from = 0; from < writes.size(); from += TOGETHER_MAX) {
            List<Write> some = writes.subList(from, Math.min(writes.size(), from + TOGETHER_MAX));
            int[] changed = some.size() > 1 && isPostgres ? together(some) : oneByOne(some);
            for (int i = 0; i < changed.length; i++) {
                String refusal = some.get(i).refusal();
                if (refusal != null && changed[i] != 1) {
                    throw new IllegalStateException(refusal);
                }
            }
        }
    }

    private int[] oneByOne(List<Write> some) {
        return some.stream()
                .mapToInt(write -> database.update(write.statement(), write.parameters()))
                .toArray();
    }

    private int[] together(List<Write> some) {
        String all = some.stream().map(Write::statement).collect(Collectors.joining(";"));
        return Objects.requireNonNull(
                database.execute(all, (PreparedStatementCallback<int[]>) statement -> changed(statement, some)));
    }

    private static int[] changed(PreparedStatement statement, List<Write> some) throws SQLException {
        int place = 1;
        for (Write write : some) {
            for (Object parameter : write.parameters()) {
                if (parameter == null) {
                    statement.setNull(place++, Types.NULL);
                } else {
                    statement.setObject(place++, parameter);
                }
            }
        }
        statement.execute();
        int[] changed = new int[some.size()];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = statement.getUpdateCount();
            statement.getMoreResults();
        }
        return changed;
    }
}
