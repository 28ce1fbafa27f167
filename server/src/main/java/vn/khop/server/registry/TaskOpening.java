package vn.khop.server.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/*
 * One person, one question at a time. What is open between persons is found anew from the open pairs after every change, so nothing is lost by not asking all of it at
 * once: when the gravest question is answered, the next one is asked. A graver finding takes the place of a question that nobody has answered half.
 */
/**
 * Keeps the work list true: after each change, in its transaction, a person about whom a question is open has one task, the gravest, and a task whose question is not one
 * any more is resolved.
 */
final class TaskOpening {
    /** By so much must the weight of a pair have moved for a decision to be asked again. */
    private static final double MATERIAL_BITS = 4;

    private final RecordStore store;
    private final RandomGenerator random;
    private final RecordQuestions questions;

    TaskOpening(RecordStore store, RandomGenerator random) {
        this.store = store;
        this.random = random;
        this.questions = new RecordQuestions(store);
    }

    private record Persons(EnterpriseId one, EnterpriseId other) {
        static Persons of(EnterpriseId one, EnterpriseId other) {
            return one.compareTo(other) < 0 ? new Persons(one, other) : new Persons(other, one);
        }

        List<EnterpriseId> both() {
            return List.of(one, other);
        }
    }

    /** A question between two persons that has no task. */
    private record Finding(Persons between, Task.Type type, SourcePair pair, double bits, Task.Cause cause) {
        static final Comparator<Finding> GRAVEST_FIRST = Comparator.comparing(Finding::type)
                .thenComparing(finding -> -finding.bits())
                .thenComparing(Finding::pair);
    }

    /** @param changed the records whose persons or open pairs may be others than before */
    void follow(Collection<SourceId> changed, Instant at) {
        Set<SourceId> about = new HashSet<>(changed);
        about.addAll(closed(changed, at));
        Map<Persons, OpenPair> open = strongest(store.openPairsOn(about));
        Set<SourceId> doubtful = store.issues().doubtful(about);
        Map<Persons, SourcePair> shared = doubtful.isEmpty() ? Map.of() : shared(membersWith(doubtful));
        Set<Persons> all = new HashSet<>(open.keySet());
        all.addAll(shared.keySet());
        all.removeAll(decidedApart(all));
        all.stream()
                .map(between -> finding(between, Optional.ofNullable(open.get(between)), shared))
                .sorted(Finding.GRAVEST_FIRST)
                .forEach(finding -> ask(finding, at));
        if (!doubtful.isEmpty()) {
            followRecords(doubtful, at);
        }
    }

    private Finding finding(Persons between, Optional<OpenPair> open, Map<Persons, SourcePair> shared) {
        return open.map(pair -> new Finding(
                        between,
                        type(between),
                        SourcePair.of(pair.a(), pair.b()),
                        pair.score().bits(),
                        Task.Cause.OPEN_PAIR))
                .orElseGet(() -> new Finding(
                        between,
                        Task.Type.ID_CONFLICT,
                        Objects.requireNonNull(shared.get(between)),
                        0,
                        Task.Cause.SHARED_NUMBER));
    }

    private Map<Persons, SourcePair> shared(Collection<SourceId> records) {
        Map<Persons, SourcePair> shared = new HashMap<>();
        questions.sharedNumbers(records).forEach((two, pair) -> {
            List<EnterpriseId> both = two.stream().sorted().toList();
            shared.put(new Persons(both.get(0), both.get(1)), pair);
        });
        return shared;
    }

    private Set<SourceId> membersWith(Collection<SourceId> records) {
        return store.members(new HashSet<>(store.personsOf(records).values())).stream()
                .map(SourceRecord::id)
                .collect(Collectors.toSet());
    }

    /** Single records come last: about a person of whom something graver is asked, nothing of the kind is. */
    private void followRecords(Collection<SourceId> records, Instant at) {
        for (EnterpriseId person : new TreeSet<>(store.personsOf(records).values())) {
            List<SourceId> members = store.members(List.of(person)).stream()
                    .map(SourceRecord::id)
                    .toList();
            List<RecordIssue> issues = questions.of(members);
            boolean isAnyOpen = false;
            for (Task task : store.tasks().openOn(members)) {
                if (isAsked(task, issues)) {
                    isAnyOpen = true;
                } else {
                    store.tasks().replace(task.obsolete(at));
                }
            }
            if (!isAnyOpen && !issues.isEmpty()) {
                RecordIssue first = issues.get(0);
                add(
                        first.kind().type(),
                        Task.Subject.of(first.record()),
                        0,
                        first.kind().cause(),
                        at);
            }
        }
    }

