package vn.khop.mpi.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.compare.ComparisonVector;
import vn.khop.mpi.model.ComparisonParameters;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaDefinition.ComparisonDefinition;

class ScorerTest {
    private static final long SEED = Long.parseUnsignedLong(System.getProperty("tests.seed", "51c0"), 16);

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final LinkageModel model = LinkageModel.readDefault();

    /** Levels of a pair and what agreement on its values adds. */
    private record Pair(int[] levels, double[] rarity) {
        long packed() {
            long packed = 0;
            for (int i = 0; i < levels.length; i++) {
                packed |= (long) (levels[i] + 1) << i * ComparisonVector.BITS;
            }
            return packed;
        }
    }

    private Pair pair() {
        List<ComparisonDefinition> comparisons = model.schema().comparisons();
        int[] levels = new int[comparisons.size()];
        double[] rarity = new double[comparisons.size()];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = random.nextInt(comparisons.get(i).levels().size() + 1) - 1;
            rarity[i] = levels[i] < 0 ? 0 : random.nextInt(3) * (random.nextDouble() * 12 - 4);
        }
        return new Pair(levels, rarity);
    }

    /** M / (S + R + N) of the class's own words: one product for each class, and no logarithm before the end. */
    private double bitsByDefinition(Pair pair) {
        double person = model.matchPrior();
        double strangers = 1 - model.matchPrior() - model.relativesPrior() - model.namesakesPrior();
        double relatives = model.relativesPrior();
        double namesakes = model.namesakesPrior();
        for (int i = 0; i < pair.levels().length; i++) {
            int level = pair.levels()[i];
            if (level < 0) {
                continue;
            }
            ComparisonParameters parameters = model.comparisons().get(i);
            double m = parameters.m().get(level);
            double u = parameters.u().get(level) / Math.pow(2, pair.rarity()[i]);
            boolean isOfNamesakes = model.schema().comparisons().get(i).isOfNamesakes();
            person *= m;
            strangers *= u;
            relatives *= parameters.relatives().isEmpty()
                    ? u
                    : parameters.relatives().get(level);
            namesakes *= isOfNamesakes ? m : u;
        }
        return Math.log(person / (strangers + relatives + namesakes)) / Math.log(2);
    }

    @Test
    void theTotalIsTheOddsOfOnePersonAgainstAllOtherClassesTogether() {
        Scorer scorer = new Scorer(model);
        for (int run = 0; run < 20_000; run++) {
            Pair pair = pair();
            double all = 0;
            double ofNamesakes = 0;
            for (int i = 0; i < pair.rarity().length; i++) {
                all += pair.rarity()[i];
                ofNamesakes += model.schema().comparisons().get(i).isOfNamesakes() ? pair.rarity()[i] : 0;
            }
            assertEquals(
                    bitsByDefinition(pair),
                    scorer.totalBits(pair.packed(), all, ofNamesakes),
                    1e-8,
                    () -> "-Dtests.seed=" + Long.toHexString(SEED));
        }
    }

    @Test
    void bitsAddAsTheirPowersDo() {
        for (int run = 0; run < 100_000; run++) {
            double a = random.nextDouble() * 120 - 60;
            double b = a + (random.nextDouble() * 2 - 1) * (random.nextBoolean() ? 50 : 2);
            double sum = BitSum.of(a, b);
            double byPowers = Math.max(a, b) + Math.log1p(Math.pow(2, -Math.abs(a - b))) / Math.log(2);
            assertEquals(byPowers, sum, BitSum.ERROR, () -> "-Dtests.seed=" + Long.toHexString(SEED));
            assertEquals(sum, BitSum.of(b, a));
            assertTrue(BitSum.of(a, b + 1e-6) >= sum, () -> "-Dtests.seed=" + Long.toHexString(SEED));
        }
    }

    @Test
    void nothingAddsNothing() {
        double nothing = Double.NEGATIVE_INFINITY;
        assertEquals(3, BitSum.of(3, nothing));
        assertEquals(3, BitSum.of(nothing, 3));
        assertEquals(nothing, BitSum.of(nothing, nothing));
        assertEquals(4, BitSum.of(3, 3), BitSum.ERROR);
    }
}
