package vn.khop.server.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.khop.server.registry.DecisionEvidence;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.Task;
import vn.khop.server.registry.TaskFigures;
import vn.khop.server.registry.TaskId;
import vn.khop.server.registry.TaskStore;

/** Tasks in SQL, the same statements on H2 and on PostgreSQL. Joins the caller's transaction. */
final class SqlTasks implements TaskStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    static final String TASKS = """
            select t.task_id, t.type, t.state, t.version, t.source_a, t.source_b, t.held_version, t.bits, t.cause, t.opened_at,
                   t.updated_at, t.assignee, t.taken_at, t.until, t.escalated, t.asked, t.reason, t.note, t.first_verdict, t.first_by,
                   t.outcome, t.decided_by, t.change_number, t.evidence, t.proposal
            from khop.task t
            """;

    /** A lease or a deferral that is over is none. */
    private static final String STATE_NOW = """
            case when t.state in ('ASSIGNED', 'IN_REVIEW', 'DEFERRED', 'WAITING_FOR_HOSPITAL') and t.until <= :now
                 then 'NEW' else t.state end""";

    private static final String GRAVITY = """
            case t.type when 'OVERLAY' then 0 when 'ID_CONFLICT' then 1 when 'DUPLICATE' then 2 when 'LINK' then 3
                        when 'ID_CHECK' then 4 else 5 end""";

    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    /** Of so many days the figures tell what came and went. */
    private static final int DAYS = 14;

    private final JdbcClient sql;

    SqlTasks(JdbcTemplate database) {
        this.sql = JdbcClient.create(database);
    }

    @Override
    public void add(Task task) {
        written(sql.sql("""
                        insert into khop.task
                            (task_id, type, state, version, source_a, source_b, held_version, bits, cause, opened_at, updated_at,
                             assignee, taken_at, until, escalated, asked, reason, note, first_verdict, first_by, outcome, decided_by,
                             change_number, evidence, proposal, first_a, first_b)
                        values (:id, :type, :state, :version, :a, :b, :held, :bits, :cause, :openedAt, :updatedAt, :assignee, :takenAt,
                                :until, :escalated, :asked, :reason, :note, :firstAnswer, :firstBy, :outcome, :decidedBy, :change,
                                :evidence, :proposal, :a, :b)
                        """).param("openedAt", Rows.time(task.openedAt())), task)
                .update();
    }

    @Override
    public boolean replace(Task task) {
        return written(sql.sql("""
                        update khop.task set type = :type, state = :state, version = :version, source_a = :a, source_b = :b,
                            held_version = :held, bits = :bits, cause = :cause, updated_at = :updatedAt, assignee = :assignee,
                            taken_at = :takenAt, until = :until, escalated = :escalated, asked = :asked, reason = :reason, note = :note,
                            first_verdict = :firstAnswer, first_by = :firstBy, outcome = :outcome, decided_by = :decidedBy,
                            change_number = :change, evidence = :evidence, proposal = :proposal
                        where task_id = :id and version = :former
                        """).param("former", task.version() - 1), task).update() == 1;
    }

    private static JdbcClient.StatementSpec written(JdbcClient.StatementSpec statement, Task task) {
        Task.Subject subject = task.subject();
        Task.Holding holding = task.holding();
        Optional<Task.Resolution> resolution = task.resolution();
        return statement
                .param("id", task.id().value())
                .param("type", task.type().name())
                .param("state", task.state().name())
                .param("version", task.version())
                .param("a", subject.record().value())
                .param("b", subject.other().map(SourceId::value).orElse(null))
                .param("held", subject.heldVersion().orElse(null))
                .param("bits", task.bits())
                .param("cause", task.cause().name())
                .param("updatedAt", Rows.time(task.updatedAt()))
                .param("assignee", holding.assignee().orElse(null))
                .param("takenAt", holding.takenAt().map(Rows::time).orElse(null))
                .param("until", holding.until().map(Rows::time).orElse(null))
                .param("escalated", holding.escalated())
                .param("asked", holding.asked().orElse(null))
                .param("reason", task.reason())
                .param("note", task.note())
                .param(
                        "firstAnswer",
                        task.first().map(first -> first.answer().name()).orElse(null))
                .param("firstBy", task.first().map(Task.First::by).orElse(null))
                .param("outcome", resolution.map(came -> came.outcome().name()).orElse(null))
                .param("decidedBy", resolution.map(Task.Resolution::decidedBy).orElse(null))
                .param("change", resolution.flatMap(Task.Resolution::change).orElse(null))
                .param(
                        "evidence",
                        resolution
                                .flatMap(Task.Resolution::evidence)
                                .map(SqlTasks::text)
                                .orElse(null))
                .param("proposal", task.proposal().map(StoredProposal::text).orElse(null));
    }

    private static String text(DecisionEvidence evidence) {
        try {
            return JSON.writeValueAsString(evidence);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and names can always be written as JSON", e);
        }
    }

    private static DecisionEvidence evidence(String text) {
        try {
            return JSON.readValue(text, DecisionEvidence.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored evidence is not what was written", e);
        }
    }

    @Override
    public Optional<Task> task(TaskId id) {
        return sql.sql(TASKS + "where t.task_id = :id")
                .param("id", id.value())
                .query((row, index) -> task(row))
                .optional();
    }

    @Override
    public List<Task> openOn(Collection<SourceId> records) {
        Map<TaskId, Task> tasks = new HashMap<>();
        for (List<String> ids :
                Rows.parts(records.stream().map(SourceId::value).sorted().toList())) {
            sql.sql(TASKS + "where t.state <> 'RESOLVED' and t.source_a = any(:ids) union all " + TASKS
                            + "where t.state <> 'RESOLVED' and t.source_b = any(:ids)")
                    .param("ids", Rows.array(ids))
                    .query((row, index) -> task(row))
                    .list()
                    .forEach(task -> tasks.put(task.id(), task));
        }
        return tasks.values().stream()
                .sorted(Comparator.comparing(Task::openedAt)
                        .thenComparing(task -> task.id().value()))
                .toList();
    }

    @Override
    public List<Task> resolvedBy(long change) {
        return sql.sql(TASKS + "where t.change_number = :change and t.state = 'RESOLVED' order by t.task_id")
                .param("change", change)
                .query((row, index) -> task(row))
                .list();
    }

    @Override
    public List<Task> page(Question question) {
        String order = (question.gravestFirst() ? GRAVITY + ", " : "") + "t.opened_at, t.task_id";
        return asked(TASKS, question, true, " order by " + order + " fetch first " + question.limit() + " rows only")
                .query((row, index) -> task(row))
                .list();
    }

    @Override
    public int count(Question question) {
        return asked("select count(*) from khop.task t ", question, false, "")
                .query(Integer.class)
                .single();
    }

    private JdbcClient.StatementSpec asked(String what, Question question, boolean isPage, String order) {
        List<String> conditions = new ArrayList<>();
        Map<String, Object> values = new HashMap<>();
        conditions.add(STATE_NOW + " in (:states)");
        values.put("now", Rows.time(question.now()));
        values.put("states", question.states().stream().map(Enum::name).toList());
        if (!question.states().contains(Task.State.RESOLVED)) {
            conditions.add("t.state <> 'RESOLVED'");
        }
        conditions.add("t.type in (:types)");
        values.put("types", question.types().stream().map(Enum::name).toList());
        question.assignee().ifPresent(assignee -> {
            conditions.add("t.assignee = :assignee");
            values.put("assignee", assignee);
        });
        question.undecidedBy().ifPresent(user -> {
            conditions.add("(t.first_by is null or t.first_by <> :undecidedBy)");
            values.put("undecidedBy", user);
        });
        question.records().ifPresent(records -> {
            conditions.add("(t.source_a in (:records) or t.source_b in (:records))");
            values.put(
                    "records",
                    records.isEmpty()
                            ? List.of("-")
                            : records.stream().map(SourceId::value).toList());
        });
        question.facility().ifPresent(facility -> {
            conditions.add("exists (select 1 from khop.source_record s where s.source_id in (t.source_a, t.source_b)"
                    + " and s.facility = :facility)");
            values.put("facility", facility);
        });
        question.openedBefore().ifPresent(before -> {
            conditions.add("t.opened_at < :openedBefore");
            values.put("openedBefore", Rows.time(before));
        });
        question.changedFrom().ifPresent(from -> {
            conditions.add("t.updated_at >= :from");
            values.put("from", Rows.time(from));
        });
        question.changedBefore().ifPresent(before -> {
            conditions.add("t.updated_at < :before");
            values.put("before", Rows.time(before));
        });
        question.after().filter(last -> isPage).ifPresent(last -> {
            String place = "t.opened_at, t.task_id";
            conditions.add(
                    question.gravestFirst()
                            ? "(" + GRAVITY + ", " + place + ") > (select " + GRAVITY + ", " + place
                                    + " from khop.task t where t.task_id = :after)"
                            : "(" + place + ") > (select " + place + " from khop.task t where t.task_id = :after)");
            values.put("after", last.value());
        });
        return sql.sql(what + "where " + String.join(" and ", conditions) + order)
                .params(values);
    }

    @Override
    public Map<Task.Type, Map<Task.State, Integer>> open(Instant now) {
        Map<Task.Type, Map<Task.State, Integer>> counts = new EnumMap<>(Task.Type.class);
        sql.sql("select type, state, count(*) from (select t.type as type, " + STATE_NOW
                        + " as state from khop.task t where t.state <> 'RESOLVED') o group by type, state")
                .param("now", Rows.time(now))
                .query(row -> {
                    counts.computeIfAbsent(Task.Type.valueOf(row.getString(1)), type -> new EnumMap<>(Task.State.class))
                            .put(Task.State.valueOf(row.getString(2)), row.getInt(3));
                });
        return counts;
    }

    @Override
    public TaskFigures figures(String user, Instant now) {
        LocalDate today = now.atZone(VIETNAM).toLocalDate();
        List<LocalDate> days =
                today.minusDays(DAYS - 1L).datesUntil(today.plusDays(1)).toList();
        Map<LocalDate, Integer> opened = new HashMap<>();
        Map<LocalDate, Integer> resolved = new HashMap<>();
        for (LocalDate day : days) {
            opened.put(day, within(day, "opened_at", "1 = 1"));
            resolved.put(day, within(day, "updated_at", "state = 'RESOLVED' and outcome <> 'OBSOLETE'"));
        }
        int resolvedToday = byUserSince(user, today);
        Optional<Long> median = medianSeconds(user, now);
        return sql.sql("""
                        select count(*), sum(case when opened_at < :week then 1 else 0 end), min(opened_at),
                               sum(case when assignee = :user and until > :now then 1 else 0 end)
                        from khop.task where state <> 'RESOLVED'
                        """)
                .param("week", Rows.time(now.minus(Duration.ofDays(7))))
                .param("user", user)
                .param("now", Rows.time(now))
                .query((row, index) -> new TaskFigures(
                        days.stream()
                                .map(day -> new TaskFigures.Day(
                                        day, opened.getOrDefault(day, 0), resolved.getOrDefault(day, 0)))
                                .toList(),
                        row.getInt(1),
                        row.getInt(2),
                        Rows.optionalInstant(row, 3),
                        row.getInt(4),
                        resolvedToday,
                        median))
                .single();
    }

    private int within(LocalDate day, String column, String condition) {
        return sql.sql("select count(*) from khop.task where " + condition + " and " + column + " >= :from and "
                        + column + " < :to")
                .param("from", Rows.time(day.atStartOfDay(VIETNAM).toInstant()))
                .param("to", Rows.time(day.plusDays(1).atStartOfDay(VIETNAM).toInstant()))
                .query(Integer.class)
                .single();
    }

    private int byUserSince(String user, LocalDate day) {
        return sql.sql(
                        "select count(*) from khop.task where state = 'RESOLVED' and decided_by = :user and updated_at >= :from")
                .param("user", user)
                .param("from", Rows.time(day.atStartOfDay(VIETNAM).toInstant()))
                .query(Integer.class)
                .single();
    }

    private Optional<Long> medianSeconds(String user, Instant now) {
        List<Long> seconds = sql
                .sql("""
                        select evidence from khop.task
                        where state = 'RESOLVED' and decided_by = :user and updated_at >= :from and evidence is not null
                        order by updated_at desc fetch first 200 rows only
                        """)
                .param("user", user)
                .param("from", Rows.time(now.minus(Duration.ofDays(7))))
                .query((row, index) -> evidence(row.getString(1)).seconds())
                .list()
                .stream()
                .sorted()
                .toList();
        return seconds.isEmpty() ? Optional.empty() : Optional.of(seconds.get(seconds.size() / 2));
    }

    @Override
    public void unmasked(TaskId task, String user, String field, Instant at) {
        if (unmasked(task, user).contains(field)) {
            return;
        }
        sql.sql("insert into khop.task_unmasked (task_id, username, field, at) values (:task, :user, :field, :at)")
                .param("task", task.value())
                .param("user", user)
                .param("field", field)
                .param("at", Rows.time(at))
                .update();
    }

    @Override
    public void secondSaid(Task task, Task.First first, Task.First second, boolean isSame, Instant at) {
        sql.sql("delete from khop.second_review where task_id = :task and task_version = :version")
                .param("task", task.id().value())
                .param("version", task.version())
                .update();
        sql.sql("""
                        insert into khop.second_review
                            (task_id, task_version, first_answer, first_by, second_answer, second_by, is_same, at)
                        values (:task, :version, :firstAnswer, :firstBy, :secondAnswer, :secondBy, :isSame, :at)
                        """)
                .param("task", task.id().value())
                .param("version", task.version())
                .param("firstAnswer", first.answer().name())
                .param("firstBy", first.by())
                .param("secondAnswer", second.answer().name())
                .param("secondBy", second.by())
                .param("isSame", isSame)
                .param("at", Rows.time(at))
                .update();
    }

    @Override
    public Set<String> unmasked(TaskId task, String user) {
        return Set.copyOf(sql.sql("select field from khop.task_unmasked where task_id = :task and username = :user")
                .param("task", task.value())
                .param("user", user)
                .query(String.class)
                .list());
    }

    /** A row of {@link #TASKS}. */
    static Task task(ResultSet row) throws SQLException {
        int held = row.getInt(7);
        Optional<Integer> heldVersion = row.wasNull() ? Optional.empty() : Optional.of(held);
        String first = row.getString(19);
        String outcome = row.getString(21);
        return new Task(
                new TaskId(row.getString(1)),
                Task.Type.valueOf(row.getString(2)),
                Task.State.valueOf(row.getString(3)),
                row.getInt(4),
                new Task.Subject(
                        new SourceId(row.getString(5)),
                        Optional.ofNullable(row.getString(6)).map(SourceId::new),
                        heldVersion),
                row.getDouble(8),
                Task.Cause.valueOf(row.getString(9)),
                Rows.instant(row, 10),
                Rows.instant(row, 11),
                new Task.Holding(
                        Optional.ofNullable(row.getString(12)),
                        Rows.optionalInstant(row, 13),
                        Rows.optionalInstant(row, 14),
                        row.getBoolean(15),
                        Optional.ofNullable(row.getString(16))),
                row.getString(17),
                row.getString(18),
                first == null
                        ? Optional.empty()
                        : Optional.of(new Task.First(Task.Answer.valueOf(first), row.getString(20))),
                outcome == null
                        ? Optional.empty()
                        : Optional.of(new Task.Resolution(
                                Task.Outcome.valueOf(outcome),
                                row.getString(22),
                                Rows.optionalLong(row, 23),
                                Optional.ofNullable(row.getString(24)).map(SqlTasks::evidence))),
                Optional.ofNullable(row.getString(25)).map(StoredProposal::read));
    }
}
