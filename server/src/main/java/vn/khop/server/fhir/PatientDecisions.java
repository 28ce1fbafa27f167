package vn.khop.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;
import vn.khop.server.registry.Consequences;
import vn.khop.server.registry.Decisions;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.Justification;
import vn.khop.server.registry.PersonIdentifier;
import vn.khop.server.registry.Proposal;
import vn.khop.server.registry.ReasonCode;
import vn.khop.server.registry.Refused;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.Tasks;
import vn.khop.server.security.Actor;
import vn.khop.server.security.CurrentActor;

/**
 * {@code Patient/$merge} as HL7 FHIR R5 has it, and {@code Patient/$unmerge}, which is ours. Both take persons, {@code $merge} also two source records of one
 * facility; both do nothing with {@code preview}.
 */
final class PatientDecisions {
    private static final String MERGE = "Patient/$merge";
    private static final String UNMERGE = "Patient/$unmerge";
    private static final String SOURCE = "source-patient";
    private static final String SOURCE_IDENTIFIER = "source-patient-identifier";
    private static final String TARGET = "target-patient";
    private static final String TARGET_IDENTIFIER = "target-patient-identifier";

    private final Registry registry;
    private final Decisions decisions;
    private final Tasks tasks;
    private final CurrentActor currentActor;
    private final IdentifierSystems systems;
    private final PatientWriting writing;

    PatientDecisions(
            Registry registry,
            Decisions decisions,
            Tasks tasks,
            CurrentActor currentActor,
            FhirContext fhirContext,
            IdentifierSystems systems) {
        this.registry = registry;
        this.decisions = decisions;
        this.tasks = tasks;
        this.currentActor = currentActor;
        this.systems = systems;
        this.writing = new PatientWriting(fhirContext, systems);
    }

    @Operation(
            name = "$merge",
            typeName = "Patient",
            manualRequest = true,
            canonicalUrl = "http://hl7.org/fhir/OperationDefinition/Patient-merge")
    public Parameters merge(RequestDetails request) {
        OperationInput input = OperationInput.read(
                request, MERGE, List.of(SOURCE, SOURCE_IDENTIFIER, TARGET, TARGET_IDENTIFIER, "preview"));
        Actor actor = currentActor.get();
        try {
            String source = patient(input, SOURCE, SOURCE_IDENTIFIER, actor);
            String target = patient(input, TARGET, TARGET_IDENTIFIER, actor);
            return answer(
                    request,
                    input,
                    proposal(source, target),
                    ReasonCode.DUPLICATE_REGISTRATION,
                    Optional.of(target),
                    actor);
        } catch (Refused refused) {
            throw Refusal.of(refused);
        }
    }

    @Operation(
            name = "$unmerge",
            typeName = "Patient",
            manualRequest = true,
            canonicalUrl = "https://khop.vn/fhir/OperationDefinition/Patient-unmerge")
    public Parameters unmerge(RequestDetails request) {
        OperationInput input = OperationInput.read(request, UNMERGE, List.of(SOURCE, SOURCE_IDENTIFIER, "preview"));
        Actor actor = currentActor.get();
        try {
            String source = patient(input, SOURCE, SOURCE_IDENTIFIER, actor);
            EnterpriseId person = EnterpriseId.parse(source)
                    .orElseThrow(() -> Refusal.unprocessable(
                            IssueType.BUSINESSRULE, SOURCE, SOURCE + " is no person: expected Patient/E..."));
            return answer(
                    request,
                    input,
                    new Proposal.Unmerge(person),
                    ReasonCode.DECIDED_WRONGLY,
                    Optional.of(source),
                    actor);
        } catch (Refused refused) {
            throw Refusal.of(refused);
        }
    }

    /** Two persons, or two source records. */
    private static Proposal proposal(String source, String target) {
        Optional<EnterpriseId> sourcePerson = EnterpriseId.parse(source);
        Optional<EnterpriseId> targetPerson = EnterpriseId.parse(target);
        if (sourcePerson.isPresent() && targetPerson.isPresent()) {
            return new Proposal.Merge(sourcePerson.get(), targetPerson.get());
        }
        Optional<SourceId> sourceRecord = SourceId.parse(source);
        Optional<SourceId> targetRecord = SourceId.parse(target);
        if (sourceRecord.isPresent() && targetRecord.isPresent()) {
            return new Proposal.SameRecords(sourceRecord.get(), targetRecord.get());
        }
        throw Refusal.unprocessable(
                IssueType.BUSINESSRULE,
                SOURCE,
                MERGE + " takes two persons, Patient/E..., or two source records of one facility, Patient/S...");
    }

