package vn.khop.server.registry;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Writes what a plan says, as one change with its events. Called inside a claim of every person that the plan touches. */
final class Ledger {
    private final RecordStore store;
    private final Clock clock;
    private final RandomGenerator random;
    private final TaskOpening tasks;

    Ledger(RecordStore store, Clock clock, RandomGenerator random) {
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.tasks = new TaskOpening(store, random);
    }

    /** To the microsecond, which is what both databases keep. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** An id that no person ever had. Nothing is written: a preview draws one too. */
    EnterpriseId drawUnusedPersonId() {
        while (true) {
            EnterpriseId id = EnterpriseId.draw(random);
            if (store.person(id).isEmpty()) {
                return id;
            }
        }
    }

    /**
     * @param fed the record whose open pairs beyond the neighbourhood are known anew too
     * @param renumbered those of them that have other identifiers than before
     * @return the number of the change
     */
    long write(Reclustering.Plan plan, Change change, Set<SourceId> fed, Set<SourceId> renumbered, int keysCut) {
        long number = store.changes().open(change);
        List<EnterpriseId> founded = List.copyOf(plan.assignment().founded());
        List<PersonEvent> befell = new ArrayList<>();
        founded.forEach(person ->
                befell.add(new PersonEvent(number, person, PersonEvent.Kind.FOUNDED, Optional.empty(), change.at())));
        plan.restored()
                .forEach(person -> befell.add(
                        new PersonEvent(number, person, PersonEvent.Kind.RESTORED, Optional.empty(), change.at())));
        plan.assignment()
                .superseded()
                .forEach((person, by) -> befell.add(
                        new PersonEvent(number, person, PersonEvent.Kind.SUPERSEDED, Optional.of(by), change.at())));
        List<LinkEvent> links = plan.moves().stream()
                .map(move -> new LinkEvent(
                        0,
                        move.kind(),
                        move.source(),
                        move.person(),
                        move.previous(),
                        change.at(),
                        change.decidedBy(),
                        change.modelVersion(),
                        change.requestId(),
                        move.evidence(),
                        number,
                        keysCut))
                .toList();
        store.enter(
                new LedgerEntry(change.at(), founded, befell, links, told(plan, number, fed, renumbered, change.at())));
        // A record that is new has no open pair yet.
        Set<SourceId> known = new HashSet<>(fed);
        known.retainAll(plan.before().keySet());
        store.replaceOpenPairs(known, plan.rejudged(), plan.open(), change.modelVersion(), change.at());
        return number;
    }

    /** @return the task in which a second person is asked */
    TaskId askSecondPerson(
            Proposal proposal, Decisions.Attempt.Asked asked, Task.Cause cause, Task.First first, Justification why) {
        return tasks.askSecondPerson(proposal, asked, cause, first, why, now());
    }

    /** What a decision closed is a question again, since the decision is taken back. */
    void reopenTasks(long undone, Instant at) {
        tasks.reopen(undone, at);
    }

    /** What waited for the record's hospital goes on, since the hospital has said something. */
    void hospitalSpoke(SourceId record, Instant at) {
        tasks.hospitalSpoke(record, at);
    }

    /** A change that moves nobody, and of which others are told all the same. */
    long tell(Change change, ChangeEvent.Kind kind, EnterpriseId person, SourceId about) {
        long number = store.changes().open(change);
        store.outbox()
                .add(List.of(
                        new ChangeEvent(0, kind, person, Optional.empty(), Optional.of(about), number, change.at())));
        return number;
    }

    /** A question about one record, or about an update of it that is held. */
    TaskId askAboutRecord(Task.Type type, Task.Subject subject, double bits, Task.Cause cause, Instant at) {
        return tasks.askAboutRecord(type, subject, bits, cause, at);
    }

    /** Opens and closes tasks about these records, when everything else is written. */
    void followTasks(Collection<SourceId> changed, Instant at) {
        tasks.follow(changed, at);
    }

    /** Somebody looked at what the task is about, one record, and there is nothing to do. */
    void dismiss(Task task, Instant at) {
        tasks.dismiss(task, at);
    }

    /** Asks again where decisions on the record were taken on what is not so any more. */
    void askAgain(
            Map<SourcePair, Ruling> rulings, Map<SourcePair, Double> bits, Set<SourcePair> overruled, Instant at) {
        tasks.askAgain(rulings, bits, overruled, at);
    }

    /** One event for each person that is not as it was, and one for each that is known by other numbers. */
    private static List<ChangeEvent> told(
            Reclustering.Plan plan, long change, Set<SourceId> fed, Set<SourceId> renumbered, Instant at) {
        Map<EnterpriseId, Optional<EnterpriseId>> cameFrom = new TreeMap<>();
        for (Reclustering.Move move : plan.moves()) {
            cameFrom.merge(move.person(), move.previous(), (first, next) -> first.isPresent() ? first : next);
            move.previous().ifPresent(previous -> cameFrom.putIfAbsent(previous, Optional.empty()));
        }
        Set<EnterpriseId> known = new HashSet<>(cameFrom.keySet());
        for (SourceId source : fed) {
            EnterpriseId before = plan.before().get(source);
            if (before != null) {
                cameFrom.putIfAbsent(before, Optional.empty());
                if (renumbered.contains(source)) {
                    known.add(before);
                }
            }
        }
        List<ChangeEvent> events = new ArrayList<>();
        cameFrom.forEach((person, from) -> {
            EnterpriseId by = plan.assignment().superseded().get(person);
            if (by != null) {
                events.add(new ChangeEvent(0, ChangeEvent.Kind.PERSON_MERGED, person, Optional.of(by), change, at));
                return;
            }
            events.add(new ChangeEvent(0, kind(plan, person, from), person, from, change, at));
            if (known.contains(person)) {
                events.add(new ChangeEvent(
                        0, ChangeEvent.Kind.CROSS_REFERENCE_CHANGED, person, Optional.empty(), change, at));
            }
        });
        return events;
    }

    private static ChangeEvent.Kind kind(Reclustering.Plan plan, EnterpriseId person, Optional<EnterpriseId> from) {
        if (plan.restored().contains(person)) {
            return ChangeEvent.Kind.PERSON_UNMERGED;
        }
        if (!plan.assignment().founded().contains(person)) {
            return ChangeEvent.Kind.PERSON_CHANGED;
        }
        return from.isPresent() ? ChangeEvent.Kind.PERSON_SPLIT : ChangeEvent.Kind.PERSON_CREATED;
    }
}
