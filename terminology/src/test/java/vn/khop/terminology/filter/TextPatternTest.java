package vn.khop.terminology.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.Seed;
import vn.khop.terminology.resource.Effort;

class TextPatternTest {
    private static final String[] PARTS = {
        "a", "b", "1", ".", "[ab]", "[^a]", "[a-c1]", "\\d", "\\w", "\\s", "\\D", "(a|b1)", "(?:ab)", "\\.", "\"",
        "\\t", "[\\d.]"
    };
    private static final String[] COUNTS = {"", "", "", "*", "+", "?", "{2}", "{1,3}"};
    private static final String LETTERS = "ab1. \"c\t";

    @Test
    void aPatternSaysOfEveryTextWhatJavasOwnSays() {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        for (int round = 0; round < 3_000; round++) {
            StringBuilder expression = new StringBuilder();
            int parts = 1 + random.nextInt(4);
            for (int i = 0; i < parts; i++) {
                expression.append(PARTS[random.nextInt(PARTS.length)]).append(COUNTS[random.nextInt(COUNTS.length)]);
            }
            Pattern expected = Pattern.compile(expression.toString(), Pattern.DOTALL);
            TextPattern pattern =
                    TextPattern.of(expression.toString(), Effort.UNCOUNTED).orElseThrow();
            for (int i = 0; i < 20; i++) {
                StringBuilder text = new StringBuilder();
                int length = random.nextInt(6);
                for (int j = 0; j < length; j++) {
                    text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
                }
                assertEquals(
                        expected.matcher(text).matches(),
                        pattern.matches(text.toString(), Effort.UNCOUNTED),
                        "/" + expression + "/ of '" + text + "' " + seed);
            }
        }
    }

    @Test
    void anExpressionThatABacktrackerNeverEndsIsAnswered() {
        String text = "a".repeat(50_000) + "!";
        assertFalse(assertTimeoutPreemptively(Duration.ofSeconds(20), () -> matches("((a+)+)+", text)));
    }

    @Test
    void whatNoAutomatonCanSayAndWhatGrowsTooLargeIsRefused() {
        for (String expression : new String[] {
            "(a)\\1",
            "(?=a)b",
            "(?<!a)b",
            "\\bword",
            "(((",
            "a{9",
            "\\pL",
            "a".repeat(1_001),
            "a{100000}",
            "[a-z]{1,100000}",
            "(a{1000}){1000}",
            "((((a{100}){100}){100}){100})",
            "(a{50}b{60}){200}",
            "a{99999999999999999999}",
            "((((){999}){999}){999}){999}"
        }) {
            assertEquals(
                    Optional.empty(),
                    TextPattern.of(expression, Effort.UNCOUNTED).map(found -> expression));
        }
    }

    private static boolean matches(String expression, String text) {
        return TextPattern.of(expression, Effort.UNCOUNTED).orElseThrow().matches(text, Effort.UNCOUNTED);
    }

    /** The character so many before the end is what the expression asks: known without any automaton. */
    @Test
    void anAutomatonWhoseStatesDoubleIsAnsweredInLittleRoom() {
        SplittableRandom random = Seed.ofThisRun().random();
        TextPattern pattern =
                TextPattern.of("(a|b)*a(a|b){60}", Effort.UNCOUNTED).orElseThrow();
        long[] spent = new long[1];
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                text.append(random.nextBoolean() ? 'a' : 'b');
            }
            assertEquals(
                    text.charAt(text.length() - 61) == 'a', pattern.matches(text.toString(), more -> spent[0] += more));
        }
        assertTrue(spent[0] > 200 * 500 && spent[0] < 200 * 500 * 40, spent[0] + " steps");
    }

    @Test
    void whatReadingCostsIsToldWhileItIsRead() {
        TextPattern pattern =
                TextPattern.of("(a|b)*a(a|b){60}", Effort.UNCOUNTED).orElseThrow();
        SplittableRandom random = new SplittableRandom(1);
        String text = random.ints(100_000, 'a', 'c')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        int[] left = {1_000};
        assertThrows(
                IllegalStateException.class,
                () -> pattern.matches(text, more -> {
                    if (--left[0] < 0) {
                        throw new IllegalStateException("enough");
                    }
                }));
    }

    @Test
    void aClassWithoutACharacterMatchesNothing() {
        String all = "[^" + Character.toString(0) + "-" + Character.toString(Character.MAX_CODE_POINT) + "]";
        assertFalse(matches(all + "*a", "ba"));
        assertFalse(matches(all, ""));
        assertTrue(matches(all + "*a", "a"));
    }

    @Test
    void anchorsSayWhatHoldsAnyway() {
        assertTrue(matches("^A\\d{2}$", "A09"));
        assertFalse(matches("A\\d{2}", "xA09"));
    }
}
