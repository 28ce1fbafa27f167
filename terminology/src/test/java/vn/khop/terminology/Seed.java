package vn.khop.terminology;

import java.util.SplittableRandom;

/**
 * The seed of a random test. Put it into every failure message; {@code -Dtests.seed=} replays it. Hexadecimal without a sign, because
 * Lucene reads the same property so.
 */
public record Seed(long value) {
    public static Seed ofThisRun() {
        String given = System.getProperty("tests.seed", "");
        return new Seed(given.isBlank() ? System.nanoTime() : Long.parseUnsignedLong(given, 16));
    }

    public SplittableRandom random() {
        return new SplittableRandom(value);
    }

    @Override
    public String toString() {
        return "-Dtests.seed=" + Long.toHexString(value);
    }
}