    /** Whether a task is one still, as far as it is about a single record. */
    private static boolean isAsked(Task task, List<RecordIssue> issues) {
        Optional<RecordIssue.Kind> kind = RecordIssue.Kind.of(task);
        return kind.isEmpty()
                || issues.stream()
                        .anyMatch(issue -> issue.kind() == kind.get()
                                && issue.record().equals(task.subject().record()));
    }

    /** Somebody looked at the record, and there is nothing to do; what else there is to ask about its person is asked next. */
    void dismiss(Task task, Instant at) {
        questions.dismiss(task);
        follow(List.of(task.subject().record()), at);
    }

    /** Resolves what is not a question any more, and gives the records of everybody whom it was about: for them something else may be one. */
    private Set<SourceId> closed(Collection<SourceId> changed, Instant at) {
        List<Task> tasks = store.tasks().openOn(changed).stream()
                .filter(task -> task.subject().pair().isPresent())
                .toList();
        if (tasks.isEmpty()) {
            return Set.of();
        }
        Set<SourceId> spokenOf = new HashSet<>();
        tasks.forEach(task -> spokenOf.addAll(task.subject().records()));
        Map<SourceId, EnterpriseId> persons = store.personsOf(spokenOf);
        Set<SourceId> members = store.members(new HashSet<>(persons.values())).stream()
                .map(SourceRecord::id)
                .collect(Collectors.toSet());
        Set<Persons> open = new HashSet<>(strongest(store.openPairsOn(members)).keySet());
        if (tasks.stream().anyMatch(task -> task.cause() == Task.Cause.SHARED_NUMBER)) {
            open.addAll(shared(members).keySet());
        }
        open.removeAll(decidedApart(open));
        Set<Persons> asked = new HashSet<>();
        boolean isAnyClosed = false;
        for (Task task : tasks) {
            Persons between = between(task.subject().pair().orElseThrow(), persons);
            boolean isQuestion = isClosedByPeopleOnly(task) || (open.contains(between) && !asked.contains(between));
            asked.add(between);
            if (!isQuestion) {
                store.tasks().replace(task.obsolete(at));
                isAnyClosed = true;
            }
        }
        return isAnyClosed ? members : Set.of();
    }

    private void ask(Finding finding, Instant at) {
        List<Task> busy = openOn(finding.between().both());
        if (busy.isEmpty()) {
            add(finding.type(), Task.Subject.of(finding.pair()), finding.bits(), finding.cause(), at);
            return;
        }
        Optional<Task> same =
                busy.stream().filter(task -> isBetween(task, finding.between())).findFirst();
        Task.Type type = finding.type();
        busy.stream()
                .filter(task -> type.isGraverThan(task.type()) && canGiveWay(task))
                .filter(task -> same.map(task::equals).orElse(true))
                .findFirst()
                .ifPresent(task -> promote(
                        task,
                        type,
                        same.isPresent() ? task.subject() : Task.Subject.of(finding.pair()),
                        same.isPresent() ? task.bits() : finding.bits(),
                        finding.cause(),
                        at));
    }

    private boolean isBetween(Task task, Persons between) {
        return task.subject()
                .pair()
                .filter(pair ->
                        between(pair, store.personsOf(task.subject().records())).equals(between))
                .isPresent();
    }

    private List<Task> openOn(Collection<EnterpriseId> persons) {
        return store.tasks()
                .openOn(store.members(persons).stream().map(SourceRecord::id).toList());
    }

    /** What nobody has half answered, and what is found again from the records when its turn comes. */
    private static boolean canGiveWay(Task task) {
        return task.first().isEmpty() && !isClosedByPeopleOnly(task);
    }

    /** False if somebody changed the task at this moment: then what is asked of the records is found again when that is done. */
    private boolean promote(
            Task task, Task.Type type, Task.Subject subject, double bits, Task.Cause cause, Instant at) {
        return store.tasks().replace(task.promoted(type, subject, bits, cause, at));
    }

