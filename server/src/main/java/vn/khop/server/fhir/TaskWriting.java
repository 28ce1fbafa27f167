package vn.khop.server.fhir;

import java.util.Date;
import java.util.Locale;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.Task;
import vn.khop.server.registry.Tasks;

/** A clerk's task as a FHIR Task: what kind, how far, about which records, who has it, and what came of it; of a first answer nothing while a second is awaited. */
final class TaskWriting {
    static final String TYPES = "https://khop.vn/fhir/CodeSystem/task-type";
    static final String STATES = "https://khop.vn/fhir/CodeSystem/task-state";
    static final String REASONS = "https://khop.vn/fhir/CodeSystem/decision-reason";
    static final String PARTS = "https://khop.vn/fhir/CodeSystem/task-part";
    static final String USERS = "urn:khop:user";

    /** A business status that is no state: the task is for a lead. */
    static final String ESCALATED = "escalated";

    /** The parts of a task, as types of its inputs and outputs. */
    static final String ANSWER = "answer";

    static final String OTHER_RECORD = "other-record";
    static final String HELD_VERSION = "held-version";
    static final String RECORD = "record";
    static final String COLUMN = "column";
    static final String ASKED = "asked";

    private TaskWriting() {}

    static org.hl7.fhir.r4.model.Task of(Tasks.View view) {
        Task task = view.task();
        org.hl7.fhir.r4.model.Task written = new org.hl7.fhir.r4.model.Task();
        written.setId("Task/" + task.id().value() + "/_history/" + task.version());
        written.getMeta().setVersionId(String.valueOf(task.version()));
        written.getMeta().setLastUpdated(Date.from(task.updatedAt()));
        written.setStatus(status(task.state()))
                .setIntent(TaskIntent.ORDER)
                .setBusinessStatus(concept(STATES, code(task.state())))
                .setCode(concept(TYPES, code(task.type())))
                .setAuthoredOn(Date.from(task.openedAt()))
                .setLastModified(Date.from(task.updatedAt()))
                .setFor(new Reference("Patient/" + view.one()));
        if (task.holding().escalated()) {
            written.getBusinessStatus().addCoding().setSystem(STATES).setCode(ESCALATED);
        }
        written.setFocus(record(task.subject().record()));
        task.subject()
                .other()
                .ifPresent(other ->
                        written.addInput().setType(concept(PARTS, OTHER_RECORD)).setValue(record(other)));
        task.subject()
                .heldVersion()
                .ifPresent(held -> written.addInput()
                        .setType(concept(PARTS, HELD_VERSION))
                        .setValue(new Reference("Patient/" + task.subject().record() + "/_history/" + held)));
        task.holding()
                .assignee()
                .ifPresent(user -> written.setOwner(new Reference()
                        .setIdentifier(new Identifier().setSystem(USERS).setValue(user))));
        task.holding()
                .until()
                .ifPresent(end -> written.getRestriction().setPeriod(new Period().setEnd(Date.from(end))));
        boolean isBlind = task.isOpen() && task.first().isPresent();
        if (!task.reason().isEmpty() && !isBlind) {
            written.setStatusReason(concept(REASONS, task.reason()));
        }
        task.outcome()
                .ifPresent(outcome ->
                        written.addOutput().setType(concept(PARTS, ANSWER)).setValue(new CodeType(code(outcome))));
        return written;
    }

    private static Reference record(SourceId source) {
        return new Reference("Patient/" + source);
    }

    static TaskStatus status(Task.State state) {
        return switch (state) {
            case NEW, REOPENED -> TaskStatus.REQUESTED;
            case ASSIGNED, IN_REVIEW -> TaskStatus.INPROGRESS;
            case DEFERRED, WAITING_FOR_HOSPITAL -> TaskStatus.ONHOLD;
            case SECOND_REVIEW -> TaskStatus.READY;
            case RESOLVED -> TaskStatus.COMPLETED;
        };
    }

    static String code(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static CodeableConcept concept(String system, String code) {
        CodeableConcept concept = new CodeableConcept();
        concept.addCoding().setSystem(system).setCode(code);
        return concept;
    }
}
