package vn.khop.server.rest;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.khop.server.registry.Task;
import vn.khop.server.registry.Tasks;

/**
 * A task as the work list shows it; whoever wants to see the persons opens them.
 *
 * @param type {@code id-conflict}, {@code duplicate} or {@code link}
 * @param state {@code new}, {@code assigned}, {@code deferred}, {@code second-review} or {@code resolved}
 * @param version to be given with the next step
 * @param source the first of the two source records, {@code person} whose it is now
 * @param weight what the engine thought of the pair, in bits
 * @param cause {@code open-pair}, {@code evidence-changed} where an earlier decision is asked again, {@code second-person} where two people decide, or {@code drawn} where
 *     a second person was asked by chance
 * @param until the end of the lease, or of the deferral
 * @param firstBy who decided first, where two decide
 */
record TaskView(
        String id,
        String type,
        String state,
        int version,
        String source,
        String otherSource,
        String person,
        String otherPerson,
        double weight,
        String cause,
        Instant openedAt,
        Instant updatedAt,
        @Nullable String assignee,
        @Nullable Instant until,
        @Nullable String reason,
        @Nullable String note,
        @Nullable String firstBy,
        @Nullable String outcome,
        @Nullable String decidedBy,
        @Nullable Long change) {

    static TaskView of(Tasks.View view) {
        Task task = view.task();
        return new TaskView(
                task.id().value(),
                word(task.type()),
                word(task.state()),
                task.version(),
                task.pair().a().value(),
                task.pair().b().value(),
                view.one().value(),
                view.other().value(),
                task.bits(),
                word(task.cause()),
                task.openedAt(),
                task.updatedAt(),
                task.assignee().orElse(null),
                task.until().orElse(null),
                task.reason().isEmpty() || isBlind(task) ? null : task.reason(),
                task.note().isEmpty() || isBlind(task) ? null : task.note(),
                task.first().map(Task.First::by).orElse(null),
                task.outcome().map(TaskView::word).orElse(null),
                task.decidedBy().orElse(null),
                task.change().orElse(null));
    }

    /** The second of two people is not told what the first said, or why. */
    private static boolean isBlind(Task task) {
        return task.isOpen() && task.first().isPresent();
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Without the note, which a person wrote. */
    @Override
    public String toString() {
        return "TaskView[" + id + "]";
    }
}
