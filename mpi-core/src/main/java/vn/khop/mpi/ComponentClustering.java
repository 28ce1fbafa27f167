package vn.khop.mpi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vn.khop.mpi.cluster.Clustering;
import vn.khop.mpi.cluster.ConstrainedClustering;
import vn.khop.mpi.cluster.Constraints;
import vn.khop.mpi.cluster.RecordPair;
import vn.khop.mpi.compare.Comparisons;
import vn.khop.mpi.compare.Features;
import vn.khop.mpi.decide.Decider;
import vn.khop.mpi.decide.LinkDecision;
import vn.khop.mpi.decide.Veto;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.score.Scorer;

/** Clusters a few records, for the batch (one connected component) and for single questions alike. Used once, by one thread. */
final class ComponentClustering {
    private final Comparisons comparisons;
    private final Scorer scorer;
    private final Decider decider;
    private final Constraints constraints;
    private final List<PersonRecord> records;
    private final List<Features> features;
    private final Set<Long> seen = new HashSet<>();
    private final List<ConstrainedClustering.Edge> edges = new ArrayList<>();

    ComponentClustering(
            Comparisons comparisons,
            Scorer scorer,
            Decider decider,
            Constraints constraints,
            List<PersonRecord> records,
            List<Features> features) {
        this.comparisons = comparisons;
        this.scorer = scorer;
        this.decider = decider;
        this.constraints = constraints;
        this.records = records;
        this.features = features;
    }

    /** Adds the edges among records that share a key. */
    void addCandidates(List<Integer> positions) {
        for (int i = 0; i < positions.size(); i++) {
            for (int j = i + 1; j < positions.size(); j++) {
                addCandidate(positions.get(i), positions.get(j));
            }
        }
    }

    /** Adds the edge of two records, if it is strong enough to be looked at; a pair that was added before stays as it is. */
    void addCandidate(int a, int b) {
        if (a == b || !seen.add(key(a, b))) {
            return;
        }
        long levels = comparisons.compare(features.get(a), features.get(b));
        double bits = bits(levels, a, b);
        if (isOneOf(constraints.mustLink(), a, b)) {
            return;
        }
        LinkDecision decision = decider.decide(levels, bits, records.get(a), records.get(b));
        decision.fold(
                link -> edges.add(new ConstrainedClustering.Edge(a, b, bits, true)),
                review -> edges.add(new ConstrainedClustering.Edge(a, b, bits, false)),
                nonLink -> false);
    }

    private static long key(int a, int b) {
        return (long) Math.min(a, b) << Integer.SIZE | Math.max(a, b);
    }

    private double bits(long levels, int a, int b) {
        Features x = features.get(a);
        Features y = features.get(b);
        return scorer.totalBits(
                levels, comparisons.termFrequencyBits(x, y), comparisons.namesakesTermFrequencyBits(x, y));
    }

    private boolean isOneOf(Set<RecordPair> pairs, int a, int b) {
        return !pairs.isEmpty()
                && pairs.contains(
                        RecordPair.of(records.get(a).recordId(), records.get(b).recordId()));
    }

    Clustering cluster() {
        List<String> ids = records.stream().map(PersonRecord::recordId).toList();
        ConstrainedClustering.Result result =
                ConstrainedClustering.cluster(ids, edges, mustLinkEdges(ids), new ScoredEvidence());
        List<List<String>> clusters = result.clusters().stream()
                .map(cluster -> cluster.stream().map(ids::get).toList())
                .toList();
        List<Clustering.Review> reviews = new ArrayList<>();
        for (ConstrainedClustering.Result.Review review : result.reviews()) {
            RecordPair pair = RecordPair.of(
                    ids.get(review.edge().a()), ids.get(review.edge().b()));
            if (!constraints.cannotLink().contains(pair)) {
                reviews.add(new Clustering.Review(
                        pair,
                        review.edge().weightBits(),
                        review.isContradiction() ? Clustering.Reason.CONTRADICTION : Clustering.Reason.WEIGHT));
            }
        }
        return new Clustering(clusters, reviews);
    }

    private List<ConstrainedClustering.Edge> mustLinkEdges(List<String> ids) {
        if (constraints.mustLink().isEmpty()) {
            return List.of();
        }
        Map<String, Integer> positions = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            positions.put(ids.get(i), i);
        }
        List<ConstrainedClustering.Edge> mustLink = new ArrayList<>();
        for (RecordPair pair : constraints.mustLink()) {
            Integer a = positions.get(pair.a());
            Integer b = positions.get(pair.b());
            if (a != null && b != null) {
                long levels = comparisons.compare(features.get(a), features.get(b));
                mustLink.add(new ConstrainedClustering.Edge(a, b, bits(levels, a, b), true));
            }
        }
        return mustLink;
    }

    private final class ScoredEvidence implements ConstrainedClustering.Evidence {
        private final Map<Long, Boolean> cannotLinkByPair = new HashMap<>();

        @Override
        public boolean agree(List<Integer> left, List<Integer> right) {
            long[] levels = new long[left.size() * right.size()];
            double[] termFrequencyBits = new double[levels.length];
            double[] namesakesTermFrequencyBits = new double[levels.length];
            int next = 0;
            for (int a : left) {
                for (int b : right) {
                    Features x = features.get(a);
                    Features y = features.get(b);
                    levels[next] = comparisons.compare(x, y);
                    namesakesTermFrequencyBits[next] = comparisons.namesakesTermFrequencyBits(x, y);
                    termFrequencyBits[next++] = comparisons.termFrequencyBits(x, y);
                }
            }
            return scorer.groupBits(levels, termFrequencyBits, namesakesTermFrequencyBits) >= decider.reviewBits();
        }

        @Override
        public boolean isCannotLink(int a, int b) {
            return cannotLinkByPair.computeIfAbsent(key(a, b), k -> {
                if (isOneOf(constraints.cannotLink(), a, b)) {
                    return true;
                }
                if (isOneOf(constraints.mustLink(), a, b)) {
                    return false;
                }
                long levels = comparisons.compare(features.get(a), features.get(b));
                Optional<Veto> veto = decider.veto(levels, records.get(a), records.get(b));
                return veto.map(Veto::isCannotLink).orElse(false);
            });
        }
    }
}
