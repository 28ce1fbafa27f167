package vn.khop.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.SourcePair;
import vn.khop.server.registry.Task;
import vn.khop.server.registry.TaskId;
import vn.khop.server.registry.TaskStore;
import vn.khop.server.registry.Verdict;

/** Tasks in SQL, the same statements on H2 and on PostgreSQL. Joins the caller's transaction. */
final class SqlTasks implements TaskStore {
    private static final String TASKS = """
            select task_id, type, state, version, source_a, source_b, bits, cause, opened_at, updated_at, assignee, until,
                   reason, note, first_verdict, first_by, outcome, decided_by, change_number, proposal
            from khop.task
            """;

    private final JdbcClient sql;

    SqlTasks(JdbcTemplate database) {
        this.sql = JdbcClient.create(database);
    }

    @Override
    public void add(Task task) {
        written(
                        sql.sql("""
                        insert into khop.task
                            (task_id, type, state, version, source_a, source_b, bits, cause, opened_at, updated_at, assignee, until,
                             reason, note, first_verdict, first_by, outcome, decided_by, change_number, proposal)
                        values (:id, :type, :state, :version, :a, :b, :bits, :cause, :openedAt, :updatedAt, :assignee, :until,
                                :reason, :note, :firstVerdict, :firstBy, :outcome, :decidedBy, :change, :proposal)
                        """)
                                .param("a", task.pair().a().value())
                                .param("b", task.pair().b().value())
                                .param("bits", task.bits())
                                .param("cause", task.cause().name())
                                .param("openedAt", Rows.time(task.openedAt()))
                                .param("type", task.type().name()),
                        task)
                .update();
    }

    @Override
    public boolean replace(Task task) {
        return written(sql.sql("""
                        update khop.task set state = :state, version = :version, updated_at = :updatedAt, assignee = :assignee,
                            until = :until, reason = :reason, note = :note, first_verdict = :firstVerdict, first_by = :firstBy,
                            outcome = :outcome, decided_by = :decidedBy, change_number = :change, proposal = :proposal
                        where task_id = :id and version = :former
                        """).param("former", task.version() - 1), task).update() == 1;
    }

    private static JdbcClient.StatementSpec written(JdbcClient.StatementSpec statement, Task task) {
        return statement
                .param("id", task.id().value())
                .param("state", task.state().name())
                .param("version", task.version())
                .param("updatedAt", Rows.time(task.updatedAt()))
                .param("assignee", task.assignee().orElse(null))
                .param("until", task.until().map(Rows::time).orElse(null))
                .param("reason", task.reason())
                .param("note", task.note())
                .param(
                        "firstVerdict",
                        task.first().map(first -> first.verdict().name()).orElse(null))
                .param("firstBy", task.first().map(Task.First::by).orElse(null))
                .param("outcome", task.outcome().map(Enum::name).orElse(null))
                .param("decidedBy", task.decidedBy().orElse(null))
                .param("change", task.change().orElse(null))
                .param("proposal", task.proposal().map(StoredProposal::text).orElse(null));
    }

    @Override
    public Optional<Task> task(TaskId id) {
        return sql.sql(TASKS + "where task_id = :id")
                .param("id", id.value())
                .query((row, index) -> task(row))
                .optional();
    }

    @Override
    public List<Task> openOn(Collection<SourceId> records) {
        Map<TaskId, Task> tasks = new HashMap<>();
        for (List<String> ids :
                Rows.parts(records.stream().map(SourceId::value).sorted().toList())) {
            for (String side : List.of("source_a", "source_b")) {
                sql.sql(TASKS + "where state <> 'RESOLVED' and " + side + " in (:ids)")
                        .param("ids", ids)
                        .query((row, index) -> task(row))
                        .list()
                        .forEach(task -> tasks.put(task.id(), task));
            }
        }
        return tasks.values().stream()
                .sorted(Comparator.comparing(Task::openedAt)
                        .thenComparing(task -> task.id().value()))
                .toList();
    }

    @Override
    public List<Task> page(Question question) {
        String after = question.after().isEmpty()
                ? ""
                : " and (opened_at, task_id) > (select a.opened_at, a.task_id from khop.task a where a.task_id = :after)";
        JdbcClient.StatementSpec statement = sql.sql(TASKS + "where state in (:states) and type in (:types)"
                        + (question.assignee().isEmpty() ? "" : " and assignee = :assignee")
                        + after
                        + " order by opened_at, task_id fetch first " + question.limit() + " rows only")
                .param("states", question.states().stream().map(Enum::name).toList())
                .param("types", question.types().stream().map(Enum::name).toList());
        if (question.assignee().isPresent()) {
            statement = statement.param("assignee", question.assignee().get());
        }
        if (question.after().isPresent()) {
            statement = statement.param("after", question.after().get().value());
        }
        return statement.query((row, index) -> task(row)).list();
    }

    private static Task task(ResultSet row) throws SQLException {
        String verdict = row.getString(15);
        return new Task(
                new TaskId(row.getString(1)),
                Task.Type.valueOf(row.getString(2)),
                Task.State.valueOf(row.getString(3)),
                row.getInt(4),
                new SourcePair(new SourceId(row.getString(5)), new SourceId(row.getString(6))),
                row.getDouble(7),
                Task.Cause.valueOf(row.getString(8)),
                Rows.instant(row, 9),
                Rows.instant(row, 10),
                Optional.ofNullable(row.getString(11)),
                Rows.optionalInstant(row, 12),
                row.getString(13),
                row.getString(14),
                verdict == null
                        ? Optional.empty()
                        : Optional.of(new Task.First(Verdict.valueOf(verdict), row.getString(16))),
                Optional.ofNullable(row.getString(17)).map(Task.Outcome::valueOf),
                Optional.ofNullable(row.getString(18)),
                Rows.optionalLong(row, 19),
                Optional.ofNullable(row.getString(20)).map(StoredProposal::read));
    }
}
