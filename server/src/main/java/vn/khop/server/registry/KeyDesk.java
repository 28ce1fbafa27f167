package vn.khop.server.registry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.security.Actor;

/*
 * Other keys come in the steps of KeyRun.Phase. What is found by a number cannot be turned from one form into another without the number: so what a record is found by is made again of the record, as when it is fed. Records
 * are claimed some at a time, so that no feed writes them meanwhile; to do one twice is to do it once.
 */
/** The keys of an encrypted database: two people ask for others, and what is kept goes over to them in the background, while everything is answered. Thread-safe. */
public final class KeyDesk {
    /** So long every server looks for what new keys write before one writes by them. Longer than a search or a feed takes. */
    public static final Duration ANNOUNCED_FOR = Duration.ofSeconds(15);

    /** Who begins where a database that was in the clear was given a key: whoever set it. */
    static final String SETTINGS = "settings";

    private static final Logger LOG = LoggerFactory.getLogger(KeyDesk.class);
    /** Records that are claimed at once; a feed of one of them waits so long. */
    private static final int BATCH = 100;

    private static final Duration LEFT = Duration.ofSeconds(30);

    private final RecordStore store;
    private final Linkage linkage;
    private final AccessLog accessLog;
    private final Ledger ledger;
    private final String worker;
    private final Duration announcedFor;

    /**
     * @param random draws this worker's id
     * @param announcedFor {@link #ANNOUNCED_FOR} but in tests
     */
    public KeyDesk(
            RecordStore store,
            Linkage linkage,
            AccessLog accessLog,
            Clock clock,
            RandomGenerator random,
            Duration announcedFor) {
        this.store = store;
        this.linkage = linkage;
        this.accessLog = accessLog;
        this.ledger = new Ledger(store, clock, random);
        this.worker = Long.toHexString(random.nextLong());
        this.announcedFor = announcedFor;
    }

    /**
     * How the database is kept.
     *
     * @param isOn whether this process has a key
     * @param proposedBy who asked for other keys, and waits for a second person
     * @param runs the latest first
     */
    public record Status(boolean isOn, List<KeyStore.Epoch> epochs, Optional<String> proposedBy, List<KeyRun> runs) {}

    public Status status() {
        return new Status(
                store.keys().isOn(),
                store.keys().epochs(),
                store.keys().proposedBy(),
                store.keys().runs(20));
    }

    /**
     * Asks for other keys, by two people: the first call says who the first is, and does nothing else.
     *
     * @return the run; empty while a second person is awaited
     * @throws Refused if nothing is encrypted here, or a run is not done
     */
    public Optional<KeyRun> rotate(Actor actor) {
        if (!store.keys().isOn()) {
            throw new Refused(
                    Refused.Reason.NOT_ENCRYPTED,
                    "this server has no key: set khop.encryption.key-file and start it again");
        }
        accessLog.record(AccessEvent.of(actor, AccessAction.KEYS, ""));
        return store.claiming(Set.of(ModelDesk.CLAIM), () -> {
            requireNothingRunning();
            Optional<String> first = store.keys().proposedBy();
            if (first.isEmpty()) {
                store.keys().propose(Optional.of(actor.username()));
                return Optional.empty();
            }
            if (first.get().equals(actor.username())) {
                throw new Refused(
                        Refused.Reason.SECOND_PERSON_NEEDED, "you said so first: a second person has to say so too");
            }
            store.keys().propose(Optional.empty());
            return Optional.of(begin(first.get(), Optional.of(actor.username())));
        });
    }

    private KeyRun begin(String by, Optional<String> second) {
        Instant now = ledger.now();
        return store.keys().begin(KeyRun.beginning(store.keys().announce(now), store.countSources(), by, second, now));
    }

    private void requireNothingRunning() {
        if (isRunning(store)) {
            throw new Refused(
                    Refused.Reason.STALE, "what is kept goes over to other keys already: wait until it is done");
        }
        // It adds keys of its own to what records are found by, which would be lost here.
        if (isModelRunning()) {
            throw new Refused(Refused.Reason.STALE, "a model is being taken into use: wait until that is done");
        }
    }

