package vn.khop.terminology.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.Seed;

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
            TextPattern pattern = TextPattern.of(expression.toString()).orElseThrow();
            for (int i = 0; i < 20; i++) {
                StringBuilder text = new StringBuilder();
                int length = random.nextInt(6);
                for (int j = 0; j < length; j++) {
                    text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
                }
                assertEquals(
                        expected.matcher(text).matches(),
                        pattern.matches(text.toString()),
                        "/" + expression + "/ of '" + text + "' " + seed);
            }
        }
    }

    @Test
    void anExpressionThatABacktrackerNeverEndsIsAnswered() {
        String text = "a".repeat(50_000) + "!";
        assertFalse(assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> TextPattern.of("((a+)+)+").orElseThrow().matches(text)));
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
            "(a|b)*a(a|b){60}",
            "\\pL",
            "a".repeat(1_001),
            "a{100000}",
            "[a-z]{1,100000}",
            "(a{1000}){1000}",
            "((((a{100}){100}){100}){100})",
            "(a{50}b{60}){200}",
            "a{99999999999999999999}"
        }) {
            assertEquals(Optional.empty(), TextPattern.of(expression).map(found -> expression));
        }
    }

    @Test
    void anchorsSayWhatHoldsAnyway() {
        assertTrue(TextPattern.of("^A\\d{2}$").orElseThrow().matches("A09"));
        assertFalse(TextPattern.of("A\\d{2}").orElseThrow().matches("xA09"));
    }
}
