package vn.khop.mpi.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/*
 * Agglomeration by the strongest edge first.
 *
 * Every record starts alone. What must be linked is linked. Then the edges that link are taken in the order of their weight,
 * strongest first, equal weights by record ids; each joins its two clusters unless
 *   - some record of one must not be with some record of the other, or
 *   - the clusters speak against each other: taken together, what is known of one and what is known of the other does not weigh
 *     enough for one person, though two of their records alone do, or
 *   - one of the two records fits a third cluster about as well, and that one and the other's are two persons: a record without
 *     a number may be either twin's. Between twins, how well is judged by what tells two of one household apart, for telephone and
 *     address do not; a record that was found to fit both is joined to a third only if it fits that one better, for the third may
 *     be as torn. Between others, namesakes say, all that is known tells.
 * An edge that was refused is open, as are the unsure edges between two clusters: all of them, so that what is open between two
 * records does not hang on what else was looked at with them. A clerk is asked one for two clusters.
 *
 * Connected components, the usual way, let one wrong edge join two persons with nine records each; here that edge meets eighty
 * pairs that contradict it. Order-free: edges are sorted by what they say, never by when they came. Where nothing contradicts,
 * the result is the connected components of the linking edges.
 */
/** Partitions the records of one component; see the note above the class. Stateless. */
public final class ConstrainedClustering {
    private ConstrainedClustering() {}

    /**
     * An edge between two records, by position.
     *
     * @param isLink whether the pair alone is sure enough; else it is for a clerk
     */
    public record Edge(int a, int b, double weightBits, boolean isLink) {}

    /** What can be asked about any two records, by position; symmetric. */
    public interface Evidence {
        /** Whether two groups, all their records taken together, still speak for one person. Two single records always do. */
        boolean agree(List<Integer> left, List<Integer> right);

        /** Whether the two must not be together. */
        boolean isCannotLink(int a, int b);

        /** Whether something tells that the two are twins, or alike as twins, be it not sure enough to forbid that they are together. */
        boolean isApart(int a, int b);

        /** Whether they are twins, by all that is known: two of one household, who share what a household shares. */
        boolean isTwins(int a, int b);

        /** How much speaks for one person and against two of one household, in bits. */
        double tellingBits(int a, int b);

        /**
         * Whether something that each person has of his own shows the records to be the one's and not the other's, who is his
         * namesake.
         */
        default boolean fitsOnly(List<Integer> records, List<Integer> one, List<Integer> other) {
            return false;
        }

        /** By how many {@link #tellingBits} a record must fit one person better than another to belong to the one. */
        double marginBits();
    }

    /**
     * Clusters as positions, and what is open between them.
     *
     * @param open every edge between two clusters, strongest first
     */
    public record Result(List<List<Integer>> clusters, List<Review> open) {
        /** An edge for a clerk; {@code isContradiction} if it links alone but its clusters do not go together. */
        public record Review(Edge edge, boolean isContradiction) {}

        /** What a clerk is asked: of the open edges between two clusters the strongest. */
        public List<Review> reviews() {
            return OnePerClusterPair.of(
                    open,
                    clusters,
                    review -> review.edge().a(),
                    review -> review.edge().b());
        }
    }

    /**
     * @param size how many records there are; their positions are in the order of their ids, which orders what weighs the same
     */
    public static Result cluster(int size, List<Edge> edges, List<Edge> mustLink, Evidence evidence) {
        Partition partition = new Partition(size);
        Comparator<Edge> strongestFirst = Comparator.comparingDouble(Edge::weightBits)
                .reversed()
                .thenComparingInt(edge -> Math.min(edge.a(), edge.b()))
                .thenComparingInt(edge -> Math.max(edge.a(), edge.b()));
        List<Result.Review> open = new ArrayList<>();
        for (Edge edge : mustLink.stream().sorted(strongestFirst).toList()) {
            if (partition.isSame(edge) || !hasCannotLink(partition, edge, evidence)) {
                partition.join(edge);
            } else {
                open.add(new Result.Review(edge, true));
            }
        }
        Rivals rivals = new Rivals(size, edges, evidence);
        for (Edge edge : edges.stream().sorted(strongestFirst).toList()) {
            if (partition.isSame(edge)) {
                continue;
            }
            if (edge.isLink()
                    && !hasCannotLink(partition, edge, evidence)
                    && agree(partition, edge, evidence)
                    && !rivals.isTorn(partition, edge)) {
                partition.join(edge);
            } else {
                open.add(new Result.Review(edge, edge.isLink()));
            }
        }
        open.removeIf(review -> partition.isSame(review.edge()));
        return new Result(partition.clusters(), open);
    }

