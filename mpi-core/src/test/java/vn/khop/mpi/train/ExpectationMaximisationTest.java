package vn.khop.mpi.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExpectationMaximisationTest {
    private static final long SEED = 20261122;

    private static int draw(double[] shares, SplittableRandom random) {
        double at = random.nextDouble();
        int level = 0;
        while (level < shares.length - 1 && at >= shares[level]) {
            at -= shares[level++];
        }
        return level;
    }

    @Test
    void pairsMadeFromKnownProbabilitiesGiveThemBack() {
        double[][] m = {{0.9, 0.06, 0.04}, {0.8, 0.15, 0.05}, {0.7, 0.2, 0.1}, {0.95, 0.03, 0.02}};
        double[][] u = {{0.01, 0.04, 0.95}, {0.02, 0.08, 0.9}, {0.05, 0.15, 0.8}, {0.03, 0.07, 0.9}};
        SplittableRandom random = new SplittableRandom(SEED);
        AgreementPatterns patterns = new AgreementPatterns();
        int pairs = 200_000;
        for (int i = 0; i < pairs; i++) {
            double[][] source = random.nextInt(10) == 0 ? m : u;
            long levels = 0;
            for (int comparison = 0; comparison < 4; comparison++) {
                levels |= (long) (draw(source[comparison], random) + 1) << (5 * comparison);
            }
            patterns.add(levels, 0, 0, -1);
        }
        double[][] zeros = {new double[3], new double[3], new double[3], new double[3]};
        double[][] start = {{0.6, 0.2, 0.2}, {0.6, 0.2, 0.2}, {0.6, 0.2, 0.2}, {0.6, 0.2, 0.2}};
        var estimate = ExpectationMaximisation.run(
                new ExpectationMaximisation.Problem(patterns.sorted(1), zeros, 1, pairs, start, zeros, new boolean[4]));
        assertEquals(0.1, estimate.matchPrior(), 0.01);
        for (int comparison = 0; comparison < 4; comparison++) {
            assertArrayEquals(m[comparison], estimate.m()[comparison], 0.02, Arrays.toString(estimate.m()[comparison]));
            assertArrayEquals(u[comparison], estimate.u()[comparison], 0.01, Arrays.toString(estimate.u()[comparison]));
        }
    }

    @Test
    void namesakesMadeInAKnownShareAreFoundAndDoNotSpoilTheRest() {
        double[][] m = {{0.9, 0.1}, {0.85, 0.15}, {0.9, 0.1}, {0.8, 0.2}};
        double[][] u = {{0.01, 0.99}, {0.01, 0.99}, {0.001, 0.999}, {0.01, 0.99}};
        boolean[] ofNamesakes = {true, true, false, false};
        SplittableRandom random = new SplittableRandom(SEED);
        AgreementPatterns patterns = new AgreementPatterns();
        int pairs = 200_000;
        for (int i = 0; i < pairs; i++) {
            int kind = random.nextInt(100);
            long levels = 0;
            for (int comparison = 0; comparison < 4; comparison++) {
                boolean likeOnePerson = kind < 10 || (kind < 13 && ofNamesakes[comparison]);
                double[] shares = likeOnePerson ? m[comparison] : u[comparison];
                levels |= (long) (draw(shares, random) + 1) << (5 * comparison);
            }
            patterns.add(levels, 0, 0, -1);
        }
        double[][] zeros = {new double[2], new double[2], new double[2], new double[2]};
        double[][] start = {{0.7, 0.3}, {0.7, 0.3}, {0.7, 0.3}, {0.7, 0.3}};
        var estimate = ExpectationMaximisation.run(
                new ExpectationMaximisation.Problem(patterns.sorted(1), zeros, 1, pairs, start, zeros, ofNamesakes));
        assertEquals(0.10, estimate.matchPrior(), 0.01);
        assertEquals(0.03, estimate.namesakesPrior(), 0.005);
        for (int comparison = 0; comparison < 4; comparison++) {
            assertArrayEquals(m[comparison], estimate.m()[comparison], 0.03, Arrays.toString(estimate.m()[comparison]));
        }
    }

    @Test
    void weightsThatBreakTheOrderOfTheLevelsArePooled() {
        double[] u = {0.1, 0.1, 0.8};
        double[] pooled = Monotone.pooled(new double[] {0.2, 0.6, 0.2}, u);
        assertArrayEquals(new double[] {0.4, 0.4, 0.2}, pooled, 1e-12);
    }
}
