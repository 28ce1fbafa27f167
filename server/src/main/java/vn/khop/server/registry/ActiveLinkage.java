package vn.khop.server.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import vn.khop.mpi.BatchLinkage;
import vn.khop.mpi.Linker;
import vn.khop.mpi.Progress;
import vn.khop.mpi.model.InvalidModelException;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;

/*
 * When another model is taken into use, every process on the database goes over to it at the same moment: the switch is made while nobody holds a claim, and whoever
 * holds one afterwards asks first which model is in use. Questions that hold no claim may be answered by the former model for as long as it takes the process to
 * write once.
 */
/**
 * The engine with the model that is in use, whichever that is. The one that a build is shipped with is in use only where the database has none: a later build with
 * another goes on with the one before until two people take the new one. Thread-safe.
 */
public final class ActiveLinkage implements Linkage, FileLinkage {
    private final RecordStore store;
    private final ModelLinkage shipped;
    private final Map<String, ModelLinkage> compiled = new ConcurrentHashMap<>();
    private volatile ModelLinkage present;

    /** @param shipped taken into use where the database names none, and written there */
    public ActiveLinkage(Linker shipped, RecordStore store, Clock clock) {
        this.store = store;
        this.shipped = new ModelLinkage(shipped);
        this.present = this.shipped;
        if (store.models().inUse().isEmpty()) {
            store.claiming(Set.of(ModelDesk.CLAIM), () -> keptIfFirst(shipped.model(), clock));
        }
        refresh();
    }

    private boolean keptIfFirst(LinkageModel model, Clock clock) {
        boolean isFirst = store.models().inUse().isEmpty();
        if (isFirst) {
            store.models()
                    .add(new ModelStore.StoredModel(
                            model.version(),
                            model.toJson(),
                            Change.MODEL,
                            clock.instant().truncatedTo(ChronoUnit.MICROS),
                            Optional.empty()));
            store.models().use(model.version());
        }
        return isFirst;
    }

    @Override
    public void refresh() {
        String wanted = store.models().inUse().orElse(shipped.modelVersion());
        if (!present.modelVersion().equals(wanted)) {
            present = of(wanted);
        }
    }

    @Override
    public Linkage fixed() {
        return present;
    }

    /** The engine with that model, which may be one that is not in use. */
    ModelLinkage of(String version) {
        if (version.equals(shipped.modelVersion())) {
            return shipped;
        }
        return compiled.computeIfAbsent(version, named -> {
            ModelStore.StoredModel stored = store.models()
                    .model(named)
                    .orElseThrow(() -> new IllegalStateException("model " + named + " is in use and not stored"));
            return new ModelLinkage(Linker.of(read(stored.content())));
        });
    }

    /** The engine with the model that this process uses now. */
    ModelLinkage inUse() {
        return present;
    }

    String shippedVersion() {
        return shipped.modelVersion();
    }

    /** @throws InvalidModelException if it is no model of this build's format */
    static LinkageModel read(String content) {
        try {
            Path file = Files.createTempFile("khop-model", ".json");
            try {
                Files.writeString(file, content);
                return LinkageModel.read(file);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String modelVersion() {
        return present.modelVersion();
    }

    @Override
    public PersonRecord normalise(RawRecord raw) {
        return present.normalise(raw);
    }

    @Override
    public Optional<RecordIndex> index(RecordIndex.Records records, int perKeyMax) {
        return present.index(records, perKeyMax);
    }

    @Override
    public Set<String> blockingKeys(PersonRecord record) {
        return present.blockingKeys(record);
    }

    @Override
    public Map<SourceId, Score> score(PersonRecord probe, Collection<PersonRecord> others) {
        return present.score(probe, others);
    }

    @Override
    public Judging judging(int most) {
        return present.judging(most);
    }

    @Override
    public PairExplanation explain(PersonRecord a, PersonRecord b) {
        return present.explain(a, b);
    }

    @Override
    public Partition cluster(Collection<PersonRecord> records, Map<SourcePair, Verdict> verdicts) {
        return present.cluster(records, verdicts);
    }

    @Override
    public boolean isForbidden(PersonRecord a, PersonRecord b) {
        return present.isForbidden(a, b);
    }

    @Override
    public List<GoldenValue> survive(Collection<PersonRecord> members) {
        return present.survive(members);
    }

    @Override
    public Optional<Unlinkable> unlinkable(RawRecord record) {
        return present.unlinkable(record);
    }

    @Override
    public BatchLinkage.Result link(BatchLinkage.RecordSource records, Progress progress) {
        return present.link(records, progress);
    }
}
