package vn.khop.mpi.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.cluster.ConstrainedClustering.Edge;

class ConstrainedClusteringTest {
    private final long seed = System.getProperty("tests.seed", "").isEmpty()
            ? System.nanoTime()
            : Long.parseUnsignedLong(System.getProperty("tests.seed"), 16);
    private final SplittableRandom random = new SplittableRandom(seed);

    /** Everybody agrees; these pairs must be apart; so much tells of the others that they are one. */
    private record Apart(Set<Long> pairs, Map<Long, Double> telling, boolean areTwins)
            implements ConstrainedClustering.Evidence {
        Apart(Set<Long> pairs) {
            this(pairs, Map.of());
        }

        Apart(Set<Long> pairs, Map<Long, Double> telling) {
            this(pairs, telling, true);
        }

        @Override
        public boolean isTwins(int a, int b) {
            return areTwins && isCannotLink(a, b);
        }

        @Override
        public double tellingBits(int a, int b) {
            return telling.getOrDefault((long) Math.min(a, b) << 32 | Math.max(a, b), 0.0);
        }

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
                    "-Dtests.seed=" + Long.toHexString(seed));
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
            assertEquals(found(expected), found(shuffled), "-Dtests.seed=" + Long.toHexString(seed));
            for (Set<Integer> cluster : found(expected)) {
                for (int a : cluster) {
                    for (int b : cluster) {
                        assertFalse(a < b && evidence.isCannotLink(a, b), "-Dtests.seed=" + Long.toHexString(seed));
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
            public boolean isTwins(int a, int b) {
                return false;
            }

            @Override
            public double tellingBits(int a, int b) {
                return 0;
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
    void allThatIsBetweenTwoClustersIsOpenAndAClerkIsAskedOneForTwo() {
        for (int round = 0; round < 300; round++) {
            int size = 2 + random.nextInt(8);
            List<Edge> edges = new ArrayList<>();
            Set<Long> apart = new HashSet<>();
            for (int a = 0; a < size; a++) {
                for (int b = a + 1; b < size; b++) {
                    if (random.nextInt(3) > 0) {
                        edges.add(new Edge(a, b, random.nextInt(20), random.nextBoolean()));
                    }
                    if (random.nextInt(5) == 0) {
                        apart.add((long) a << 32 | b);
                    }
                }
            }
            ConstrainedClustering.Result result =
                    ConstrainedClustering.cluster(size, edges, List.of(), new Apart(apart));
            Set<Edge> between = new HashSet<>();
            Set<Set<List<Integer>>> clusterPairs = new HashSet<>();
            for (Edge edge : edges) {
                Set<List<Integer>> both = ofBoth(result, edge);
                if (both.size() == 2) {
                    between.add(edge);
                    clusterPairs.add(both);
                }
            }
            String replay = "-Dtests.seed=" + Long.toHexString(seed);
            assertEquals(
                    between,
                    result.open().stream()
                            .map(ConstrainedClustering.Result.Review::edge)
                            .collect(Collectors.toSet()),
                    replay);
            assertEquals(between.size(), result.open().size(), replay);
            assertEquals(clusterPairs.size(), result.reviews().size(), replay);
            for (ConstrainedClustering.Result.Review review : result.reviews()) {
                Set<List<Integer>> both = ofBoth(result, review.edge());
                assertTrue(clusterPairs.remove(both), replay);
                assertTrue(
                        between.stream()
                                .filter(edge -> ofBoth(result, edge).equals(both))
                                .allMatch(edge ->
                                        edge.weightBits() <= review.edge().weightBits()),
                        replay);
            }
        }
    }

    private static Set<List<Integer>> ofBoth(ConstrainedClustering.Result result, Edge edge) {
        return result.clusters().stream()
                .filter(cluster -> cluster.contains(edge.a()) || cluster.contains(edge.b()))
                .collect(Collectors.toSet());
    }

    private static final long ZERO_ONE = 1;
    private static final long ZERO_TWO = 2;
    private static final long ONE_TWO = 1L << 32 | 2;

    @Test
    void betweenTwoWhoAreNoTwinsAllThatIsKnownTells() {
        Apart namesakes = new Apart(Set.of(ONE_TWO), Map.of(ZERO_ONE, 7.0, ZERO_TWO, 7.0), false);
        List<Edge> clear = List.of(new Edge(0, 1, 28, true), new Edge(0, 2, 14, true));
        assertEquals(
                Set.of(Set.of(0, 1), Set.of(2)), found(ConstrainedClustering.cluster(3, clear, List.of(), namesakes)));
        List<Edge> torn = List.of(new Edge(0, 1, 18, true), new Edge(0, 2, 14, true));
        assertEquals(
                Set.of(Set.of(0), Set.of(1), Set.of(2)),
                found(ConstrainedClustering.cluster(3, torn, List.of(), namesakes)));
    }

    @Test
    void aRecordThatFitsTwoPersonsAboutAsWellBelongsToNeitherUntilAClerkSays() {
        // However much stronger one edge is: telephone and address do not tell twins apart.
        List<Edge> edges = List.of(new Edge(0, 1, 28, true), new Edge(0, 2, 14, true));
        Apart torn = new Apart(Set.of(ONE_TWO), Map.of(ZERO_ONE, 7.0, ZERO_TWO, 3.0));
        var neither = ConstrainedClustering.cluster(3, edges, List.of(), torn);
        assertEquals(Set.of(Set.of(0), Set.of(1), Set.of(2)), found(neither));
        assertEquals(2, neither.reviews().size());
        Apart told = new Apart(Set.of(ONE_TWO), Map.of(ZERO_ONE, 7.0, ZERO_TWO, 2.0));
        var one = ConstrainedClustering.cluster(3, edges, List.of(), told);
        assertEquals(Set.of(Set.of(0, 1), Set.of(2)), found(one));
    }

    @Test
    void aRecordGoesToThePersonWhoseNumberItBearsThoughItFitsTheTwinBetterElse() {
        List<Edge> edges = List.of(new Edge(0, 1, 28, true), new Edge(0, 2, 14, true));
        Apart told = new Apart(Set.of(ONE_TWO), Map.of(ZERO_ONE, 2.0, ZERO_TWO, 9.0));
        var other = ConstrainedClustering.cluster(3, edges, List.of(), told);
        assertEquals(Set.of(Set.of(0, 2), Set.of(1)), found(other));
    }

    /** Whoever clusters anew around one record looks at what links to it: what only a clerk may join must not change the answer. */
    @Test
    void aPairThatOnlyAClerkMayJoinIsNoRival() {
        List<Edge> edges = List.of(new Edge(0, 1, 28, true), new Edge(0, 2, 2, false));
        Apart torn = new Apart(Set.of(ONE_TWO), Map.of(ZERO_ONE, 7.0, ZERO_TWO, 7.0));
        assertEquals(Set.of(Set.of(0, 1), Set.of(2)), found(ConstrainedClustering.cluster(3, edges, List.of(), torn)));
    }

    /* 0 is torn between 1 and 2; 3 is like 0, and nothing parts it from either: it may be as torn. */
    @Test
    void whoWasTornIsNotJoinedToAThirdThatTellsNoMore() {
        List<Edge> edges = List.of(new Edge(0, 1, 28, true), new Edge(0, 2, 27, true), new Edge(0, 3, 20, true));
        long zeroThree = 3;
        Apart alike = new Apart(Set.of(ONE_TWO), Map.of(ZERO_ONE, 7.0, ZERO_TWO, 7.0, zeroThree, 7.0));
        assertEquals(
                Set.of(Set.of(0), Set.of(1), Set.of(2), Set.of(3)),
                found(ConstrainedClustering.cluster(4, edges, List.of(), alike)));
        Apart byNumber = new Apart(Set.of(ONE_TWO), Map.of(ZERO_ONE, 7.0, ZERO_TWO, 7.0, zeroThree, 13.0));
        assertEquals(
                Set.of(Set.of(0, 3), Set.of(1), Set.of(2)),
                found(ConstrainedClustering.cluster(4, edges, List.of(), byNumber)));
    }

    /* As above between two who are no twins: 0 is torn between 1 and 2, and 3 tells no more than they do. */
    @Test
    void whoWasTornBetweenNamesakesIsNotJoinedToAThirdEither() {
        List<Edge> edges = List.of(new Edge(0, 1, 19, true), new Edge(0, 2, 18, true), new Edge(0, 3, 12, true));
        long zeroThree = 3;
        Apart alike = new Apart(Set.of(ONE_TWO), Map.of(ZERO_ONE, 7.0, ZERO_TWO, 7.0, zeroThree, 7.0), false);
        assertEquals(
                Set.of(Set.of(0), Set.of(1), Set.of(2), Set.of(3)),
                found(ConstrainedClustering.cluster(4, edges, List.of(), alike)));
    }

    /* 0 is torn between 1 and 2. 3 fits 0 as well as it fits 1, so it may be of either too. */
    @Test
    void whoFitsOneThatIsTornIsTorn() {
        List<Edge> edges = List.of(
                new Edge(0, 1, 19, true), new Edge(0, 2, 18, true), new Edge(0, 3, 16, true), new Edge(1, 3, 16, true));
        long zeroThree = 3;
        long oneThree = 1L << 32 | 3;
        Map<Long, Double> telling = Map.of(ZERO_ONE, 7.0, ZERO_TWO, 7.0, zeroThree, 7.0, oneThree, 7.0);
        Apart alike = new Apart(Set.of(ONE_TWO), telling, false);
        assertEquals(
                Set.of(Set.of(0), Set.of(1), Set.of(2), Set.of(3)),
                found(ConstrainedClustering.cluster(4, edges, List.of(), alike)));
    }

    /** Nobody must be apart, but 1 and 2 are not alike; 0 has of its own what 1 has. */
    private static final class OwnTelephone implements ConstrainedClustering.Evidence {
        private final boolean isKnown;

        OwnTelephone(boolean isKnown) {
            this.isKnown = isKnown;
        }

        @Override
        public boolean agree(List<Integer> left, List<Integer> right) {
            return true;
        }

        @Override
        public boolean isCannotLink(int a, int b) {
            return false;
        }

        @Override
        public boolean isApart(int a, int b) {
            return Math.min(a, b) == 1 && Math.max(a, b) == 2;
        }

        @Override
        public boolean isTwins(int a, int b) {
            return false;
        }

        @Override
        public double tellingBits(int a, int b) {
            return 7;
        }

        @Override
        public boolean fitsOnly(List<Integer> records, List<Integer> one, List<Integer> other) {
            return isKnown && records.contains(0) && one.contains(1) && other.contains(2);
        }

        @Override
        public double marginBits() {
            return 5;
        }
    }

    /* 0 fits 1 and 2 about as well, 2 even better; 3 is 2's and links to 1, too. */
    @Test
    void whoHasWhatOnlyOneOfTwoNamesakesHasIsHisAndTheyStayApart() {
        List<Edge> edges = List.of(
                new Edge(2, 3, 30, true), new Edge(0, 2, 19, true), new Edge(0, 1, 18, true), new Edge(1, 3, 9, true));
        assertEquals(
                Set.of(Set.of(0, 1), Set.of(2, 3)),
                found(ConstrainedClustering.cluster(4, edges, List.of(), new OwnTelephone(true))));
        assertEquals(
                Set.of(Set.of(0), Set.of(1), Set.of(2, 3)),
                found(ConstrainedClustering.cluster(4, edges, List.of(), new OwnTelephone(false))));
    }
}
