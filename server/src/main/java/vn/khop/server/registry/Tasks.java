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
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.security.Actor;
import vn.khop.server.security.Role;

/** The work list of the clerks: who has which task, and what they decide in it. Thread-safe. */
public final class Tasks {
    /** So long a task that was taken is nobody else's. */
    public static final Duration LEASE = Duration.ofMinutes(10);

    /** So long a task waits for a hospital that says nothing. */
    public static final Duration HOSPITAL_ANSWERS_WITHIN = Duration.ofDays(14);

    /** So many records stand side by side at most. */
    private static final int COMPARED_MAX = 8;

    private final RecordStore store;
    private final Decisions decisions;
    private final KnownPairs known;
    private final AccessLog accessLog;
    private final Clock clock;

    /** @param known what is asked of clerks besides, to know how well they decide */
    public Tasks(RecordStore store, Decisions decisions, KnownPairs known, AccessLog accessLog, Clock clock) {
        this.store = store;
        this.decisions = decisions;
        this.known = known;
        this.accessLog = accessLog;
        this.clock = clock;
    }

    /**
     * A task as it stands now, with the persons that its records are with, in their order.
     *
     * @param facilities of its records, in their order, each once
     * @param isKnown whether it is a question whose answer is known: never to be told to whom it is asked
     */
    public record View(
            Task task, EnterpriseId one, Optional<EnterpriseId> other, List<String> facilities, boolean isKnown) {
        public View {
            facilities = List.copyOf(facilities);
        }

        List<String> persons() {
            List<String> persons = new ArrayList<>(List.of(one.value()));
            other.ifPresent(second -> persons.add(second.value()));
            return persons;
        }
    }

    /** A page of the list. Persons are named by id only. */
    public List<View> page(TaskStore.Question question, Actor actor) {
        Instant now = now();
        List<View> page = views(store.tasks().page(asOf(question, known.following(question.after()), now)));
        List<View> views = known.among(page, asOf(question, question.after(), now), actor.username());
        shown(views, actor);
        return views;
    }

    /** How many there are on all pages, for whoever asks. */
    public int count(TaskStore.Question question, Actor actor) {
        TaskStore.Question asked = asOf(question, Optional.empty(), now());
        return store.tasks().count(asked) + known.count(asked, actor.username());
    }

    private static TaskStore.Question asOf(TaskStore.Question question, Optional<TaskId> after, Instant now) {
        return new TaskStore.Question(
                question.states(),
                question.types(),
                question.assignee(),
                question.undecidedBy(),
                question.records(),
                question.facility(),
                question.openedBefore(),
                question.changedFrom(),
                question.changedBefore(),
                question.gravestFirst(),
                after,
                now,
                question.limit());
    }

    /** How many tasks are not resolved, by type and state. */
    public Map<Task.Type, Map<Task.State, Integer>> open() {
        return store.tasks().open(now());
    }

    public Optional<View> task(TaskId id, Actor actor) {
        Optional<View> view = seen(id, actor);
        shown(view.stream().toList(), actor);
        return view;
    }

    /** How the list stands for whoever asks. */
    public TaskFigures figures(Actor actor) {
        return store.tasks().figures(actor.username(), now());
    }

    /** The records of the task and of their persons, side by side. Empty if there is no such task. */
    public Optional<TaskComparison> comparison(TaskId id, Actor actor) {
        Optional<TaskComparison> comparison = seen(id, actor).map(this::compared);
        accessLog.record(AccessEvent.ofResult(
                actor, AccessAction.COMPARE, comparison.map(Tasks::personsIn).orElse(List.of())));
        return comparison;
    }

    private static List<String> personsIn(TaskComparison comparison) {
        return comparison.records().stream()
                .map(side -> side.person().value())
                .distinct()
                .sorted()
                .toList();
    }

