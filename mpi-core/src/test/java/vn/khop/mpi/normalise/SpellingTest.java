package vn.khop.mpi.normalise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.text.Normalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    @ParameterizedTest
    @CsvSource({
        "hoà, hòa",
        "hòa, hòa",
        "hoạ, họa",
        "khoẻ, khỏe",
        "thuý, thúy",
        "thúy, thúy",
        "huỵ, hụy",
        "quý, quí",
        "qúy, quí",
        "quí, quí",
        "quyên, quyên",
        "uỷ, ủy",
        "mỹ, mĩ",
        "lý, lí",
        "sỹ, sĩ",
        "vy, vi",
        "thuỵ, thụy",
        "hoàng, hoàng",
        "yến, yến",
        "huyền, huyền",
        "kiều, kiều",
        "tuế, tuế",
        "nguyễn thuý mỹ, nguyễn thúy mĩ",
    })
    void eachSyllableHasOneSpelling(String written, String key) {
        assertEquals(key, Spelling.key(written));
        assertEquals(key, Spelling.key(key));
    }

    @Test
    void wordsOfOneSpellingAreNotCopied() {
        String words = "nguyễn thị hương giang";
        assertSame(words, Spelling.key(words));
    }

    @Test
    void theToneTableSaysWhatUnicodesDecompositionSays() {
        for (char bearer : "aăâeêioôơuưy".toCharArray()) {
            for (char mark : ToneMarks.MARKS.toCharArray()) {
                char letter = Normalizer.normalize("" + bearer + mark, Normalizer.Form.NFC)
                        .charAt(0);
                assertEquals(mark, ToneMarks.mark(letter));
                assertEquals(bearer, ToneMarks.toneless(letter));
                assertEquals(letter, ToneMarks.with(bearer, mark));
            }
            assertEquals(0, ToneMarks.mark(bearer));
            assertEquals(bearer, ToneMarks.toneless(bearer));
        }
        assertEquals('đ', ToneMarks.toneless('đ'));
        assertEquals('b', ToneMarks.with('b', '\u0301'));
    }
}