    private static boolean isClosedByPeopleOnly(Task task) {
        return switch (task.cause()) {
            case OPEN_PAIR, SHARED_NUMBER -> task.proposal().isPresent();
            case NUMBER_AGAINST_RECORD, SEVERAL_NUMBERS, RECORD_ITSELF, NUMBER_CONTRADICTED -> false;
            case EVIDENCE_CHANGED, SECOND_PERSON, DRAWN, HELD_UPDATE -> true;
        };
    }

    private static Persons between(SourcePair pair, Map<SourceId, EnterpriseId> persons) {
        return Persons.of(Objects.requireNonNull(persons.get(pair.a())), Objects.requireNonNull(persons.get(pair.b())));
    }

    private Map<Persons, OpenPair> strongest(List<OpenPair> pairs) {
        Set<SourceId> spokenOf = new HashSet<>();
        pairs.forEach(pair -> spokenOf.addAll(List.of(pair.a(), pair.b())));
        Map<SourceId, EnterpriseId> persons = store.personsOf(spokenOf);
        Map<Persons, OpenPair> strongest = new HashMap<>();
        Comparator<OpenPair> byWeight = Comparator.comparingDouble(
                        (OpenPair pair) -> pair.score().bits())
                .thenComparing(OpenPair::a, Comparator.reverseOrder())
                .thenComparing(OpenPair::b, Comparator.reverseOrder());
        for (OpenPair pair : pairs) {
            Persons between = between(SourcePair.of(pair.a(), pair.b()), persons);
            if (!between.one().equals(between.other())) {
                strongest.merge(between, pair, (a, b) -> byWeight.compare(a, b) >= 0 ? a : b);
            }
        }
        return strongest;
    }

    /** Those of whom a clerk said that they are two: a record that came later does not ask again. */
    private Set<Persons> decidedApart(Collection<Persons> all) {
        Set<Persons> apart = new HashSet<>();
        for (Persons between : all) {
            List<SourceRecord> members = store.members(between.both());
            Map<SourceId, EnterpriseId> persons =
                    store.personsOf(members.stream().map(SourceRecord::id).toList());
            store.changes().rulings(persons.keySet()).forEach((pair, ruling) -> {
                if (ruling.verdict() == Verdict.DIFFERENT
                        && between(pair, persons).equals(between)) {
                    apart.add(between);
                }
            });
        }
        return apart;
    }

    private Task.Type type(Persons between) {
        if (haveOneCitizenNumber(between)) {
            return Task.Type.ID_CONFLICT;
        }
        boolean isSingle = store.members(List.of(between.one())).size() == 1
                || store.members(List.of(between.other())).size() == 1;
        return isSingle ? Task.Type.LINK : Task.Type.DUPLICATE;
    }

    private boolean haveOneCitizenNumber(Persons between) {
        Set<PersonIdentifier> shared = new HashSet<>(store.identifiers(between.one()));
        shared.retainAll(store.identifiers(between.other()));
        return shared.stream()
                .anyMatch(number -> number.kind()
                        .filter(kind -> kind == IdentifierKind.NATIONAL_ID)
                        .isPresent());
    }

    /**
     * Asks again where a decision was taken on what is not so any more; the decision stands until somebody takes another.
     *
     * @param now what the engine thinks of the pairs now
     * @param overruled pairs that were said to be one person and cannot be
     */
    void askAgain(Map<SourcePair, Ruling> rulings, Map<SourcePair, Double> now, Set<SourcePair> overruled, Instant at) {
        List<SourcePair> changed = new ArrayList<>();
        rulings.forEach((pair, ruling) -> {
            double moved = Objects.requireNonNull(now.get(pair)) - ruling.bits();
            boolean isMaterial = ruling.verdict() == Verdict.SAME
                    ? moved <= -MATERIAL_BITS || overruled.contains(pair)
                    : moved >= MATERIAL_BITS;
            if (isMaterial) {
                changed.add(pair);
            }
        });
        for (SourcePair pair : changed.stream().sorted().toList()) {
            boolean isAsked = store.tasks().openOn(List.of(pair.a())).stream()
                    .anyMatch(task -> task.subject().pair().filter(pair::equals).isPresent());
            if (!isAsked) {
                add(
                        overruled.contains(pair) ? Task.Type.ID_CONFLICT : Task.Type.DUPLICATE,
                        Task.Subject.of(pair),
                        Objects.requireNonNull(now.get(pair)),
                        Task.Cause.EVIDENCE_CHANGED,
                        at);
            }
        }
    }

