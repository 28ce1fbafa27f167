package vn.khop.mpi.cluster;

import java.util.Set;

/**
 * What people decided: pairs that are one person and pairs that are two. They override every score; where they contradict each
 * other, {@code cannotLink} wins and the must-link pair goes back to a clerk.
 */
public record Constraints(Set<RecordPair> mustLink, Set<RecordPair> cannotLink) {
    /** Nobody decided anything. */
    public static final Constraints NONE = new Constraints(Set.of(), Set.of());

    public Constraints {
        mustLink = Set.copyOf(mustLink);
        cannotLink = Set.copyOf(cannotLink);
    }
}
