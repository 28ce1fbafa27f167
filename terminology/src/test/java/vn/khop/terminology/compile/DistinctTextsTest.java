package vn.khop.terminology.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.Seed;

class DistinctTextsTest {
    /** Of one, two, three and four bytes; the last two of three bytes come after surrogates in UTF-16 and before them in UTF-8. */
    private static final String[] LETTERS = {"a", "b", "z", "é", "đ", "ố", "\uE000", "\uFFFD", "😀", "𠀀"};

    @Test
    void textsAreSortedAsTheirBytesAndNumberedAsTheyCome() {
        Seed seed = Seed.ofThisRun();
        for (int letters : new int[] {LETTERS.length, LETTERS.length - 2}) {
            SplittableRandom random = seed.random();
            DistinctTexts texts = new DistinctTexts();
            List<String> seen = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                String text = draw(random, letters);
                int known = seen.indexOf(text);
                assertEquals(known < 0 ? seen.size() : known, texts.number(text), seed.toString());
                if (known < 0) {
                    seen.add(text);
                }
            }
            String[] expected = seen.stream()
                    .sorted((a, b) -> Arrays.compareUnsigned(
                            a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)))
                    .toArray(String[]::new);
            String[] sorted = texts.sorted();
            assertArrayEquals(expected, sorted, seed.toString());
            for (String text : seen) {
                int length = text.getBytes(StandardCharsets.UTF_8).length;
                assertEquals(length, DistinctTexts.utf8Length(text), () -> text + " " + seed);
            }
        }
    }

    @Test
    void halfASurrogatePairIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new DistinctTexts().number("a\uD83D"));
        assertThrows(IllegalArgumentException.class, () -> new DistinctTexts().number("\uDE00a"));
    }

    private static String draw(SplittableRandom random, int letters) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(4); length > 0; length--) {
            text.append(LETTERS[random.nextInt(letters)]);
        }
        return text.toString();
    }
}
