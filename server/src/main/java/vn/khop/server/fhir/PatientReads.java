package vn.khop.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Read;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.Successions;
import vn.khop.server.security.Actor;
import vn.khop.server.security.CurrentActor;

/** {@code GET Patient/{id}}: a person by its enterprise id, or a source record; a former version of either. */
final class PatientReads {
    private final Registry registry;
    private final Successions successions;
    private final CurrentActor currentActor;
    private final PatientWriting writing;

    PatientReads(
            Registry registry,
            Successions successions,
            CurrentActor currentActor,
            FhirContext fhirContext,
            IdentifierSystems systems) {
        this.registry = registry;
        this.successions = successions;
        this.currentActor = currentActor;
        this.writing = new PatientWriting(fhirContext, systems);
    }

    @Read(type = Patient.class, version = true)
    public Patient read(@IdParam IdType id) {
        Actor actor = currentActor.get();
        Optional<EnterpriseId> person = EnterpriseId.parse(id.getIdPart());
        if (person.isPresent()) {
            return (id.hasVersionIdPart() ? former(person.get(), id, actor) : present(person.get(), actor))
                    .orElseThrow(() -> unknown(id));
        }
        return SourceId.parse(id.getIdPart())
                .flatMap(source -> registry.source(source, version(id), actor))
                .map(view -> id.hasVersionIdPart()
                        ? writing.source(view.source(), view.person())
                        : writing.source(view.source(), view.person(), successions.replacedBy(view.source())))
                .orElseThrow(() -> unknown(id));
    }

    /** As it is now. */
    Optional<Patient> present(EnterpriseId id, Actor actor) {
        return registry.person(id, actor).map(person -> {
            Patient patient =
                    writing.person(person, registry.identifiers(person.id(), actor), successions.replacedBy(person));
            if (actor.isOneHospital()) {
                // It is not told when others' records came, nor may it take what it saw for what is there.
                patient.setId(person.id().value());
                patient.setMeta(null);
            }
            return patient;
        });
    }

    /** As it was at the moment that names the version. */
    private Optional<Patient> former(EnterpriseId id, IdType asked, Actor actor) {
        return PersonVersion.parse(asked.getVersionIdPart())
                .filter(version -> !actor.isOneHospital())
                .flatMap(version -> registry.person(id, version.at(), actor)
                        .filter(then -> PersonVersion.of(then.person()).equals(version)))
                .map(then -> writing.person(then.person(), then.identifiers(), List.of()));
    }

    /** A version that is no number is no version of ours. */
    private static Optional<Integer> version(IdType id) {
        if (!id.hasVersionIdPart()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Integer.valueOf(id.getVersionIdPart()));
        } catch (NumberFormatException e) {
            throw unknown(id);
        }
    }

    private static RuntimeException unknown(IdType id) {
        // What somebody takes for an id may be a patient's number: it is not repeated.
        return Refusal.notFound(
                id.hasVersionIdPart() ? "this Patient has no such version" : "this Patient is not known");
    }
}
