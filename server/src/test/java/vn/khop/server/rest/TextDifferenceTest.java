package vn.khop.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import vn.khop.server.rest.TextDifference.Kind;
import vn.khop.server.rest.TextDifference.Piece;

class TextDifferenceTest {
    private static final String LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ 0123456789-";
    private static final int DRAWS = 2_000;

    private static Kind kind(String first, String second) {
        return TextDifference.between(first, second).kind();
    }

    /** {@code [differs]} and {@code (missing)}. */
    private static String written(TextDifference difference) {
        return difference.pieces().stream()
                .map(piece -> switch (piece.part()) {
                    case SAME -> piece.text();
                    case DIFFERS -> "[" + piece.text() + "]";
                    case MISSING -> "(" + piece.text() + ")";
                })
                .collect(Collectors.joining());
    }

    private static String without(TextDifference difference, Piece.Part part) {
        return difference.pieces().stream()
                .filter(piece -> piece.part() != part)
                .map(Piece::text)
                .collect(Collectors.joining());
    }

    @Test
    void aToneMarkOnAnotherLetterIsItsOwnKind() {
        assertEquals(Kind.TONE_PLACE, kind("Nguyễn Thị Hòa", "Nguyễn Thị Hoà"));
        assertEquals(Kind.TONE_PLACE, kind("thuý", "Thúy"));
        assertEquals(Kind.MARKS, kind("Hoà", "Hoá"), "another tone is no other place");
        assertEquals(Kind.MARKS, kind("Nguyễn Đức", "NGUYEN DUC"));
        assertEquals(Kind.WRITING, kind("Nguyễn  Đức", "NGUYỄN ĐỨC"));
        assertEquals(Kind.SAME, kind("Hòa", "Ho\u0300a".replace("o\u0300a", "òa")));
        assertEquals(Kind.SAME, kind("Nguyễn", "Nguye\u0302\u0303n"), "composed and decomposed are one writing");
        assertEquals(Kind.LETTERS, kind("Nguyễn Văn An", "Nguyễn Văn Ân Bình"));
        assertEquals(Kind.ABSENT, kind("Nguyễn", " "));
        assertEquals(Kind.SAME, kind("", ""));
    }

    @Test
    void lettersAreMarkedWithinWordsThatAreMostlyAlikeAndOtherWordsAsAWhole() {
        assertEquals("Trần [Viết] Giáp", written(TextDifference.between("Trần Văn Giáp", "Trần Viết Giáp")));
        assertEquals("Trần Thị H[oà](òa)", written(TextDifference.between("Trần Thị Hòa", "Trần Thị Hoà")));
        assertEquals("0010850123[5](4)6", written(TextDifference.between("001085012346", "001085012356")));
        assertEquals("[Phạm] [Đức] [Anh]", written(TextDifference.between("Lê Minh Tuấn", "Phạm Đức Anh")));
        assertEquals("Trần Giáp", without(TextDifference.between("Trần Văn Giáp", "Trần Giáp"), Piece.Part.MISSING));
    }

    @Test
    void thePiecesOfTheSecondAreTheSecond() {
        SplittableRandom random = new SplittableRandom(Long.getLong("tests.seed", 20_261_123L));
        for (int draw = 0; draw < DRAWS; draw++) {
            String first = drawn(random);
            String second = random.nextInt(3) == 0 ? first : drawn(random);
            TextDifference difference = TextDifference.between(first, second);
            assertEquals(second, without(difference, Piece.Part.MISSING));
            assertTrue(!first.equals(second) || written(difference).equals(first), () -> first + " against itself");
        }
    }

    @Test
    void whatIsHiddenIsNotInTheMaskAndAtMostAThirdIsShown() {
        SplittableRandom random = new SplittableRandom(Long.getLong("tests.seed", 20_261_124L));
        for (int draw = 0; draw < DRAWS; draw++) {
            String first = drawn(random).replace(" ", "");
            String second = drawn(random).replace(" ", "");
            String masked = without(TextDifference.between(first, second).masked(), Piece.Part.MISSING);
            assertEquals(second.length(), masked.length());
            long shown = masked.chars().filter(letter -> letter != '•').count();
            assertTrue(shown <= 0.35 * second.length(), () -> masked);
            assertTrue(second.endsWith(masked.replace("•", "")));
            String missing = TextDifference.between(first, second).masked().pieces().stream()
                    .filter(piece -> piece.part() == Piece.Part.MISSING)
                    .map(Piece::text)
                    .collect(Collectors.joining());
            assertEquals("", missing.replace("•", ""), "what only the other has is hidden whole");
        }
        assertEquals("•••••••••456", MaskedNumber.end("001085123456"));
    }

    private static String drawn(SplittableRandom random) {
        return random.ints(random.nextInt(1, 16), 0, LETTERS.length())
                .mapToObj(place -> LETTERS.substring(place, place + 1))
                .collect(Collectors.joining());
    }
}
