package vn.khop.terminology.suggest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.Seed;

class CalibrationTest {
    @Test
    void whatIsSaidTooBoldlyIsBroughtDownToWhatCameTrue() {
        // Said s, true in s * s of the cases: 20,000 of them leave an error of the mean well below 0.05 in each of 130
        // groups of 150.
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        List<Calibration.Case> cases = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            double said = random.nextDouble();
            cases.add(new Calibration.Case(said, random.nextDouble() < said * said));
        }
        Calibration calibration = Calibration.learned(cases);
        for (double said = 0.05; said < 1; said += 0.05) {
            assertEquals(said * said, calibration.of(said), 0.1, "said " + said + ", " + seed);
        }
    }

    @Test
    void neverChangesTheOrderAndStaysAProbability() {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        List<Calibration.Case> cases = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            cases.add(new Calibration.Case(random.nextDouble(), random.nextBoolean()));
        }
        Calibration calibration = Calibration.learned(cases);
        double before = 0;
        for (int i = 0; i <= 1_000; i++) {
            double now = calibration.of(i / 1_000.0);
            assertTrue(now >= before && now <= 1, "at " + i + ", " + seed);
            before = now;
        }
    }

    @Test
    void nothingLearnedSaysWhatItIsTold() {
        assertEquals(Calibration.NONE, Calibration.learned(List.of()));
        assertEquals(0.3, Calibration.NONE.of(0.3), 1e-12);
    }
}
