package vn.khop.mpi.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** Whether two clusters are one person is one question, however many of their records speak of it. */
final class OnePerClusterPair {
    private OnePerClusterPair() {}

    /**
     * The first for each two clusters, in their order.
     *
     * @param clusters their records, each of which is in one
     * @param a the one record that something is about
     * @param b the other
     */
    static <T, R> List<T> of(List<T> all, List<List<R>> clusters, Function<T, R> a, Function<T, R> b) {
        Map<R, Integer> clusterOf = new HashMap<>();
        for (int cluster = 0; cluster < clusters.size(); cluster++) {
            for (R record : clusters.get(cluster)) {
                clusterOf.put(record, cluster);
            }
        }
        Set<Long> seen = new HashSet<>();
        List<T> first = new ArrayList<>();
        for (T one : all) {
            int clusterOfA = Objects.requireNonNull(clusterOf.get(a.apply(one)));
            int clusterOfB = Objects.requireNonNull(clusterOf.get(b.apply(one)));
            if (seen.add((long) Math.min(clusterOfA, clusterOfB) << Integer.SIZE | Math.max(clusterOfA, clusterOfB))) {
                first.add(one);
            }
        }
        return first;
    }
}
