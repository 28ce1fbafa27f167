package vn.khop.mpi.train;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import vn.khop.mpi.compare.Comparisons.CountedTable;
import vn.khop.mpi.compare.PackedRecords;
import vn.khop.mpi.model.Digest;
import vn.khop.mpi.model.TermTable;
import vn.khop.mpi.pack.LongCounts;
import vn.khop.mpi.pack.LongSet;

/**
 * Counts how many persons have each term. Records of one person are counted once, as well as that can be told before any pair is
 * compared: nine records of a person with a rare name must not make the name look frequent.
 */
final class TermCounts {
    /** A term that fewer persons have weighs as if one had it; listing it would only make the model long. */
    private static final int LISTED_MIN = 3;

    /** A digest is listed only where many share the value: those are what must weigh less. */
    private static final int HASHED_LISTED_MIN = 4;

    /** At most this many terms of a table are listed, the commonest first. */
    private static final int LISTED_MAX = 3000;

    private TermCounts() {}

    /** Tells persons apart: equal for records of one person, as far as their names and years agree; 0 where nothing tells. */
    @FunctionalInterface
    interface Persons {
        long person(int record);
    }

    static Map<String, TermTable> count(PackedRecords records, List<CountedTable> tables, Persons persons) {
        return tables.parallelStream()
                .collect(Collectors.toMap(
                        CountedTable::name, table -> count(records, table, persons), (a, b) -> a, TreeMap::new));
    }

    private static TermTable count(PackedRecords records, CountedTable table, Persons persons) {
        LongSet seen = new LongSet();
        LongCounts counts = new LongCounts();
        for (int record = 0; record < records.size(); record++) {
            long person = persons.person(record);
            table.terms(records, record, term -> {
                if (person == 0 || seen.add(mixed(person, term))) {
                    counts.add(term);
                }
            });
        }
        return table(records, table, counts);
    }

    private static long mixed(long person, long term) {
        long hash = (person ^ term * 0x9e3779b97f4a7c15L) * 0xff51afd7ed558ccdL;
        return hash ^ hash >>> 32;
    }

    private static TermTable table(PackedRecords records, CountedTable of, LongCounts counts) {
        long[] sums = new long[2];
        int min = of.isHashed() ? HASHED_LISTED_MIN : LISTED_MIN;
        Map<String, Integer> common = new HashMap<>();
        counts.forEach((term, count) -> {
            sums[0] += count;
            sums[1] += (long) count * count;
            if (count >= min) {
                common.put(of.text(records, term), count);
            }
        });
        Map<String, Integer> listed = new TreeMap<>();
        common.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(LISTED_MAX)
                .forEach(term -> listed.put(of.isHashed() ? Digest.of(term.getKey()) : term.getKey(), term.getValue()));
        double persons = sums[0];
        double meanShare = persons == 0 ? 1 : sums[1] / persons / persons;
        return new TermTable(sums[0], of.isHashed(), meanShare, listed);
    }
}
