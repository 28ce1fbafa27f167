package vn.khop.mpi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.khop.mpi.block.BlockingKeys;
import vn.khop.mpi.cluster.Clustering;
import vn.khop.mpi.cluster.Constraints;
import vn.khop.mpi.compare.Comparisons;
import vn.khop.mpi.compare.Features;
import vn.khop.mpi.decide.Decider;
import vn.khop.mpi.decide.LinkDecision;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.mpi.score.MatchExplanation;
import vn.khop.mpi.score.Scorer;
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
    private final BlockingKeys blockingKeys;
    private final Comparisons comparisons;
    private final Scorer scorer;
    private final Decider decider;
    private final Survivorship survivorship;

    private Linker(LinkageModel model) {
        this.model = model;
        normaliser = new RecordNormaliser(model.schema());
        blockingKeys = BlockingKeys.of(model);
        comparisons = Comparisons.compile(model.schema(), model.terms());
        scorer = new Scorer(model);
        decider = new Decider(model);
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
        return blockingKeys.all(record);
    }

    /** Names of the blocking rules by which the two find each other; empty if none does. */
    public List<String> rulesThatFind(PersonRecord a, PersonRecord b) {
        return blockingKeys.rulesThatFind(a, b).stream()
                .map(rule -> model.schema().blocking().get(rule).name())
                .toList();
    }

    /** Why the pair scores what it scores; for any two records, candidates or not. Symmetric. */
    public MatchExplanation explain(PersonRecord a, PersonRecord b) {
        return scorer.explain(comparisons, comparisons.prepare(a), comparisons.prepare(b));
    }

    /** What is to happen with the two, looked at alone. Symmetric. */
    public LinkDecision decide(PersonRecord a, PersonRecord b) {
        return decide(a, comparisons.prepare(a), b, comparisons.prepare(b));
    }

    private LinkDecision decide(PersonRecord a, Features x, PersonRecord b, Features y) {
        long levels = comparisons.compare(x, y);
        double bits = scorer.totalBits(
                levels, comparisons.termFrequencyBits(x, y), comparisons.namesakesTermFrequencyBits(x, y));
        return decider.decide(levels, bits, a, b);
    }

    /** Scores candidates against a record, best first; equal ones by record id. */
    public List<ScoredCandidate> match(PersonRecord probe, Collection<PersonRecord> candidates) {
        Features x = comparisons.prepare(probe);
        List<ScoredCandidate> scored = new ArrayList<>();
        for (PersonRecord candidate : candidates) {
            Features y = comparisons.prepare(candidate);
            scored.add(
                    new ScoredCandidate(candidate, scorer.explain(comparisons, x, y), decide(probe, x, candidate, y)));
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
        List<Features> features = sorted.stream().map(comparisons::prepare).toList();
        Map<String, List<Integer>> byKey = new HashMap<>();
        for (int i = 0; i < sorted.size(); i++) {
            for (String key : blockingKeys.all(sorted.get(i))) {
                byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
            }
        }
        ComponentClustering clustering =
                new ComponentClustering(comparisons, scorer, decider, constraints, sorted, features);
        byKey.values().forEach(clustering::addCandidates);
        return clustering.cluster();
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
