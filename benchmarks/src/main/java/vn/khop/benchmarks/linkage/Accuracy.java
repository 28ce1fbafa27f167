package vn.khop.benchmarks.linkage;

/**
 * Pairs of records in one cluster, counted.
 *
 * @param truePairs pairs of one person
 * @param foundPairs pairs in one cluster
 * @param rightPairs pairs that are both
 */
record Accuracy(long truePairs, long foundPairs, long rightPairs) {
    double precision() {
        return foundPairs == 0 ? 1 : (double) rightPairs / foundPairs;
    }

    double recall() {
        return truePairs == 0 ? 1 : (double) rightPairs / truePairs;
    }

    double f1() {
        return truePairs + foundPairs == 0 ? 1 : 2.0 * rightPairs / (truePairs + foundPairs);
    }
}
