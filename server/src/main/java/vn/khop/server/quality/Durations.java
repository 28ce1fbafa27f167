package vn.khop.server.quality;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/*
 * Durations of many servers and days are added up, so not they are kept but how many fell into each class. A class is a tenth wider than the one before it: what is told of a percentile is at most a tenth
 * too much, and never too little.
 */
/** Durations in classes: the first is up to a millisecond, each next one up to a tenth more. */
final class Durations {
    private static final double GROWTH = 1.1;
    /** Some six hours. */
    private static final int LAST = 180;

    private Durations() {}

    /** The number of its class, with leading zeros. */
    static String classOf(Duration duration) {
        double millis = duration.toNanos() / 1e6;
        int number = 0;
        while (number < LAST && millis > upTo(number)) {
            number++;
        }
        return String.format(java.util.Locale.ROOT, "%03d", number);
    }

    private static double upTo(int number) {
        return Math.pow(GROWTH, number);
    }

    /**
     * Within how many milliseconds so many of them were over.
     *
     * @param share above 0, at most 1
     * @param counts how many by class
     * @return empty where there are none
     */
    static OptionalLong within(double share, Map<String, Long> counts) {
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        long needed = (long) Math.ceil(all * share);
        long seen = 0;
        for (Map.Entry<String, Long> one : new TreeMap<>(counts).entrySet()) {
            seen += one.getValue();
            if (seen >= needed && seen > 0) {
                return OptionalLong.of((long) Math.ceil(upTo(Integer.parseInt(one.getKey()))));
            }
        }
        return OptionalLong.empty();
    }
}
