package vn.khop.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.ArrayList;
import java.util.Collection;
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
import vn.khop.server.registry.FacilityFeed;
import vn.khop.server.registry.Justification;
import vn.khop.server.registry.PersonIdentifier;
import vn.khop.server.registry.Proposal;
import vn.khop.server.registry.ReasonCode;
import vn.khop.server.registry.Refused;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.SourceRecord;
import vn.khop.server.registry.Successions;
import vn.khop.server.registry.Tasks;
import vn.khop.server.security.Actor;
import vn.khop.server.security.CurrentActor;
import vn.khop.server.security.Role;

/**
 * {@code Patient/$merge} as HL7 FHIR R5 has it, and {@code Patient/$unmerge}, which is ours. Both take persons, and two source records of one facility, of which that is a
 * facility's word as in its feed (ITI-104); both do nothing with {@code preview}.
 */
final class PatientDecisions {
    static final String SOURCE = "source-patient";
    static final String SOURCE_IDENTIFIER = "source-patient-identifier";
    static final String TARGET = "target-patient";
    static final String TARGET_IDENTIFIER = "target-patient-identifier";
    static final String RESULT = "result-patient";
    static final String PREVIEW = "preview";
    private static final String MERGE = "Patient/$merge";
    private static final String UNMERGE = "Patient/$unmerge";

    private final Registry registry;
    private final Successions successions;
    private final FacilityFeed feed;
    private final Decisions decisions;
    private final Tasks tasks;
    private final CurrentActor currentActor;
    private final IdentifierSystems systems;
    private final PatientWriting writing;
    private final PatientReads reads;
    private final MergeResult mergeResult;
    private final Replacing replacing;

    PatientDecisions(
            Registry registry,
            Successions successions,
            FacilityFeed feed,
            Decisions decisions,
            Tasks tasks,
            CurrentActor currentActor,
            FhirContext fhirContext,
            IdentifierSystems systems) {
        this.registry = registry;
        this.successions = successions;
        this.feed = feed;
        this.decisions = decisions;
        this.tasks = tasks;
        this.currentActor = currentActor;
        this.systems = systems;
        this.writing = new PatientWriting(fhirContext, systems);
        this.reads = new PatientReads(registry, successions, currentActor, fhirContext, systems);
        this.mergeResult = new MergeResult(systems);
        this.replacing = new Replacing(fhirContext, systems);
    }

