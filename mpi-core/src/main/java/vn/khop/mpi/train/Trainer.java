package vn.khop.mpi.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import vn.khop.mpi.block.CandidatePairs;
import vn.khop.mpi.cluster.RecordPair;
import vn.khop.mpi.compare.ComparedPairs;
import vn.khop.mpi.compare.Comparisons;
import vn.khop.mpi.compare.Features;
import vn.khop.mpi.model.ComparisonParameters;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.model.SchemaDefinition.BlockingRuleDefinition;
import vn.khop.mpi.model.SchemaDefinition.ComparisonDefinition;
import vn.khop.mpi.model.TermTable;
import vn.khop.mpi.record.PersonRecord;

/**
 * Trains a model on a file: counts terms, compares what blocking finds, samples what it does not, and lets expectation
 * maximisation do the rest. The same records, schema, labels and seed give the same model, whatever the order of the records
 * and the number of cores.
 */
public final class Trainer {
    private Trainer() {}

    /**
     * How to train.
     *
     * @param seed of the sample of pairs
     * @param population how many records the model will face; 0 for as many as there are here. Chance agreements grow with it
     */
    public record Options(long seed, long population) {}

    /** A model and the compared pairs that it was trained on, ready to be scored. */
    public record Trained(
            LinkageModel model,
            ComparedPairs pairs,
            Comparisons comparisons,
            List<Features> features,
            int iterations) {}

    /** What training looks at; the records are in the order of their ids, so that the file's order does not matter. */
    public record Input(
            List<PersonRecord> records,
            SchemaDefinition schema,
            ComparedPairs.PairFilter filter,
            Map<RecordPair, Boolean> labels) {}

    /**
     * @param pairsDone is told how many pairs were compared, piece by piece
     * @throws IllegalArgumentException if there are fewer than two records: there is no pair to learn from
     */
    public static Trained train(Input input, Options options, LongConsumer pairsDone) {
        if (input.records().size() < 2) {
            throw new IllegalArgumentException(input.records().size() + " records; training needs at least two");
        }
        SchemaDefinition schema = input.schema();
        Map<String, TermTable> terms = TermCounts.count(input.records(), schema);
        Comparisons comparisons = Comparisons.compile(schema, terms);
        List<Features> features =
                input.records().parallelStream().map(comparisons::prepare).toList();
        CandidatePairs candidates = CandidatePairs.find(input.records(), schema, Set.of());
        ComparedPairs pairs = ComparedPairs.compare(candidates, comparisons, features, input.filter(), pairsDone);
        int[] levelCounts = schema.comparisons().stream()
                .mapToInt(comparison -> comparison.levels().size())
                .toArray();
        LevelSample sample =
                LevelSample.draw(pairs, comparisons, features, input.filter(), levelCounts, options.seed());
        ExpectationMaximisation.Estimate estimate =
                ExpectationMaximisation.run(problem(input, pairs, sample, comparisons, features));
        LinkageModel model = model(input, options, terms, candidates.hotKeys(), pairs, estimate);
        return new Trained(model, pairs, comparisons, features, estimate.iterations());
    }

    private static ExpectationMaximisation.Problem problem(
            Input input, ComparedPairs pairs, LevelSample sample, Comparisons comparisons, List<Features> features) {
        SchemaDefinition schema = input.schema();
        AgreementPatterns patterns = new AgreementPatterns();
        Labels labels = new Labels(input, pairs);
        patterns.addAll(pairs, labels::of);
        labels.addUnblocked(patterns, comparisons, features);
        double allPairs = allPairs(input);
        double unseen = Math.max(0, allPairs - pairs.size());
        double unit = sample.pairs() == 0 ? 1 : Math.max(1, unseen / sample.pairs());
        int size = schema.comparisons().size();
        double[][] unseenLevels = new double[size][];
        double[][] startM = new double[size][];
        double[][] startRelatives = new double[size][];
        boolean[] ofNamesakes = new boolean[size];
        int[] freeRules = new int[size];
        for (int i = 0; i < size; i++) {
            ComparisonDefinition comparison = schema.comparisons().get(i);
            int levels = comparison.levels().size();
            ofNamesakes[i] = comparison.isOfNamesakes();
            unseenLevels[i] = new double[levels];
            startM[i] = new double[levels];
            startRelatives[i] = new double[levels];
            for (int level = 0; level < levels; level++) {
                unseenLevels[i][level] = sample.counts()[i][level] * unit;
                startM[i][level] = comparison.levels().get(level).m();
                startRelatives[i][level] = comparison.levels().get(level).relatives();
            }
            freeRules[i] = freeRules(schema.blocking(), comparison);
        }
        return new ExpectationMaximisation.Problem(
                patterns.sorted(), freeRules, unseenLevels, unit, allPairs, startM, startRelatives, ofNamesakes);
    }

