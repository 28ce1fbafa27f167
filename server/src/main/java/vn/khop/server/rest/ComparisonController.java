package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.registry.Task;
import vn.khop.server.registry.TaskComparison;
import vn.khop.server.registry.TaskFigures;
import vn.khop.server.registry.Tasks;
import vn.khop.server.security.CurrentActor;

/** What a clerk looks at in a task: the records side by side, a field in full, what an answer would do; and how the list stands. */
@RestController
class ComparisonController {
    private final ObjectProvider<Tasks> tasks;
    private final CurrentActor actors;

    ComparisonController(ObjectProvider<Tasks> tasks, CurrentActor actors) {
        this.tasks = tasks;
        this.actors = actors;
    }

    @GetMapping("/api/v1/tasks/{taskId}/comparison")
    @Operation(
            summary =
                    "The records of a task side by side, with what differs letter by letter and the evidence; numbers are hidden but for their ends")
    TaskComparisonView comparison(@PathVariable("taskId") String id) {
        return tasks.getObject()
                .comparison(TaskController.taskId(id), actors.get())
                .map(TaskComparisonView::of)
                .orElseThrow(TaskController::unknown);
    }

    /** @param field a field of the comparison's rows */
    record UnmaskQuestion(@Nullable String field) {}

    @PostMapping("/api/v1/tasks/{taskId}/unmask")
    @Operation(
            summary =
                    "One field of the comparison in full; who asked for it is in the access log and kept with the decision")
    TaskComparisonView.Row unmask(@PathVariable("taskId") String id, @RequestBody UnmaskQuestion question) {
        String field = Fields.required("field", question.field(), "a field of the comparison");
        if (!field.matches("[a-z_]{1,32}")
                || MaskedFields.columns(Set.of(field)).isEmpty()) {
            throw Refused.field(ErrorCode.INVALID_FIELD, "field", "something else", "a field of the comparison");
        }
        TaskComparison comparison = tasks.getObject()
                .unmask(TaskController.taskId(id), field, actors.get())
                .orElseThrow(TaskController::unknown);
        return TaskComparisonView.row(comparison, field, false);
    }

    /** @param groups of a split: each of the person's records in exactly one */
    record PreviewQuestion(
            @Nullable String verdict, @Nullable List<List<String>> groups) {}

    @PostMapping("/api/v1/tasks/{taskId}/preview")
    @Operation(
            summary =
                    "What same, different or split would do in a task; numbers are hidden but for their ends, and nothing is done")
    ConsequencesView preview(@PathVariable("taskId") String id, @RequestBody PreviewQuestion question) {
        Task.Answer answer = TaskController.word(
                "verdict", Fields.required("verdict", question.verdict(), "an answer"), Task.Answer.class);
        return ConsequencesView.of(tasks.getObject()
                        .preview(
                                TaskController.taskId(id),
                                answer,
                                TaskController.groups(
                                        Optional.ofNullable(question.groups()).orElse(List.of())),
                                actors.get()))
                .masked();
    }

    /**
     * How the list stands.
     *
     * @param backlogDays open by resolved a day, the mean of seven days; absent where nothing was resolved
     */
    record Figures(
            List<Day> days,
            int open,
            int olderThanWeek,
            @Nullable Instant oldest,
            int mine,
            int resolvedTodayByMe,
            @Nullable Long medianSeconds,
            @Nullable Double backlogDays) {
        static Figures of(TaskFigures figures) {
            return new Figures(
                    figures.days().stream()
                            .map(day -> new Day(day.day(), day.opened(), day.resolved()))
                            .toList(),
                    figures.open(),
                    figures.olderThanWeek(),
                    figures.oldest().orElse(null),
                    figures.mine(),
                    figures.resolvedTodayByMe(),
                    figures.medianSeconds().orElse(null),
                    figures.backlogDays().orElse(null));
        }
    }

    /** Tasks that were opened on a day in Vietnam, and that somebody decided. */
    record Day(LocalDate day, int opened, int resolved) {}

    @GetMapping("/api/v1/tasks/figures")
    @Operation(
            summary = "How the work list stands: what came and was decided day by day, the backlog, and one's own work")
    Figures figures() {
        return Figures.of(tasks.getObject().figures(actors.get()));
    }
}
