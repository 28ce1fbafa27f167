package vn.khop.server.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
/** The engine with the model that is in use, whichever that is. Thread-safe. */
public final class ActiveLinkage implements Linkage, FileLinkage {
    private final RecordStore store;
    private final ModelLinkage shipped;
    private final Map<String, ModelLinkage> compiled = new ConcurrentHashMap<>();
    private volatile ModelLinkage present;

    /** @param shipped in use where the database names no other */
    public ActiveLinkage(ModelLinkage shipped, RecordStore store) {
        this.store = store;
        this.shipped = shipped;
        this.present = shipped;
        refresh();
    }

    @Override
    public void refresh() {
        String wanted = store.models().inUse().orElse(shipped.modelVersion());
        if (!present.modelVersion().equals(wanted)) {
            present = of(wanted);
        }
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
    public Set<String> blockingKeys(PersonRecord record) {
        return present.blockingKeys(record);
    }

    @Override
    public Map<SourceId, Score> score(PersonRecord probe, Collection<PersonRecord> others) {
        return present.score(probe, others);
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
