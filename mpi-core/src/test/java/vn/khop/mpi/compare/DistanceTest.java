package vn.khop.mpi.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DistanceTest {
    private final long seed = System.getProperty("tests.seed", "").isEmpty()
            ? System.nanoTime()
            : Long.parseLong(System.getProperty("tests.seed"));
    private final SplittableRandom random = new SplittableRandom(seed);

    private String text() {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(9);
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(3)));
        }
        return text.toString();
    }

    /** The same distance by its recursive definition. */
    private static int slow(String a, String b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.length() + b.length();
        }
        String shortA = a.substring(1);
        String shortB = b.substring(1);
        int best = slow(shortA, shortB) + (a.charAt(0) == b.charAt(0) ? 0 : 1);
        best = Math.min(best, Math.min(slow(shortA, b), slow(a, shortB)) + 1);
        if (a.length() > 1 && b.length() > 1 && a.charAt(0) == b.charAt(1) && a.charAt(1) == b.charAt(0)) {
            best = Math.min(best, slow(a.substring(2), b.substring(2)) + 1);
        }
        return best;
    }

    @Test
    void editsAreThoseOfTheDefinitionAndOneEditIsOne() {
        for (int run = 0; run < 300; run++) {
            String a = text();
            String b = text();
            if (a.length() > 6 || b.length() > 6) {
                continue;
            }
            String message = "-Dtests.seed=" + seed;
            assertEquals(slow(a, b), Distance.edits(a, b, 20), message);
            assertEquals(slow(a, b) <= 1, Distance.isWithinOneEdit(a, b), message);
            assertEquals(Math.min(3, slow(a, b)), Distance.edits(a, b, 2), message);
        }
    }

    @Test
    void similarityIsSymmetricBetweenNoneAndAllAndAllOnlyForTheSame() {
        for (int run = 0; run < 2000; run++) {
            String a = text();
            String b = text();
            double similarity = Distance.similarity(a, b);
            String message = "-Dtests.seed=" + seed;
            assertEquals(similarity, Distance.similarity(b, a), message);
            assertTrue(similarity >= 0 && similarity <= 1, message);
            assertEquals(a.equals(b), similarity == 1, message);
        }
    }
}
