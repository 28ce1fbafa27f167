package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.Justification;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.Task;
import vn.khop.server.registry.TaskId;
import vn.khop.server.registry.TaskStore;
import vn.khop.server.registry.Tasks;
import vn.khop.server.security.CurrentActor;

/** The clerks' work list. Each step says which version of the task it was taken on, so that two clerks never overwrite each other. */
@RestController
class TaskController {
    private static final int LIMIT_DEFAULT = 50;
    private static final int LIMIT_MAX = 200;
    private static final int UNMASKED_MAX = 50;

    private final ObjectProvider<Tasks> tasks;
    private final CurrentActor actors;

    TaskController(ObjectProvider<Tasks> tasks, CurrentActor actors) {
        this.tasks = tasks;
        this.actors = actors;
    }

    /**
     * @param total how many there are on all pages; on the first page only
     * @param next to be given as {@code after} for the next page; absent on the last one
     */
    record TaskList(
            List<TaskView> items,
            @Nullable Integer total,
            @Nullable String next) {}

    /**
     * A step.
     *
     * @param version of the task as it was seen
     * @param verdict what is answered, to decide: one of the task's {@code answers}
     * @param groups of a split: each of the person's records in exactly one
     * @param source the record that a hospital is asked about, or whose number is wrong
     * @param column the column of that number: {@code national_id}, {@code insurance_no} or {@code phone}
     * @param unmasked the fields that were shown in full
     * @param until a time such as 2026-07-01T00:00:00Z, to put off
     * @param basis that of the preview which was looked at
     */
    record TaskStep(
            @Nullable Integer version,
            @Nullable String verdict,
            @Nullable String until,
            @Nullable String reason,
            @Nullable String note,
            @Nullable String basis,
            @Nullable List<List<String>> groups,
            @Nullable String source,
            @Nullable String column,
            @Nullable List<String> unmasked) {
        @Override
        public String toString() {
            return "TaskStep[" + version + "]";
        }
    }

    /** What came of a decision; without consequences when it waits for a second person. */
    record Decided(TaskView task, @Nullable ConsequencesView consequences) {}

    @GetMapping("/api/v1/tasks")
    @Operation(
            summary =
                    "Tasks, oldest first, or the gravest with order=gravest; without a filter those that are not resolved")
    TaskList list(
            @RequestParam(name = "state", required = false) @Nullable List<String> state,
            @RequestParam(name = "type", required = false) @Nullable List<String> type,
            @RequestParam(name = "assignee", required = false) @Nullable String assignee,
            @RequestParam(name = "undecidedBy", required = false) @Nullable String undecidedBy,
            @RequestParam(name = "person", required = false) @Nullable String person,
            @RequestParam(name = "facility", required = false) @Nullable String facility,
            @RequestParam(name = "openedBefore", required = false) @Nullable String openedBefore,
            @RequestParam(name = "order", required = false) @Nullable String order,
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit) {
        int most = Fields.number("limit", limit, LIMIT_DEFAULT, 1, LIMIT_MAX);
        Set<Task.State> open = EnumSet.complementOf(EnumSet.of(Task.State.RESOLVED));
        TaskStore.Question question = new TaskStore.Question(
                words("state", state, Task.State.class, open),
                words("type", type, Task.Type.class, EnumSet.allOf(Task.Type.class)),
                Fields.text("assignee", assignee),
                Fields.text("undecidedBy", undecidedBy),
                Fields.text("person", person).map(this::records),
                Fields.text("facility", facility),
                Fields.moment("openedBefore", openedBefore),
                Optional.empty(),
                Optional.empty(),
                isGravestFirst(order),
                Fields.text("after", after).map(TaskController::taskId),
                Instant.EPOCH,
                most + 1);
        List<Tasks.View> page = tasks.getObject().page(question, actors.get());
        boolean isFirst = question.after().isEmpty();
        List<TaskView> items = page.stream().limit(most).map(TaskView::of).toList();
        return new TaskList(
                items,
                isFirst ? tasks.getObject().count(question, actors.get()) : null,
                page.size() > most ? items.get(items.size() - 1).id() : null);
    }

    private Set<SourceId> records(String person) {
        return EnterpriseId.parse(person)
                .map(id -> tasks.getObject().recordsOf(id))
                .orElseThrow(() -> new Refused(ErrorCode.UNKNOWN_PERSON, "no person has this id"));
    }

    private static boolean isGravestFirst(@Nullable String order) {
        return switch (Fields.text("order", order).orElse("oldest")) {
            case "oldest" -> false;
            case "gravest" -> true;
            default -> throw Refused.field(ErrorCode.INVALID_FIELD, "order", "something else", "oldest or gravest");
        };
    }

    /** How many tasks of a type are in a state. */
    record Count(String type, String state, int count) {}

    @GetMapping("/api/v1/tasks/counts")
    @Operation(summary = "How many tasks are not resolved, by type and state")
    List<Count> counts() {
        List<Count> counts = new ArrayList<>();
        tasks.getObject()
                .open()
                .forEach((type, states) -> states.forEach(
                        (state, count) -> counts.add(new Count(TaskView.word(type), TaskView.word(state), count))));
        return counts;
    }

    private static <E extends Enum<E>> Set<E> words(
            String field, @Nullable List<String> given, Class<E> type, Set<E> otherwise) {
        if (given == null || given.isEmpty()) {
            return otherwise;
        }
        return given.stream().map(word -> word(field, word, type)).collect(Collectors.toSet());
    }

