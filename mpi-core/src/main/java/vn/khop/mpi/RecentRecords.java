package vn.khop.mpi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import vn.khop.mpi.compare.ComparedPair;
import vn.khop.mpi.compare.PackedRecords;
import vn.khop.mpi.decide.RecordFacts;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.pack.PackedRows;
import vn.khop.mpi.record.PersonRecord;

/*
 * An index beside this process gives ids alone. To read and to understand a record costs a hundred times what it costs to compare it, so whoever was looked at stays here as a row. Rows are kept in two halves: when the one that is
 * being filled is full, the other is let go, with the texts that its rows share, and what is asked for again is read again. So nothing is moved or counted, and no record is held as an object.
 */
/** Candidates that were found elsewhere, judged here: the records that were read last stay packed, some 250 bytes each and the id. Safe for many threads. */
public final class RecentRecords {
    private final PairScoring scoring;
    private final int halfMax;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private Half filling;
    private Half full;

    /** @param most so many records are kept, 2 or more */
    public RecentRecords(LinkageModel model, int most) {
        if (most < 2) {
            throw new IllegalArgumentException("2 records or more are kept, found " + most);
        }
        scoring = PairScoring.of(model);
        halfMax = most / 2;
        filling = new Half();
        full = new Half();
    }

    /** Two ints for each row: the facts that protections read, and the version of the record. */
    private final class Half {
        private static final int FACTS = 0;
        private static final int VERSION = 1;

        private final PackedRecords packed = scoring.comparisons().newRecords();
        private final PackedRows marks = new PackedRows(2);
        private final Map<String, Integer> rows = new HashMap<>();

        void put(PersonRecord record, int version) {
            int row = packed.reserve(1);
            marks.reserve(1);
            scoring.comparisons().encode(packed, row, record);
            marks.page(row)[marks.offset(row) + FACTS] = RecordFacts.of(record);
            marks.page(row)[marks.offset(row) + VERSION] = version;
            rows.put(record.recordId(), row);
        }

        /** The row of this version; negative if there is none. */
        int row(String id, int version) {
            Integer row = rows.get(id);
            return row != null && marks.page(row)[marks.offset(row) + VERSION] == version ? row : -1;
        }

        boolean isFull() {
            return packed.size() >= halfMax;
        }
    }

    /** One question to one half. */
    private final class Question {
        private final Half half;
        private final PackedRecords probe;
        private final int facts;
        private final ComparedPair pair = new ComparedPair();

        Question(Half half, PersonRecord record) {
            this.half = half;
            probe = half.packed.overlay();
            scoring.comparisons().encode(probe, probe.reserve(1), record);
            facts = RecordFacts.of(record);
        }

        boolean isCandidate(int row) {
            scoring.comparisons().compare(probe, 0, half.packed, row, pair);
            return RecentRecords.this.isCandidate(
                    pair, facts, half.marks.page(row)[half.marks.offset(row) + Half.FACTS]);
        }
    }

    private boolean isCandidate(ComparedPair pair, int factsOfA, int factsOfB) {
        return scoring.decide(pair.levels(), scoring.scorer().totalBits(pair), factsOfA, factsOfB)
                .fold(link -> true, review -> true, nonLink -> false);
    }

    /**
     * Those of these records that the model, asked about the two alone, would link with this one or show to a clerk. The one with its own id is not among them.
     *
     * @param versions of the records, by id
     * @param reading gives the records of these ids that there are, as they are at present
     */
    public Map<String, Integer> candidates(
            PersonRecord probe,
            Map<String, Integer> versions,
            Function<Map<String, Integer>, List<PersonRecord>> reading) {
        Map<String, Integer> left = new HashMap<>(versions);
        left.remove(probe.recordId());
        Map<String, Integer> found = new TreeMap<>();
        lock.readLock().lock();
        try {
            judge(probe, filling, left, found);
            judge(probe, full, left, found);
        } finally {
            lock.readLock().unlock();
        }
        if (!left.isEmpty()) {
            List<PersonRecord> read = reading.apply(left);
            judge(probe, read, left, found);
            keep(read, left);
        }
        return found;
    }

    /** Takes those that have a row there out of {@code left}, and puts the candidates among them into {@code found}. */
    private void judge(PersonRecord probe, Half half, Map<String, Integer> left, Map<String, Integer> found) {
        if (half.rows.isEmpty() || left.isEmpty()) {
            return;
        }
        Question question = new Question(half, probe);
        left.entrySet().removeIf(one -> {
            int row = half.row(one.getKey(), one.getValue());
            if (row >= 0 && question.isCandidate(row)) {
                found.put(one.getKey(), one.getValue());
            }
            return row >= 0;
        });
    }

    private void judge(
            PersonRecord probe, List<PersonRecord> read, Map<String, Integer> versions, Map<String, Integer> found) {
        List<PersonRecord> all = new ArrayList<>();
        all.add(probe);
        all.addAll(read);
        PackedRecords packed = scoring.comparisons().pack(all);
        ComparedPair pair = new ComparedPair();
        int facts = RecordFacts.of(probe);
        for (int one = 1; one < all.size(); one++) {
            PersonRecord record = all.get(one);
            scoring.comparisons().compare(packed, 0, one, pair);
            if (isCandidate(pair, facts, RecordFacts.of(record))) {
                found.put(record.recordId(), versions.getOrDefault(record.recordId(), 0));
            }
        }
    }

    private void keep(List<PersonRecord> read, Map<String, Integer> versions) {
        lock.writeLock().lock();
        try {
            for (PersonRecord record : read) {
                int version = versions.getOrDefault(record.recordId(), 0);
                if (filling.row(record.recordId(), version) < 0) {
                    if (filling.isFull()) {
                        full = filling;
                        filling = new Half();
                    }
                    filling.put(record, version);
                }
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
