package vn.khop.server.fhir;

import ca.uhn.fhir.model.api.annotation.Description;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.param.ReferenceParam;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import vn.khop.server.registry.Change;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.Successions;
import vn.khop.server.registry.Successions.Said;
import vn.khop.server.security.Actor;
import vn.khop.server.security.CurrentActor;

/** Who said what of who is who, as Provenance: one for each decision, of all persons whose records it moved, in the versions that it made. */
final class Provenances {
    private static final char PREFIX = 'C';
    private static final String LIFECYCLE = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle";
    private static final String REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
    private static final String OWN_REASON = "https://khop.vn/fhir/CodeSystem/decision-reason";
    private static final String AGENT = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";

    private final Successions successions;
    private final CurrentActor currentActor;

    Provenances(Successions successions, CurrentActor currentActor) {
        this.successions = successions;
        this.currentActor = currentActor;
    }

    @Read(type = Provenance.class)
    public Provenance read(@IdParam IdType id) {
        Actor actor = requireWhole();
        return number(id.getIdPart())
                .flatMap(change -> successions.of(change, actor))
                .map(Provenances::of)
                .orElseThrow(() -> Refusal.notFound("Provenance/" + id.getIdPart() + " is not known"));
    }

    @Search(type = Provenance.class)
    public List<Provenance> search(
            @Description(shortDefinition = "The person, or a source record of it, of whom something was decided")
                    @OptionalParam(name = "target")
                    @Nullable
                    ReferenceParam target) {
        Actor actor = requireWhole();
        if (target == null) {
            throw Refusal.invalid(IssueType.REQUIRED, "a search for Provenance needs 'target', a Patient");
        }
        if (target.hasResourceType() && !"Patient".equals(target.getResourceType())) {
            throw Refusal.invalid(IssueType.NOTSUPPORTED, "'target' is a Patient");
        }
        Optional<EnterpriseId> person = EnterpriseId.parse(target.getIdPart())
                .or(() -> SourceId.parse(target.getIdPart()).flatMap(successions::personOf));
        return person.map(id -> successions.of(id, actor)).orElse(List.of()).stream()
                .sorted(Comparator.comparing((Said said) -> said.change().number())
                        .reversed())
                .map(Provenances::of)
                .toList();
    }

    /** It tells of every hospital's records. */
    private Actor requireWhole() {
        Actor actor = currentActor.get();
        if (actor.isOneHospital()) {
            throw Refusal.forbidden(
                    IssueType.FORBIDDEN,
                    "what was decided tells of every hospital: it is for the city's hub and its desks");
        }
        return actor;
    }

    private static Optional<Long> number(String id) {
        try {
            return id.charAt(0) == PREFIX ? Optional.of(Long.valueOf(id.substring(1))) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Provenance of(Said said) {
        Change change = said.change();
        Provenance provenance = new Provenance();
        provenance.setId(PREFIX + String.valueOf(change.number()));
        PersonVersion made = new PersonVersion(change.at());
        said.persons()
                .forEach(person -> provenance.addTarget(new Reference("Patient/" + person + "/_history/" + made)));
        provenance.setOccurred(new DateTimeType(Date.from(change.at())));
        provenance.setRecorded(Date.from(change.at()));
        provenance.getActivity().addCoding(new Coding(LIFECYCLE, activity(change.kind()), null));
        provenance.addReason().addCoding(new Coding(REASON, "PATADMIN", "patient administration"));
        if (!change.reason().isEmpty()) {
            provenance.addReason().addCoding(new Coding(OWN_REASON, change.reason(), null));
        }
        Provenance.ProvenanceAgentComponent agent = provenance.addAgent();
        agent.getType().addCoding(new Coding(AGENT, "author", null));
        agent.getWho().getIdentifier().setValue(change.decidedBy());
        change.undoes()
                .ifPresent(undone -> provenance
                        .addEntity()
                        .setRole(Provenance.ProvenanceEntityRole.REVISION)
                        .setWhat(new Reference("Provenance/" + PREFIX + undone)));
        return provenance;
    }

    private static String activity(Change.Kind kind) {
        return switch (kind) {
            case MERGE, LOAD, FEED -> "merge";
            case UNMERGE, UNDO -> "unmerge";
            case SEPARATE, SPLIT -> "unlink";
            case MOVE -> "link";
            case HOLD -> "hold";
            case ACCEPT, CORRECTION, REJECT -> "unhold";
            case ASK, VERIFICATION -> "verify";
            case WRONG_IDENTIFIER -> "amend";
            case MODEL -> "transform";
        };
    }
}
