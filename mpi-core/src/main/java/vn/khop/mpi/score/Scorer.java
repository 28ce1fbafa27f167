package vn.khop.mpi.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vn.khop.mpi.compare.ComparedPair;
import vn.khop.mpi.compare.ComparisonVector;
import vn.khop.mpi.compare.Comparisons;
import vn.khop.mpi.compare.PackedRecords;
import vn.khop.mpi.model.ComparisonParameters;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaDefinition.ComparisonDefinition;

/**
 * Turns levels into bits. A pure function of model and pair, immutable, without allocation for the total.
 *
 * <p>A pair is one person's (M), two strangers' (S), two relatives' of one household (R), or two namesakes' (N). Against strangers the
 * evidence is the sum of log2(m/u) with its term-frequency parts [1, 2]; agreement on what a family shares, its name, telephone
 * and address, is strong evidence there. Relatives share all that too, and against them only the rest counts. Namesakes agree on name, birth date and
 * sex as one person's records do, oftener than chance has it, because names go with cohorts, families and regions; elsewhere
 * they are strangers. So however rare a name is, against namesakes it says nothing. The odds of one person are M / (S + R + N),
 * and the total is the sum against strangers, less the bits by which S + R exceeds S, the <em>relatives' part</em>, and those by
 * which N exceeds that, the <em>namesakes' part</em>; never positive, 0 where the schema knows no such class.
 *
 * <p>[1] I. Fellegi, A. Sunter: A theory for record linkage, JASA 64 (1969). [2] W. Winkler: Frequency-based matching in the
 * Fellegi-Sunter model of record linkage, US Bureau of the Census RR2000/06.
 */
public final class Scorer {
    private static final double LOG_2 = Math.log(2);

    /** What the levels of two comparisons add to the sums against strangers, relatives and namesakes, side by side. */
    private static final int SUMS = 3;

    /** As many bits of a {@link ComparisonVector} as hold the levels of two comparisons. */
    private static final int TWO_LEVELS = 2 * ComparisonVector.BITS;

    private static final int PLACES = 1 << TWO_LEVELS;

    private final List<ComparisonDefinition> definitions;
    private final double matchPriorBits;
    private final double relativesPriorBits;
    private final double[][] weightBits;
    private final double[][] relativesBits;
    private final double namesakesPriorBits;
    private final boolean[] isOfNamesakes;
    private final double[] addends;

    /** Compiles the model's probabilities. */
    public Scorer(LinkageModel model) {
        definitions = model.schema().comparisons();
        double strangers = 1 - model.matchPrior() - model.relativesPrior() - model.namesakesPrior();
        matchPriorBits = log2(model.matchPrior() / strangers);
        relativesPriorBits = log2(model.relativesPrior() / strangers);
        namesakesPriorBits = log2(model.namesakesPrior() / strangers);
        isOfNamesakes = new boolean[definitions.size()];
        weightBits = new double[definitions.size()][];
        relativesBits = new double[definitions.size()][];
        for (int i = 0; i < definitions.size(); i++) {
            ComparisonParameters parameters = model.comparisons().get(i);
            int levels = parameters.m().size();
            isOfNamesakes[i] = definitions.get(i).isOfNamesakes();
            weightBits[i] = new double[levels];
            relativesBits[i] = new double[levels];
            for (int level = 0; level < levels; level++) {
                weightBits[i][level] = parameters.weightBits(level);
                relativesBits[i][level] = parameters.relatives().isEmpty()
                        ? 0
                        : log2(parameters.relatives().get(level)
                                / parameters.u().get(level));
            }
        }
        addends = addends();
    }

    /** For every two comparisons that lie side by side in a vector, and each two levels of theirs, what these add to the sums. */
    private double[] addends() {
        int comparisons = definitions.size();
        double[] sums = new double[(comparisons + 1) / 2 * PLACES * SUMS];
        for (int at = 0; at < sums.length; at += SUMS) {
            int first = at / SUMS / PLACES * 2;
            long levels = (long) (at / SUMS % PLACES) << (first * ComparisonVector.BITS);
            for (int i = first; i < Math.min(first + 2, comparisons); i++) {
                int level = ComparisonVector.level(levels, i);
                if (level != ComparisonVector.NULL_LEVEL && level < weightBits[i].length) {
                    sums[at] += weightBits[i][level];
                    sums[at + 1] += relativesBits[i][level];
                    sums[at + 2] += isOfNamesakes[i] ? weightBits[i][level] : 0;
                }
            }
        }
        return sums;
    }

    private static double log2(double x) {
        return Math.log(x) / LOG_2;
    }

