package vn.khop.mpi.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import vn.khop.mpi.block.CandidatePairs;
import vn.khop.mpi.cluster.RecordPair;
import vn.khop.mpi.compare.ComparedPair;
import vn.khop.mpi.compare.Comparisons;
import vn.khop.mpi.model.ComparisonParameters;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.model.SchemaDefinition.BlockingRuleDefinition;
import vn.khop.mpi.model.SchemaDefinition.ComparisonDefinition;
import vn.khop.mpi.model.TermTable;
import vn.khop.mpi.pack.LongSet;

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

    /** A model, and the comparisons that weigh values by its frequencies. */
    public record Trained(LinkageModel model, Comparisons comparisons, int iterations) {}

    /** Pairs that training looks at, as many as that many pairs of a larger file. */
    private static final long PAIRS_MAX = 1_000_000;

    /**
     * Trains, and gives the records the weights of what was counted.
     *
     * @param labels pairs that people decided
     * @throws IllegalArgumentException if there are fewer than two records: there is no pair to learn from
     */
    public static Trained train(
            TrainingRecords records, SchemaDefinition schema, Map<RecordPair, PairLabel> labels, Options options) {
        if (records.size() < 2) {
            throw new IllegalArgumentException(records.size() + " records; training needs at least two");
        }
        Map<String, TermTable> terms = TermCounts.count(
                records.packed(),
                records.comparisons().countedTables(),
                record -> records.rules().person(records.keys(), record));
        Comparisons comparisons = Comparisons.compile(schema, terms);
        comparisons.weigh(records.packed());
        TrainingRecords weighed = records.with(comparisons);
        ExpectationMaximisation.Problem problem = problem(weighed, schema, labels, options);
        ExpectationMaximisation.Estimate estimate = ExpectationMaximisation.run(problem);
        long pairs = weighed.candidates().statistics().comparedPairs();
        LinkageModel model = model(weighed, schema, options, terms, labels.size(), pairs, estimate);
        return new Trained(model, comparisons, estimate.iterations());
    }

    private static ExpectationMaximisation.Problem problem(
            TrainingRecords records, SchemaDefinition schema, Map<RecordPair, PairLabel> labels, Options options) {
        int sampling = (int) Math.max(1, records.candidates().pairs() / PAIRS_MAX);
        int[] freeRules = schema.comparisons().stream()
                .mapToInt(comparison -> freeRules(schema.blocking(), comparison))
                .toArray();
        AgreementPatterns patterns = patterns(records, labels, freeRules, sampling);
        List<AgreementPatterns.Counted> counted = patterns.sorted(sampling);
        double found =
                counted.stream().mapToDouble(AgreementPatterns.Counted::count).sum();
        int[] levelCounts = schema.comparisons().stream()
                .mapToInt(comparison -> comparison.levels().size())
                .toArray();
        LevelSample sample = LevelSample.draw(records, levelCounts, options.seed());
        double allPairs = allPairs(records);
        double unseen = Math.max(0, allPairs - found);
        double unit = sample.pairs() == 0 ? 1 : Math.max(1, unseen / sample.pairs());
        int size = schema.comparisons().size();
        double[][] unseenLevels = new double[size][];
        double[][] startM = new double[size][];
        double[][] startRelatives = new double[size][];
        boolean[] ofNamesakes = new boolean[size];
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
        }
        return new ExpectationMaximisation.Problem(
                counted, unseenLevels, unit, allPairs, startM, startRelatives, ofNamesakes);
    }

    /** The candidate pairs of a sample of the blocks, and every labelled pair. */
    private static AgreementPatterns patterns(
            TrainingRecords records, Map<RecordPair, PairLabel> labels, int[] freeRules, int sampling) {
        AgreementPatterns all = new AgreementPatterns();
        LongSet labelled = new LongSet();
        ComparedPair pair = new ComparedPair();
        positions(records, labels).forEach((key, label) -> {
            int a = (int) (key >>> Integer.SIZE);
            int b = (int) (long) key;
            labelled.add(key);
            records.compare(a, b, pair);
            int found = records.rulesThatFind(a, b);
            // A pair that no rule finds was selected by nobody, so every comparison may learn from it.
            int learners = found == 0 ? -1 : learners(freeRules, found);
            all.addLabelled(pair, learners, label.isMatch(), label.weight());
        });
        records.candidates().visit(sampling, () -> new CandidatePairs.Visitor() {
            private final AgreementPatterns piece = new AgreementPatterns();
            private final ComparedPair compared = new ComparedPair();

            @Override
            public void pair(int a, int b) {
                if (records.filter().accepts(a, b) && (labelled.isEmpty() || !labelled.contains(key(a, b)))) {
                    records.compare(a, b, compared);
                    piece.add(compared, learners(freeRules, records.rulesThatFind(a, b)));
                }
            }

            @Override
            public void end() {
                synchronized (all) {
                    all.addAll(piece);
                }
            }
        });
        return all;
    }

    private static int learners(int[] freeRules, int found) {
        int learners = 0;
        for (int i = 0; i < freeRules.length; i++) {
            learners |= (freeRules[i] & found) != 0 ? 1 << i : 0;
        }
        return learners;
    }

    private static long key(int a, int b) {
        return (long) Math.min(a, b) << Integer.SIZE | Math.max(a, b);
    }

    /** The labels by the positions of their records; a label of a record that is not here says nothing. */
    private static Map<Long, PairLabel> positions(TrainingRecords records, Map<RecordPair, PairLabel> labels) {
        if (labels.isEmpty()) {
            return Map.of();
        }
        Map<String, Integer> positions = new HashMap<>();
        labels.keySet().forEach(pair -> {
            positions.put(pair.a(), -1);
            positions.put(pair.b(), -1);
        });
        for (int i = 0; i < records.size(); i++) {
            positions.replace(records.ids().apply(i), i);
        }
        Map<Long, PairLabel> byPosition = new TreeMap<>();
        labels.forEach((pair, label) -> {
            int a = positions.getOrDefault(pair.a(), -1);
            int b = positions.getOrDefault(pair.b(), -1);
            if (a >= 0 && b >= 0) {
                byPosition.put(key(a, b), label);
            }
        });
        return byPosition;
    }

    private static double allPairs(TrainingRecords records) {
        int size = records.size();
        double all = (double) size * (size - 1) / 2;
        long accepted = 0;
        long drawn = 0;
        int stride = Math.max(1, size / 2000);
        for (int a = 0; a < size; a += stride) {
            for (int b = a + 1; b < size; b += stride) {
                drawn++;
                accepted += records.filter().accepts(a, b) ? 1 : 0;
            }
        }
        return drawn == 0 ? all : Math.max(1, all * accepted / drawn);
    }

    /** The rules that do not look at the comparison's field, as bits; if there are none, all. */
    private static int freeRules(List<BlockingRuleDefinition> rules, ComparisonDefinition comparison) {
        int free = 0;
        List<String> own = ownFields(comparison);
        for (int rule = 0; rule < rules.size(); rule++) {
            boolean looksAt = rules.get(rule).keys().stream()
                    .anyMatch(key -> own.stream().anyMatch(field -> key.equals(field) || key.startsWith(field + ".")));
            free |= looksAt ? 0 : 1 << rule;
        }
        return free == 0 ? -1 : free;
    }

    /** The fields that the comparison asks about; of others it reads only whether they explain the answer. */
    private static List<String> ownFields(ComparisonDefinition comparison) {
        List<String> fields = comparison.fields();
        boolean isNested = comparison.comparator().equals("nested");
        return isNested ? fields : List.of(fields.get(fields.size() == 2 ? 1 : 0));
    }

    private static LinkageModel model(
            TrainingRecords training,
            SchemaDefinition schema,
            Options options,
            Map<String, TermTable> terms,
            long labels,
            long pairs,
            ExpectationMaximisation.Estimate estimate) {
        List<ComparisonParameters> parameters = new ArrayList<>();
        for (int i = 0; i < schema.comparisons().size(); i++) {
            double[] m = Monotone.pooled(estimate.m()[i], estimate.u()[i]);
            parameters.add(new ComparisonParameters(
                    schema.comparisons().get(i).name(),
                    list(m),
                    list(estimate.u()[i]),
                    schema.hasRelatives() ? list(estimate.relatives()[i]) : List.of()));
        }
        long records = training.size();
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
                Set.copyOf(training.rules().hotKeys()),
                new LinkageModel.TrainedOn(records, pairs, labels, population, options.seed()));
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
}
