package vn.khop.mpi.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.BatchLinkage.PairResult;
import vn.khop.mpi.cluster.RecordPair;

class TruthCurveTest {
    private static PairResult pair(String a, String b, double bits) {
        return new PairResult(RecordPair.of(a, b), bits, 0.5, "link");
    }

    @Test
    void precisionAndRecallAreCountedFromTheStrongestPairDown() {
        Map<String, String> truth = Map.of("a", "1", "b", "1", "c", "1", "d", "2", "e", "2");
        // True pairs: ab, ac, bc, de: 4.
        TruthCurve curve = TruthCurve.of(
                List.of(pair("a", "b", 9), pair("a", "d", 5), pair("b", "c", 5), pair("d", "e", 1)), truth);
        assertEquals(Map.of(9.0, 1.0, 5.0, 2.0 / 3, 1.0, 3.0 / 4), curve.precision());
        assertEquals(Map.of(9.0, 1.0 / 4, 5.0, 2.0 / 4, 1.0, 3.0 / 4), curve.recall());
        assertEquals(1, curve.best().bits());
        assertEquals(0.75, curve.best().f1(), 1e-9);
        assertEquals(0.5, curve.at(2).recall());
        assertEquals(0, curve.at(10).recall());
    }

    @Test
    void withoutPairsThereIsNoCurve() {
        assertTrue(TruthCurve.of(List.of(), Map.of("a", "1")).precision().isEmpty());
    }
}