    /** A question about one record; if its person has a task of less weight that nobody has half answered, that one is it from now on. */
    TaskId askAboutRecord(Task.Type type, Task.Subject subject, double bits, Task.Cause cause, Instant at) {
        List<Task> busy = openOn(store.personsOf(List.of(subject.record())).values());
        Optional<Task> same = busy.stream()
                .filter(task -> task.type() == type && task.subject().record().equals(subject.record()))
                .findFirst();
        Optional<Task> lesser = busy.stream()
                .filter(task -> type.isGraverThan(task.type()) && canGiveWay(task))
                .findFirst();
        Optional<Task> known = same.or(() -> lesser);
        if (known.isPresent()) {
            Task before = same.isPresent() ? known.get().unjudged() : known.get();
            if (!promote(before, type, subject, bits, cause, at)) {
                throw new Refused(Refused.Reason.STALE, "somebody changed the task at this moment: read it again");
            }
            return before.id();
        }
        return add(type, subject, bits, cause, at);
    }

    /** What the change closed is a question again. */
    void reopen(long undone, Instant at) {
        for (Task task : store.tasks().resolvedBy(undone)) {
            boolean isAboutPersons = task.subject().pair().isPresent();
            boolean isQuestionOfItsOwn = task.cause() == Task.Cause.OPEN_PAIR
                    || task.cause() == Task.Cause.SHARED_NUMBER
                    || task.cause() == Task.Cause.EVIDENCE_CHANGED;
            if (isAboutPersons && isQuestionOfItsOwn) {
                store.tasks().replace(task.reopened(at));
            }
        }
    }

    void hospitalSpoke(SourceId record, Instant at) {
        for (Task task : store.tasks().openOn(List.of(record))) {
            if (task.state() == Task.State.WAITING_FOR_HOSPITAL) {
                store.tasks()
                        .replace(task.next(Task.State.NEW, at, task.holding().nobody()));
            }
        }
    }

    private TaskId add(Task.Type type, Task.Subject subject, double bits, Task.Cause cause, Instant at) {
        TaskId id = TaskId.draw(random);
        store.tasks()
                .add(new Task(
                        id,
                        type,
                        Task.State.NEW,
                        1,
                        subject,
                        bits,
                        cause,
                        at,
                        at,
                        Task.Holding.NOBODY,
                        "",
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        return id;
    }

    /** Two persons have one task: the open question about them, where there is one, waits for the second person from now on. */
    TaskId askSecondPerson(
            Proposal proposal,
            Decisions.Attempt.Asked asked,
            Task.Cause cause,
            Task.First first,
            Justification why,
            Instant at) {
        List<SourceId> both = List.of(asked.pair().a(), asked.pair().b());
        Map<SourceId, EnterpriseId> persons = new HashMap<>(store.personsOf(both));
        Persons between = between(asked.pair(), persons);
        for (Task open : openOn(between.both())) {
            Optional<SourcePair> pair = open.subject().pair();
            if (pair.isPresent()) {
                persons.putAll(store.personsOf(open.subject().records()));
                if (between(pair.get(), persons).equals(between)) {
                    return waiting(open, proposal, first, why, at);
                }
            }
        }
        Task task = new Task(
                TaskId.draw(random),
                type(between),
                Task.State.SECOND_REVIEW,
                1,
                Task.Subject.of(asked.pair()),
                asked.bits(),
                cause,
                at,
                at,
                Task.Holding.NOBODY,
                why.reason().code(),
                why.note(),
                Optional.of(first),
                Optional.empty(),
                Optional.of(proposal));
        store.tasks().add(task);
        return task.id();
    }

    private TaskId waiting(Task open, Proposal proposal, Task.First first, Justification why, Instant at) {
        if (open.first().isPresent()) {
            throw new Refused(
                    Refused.Reason.SECOND_PERSON_NEEDED,
                    "another decision about these records waits for a second person in task " + open.id());
        }
        if (open.isHeldByOther(first.by(), at)) {
            throw new Refused(Refused.Reason.TAKEN, "somebody else has task " + open.id() + " about these records");
        }
        boolean replaced = store.tasks()
                .replace(open.judged(first, Optional.of(proposal))
                        .next(
                                Task.State.SECOND_REVIEW,
                                at,
                                open.holding().nobody(),
                                why.reason().code(),
                                why.note()));
        if (!replaced) {
            throw new Refused(Refused.Reason.STALE, "somebody changed the task at this moment: read it again");
        }
        return open.id();
    }
}
