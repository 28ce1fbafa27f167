package vn.khop.mpi.cluster;

import java.util.List;

/**
 * A partition of records and what a clerk must still decide.
 *
 * @param clusters ids of each cluster in alphabetical order, clusters ordered by their first id; every record in exactly one
 * @param reviews pairs of records in different clusters, at most one for two clusters; strongest first
 */
public record Clustering(List<List<String>> clusters, List<Review> reviews) {
    public Clustering {
        clusters = clusters.stream().map(List::copyOf).toList();
        reviews = List.copyOf(reviews);
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

    /** The cluster of a record, itself included. */
    public List<String> clusterOf(String recordId) {
        return clusters.stream()
                .filter(cluster -> cluster.contains(recordId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such record in this clustering"));
    }
}
