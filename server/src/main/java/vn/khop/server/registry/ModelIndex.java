package vn.khop.server.registry;

import java.util.HashMap;
import java.util.Map;
import vn.khop.mpi.BatchLinkage;
import vn.khop.mpi.Linker;
import vn.khop.mpi.Progress;
import vn.khop.mpi.RegisterIndex;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;

/** The engine's index behind the registry's words. What no other record may find is kept without its values. */
final class ModelIndex implements RecordIndex {
    private final Linker linker;
    private final RegisterIndex index;

    ModelIndex(Linker linker, Records records, int perKeyMax) {
        this.linker = linker;
        this.index = RegisterIndex.of(
                linker.model(),
                sink -> records.forEach(
                        record -> sink.accept(new BatchLinkage.Source(record.version(), findable(record)))),
                perKeyMax,
                Progress.NONE);
    }

    private static RawRecord findable(SourceRecord record) {
        RawRecord raw = new RawRecord(record.id().value(), record.columns());
        return SourceIndex.isHidden(raw) || Unlinkable.of(raw).isPresent()
                ? new RawRecord(raw.recordId(), Map.of())
                : WrongIdentifiers.left(raw);
    }

    @Override
    public String modelVersion() {
        return linker.model().version();
    }

    @Override
    public void put(SourceRecord record) {
        if (!has(record.id(), record.version())) {
            index.put(findable(record), record.version());
        }
    }

    @Override
    public boolean has(SourceId id, int version) {
        return index.version(id.value()) >= version;
    }

    @Override
    public Found find(PersonRecord probe) {
        RegisterIndex.Found found = index.find(probe);
        Map<SourceId, Integer> versions = new HashMap<>();
        found.versions().forEach((id, version) -> versions.put(new SourceId(id), version));
        return new Found(versions, found.keysCut());
    }

    @Override
    public int size() {
        return index.size();
    }

    @Override
    public int spent() {
        return index.spent();
    }
}
