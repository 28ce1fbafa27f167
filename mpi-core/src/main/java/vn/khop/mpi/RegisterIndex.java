package vn.khop.mpi;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import vn.khop.mpi.block.BlockingRules;
import vn.khop.mpi.block.CandidateIndex;
import vn.khop.mpi.block.KeyTable;
import vn.khop.mpi.compare.ComparedPair;
import vn.khop.mpi.compare.PackedRecords;
import vn.khop.mpi.decide.LinkDecision;
import vn.khop.mpi.decide.RecordFacts;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.pack.LongSet;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;

/*
 * A PersonIndex refines keys that come to be shared by many, so what it finds depends a little on who came before. A register must find the same for whoever comes first:
 * here the keys are the model's alone, and of a key that more records share than may be compared, the first by id are.
 */
/**
 * The records of a register that is kept elsewhere, packed: which of them one record may be, so that only these few need be read there. Of a record with several versions the
 * last is in here. Holds some 250 bytes a record, eight more for each of its blocking keys, and its id. Safe for many threads.
 */
public final class RegisterIndex {
    private final RecordNormaliser normaliser;
    private final BlockingRules rules;
    private final PairScoring scoring;
    private final PackedFile file;
    private final CandidateIndex candidates;
    private final int perKeyMax;
    private final int sorted;
    private final Map<String, Integer> added = new HashMap<>();
    private final BitSet removed = new BitSet();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private RegisterIndex(LinkageModel model, BatchLinkage.RecordSource source, int perKeyMax, Progress progress) {
        this.perKeyMax = perKeyMax;
        normaliser = new RecordNormaliser(model.schema());
        rules = BlockingRules.of(model);
        scoring = PairScoring.of(model);
        file = PackedFile.read(source, model.schema(), rules, scoring.comparisons(), progress);
        sorted = file.size();
        candidates = new CandidateIndex(rules, file.keys(), Integer.MAX_VALUE);
    }

    /**
     * An index of many records at once, on all cores.
     *
     * @param source a source's input is the record's version, 1 or more
     * @param perKeyMax of one blocking key so many records are compared at most
     * @throws DuplicateRecordIdException if two records have one id
     */
    public static RegisterIndex of(
            LinkageModel model, BatchLinkage.RecordSource source, int perKeyMax, Progress progress) {
        return new RegisterIndex(model, source, perKeyMax, progress);
    }

    /**
     * Who a record may be.
     *
     * @param versions of the records that are not apart from it whatever happens, by id
     * @param keysCut how many of its keys are shared by more records than were compared
     */
    public record Found(Map<String, Integer> versions, int keysCut) {}

    /** Takes a version of a record in place of the one that is here; false if that is the same or a later one. */
    public boolean put(RawRecord raw, int version) {
        return version > version(raw.recordId()) && put(normaliser.normalise(raw), version);
    }

    private boolean put(PersonRecord record, int version) {
        lock.writeLock().lock();
        try {
            int known = position(record.recordId());
            if (known >= 0) {
                if (file.input(known) >= version) {
                    return false;
                }
                removed.set(known);
            }
            int position = file.add(record, version);
            candidates.add(position);
            added.put(record.recordId(), position);
            return true;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** The version of the record that is in here; 0 if there is none. */
    public int version(String recordId) {
        lock.readLock().lock();
        try {
            int position = position(recordId);
            return position < 0 ? 0 : file.input(position);
        } finally {
            lock.readLock().unlock();
        }
    }

    private int position(String recordId) {
        Integer since = added.get(recordId);
        return since == null ? file.find(recordId, sorted) : since;
    }

    /** How many records are in here. */
    public int size() {
        lock.readLock().lock();
        try {
            return file.size() - removed.cardinality();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** How many rows are of former versions, which take their room until the index is made anew. */
    public int spent() {
        lock.readLock().lock();
        try {
            return removed.cardinality();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The records that share a blocking key with this one and that the model, asked about the two alone, would link or show to a clerk; the one with its own id is not among them. */
    public Found find(PersonRecord probe) {
        int facts = RecordFacts.of(probe);
        lock.readLock().lock();
        try {
            KeyTable keys = rules.table(List.of(probe));
            PackedRecords packed = file.packed().overlay();
            scoring.comparisons().encode(packed, packed.reserve(1), probe);
            LongSet seen = new LongSet();
            ComparedPair pair = new ComparedPair();
            Map<String, Integer> versions = new TreeMap<>();
            int[] keysCut = new int[1];
            candidates.findByKey(keys, 0, block -> {
                int[] present = present(block);
                keysCut[0] += present.length > perKeyMax ? 1 : 0;
                for (int position : first(present)) {
                    if (seen.add(position)) {
                        scoring.comparisons().compare(packed, 0, file.packed(), position, pair);
                        double bits = scoring.scorer().totalBits(pair);
                        LinkDecision decision = scoring.decide(pair.levels(), bits, facts, file.facts(position));
                        if (decision.fold(link -> true, review -> true, nonLink -> false)) {
                            versions.put(file.id(position), file.input(position));
                        }
                    }
                }
            });
            versions.remove(probe.recordId());
            return new Found(versions, keysCut[0]);
        } finally {
            lock.readLock().unlock();
        }
    }

    private int[] present(int[] block) {
        return removed.isEmpty()
                ? block
                : Arrays.stream(block)
                        .filter(position -> !removed.get(position))
                        .toArray();
    }

    private int[] first(int[] present) {
        return present.length <= perKeyMax
                ? present
                : Arrays.stream(present)
                        .boxed()
                        .sorted((a, b) -> file.id(a).compareTo(file.id(b)))
                        .limit(perKeyMax)
                        .mapToInt(Integer::intValue)
                        .toArray();
    }
}
