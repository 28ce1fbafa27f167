package vn.khop.mpi.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.cluster.ConstrainedClustering.Edge;

class ConstrainedClusteringTest {
    private final long seed = System.getProperty("tests.seed", "").isEmpty()
            ? System.nanoTime()
            : Long.parseLong(System.getProperty("tests.seed"));
    private final SplittableRandom random = new SplittableRandom(seed);

    /** Everybody agrees; these pairs must be apart. */
    private record Apart(Set<Long> pairs) implements ConstrainedClustering.Evidence {
        @Override
        public boolean agree(List<Integer> left, List<Integer> right) {
            return true;
        }

        @Override
        public boolean isCannotLink(int a, int b) {
            return pairs.contains((long) Math.min(a, b) << 32 | Math.max(a, b));
        }

        @Override
        public boolean isApart(int a, int b) {
            return isCannotLink(a, b);
        }

        @Override
        public double marginBits() {
            return 5;
        }
    }

    private List<Edge> edges(int size, int count) {
        List<Edge> edges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int a = random.nextInt(size);
            int b = random.nextInt(size);
            if (a != b) {
                edges.add(new Edge(Math.min(a, b), Math.max(a, b), random.nextInt(30), random.nextInt(4) > 0));
            }
        }
        return edges;
    }

    /** Closure by repeated joining, the slow and obvious way. */
    private static Set<Set<Integer>> closure(int size, List<Edge> edges) {
        List<Set<Integer>> sets = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            sets.add(new TreeSet<>(Set.of(i)));
        }
        for (Edge edge : edges) {
            if (edge.isLink()) {
                Set<Integer> joined = new TreeSet<>(sets.get(edge.a()));
                joined.addAll(sets.get(edge.b()));
                joined.forEach(member -> sets.set(member, joined));
            }
        }
        return new HashSet<>(sets);
    }

    private static Set<Set<Integer>> found(ConstrainedClustering.Result result) {
        Set<Set<Integer>> found = new HashSet<>();
        result.clusters().forEach(cluster -> found.add(new TreeSet<>(cluster)));
        return found;
    }

    @Test
    void withoutContradictionTheClustersAreTheConnectedComponents() {
        for (int run = 0; run < 200; run++) {
            List<Edge> edges = edges(40, 45);
            assertEquals(
                    closure(40, edges),
                    found(ConstrainedClustering.cluster(40, edges, List.of(), new Apart(Set.of()))),
                    "-Dtests.seed=" + seed);
        }
    }

    @Test
    void theOrderOfTheEdgesDoesNotMatterAndNobodyWhoMustBeApartIsTogether() {
        for (int run = 0; run < 200; run++) {
            List<Edge> edges = edges(30, 60);
            Set<Long> apart = new HashSet<>();
            edges(30, 12).forEach(edge -> apart.add((long) edge.a() << 32 | edge.b()));
            Apart evidence = new Apart(apart);
            var expected = ConstrainedClustering.cluster(30, edges, List.of(), evidence);
            Collections.shuffle(edges, new Random(random.nextLong()));
            var shuffled = ConstrainedClustering.cluster(30, edges, List.of(), evidence);
            assertEquals(found(expected), found(shuffled), "-Dtests.seed=" + seed);
            for (Set<Integer> cluster : found(expected)) {
                for (int a : cluster) {
                    for (int b : cluster) {
                        assertFalse(a < b && evidence.isCannotLink(a, b), "-Dtests.seed=" + seed);
                    }
                }
            }
        }
    }

    @Test
    void aBridgeBetweenGroupsThatDisagreeGoesToAClerk() {
        List<Edge> edges = List.of(new Edge(0, 1, 20, true), new Edge(2, 3, 20, true), new Edge(1, 2, 9, true));
        ConstrainedClustering.Evidence disagree = new ConstrainedClustering.Evidence() {
            @Override
            public boolean agree(List<Integer> left, List<Integer> right) {
                return left.size() + right.size() < 4;
            }

            @Override
            public boolean isCannotLink(int a, int b) {
                return false;
            }

            @Override
            public boolean isApart(int a, int b) {
                return false;
            }

            @Override
            public double marginBits() {
                return 5;
            }
        };
        var result = ConstrainedClustering.cluster(4, edges, List.of(), disagree);
        assertEquals(2, result.clusters().size());
        assertEquals(List.of(new ConstrainedClustering.Result.Review(edges.get(2), true)), result.reviews());
    }

    @Test
    void aRecordThatFitsTwoPersonsAboutAsWellBelongsToNeitherUntilAClerkSays() {
        Apart twins = new Apart(Set.of(1L << 32 | 2));
        List<Edge> near = List.of(new Edge(0, 1, 18, true), new Edge(0, 2, 14, true));
        var torn = ConstrainedClustering.cluster(3, near, List.of(), twins);
        assertEquals(Set.of(Set.of(0), Set.of(1), Set.of(2)), found(torn));
        assertEquals(2, torn.reviews().size());
        List<Edge> far = List.of(new Edge(0, 1, 18, true), new Edge(0, 2, 12, true));
        var sure = ConstrainedClustering.cluster(3, far, List.of(), twins);
        assertEquals(Set.of(Set.of(0, 1), Set.of(2)), found(sure));
    }
}
