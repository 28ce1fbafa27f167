package vn.khop.mpi.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import vn.khop.mpi.BatchLinkage.PairResult;
import vn.khop.mpi.block.BlockingStatistics;
import vn.khop.mpi.block.RecallEstimate;
import vn.khop.mpi.cluster.Clustering;
import vn.khop.mpi.cluster.RecordPair;
import vn.khop.mpi.model.LinkageModel;

/**
 * All that a report shows of a run.
 *
 * @param records how many were linked
 * @param pairs those that the run gives: links, and what a clerk must decide
 * @param recall how many of the pairs of one person blocking finds
 * @param weights how many of the compared pairs have each match weight, in whole bits
 * @param levelCounts for each comparison how many of the compared pairs cannot be compared, then how many have each level
 * @param explained pairs to show the sum of
 * @param truth person by record where it is known; else empty
 */
public record RunReport(
        LinkageModel model,
        long records,
        Clustering clustering,
        List<PairResult> pairs,
        BlockingStatistics blocking,
        RecallEstimate recall,
        NavigableMap<Integer, Long> weights,
        List<List<Long>> levelCounts,
        InputFacts inputs,
        List<PairExplanation> explained,
        Map<String, String> truth) {
    public RunReport {
        pairs = List.copyOf(pairs);
        levelCounts = List.copyOf(levelCounts);
        explained = List.copyOf(explained);
        truth = Map.copyOf(truth);
    }

    /** Pairs worth a look where nobody names any: the surest and the weakest links, the surest and the weakest doubts. */
    public static List<RecordPair> chosen(List<PairResult> pairs) {
        Comparator<PairResult> byWeight = Comparator.comparingDouble(PairResult::matchWeightBits)
                .thenComparing(pair -> pair.pair().a())
                .thenComparing(pair -> pair.pair().b());
        Set<RecordPair> chosen = new LinkedHashSet<>();
        for (String decision : List.of("link", "review")) {
            List<PairResult> sorted = new ArrayList<>(pairs.stream()
                    .filter(pair -> pair.decision().equals(decision))
                    .sorted(byWeight)
                    .toList());
            if (!sorted.isEmpty()) {
                chosen.add(sorted.get(sorted.size() - 1).pair());
                chosen.add(sorted.get(sorted.size() / 2).pair());
                chosen.add(sorted.get(0).pair());
            }
        }
        return List.copyOf(chosen);
    }
}
