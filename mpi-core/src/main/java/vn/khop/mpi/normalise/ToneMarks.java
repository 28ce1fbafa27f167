package vn.khop.mpi.normalise;

import java.text.Normalizer;

/** The five tone marks on and off the letters that bear them, by table. All letters are lower case and composed. */
final class ToneMarks {
    /** Grave, acute, tilde, hook above, dot below, as combining marks. */
    static final String MARKS = "\u0300\u0301\u0303\u0309\u0323";

    private static final String BEARERS = "aăâeêioôơuưy";
    private static final int LATIN_END = 0x200;
    private static final int EXTENDED_START = 0x1E00;
    private static final int EXTENDED_END = 0x1F00;

    /** For each letter its toneless form in the high bits and 1 + the index of its mark in the lowest three; 0: not a bearer. */
    private static final int[] LATIN = new int[LATIN_END];

    private static final int[] EXTENDED = new int[EXTENDED_END - EXTENDED_START];
    private static final char[][] WITH_MARK = new char[BEARERS.length()][MARKS.length()];

    static {
        for (int i = 0; i < BEARERS.length(); i++) {
            char bearer = BEARERS.charAt(i);
            put(bearer, bearer << 3);
            for (int j = 0; j < MARKS.length(); j++) {
                String composed = Normalizer.normalize("" + bearer + MARKS.charAt(j), Normalizer.Form.NFC);
                WITH_MARK[i][j] = composed.charAt(0);
                put(composed.charAt(0), bearer << 3 | j + 1);
            }
        }
    }

    private ToneMarks() {}

    private static void put(char letter, int value) {
        if (letter < LATIN_END) {
            LATIN[letter] = value;
        } else {
            EXTENDED[letter - EXTENDED_START] = value;
        }
    }

    private static int of(char letter) {
        if (letter < LATIN_END) {
            return LATIN[letter];
        }
        return letter >= EXTENDED_START && letter < EXTENDED_END ? EXTENDED[letter - EXTENDED_START] : 0;
    }

    /** The letter's tone mark, 0 where it has none. */
    static char mark(char letter) {
        int index = of(letter) & 7;
        return index == 0 ? 0 : MARKS.charAt(index - 1);
    }

    /** The letter without its tone mark; itself where it has none. */
    static char toneless(char letter) {
        int of = of(letter);
        return of == 0 ? letter : (char) (of >> 3);
    }

    /** A letter that bears tones, with this one; unchanged for mark 0. */
    static char with(char toneless, char mark) {
        int letter = BEARERS.indexOf(toneless);
        int index = MARKS.indexOf(mark);
        return mark == 0 || letter < 0 || index < 0 ? toneless : WITH_MARK[letter][index];
    }
}