    private static double allPairs(Input input) {
        int records = input.records().size();
        double all = (double) records * (records - 1) / 2;
        long accepted = 0;
        long drawn = 0;
        int stride = Math.max(1, records / 2000);
        for (int a = 0; a < records; a += stride) {
            for (int b = a + 1; b < records; b += stride) {
                drawn++;
                accepted += input.filter().accepts(a, b) ? 1 : 0;
            }
        }
        return drawn == 0 ? all : Math.max(1, all * accepted / drawn);
    }

    private static int freeRules(List<BlockingRuleDefinition> rules, ComparisonDefinition comparison) {
        int free = 0;
        String field = comparison.fields().get(comparison.fields().size() == 2 ? 1 : 0);
        for (int rule = 0; rule < rules.size(); rule++) {
            boolean looksAt =
                    rules.get(rule).keys().stream().anyMatch(key -> key.equals(field) || key.startsWith(field + "."));
            free |= looksAt ? 0 : 1 << rule;
        }
        return free == 0 ? -1 : free;
    }

    private static LinkageModel model(
            Input input,
            Options options,
            Map<String, TermTable> terms,
            Set<String> hotKeys,
            ComparedPairs pairs,
            ExpectationMaximisation.Estimate estimate) {
        SchemaDefinition schema = input.schema();
        List<ComparisonParameters> parameters = new ArrayList<>();
        for (int i = 0; i < schema.comparisons().size(); i++) {
            double[] m = Monotone.pooled(estimate.m()[i], estimate.u()[i]);
            parameters.add(new ComparisonParameters(
                    schema.comparisons().get(i).name(),
                    list(m),
                    list(estimate.u()[i]),
                    schema.hasRelatives() ? list(estimate.relatives()[i]) : List.of()));
        }
        long records = input.records().size();
        long population = options.population() > 0 ? options.population() : records;
        // Persons meet themselves and their families as often in a city as in a village; namesakes they meet in
        // proportion.
        double rarer = (double) records / population;
        return LinkageModel.of(
                schema,
                Math.min(0.4, estimate.matchPrior() * rarer),
                Math.min(0.4, estimate.relativesPrior() * rarer),
                Math.min(0.1, estimate.namesakesPrior()),
                parameters,
                terms,
                hotKeys,
                new LinkageModel.TrainedOn(records, pairs.size(), input.labels().size(), population, options.seed()));
    }

    /** Eight significant digits: a model file is read by people, and says nothing with more. */
    private static List<Double> list(double[] probabilities) {
        List<Double> list = new ArrayList<>();
        for (double probability : probabilities) {
            list.add(Math.max(
                    1e-12,
                    new java.math.BigDecimal(probability)
                            .round(new java.math.MathContext(8))
                            .doubleValue()));
        }
        return list;
    }

    /** The labels beside the pairs they are about. */
    private static final class Labels {
        private final Input input;
        private final ComparedPairs pairs;
        private final Map<RecordPair, Boolean> open;

        Labels(Input input, ComparedPairs pairs) {
            this.input = input;
            this.pairs = pairs;
            this.open = new java.util.HashMap<>(input.labels());
        }

        AgreementPatterns.Label of(int pair) {
            if (input.labels().isEmpty()) {
                return AgreementPatterns.Label.NONE;
            }
            RecordPair key = RecordPair.of(
                    input.records().get(pairs.a(pair)).recordId(),
                    input.records().get(pairs.b(pair)).recordId());
            Boolean isMatch = input.labels().get(key);
            open.remove(key);
            return isMatch == null
                    ? AgreementPatterns.Label.NONE
                    : isMatch ? AgreementPatterns.Label.MATCH : AgreementPatterns.Label.NON_MATCH;
        }

        /** Labelled pairs that no rule found teach every comparison. */
        void addUnblocked(AgreementPatterns patterns, Comparisons comparisons, List<Features> features) {
            if (open.isEmpty()) {
                return;
            }
            Map<String, Integer> positions = new java.util.HashMap<>();
            for (int i = 0; i < input.records().size(); i++) {
                positions.put(input.records().get(i).recordId(), i);
            }
            open.forEach((key, isMatch) -> {
                Integer a = positions.get(key.a());
                Integer b = positions.get(key.b());
                if (a != null && b != null) {
                    Features x = features.get(a);
                    Features y = features.get(b);
                    patterns.add(
                            comparisons.compare(x, y),
                            -1,
                            comparisons.termFrequencyBits(x, y),
                            comparisons.namesakesTermFrequencyBits(x, y),
                            isMatch ? AgreementPatterns.Label.MATCH : AgreementPatterns.Label.NON_MATCH);
                }
            });
        }
    }
}
