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
import vn.khop.server.registry.SourceId;
import vn.khop.server.security.Actor;
import vn.khop.server.security.CurrentActor;

/**
 * {@code GET Patient/$ihe-pix}, IHE ITI-83: one number of a person into the others. Statuses and diagnostics are those of the specification. A Patient of this server is named by
 * {@code base|Patient/id}.
 */
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
        String token = input.required("sourceIdentifier");
        int bar = token.indexOf('|');
        if (bar <= 0 || bar == token.length() - 1) {
            throw Refusal.invalid(IssueType.REQUIRED, "sourceIdentifier needs a domain and a value: system|value");
        }
        String system = token.substring(0, bar);
        String value = token.substring(bar + 1);
        String base = request.getServerBaseForRequest();
        if (!system.equals(base) && !isKnown(system)) {
            throw Refusal.invalid(IssueType.CODEINVALID, "sourceIdentifier Assigning Authority not found");
        }
        Set<String> targets = new HashSet<>(input.texts("targetSystem"));
        if (!targets.stream().allMatch(target -> target.equals(base) || isKnown(target))) {
            throw Refusal.forbidden(IssueType.CODEINVALID, "targetSystem not found");
        }
        Actor actor = currentActor.get();
        Optional<Source> source =
                system.equals(base) ? patient(value, actor) : Optional.of(new Source(system, value, false));
        try {
            Registry.CrossReference found = source.flatMap(named -> find(named, actor))
                    .orElseThrow(() -> Refusal.notFound("sourceIdentifier Patient Identifier not found"));
            return answer(found, source.get(), targets, base);
        } catch (Refused refused) {
            throw Refusal.of(refused);
        }
    }

    /**
     * What was given.
     *
     * @param isPerson whether it named a person of ours, which is then no answer
     */
    private record Source(String system, String value, boolean isPerson) {}

    /** A Patient of this server as the identifier that stands for it; a source record is its facility's number. */
    private Optional<Source> patient(String reference, Actor actor) {
        if (!reference.startsWith("Patient/")) {
            return Optional.empty();
        }
        String id = reference.substring("Patient/".length());
        if (EnterpriseId.parse(id).isPresent()) {
            return Optional.of(new Source(IdentifierSystems.ENTERPRISE_ID, id, true));
        }
        return SourceId.parse(id)
                .flatMap(source -> registry.source(source, Optional.empty(), actor))
                .map(Registry.SourceView::source)
                .map(record -> new Source(systems.ofFacility(record.facility()), record.localId(), false));
    }

    private boolean isKnown(String system) {
        return system.equals(IdentifierSystems.ENTERPRISE_ID)
                || systems.kind(system).isPresent()
                || systems.facility(system)
                        .filter(registry.facilities()::isKnown)
                        .isPresent();
    }

    private Optional<Registry.CrossReference> find(Source source, Actor actor) {
        if (source.system().equals(IdentifierSystems.ENTERPRISE_ID)) {
            return EnterpriseId.parse(source.value()).flatMap(id -> registry.crossReference(id, actor));
        }
        PersonIdentifier identifier = systems.read(source.system(), source.value())
                .orElseThrow(() -> new IllegalStateException("a known domain that cannot be read"));
        return registry.crossReference(identifier, actor);
    }

    private Parameters answer(Registry.CrossReference found, Source source, Set<String> targets, String base) {
        Identifier given = new Identifier().setSystem(source.system()).setValue(source.value());
        Parameters answer = new Parameters();
        found.identifiers().stream()
                .sorted(Comparator.comparing(PersonIdentifier::domain).thenComparing(PersonIdentifier::value))
                .map(systems::write)
                .filter(identifier -> !identifier.equalsDeep(given))
                .filter(identifier -> targets.isEmpty() || targets.contains(identifier.getSystem()))
                .forEach(identifier ->
                        answer.addParameter().setName("targetIdentifier").setValue(identifier));
        boolean isOwnAsked = targets.isEmpty() || targets.contains(IdentifierSystems.ENTERPRISE_ID);
        boolean isOwnGiven = source.system().equals(IdentifierSystems.ENTERPRISE_ID)
                && source.value().equals(found.person().value());
        if (isOwnAsked && !isOwnGiven) {
            answer.addParameter()
                    .setName("targetIdentifier")
                    .setValue(new Identifier()
                            .setSystem(IdentifierSystems.ENTERPRISE_ID)
                            .setValue(found.person().value()));
        }
        boolean isSame = source.isPerson() && isOwnGiven;
        if (!isSame && (answer.hasParameter() || targets.contains(base))) {
            answer.addParameter().setName("targetId").setValue(new Reference("Patient/" + found.person()));
        }
        return answer;
    }
}
