package vn.khop.server.fhir;

import java.util.Date;
import java.util.Locale;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.Task;
import vn.khop.server.registry.Tasks;

/** A clerk's task as a FHIR Task: what kind, how far, about which records; nothing of what was said of it. */
final class TaskWriting {
    private static final String TYPES = "https://khop.vn/fhir/CodeSystem/task-type";
    private static final String STATES = "https://khop.vn/fhir/CodeSystem/task-state";

    private TaskWriting() {}

    static org.hl7.fhir.r4.model.Task of(Tasks.View view) {
        Task task = view.task();
        org.hl7.fhir.r4.model.Task written = new org.hl7.fhir.r4.model.Task();
        written.setId(task.id().value());
        written.getMeta().setVersionId(String.valueOf(task.version()));
        written.setStatus(status(task.state()))
                .setIntent(TaskIntent.ORDER)
                .setBusinessStatus(concept(STATES, task.state()))
                .setCode(concept(TYPES, task.type()))
                .setAuthoredOn(Date.from(task.openedAt()))
                .setLastModified(Date.from(task.updatedAt()))
                .setFor(new Reference("Patient/" + view.one()));
        written.setFocus(record(task.subject().record()));
        task.subject()
                .other()
                .ifPresent(other -> written.addInput()
                        .setType(new CodeableConcept().setText("the other record"))
                        .setValue(record(other)));
        task.subject()
                .heldVersion()
                .ifPresent(held -> written.addInput()
                        .setType(new CodeableConcept().setText("the version that is held"))
                        .setValue(new Reference("Patient/" + task.subject().record() + "/_history/" + held)));
        return written;
    }

    private static Reference record(SourceId source) {
        return new Reference("Patient/" + source);
    }

    private static TaskStatus status(Task.State state) {
        return switch (state) {
            case NEW, REOPENED -> TaskStatus.REQUESTED;
            case ASSIGNED, IN_REVIEW -> TaskStatus.INPROGRESS;
            case DEFERRED, WAITING_FOR_HOSPITAL -> TaskStatus.ONHOLD;
            case SECOND_REVIEW -> TaskStatus.READY;
            case RESOLVED -> TaskStatus.COMPLETED;
        };
    }

    private static CodeableConcept concept(String system, Enum<?> constant) {
        CodeableConcept concept = new CodeableConcept();
        concept.addCoding()
                .setSystem(system)
                .setCode(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        return concept;
    }
}
