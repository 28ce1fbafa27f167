package vn.khop.benchmarks.linkage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * How right a linkage is, counted from its files.
 *
 * @param clusters of the clusters as written
 * @param reviewed after a clerk joined the right ones of the pairs for review
 * @param reviewPairs pairs for a clerk
 */
record LinkageResult(int records, Accuracy clusters, Accuracy reviewed, long reviewPairs) {
    /**
     * Counts.
     *
     * @param pairs with a column decision
     * @throws IllegalArgumentException if a record of the truth is in no cluster, or a record in two
     */
    static LinkageResult of(Path clusters, Path pairs, Truth truth) throws IOException {
        int[] firstOf = new int[truth.records()];
        boolean[] isSeen = new boolean[truth.records()];
        Map<String, Integer> clusterNumbers = new HashMap<>();
        Groups groups = new Groups(truth);
        CsvRows.read(clusters, row -> {
            int record = truth.number(row.get("record_id"));
            if (isSeen[record]) {
                throw new IllegalArgumentException(
                        clusters + ": record " + row.get("record_id") + " is in two clusters");
            }
            isSeen[record] = true;
            int cluster = clusterNumbers.computeIfAbsent(row.get("person_id"), person -> {
                firstOf[clusterNumbers.size()] = record;
                return clusterNumbers.size();
            });
            groups.join(firstOf[cluster], record);
        });
        long seen = 0;
        for (boolean is : isSeen) {
            seen += is ? 1 : 0;
        }
        if (seen < truth.records()) {
            throw new IllegalArgumentException(
                    clusters + ": " + (truth.records() - seen) + " records of the truth are in no cluster");
        }
        Accuracy asWritten = groups.accuracy();
        long[] reviews = {0};
        CsvRows.read(pairs, row -> {
            if (row.get("decision").equals("review")) {
                reviews[0]++;
                int left = truth.number(row.get("record_id_a"));
                int right = truth.number(row.get("record_id_b"));
                if (truth.isOnePerson(left, right)) {
                    groups.join(left, right);
                }
            }
        });
        return new LinkageResult(truth.records(), asWritten, groups.accuracy(), reviews[0]);
    }

    double reviewPer100() {
        return 100.0 * reviewPairs / records;
    }
}
