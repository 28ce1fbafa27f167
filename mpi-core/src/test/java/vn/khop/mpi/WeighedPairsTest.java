package vn.khop.mpi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WeighedPairsTest {
    private static final long SEED = Long.parseUnsignedLong(System.getProperty("tests.seed", "9a1e"), 16);

    private record Pair(long key, long levels, double bits) {}

    private static List<Pair> list(WeighedPairs pairs) {
        List<Pair> list = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            list.add(new Pair(pairs.key(i), pairs.levels(i), pairs.bits(i)));
        }
        return list;
    }

    @Test
    void aKeyIsTheSameInEitherOrderAndHoldsBothRecords() {
        assertEquals(WeighedPairs.key(7, 3), WeighedPairs.key(3, 7));
        assertEquals(3, WeighedPairs.a(WeighedPairs.key(7, 3)));
        assertEquals(7, WeighedPairs.b(WeighedPairs.key(7, 3)));
        assertEquals(Integer.MAX_VALUE, WeighedPairs.b(WeighedPairs.key(0, Integer.MAX_VALUE)));
    }

    @Test
    void pairsAreSortedAsAListOfObjectsIsAndKeepWhatTheyCarry() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 50; round++) {
            int records = 2 + random.nextInt(3000);
            WeighedPairs pairs = new WeighedPairs(random.nextInt(20));
            WeighedPairs piece = new WeighedPairs(0);
            List<Pair> expected = new ArrayList<>();
            for (int i = random.nextInt(4000); i > 0; i--) {
                Pair pair = new Pair(
                        WeighedPairs.key(random.nextInt(records), random.nextInt(records)),
                        random.nextLong(),
                        random.nextDouble());
                expected.add(pair);
                piece.add(pair.key(), pair.levels(), pair.bits());
                if (random.nextInt(100) == 0) {
                    pairs.addAll(piece);
                    piece = new WeighedPairs(0);
                }
            }
            pairs.addAll(piece);
            expected.sort(Comparator.comparingLong(Pair::key));
            assertEquals(expected, list(pairs.sorted()), "seed " + Long.toHexString(SEED));
        }
    }
}
