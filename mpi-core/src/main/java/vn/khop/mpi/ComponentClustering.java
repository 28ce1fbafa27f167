package vn.khop.mpi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vn.khop.mpi.cluster.ConstrainedClustering;
import vn.khop.mpi.compare.ComparedPair;
import vn.khop.mpi.compare.PackedRecords;
import vn.khop.mpi.decide.Decider;
import vn.khop.mpi.decide.LinkDecision;
import vn.khop.mpi.decide.Veto;
import vn.khop.mpi.pack.LongSet;

/**
 * Clusters a few records, for the batch (one connected component) and for single questions alike. Records are known by their
 * place among the members, which are in the order of their ids. Used once, by one thread.
 */
final class ComponentClustering {
    private final PairScoring scoring;
    private final PackedRecords records;
    private final int[] members;
    private final int[] facts;
    private final Set<Long> mustLink;
    private final Set<Long> cannotLink;
    private final LongSet seen = new LongSet();
    private final List<ConstrainedClustering.Edge> edges = new ArrayList<>();
    private final ComparedPair pair = new ComparedPair();

    /**
     * @param members positions of the records
     * @param facts of the members
     * @param mustLink {@link WeighedPairs#key}s of pairs that people joined
     * @param cannotLink those of pairs that people parted
     */
    ComponentClustering(
            PairScoring scoring,
            PackedRecords records,
            int[] members,
            int[] facts,
            Set<Long> mustLink,
            Set<Long> cannotLink) {
        this.scoring = scoring;
        this.records = records;
        this.members = members;
        this.facts = facts;
        this.mustLink = mustLink;
        this.cannotLink = cannotLink;
    }

    /** Adds the edges among members that share a key. */
    void addCandidates(List<Integer> places) {
        for (int i = 0; i < places.size(); i++) {
            for (int j = i + 1; j < places.size(); j++) {
                addCandidate(places.get(i), places.get(j));
            }
        }
    }

    /** Adds the edge of two members, if it is strong enough to be looked at; a pair that was added before stays as it is. */
    void addCandidate(int a, int b) {
        if (a == b || !seen.add(WeighedPairs.key(a, b)) || mustLink.contains(WeighedPairs.key(a, b))) {
            return;
        }
        double bits = scoring.bits(records, members[a], members[b], pair);
        addEdge(a, b, scoring.decide(pair.levels(), bits, facts[a], facts[b]), bits);
    }

    /** As {@link #addCandidate}, of a pair that was compared before and comes once. */
    void addCompared(int a, int b, long levels, double bits) {
        if (mustLink.isEmpty() || !mustLink.contains(WeighedPairs.key(a, b))) {
            addEdge(a, b, scoring.decide(levels, bits, facts[a], facts[b]), bits);
        }
    }

    private void addEdge(int a, int b, LinkDecision decision, double bits) {
        decision.fold(
                link -> edges.add(new ConstrainedClustering.Edge(a, b, bits, true)),
                review -> edges.add(new ConstrainedClustering.Edge(a, b, bits, false)),
                nonLink -> false);
    }

    ConstrainedClustering.Result cluster() {
        List<ConstrainedClustering.Edge> joined = new ArrayList<>();
        for (long key : mustLink) {
            int a = (int) (key >>> Integer.SIZE);
            int b = (int) key;
            joined.add(new ConstrainedClustering.Edge(a, b, scoring.bits(records, members[a], members[b], pair), true));
        }
        return ConstrainedClustering.cluster(members.length, edges, joined, new ScoredEvidence());
    }

    private final class ScoredEvidence implements ConstrainedClustering.Evidence {
        private final Map<Long, Optional<Veto>> vetoByPair = new HashMap<>();

