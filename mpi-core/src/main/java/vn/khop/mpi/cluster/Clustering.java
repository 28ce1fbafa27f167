package vn.khop.mpi.cluster;

import java.util.List;

/**
 * A partition of records and what a clerk must still decide.
 *
 * @param clusters ids of each cluster in alphabetical order, clusters ordered by their first id; every record in exactly one
 * @param open every pair of records in different clusters that may be one person's; strongest first
 */
public record Clustering(List<List<String>> clusters, List<Review> open) {
    public Clustering {
        clusters = clusters.stream().map(List::copyOf).toList();
        open = List.copyOf(open);
    }

    /**
     * A pair for a clerk.
     *
     * @param reason {@code WEIGHT} if the pair itself is unsure, {@code CONTRADICTION} if the pair would link but its clusters
     *     speak against each other
     */
    public record Review(RecordPair pair, double matchWeightBits, Reason reason) {}

    /** Why a clerk is asked. */
    public enum Reason {
        WEIGHT,
        CONTRADICTION
    }

    /** What a clerk is asked: of the open pairs between two clusters the strongest. */
    public List<Review> reviews() {
        return OnePerClusterPair.of(
                open,
                clusters,
                review -> review.pair().a(),
                review -> review.pair().b());
    }

    /** The cluster of a record, itself included. */
    public List<String> clusterOf(String recordId) {
        return clusters.stream()
                .filter(cluster -> cluster.contains(recordId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such record in this clustering"));
    }
}
