package vn.khop.server.registry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import vn.khop.mpi.BatchLinkage;
import vn.khop.mpi.cluster.Clustering;
import vn.khop.mpi.score.Scorer;

/**
 * A linked load, cut into parts that are written one after the other: whole persons, in the order of their first rows. A pure function of rows and model, so a load that is
 * begun again has the same parts.
 */
final class LoadParts {
    /** So that a transaction is some seconds long at most: feeds wait for it. */
    static final int ROWS_OF_A_PART = 10_000;

    private final int rowsOfAPart;
    /** Rows person by person. */
    private final int[] order;
    /** For each row the first row of its person. */
    private final int[] first;
    /** Where in {@link #order} each part begins, and the end. */
    private final List<Integer> starts = new ArrayList<>();
    /** For each row the row that it fits best within its person, or -1. */
    private final int[] best;

    private final double[] bestBits;
    private final Map<Integer, List<OpenPair>> open = new HashMap<>();

    /**
     * @param rowsOfAPart from so many rows on a part ends with the next person
     * @param rowOf the first row of each record; rows that repeat a record are no part of it
     */
    LoadParts(int rows, int rowsOfAPart, Map<SourceId, Integer> rowOf, BatchLinkage.Result linked) {
        this.rowsOfAPart = rowsOfAPart;
        first = new int[rows];
        Arrays.fill(first, -1);
        String[] person = {""};
        List<Integer> members = new ArrayList<>();
        linked.persons().forEach((record, of) -> {
            if (!of.equals(person[0])) {
                name(members);
                person[0] = of;
            }
            members.add(row(rowOf, new SourceId(record)));
        });
        name(members);
        order = order(rowOf.size());
        cut();
        best = new int[rows];
        Arrays.fill(best, -1);
        bestBits = new double[rows];
        for (BatchLinkage.PairResult pair : linked.pairs()) {
            if (pair.decision().equals("link")) {
                int a = row(rowOf, new SourceId(pair.pair().a()));
                int b = row(rowOf, new SourceId(pair.pair().b()));
                prefer(a, b, pair.matchWeightBits());
                prefer(b, a, pair.matchWeightBits());
            }
        }
        int[] partOf = new int[rows];
        for (int part = 0; part < count(); part++) {
            for (int place = starts.get(part); place < starts.get(part + 1); place++) {
                partOf[order[place]] = part;
            }
        }
        for (Clustering.Review review : linked.persons().open()) {
            OpenPair pair = pair(review);
            int part = Math.max(partOf[row(rowOf, pair.a())], partOf[row(rowOf, pair.b())]);
            open.computeIfAbsent(part, key -> new ArrayList<>()).add(pair);
        }
    }

    private static int row(Map<SourceId, Integer> rowOf, SourceId record) {
        return Objects.requireNonNull(rowOf.get(record), "a record that the load did not bring");
    }

    private static OpenPair pair(Clustering.Review review) {
        PairExplanation.Decision decision = review.reason() == Clustering.Reason.CONTRADICTION
                ? PairExplanation.Decision.LINK
                : PairExplanation.Decision.REVIEW;
        return OpenPair.of(
                new SourceId(review.pair().a()),
                new SourceId(review.pair().b()),
                new Linkage.Score(decision, review.matchWeightBits(), Scorer.probability(review.matchWeightBits())));
    }

    private void name(List<Integer> members) {
        int head = members.stream().mapToInt(Integer::intValue).min().orElse(-1);
        members.forEach(member -> first[member] = head);
        members.clear();
    }

    private int[] order(int records) {
        long[] keys = new long[records];
        int next = 0;
        for (int row = 0; row < first.length; row++) {
            if (first[row] >= 0) {
                keys[next++] = (long) first[row] << Integer.SIZE | row;
            }
        }
        Arrays.sort(keys);
        int[] rows = new int[records];
        for (int i = 0; i < records; i++) {
            rows[i] = (int) keys[i];
        }
        return rows;
    }

    private void cut() {
        starts.add(0);
        for (int place = 1; place <= order.length; place++) {
            boolean isEnd = place == order.length;
            if (isEnd
                    || (place - starts.get(starts.size() - 1) >= rowsOfAPart
                            && first[order[place]] != first[order[place - 1]])) {
                starts.add(place);
            }
        }
    }

    private void prefer(int row, int other, double bits) {
        if (best[row] < 0 || bits > bestBits[row]) {
            best[row] = other;
            bestBits[row] = bits;
        }
    }

    int count() {
        return starts.size() - 1;
    }

    /** The rows of a part, person by person. */
    int[] rows(int part) {
        return Arrays.copyOfRange(order, starts.get(part), starts.get(part + 1));
    }

    /** The first row of the row's person. */
    int person(int row) {
        return first[row];
    }

    /** The row that it fits best within its person; -1 if it is alone. */
    int best(int row) {
        return best[row];
    }

    double bestBits(int row) {
        return bestBits[row];
    }

    /** What a clerk has to look at and both of whose records are there once the part is. */
    List<OpenPair> open(int part) {
        return open.getOrDefault(part, List.of());
    }
}