        @Override
        public boolean agree(List<Integer> left, List<Integer> right) {
            long[] levels = new long[left.size() * right.size()];
            double[] termFrequencyBits = new double[levels.length];
            double[] namesakesTermFrequencyBits = new double[levels.length];
            int next = 0;
            boolean isProven = false;
            boolean isHousehold = false;
            for (int a : left) {
                for (int b : right) {
                    scoring.comparisons().compare(records, members[a], members[b], pair);
                    isProven |= scoring.decider().isProven(pair.levels());
                    isHousehold |= scoring.decider().isHousehold(pair.levels());
                    levels[next] = pair.levels();
                    namesakesTermFrequencyBits[next] = pair.namesakesTermFrequencyBits();
                    termFrequencyBits[next++] = pair.termFrequencyBits();
                }
            }
            return (isProven || 2 * doubtful(left, right, levels, isHousehold) <= levels.length)
                    && scoring.scorer().groupBits(levels, termFrequencyBits, namesakesTermFrequencyBits)
                            >= scoring.decider().reviewBits();
        }

        /** How many of the pairs may be twins. Where one pair shows that they are of one household, all are. */
        private int doubtful(List<Integer> left, List<Integer> right, long[] levels, boolean isHousehold) {
            int doubtful = 0;
            int next = 0;
            for (int a : left) {
                for (int b : right) {
                    boolean isDoubtful = isHousehold && !mustLink.contains(WeighedPairs.key(a, b))
                            ? scoring.decider().isDoubtfulInHousehold(levels[next], facts[a], facts[b])
                            : veto(a, b).filter(Veto::isOfHousehold).isPresent();
                    doubtful += isDoubtful ? 1 : 0;
                    next++;
                }
            }
            return doubtful;
        }

        @Override
        public boolean isCannotLink(int a, int b) {
            return veto(a, b).filter(Veto::isCannotLink).isPresent();
        }

        @Override
        public boolean isApart(int a, int b) {
            return veto(a, b).filter(Veto::isOfTwins).isPresent();
        }

        @Override
        public boolean isTwins(int a, int b) {
            return !mustLink.contains(WeighedPairs.key(a, b))
                    && ofEngine(a, b).filter(veto -> veto == Veto.TWINS).isPresent();
        }

        @Override
        public double tellingBits(int a, int b) {
            scoring.comparisons().compare(records, members[a], members[b], pair);
            return scoring.scorer().againstRelativesBits(pair.levels());
        }

        @Override
        public boolean fitsOnly(List<Integer> records, List<Integer> one, List<Integer> other) {
            Decider decider = scoring.decider();
            return isAny(records, one, decider::isOwnTelephone)
                    && isAny(records, other, decider::isOtherTelephone)
                    && !isAny(records, other, (levels, a, b) -> decider.isTelephoneOrNumber(levels))
                    && isAny(one, other, (levels, a, b) -> decider.isSameName(levels));
        }

        private interface Relation {
            /** As {@link Decider#veto}. */
            boolean holds(long levels, int factsOfA, int factsOfB);
        }

        private boolean isAny(List<Integer> left, List<Integer> right, Relation relation) {
            for (int a : left) {
                for (int b : right) {
                    scoring.comparisons().compare(records, members[a], members[b], pair);
                    if (relation.holds(pair.levels(), facts[a], facts[b])) {
                        return true;
                    }
                }
            }
            return false;
        }

        @Override
        public double marginBits() {
            return scoring.decider().linkBits();
        }

        /** What people said of the two stands before what the engine says. */
        private Optional<Veto> veto(int a, int b) {
            long key = WeighedPairs.key(a, b);
            if (cannotLink.contains(key)) {
                return Optional.of(Veto.DECIDED_BY_CLERK);
            }
            return mustLink.contains(key) ? Optional.empty() : ofEngine(a, b);
        }

        private Optional<Veto> ofEngine(int a, int b) {
            return vetoByPair.computeIfAbsent(WeighedPairs.key(a, b), key -> {
                scoring.comparisons().compare(records, members[a], members[b], pair);
                return scoring.veto(pair, facts[a], facts[b]);
            });
        }
    }
}
