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
import java.util.random.RandomGenerator;

/**
 * Keeps the work list true: after each change, in its transaction, two persons between whom a question is open have one task, and a task whose question is not one any
 * more is resolved.
 */
final class TaskOpening {
    /** By so much must the weight of a pair have moved for a decision to be asked again. */
    private static final double MATERIAL_BITS = 4;

    private final RecordStore store;
    private final RandomGenerator random;

    TaskOpening(RecordStore store, RandomGenerator random) {
        this.store = store;
        this.random = random;
    }

    private record Persons(EnterpriseId one, EnterpriseId other) {
        static Persons of(EnterpriseId one, EnterpriseId other) {
            return one.compareTo(other) < 0 ? new Persons(one, other) : new Persons(other, one);
        }
    }

    /** @param changed the records whose persons or open pairs may be others than before */
    void follow(Collection<SourceId> changed, Instant at) {
        List<OpenPair> pairs = store.openPairsOn(changed);
        List<Task> tasks = store.tasks().openOn(changed);
        if (pairs.isEmpty() && tasks.isEmpty()) {
            return;
        }
        Set<SourceId> spokenOf = new HashSet<>();
        pairs.forEach(pair -> spokenOf.addAll(List.of(pair.a(), pair.b())));
        tasks.forEach(
                task -> spokenOf.addAll(List.of(task.pair().a(), task.pair().b())));
        Map<SourceId, EnterpriseId> persons = store.personsOf(spokenOf);
        Map<Persons, OpenPair> open = strongest(pairs, persons);
        open.keySet().removeAll(decidedApart(open.keySet()));
        Set<Persons> asked = new HashSet<>();
        for (Task task : tasks) {
            Persons between = between(task.pair(), persons);
            boolean isQuestion = isClosedByPeopleOnly(task) || (open.containsKey(between) && !asked.contains(between));
            asked.add(between);
            if (!isQuestion) {
                store.tasks()
                        .replace(task.resolved(
                                Task.Outcome.OBSOLETE, Change.MODEL, Optional.empty(), task.reason(), task.note(), at));
            }
        }
        open.forEach((between, pair) -> {
            if (!asked.contains(between)) {
                add(
                        type(between),
                        SourcePair.of(pair.a(), pair.b()),
                        pair.score().bits(),
                        Task.Cause.OPEN_PAIR,
                        at);
            }
        });
    }

    private static boolean isClosedByPeopleOnly(Task task) {
        return switch (task.cause()) {
            case OPEN_PAIR -> task.proposal().isPresent();
            case EVIDENCE_CHANGED, SECOND_PERSON, DRAWN -> true;
        };
    }

    private static Persons between(SourcePair pair, Map<SourceId, EnterpriseId> persons) {
        return Persons.of(Objects.requireNonNull(persons.get(pair.a())), Objects.requireNonNull(persons.get(pair.b())));
    }

    private static Map<Persons, OpenPair> strongest(List<OpenPair> pairs, Map<SourceId, EnterpriseId> persons) {
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
            List<SourceRecord> members = store.members(List.of(between.one(), between.other()));
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
        boolean isSingle = store.members(List.of(between.one())).size() == 1
                || store.members(List.of(between.other())).size() == 1;
        return isSingle ? Task.Type.LINK : Task.Type.DUPLICATE;
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
                    .anyMatch(task -> task.pair().equals(pair));
            if (!isAsked) {
                add(
                        overruled.contains(pair) ? Task.Type.ID_CONFLICT : Task.Type.DUPLICATE,
                        pair,
                        Objects.requireNonNull(now.get(pair)),
                        Task.Cause.EVIDENCE_CHANGED,
                        at);
            }
        }
    }

    private void add(Task.Type type, SourcePair pair, double bits, Task.Cause cause, Instant at) {
        store.tasks()
                .add(new Task(
                        TaskId.draw(random),
                        type,
                        Task.State.NEW,
                        1,
                        pair,
                        bits,
                        cause,
                        at,
                        at,
                        Optional.empty(),
                        Optional.empty(),
                        "",
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
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
        for (Task open : store.tasks()
                .openOn(store.members(List.of(between.one(), between.other())).stream()
                        .map(SourceRecord::id)
                        .toList())) {
            persons.putAll(store.personsOf(List.of(open.pair().a(), open.pair().b())));
            if (between(open.pair(), persons).equals(between)) {
                return waiting(open, proposal, first, why, at);
            }
        }
        Task task = new Task(
                TaskId.draw(random),
                type(between),
                Task.State.SECOND_REVIEW,
                1,
                asked.pair(),
                asked.bits(),
                cause,
                at,
                at,
                Optional.empty(),
                Optional.empty(),
                why.reason().code(),
                why.note(),
                Optional.of(first),
                Optional.empty(),
                Optional.empty(),
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
                                Optional.empty(),
                                Optional.empty(),
                                why.reason().code(),
                                why.note()));
        if (!replaced) {
            throw new Refused(Refused.Reason.STALE, "somebody changed the task at this moment: read it again");
        }
        return open.id();
    }
}
