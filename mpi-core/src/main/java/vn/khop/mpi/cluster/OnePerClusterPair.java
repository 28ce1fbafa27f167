package vn.khop.mpi.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/** Whether two clusters are one person is one question, however many of their records speak of it. */
final class OnePerClusterPair {
    private OnePerClusterPair() {}

    /**
     * The first for each two clusters, in their order.
     *
     * @param a the number of the one cluster that something is about
     * @param b that of the other
     */
    static <T> List<T> of(List<T> all, ToIntFunction<T> a, ToIntFunction<T> b) {
        Set<Long> seen = new HashSet<>();
        List<T> first = new ArrayList<>();
        for (T one : all) {
            int clusterOfA = a.applyAsInt(one);
            int clusterOfB = b.applyAsInt(one);
            if (seen.add((long) Math.min(clusterOfA, clusterOfB) << Integer.SIZE | Math.max(clusterOfA, clusterOfB))) {
                first.add(one);
            }
        }
        return first;
    }
}
