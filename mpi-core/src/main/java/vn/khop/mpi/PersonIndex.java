package vn.khop.mpi;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import vn.khop.mpi.block.BlockingRules;
import vn.khop.mpi.block.CandidateIndex;
import vn.khop.mpi.block.CandidatePairs;
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
 * The same packed rows, keys, comparisons and thresholds as a batch, so the same decision for the same pair. A question reads
 * under a lock that only a change takes alone: what was added is found by the next question, what was removed is not, and no
 * question sees half a change.
 */
/**
 * Many records in this process, to be asked who one record may be. Holds some 250 bytes a record, eight more for each of its
 * blocking keys, its id, and once what many records share. Safe for many threads.
 */
public final class PersonIndex {
    private final RecordNormaliser normaliser;
    private final BlockingRules rules;
    private final PairScoring scoring;
    private final PackedFile file;
    private final CandidateIndex candidates;
    private final int sorted;
    private final Map<String, Integer> added = new HashMap<>();
    private final BitSet removed = new BitSet();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private PersonIndex(LinkageModel model, BatchLinkage.RecordSource source, Progress progress) {
        normaliser = new RecordNormaliser(model.schema());
        rules = BlockingRules.of(model);
        scoring = PairScoring.of(model);
        file = PackedFile.read(source, model.schema(), rules, scoring.comparisons(), progress);
        sorted = file.size();
        CandidatePairs blocks = CandidatePairs.find(rules, file.keys());
        candidates = new CandidateIndex(rules, file.keys(), blocks.limit());
    }

    /** An index without records. */
    public static PersonIndex empty(LinkageModel model) {
        return new PersonIndex(model, sink -> {}, Progress.NONE);
    }

    /**
     * An index of many records at once, on all cores.
     *
     * @throws DuplicateRecordIdException if two records have one id
     */
    public static PersonIndex of(LinkageModel model, BatchLinkage.RecordSource source, Progress progress) {
        return new PersonIndex(model, source, progress);
    }

    /** A record of the index that may be the same person's. */
    public record Candidate(String recordId, LinkDecision decision) {}

    /** Understands a record and adds it, in place of the one with its id if there is one. */
    public void put(RawRecord raw) {
        PersonRecord record = normaliser.normalise(raw);
        lock.writeLock().lock();
        try {
            forget(raw.recordId());
            int position = file.add(record, 0);
            candidates.add(position);
            added.put(raw.recordId(), position);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Removes a record; false if there is none with this id. */
    public boolean remove(String recordId) {
        lock.writeLock().lock();
        try {
            return forget(recordId);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private boolean forget(String recordId) {
        Integer known = added.remove(recordId);
        int position = known == null ? file.find(recordId, sorted) : known;
        if (position < 0 || removed.get(position)) {
            return false;
        }
        removed.set(position);
        return true;
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

    /**
     * The records that share a blocking key with this one, best first, equal ones by id; the one with its own id is not among them.
     *
     * @param limit how many at most, at least 1
     */
    public List<Candidate> match(RawRecord raw, int limit) {
        PersonRecord probe = normaliser.normalise(raw);
        int facts = RecordFacts.of(probe);
        lock.readLock().lock();
        try {
            KeyTable keys = rules.table(List.of(probe));
            PackedRecords packed = file.packed().overlay();
            scoring.comparisons().encode(packed, packed.reserve(1), probe);
            Best best = new Best(limit);
            LongSet seen = new LongSet();
            ComparedPair pair = new ComparedPair();
            candidates.find(keys, 0, position -> {
                if (seen.add(position) && !removed.get(position)) {
                    scoring.comparisons().compare(packed, 0, file.packed(), position, pair);
                    double bits = scoring.scorer().totalBits(pair);
                    if (best.isWorthy(bits)) {
                        best.add(position, scoring.decide(pair.levels(), bits, facts, file.facts(position)));
                    }
                }
            });
            return best.named(raw.recordId());
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The strongest so far, somewhat more than asked for. */
    private final class Best {
        private record Found(int position, LinkDecision decision) {}

        private static final Comparator<Found> STRONGEST_FIRST =
                Comparator.comparingDouble((Found found) -> -found.decision().matchWeightBits());

        private final int limit;
        private final List<Found> found = new ArrayList<>();
        private double bitsMin = Double.NEGATIVE_INFINITY;

        Best(int limit) {
            this.limit = limit;
        }

        boolean isWorthy(double bits) {
            return bits >= bitsMin;
        }

        void add(int position, LinkDecision decision) {
            found.add(new Found(position, decision));
            // One more than the limit is kept, for the probe itself may be among them.
            if (found.size() > 4 * (limit + 1)) {
                found.sort(STRONGEST_FIRST);
                bitsMin = found.get(limit).decision().matchWeightBits();
                found.removeIf(weak -> weak.decision().matchWeightBits() < bitsMin);
            }
        }

        List<Candidate> named(String ownId) {
            return found.stream()
                    .map(one -> new Candidate(file.id(one.position()), one.decision()))
                    .filter(candidate -> !candidate.recordId().equals(ownId))
                    .sorted(Comparator.comparingDouble(
                                    (Candidate one) -> -one.decision().matchWeightBits())
                            .thenComparing(Candidate::recordId))
                    .limit(limit)
                    .toList();
        }
    }
}
