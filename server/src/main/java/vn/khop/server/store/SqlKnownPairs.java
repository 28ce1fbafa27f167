package vn.khop.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.KnownPair;
import vn.khop.server.registry.KnownPairStore;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.Task;
import vn.khop.server.registry.TaskId;

/** Questions whose answers are known, in SQL, the same statements on H2 and on PostgreSQL. Joins the caller's transaction. */
final class SqlKnownPairs implements KnownPairStore {
    private static final String PAIRS = """
            select k.task_id, k.type, k.state, k.version, t.source_a, t.source_b, t.bits, k.opened_at, k.updated_at, k.assignee,
                   k.taken_at, k.until, k.escalated, k.reason, k.note, k.given, k.clerk, k.known_task, k.answer, k.person_a, k.person_b,
                   k.after_task
            from khop.known_pair k join khop.task t on t.task_id = k.known_task
            """;

    private final JdbcClient sql;

    SqlKnownPairs(JdbcTemplate database) {
        this.sql = JdbcClient.create(database);
    }

    @Override
    public List<Task> agreed(Task.Answer answer, String clerk, int limit) {
        return sql.sql(SqlTasks.TASKS + """
                        join khop.second_review r on r.task_id = t.task_id
                        where r.is_same and r.second_answer = :answer and r.first_by <> :clerk and r.second_by <> :clerk
                          and t.state = 'RESOLVED' and t.outcome = :answer and t.source_b is not null
                          and not exists (select 1 from khop.known_pair k where k.known_task = t.task_id and k.clerk = :clerk)
                        order by r.at desc, t.task_id fetch first\s""" + limit + " rows only")
                .param("answer", answer.name())
                .param("clerk", clerk)
                .query((row, index) -> SqlTasks.task(row))
                .list();
    }

    @Override
    public void add(KnownPair pair) {
        Task task = pair.task();
        sql.sql("""
                        insert into khop.known_pair
                            (task_id, clerk, known_task, answer, person_a, person_b, after_task, type, state, version, opened_at, updated_at,
                             escalated, reason, note)
                        values (:id, :clerk, :known, :answer, :one, :other, :after, :type, :state, :version, :openedAt, :updatedAt,
                                false, '', '')
                        """)
                .param("id", task.id().value())
                .param("clerk", pair.clerk())
                .param("known", pair.known().value())
                .param("answer", pair.answer().name())
                .param("one", pair.one().value())
                .param("other", pair.other().value())
                .param("after", pair.after().map(TaskId::value).orElse(null))
                .param("type", task.type().name())
                .param("state", task.state().name())
                .param("version", task.version())
                .param("openedAt", Rows.time(task.openedAt()))
                .param("updatedAt", Rows.time(task.updatedAt()))
                .update();
    }

    @Override
    public Optional<KnownPair> pair(TaskId id) {
        return sql.sql(PAIRS + "where k.task_id = :id")
                .param("id", id.value())
                .query((row, index) -> pair(row))
                .optional();
    }

    @Override
    public List<KnownPair> waiting(String clerk) {
        return sql.sql(PAIRS + """
                        where k.clerk = :clerk and k.given is null and not k.escalated and k.state <> 'WAITING_FOR_HOSPITAL'
                        order by k.task_id
                        """)
                .param("clerk", clerk)
                .query((row, index) -> pair(row))
                .list();
    }

    @Override
    public boolean replace(Task task) {
        Task.Holding holding = task.holding();
        return sql.sql("""
                        update khop.known_pair set state = :state, version = :version, updated_at = :updatedAt, assignee = :assignee,
                            taken_at = :takenAt, until = :until, escalated = :escalated, reason = :reason, note = :note, given = :given
                        where task_id = :id and version = :former
                        """)
                        .param("id", task.id().value())
                        .param("former", task.version() - 1)
                        .param("state", task.state().name())
                        .param("version", task.version())
                        .param("updatedAt", Rows.time(task.updatedAt()))
                        .param("assignee", holding.assignee().orElse(null))
                        .param("takenAt", holding.takenAt().map(Rows::time).orElse(null))
                        .param("until", holding.until().map(Rows::time).orElse(null))
                        .param("escalated", holding.escalated())
                        .param("reason", task.reason())
                        .param("note", task.note())
                        .param(
                                "given",
                                task.first().map(said -> said.answer().name()).orElse(null))
                        .update()
                == 1;
    }

    @Override
    public void place(KnownPair pair) {
        sql.sql(
                        "update khop.known_pair set after_task = :after, type = :type, opened_at = :openedAt where task_id = :id")
                .param("after", pair.after().map(TaskId::value).orElse(null))
                .param("type", pair.task().type().name())
                .param("openedAt", Rows.time(pair.task().openedAt()))
                .param("id", pair.task().id().value())
                .update();
    }

    private static KnownPair pair(ResultSet row) throws SQLException {
        String clerk = row.getString(17);
        Task task = new Task(
                new TaskId(row.getString(1)),
                Task.Type.valueOf(row.getString(2)),
                Task.State.valueOf(row.getString(3)),
                row.getInt(4),
                new Task.Subject(
                        new SourceId(row.getString(5)), Optional.of(new SourceId(row.getString(6))), Optional.empty()),
                row.getDouble(7),
                Task.Cause.OPEN_PAIR,
                Rows.instant(row, 8),
                Rows.instant(row, 9),
                new Task.Holding(
                        Optional.ofNullable(row.getString(10)),
                        Rows.optionalInstant(row, 11),
                        Rows.optionalInstant(row, 12),
                        row.getBoolean(13),
                        Optional.empty()),
                row.getString(14),
                row.getString(15),
                Optional.ofNullable(row.getString(16)).map(said -> new Task.First(Task.Answer.valueOf(said), clerk)),
                Optional.empty(),
                Optional.empty());
        return new KnownPair(
                task,
                clerk,
                new TaskId(row.getString(18)),
                Task.Answer.valueOf(row.getString(19)),
                new EnterpriseId(row.getString(20)),
                new EnterpriseId(row.getString(21)),
                Optional.ofNullable(row.getString(22)).map(TaskId::new));
    }
}
