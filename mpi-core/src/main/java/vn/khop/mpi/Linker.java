package vn.khop.mpi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import vn.khop.mpi.block.BlockingRules;
import vn.khop.mpi.cluster.Clustering;
import vn.khop.mpi.cluster.ConstrainedClustering;
import vn.khop.mpi.cluster.Constraints;
import vn.khop.mpi.cluster.RecordPair;
import vn.khop.mpi.compare.ComparedPair;
import vn.khop.mpi.compare.PackedRecords;
import vn.khop.mpi.decide.LinkDecision;
import vn.khop.mpi.decide.RecordFacts;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.mpi.score.MatchExplanation;
import vn.khop.mpi.survive.GoldenRecord;
import vn.khop.mpi.survive.Survivorship;

/**
 * Answers about single records with one model: what they mean, where they can be found, whether two are one person and why, who
 * of a few belongs together, what the person looks like. Immutable and safe for many threads; make one for each model and keep
 * it.
 */
public final class Linker {
    private final LinkageModel model;
    private final RecordNormaliser normaliser;
    private final BlockingRules blockingRules;
    private final PairScoring scoring;
    private final Survivorship survivorship;

    private Linker(LinkageModel model) {
        this.model = model;
        normaliser = new RecordNormaliser(model.schema());
        blockingRules = BlockingRules.of(model);
        scoring = PairScoring.of(model);
        survivorship = new Survivorship(model.schema());
    }

    /**
     * @throws IllegalArgumentException if the model's schema names something that this build does not know
     */
    public static Linker of(LinkageModel model) {
        return new Linker(model);
    }

    public LinkageModel model() {
        return model;
    }

    /** Understands a record as it arrived; never throws for anything a column holds. */
    public PersonRecord normalise(RawRecord raw) {
        return normaliser.normalise(raw);
    }

    /** Short texts, the same in every run: two records are candidates of each other exactly when they share one. */
    public Set<String> blockingKeys(PersonRecord record) {
        return blockingRules.all(record);
    }

    /** Names of the blocking rules by which the two find each other; empty if none does. */
    public List<String> rulesThatFind(PersonRecord a, PersonRecord b) {
        return blockingRules.rulesThatFind(a, b).stream()
                .map(blockingRules::name)
                .toList();
    }

    /** Why the pair scores what it scores; for any two records, candidates or not. Symmetric. */
    public MatchExplanation explain(PersonRecord a, PersonRecord b) {
        return scoring.scorer()
                .explain(scoring.comparisons(), scoring.comparisons().pack(List.of(a, b)), 0, 1);
    }

    /** What is to happen with the two, looked at alone. Symmetric. */
    public LinkDecision decide(PersonRecord a, PersonRecord b) {
        return decide(a, scoring.comparisons().pack(List.of(a, b)), 0, b, 1);
    }

    private LinkDecision decide(PersonRecord a, PackedRecords packed, int x, PersonRecord b, int y) {
        ComparedPair pair = new ComparedPair();
        double bits = scoring.bits(packed, x, y, pair);
        return scoring.decide(pair.levels(), bits, RecordFacts.of(a), RecordFacts.of(b));
    }

    /** Scores candidates against a record, best first; equal ones by record id. */
    public List<ScoredCandidate> match(PersonRecord probe, Collection<PersonRecord> candidates) {
        List<PersonRecord> all = new ArrayList<>(candidates.size() + 1);
        all.add(probe);
        all.addAll(candidates);
        PackedRecords packed = scoring.comparisons().pack(all);
        List<ScoredCandidate> scored = new ArrayList<>();
        for (int i = 1; i < all.size(); i++) {
            scored.add(new ScoredCandidate(
                    all.get(i),
                    scoring.scorer().explain(scoring.comparisons(), packed, 0, i),
                    decide(probe, packed, 0, all.get(i), i)));
        }
        scored.sort(
                Comparator.comparingDouble((ScoredCandidate s) -> -s.decision().matchWeightBits())
                        .thenComparing(s -> s.candidate().recordId()));
        return List.copyOf(scored);
    }

    /** Who of a few records belongs together, with nobody having decided anything. */
    public Clustering cluster(Collection<PersonRecord> records) {
        return cluster(records, Constraints.NONE);
    }

    /**
     * Who of a few records belongs together. Deterministic; the order of the records does not matter. The work grows with the
     * square of their number: give it the records that candidates connect, not a file.
     *
     * @throws IllegalArgumentException if two records have one id
     */
    public Clustering cluster(Collection<PersonRecord> records, Constraints constraints) {
        List<PersonRecord> sorted = new ArrayList<>(records);
        sorted.sort(Comparator.comparing(PersonRecord::recordId));
        List<String> ids = sorted.stream().map(PersonRecord::recordId).toList();
        int[] members = IntStream.range(0, ids.size()).toArray();
        int[] facts = sorted.stream().mapToInt(RecordFacts::of).toArray();
        ComponentClustering clustering = new ComponentClustering(
                scoring,
                scoring.comparisons().pack(sorted),
                members,
                facts,
                places(constraints.mustLink(), ids),
                places(constraints.cannotLink(), ids));
        Map<String, List<Integer>> byKey = new HashMap<>();
        for (int i = 0; i < members.length; i++) {
            for (String key : blockingRules.all(sorted.get(i))) {
                byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
            }
        }
        byKey.values().forEach(clustering::addCandidates);
        return named(clustering.cluster(), ids, constraints);
    }

    private static Set<Long> places(Set<RecordPair> pairs, List<String> ids) {
        Set<Long> places = new TreeSet<>();
        for (RecordPair pair : pairs) {
            int a = Collections.binarySearch(ids, pair.a());
            int b = Collections.binarySearch(ids, pair.b());
            if (a >= 0 && b >= 0) {
                places.add(WeighedPairs.key(a, b));
            }
        }
        return places;
    }

    private static Clustering named(ConstrainedClustering.Result result, List<String> ids, Constraints constraints) {
        List<List<String>> clusters = result.clusters().stream()
                .map(cluster -> cluster.stream().map(ids::get).toList())
                .toList();
        List<Clustering.Review> open = new ArrayList<>();
        for (ConstrainedClustering.Result.Review review : result.open()) {
            RecordPair pair = RecordPair.of(
                    ids.get(review.edge().a()), ids.get(review.edge().b()));
            if (!constraints.cannotLink().contains(pair)) {
                open.add(new Clustering.Review(
                        pair,
                        review.edge().weightBits(),
                        review.isContradiction() ? Clustering.Reason.CONTRADICTION : Clustering.Reason.WEIGHT));
            }
        }
        return new Clustering(clusters, open);
    }

    /**
     * What the person looks like whose records these are.
     *
     * @throws IllegalArgumentException if there are none
     */
    public GoldenRecord survive(Collection<PersonRecord> members) {
        return survivorship.survive(members);
    }
}
