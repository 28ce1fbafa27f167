package vn.khop.mpi;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import vn.khop.mpi.BatchLinkage.RecordSource;
import vn.khop.mpi.BatchLinkage.Source;
import vn.khop.mpi.block.BlockingRules;
import vn.khop.mpi.block.KeyTable;
import vn.khop.mpi.compare.Comparisons;
import vn.khop.mpi.compare.PackedRecords;
import vn.khop.mpi.decide.RecordFacts;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.pack.PackedRows;
import vn.khop.mpi.record.PersonRecord;

/**
 * All records of a run as the engine holds them: some 250 bytes each, whatever was in the file. A record is understood, packed
 * and forgotten, a few hundred at a time on all cores, so that little of what dies is ever moved. Afterwards the records stand in the order of their ids, so that nothing
 * depends on the order of the file.
 */
final class PackedFile {
    private static final int PIECE = 256;

    /** Two ints for each record: the facts that protections read, and the input that it came from. */
    private static final int FACTS = 0;

    private static final int INPUT = 1;

    private final RecordNormaliser normaliser;
    private final BlockingRules rules;
    private final Comparisons comparisons;
    private final KeyTable keys;
    private final PackedRecords packed;
    private final PackedRows marks = new PackedRows(2);
    private String[] ids = new String[PIECE];
    private int size;

    private PackedFile(SchemaDefinition schema, BlockingRules rules, Comparisons comparisons) {
        this.normaliser = new RecordNormaliser(schema);
        this.rules = rules;
        this.comparisons = comparisons;
        this.keys = rules.newTable();
        this.packed = comparisons.newRecords();
        keys.inWholePages();
        packed.inWholePages();
        marks.inWholePages();
    }

    /**
     * Reads a source to its end.
     *
     * @throws DuplicateRecordIdException if two records have one id
     */
    static PackedFile read(
            RecordSource source,
            SchemaDefinition schema,
            BlockingRules rules,
            Comparisons comparisons,
            Progress progress) {
        PackedFile file = new PackedFile(schema, rules, comparisons);
        int cores = Runtime.getRuntime().availableProcessors();
        ExecutorService pool = Executors.newFixedThreadPool(cores, task -> {
            Thread thread = new Thread(task, "understanding-records");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Filling filling = file.new Filling(pool, 2 * cores, progress);
            source.forEach(filling::accept);
            filling.finish();
        } finally {
            pool.shutdownNow();
        }
        file.sort();
        for (int record = 0; record < file.size; record++) {
            rules.refine(file.keys, record);
        }
        return file;
    }

    /** Hands pieces of the source to the pool, a few ahead. */
    private final class Filling {
        private final ExecutorService pool;
        private final int aheadMax;
        private final Progress progress;
        private final Deque<Future<Integer>> ahead = new ArrayDeque<>();
        private List<Source> piece = new ArrayList<>(PIECE);

        Filling(ExecutorService pool, int aheadMax, Progress progress) {
            this.pool = pool;
            this.aheadMax = aheadMax;
            this.progress = progress;
        }

        void accept(Source source) {
            piece.add(source);
            if (piece.size() == PIECE) {
                dispatch();
            }
        }

        private void dispatch() {
            List<Source> records = piece;
            piece = new ArrayList<>(PIECE);
            int from = reserve(records);
            if (ahead.size() == aheadMax) {
                await();
            }
            Callable<Integer> task = () -> {
                fill(from, records);
                return records.size();
            };
            ahead.add(pool.submit(task));
        }

        private void await() {
            try {
                progress.done(ahead.remove().get());
            } catch (ExecutionException e) {
                throw new IllegalStateException("a record could not be understood", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while reading", e);
            }
        }

        void finish() {
            if (!piece.isEmpty()) {
                dispatch();
            }
            while (!ahead.isEmpty()) {
                await();
            }
        }
    }

    private int reserve(List<Source> records) {
        keys.reserve(records.size());
        packed.reserve(records.size());
        marks.reserve(records.size());
        if (size + records.size() > ids.length) {
            ids = Arrays.copyOf(ids, Math.max(size + records.size(), ids.length + (ids.length >> 1)));
        }
        int from = size;
        for (Source source : records) {
            ids[size++] = source.record().recordId();
        }
        return from;
    }

    private void fill(int from, List<Source> sources) {
        int position = from;
        for (Source source : sources) {
            fill(position++, normaliser.normalise(source.record()), source.input());
        }
    }

    private void fill(int position, PersonRecord record, int input) {
        rules.fill(keys, position, record);
        comparisons.encode(packed, position, record);
        int[] page = marks.page(position);
        int at = marks.offset(position);
        page[at + FACTS] = RecordFacts.of(record);
        page[at + INPUT] = input;
    }

    /** Adds one more record after all others and gives its position. Its keys are not refined yet. */
    int add(PersonRecord record, int input) {
        keys.reserve(1);
        packed.reserve(1);
        marks.reserve(1);
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, size + (size >> 1));
        }
        ids[size] = record.recordId();
        fill(size, record, input);
        return size++;
    }

    /** Where a record stands among the first ones, which are in the order of their ids; negative if it does not. */
    int find(String id, int among) {
        return Arrays.binarySearch(ids, 0, among, id);
    }

    private void sort() {
        boolean isSorted = true;
        for (int i = 1; i < size && isSorted; i++) {
            isSorted = ids[i - 1].compareTo(ids[i]) < 0;
        }
        if (isSorted) {
            return;
        }
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> ids[a].compareTo(ids[b]));
        int[] from = new int[size];
        String[] sorted = new String[size];
        for (int i = 0; i < size; i++) {
            from[i] = order[i];
            sorted[i] = ids[from[i]];
            if (i > 0 && sorted[i].equals(sorted[i - 1])) {
                throw new DuplicateRecordIdException(sorted[i]);
            }
        }
        ids = sorted;
        keys.reorder(from);
        packed.reorder(from);
        marks.reorder(from);
    }

    int size() {
        return size;
    }

    String id(int record) {
        return ids[record];
    }

    KeyTable keys() {
        return keys;
    }

    PackedRecords packed() {
        return packed;
    }

    /** As {@link RecordFacts#of}. */
    int facts(int record) {
        return marks.page(record)[marks.offset(record) + FACTS];
    }

    int input(int record) {
        return marks.page(record)[marks.offset(record) + INPUT];
    }
}
