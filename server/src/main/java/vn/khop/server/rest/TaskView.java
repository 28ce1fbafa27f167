package vn.khop.server.rest;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.khop.server.registry.DecisionEvidence;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.Task;
import vn.khop.server.registry.Tasks;

/**
 * A task as the work list shows it; whoever wants to see the persons opens them.
 *
 * @param type {@code overlay}, {@code id-conflict}, {@code duplicate}, {@code link}, {@code id-check} or {@code data-quality}, gravest first
 * @param state {@code new}, {@code assigned}, {@code in-review}, {@code deferred}, {@code waiting-for-hospital}, {@code second-review}, {@code resolved} or {@code
 *     reopened}
 * @param version to be given with the next step
 * @param source the source record that it is about, {@code person} whose it is now
 * @param otherSource the second one, where it is about two
 * @param facilities whose records these are
 * @param heldVersion the version of the first that is held, where that is the question
 * @param weight what the engine thought of the pair, in bits
 * @param cause {@code open-pair}, {@code evidence-changed} where an earlier decision is asked again, {@code second-person} where two people decide, {@code drawn} where a
 *     second person was asked by chance, {@code held-update}, {@code shared-number}, {@code number-against-record}, {@code several-numbers}, or {@code record-itself} where a
 *     record says too little
 * @param takenAt since when the assignee has it
 * @param until the end of the lease, of the deferral, or of waiting for a hospital
 * @param escalated whether it is for a lead
 * @param asked the facility that was asked
 * @param firstBy who decided first, where two decide
 * @param answers what may be answered
 * @param evidence what was decided on, once it is decided
 */
record TaskView(
        String id,
        String type,
        String state,
        int version,
        String source,
        @Nullable String otherSource,
        @Nullable Integer heldVersion,
        String person,
        @Nullable String otherPerson,
        List<String> facilities,
        double weight,
        String cause,
        Instant openedAt,
        Instant updatedAt,
        @Nullable String assignee,
        @Nullable Instant takenAt,
        @Nullable Instant until,
        boolean escalated,
        @Nullable String asked,
        @Nullable String reason,
        @Nullable String note,
        @Nullable String firstBy,
        @Nullable String outcome,
        @Nullable String decidedBy,
        @Nullable Long change,
        List<String> answers,
        @Nullable DecisionEvidence evidence) {

    static TaskView of(Tasks.View view) {
        Task task = view.task();
        return new TaskView(
                task.id().value(),
                word(task.type()),
                word(task.state()),
                task.version(),
                task.subject().record().value(),
                task.subject().other().map(SourceId::value).orElse(null),
                task.subject().heldVersion().orElse(null),
                view.one().value(),
                view.other().map(EnterpriseId::value).orElse(null),
                view.facilities(),
                task.bits(),
                word(task.cause()),
                task.openedAt(),
                task.updatedAt(),
                task.holding().assignee().orElse(null),
                task.holding().takenAt().orElse(null),
                task.holding().until().orElse(null),
                task.holding().escalated(),
                task.holding().asked().orElse(null),
                task.reason().isEmpty() || isBlind(task) ? null : task.reason(),
                task.note().isEmpty() || isBlind(task) ? null : task.note(),
                task.first().map(Task.First::by).orElse(null),
                task.resolution().map(came -> word(came.outcome())).orElse(null),
                task.resolution().map(Task.Resolution::decidedBy).orElse(null),
                task.resolution().flatMap(Task.Resolution::change).orElse(null),
                task.answers().stream().map(TaskView::word).toList(),
                task.resolution().flatMap(Task.Resolution::evidence).orElse(null));
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