    static <E extends Enum<E>> E word(String field, String word, Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> TaskView.word(constant).equals(word))
                .findFirst()
                .orElseThrow(() -> Refused.field(
                        ErrorCode.INVALID_FIELD,
                        field,
                        "something else",
                        Arrays.stream(type.getEnumConstants())
                                .map(TaskView::word)
                                .collect(Collectors.joining(", "))));
    }

    @GetMapping("/api/v1/tasks/{taskId}")
    @Operation(summary = "A task")
    TaskView task(@PathVariable("taskId") String id) {
        return tasks.getObject()
                .task(taskId(id), actors.get())
                .map(TaskView::of)
                .orElseThrow(TaskController::unknown);
    }

    @PostMapping("/api/v1/tasks/{taskId}/take")
    @Operation(summary = "Takes a task for ten minutes, or renews them")
    TaskView take(@PathVariable("taskId") String id, @RequestBody TaskStep step) {
        return TaskView.of(tasks.getObject().take(taskId(id), version(step), actors.get()));
    }

    @PostMapping("/api/v1/tasks/{taskId}/review")
    @Operation(summary = "Takes a task and says that it is being looked at; renews the ten minutes")
    TaskView review(@PathVariable("taskId") String id, @RequestBody TaskStep step) {
        return TaskView.of(tasks.getObject().review(taskId(id), version(step), actors.get()));
    }

    @PostMapping("/api/v1/tasks/{taskId}/escalate")
    @Operation(summary = "Leaves a task to a lead, with a reason")
    TaskView escalate(@PathVariable("taskId") String id, @RequestBody TaskStep step) {
        return TaskView.of(tasks.getObject().escalate(taskId(id), version(step), justification(step), actors.get()));
    }

    @PostMapping("/api/v1/tasks/{taskId}/ask-hospital")
    @Operation(
            summary =
                    "Asks the hospital of one of the records, by the feed of changes; the task comes back when it feeds the record, or after 14 days")
    TaskView askHospital(@PathVariable("taskId") String id, @RequestBody TaskStep step) {
        return TaskView.of(tasks.getObject()
                .askHospital(taskId(id), version(step), source(step), justification(step), actors.get()));
    }

    @PostMapping("/api/v1/tasks/{taskId}/release")
    @Operation(summary = "Gives a task back to the list")
    TaskView release(@PathVariable("taskId") String id, @RequestBody TaskStep step) {
        return TaskView.of(tasks.getObject().release(taskId(id), version(step), actors.get()));
    }

    @PostMapping("/api/v1/tasks/{taskId}/defer")
    @Operation(summary = "Puts a task off until a time, with a reason")
    TaskView defer(@PathVariable("taskId") String id, @RequestBody TaskStep step) {
        return TaskView.of(
                tasks.getObject().defer(taskId(id), version(step), until(step), justification(step), actors.get()));
    }

    @PostMapping("/api/v1/tasks/{taskId}/decide")
    @Operation(
            summary =
                    "Answers a task's question with one of its answers; what is grave waits until a second person says the same")
    Decided decide(@PathVariable("taskId") String id, @RequestBody TaskStep step) {
        Tasks.Decided decided = tasks.getObject()
                .decide(
                        taskId(id),
                        version(step),
                        new Tasks.Given(
                                answer(step),
                                justification(step),
                                groups(step),
                                step.column() == null
                                        ? Optional.empty()
                                        : Optional.of(new Tasks.WrongNumber(source(step), step.column())),
                                Fields.text("basis", step.basis()),
                                unmasked(step)),
                        actors.get());
        return new Decided(
                TaskView.of(decided.view()),
                decided.decision()
                        .map(ConsequencesView::of)
                        .map(ConsequencesView::masked)
                        .orElse(null));
    }

    private static Task.Answer answer(TaskStep step) {
        return word("verdict", Fields.required("verdict", step.verdict(), "an answer"), Task.Answer.class);
    }

    private static List<Set<SourceId>> groups(TaskStep step) {
        return groups(Optional.ofNullable(step.groups()).orElse(List.of()));
    }

    static List<Set<SourceId>> groups(List<List<String>> groups) {
        return groups.stream()
                .map(group -> group.stream()
                        .map(id -> SourceId.parse(id).orElseThrow(TaskController::unknownSource))
                        .collect(Collectors.toSet()))
                .toList();
    }

    private static SourceId source(TaskStep step) {
        return SourceId.parse(Fields.required("source", step.source(), "a source record's id"))
                .orElseThrow(TaskController::unknownSource);
    }

    private static Refused unknownSource() {
        return new Refused(ErrorCode.UNKNOWN_SOURCE, "no source record has this id");
    }

    /** Names of fields, as they stand in the answers; anything else would be somebody's data in the log of decisions. */
    private static List<String> unmasked(TaskStep step) {
        List<String> fields = Optional.ofNullable(step.unmasked()).orElse(List.of());
        if (fields.size() > UNMASKED_MAX || !fields.stream().allMatch(field -> field.matches("[A-Za-z]{1,32}"))) {
            throw Refused.field(
                    ErrorCode.INVALID_FIELD,
                    "unmasked",
                    "something else",
                    "names of at most " + UNMASKED_MAX + " fields");
        }
        return fields;
    }

    private static Justification justification(TaskStep step) {
        return Fields.justification(step.reason(), step.note());
    }

    private static Instant until(TaskStep step) {
        return Fields.moment("until", step.until())
                .orElseThrow(() -> Refused.field(ErrorCode.MISSING_FIELD, "until", "nothing", "a time"));
    }

    private static int version(TaskStep step) {
        return Optional.ofNullable(step.version())
                .orElseThrow(() -> Refused.field(
                        ErrorCode.MISSING_FIELD, "version", "nothing", "the version of the task as it was seen"));
    }

    static TaskId taskId(String text) {
        return TaskId.parse(text).orElseThrow(TaskController::unknown);
    }

    static Refused unknown() {
        return new Refused(ErrorCode.UNKNOWN_TASK, "no task has this id");
    }
}
