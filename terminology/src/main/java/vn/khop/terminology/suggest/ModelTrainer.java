package vn.khop.terminology.suggest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/*
 * Relations between words are learned from the very pairs whose evidence then weighs them, and a pair would find its own words related. So
 * the pairs are halved: the evidence of each half is made with the relations of the other. The weights are found by gradient ascent with
 * momentum (Adam, Kingma and Ba 2015) on the likelihood of what was chosen, held to their priors by a Gaussian; nothing is drawn at random.
 * The calibration is learned from the same crossed evidence: so few weights fit so many rows no closer than others.
 */
/** Makes a model from pairs that people decided. Deterministic. */
public final class ModelTrainer {
    private static final int ROUNDS = 250;
    private static final double RATE = 0.08;
    private static final double HELD_BY = 0.5;
    private static final int PART = 256;
    private static final int CALIBRATED_CANDIDATES = 5;

    private ModelTrainer() {}

    /**
     * A row with what it means.
     *
     * @param code of the target; empty where the list has none for it
     */
    public record Pair(LocalRow row, Optional<String> code) {}

    /** Pairs with the list that they are about. */
    public record Lesson(TargetIndex index, List<Pair> pairs) {}

    private record Choice(List<Comparison> candidates, int chosen) {}

    public static SuggestionModel train(String name, List<Lesson> lessons) {
        List<Choice> choices = new ArrayList<>();
        List<Relations> ofHalf = IntStream.range(0, 2)
                .mapToObj(half -> Relations.learned(names(lessons, half)))
                .toList();
        for (Lesson lesson : lessons) {
            Suggester finder = new Suggester(lesson.index(), SuggestionModel.untrained(), Experience.NONE);
            List<Choice> found = lesson.pairs().parallelStream()
                    .map(pair -> choice(lesson.index(), finder, pair, ofHalf.get(1 - half(pair))))
                    .flatMap(Optional::stream)
                    .toList();
            choices.addAll(found);
        }
        SuggestionModel weighed = weighed(name, choices, Relations.learned(names(lessons, -1)));
        return calibrated(name, weighed, choices);
    }

    private static int half(Pair pair) {
        return Math.floorMod(pair.row().name().hashCode() * 31 >>> 4, 2);
    }

    /** @param half which pairs, below 0 for all */
    private static List<Relations.NamePair> names(List<Lesson> lessons, int half) {
        List<Relations.NamePair> names = new ArrayList<>();
        for (Lesson lesson : lessons) {
            for (Pair pair : lesson.pairs()) {
                if (half < 0 || half(pair) == half) {
                    pair.code()
                            .map(lesson.index()::ordinalOf)
                            .filter(found -> found.isPresent())
                            .ifPresent(found -> names.add(new Relations.NamePair(
                                    pair.row().name(),
                                    lesson.index().target(found.getAsInt()).display())));
                }
            }
        }
        return names;
    }

    /** Where the target is in the list and was not found, none of the candidates is meant. */
    private static Optional<Choice> choice(TargetIndex index, Suggester finder, Pair pair, Relations relations) {
        List<Comparison> candidates = finder.candidates(pair.row(), relations);
        int chosen = IntStream.range(0, candidates.size())
                .filter(i -> pair.code()
                        .map(code ->
                                index.target(candidates.get(i).target()).code().equals(code))
                        .orElse(false))
                .findFirst()
                .orElse(-1);
        return candidates.isEmpty() ? Optional.empty() : Optional.of(new Choice(candidates, chosen));
    }

    private static SuggestionModel weighed(String name, List<Choice> choices, Relations relations) {
        SuggestionModel model = SuggestionModel.untrained();
        int size = model.weights().length + 1;
        double[] at = new double[size];
        System.arraycopy(model.weights(), 0, at, 0, size - 1);
        at[size - 1] = model.none();
        double[] prior = at.clone();
        double[] first = new double[size];
        double[] second = new double[size];
        for (int round = 1; round <= ROUNDS; round++) {
            SuggestionModel now = new SuggestionModel(
                    name, 0, Arrays.copyOf(at, size - 1), at[size - 1], Calibration.NONE, relations);
            double[] gradient = gradient(now, choices, size);
            for (int i = 0; i < size; i++) {
                double slope = gradient[i] - HELD_BY * (at[i] - prior[i]);
                first[i] = 0.9 * first[i] + 0.1 * slope;
                second[i] = 0.999 * second[i] + 0.001 * slope * slope;
                double mean = first[i] / (1 - Math.pow(0.9, round));
                double spread = Math.sqrt(second[i] / (1 - Math.pow(0.999, round)));
                at[i] += RATE * mean / (spread + 1e-8);
            }
        }
        return new SuggestionModel(name, 0, Arrays.copyOf(at, size - 1), at[size - 1], Calibration.NONE, relations);
    }

    /** Summed in parts of one size, so that the sum does not depend on how many cores there are. */
    private static double[] gradient(SuggestionModel model, List<Choice> choices, int size) {
        int parts = (choices.size() + PART - 1) / PART;
        List<double[]> sums = IntStream.range(0, parts)
                .parallel()
                .mapToObj(part -> {
                    double[] sum = new double[size];
                    choices.subList(part * PART, Math.min(choices.size(), (part + 1) * PART))
                            .forEach(choice -> add(sum, gradient(model, choice, size)));
                    return sum;
                })
                .toList();
        double[] all = new double[size];
        sums.forEach(sum -> add(all, sum));
        return all;
    }

    private static double[] gradient(SuggestionModel model, Choice choice, int size) {
        double[] gradient = new double[size];
        double[] shares = model.shares(choice.candidates());
        double none = 1;
        for (int i = 0; i < shares.length; i++) {
            none -= shares[i];
            double error = (i == choice.chosen() ? 1 : 0) - shares[i];
            double[] evidence = choice.candidates().get(i).evidence();
            for (int k = 0; k < evidence.length; k++) {
                gradient[k] += error * evidence[k];
            }
        }
        gradient[size - 1] = (choice.chosen() < 0 ? 1 : 0) - none;
        return gradient;
    }

    private static void add(double[] sum, double[] other) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other[i];
        }
    }

    private static SuggestionModel calibrated(String name, SuggestionModel model, List<Choice> choices) {
        List<Calibration.Case> cases = new ArrayList<>();
        for (Choice choice : choices) {
            double[] shares = model.shares(choice.candidates());
            IntStream.range(0, shares.length)
                    .boxed()
                    .sorted((one, other) -> Double.compare(shares[other], shares[one]))
                    .limit(CALIBRATED_CANDIDATES)
                    .forEach(i -> cases.add(new Calibration.Case(shares[i], i == choice.chosen())));
        }
        return new SuggestionModel(
                name, 0, model.weights(), model.none(), Calibration.learned(cases), model.relations());
    }
}