    static boolean isRunning(RecordStore store) {
        return store.keys().runs(1).stream().anyMatch(KeyRun::isRunning);
    }

    private boolean isModelRunning() {
        return store.models().runs(1).stream()
                .anyMatch(run -> run.kind() == ModelRun.Kind.ACTIVATION && run.state() == ModelRun.State.RUNNING);
    }

    /** Works at the run that nobody works at, until it is done or has to wait; does nothing if there is none. To be called again and again. */
    public void goOn() {
        if (!store.keys().isOn()) {
            return;
        }
        if (store.keys().isClear()) {
            sealFirst();
        }
        if (!isRunning(store)) {
            return;
        }
        Instant now = ledger.now();
        Optional<KeyRun> left =
                store.claiming(Set.of(ModelDesk.CLAIM), () -> store.keys().takeOver(worker, now, now.minus(LEFT)));
        if (left.isEmpty()) {
            return;
        }
        try {
            work(left.get());
        } catch (RuntimeException fault) {
            // The kind of fault only: its message may quote what it choked on.
            LOG.error(
                    "going over to key epoch {} failed: {}",
                    left.get().epoch(),
                    fault.getClass().getName());
            store.keys()
                    .runs(1)
                    .forEach(run -> put(
                            run.stumbled(fault.getClass().getSimpleName() + "; see the server's log", ledger.now())));
            throw fault;
        }
    }

    /** A database that was in the clear was given a key. */
    private void sealFirst() {
        store.claiming(Set.of(ModelDesk.CLAIM), () -> {
            if (!isRunning(store) && !isModelRunning()) {
                LOG.info("what is kept in the clear is going to be sealed");
                return Optional.of(begin(SETTINGS, Optional.empty()));
            }
            return Optional.empty();
        });
    }

    private KeyRun put(KeyRun run) {
        return store.claiming(Set.of(), () -> {
            store.keys().put(run);
            return run;
        });
    }

    private void work(KeyRun run) {
        KeyRun at = run;
        if (at.phase() == KeyRun.Phase.ANNOUNCED) {
            if (ledger.now().isBefore(at.startedAt().plus(announcedFor))) {
                return;
            }
            KeyRun next = at.in(KeyRun.Phase.RECORDS, ledger.now());
            at = store.claimingEverything(() -> {
                store.keys().write(next.epoch());
                store.keys().put(next);
                return next;
            });
        }
        while (at.phase() == KeyRun.Phase.RECORDS) {
            at = batch(at);
        }
        if (at.phase() == KeyRun.Phase.OTHERS) {
            if (store.keys().writeOthersAnew() > 0) {
                // Once more, for a server that had not heard when this pass was there.
                put(at.in(KeyRun.Phase.OTHERS, ledger.now()));
                return;
            }
            KeyRun last = at.in(KeyRun.Phase.DONE, ledger.now());
            store.claiming(Set.of(), () -> {
                store.keys().retireBefore(last.epoch());
                store.keys().put(last);
                return last;
            });
            LOG.info("{}", last.summary());
        }
    }

    private KeyRun batch(KeyRun at) {
        List<SourceRecord> records = store.models().sourcesAfter(at.lastRecord(), BATCH);
        if (records.isEmpty()) {
            return put(at.in(KeyRun.Phase.OTHERS, ledger.now()));
        }
        Set<String> claims = records.stream().map(FeedAttempt::claim).collect(Collectors.toSet());
        return store.claiming(claims, () -> written(at, records));
    }

    /** While nobody feeds these records; they are read again, as they may have changed until now. */
    private KeyRun written(KeyRun at, List<SourceRecord> records) {
        linkage.refresh();
        Map<SourceId, SourceIndex> anew = new LinkedHashMap<>();
        List<SourceId> ids = records.stream().map(SourceRecord::id).toList();
        for (SourceRecord present : store.sources(ids)) {
            PersonRecord read = linkage.normalise(new RawRecord(present.id().value(), present.columns()));
            anew.put(present.id(), SourceIndex.of(read, linkage.blockingKeys(read)));
        }
        store.keys().writeAnew(anew);
        KeyRun next = at.at(ids.get(ids.size() - 1), ids.size(), ledger.now());
        store.keys().put(next);
        return next;
    }
}
