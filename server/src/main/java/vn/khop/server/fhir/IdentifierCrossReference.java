package vn.khop.server.fhir;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.PersonIdentifier;
import vn.khop.server.registry.Refused;
import vn.khop.server.registry.Registry;
import vn.khop.server.security.Actor;
import vn.khop.server.security.CurrentActor;

/** {@code GET Patient/$ihe-pix}, IHE ITI-83: one number of a person into the others. Statuses and diagnostics are those of the specification. */
final class IdentifierCrossReference {
    private static final String OPERATION = "Patient/$ihe-pix";

    private final Registry registry;
    private final CurrentActor currentActor;
    private final IdentifierSystems systems;

    IdentifierCrossReference(Registry registry, CurrentActor currentActor, IdentifierSystems systems) {
        this.registry = registry;
        this.currentActor = currentActor;
        this.systems = systems;
    }

    @Operation(
            name = "$ihe-pix",
            typeName = "Patient",
            idempotent = true,
            manualRequest = true,
            canonicalUrl = "https://profiles.ihe.net/ITI/PIXm/OperationDefinition/IHE.PIXm.pix")
    public Parameters crossReference(RequestDetails request) {
        OperationInput input = OperationInput.read(request, OPERATION, List.of("sourceIdentifier", "targetSystem"));
        String source = input.required("sourceIdentifier");
        int bar = source.indexOf('|');
        if (bar <= 0 || bar == source.length() - 1) {
            throw Refusal.invalid(IssueType.REQUIRED, "sourceIdentifier needs a domain and a value: system|value");
        }
        String system = source.substring(0, bar);
        String value = source.substring(bar + 1);
        if (!isKnown(system)) {
            throw Refusal.invalid(IssueType.CODEINVALID, "sourceIdentifier Assigning Authority not found");
        }
        Set<String> targets = new HashSet<>(input.texts("targetSystem"));
        if (!targets.stream().allMatch(this::isKnown)) {
            throw Refusal.forbidden(IssueType.CODEINVALID, "targetSystem not found");
        }
        Registry.CrossReference found = find(system, value)
                .orElseThrow(() -> Refusal.notFound("sourceIdentifier Patient Identifier not found"));
        return answer(found, new Identifier().setSystem(system).setValue(value), targets);
    }

    private boolean isKnown(String system) {
        return system.equals(IdentifierSystems.ENTERPRISE_ID)
                || systems.kind(system).isPresent()
                || systems.facility(system)
                        .filter(registry.facilities()::isKnown)
                        .isPresent();
    }

    private Optional<Registry.CrossReference> find(String system, String value) {
        Actor actor = currentActor.get();
        if (system.equals(IdentifierSystems.ENTERPRISE_ID)) {
            return EnterpriseId.parse(value).flatMap(id -> registry.crossReference(id, actor));
        }
        PersonIdentifier identifier = systems.read(system, value)
                .orElseThrow(() -> new IllegalStateException("a known domain that cannot be read"));
        try {
            return registry.crossReference(identifier, actor);
        } catch (Refused refused) {
            throw Refusal.of(refused);
        }
    }

    private Parameters answer(Registry.CrossReference found, Identifier source, Set<String> targets) {
        Parameters answer = new Parameters();
        found.identifiers().stream()
                .sorted(Comparator.comparing(PersonIdentifier::domain).thenComparing(PersonIdentifier::value))
                .map(systems::write)
                .filter(identifier -> !identifier.equalsDeep(source))
                .filter(identifier -> targets.isEmpty() || targets.contains(identifier.getSystem()))
                .forEach(identifier ->
                        answer.addParameter().setName("targetIdentifier").setValue(identifier));
        boolean ownAsked = targets.isEmpty() || targets.contains(IdentifierSystems.ENTERPRISE_ID);
        if (ownAsked && !source.getSystem().equals(IdentifierSystems.ENTERPRISE_ID)) {
            answer.addParameter()
                    .setName("targetIdentifier")
                    .setValue(new Identifier()
                            .setSystem(IdentifierSystems.ENTERPRISE_ID)
                            .setValue(found.person().value()));
        }
        if (answer.hasParameter()) {
            answer.addParameter().setName("targetId").setValue(new Reference("Patient/" + found.person()));
        }
        return answer;
    }
}
