package vn.khop.terminology.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.Seed;

class CellTextTest {
    private static final String[] PARTS = {
        " ",
        "  ",
        "a",
        "Z",
        "~",
        "\u007F",
        "\u0080",
        "\u00A0",
        "\u00AD",
        "\u00C0",
        "đ",
        "\u02FF",
        "\u0300",
        "\u0341",
        "ố",
        "o\u0302\u0301",
        "\u1E00",
        "\u1EFF",
        "\u1F71",
        "\u200B",
        "\u212B",
        "\uE001",
        "\uFEFF",
        "\uFFFD",
        "\t",
        "\n",
        "😀"
    };

    @Test
    void aCellThatIsSeenToBeTidyAtOnceIsTidyWhenLookedAtInEveryWay() {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        for (int i = 0; i < 50_000; i++) {
            StringBuilder drawn = new StringBuilder();
            for (int length = random.nextInt(5); length > 0; length--) {
                drawn.append(PARTS[random.nextInt(random.nextBoolean() ? 5 : PARTS.length)]);
            }
            String raw = drawn.toString();
            assertEquals(CellText.tidied(raw), CellText.of(raw), () -> "'" + raw + "' " + seed);
        }
    }

    @Test
    void everyCharacterAloneIsJudgedTheSameBothWays() {
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            if (!Character.isSurrogate(c)) {
                String raw = "x" + c + "x";
                assertEquals(CellText.tidied(raw), CellText.of(raw), () -> Integer.toHexString(raw.charAt(1)));
            }
        }
    }

    @Test
    void whatIsDoneIsTold() {
        CellText text = CellText.of(" Đau\u00A0 ngu\u031B\u0323c ");
        assertEquals("Đau ngực", text.value());
        assertEquals(2, text.remarks().size());
        assertTrue(CellText.of("Sốt cao").remarks().equals(List.of()));
    }
}
