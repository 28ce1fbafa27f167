package vn.khop.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Read;
import java.util.Optional;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SourceId;
import vn.khop.server.security.Actor;
import vn.khop.server.security.CurrentActor;

/** {@code GET Patient/{id}}: a person by its enterprise id, or a source record, also a former version of one. */
final class PatientReads {
    private final Registry registry;
    private final CurrentActor currentActor;
    private final PatientWriting writing;

    PatientReads(Registry registry, CurrentActor currentActor, FhirContext fhirContext, IdentifierSystems systems) {
        this.registry = registry;
        this.currentActor = currentActor;
        this.writing = new PatientWriting(fhirContext, systems);
    }

    @Read(type = Patient.class, version = true)
    public Patient read(@IdParam IdType id) {
        Actor actor = currentActor.get();
        Optional<EnterpriseId> person = EnterpriseId.parse(id.getIdPart());
        if (person.isPresent() && !id.hasVersionIdPart()) {
            return registry.person(person.get(), actor)
                    .map(found -> writing.person(found, registry.identifiers(found.id(), actor)))
                    .orElseThrow(() -> unknown(id));
        }
        return SourceId.parse(id.getIdPart())
                .flatMap(source -> registry.source(source, version(id), actor))
                .map(view -> writing.source(view.source(), view.person()))
                .orElseThrow(() -> unknown(id));
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
        return Refusal.notFound(
                "Patient/" + id.getIdPart() + (id.hasVersionIdPart() ? " has no such version" : " is not known"));
    }
}
