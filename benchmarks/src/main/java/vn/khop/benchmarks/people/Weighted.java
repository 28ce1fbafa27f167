package vn.khop.benchmarks.people;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** Draws one of some things by their weights. */
final class Weighted<T> {
    private static final int SCALE = 1 << 30;

    private final List<T> things;
    private final int[] upTo;

    /** @param weight not negative; at least one positive */
    Weighted(List<T> things, ToDoubleFunction<T> weight) {
        this.things = List.copyOf(things);
        double[] sums = new double[things.size()];
        double sum = 0;
        for (int i = 0; i < sums.length; i++) {
            sum += weight.applyAsDouble(things.get(i));
            sums[i] = sum;
        }
        if (!(sum > 0)) {
            throw new IllegalArgumentException("no positive weight among " + things.size() + " things");
        }
        upTo = new int[sums.length];
        for (int i = 0; i < sums.length; i++) {
            upTo[i] = (int) Math.round(sums[i] / sum * SCALE);
        }
    }

    T draw(SplittableRandom random) {
        int at = random.nextInt(SCALE);
        int found = Arrays.binarySearch(upTo, at + 1);
        int i = found >= 0 ? found : -found - 1;
        while (i > 0 && upTo[i - 1] == upTo[i]) {
            i--;
        }
        return things.get(i);
    }
}
