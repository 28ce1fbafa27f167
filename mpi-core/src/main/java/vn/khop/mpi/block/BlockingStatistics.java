package vn.khop.mpi.block;

import java.util.List;

/**
 * What a blocking run cost.
 *
 * @param comparedPairs distinct pairs that were compared
 * @param leftOutPairs pairs of blocks so large that even refined keys left them too large
 */
public record BlockingStatistics(List<Rule> rules, long comparedPairs, long leftOutPairs) {
    public BlockingStatistics {
        rules = List.copyOf(rules);
    }

    /**
     * One rule's part.
     *
     * @param recordsWithKey keys that records have by this rule, one for most records that have any
     * @param blocks keys that two or more records share
     * @param largestBlock records under one key
     * @param refinedKeys keys that too many records shared, and that were made longer
     * @param pairs pairs that share a key of this rule
     * @param newPairs those that no rule before it found
     */
    public record Rule(
            String name,
            long recordsWithKey,
            long blocks,
            int largestBlock,
            int refinedKeys,
            long pairs,
            long newPairs) {}
}
