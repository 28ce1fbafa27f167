package vn.khop.mpi.compare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ListsTest {
    private static final long SEED = Long.parseUnsignedLong(System.getProperty("tests.seed", "115f"), 16);

    @Test
    void everyListIsReadAsItWasKeptHoweverManyCameAfterIt() {
        SplittableRandom random = new SplittableRandom(SEED);
        Lists lists = new Lists();
        List<int[]> kept = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            int most = random.nextInt(1000) == 0 ? 1 << 14 : 9;
            int[] list = random.ints(1 + random.nextInt(most)).toArray();
            numbers.add(lists.keep(list));
            kept.add(list);
        }
        for (int i = 0; i < kept.size(); i++) {
            int start = Lists.start(numbers.get(i));
            int[] read = Arrays.copyOfRange(lists.page(numbers.get(i)), start, start + kept.get(i).length);
            assertArrayEquals(kept.get(i), read, "list " + i + " of -Dtests.seed=" + Long.toHexString(SEED));
        }
    }
}