    private TaskComparison compared(View view) {
        Task.Subject subject = view.task().subject();
        SourceRecord first = store.source(subject.record()).orElseThrow();
        List<SourceRecord> others = new ArrayList<>();
        subject.heldVersion()
                .ifPresent(
                        version -> others.add(store.source(first.id(), version).orElseThrow()));
        subject.other().flatMap(store::source).ifPresent(others::add);
        if (!view.isKnown()) {
            others.addAll(besides(view));
        }
        List<SourceRecord> shown = others.stream().limit(COMPARED_MAX - 1).toList();
        Map<SourceId, EnterpriseId> persons = view.isKnown()
                ? Map.of(shown.get(0).id(), view.other().orElseThrow())
                : store.personsOf(shown.stream().map(SourceRecord::id).toList());
        List<TaskComparison.Side> sides = new ArrayList<>();
        sides.add(new TaskComparison.Side(first, view.one(), true, false, Optional.empty()));
        for (SourceRecord other : shown) {
            sides.add(new TaskComparison.Side(
                    other,
                    Objects.requireNonNull(persons.get(other.id())),
                    subject.records().contains(other.id()),
                    other.id().equals(first.id()),
                    Optional.of(decisions.explain(first, other))));
        }
        return new TaskComparison(view, sides, others.size() - shown.size());
    }

    private List<SourceRecord> besides(View view) {
        List<EnterpriseId> persons = view.persons().stream()
                .distinct()
                .map(person -> EnterpriseId.parse(person).orElseThrow())
                .toList();
        return store.members(persons).stream()
                .filter(record -> !view.task().subject().records().contains(record.id()))
                .toList();
    }

    /**
     * The same, to show one field of it in full: who asked for which field of which task is in the access log of each person in it, and is kept for the decision.
     *
     * @param field a column of the records, of letters and underscores
     */
    public Optional<TaskComparison> unmask(TaskId id, String field, Actor actor) {
        Optional<View> found = seen(id, actor);
        if (found.isEmpty()) {
            accessLog.record(new AccessEvent(actor, AccessAction.UNMASK, "", "", AccessOutcome.NOTHING_FOUND));
            return Optional.empty();
        }
        TaskComparison comparison = compared(found.get());
        if (comparison.records().stream()
                .noneMatch(side -> side.record().columns().containsKey(field))) {
            throw new Refused(Refused.Reason.BAD_ANSWER, "no record of this task has this field");
        }
        return store.claiming(Set.of(claim(id)), () -> {
            accessLog.record(personsIn(comparison).stream()
                    .map(person -> new AccessEvent(
                            actor,
                            AccessAction.UNMASK,
                            person,
                            "Task/" + id.value() + "/" + field,
                            AccessOutcome.SUCCESS))
                    .toList());
            if (!comparison.view().isKnown()) {
                store.tasks().unmasked(id, actor.username(), field, now());
            }
            return Optional.of(comparison);
        });
    }

    /**
     * What an answer about persons would do, with nothing done. What a first person proposed does not count in it: the second is not told.
     *
     * @throws Refused if the answer is not about persons, or cannot be given as things stand
     */
    public Consequences preview(TaskId id, Task.Answer answer, List<Set<SourceId>> groups, Actor actor) {
        View view = seen(id, actor).orElseThrow(Tasks::unknown);
        Task task = view.task();
        if (!Set.of(Task.Answer.SAME, Task.Answer.DIFFERENT, Task.Answer.SPLIT).contains(answer)
                || !task.answers().contains(answer)) {
            throw new Refused(
                    Refused.Reason.BAD_ANSWER,
                    "this answer to this task changes no person: there is nothing to preview");
        }
        Justification none = new Justification(ReasonCode.OTHER, "");
        Proposal proposal =
                proposal(view, new Given(answer, none, groups, Optional.empty(), Optional.empty(), List.of()));
        return view.isKnown() ? decisions.previewOfRecords(view, answer, actor) : decisions.preview(proposal, actor);
    }

    /** The records of a person, to ask for tasks about it; empty if nobody has the id. */
    public Set<SourceId> recordsOf(EnterpriseId person) {
        return store.members(List.of(person)).stream().map(SourceRecord::id).collect(Collectors.toSet());
    }

    private void shown(List<View> views, Actor actor) {
        Set<String> persons = new HashSet<>();
        views.forEach(view -> persons.addAll(view.persons()));
        accessLog.record(AccessEvent.ofResult(
                actor, AccessAction.TASK, persons.stream().sorted().toList()));
    }

