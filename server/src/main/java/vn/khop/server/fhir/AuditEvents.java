package vn.khop.server.fhir;

import ca.uhn.fhir.model.api.annotation.Description;
import ca.uhn.fhir.rest.annotation.Count;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Offset;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.StringParam;
import ca.uhn.fhir.rest.param.TokenParam;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEntry;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.audit.AccessTrail;
import vn.khop.server.audit.AccessTrail.AccessQuestion;
import vn.khop.server.security.CurrentActor;

/** Who saw whom, for auditors, IHE ITI-81: read and search. Nothing is written here, and asking is itself logged. */
final class AuditEvents {
    private static final int COUNT_DEFAULT = 20;
    private static final int COUNT_MAX = 500;
    private static final int OFFSET_MAX = 100_000;
    private static final Set<String> IGNORED_BY_HAPI =
            Set.of("_sort", "_include", "_revinclude", "_total", "_contained", "_has");

    private final AccessLog log;
    private final AccessTrail trail;
    private final CurrentActor currentActor;
    private final BasicAudit form;

    AuditEvents(AccessLog log, AccessTrail trail, CurrentActor currentActor, BasicAudit form) {
        this.log = log;
        this.trail = trail;
        this.currentActor = currentActor;
        this.form = form;
    }

    @Read(type = AuditEvent.class)
    public AuditEvent read(@IdParam IdType id) {
        AccessEntry entry = position(id)
                .flatMap(trail::at)
                .orElseThrow(() -> Refusal.notFound("AuditEvent/" + id.getIdPart() + " is not known"));
        log.record(AccessEvent.of(currentActor.get(), AccessAction.READ_ACCESS_LOG, entry.personId()));
        return form.of(entry);
    }

    private static Optional<Long> position(IdType id) {
        return id.isIdPartValidLong() ? Optional.of(id.getIdPartAsLong()) : Optional.empty();
    }

    @Search(type = AuditEvent.class)
    public Bundle search(
            RequestDetails request,
            @Description(shortDefinition = "When it happened") @OptionalParam(name = "date") @Nullable
                    DateRangeParam date,
            @Description(shortDefinition = "Whom it was about: Patient/E...") @OptionalParam(name = "patient") @Nullable
                    ReferenceParam patient,
            @Description(shortDefinition = "The user's name, exactly") @OptionalParam(name = "agent-name") @Nullable
                    StringParam agent,
            @Description(shortDefinition = "C, R, U, D or E") @OptionalParam(name = "action") @Nullable
                    TokenParam action,
            @Description(shortDefinition = "0 or 4") @OptionalParam(name = "outcome") @Nullable TokenParam outcome,
            @Count @Nullable Integer count,
            @Offset @Nullable Integer offset) {
        for (String name : request.getParameters().keySet()) {
            if (IGNORED_BY_HAPI.contains(name.split(":", 2)[0])) {
                throw Refusal.invalid(
                        IssueType.NOTSUPPORTED,
                        "parameter '" + name + "' is not supported by the search for audit events");
            }
        }
        int limit = count == null ? COUNT_DEFAULT : Math.min(Math.max(count, 0), COUNT_MAX);
        int from = offset == null ? 0 : offset;
        if (from < 0 || from > OFFSET_MAX) {
            throw Refusal.invalid(
                    IssueType.VALUE, "_offset is from 0 to " + OFFSET_MAX + ": narrow the search by date instead");
        }
        Optional<String> person = Optional.ofNullable(patient).map(ReferenceParam::getIdPart);
        AccessTrail.Page page = trail.search(new AccessQuestion(
                person,
                Optional.ofNullable(agent).map(StringParam::getValue),
                Optional.empty(),
                action == null ? List.of() : actions(action.getValue()),
                Optional.ofNullable(outcome).map(AuditEvents::outcome),
                Optional.ofNullable(date)
                        .map(DateRangeParam::getLowerBoundAsInstant)
                        .map(Date::toInstant),
                Optional.ofNullable(date)
                        .map(DateRangeParam::getUpperBoundAsInstant)
                        .map(Date::toInstant)
                        .map(end -> end.plusMillis(1)),
                from,
                limit));
        log.record(AccessEvent.of(currentActor.get(), AccessAction.READ_ACCESS_LOG, person.orElse("")));
        return bundle(request, page, from, limit);
    }

    private static List<AccessAction> actions(String code) {
        List<AccessAction> actions = BasicAudit.actions(code);
        if (actions.isEmpty()) {
            throw Refusal.invalid(IssueType.CODEINVALID, "of the actions R, U and E are written here");
        }
        return actions;
    }

    private static AccessOutcome outcome(TokenParam outcome) {
        return switch (outcome.getValue()) {
            case "0" -> AccessOutcome.SUCCESS;
            case "4" -> AccessOutcome.DENIED;
            default -> throw Refusal.invalid(IssueType.CODEINVALID, "of the outcomes 0 and 4 are written here");
        };
    }

    private Bundle bundle(RequestDetails request, AccessTrail.Page page, int offset, int limit) {
        Bundle bundle = new Bundle();
        bundle.setType(Bundle.BundleType.SEARCHSET);
        bundle.setTotal((int) Math.min(Integer.MAX_VALUE, page.total()));
        bundle.addLink().setRelation("self").setUrl(link(request, offset, limit));
        if (limit > 0 && offset + limit < page.total()) {
            bundle.addLink().setRelation("next").setUrl(link(request, offset + limit, limit));
        }
        page.entries()
                .forEach(entry -> bundle.addEntry()
                        .setFullUrl(request.getServerBaseForRequest() + "/AuditEvent/" + entry.position())
                        .setResource(form.of(entry))
                        .getSearch()
                        .setMode(Bundle.SearchEntryMode.MATCH));
        return bundle;
    }

    private static String link(RequestDetails request, int offset, int limit) {
        UriComponentsBuilder url =
                UriComponentsBuilder.fromUriString(request.getServerBaseForRequest() + "/AuditEvent");
        request.getParameters().forEach((name, values) -> {
            if (!name.equals("_count") && !name.equals("_offset")) {
                url.queryParam(name, (Object[]) values);
            }
        });
        return url.queryParam("_count", limit)
                .queryParam("_offset", offset)
                .encode()
                .build()
                .toUriString();
    }
}
