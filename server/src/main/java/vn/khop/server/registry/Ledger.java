package vn.khop.server.registry;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
     * @return the number of the change
     */
    long write(Reclustering.Plan plan, Change change, Set<SourceId> fed, int keysCut) {
        long number = store.changes().open(change);
        for (EnterpriseId person : plan.assignment().founded()) {
            if (!store.found(person, change.at())) {
                throw new IllegalStateException("an enterprise id was drawn twice at one moment: send again");
            }
            record(number, person, PersonEvent.Kind.FOUNDED, Optional.empty(), change.at());
        }
        plan.restored()
                .forEach(person -> record(number, person, PersonEvent.Kind.RESTORED, Optional.empty(), change.at()));
        for (Reclustering.Move move : plan.moves()) {
            store.link(new LinkEvent(
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
                    keysCut));
        }
        plan.assignment()
                .superseded()
                .forEach((person, by) ->
                        record(number, person, PersonEvent.Kind.SUPERSEDED, Optional.of(by), change.at()));
        store.replaceOpenPairs(fed, plan.rejudged(), plan.open(), change.modelVersion(), change.at());
        return number;
    }

    /** Opens and closes tasks about these records, when everything else is written. */
    void followTasks(Collection<SourceId> changed, Instant at) {
        tasks.follow(changed, at);
    }

    /** Asks again where decisions on the record were taken on what is not so any more. */
    void askAgain(
            Map<SourcePair, Ruling> rulings, Map<SourcePair, Double> bits, Set<SourcePair> overruled, Instant at) {
        tasks.askAgain(rulings, bits, overruled, at);
    }

    private void record(
            long change, EnterpriseId person, PersonEvent.Kind kind, Optional<EnterpriseId> by, Instant at) {
        store.changes().record(new PersonEvent(change, person, kind, by, at));
    }
}