    /**
     * The match weight of a pair, in bits: log2 of the odds that it is one person's.
     *
     * @param levels as {@link ComparisonVector#packed}
     * @param termFrequencyBits the sum over all comparisons
     * @param namesakesTermFrequencyBits the sum over those of namesakes
     */
    public double totalBits(long levels, double termFrequencyBits, double namesakesTermFrequencyBits) {
        double strangers = matchPriorBits + termFrequencyBits;
        double relatives = relativesPriorBits + termFrequencyBits;
        double namesakes = namesakesPriorBits + namesakesTermFrequencyBits;
        // Where a value is missing the table has zeros: a sum without a question is quicker than one with.
        long rest = levels;
        for (int at = 0; at < addends.length; at += PLACES * SUMS) {
            int place = at + (int) (rest & PLACES - 1) * SUMS;
            strangers += addends[place];
            relatives += addends[place + 1];
            namesakes += addends[place + 2];
            rest >>>= TWO_LEVELS;
        }
        return strangers - excess(relatives, namesakes);
    }

    /** The match weight of a compared pair, as {@link #totalBits(long, double, double)}. */
    public double totalBits(ComparedPair pair) {
        return totalBits(pair.levels(), pair.termFrequencyBits(), pair.namesakesTermFrequencyBits());
    }

    /**
     * The match weight of two groups of records, in bits, from the pairs between them: each comparison weighs its mean over the
     * pairs that have it, so that one missing value does not hide what the other records say. Of a single pair the same as
     * {@link #totalBits}.
     *
     * @param pairs levels of each pair between the groups
     * @param termFrequencyBits of the same pairs; not empty
     * @param namesakesTermFrequencyBits of the same pairs
     */
    public double groupBits(long[] pairs, double[] termFrequencyBits, double[] namesakesTermFrequencyBits) {
        double rarity = Arrays.stream(termFrequencyBits).average().orElse(0);
        double strangers = matchPriorBits + rarity;
        double relatives = relativesPriorBits + rarity;
        double namesakes = namesakesPriorBits
                + Arrays.stream(namesakesTermFrequencyBits).average().orElse(0);
        for (int i = 0; i < weightBits.length; i++) {
            double weights = 0;
            double relativesWeights = 0;
            int comparable = 0;
            for (long levels : pairs) {
                int level = ComparisonVector.level(levels, i);
                if (level != ComparisonVector.NULL_LEVEL) {
                    weights += weightBits[i][level];
                    relativesWeights += relativesBits[i][level];
                    comparable++;
                }
            }
            if (comparable > 0) {
                strangers += weights / comparable;
                relatives += relativesWeights / comparable;
                namesakes += isOfNamesakes[i] ? weights / comparable : 0;
            }
        }
        return strangers - excess(relatives, namesakes);
    }

    /**
     * How much the levels speak for one person and against two relatives of one household, in bits and without a prior: what a
     * household shares weighs nothing. Against strangers, where the model knows no relatives.
     */
    public double againstRelativesBits(long levels) {
        double bits = 0;
        for (int i = 0; i < weightBits.length; i++) {
            int level = ComparisonVector.level(levels, i);
            bits += level == ComparisonVector.NULL_LEVEL ? 0 : weightBits[i][level] - relativesBits[i][level];
        }
        return bits;
    }

    /**
     * By how many bits all who are not one person exceed the strangers among them.
     *
     * @param relatives log2 of how much likelier relatives are than strangers
     * @param namesakes the same of namesakes
     */
    private static double excess(double relatives, double namesakes) {
        return BitSum.of(BitSum.of(0, relatives), namesakes);
    }

    /** Odds in bits as a probability. */
    public static double probability(double bits) {
        return 1 / (1 + Math.exp(-bits * Math.log(2)));
    }

    /** Where the total comes from; {@link MatchExplanation#totalBits} is {@link #totalBits} of the same pair. */
    public MatchExplanation explain(Comparisons comparisons, PackedRecords records, int a, int b) {
        ComparedPair pair = new ComparedPair();
        comparisons.compare(records, a, b, pair);
        long levels = pair.levels();
        List<MatchExplanation.Line> lines = new ArrayList<>();
        double relatives = relativesPriorBits;
        double namesakes = namesakesPriorBits;
        for (int i = 0; i < definitions.size(); i++) {
            ComparisonDefinition definition = definitions.get(i);
            int level = ComparisonVector.level(levels, i);
            if (level == ComparisonVector.NULL_LEVEL) {
                lines.add(new MatchExplanation.Line(definition.name(), MatchExplanation.NOT_COMPARABLE, 0, 0));
                continue;
            }
            double termFrequencyBits = comparisons.termFrequencyBits(records, a, b, i);
            relatives += relativesBits[i][level] + termFrequencyBits;
            namesakes += isOfNamesakes[i] ? weightBits[i][level] + termFrequencyBits : 0;
            lines.add(new MatchExplanation.Line(
                    definition.name(), definition.levels().get(level).name(), weightBits[i][level], termFrequencyBits));
        }
        double ofRelatives = excess(relatives, Double.NEGATIVE_INFINITY);
        return new MatchExplanation(matchPriorBits, lines, 0 - ofRelatives, ofRelatives - excess(relatives, namesakes));
    }
}
