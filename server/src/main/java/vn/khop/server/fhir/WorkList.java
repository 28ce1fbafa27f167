package vn.khop.server.fhir;

import ca.uhn.fhir.model.api.annotation.Description;
import ca.uhn.fhir.rest.annotation.Count;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.annotation.Update;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.StringParam;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.Refused;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.Task.State;
import vn.khop.server.registry.Task.Type;
import vn.khop.server.registry.TaskId;
import vn.khop.server.registry.TaskStore;
import vn.khop.server.registry.Tasks;
import vn.khop.server.security.CurrentActor;

/**
 * The clerks' work list as FHIR Tasks: read, search, and the steps that a task allows, each an update that names the version it was taken on (If-Match). Tasks are
 * opened by what happens to records, so there is no create and no delete.
 */
final class WorkList {
    private static final int COUNT_DEFAULT = 20;
    private static final int COUNT_MAX = 200;
    private static final Set<String> IGNORED_BY_HAPI =
            Set.of("_sort", "_include", "_revinclude", "_total", "_contained", "_has", "_offset");

    private final Tasks tasks;
    private final CurrentActor currentActor;

    WorkList(Tasks tasks, CurrentActor currentActor) {
        this.tasks = tasks;
        this.currentActor = currentActor;
    }

    @Read(type = Task.class)
    public Task read(@IdParam IdType id) {
        return TaskId.parse(id.getIdPart())
                .flatMap(task -> tasks.task(task, currentActor.get()))
                .map(TaskWriting::of)
                .orElseThrow(() -> unknown(id));
    }

    private static RuntimeException unknown(IdType id) {
        return Refusal.notFound("Task/" + id.getIdPart() + " is not known");
    }

    @Search(type = Task.class)
    public Bundle search(
            RequestDetails request,
            @Description(shortDefinition = "requested, in-progress, on-hold, ready or completed")
                    @OptionalParam(name = "status")
                    @Nullable
                    TokenOrListParam status,
            @Description(
                            shortDefinition =
                                    "new, assigned, in-review, deferred, waiting-for-hospital, second-review, resolved or reopened")
                    @OptionalParam(name = "business-status")
                    @Nullable
                    TokenOrListParam businessStatus,
            @Description(shortDefinition = "overlay, id-conflict, duplicate, link, id-check or data-quality")
                    @OptionalParam(name = "code")
                    @Nullable
                    TokenOrListParam code,
            @Description(shortDefinition = "Who has it: owner:identifier=urn:khop:user|name")
                    @OptionalParam(name = "owner")
                    @Nullable
                    ReferenceParam owner,
            @Description(shortDefinition = "The person that one of its records is with: Patient/E...")
                    @OptionalParam(name = "patient")
                    @Nullable
                    ReferenceParam patient,
            @Description(shortDefinition = "The same") @OptionalParam(name = "subject") @Nullable
                    ReferenceParam subject,
            @Description(shortDefinition = "One of its source records: Patient/S...")
                    @OptionalParam(name = "focus")
                    @Nullable
                    ReferenceParam focus,
            @Description(shortDefinition = "When it changed last") @OptionalParam(name = "_lastUpdated") @Nullable
                    DateRangeParam lastUpdated,
            @Description(shortDefinition = "Of the link to the next page: the last task of this one")
                    @OptionalParam(name = "after")
                    @Nullable
                    StringParam after,
            @Count @Nullable Integer count) {
        for (String name : request.getParameters().keySet()) {
            if (IGNORED_BY_HAPI.contains(name.split(":", 2)[0])) {
                throw Refusal.invalid(
                        IssueType.NOTSUPPORTED, "parameter '" + name + "' is not supported by the search for tasks");
            }
        }
        int limit = count == null ? COUNT_DEFAULT : Math.min(Math.max(count, 0), COUNT_MAX);
        TaskStore.Question question = new TaskStore.Question(
                states(status, businessStatus),
                types(code),
                Optional.ofNullable(owner).map(WorkList::user),
                Optional.empty(),
                records(
                        Optional.ofNullable(patient).or(() -> Optional.ofNullable(subject)),
                        Optional.ofNullable(focus)),
                Optional.empty(),
                Optional.empty(),
                bound(lastUpdated, true),
                bound(lastUpdated, false).map(end -> end.plusMillis(1)),
                false,
                Optional.ofNullable(after)
                        .map(last -> TaskId.parse(last.getValue())
                                .orElseThrow(() -> Refusal.invalid(
                                        IssueType.VALUE, "after is the id of the last task of a page"))),
                Instant.EPOCH,
                limit + 1);
        List<Tasks.View> found = tasks.page(question, currentActor.get());
        return bundle(request, found, tasks.count(question, currentActor.get()), limit);
    }

    private static Optional<Instant> bound(@Nullable DateRangeParam range, boolean isLower) {
        return Optional.ofNullable(range)
                .map(given -> isLower ? given.getLowerBoundAsInstant() : given.getUpperBoundAsInstant())
                .map(Date::toInstant);
    }

