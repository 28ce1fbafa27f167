package vn.khop.server.registry;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.khop.mpi.Progress;
import vn.khop.mpi.model.InvalidModelException;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.security.Actor;

/*
 * A change of model, step by step. It is handed in and rehearsed: all records are linked with it aside, and the persons compared. Two people then take it into use. First
 * every record gets the model's blocking keys beside its own, while feeds go on by the former model; then, while nobody holds a claim, the records that came meanwhile
 * get theirs and the model is switched, for every process at once; then record after record is judged by it, each change of who is who a change of the log like any
 * other. Each of the long steps keeps how far it is, so that whoever finds it left goes on there; to do a record twice is to do it once. Going back to the former model
 * is the same with that one, and gives the ids back that the first change took.
 */
/** Linkage models: handed in, rehearsed, taken into use by two people, in the background. Thread-safe. */
public final class ModelDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ModelDesk.class);
    /** Records between two notes of how far it is. */
    private static final int BATCH = 100;

    /** A run whose worker has said nothing for so long was left. */
    private static final Duration LEFT = Duration.ofSeconds(30);

    private static final Duration BEAT = Duration.ofSeconds(5);
    private static final int FINDINGS_MAX = 100_000;
    /** So few records are left for the moment in which nobody feeds. */
    private static final int LAST_MAX = 200;
    /** Other servers' clocks may be so much behind. */
    private static final Duration CLOCKS = Duration.ofMinutes(5);
    /** Held by whoever begins, takes or takes over a run. */
    static final String CLAIM = "models";

    private final RecordStore store;
    private final ActiveLinkage linkage;
    private final AccessLog accessLog;
    private final Ledger ledger;
    private final Relinking relinking;
    private final String worker;

    /** @param random draws ids, this worker's too */
    public ModelDesk(
            RecordStore store,
            ActiveLinkage linkage,
            AccessLog accessLog,
            Clock clock,
            RandomGenerator random,
            MeterRegistry meters) {
        this.store = store;
        this.linkage = linkage;
        this.accessLog = accessLog;
        this.ledger = new Ledger(store, clock, random);
        this.relinking =
                new Relinking(store, linkage, new Candidates(store, linkage, meters, Candidates.PER_KEY_MAX), ledger);
        this.worker = Long.toHexString(random.nextLong());
    }

    /** The version in use, and the one that is shipped, which needs not be handed in. */
    public record InUse(String version, String shipped) {}

    public InUse inUse() {
        return new InUse(store.models().inUse().orElse(linkage.shippedVersion()), linkage.shippedVersion());
    }

    public List<ModelStore.StoredModel> models() {
        return store.models().models();
    }

    /**
     * Takes a model that {@code khop train} wrote.
     *
     * @throws Refused if it is none, or reads other fields than the model in use
     */
    public String add(String content, Actor actor) {
        LinkageModel model;
        try {
            model = ActiveLinkage.read(content);
        } catch (InvalidModelException wrong) {
            throw new Refused(
                    Refused.Reason.BAD_MODEL, "this is no model that this build reads: write one by khop train");
        }
        if (!model.schema().fields().equals(LinkageModel.readDefault().schema().fields())) {
            throw new Refused(
                    Refused.Reason.BAD_MODEL,
                    "the model reads other fields than the server's schema: train it with the server's schema");
        }
        done(() -> store.models()
                .add(new ModelStore.StoredModel(
                        model.version(), content, actor.username(), ledger.now(), Optional.empty())));
        accessLog.record(AccessEvent.of(actor, AccessAction.MODEL, model.version()));
        return model.version();
    }

    private void done(Runnable work) {
        store.claiming(Set.of(), () -> {
            work.run();
            return true;
        });
    }

    /** Begins to try the model on all records; nothing is changed. */
    public ModelRun rehearse(String version, Actor actor) {
        requireKnown(version);
        accessLog.record(AccessEvent.of(actor, AccessAction.MODEL, version));
        return store.claiming(Set.of(CLAIM), () -> {
            requireNothingRunning();
            return store.models()
                    .begin(ModelRun.beginning(
                            ModelRun.Kind.REHEARSAL,
                            version,
                            inUse().version(),
                            actor.username(),
                            Optional.empty(),
                            ledger.now()));
        });
    }

    private void requireKnown(String version) {
        if (!version.equals(linkage.shippedVersion())
                && store.models().model(version).isEmpty()) {
            throw new Refused(Refused.Reason.UNKNOWN_MODEL, "no model of this version was handed in");
        }
    }

    private void requireNothingRunning() {
        store.models().runs(1).stream()
                .filter(run -> run.state() == ModelRun.State.RUNNING)
                .findFirst()
                .ifPresent(run -> {
                    throw new Refused(
                            Refused.Reason.STALE,
                            "run " + run.number() + " of model " + run.modelVersion() + " is not done yet");
                });
    }

    /**
     * Takes the model into use, by two people: the first call says who the first is, and does nothing else.
     *
     * @return the run; empty while a second person is awaited
     */
    public Optional<ModelRun> activate(String version, Actor actor) {
        requireKnown(version);
        accessLog.record(AccessEvent.of(actor, AccessAction.MODEL, version));
        return store.claiming(Set.of(CLAIM), () -> {
            requireNothingRunning();
            if (KeyDesk.isRunning(store)) {
                throw new Refused(
                        Refused.Reason.STALE, "what is kept goes over to other keys: wait until that is done");
            }
            String before = inUse().version();
            if (version.equals(before)) {
                throw new Refused(Refused.Reason.NOTHING_TO_UNDO, "this model is in use already");
            }
            requireRehearsed(version, before);
            addShipped(version);
            Optional<String> first = store.models().model(version).flatMap(ModelStore.StoredModel::proposedBy);
            if (first.isEmpty()) {
                store.models().propose(version, Optional.of(actor.username()));
                return Optional.empty();
            }
            if (first.get().equals(actor.username())) {
                throw new Refused(
                        Refused.Reason.SECOND_PERSON_NEEDED, "you said so first: a second person has to say so too");
            }
            store.models().propose(version, Optional.empty());
            return Optional.of(store.models()
                    .begin(ModelRun.beginning(
                            ModelRun.Kind.ACTIVATION,
                            version,
                            before,
                            first.get(),
                            Optional.of(actor.username()),
                            ledger.now())));
        });
    }

    /** So that who proposed to go back to the shipped model has a place. */
    private void addShipped(String version) {
        if (version.equals(linkage.shippedVersion())) {
            store.models()
                    .add(new ModelStore.StoredModel(
                            version,
                            LinkageModel.readDefault().toJson(),
                            Change.MODEL,
                            ledger.now(),
                            Optional.empty()));
        }
    }

    /** On what is there now: against the model in use; a model that was in use before was seen at work. */
    private void requireRehearsed(String version, String before) {
        boolean isSeen = store.models().runs(1000).stream()
                .anyMatch(run -> run.state() == ModelRun.State.DONE
                        && ((run.kind() == ModelRun.Kind.REHEARSAL
                                        && run.modelVersion().equals(version)
                                        && run.against().equals(before))
                                || (run.kind() == ModelRun.Kind.ACTIVATION
                                        && run.against().equals(version))));
        if (!isSeen) {
            throw new Refused(
                    Refused.Reason.NOT_REHEARSED,
                    "the model was not rehearsed against the one in use, " + before + ": rehearse it first");
        }
    }

    public Optional<ModelRun> run(long number) {
        return store.models().run(number);
    }

    public List<ModelRun> runs(int limit) {
        return store.models().runs(limit);
    }

    public List<ModelFinding> findings(long run, Optional<ModelFinding.Kind> kind, int after, int limit, Actor actor) {
        List<ModelFinding> page = store.models().findings(run, kind, after, limit);
        accessLog.record(AccessEvent.ofResult(
                actor,
                AccessAction.EXPLAIN,
                page.stream()
                        .flatMap(finding -> finding.persons().stream())
                        .map(EnterpriseId::value)
                        .distinct()
                        .sorted()
                        .toList()));
        return page;
    }

    /** The evidence of a finding in full: by the model in use when it was found, and by the one that was tried. */
    public record Explained(ModelFinding finding, PairExplanation before, PairExplanation after) {}

    public Optional<Explained> explain(long run, int finding, Actor actor) {
        Optional<ModelRun> known = run(run);
        return known.flatMap(found -> findings(run, Optional.empty(), finding - 1, 1, actor).stream()
                .filter(one -> one.number() == finding)
                .findFirst()
                .map(one -> new Explained(
                        one, explained(found.against(), one.pair()), explained(found.modelVersion(), one.pair()))));
    }

    private PairExplanation explained(String version, SourcePair pair) {
        ModelLinkage by = linkage.of(version);
        return by.explain(understood(by, pair.a()), understood(by, pair.b()));
    }

    private PersonRecord understood(Linkage by, SourceId record) {
        SourceRecord source = store.source(record).orElseThrow();
        return by.normalise(new RawRecord(source.id().value(), source.columns()));
    }

    /** Works at whatever run nobody works at, until it is done; does nothing if there is none. To be called again and again. */
    public void goOn() {
        linkage.refresh();
        Instant now = ledger.now();
        Optional<ModelRun> left =
                store.claiming(Set.of(CLAIM), () -> store.models().takeOver(worker, now, now.minus(LEFT)));
        if (left.isEmpty()) {
            return;
        }
        ModelRun run = left.get();
        try {
            if (run.kind() == ModelRun.Kind.REHEARSAL) {
                rehearse(run);
            } else {
                activate(run);
            }
        } catch (RuntimeException fault) {
            // The kind of fault only: its message may quote what it choked on.
            LOG.error(
                    "run {} of model {} failed: {}",
                    run.number(),
                    run.modelVersion(),
                    fault.getClass().getName());
            String why = fault.getClass().getSimpleName() + "; see the server's log";
            ModelRun at = run(run.number()).orElse(run);
            // Half an activation is none: it is gone on with until it is done.
            ModelRun next = run.kind() == ModelRun.Kind.REHEARSAL
                    ? at.failed(why, ledger.now())
                    : at.stumbled(why, ledger.now());
            done(() -> store.models().put(next));
            throw fault;
        }
    }

    private void rehearse(ModelRun run) {
        Rehearsal.Result result = new Rehearsal(
                        store, linkage.of(run.against()), linkage.of(run.modelVersion()), new Beating(run.number()))
                .result();
        ModelRun rehearsed = run.rehearsed(
                result.records(),
                new ModelRun.Found(
                        result.count(ModelFinding.Kind.JOIN),
                        result.count(ModelFinding.Kind.SPLIT),
                        result.count(ModelFinding.Kind.REVIEW)),
                ledger.now());
        List<ModelFinding> kept = result.findings().stream().limit(FINDINGS_MAX).toList();
        done(() -> {
            store.models().replaceFindings(run.number(), kept);
            store.models().put(rehearsed);
        });
        LOG.info(
                "model {}: joins {}, splits {}, moves {} to review",
                run.modelVersion(),
                rehearsed.joins(),
                rehearsed.splits(),
                rehearsed.reviews());
    }

    private void activate(ModelRun run) {
        ModelRun at = run;
        if (at.phase() == ModelRun.Phase.INDEXING) {
            at = switched(indexed(at));
        }
        Optional<String> takenBack = takenBack(at);
        String requestId = at.requestId();
        while (true) {
            List<SourceRecord> batch = store.models().sourcesAfter(at.lastRecord(), BATCH);
            if (batch.isEmpty()) {
                break;
            }
            long moved = batch.stream()
                    .filter(record -> relinking.relink(record.id(), requestId, takenBack))
                    .count();
            at = noted(at, batch, moved);
        }
        ModelRun last = at.done(ledger.now());
        done(() -> store.models().put(last));
        LOG.info("model {} is in use; {} changes of who is who", last.modelVersion(), last.changes());
    }

    private ModelRun noted(ModelRun at, List<SourceRecord> batch, long moved) {
        ModelRun next = at.at(batch.get(batch.size() - 1).id(), batch.size(), moved, ledger.now());
        done(() -> store.models().put(next));
        return next;
    }

    private ModelRun indexed(ModelRun run) {
        ModelLinkage next = linkage.of(run.modelVersion());
        ModelRun at = run;
        while (true) {
            List<SourceRecord> batch = store.models().sourcesAfter(at.lastRecord(), BATCH);
            if (batch.isEmpty()) {
                return at;
            }
            addKeys(next, batch);
            at = noted(at, batch, 0);
        }
    }

    /** While nobody feeds these records. */
    private void addKeys(ModelLinkage next, List<SourceRecord> records) {
        Set<String> claims = records.stream().map(FeedAttempt::claim).collect(Collectors.toSet());
        store.claiming(claims, () -> addedKeys(next, records));
    }

    private boolean addedKeys(ModelLinkage next, List<SourceRecord> records) {
        for (SourceRecord record : records) {
            store.models()
                    .addKeys(
                            record.id(),
                            next.blockingKeys(
                                    next.normalise(new RawRecord(record.id().value(), record.columns()))));
        }
        return true;
    }

    /** While nobody holds a claim: the last of what came since the indexing began gets its keys, and the model is the one in use. */
    private ModelRun switched(ModelRun run) {
        ModelLinkage next = linkage.of(run.modelVersion());
        Map<SourceId, Integer> done = new HashMap<>();
        while (true) {
            List<SourceId> came = since(run, done);
            if (came.size() <= LAST_MAX) {
                break;
            }
            addKeysOfChanged(next, came, done);
        }
        ModelRun relinking = run.relinking(ledger.now());
        store.claimingEverything(() -> {
            addKeysOfChanged(next, since(run, done), done);
            store.models().use(run.modelVersion());
            store.changes()
                    .open(new Change(
                            0,
                            Change.Kind.MODEL,
                            ledger.now(),
                            run.secondBy().orElse(run.startedBy()),
                            run.modelVersion(),
                            run.requestId(),
                            "",
                            "",
                            Optional.empty()));
            store.models().put(relinking);
            return true;
        });
        linkage.refresh();
        return relinking;
    }

    /** The records that came or changed since the run began, but those whose present version is done. */
    private List<SourceId> since(ModelRun run, Map<SourceId, Integer> done) {
        Map<SourceId, Integer> changed =
                store.models().changedSince(run.startedAt().minus(CLOCKS));
        changed.entrySet().removeAll(done.entrySet());
        return changed.keySet().stream().sorted().toList();
    }

    private void addKeysOfChanged(ModelLinkage next, List<SourceId> changed, Map<SourceId, Integer> done) {
        for (int from = 0; from < changed.size(); from += BATCH) {
            List<SourceRecord> records = store.sources(changed.subList(from, Math.min(from + BATCH, changed.size())));
            addKeys(next, records);
            records.forEach(record -> done.put(record.id(), record.version()));
        }
    }

    /** The run that took the other model into use, where this one goes back to the one before. */
    private Optional<String> takenBack(ModelRun run) {
        return store.models().runs(1000).stream()
                .filter(former -> former.kind() == ModelRun.Kind.ACTIVATION
                        && former.number() < run.number()
                        && former.state() == ModelRun.State.DONE)
                .findFirst()
                .filter(former -> former.against().equals(run.modelVersion())
                        && former.modelVersion().equals(run.against()))
                .map(ModelRun::requestId);
    }

    /** Says now and then that somebody is at work. */
    private final class Beating implements Progress {
        private final long run;
        private Instant last = Instant.EPOCH;

        Beating(long run) {
            this.run = run;
        }

        @Override
        public void stage(String name, long total) {
            beat();
        }

        @Override
        public void done(long more) {
            beat();
        }

        private synchronized void beat() {
            Instant now = ledger.now();
            if (now.isAfter(last.plus(BEAT))) {
                last = now;
                store.models().beat(run, now);
            }
        }
    }
}