    private List<View> views(List<Task> tasks) {
        // Several tasks may be about one record.
        List<SourceId> records = tasks.stream()
                .flatMap(task -> task.subject().records().stream())
                .distinct()
                .toList();
        Map<SourceId, EnterpriseId> persons = store.personsOf(records);
        Map<SourceId, String> facilities =
                store.sources(records).stream().collect(Collectors.toMap(SourceRecord::id, SourceRecord::facility));
        Instant now = now();
        return tasks.stream()
                .map(task -> new View(
                        task.asOf(now),
                        Objects.requireNonNull(persons.get(task.subject().record())),
                        task.subject().other().map(persons::get),
                        task.subject().records().stream()
                                .map(facilities::get)
                                .distinct()
                                .toList(),
                        false))
                .toList();
    }

    private View view(Task task) {
        return views(List.of(task)).get(0);
    }

    /** The task as it stands, or the question whose answer is known, if it is asked of this one. */
    private Optional<View> seen(TaskId id, Actor actor) {
        return store.tasks()
                .task(id)
                .map(this::view)
                .or(() -> known.of(id, actor.username()).map(pair -> known.view(pair, now())));
    }

    /** Takes the task, or renews the lease of one's own. */
    public View take(TaskId id, int version, Actor actor) {
        return held(id, version, Task.State.ASSIGNED, actor);
    }

    /** Takes the task and says that it is being looked at; renews the lease. */
    public View review(TaskId id, int version, Actor actor) {
        return held(id, version, Task.State.IN_REVIEW, actor);
    }

