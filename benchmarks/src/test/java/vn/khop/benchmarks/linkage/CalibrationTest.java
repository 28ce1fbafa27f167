package vn.khop.benchmarks.linkage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static ScoredPairs.Pair pair(double probability, boolean isMatch) {
        return new ScoredPairs.Pair(0, 1, 0, probability, isMatch);
    }

    @Test
    void theErrorIsTheWeightedDistanceOfStatedAndRight() {
        // 3 pairs at 0.95, 2 right: |0.95 - 2/3| = 0.28333. 1 pair at 0.1, wrong: 0.1. Weighted: (3 * 0.28333 + 0.1) /
        // 4.
        List<ScoredPairs.Pair> pairs = List.of(pair(0.95, true), pair(0.95, true), pair(0.95, false), pair(0.1, false));
        assertEquals(
                (3 * (0.95 - 2.0 / 3) + 0.1) / 4, Calibration.equalWidth(pairs).expectedError(), 1e-12);
        assertEquals(2, Calibration.equalWidth(pairs).bins().size());
    }

    @Test
    void onePairInTheLastBinAtOne() {
        assertEquals(0, Calibration.equalWidth(List.of(pair(1, true))).expectedError());
        assertEquals(0, Calibration.equalMass(List.of()).expectedError());
    }

    @Test
    void whatIsDrawnFromItsOwnProbabilityIsCalibratedAndWhatIsOverstatedIsNot() {
        SplittableRandom random = new SplittableRandom(7);
        List<ScoredPairs.Pair> honest = new ArrayList<>();
        List<ScoredPairs.Pair> boasting = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            double chance = random.nextDouble();
            boolean isMatch = random.nextDouble() < chance;
            honest.add(pair(chance, isMatch));
            boasting.add(pair(1 - (1 - chance) * (1 - chance), isMatch));
        }
        // A bin of 4,000 has a standard deviation of at most 0.008; ten of them average to less than half of that.
        assertTrue(Calibration.equalWidth(honest).expectedError() < 0.01);
        assertTrue(Calibration.equalMass(honest).expectedError() < 0.01);
        // The mean of 1 - (1-c)^2 - c over c in (0, 1) is 1/6.
        assertEquals(1.0 / 6, Calibration.equalMass(boasting).expectedError(), 0.01);
    }

    @Test
    void binsOfOneMassDifferByAtMostOnePair() {
        List<ScoredPairs.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 57; i++) {
            pairs.add(pair(i / 57.0, false));
        }
        for (Calibration.Bin bin : Calibration.equalMass(pairs).bins()) {
            assertTrue(bin.count() == 5 || bin.count() == 6, bin.toString());
        }
    }
}