    private static boolean hasCannotLink(Partition partition, Edge edge, Evidence evidence) {
        for (int x : partition.members(edge.a())) {
            for (int y : partition.members(edge.b())) {
                if (evidence.isCannotLink(x, y)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean agree(Partition partition, Edge edge, Evidence evidence) {
        List<Integer> left = partition.members(edge.a());
        List<Integer> right = partition.members(edge.b());
        return (left.size() == 1 && right.size() == 1) || evidence.agree(left, right);
    }

    /** Which edges compete for a record. */
    private static final class Rivals {
        private final List<List<Edge>> linksOf = new ArrayList<>();
        private final double[] tornBits;
        /** For a record those of the namesake that it does not belong to. */
        private final Map<Integer, List<Integer>> strangersOf = new HashMap<>();

        private final Evidence evidence;

        Rivals(int size, List<Edge> edges, Evidence evidence) {
            this.evidence = evidence;
            tornBits = new double[size];
            Arrays.fill(tornBits, Double.NEGATIVE_INFINITY);
            for (int i = 0; i < size; i++) {
                linksOf.add(new ArrayList<>());
            }
            for (Edge edge : edges) {
                if (edge.isLink()) {
                    linksOf.get(edge.a()).add(edge);
                    linksOf.get(edge.b()).add(edge);
                }
            }
        }

        /** Whether one of the edge's records belongs about as well to somebody who is not the person of the other. */
        boolean isTorn(Partition partition, Edge edge) {
            boolean isTornA = isTorn(partition, edge.a(), edge.b(), edge.weightBits());
            boolean isTornB = isTorn(partition, edge.b(), edge.a(), edge.weightBits());
            return isTornA || isTornB;
        }

        private boolean isTorn(Partition partition, int record, int other, double weightBits) {
            List<Integer> others = partition.members(other);
            if (tornBits[record] > Double.NEGATIVE_INFINITY
                    && tellingBits(record, others) < tornBits[record] + evidence.marginBits()) {
                return true;
            }
            boolean isTorn = hasStranger(partition, record, other);
            for (Edge rival : linksOf.get(record)) {
                int third = rival.a() == record ? rival.b() : rival.a();
                if (partition.root(third) == partition.root(record) || partition.root(third) == partition.root(other)) {
                    continue;
                }
                List<Integer> thirds = partition.members(third);
                if (isAny(others, thirds, evidence::isTwins)) {
                    isTorn |= isTornBetweenTwins(record, others, thirds);
                } else if (rival.weightBits() >= weightBits - evidence.marginBits()
                        && (tornBits[third] > Double.NEGATIVE_INFINITY || isAny(others, thirds, evidence::isApart))) {
                    boolean isClose = Math.abs(rival.weightBits() - weightBits) < evidence.marginBits();
                    isTorn |= isTornBetweenNamesakes(partition, record, other, third, isClose);
                }
            }
            return isTorn;
        }

        /** Whether one of the record's person was found not to belong to the other. */
        private boolean hasStranger(Partition partition, int record, int other) {
            return partition.members(record).stream()
                    .flatMap(member -> strangersOf.getOrDefault(member, List.of()).stream())
                    .anyMatch(stranger -> partition.root(stranger) == partition.root(other));
        }

        private boolean isTornBetweenNamesakes(Partition partition, int record, int other, int third, boolean isClose) {
            List<Integer> own = partition.members(record);
            List<Integer> others = partition.members(other);
            List<Integer> thirds = partition.members(third);
            if (evidence.fitsOnly(own, others, thirds)) {
                strangersOf.computeIfAbsent(record, key -> new ArrayList<>()).add(third);
                return false;
            }
            if (evidence.fitsOnly(own, thirds, others)) {
                strangersOf.computeIfAbsent(record, key -> new ArrayList<>()).add(other);
            } else if (isClose) {
                remember(record, tellingBits(record, others), tellingBits(record, thirds));
            }
            return true;
        }

        private boolean isTornBetweenTwins(int record, List<Integer> other, List<Integer> third) {
            double bits = tellingBits(record, other);
            double rivalBits = tellingBits(record, third);
            if (Math.abs(bits - rivalBits) < evidence.marginBits()) {
                remember(record, bits, rivalBits);
            }
            return bits - rivalBits < evidence.marginBits();
        }

        private void remember(int record, double bits, double rivalBits) {
            tornBits[record] = Math.max(tornBits[record], Math.max(bits, rivalBits));
        }

        private double tellingBits(int record, List<Integer> members) {
            double most = Double.NEGATIVE_INFINITY;
            for (int member : members) {
                most = Math.max(most, evidence.tellingBits(record, member));
            }
            return most;
        }

        private interface Relation {
            boolean holds(int a, int b);
        }

        private static boolean isAny(List<Integer> left, List<Integer> right, Relation relation) {
            for (int a : left) {
                for (int b : right) {
                    if (relation.holds(a, b)) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    /** Disjoint sets with their members. */
    private static final class Partition {
        private final int[] parents;
        private final List<List<Integer>> members = new ArrayList<>();

        Partition(int size) {
            parents = new int[size];
            for (int i = 0; i < size; i++) {
                parents[i] = i;
                members.add(List.of(i));
            }
        }

        int root(int x) {
            int root = x;
            while (parents[root] != root) {
                root = parents[root];
            }
            parents[x] = root;
            return root;
        }

        List<Integer> members(int x) {
            return members.get(root(x));
        }

        boolean isSame(Edge edge) {
            return root(edge.a()) == root(edge.b());
        }

        void join(Edge edge) {
            int a = root(edge.a());
            int b = root(edge.b());
            if (a == b) {
                return;
            }
            List<Integer> joined = new ArrayList<>(members.get(a));
            joined.addAll(members.get(b));
            parents[b] = a;
            members.set(a, joined);
            members.set(b, List.of());
        }

        List<List<Integer>> clusters() {
            List<List<Integer>> byFirst = new ArrayList<>();
            boolean[] isListed = new boolean[parents.length];
            for (int i = 0; i < parents.length; i++) {
                int root = root(i);
                if (!isListed[root]) {
                    isListed[root] = true;
                    byFirst.add(members.get(root).stream().sorted().toList());
                }
            }
            return byFirst;
        }
    }
}