    /** The id that the reference names, or the person that all the identifiers name. */
    private String patient(OperationInput input, String reference, String identifiers, Actor actor) {
        List<Type> given = input.values(identifiers);
        Optional<Type> named = input.value(reference);
        if (named.isPresent() == !given.isEmpty()) {
            throw Refusal.invalid(
                    IssueType.REQUIRED, "give either '" + reference + "' or '" + identifiers + "', and one of them");
        }
        if (named.isPresent()) {
            if (!(named.get() instanceof Reference to)
                    || !"Patient".equals(to.getReferenceElement().getResourceType())) {
                throw Refusal.invalid(IssueType.INVALID, "'" + reference + "' is a reference to a Patient");
            }
            return to.getReferenceElement().getIdPart();
        }
        List<EnterpriseId> persons = given.stream()
                .map(value -> person(value, identifiers, actor))
                .distinct()
                .toList();
        if (persons.size() > 1) {
            throw Refusal.unprocessable(
                    IssueType.MULTIPLEMATCHES, identifiers, "the identifiers are those of several persons");
        }
        return persons.get(0).value();
    }

    private EnterpriseId person(Type value, String parameter, Actor actor) {
        if (!(value instanceof Identifier identifier) || !identifier.hasSystem() || !identifier.hasValue()) {
            throw Refusal.invalid(IssueType.INVALID, "'" + parameter + "' is an Identifier with system and value");
        }
        if (identifier.getSystem().equals(IdentifierSystems.ENTERPRISE_ID)) {
            return EnterpriseId.parse(identifier.getValue()).orElseThrow(() -> nobody(parameter));
        }
        PersonIdentifier known = systems.read(identifier.getSystem(), identifier.getValue())
                .orElseThrow(() -> Refusal.unprocessable(
                        IssueType.CODEINVALID, parameter, "the system of '" + parameter + "' is not known here"));
        return registry.crossReference(known, actor)
                .map(Registry.CrossReference::person)
                .orElseThrow(() -> nobody(parameter));
    }

    private static RuntimeException nobody(String parameter) {
        return Refusal.unprocessable(IssueType.NOTFOUND, parameter, "nobody has the identifier of '" + parameter + "'");
    }

    private Parameters answer(
            RequestDetails request,
            OperationInput input,
            Proposal proposal,
            ReasonCode reason,
            Optional<String> result,
            Actor actor) {
        boolean preview = input.isTrue("preview");
        Decisions.Decided decided = preview
                ? new Decisions.Decided(Optional.empty(), decisions.preview(proposal, actor), Optional.empty())
                : decisions.decide(proposal, new Justification(reason, ""), Optional.empty(), actor);
        Parameters answer = new Parameters();
        answer.addParameter().setName("input").setResource(input.asParameters());
        answer.addParameter().setName("outcome").setResource(outcome(decided, preview));
        if (decided.waiting().isPresent()) {
            Accepted.mark(request);
            answer.addParameter()
                    .setName("task")
                    .setResource(TaskWriting.of(
                            tasks.task(decided.waiting().get(), actor).orElseThrow()));
            return answer;
        }
        result.flatMap(id -> result(id, preview, actor))
                .ifPresent(patient -> answer.addParameter().setName("result").setResource(patient));
        return answer;
    }

    private static OperationOutcome outcome(Decisions.Decided decided, boolean preview) {
        Consequences consequences = decided.consequences();
        OperationOutcome outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(IssueSeverity.INFORMATION)
                .setCode(IssueType.INFORMATIONAL)
                .setDiagnostics((preview ? "Preview only: " : "")
                        + consequences.persons().size() + " persons change, "
                        + consequences.moved().size() + " records change hands, "
                        + consequences.facilitiesTold().size() + " facilities are told"
                        + (consequences.needsSecondPerson() ? "; two people decide this" : ""))
                .getDetails()
                .setText(
                        preview
                                ? "Preview only - no issues detected"
                                : decided.waiting().isPresent() ? "Waits for a second person" : "Done");
        return outcome;
    }

    private Optional<Patient> result(String id, boolean preview, Actor actor) {
        Optional<Patient> patient = EnterpriseId.parse(id)
                .flatMap(person -> registry.person(person, actor))
                .map(person -> writing.person(person, registry.identifiers(person.id(), actor)))
                .or(() -> SourceId.parse(id)
                        .flatMap(source -> registry.source(source, Optional.empty(), actor))
                        .map(view -> writing.source(view.source(), view.person())));
        if (preview) {
            patient.ifPresent(shown -> {
                shown.setId(shown.getIdElement().toVersionless());
                shown.setMeta(null);
            });
        }
        return patient;
    }
}
