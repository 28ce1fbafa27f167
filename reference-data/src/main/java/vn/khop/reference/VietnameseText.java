package vn.khop.reference;

import java.text.Normalizer;

/**
 * The text forms that every lookup of Vietnamese words shares. Pure functions, total on any string.
 *
 * <p>Folding takes marks away and lower-cases: "Đặng Thuý" becomes "dang thuy". Java's own decomposition is not enough,
 * because đ (U+0111) has none; Ð (U+00D0, the Icelandic letter that real lists carry instead of Đ) folds as đ does.
 */
public final class VietnameseText {
    /* Table lookup for the letters that occur: folding runs once for each field of each record and in address parsing, where
     * Normalizer alone costs about ten times as much. 0 = a combining mark, which is dropped. The table covers the two ranges
     * that hold all Vietnamese letters, so that building it stays under a few milliseconds; others take the slow way. */
    private static final int LATIN_END = 0x250;

    private static final int MARKS_START = 0x300;

    private static final int EXTENDED_START = 0x1E00;
    private static final int EXTENDED_END = 0x1F00;
    private static final char[] LATIN = foldingTable(0, LATIN_END);
    private static final char[] EXTENDED = foldingTable(EXTENDED_START, EXTENDED_END);

    private VietnameseText() {}

    /** Lower case without marks, đ as d; spaces and punctuation stay. Folding twice gives the same text as once. */
    public static String fold(String text) {
        int n = text.length();
        int i = 0;
        while (i < n && text.charAt(i) < 0x80 && (text.charAt(i) < 'A' || text.charAt(i) > 'Z')) {
            i++;
        }
        if (i == n) {
            return text;
        }
        char[] folded = new char[n];
        int length = 0;
        for (i = 0; i < n; i++) {
            char f = fold(text.charAt(i));
            if (f != 0) {
                folded[length++] = f;
            }
        }
        return new String(folded, 0, length);
    }

    /** One character folded; 0 for a combining mark, which folding leaves out. */
    public static char fold(char c) {
        if (c < LATIN_END) {
            return LATIN[c];
        }
        return c >= EXTENDED_START && c < EXTENDED_END ? EXTENDED[c - EXTENDED_START] : foldedLetter(c);
    }

    /** Canonical composition (NFC), with Ð (U+00D0) written as Đ. */
    public static String compose(String text) {
        String replaced = text.indexOf('\u00D0') < 0 ? text : text.replace('\u00D0', '\u0110');
        return isComposed(replaced) || Normalizer.isNormalized(replaced, Normalizer.Form.NFC)
                ? replaced
                : Normalizer.normalize(replaced, Normalizer.Form.NFC);
    }

    /** Letters below the first combining mark, and the block that the other Vietnamese ones stand in, are composed: the usual text. */
    private static boolean isComposed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= MARKS_START && (c < EXTENDED_START || c >= EXTENDED_END)) {
                return false;
            }
        }
        return true;
    }

    private static char[] foldingTable(int from, int to) {
        char[] table = new char[to - from];
        for (int c = from; c < to; c++) {
            table[c - from] = foldedLetter((char) c);
        }
        return table;
    }

    private static char foldedLetter(char c) {
        if (c == '\u0110' || c == '\u0111' || c == '\u00D0' || c == '\u00F0') {
            return 'd';
        }
        if (isMark(c)) {
            return 0;
        }
        if (c < 0x80) {
            return Character.toLowerCase(c);
        }
        if (Character.isSurrogate(c)) {
            return c;
        }
        String base = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFD);
        char letter = Character.toLowerCase(base.charAt(0));
        // Some capitals decompose only after lower-casing; a second pass makes folding idempotent for every letter.
        char folded = Normalizer.normalize(String.valueOf(letter), Normalizer.Form.NFD)
                .charAt(0);
        return isMark(folded) ? 0 : folded;
    }

    private static boolean isMark(char c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }
}
