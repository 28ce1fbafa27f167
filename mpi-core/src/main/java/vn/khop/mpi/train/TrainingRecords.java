package vn.khop.mpi.train;

import java.util.function.IntFunction;
import vn.khop.mpi.block.BlockingRules;
import vn.khop.mpi.block.CandidatePairs;
import vn.khop.mpi.block.KeyTable;
import vn.khop.mpi.compare.ComparedPair;
import vn.khop.mpi.compare.Comparisons;
import vn.khop.mpi.compare.PackedRecords;

/**
 * What training looks at: records by position, in the order of their ids, so that the file's order does not matter.
 *
 * @param ids the record's id by position
 * @param keys of the same positions
 * @param packed of the same positions; encoded by comparisons of the same schema, whatever their weights
 * @param filter which pairs are looked at
 */
public record TrainingRecords(
        IntFunction<String> ids,
        BlockingRules rules,
        KeyTable keys,
        CandidatePairs candidates,
        Comparisons comparisons,
        PackedRecords packed,
        PairFilter filter) {
    /** Which pairs are to be compared at all: within one file, or across files only. Symmetric. */
    @FunctionalInterface
    public interface PairFilter {
        boolean accepts(int a, int b);
    }

    /** How many records there are. */
    public int size() {
        return keys.size();
    }

    int rulesThatFind(int a, int b) {
        return rules.rulesThatFind(keys, a, b);
    }

    boolean isCandidate(int a, int b) {
        return rules.isCandidate(keys, a, b);
    }

    void compare(int a, int b, ComparedPair pair) {
        comparisons.compare(packed, a, b, pair);
    }

    TrainingRecords with(Comparisons weighed) {
        return new TrainingRecords(ids, rules, keys, candidates, weighed, packed, filter);
    }
}
