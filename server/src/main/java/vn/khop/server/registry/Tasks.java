package vn.khop.server.registry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.security.Actor;

/** The work list of the clerks: who has which task, and what they decide in it. Thread-safe. */
public final class Tasks {
    /** So long a task that was taken is nobody else's. */
    public static final Duration LEASE = Duration.ofMinutes(10);

    private final RecordStore store;
    private final Decisions decisions;
    private final AccessLog accessLog;
    private final Clock clock;

    public Tasks(RecordStore store, Decisions decisions, AccessLog accessLog, Clock clock) {
        this.store = store;
        this.decisions = decisions;
        this.accessLog = accessLog;
        this.clock = clock;
    }

    /** A task with the persons that its records are with now, in the order of the pair. */
    public record View(Task task, EnterpriseId one, EnterpriseId other) {}

    /** A page of the list, oldest first. Persons are named by id only. */
    public List<View> page(TaskStore.Question question, Actor actor) {
        List<Task> tasks = store.tasks().page(question);
        Map<SourceId, EnterpriseId> persons = persons(tasks);
        List<View> views = tasks.stream().map(task -> view(task, persons)).toList();
        shown(views, actor);
        return views;
    }

    public Optional<View> task(TaskId id, Actor actor) {
        Optional<View> view = store.tasks().task(id).map(this::view);
        shown(view.stream().toList(), actor);
        return view;
    }

    private void shown(List<View> views, Actor actor) {
        Set<String> persons = new HashSet<>();
        views.forEach(view -> {
            persons.add(view.one().value());
            persons.add(view.other().value());
        });
        accessLog.record(AccessEvent.ofResult(
                actor, AccessAction.TASK, persons.stream().sorted().toList()));
    }

    private Map<SourceId, EnterpriseId> persons(List<Task> tasks) {
        List<SourceId> records = new ArrayList<>();
        tasks.forEach(
                task -> records.addAll(List.of(task.pair().a(), task.pair().b())));
        return store.personsOf(records);
    }

    private View view(Task task) {
        return view(task, persons(List.of(task)));
    }

    private static View view(Task task, Map<SourceId, EnterpriseId> persons) {
        return new View(
                task,
                Objects.requireNonNull(persons.get(task.pair().a())),
                Objects.requireNonNull(persons.get(task.pair().b())));
    }

    /** Takes the task, or renews the lease of one's own. */
    public View take(TaskId id, int version, Actor actor) {
        return step(
                id,
                version,
                actor,
                (task, now) -> task.next(
                        task.first().isPresent() ? Task.State.SECOND_REVIEW : Task.State.ASSIGNED,
                        now,
                        Optional.of(actor.username()),
                        Optional.of(now.plus(LEASE)),
                        task.reason(),
                        task.note()));
    }

    /** Gives it back to the list. */
    public View release(TaskId id, int version, Actor actor) {
        return step(
                id,
                version,
                actor,
                (task, now) -> task.next(
                        task.first().isPresent() ? Task.State.SECOND_REVIEW : Task.State.NEW,
                        now,
                        Optional.empty(),
                        Optional.empty(),
                        task.reason(),
                        task.note()));
    }

    /** Puts it off. */
    public View defer(TaskId id, int version, Instant until, Justification why, Actor actor) {
        return step(id, version, actor, (task, now) -> {
            if (!until.isAfter(now)) {
                throw new Refused(Refused.Reason.BAD_TIME, "a task is put off to a time that is still to come");
            }
            return task.next(
                    Task.State.DEFERRED,
                    now,
                    Optional.empty(),
                    Optional.of(until.truncatedTo(ChronoUnit.MICROS)),
                    why.reason().code(),
                    why.note());
        });
    }

    @FunctionalInterface
    private interface Step {
        Task from(Task task, Instant now);
    }

    private View step(TaskId id, int version, Actor actor, Step step) {
        return store.claiming(Set.of(claim(id)), () -> {
            Task task = free(id, version, actor);
            Task next = step.from(task, now());
            replace(next);
            View view = view(next);
            shown(List.of(view), actor);
            return view;
        });
    }

    /** What came of a decision in a task: the decision, or the task as it waits for a second person. */
    public record Decided(View view, Optional<Decisions.Decided> decision) {}