    private View held(TaskId id, int version, Task.State state, Actor actor) {
        return step(id, version, actor, (task, now) -> {
            boolean isOwn =
                    task.holding().assignee().filter(actor.username()::equals).isPresent();
            if (!isOwn) {
                known.draw(task, actor.username(), now);
            }
            Instant since = isOwn ? task.holding().takenAt().orElse(now) : now;
            return task.next(
                    task.first().isPresent() ? Task.State.SECOND_REVIEW : state,
                    now,
                    task.holding().by(actor.username(), since, now.plus(LEASE)));
        });
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
                        task.holding().nobody()));
    }

    /** Puts it off. */
    public View defer(TaskId id, int version, Instant until, Justification why, Actor actor) {
        return step(id, version, actor, (task, now) -> {
            requireNobodyHasDecided(task);
            if (!until.isAfter(now)) {
                throw new Refused(Refused.Reason.BAD_TIME, "a task is put off to a time that is still to come");
            }
            return task.next(
                    Task.State.DEFERRED,
                    now,
                    task.holding().until(until.truncatedTo(ChronoUnit.MICROS)),
                    why.reason().code(),
                    why.note());
        });
    }

    /** Leaves it to a lead. */
    public View escalate(TaskId id, int version, Justification why, Actor actor) {
        return step(
                id,
                version,
                actor,
                (task, now) -> task.next(
                        task.first().isPresent() ? Task.State.SECOND_REVIEW : Task.State.NEW,
                        now,
                        task.holding().forLead(),
                        why.reason().code(),
                        why.note()));
    }

    /**
     * Asks the hospital of one of the task's records, by the feed of changes. The task comes back when the hospital feeds the record, or after {@link
     * #HOSPITAL_ANSWERS_WITHIN}.
     */
    public View askHospital(TaskId id, int version, SourceId record, Justification why, Actor actor) {
        Task task = store.claiming(Set.of(), () -> free(id, version, actor));
        requireNobodyHasDecided(task);
        if (!task.subject().records().contains(record)) {
            throw new Refused(Refused.Reason.BAD_ANSWER, "this record is not one of the task's");
        }
        if (known.of(task).isPresent()) {
            return step(
                    id,
                    version,
                    actor,
                    (asked, now) -> asked.next(
                            Task.State.WAITING_FOR_HOSPITAL,
                            now,
                            asked.holding().until(now.plus(HOSPITAL_ANSWERS_WITHIN)),
                            why.reason().code(),
                            why.note()));
        }
        String facility = store.source(record).orElseThrow().facility();
        decisions
                .overlays()
                .told(
                        Change.Kind.ASK,
                        ChangeEvent.Kind.HOSPITAL_ASKED,
                        task,
                        record,
                        why,
                        actor,
                        () -> free(id, version, actor),
                        change -> replace(task.next(
                                Task.State.WAITING_FOR_HOSPITAL,
                                now(),
                                task.holding().asking(facility, now().plus(HOSPITAL_ANSWERS_WITHIN)),
                                why.reason().code(),
                                why.note())));
        return shownAgain(id, actor);
    }

    private static void requireNobodyHasDecided(Task task) {
        if (task.first().isPresent()) {
            throw new Refused(
                    Refused.Reason.SECOND_PERSON_NEEDED,
                    "one has decided this already: say the same or otherwise, or leave it to a lead");
        }
    }

    private View shownAgain(TaskId id, Actor actor) {
        View view = view(store.tasks().task(id).orElseThrow());
        shown(List.of(view), actor);
        return view;
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
            View view = known.of(next).map(pair -> known.view(pair, now())).orElseGet(() -> view(next));
            shown(List.of(view), actor);
            return view;
        });
    }

    /** What came of a decision in a task: the decision, or the task as it waits for a second person. */
    public record Decided(View view, Optional<Decisions.Decided> decision) {}

    /**
     * What somebody answers.
     *
     * @param groups of a split: each of the person's records in exactly one
     * @param wrong where the number is that is not the patient's
     * @param basis that of the preview which was looked at, if one was
     * @param unmasked the fields that were shown in full
     */
    public record Given(
            Task.Answer answer,
            Justification why,
            List<Set<SourceId>> groups,
            Optional<WrongNumber> wrong,
            Optional<String> basis,
            List<String> unmasked) {
        public Given {
            groups = groups.stream().map(Set::copyOf).toList();
            unmasked = List.copyOf(unmasked);
        }

        /** The same, with what is known to have been shown besides what was said. */
        Given withUnmasked(Set<String> known) {
            Set<String> all = new TreeSet<>(unmasked);
            all.addAll(known);
            return new Given(answer, why, groups, wrong, basis, List.copyOf(all));
        }
    }

    /** A number of a record that is not its patient's, by the column that holds it. */
    public record WrongNumber(SourceId record, String column) {}

    /** The same for the two answers that need nothing more. */
    public Decided decide(
            TaskId id, int version, Verdict verdict, Justification why, Optional<String> basis, Actor actor) {
        return decide(
                id,
                version,
                new Given(Task.Answer.of(verdict), why, List.of(), Optional.empty(), basis, List.of()),
                actor);
    }

    /**
     * Answers the task's question. Where the decision is grave it waits until a second person says the same; if the second says otherwise, the task goes back to the
     * list with nothing said.
     */
    public Decided decide(TaskId id, int version, Given given, Actor actor) {
        try {
            return answered(id, version, given.withUnmasked(store.tasks().unmasked(id, actor.username())), actor);
        } catch (Refused refused) {
            // If somebody was faster, that is what there is to say, and not what was met of his decision.
            store.claiming(Set.of(), () -> free(id, version, actor));
            throw refused;
        }
    }

    private Decided answered(TaskId id, int version, Given given, Actor actor) {
        Task task = store.claiming(Set.of(), () -> free(id, version, actor));
        if (!given.answer().isFor(task.type())) {
            throw new Refused(
                    Refused.Reason.BAD_ANSWER,
                    "'" + given.answer() + "' is no answer to a task of type " + task.type() + ": expected one of "
                            + task.answers());
        }
        Optional<KnownPair> pair = known.of(task);
        if (pair.isPresent() && task.first().isEmpty()) {
            return new Decided(toKnown(task, pair.get(), given, actor), Optional.empty());
        }
        if (task.first().isPresent()) {
            Task.First first = task.first().get();
            if (first.by().equals(actor.username())) {
                throw new Refused(
                        Refused.Reason.SECOND_PERSON_NEEDED,
                        "you decided this first: a second person has to say so too");
            }
            if (first.answer() != given.answer() || isOtherSplit(task, given)) {
                return new Decided(disagreed(id, version, given, actor), Optional.empty());
            }
        }
        return switch (given.answer()) {
            case SAME, DIFFERENT, SPLIT -> onPersons(task, given, actor);
            case ACCEPT, REJECT, CORRECTION -> onHeldVersion(task, given, actor);
            case WRONG_IDENTIFIER -> onNumber(task, given, actor);
            case DISMISS -> dismissed(task, given, actor);
        };
    }

    /** What cannot be answered is refused as it is elsewhere; what can is kept, and nothing comes of it. */
    private View toKnown(Task task, KnownPair pair, Given given, Actor actor) {
        switch (given.answer()) {
            case SAME, DIFFERENT, SPLIT -> proposal(known.view(pair, now()), given);
            case WRONG_IDENTIFIER -> wrongNumber(task, given);
            case ACCEPT, REJECT, CORRECTION, DISMISS -> {}
        }
        return first(task, given, Optional.empty(), actor);
    }

    private static boolean isOtherSplit(Task task, Given given) {
        return given.answer() == Task.Answer.SPLIT
                && task.proposal()
                        .filter(Proposal.Split.class::isInstance)
                        .map(Proposal.Split.class::cast)
                        .filter(split -> Set.copyOf(split.groups()).equals(Set.copyOf(given.groups())))
                        .isEmpty();
    }

    private Decided onPersons(Task task, Given given, Actor actor) {
        View view = view(task);
        Proposal proposal = task.proposal().orElseGet(() -> proposal(view, given));
        Consequences consequences = decisions.preview(proposal, actor);
        boolean isEnough = task.first().isPresent()
                || (!consequences.needsSecondPerson() && !decisions.isDrawnForSecondReview(proposal, actor));
        if (!isEnough) {
            Optional<Proposal> kept = given.answer() == Task.Answer.SPLIT ? Optional.of(proposal) : task.proposal();
            return new Decided(first(task, given, kept, actor), Optional.empty());
        }
        Decisions.Decided decided = decisions.decide(
                proposal,
                given.why(),
                given.basis().or(() -> Optional.of(consequences.basis())),
                actor,
                Set.of(claim(task.id())),
                () -> noted(free(task.id(), task.version(), actor), given, true, actor),
                new Decisions.Closing(task.id(), task.version(), given.answer(), given.unmasked()));
        return new Decided(view(store.tasks().task(task.id()).orElseThrow()), Optional.of(decided));
    }

    private static Proposal proposal(View view, Given given) {
        boolean isOnePerson = view.other().filter(view.one()::equals).isPresent();
        EnterpriseId other = view.other().orElseThrow();
        return switch (given.answer()) {
            case SAME ->
                isOnePerson
                        ? new Proposal.Confirm(view.task().subject().pair().orElseThrow())
                        : new Proposal.Merge(other, view.one());
            case SPLIT -> {
                if (!isOnePerson) {
                    throw new Refused(
                            Refused.Reason.BAD_ANSWER,
                            "the two records are two persons' now: open the one that is to be split, or answer same or different");
                }
                yield new Proposal.Split(view.one(), given.groups());
            }
            default -> {
                if (isOnePerson) {
                    throw new Refused(
                            Refused.Reason.SAME_PERSON,
                            "the two records are one person now: say by a split which of its records are whose");
                }
                yield new Proposal.Separate(view.one(), other);
            }
        };
    }

    /** Two people decide what becomes of every update that was held. */
    private Decided onHeldVersion(Task task, Given given, Actor actor) {
        if (task.first().isEmpty()) {
            return new Decided(first(task, given, Optional.empty(), actor), Optional.empty());
        }
        decisions
                .overlays()
                .settle(
                        task,
                        given.answer(),
                        given.why(),
                        actor,
                        () -> noted(free(task.id(), task.version(), actor), given, true, actor),
                        closing(task, given, actor));
        return new Decided(view(store.tasks().task(task.id()).orElseThrow()), Optional.empty());
    }

    private Decided onNumber(Task task, Given given, Actor actor) {
        WrongNumber wrong = wrongNumber(task, given);
        decisions
                .overlays()
                .wrongIdentifier(
                        task,
                        wrong.record(),
                        wrong.column(),
                        given.why(),
                        actor,
                        () -> noted(free(task.id(), task.version(), actor), given, true, actor),
                        closing(task, given, actor));
        return new Decided(view(store.tasks().task(task.id()).orElseThrow()), Optional.empty());
    }

    private static WrongNumber wrongNumber(Task task, Given given) {
        return given.wrong()
                .filter(named -> task.subject().records().contains(named.record()))
                .orElseThrow(() -> new Refused(
                        Refused.Reason.BAD_ANSWER, "name one of the task's records and the column of the number"));
    }

    private LongConsumer closing(Task task, Given given, Actor actor) {
        DecisionEvidence evidence = decisions.evidence(task, given.unmasked(), actor);
        return change -> replace(resolved(task, given, Optional.of(change), evidence, actor));
    }

    private Task resolved(Task task, Given given, Optional<Long> change, DecisionEvidence evidence, Actor actor) {
        return task.resolved(
                new Task.Resolution(Task.Outcome.of(given.answer()), actor.username(), change, Optional.of(evidence)),
                given.why().reason().code(),
                given.why().note(),
                now());
    }

    private Decided dismissed(Task task, Given given, Actor actor) {
        DecisionEvidence evidence = decisions.evidence(task, given.unmasked(), actor);
        while (true) {
            EnterpriseId person = view(task).one();
            Optional<View> done = store.claiming(Set.of(claim(task.id()), FeedAttempt.claim(person)), () -> {
                Task open = free(task.id(), task.version(), actor);
                if (!view(open).one().equals(person)) {
                    return Optional.<View>empty();
                }
                noted(open, given, true, actor);
                replace(resolved(open, given, Optional.empty(), evidence, actor));
                decisions.dismissed(open);
                return Optional.of(shownAgain(task.id(), actor));
            });
            if (done.isPresent()) {
                return new Decided(done.get(), Optional.empty());
            }
        }
    }

    private View first(Task task, Given given, Optional<Proposal> proposal, Actor actor) {
        return step(
                task.id(),
                task.version(),
                actor,
                (open, now) -> open.judged(new Task.First(given.answer(), actor.username()), proposal)
                        .next(
                                Task.State.SECOND_REVIEW,
                                now,
                                open.holding().nobody(),
                                given.why().reason().code(),
                                given.why().note()));
    }

    /** A question is one again; what somebody else proposed is not done. */
    private View disagreed(TaskId id, int version, Given given, Actor actor) {
        return step(
                id,
                version,
                actor,
                (task, now) -> noted(task, given, false, actor).cause() == Task.Cause.SECOND_PERSON
                        ? task.resolved(
                                new Task.Resolution(
                                        Task.Outcome.TURNED_DOWN, actor.username(), Optional.empty(), Optional.empty()),
                                given.why().reason().code(),
                                given.why().note(),
                                now)
                        : task.unjudged()
                                .next(
                                        Task.State.NEW,
                                        now,
                                        task.holding().nobody(),
                                        given.why().reason().code(),
                                        given.why().note()));
    }

    /** Remembers what a second person said. The work that it is part of may begin again in another transaction: what was remembered of this version is replaced then. */
    private Task noted(Task task, Given given, boolean isSame, Actor actor) {
        task.first()
                .ifPresent(first -> store.tasks()
                        .secondSaid(task, first, new Task.First(given.answer(), actor.username()), isSame, now()));
        return task;
    }

    /** The task, if it is as the caller saw it and nobody else's. */
    private Task free(TaskId id, int version, Actor actor) {
        Task task = store.tasks()
                .task(id)
                .or(() -> known.of(id, actor.username()).map(KnownPair::task))
                .orElseThrow(Tasks::unknown);
        if (task.version() != version || !task.isOpen()) {
            throw new Refused(
                    Refused.Reason.STALE,
                    "task " + id + " is " + task.state().name() + " in version " + task.version() + " since "
                            + task.updatedAt() + ", version " + version + " was given: read it again");
        }
        if (task.isHeldByOther(actor.username(), now())) {
            throw new Refused(
                    Refused.Reason.TAKEN,
                    "somebody else has task " + id + " until "
                            + task.holding().until().orElseThrow());
        }
        if (task.holding().escalated() && !actor.has(Role.CLERK_LEAD)) {
            throw new Refused(Refused.Reason.ROLE_NOT_ALLOWED, "task " + id + " was left to a lead");
        }
        return task;
    }

    private void replace(Task next) {
        if (!store.tasks().replace(next) && !known.replace(next)) {
            throw new Refused(Refused.Reason.STALE, "somebody changed the task at this moment: read it again");
        }
    }

    private static Refused unknown() {
        return new Refused(Refused.Reason.UNKNOWN_TASK, "no task has this id");
    }

    static String claim(TaskId id) {
        return "task:" + id.value();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
