package vn.khop.server.fhir;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import vn.khop.server.registry.Justification;
import vn.khop.server.registry.ReasonCode;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.Task.State;
import vn.khop.server.registry.TaskId;
import vn.khop.server.registry.Tasks;
import vn.khop.server.security.Actor;

/** One update of a Task, read as the step that it asks for. */
record TaskStep(Tasks tasks, Actor actor, Tasks.View present, int version, Task wanted) {
    Tasks.View carriedOut() {
        requireSameTask();
        TaskId id = present.task().id();
        return switch (wanted.getStatus() == null ? Task.TaskStatus.NULL : wanted.getStatus()) {
            case INPROGRESS, ACCEPTED ->
                isWanted(TaskWriting.code(State.IN_REVIEW))
                        ? tasks.review(id, version, actor)
                        : tasks.take(id, version, actor);
            case REQUESTED, READY ->
                isWanted(TaskWriting.ESCALATED)
                        ? tasks.escalate(id, version, why(), actor)
                        : tasks.release(id, version, actor);
            case ONHOLD ->
                isWanted(TaskWriting.code(State.WAITING_FOR_HOSPITAL))
                        ? tasks.askHospital(
                                id, version, record(TaskWriting.ASKED).orElse(focus()), why(), actor)
                        : tasks.defer(id, version, until(), why(), actor);
            case COMPLETED -> tasks.decide(id, version, given(), actor).view();
            default ->
                throw Refusal.unprocessable(
                        IssueType.BUSINESSRULE,
                        "Task.status",
                        "a task is brought to in-progress, requested, on-hold or completed");
        };
    }

    /** What a task is about is not changed by a step. */
    private void requireSameTask() {
        Task written = TaskWriting.of(present);
        if (wanted.hasCode() && !wanted.getCode().equalsDeep(written.getCode())) {
            throw fixed("Task.code");
        }
        if (wanted.hasFocus()
                && !wanted.getFocus().getReference().equals(written.getFocus().getReference())) {
            throw fixed("Task.focus");
        }
        if (wanted.hasFor()
                && !wanted.getFor().getReference().equals(written.getFor().getReference())) {
            throw fixed("Task.for");
        }
    }

    private static RuntimeException fixed(String element) {
        return Refusal.unprocessable(
                IssueType.BUSINESSRULE,
                element,
                element + " of a task is fixed: send it as it was read, or leave it out");
    }

    private boolean isWanted(String businessStatus) {
        return wanted.getBusinessStatus().getCoding().stream()
                .map(Coding::getCode)
                .anyMatch(businessStatus::equals);
    }

    private Justification why() {
        String code = wanted.getStatusReason().getCodingFirstRep().getCode();
        ReasonCode reason = Optional.ofNullable(code)
                .flatMap(ReasonCode::of)
                .orElseThrow(() -> Refusal.unprocessable(
                        IssueType.REQUIRED,
                        "Task.statusReason",
                        "Task.statusReason needs a coding of " + TaskWriting.REASONS + ", such as "
                                + ReasonCode.OTHER.code()));
        String note = Optional.ofNullable(wanted.getStatusReason().getText()).orElse("");
        if (note.length() > Justification.NOTE_CHARACTERS_MAX) {
            throw Refusal.unprocessable(
                    IssueType.TOOLONG,
                    "Task.statusReason.text",
                    "Task.statusReason.text has " + note.length() + " characters, at most "
                            + Justification.NOTE_CHARACTERS_MAX + " are taken");
        }
        return new Justification(reason, note);
    }

    private Instant until() {
        if (!wanted.getRestriction().getPeriod().hasEnd()) {
            throw Refusal.unprocessable(
                    IssueType.REQUIRED,
                    "Task.restriction.period.end",
                    "Task.restriction.period.end is missing: until when is the task put off?");
        }
        return wanted.getRestriction().getPeriod().getEnd().toInstant();
    }

    private Tasks.Given given() {
        String answer = outputs(TaskWriting.ANSWER)
                .map(output -> output instanceof CodeType code ? code.getValue() : output.primitiveValue())
                .orElseThrow(() -> Refusal.unprocessable(
                        IssueType.REQUIRED,
                        "Task.output",
                        "a task is completed by an output of type answer, one of " + answers()));
        vn.khop.server.registry.Task.Answer said = Arrays.stream(vn.khop.server.registry.Task.Answer.values())
                .filter(known -> TaskWriting.code(known).equals(answer))
                .findFirst()
                .orElseThrow(() -> Refusal.unprocessable(
                        IssueType.CODEINVALID, "Task.output", "the answer is not one of " + answers()));
        if (said == vn.khop.server.registry.Task.Answer.SPLIT) {
            throw Refusal.unprocessable(
                    IssueType.NOTSUPPORTED, "Task.output", "a split names its groups over /api/v1/tasks, not here");
        }
        Optional<Tasks.WrongNumber> wrong = outputs(TaskWriting.COLUMN)
                .map(output -> output instanceof StringType text ? text.getValue() : "")
                .map(column -> new Tasks.WrongNumber(record(TaskWriting.RECORD).orElse(focus()), column));
        return new Tasks.Given(said, why(), List.of(), wrong, Optional.empty(), List.of());
    }

    private String answers() {
        return present.task().answers().stream().map(TaskWriting::code).collect(Collectors.joining(", "));
    }

    private SourceId focus() {
        return present.task().subject().record();
    }

    private Optional<SourceId> record(String type) {
        return outputs(type)
                .filter(Reference.class::isInstance)
                .map(Reference.class::cast)
                .map(reference -> SourceId.parse(reference.getReferenceElement().getIdPart())
                        .orElseThrow(() -> Refusal.unprocessable(
                                IssueType.VALUE, "Task.output", "an output of type " + type + " is a Patient/S...")));
    }

    private Optional<org.hl7.fhir.r4.model.Type> outputs(String type) {
        return wanted.getOutput().stream()
                .filter(output ->
                        output.getType().getCoding().stream().anyMatch(coding -> type.equals(coding.getCode())))
                .map(Task.TaskOutputComponent::getValue)
                .findFirst();
    }
}