    /**
     * Answers the task's question. Where the decision is grave it waits until a second person says the same; if the second says otherwise, the task goes back to the
     * list with nothing said.
     *
     * @param basis that of the preview which was looked at, if one was
     */
    public Decided decide(
            TaskId id, int version, Verdict verdict, Justification why, Optional<String> basis, Actor actor) {
        try {
            return answered(id, version, verdict, why, basis, actor);
        } catch (Refused refused) {
            // If somebody was faster, that is what there is to say, and not what was met of his decision.
            store.claiming(Set.of(), () -> free(id, version, actor));
            throw refused;
        }
    }

    private Decided answered(
            TaskId id, int version, Verdict verdict, Justification why, Optional<String> basis, Actor actor) {
        Task task = store.claiming(Set.of(), () -> free(id, version, actor));
        if (task.first().isPresent()) {
            Task.First first = task.first().get();
            if (first.by().equals(actor.username())) {
                throw new Refused(
                        Refused.Reason.SECOND_PERSON_NEEDED,
                        "you decided this first: a second person has to say so too");
            }
            if (first.verdict() != verdict) {
                return new Decided(disagreed(id, version, why, actor), Optional.empty());
            }
        }
        View view = view(task);
        Proposal proposal = task.proposal().orElseGet(() -> proposal(view, verdict));
        Consequences consequences = decisions.preview(proposal, actor);
        boolean isEnough = task.first().isPresent()
                || (!consequences.needsSecondPerson() && !decisions.isDrawnForSecondReview(proposal, actor));
        if (!isEnough) {
            return new Decided(first(id, version, verdict, why, actor), Optional.empty());
        }
        Decisions.Decided decided = decisions.decide(
                proposal,
                why,
                basis.or(() -> Optional.of(consequences.basis())),
                actor,
                Set.of(claim(id)),
                () -> free(id, version, actor),
                id);
        Task resolved = store.tasks().task(id).orElseThrow();
        return new Decided(view(resolved), Optional.of(decided));
    }

    private static Proposal proposal(View view, Verdict verdict) {
        if (verdict == Verdict.SAME) {
            return view.one().equals(view.other())
                    ? new Proposal.Confirm(view.task().pair())
                    : new Proposal.Merge(view.other(), view.one());
        }
        if (view.one().equals(view.other())) {
            throw new Refused(
                    Refused.Reason.SAME_PERSON,
                    "the two records are one person now: say by a split which of its records are whose");
        }
        return new Proposal.Separate(view.one(), view.other());
    }

    private View first(TaskId id, int version, Verdict verdict, Justification why, Actor actor) {
        return step(
                id,
                version,
                actor,
                (task, now) -> task.judged(new Task.First(verdict, actor.username()), task.proposal())
                        .next(
                                Task.State.SECOND_REVIEW,
                                now,
                                Optional.empty(),
                                Optional.empty(),
                                why.reason().code(),
                                why.note()));
    }

    /** A question is one again; what somebody else proposed is not done. */
    private View disagreed(TaskId id, int version, Justification why, Actor actor) {
        return step(
                id,
                version,
                actor,
                (task, now) -> task.cause() == Task.Cause.SECOND_PERSON
                        ? task.resolved(
                                Task.Outcome.TURNED_DOWN,
                                actor.username(),
                                Optional.empty(),
                                why.reason().code(),
                                why.note(),
                                now)
                        : task.unjudged()
                                .next(
                                        Task.State.NEW,
                                        now,
                                        Optional.empty(),
                                        Optional.empty(),
                                        why.reason().code(),
                                        why.note()));
    }

    /** The task, if it is as the caller saw it and nobody else's. */
    private Task free(TaskId id, int version, Actor actor) {
        Task task = store.tasks().task(id).orElseThrow(Tasks::unknown);
        if (task.version() != version || !task.isOpen()) {
            throw new Refused(
                    Refused.Reason.STALE,
                    "task " + id + " is " + task.state().name() + " in version " + task.version() + " since "
                            + task.updatedAt() + ", version " + version + " was given: read it again");
        }
        if (task.isHeldByOther(actor.username(), now())) {
            throw new Refused(
                    Refused.Reason.TAKEN,
                    "somebody else has task " + id + " until " + task.until().orElseThrow());
        }
        return task;
    }

    private void replace(Task next) {
        if (!store.tasks().replace(next)) {
            throw new Refused(Refused.Reason.STALE, "somebody changed the task at this moment: read it again");
        }
    }

    private static Refused unknown() {
        return new Refused(Refused.Reason.UNKNOWN_TASK, "no task has this id");
    }

    private static String claim(TaskId id) {
        return "task:" + id.value();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