    private static Set<State> states(@Nullable TokenOrListParam status, @Nullable TokenOrListParam businessStatus) {
        Set<State> states = EnumSet.allOf(State.class);
        if (status != null) {
            Set<String> asked = codes(status);
            states.removeIf(state -> !asked.contains(TaskWriting.status(state).toCode()));
        }
        if (businessStatus != null) {
            Set<String> asked = codes(businessStatus);
            states.removeIf(state -> !asked.contains(TaskWriting.code(state)));
        }
        if (states.isEmpty()) {
            throw Refusal.invalid(IssueType.CODEINVALID, "no task is ever in this status and business-status");
        }
        return states;
    }

    private static Set<Type> types(@Nullable TokenOrListParam code) {
        Set<Type> types = EnumSet.allOf(Type.class);
        if (code != null) {
            Set<String> asked = codes(code);
            types.removeIf(type -> !asked.contains(TaskWriting.code(type)));
        }
        if (types.isEmpty()) {
            throw Refusal.invalid(
                    IssueType.CODEINVALID,
                    "code is one of overlay, id-conflict, duplicate, link, id-check, data-quality");
        }
        return types;
    }

    private static Set<String> codes(TokenOrListParam tokens) {
        return tokens.getValuesAsQueryTokens().stream()
                .map(TokenParam::getValue)
                .collect(Collectors.toSet());
    }

    private static String user(ReferenceParam owner) {
        String value = owner.getValue();
        int bar = value.indexOf('|');
        return bar < 0 ? value : value.substring(bar + 1);
    }

    private Optional<Set<SourceId>> records(Optional<ReferenceParam> person, Optional<ReferenceParam> focus) {
        Optional<Set<SourceId>> ofPerson = person.map(reference ->
                EnterpriseId.parse(reference.getIdPart()).map(tasks::recordsOf).orElseGet(Set::of));
        Optional<Set<SourceId>> inFocus = focus.map(
                reference -> SourceId.parse(reference.getIdPart()).map(Set::of).orElseGet(Set::of));
        if (ofPerson.isPresent() && inFocus.isPresent()) {
            return ofPerson.map(
                    records -> records.stream().filter(inFocus.get()::contains).collect(Collectors.toSet()));
        }
        return ofPerson.or(() -> inFocus);
    }

    private static Bundle bundle(RequestDetails request, List<Tasks.View> found, int total, int limit) {
        Bundle bundle = new Bundle();
        bundle.setType(Bundle.BundleType.SEARCHSET);
        bundle.setTotal(total);
        bundle.addLink().setRelation("self").setUrl(link(request, Optional.empty()));
        List<Tasks.View> page = found.stream().limit(limit).toList();
        if (found.size() > limit && limit > 0) {
            bundle.addLink()
                    .setRelation("next")
                    .setUrl(link(
                            request, Optional.of(page.get(limit - 1).task().id().value())));
        }
        page.forEach(view -> bundle.addEntry()
                .setFullUrl(request.getServerBaseForRequest() + "/Task/"
                        + view.task().id())
                .setResource(TaskWriting.of(view))
                .getSearch()
                .setMode(Bundle.SearchEntryMode.MATCH));
        return bundle;
    }

    private static String link(RequestDetails request, Optional<String> after) {
        UriComponentsBuilder url = UriComponentsBuilder.fromUriString(request.getServerBaseForRequest() + "/Task");
        request.getParameters().forEach((name, values) -> {
            if (!(name.equals("after") && after.isPresent())) {
                url.queryParam(name, (Object[]) values);
            }
        });
        after.ifPresent(last -> url.queryParam("after", last));
        return url.encode().build().toUriString();
    }

    @Update
    @Description(
            "A step of a task, on the version named by If-Match: in-progress takes it, requested gives it back or, with business status escalated, to a lead; on-hold puts it off or asks the hospital; completed answers it, with an output of type answer")
    public MethodOutcome step(@IdParam IdType id, @ResourceParam Task wanted) {
        TaskId task = TaskId.parse(id.getIdPart()).orElseThrow(() -> unknown(id));
        Tasks.View present = tasks.task(task, currentActor.get()).orElseThrow(() -> unknown(id));
        int version = version(id);
        try {
            Tasks.View after = new TaskStep(tasks, currentActor.get(), present, version, wanted).carriedOut();
            Task written = TaskWriting.of(after);
            MethodOutcome answer = new MethodOutcome(written.getIdElement(), false);
            answer.setResource(written);
            return answer;
        } catch (Refused refused) {
            if (refused.reason() == Refused.Reason.STALE) {
                throw new PreconditionFailedException(String.valueOf(refused.getMessage()));
            }
            throw Refusal.of(refused);
        }
    }

    private static int version(IdType id) {
        if (!id.hasVersionIdPart()) {
            throw new PreconditionFailedException(
                    "a step of a task needs If-Match with the version that was seen, such as W/\"1\"");
        }
        try {
            return Integer.parseInt(id.getVersionIdPart());
        } catch (NumberFormatException e) {
            throw new PreconditionFailedException(
                    "If-Match names no version of a task: it is a number, such as W/\"1\"");
        }
    }
}