    @Operation(
            name = "$merge",
            typeName = "Patient",
            manualRequest = true,
            canonicalUrl = "http://hl7.org/fhir/OperationDefinition/Patient-merge")
    public Parameters merge(RequestDetails request) {
        OperationInput input = OperationInput.read(
                request, MERGE, List.of(SOURCE, SOURCE_IDENTIFIER, TARGET, TARGET_IDENTIFIER, RESULT, PREVIEW));
        Actor actor = currentActor.get();
        boolean isPreview = input.isTrue(PREVIEW);
        try {
            Named source = patient(input, SOURCE, SOURCE_IDENTIFIER, actor);
            Named target = patient(input, TARGET, TARGET_IDENTIFIER, actor);
            Proposal proposal = proposal(source.id(), target.id());
            Optional<Patient> wanted = input.optionalResource(RESULT, Patient.class);
            boolean isChecked = wanted.isPresent()
                    || source.version().isPresent()
                    || target.version().isPresent();
            if (!isPreview && !isChecked) {
                return done(request, input, decide(proposal, Optional.empty(), actor), target.id(), actor);
            }
            Consequences foreseen = decisions.preview(proposal, actor);
            requireVersion(source, SOURCE, actor);
            requireVersion(target, TARGET, actor);
            Patient result = foreseen(source.id(), target.id(), foreseen, actor);
            wanted.ifPresent(given -> mergeResult.check(
                    given, target.id(), source.id(), identifiers(input, SOURCE_IDENTIFIER, TARGET_IDENTIFIER), result));
            return isPreview
                    ? previewed(input, foreseen, Optional.of(result))
                    : done(request, input, decide(proposal, Optional.of(foreseen.basis()), actor), target.id(), actor);
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
        OperationInput input = OperationInput.read(request, UNMERGE, List.of(SOURCE, SOURCE_IDENTIFIER, PREVIEW));
        Actor actor = currentActor.get();
        try {
            Named source = patient(input, SOURCE, SOURCE_IDENTIFIER, actor);
            EnterpriseId person = EnterpriseId.parse(source.id())
                    .orElseThrow(
                            () -> Refusal.unprocessable(
                                    IssueType.BUSINESSRULE,
                                    SOURCE,
                                    source.id()
                                            + " is no person: expected Patient/E...; a facility takes back what it said of its own record by sending it active again"));
            Proposal proposal = new Proposal.Unmerge(person);
            Optional<Consequences> foreseen =
                    input.isTrue(PREVIEW) || source.version().isPresent()
                            ? Optional.of(decisions.preview(proposal, actor))
                            : Optional.empty();
            requireVersion(source, SOURCE, actor);
            if (input.isTrue(PREVIEW)) {
                return previewed(
                        input,
                        foreseen.orElseThrow(),
                        current(source.id(), actor).map(PatientDecisions::withoutVersion));
            }
            return done(request, input, decide(proposal, foreseen.map(Consequences::basis), actor), source.id(), actor);
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

    /** The Patient that is meant, in the version that was named, if one was. */
    private record Named(String id, Optional<String> version) {}

    /** The id that the reference names, or the one Patient that all the identifiers name. */
    private Named patient(OperationInput input, String reference, String identifiers, Actor actor) {
        List<Identifier> given = identifiers(input, identifiers);
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
            return new Named(
                    to.getReferenceElement().getIdPart(),
                    Optional.ofNullable(to.getReferenceElement().getVersionIdPart()));
        }
        List<String> patients = given.stream()
                .map(identifier -> patient(identifier, identifiers, actor))
                .distinct()
                .toList();
        if (patients.size() > 1) {
            throw Refusal.unprocessable(
                    IssueType.MULTIPLEMATCHES, identifiers, "the identifiers are those of several patients");
        }
        return new Named(patients.get(0), Optional.empty());
    }

    private static List<Identifier> identifiers(OperationInput input, String... parameters) {
        List<Identifier> identifiers = new ArrayList<>();
        for (String parameter : parameters) {
            for (Type value : input.values(parameter)) {
                if (!(value instanceof Identifier identifier) || !identifier.hasSystem() || !identifier.hasValue()) {
                    throw Refusal.invalid(
                            IssueType.INVALID, "'" + parameter + "' is an Identifier with system and value");
                }
                identifiers.add(identifier);
            }
        }
        return identifiers;
    }

    private String patient(Identifier identifier, String parameter, Actor actor) {
        if (identifier.getSystem().equals(IdentifierSystems.ENTERPRISE_ID)) {
            return EnterpriseId.parse(identifier.getValue())
                    .map(EnterpriseId::value)
                    .orElseThrow(() -> nobody(parameter));
        }
        PersonIdentifier known = systems.read(identifier.getSystem(), identifier.getValue())
                .orElseThrow(() -> Refusal.unprocessable(
                        IssueType.CODEINVALID, parameter, "the system of '" + parameter + "' is not known here"));
        // A facility speaks of its own records, people at a desk of persons.
        boolean isDesk = actor.has(Role.CLERK) || actor.has(Role.CLERK_LEAD);
        if (known.facility().isPresent() && !isDesk) {
            return SourceId.of(known.facility().get(), known.value()).value();
        }
        return registry.crossReference(known, actor)
                .map(found -> found.person().value())
                .orElseThrow(() -> nobody(parameter));
    }

    private static RuntimeException nobody(String parameter) {
        return Refusal.unprocessable(IssueType.NOTFOUND, parameter, "nobody has the identifier of '" + parameter + "'");
    }

    /** Whoever names a version has looked at that one, and decides on no other. */
    private void requireVersion(Named named, String parameter, Actor actor) {
        named.version().ifPresent(asked -> {
            String present = current(named.id(), actor)
                    .map(patient -> patient.getMeta().getVersionId())
                    .orElseThrow(() -> nobody(parameter));
            if (!asked.equals(present)) {
                throw Refusal.conflict("'" + parameter + "' names version " + asked
                        + ", which is not the present one: read the Patient again");
            }
        });
    }

    private Optional<Patient> current(String id, Actor actor) {
        return EnterpriseId.parse(id)
                .flatMap(person -> reads.present(person, actor))
                .or(() -> record(id, actor)
                        .map(view ->
                                writing.source(view.source(), view.person(), successions.replacedBy(view.source()))));
    }

    private Optional<Registry.SourceView> record(String id, Actor actor) {
        return SourceId.parse(id).flatMap(source -> registry.source(source, Optional.empty(), actor));
    }

    /** The target as the merge would leave it. */
    private Patient foreseen(String source, String target, Consequences consequences, Actor actor) {
        Optional<EnterpriseId> person = EnterpriseId.parse(target);
        if (person.isEmpty()) {
            Patient record = current(target, actor).orElseThrow(() -> nobody(TARGET));
            record.addLink().setType(Patient.LinkType.REPLACES).getOther().setReference("Patient/" + source);
            return withoutVersion(record);
        }
        Collection<SourceId> records = consequences.persons().stream()
                .filter(change -> change.person().equals(person.get()))
                .map(Consequences.PersonChange::after)
                .findFirst()
                .orElse(List.of());
        Registry.PersonThen then = registry.person(person.get(), actor)
                .map(now -> successions.foresee(now, records))
                .orElseThrow(() -> nobody(TARGET));
        Patient patient = writing.person(then.person(), then.identifiers());
        PatientWriting.addReplaced(patient, List.of(new EnterpriseId(source)));
        return patient;
    }

    private static Patient withoutVersion(Patient patient) {
        patient.setId(patient.getIdElement().toVersionless());
        patient.setMeta(null);
        return patient;
    }

    /** For two records of a facility that the actor speaks for, by the facility's word: then the one says of itself that the other stands for it. */
    private Decisions.Decided decide(Proposal proposal, Optional<String> basis, Actor actor) {
        if (proposal instanceof Proposal.SameRecords same) {
            Optional<SourceRecord> source = record(same.source().value(), actor).map(Registry.SourceView::source);
            Optional<SourceRecord> target = record(same.target().value(), actor).map(Registry.SourceView::source);
            if (source.isPresent()
                    && target.isPresent()
                    && actor.facilities().includes(source.get().facility())) {
                Consequences consequences = decisions.preview(proposal, actor);
                feed.feed(replacing.said(source.get(), target.get()), actor);
                return new Decisions.Decided(Optional.empty(), consequences, Optional.empty());
            }
        }
        ReasonCode reason =
                proposal instanceof Proposal.Unmerge ? ReasonCode.DECIDED_WRONGLY : ReasonCode.DUPLICATE_REGISTRATION;
        return decisions.decide(proposal, new Justification(reason, ""), basis, actor);
    }

    private Parameters done(
            RequestDetails request, OperationInput input, Decisions.Decided decided, String result, Actor actor) {
        Optional<Parameters> waiting = decided.waiting().map(task -> {
            Accepted.mark(request);
            Parameters answer = answer(input, decided.consequences(), "Waits for a second person", "");
            answer.addParameter()
                    .setName("task")
                    .setResource(TaskWriting.of(tasks.task(task, actor).orElseThrow()));
            return answer;
        });
        return waiting.orElseGet(() -> {
            Parameters answer = answer(input, decided.consequences(), "Done", "");
            current(result, actor)
                    .ifPresent(
                            patient -> answer.addParameter().setName("result").setResource(patient));
            return answer;
        });
    }

    private static Parameters previewed(OperationInput input, Consequences consequences, Optional<Patient> result) {
        Parameters answer = answer(input, consequences, "Preview only - no issues detected", "Preview only: ");
        result.ifPresent(patient -> answer.addParameter().setName("result").setResource(patient));
        return answer;
    }

    private static Parameters answer(OperationInput input, Consequences consequences, String text, String begin) {
        Parameters answer = new Parameters();
        answer.addParameter().setName("input").setResource(input.asParameters());
        OperationOutcome outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(IssueSeverity.INFORMATION)
                .setCode(IssueType.INFORMATIONAL)
                .setDiagnostics(begin + consequences.persons().size() + " persons change, "
                        + consequences.moved().size() + " records change hands, "
                        + consequences.facilitiesTold().size() + " facilities are told"
                        + (consequences.needsSecondPerson() ? "; two people decide this" : ""))
                .getDetails()
                .setText(text);
        answer.addParameter().setName("outcome").setResource(outcome);
        return answer;
    }
}
