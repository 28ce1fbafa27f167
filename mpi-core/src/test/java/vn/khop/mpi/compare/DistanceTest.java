package vn.khop.mpi.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.junit.jupiter.api.Test;
import vn.khop.reference.VietnameseText;

class DistanceTest {
    private final long seed = System.getProperty("tests.seed", "").isEmpty()
            ? System.nanoTime()
            : Long.parseUnsignedLong(System.getProperty("tests.seed"), 16);
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
            String message = "-Dtests.seed=" + Long.toHexString(seed);
            assertEquals(slow(a, b), Distance.edits(a, b, 20), message);
            assertEquals(slow(a, b) <= 1, Distance.isWithinOneEdit(a, b), message);
            assertEquals(Math.min(3, slow(a, b)), Distance.edits(a, b, 2), message);
        }
    }

    /** Names as they are typed, with marks and without: the ways of counting meet in one text. */
    private String name() {
        String[] syllables = {
            "nguyen", "nguyễn", "thi", "thị", "hoang", "huỳnh", "phương", "phuong", "uyên", "h'hen", "ng"
        };
        StringBuilder name = new StringBuilder();
        for (int count = 1 + random.nextInt(12); count > 0; count--) {
            name.append(syllables[random.nextInt(syllables.length)]).append(' ');
        }
        return name.toString();
    }

    /** The library's count of swaps compares letters beyond ASCII as objects, so there its plain count has to do. */
    @Test
    void editsOfNamesAreThoseThatCommonsTextCounts() {
        DamerauLevenshteinDistance withSwaps = new DamerauLevenshteinDistance();
        LevenshteinDistance plain = LevenshteinDistance.getDefaultInstance();
        for (int run = 0; run < 5000; run++) {
            String a = name();
            String b = random.nextInt(3) == 0 ? name() : edited(a);
            String message = "-Dtests.seed=" + Long.toHexString(seed) + " '" + a + "' '" + b + "'";
            int edits = Distance.edits(a, b, 200);
            int plainEdits = plain.apply(a, b);
            assertTrue(edits <= plainEdits && plainEdits <= 2 * edits, message);
            String x = VietnameseText.fold(a);
            String y = VietnameseText.fold(b);
            int expected = withSwaps.apply(x, y);
            for (int max : new int[] {0, 1, 2, 5, 200}) {
                assertEquals(Math.min(expected, max + 1), Distance.edits(x, y, max), message + " " + max);
            }
            assertEquals(expected <= 1, Distance.isWithinOneEdit(x, y), message);
        }
    }

    /** What the comparison levels rely on. The triangle's law does not hold: a swap may not be edited again (ca, ac, abc). */
    @Test
    void editsAreSymmetricAndNoneOnlyForEqualTexts() {
        for (int run = 0; run < 5000; run++) {
            String a = random.nextBoolean() ? name() : text();
            String b = random.nextInt(4) == 0 ? a : random.nextBoolean() ? name() : text();
            String message = "-Dtests.seed=" + Long.toHexString(seed) + " '" + a + "' '" + b + "'";
            int edits = Distance.edits(a, b, 200);
            assertEquals(edits, Distance.edits(b, a, 200), message);
            assertEquals(a.equals(b), edits == 0, message);
            assertTrue(edits >= Math.abs(a.length() - b.length()), message);
            assertTrue(edits <= Math.max(a.length(), b.length()), message);
        }
        assertEquals(3, Distance.edits("ca", "abc", 9), "by way of 'ac' it would be two");
    }

    @Test
    void similarityIsOneLessTheShareOfEdits() {
        for (int run = 0; run < 2000; run++) {
            String a = text();
            String b = text();
            int longer = Math.max(a.length(), b.length());
            double similarity = longer == 0 ? 1 : 1 - (double) Distance.edits(a, b, longer) / longer;
            for (double min : new double[] {0.5, 0.65, 0.7, 0.75, 1}) {
                assertEquals(
                        similarity >= min - 1e-12,
                        Distance.isSimilar(a, b, min),
                        "-Dtests.seed=" + Long.toHexString(seed));
                assertEquals(
                        Distance.isSimilar(b, a, min),
                        Distance.isSimilar(a, b, min),
                        "-Dtests.seed=" + Long.toHexString(seed));
            }
        }
    }

    @Test
    void lettersBeyondAsciiAndLongTextsAreCountedAsOthersAre() {
        assertEquals(1, Distance.edits("trần", "trân", 3));
        assertEquals(2, Distance.edits("đào", "dao", 3));
        assertEquals(3, Distance.edits("ab", "xyzab", 3));
        String longText = "abcdefghij".repeat(9);
        assertEquals(1, Distance.edits(longText, longText.replaceFirst("j", "x"), 5));
        assertEquals(2, Distance.edits(longText + "qq", longText, 5));
        assertEquals(6, Distance.edits("abcdefgh", "ijklmnop", 5));
    }

    @Test
    void digitsInALongAreAsFarApartAsTheirTexts() {
        for (int run = 0; run < 20_000; run++) {
            String a = digits();
            String b = random.nextBoolean() ? digits() : edited(a);
            long x = Digits.pack(a);
            long y = Digits.pack(b);
            String message = "-Dtests.seed=" + Long.toHexString(seed) + " " + a + " " + b;
            if (a.isEmpty() || a.length() > 15) {
                assertEquals(Digits.NONE, x, message);
            } else if (!b.isEmpty() && b.length() <= 15) {
                assertEquals(a, Digits.text(x), message);
                assertEquals(a.equals(b), x == y, message);
                assertEquals(Distance.isWithinOneEdit(a, b), Digits.isWithinOneEdit(x, y), message);
            }
        }
        assertEquals(Digits.NONE, Digits.pack("12a"));
    }

    private String digits() {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(17); length > 0; length--) {
            text.append((char) ('0' + random.nextInt(random.nextBoolean() ? 2 : 10)));
        }
        return text.toString();
    }

    private String edited(String text) {
        StringBuilder edited = new StringBuilder(text);
        for (int edits = 1 + random.nextInt(2); edits > 0; edits--) {
            int at = random.nextInt(edited.length() + 1);
            switch (random.nextInt(3)) {
                case 0 -> edited.insert(at, (char) ('0' + random.nextInt(10)));
                case 1 -> edited.delete(Math.max(0, at - 1), at);
                default -> {
                    if (at + 1 < edited.length()) {
                        edited.insert(at + 2, edited.charAt(at)).deleteCharAt(at);
                    }
                }
            }
        }
        return edited.toString();
    }
}
