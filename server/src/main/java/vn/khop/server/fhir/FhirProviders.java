package vn.khop.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import java.time.Clock;
import java.util.List;
import vn.khop.server.registry.Registry;
import vn.khop.server.security.CurrentActor;
import vn.khop.terminology.Terminology;

/** Everything that we answer ourselves at {@code /fhir}. */
public record FhirProviders(
        FhirContext fhirContext,
        Registry registry,
        Terminology terminology,
        CurrentActor currentActor,
        Clock clock,
        IdentifierSystems systems) {
    /** The methods that HAPI's servlet calls. */
    List<Object> all() {
        return List.of(
                new PatientFeed(registry, currentActor, fhirContext, systems),
                new PatientReads(registry, currentActor, fhirContext, systems),
                new PatientSearch(registry, currentActor, fhirContext, systems),
                new PatientMatching(registry, currentActor, fhirContext, systems),
                new IdentifierCrossReference(registry, currentActor, systems),
                new CodeOperations(terminology, clock));
    }
}
