package vn.khop.reference;

import java.text.Normalizer;

/**
 * The text forms that every lookup of Vietnamese words shares. Pure functions, total on any string.
 *
 * <p>Folding takes marks away and lower-cases: "Đặng Thuý" becomes "dang thuy". Java's own decomposition is not enough,
 * because đ (U+0111) has none; Ð (U+00D0, the Icelandic letter that real lists carry instead of Đ) folds as đ does.
 */
public final class VietnameseText {
    /* Table lookup for every letter below U+2000: folding runs once for each field of each record and in address
     * parsing, where Normalizer alone costs about ten times as much. 0 = a combining mark, which is dropped. */
    private static final char[] FOLDED = foldingTable();

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
        StringBuilder folded = new StringBuilder(n);
        for (i = 0; i < n; i++) {
            char c = text.charAt(i);
            char f = c < FOLDED.length ? FOLDED[c] : c;
            if (f != 0) {
                folded.append(f);
            }
        }
        return folded.toString();
    }

    /** Canonical composition (NFC), with Ð (U+00D0) written as Đ. */
    public static String compose(String text) {
        String replaced = text.indexOf('\u00D0') < 0 ? text : text.replace('\u00D0', '\u0110');
        return Normalizer.isNormalized(replaced, Normalizer.Form.NFC)
                ? replaced
                : Normalizer.normalize(replaced, Normalizer.Form.NFC);
    }

    private static char[] foldingTable() {
        char[] table = new char[0x2000];
        for (char c = 0; c < table.length; c++) {
            table[c] = foldedLetter(c);
        }
        return table;
    }

    private static char foldedLetter(char c) {
        if (c == '\u0110' || c == '\u0111' || c == '\u00D0' || c == '\u00F0') {
            return 'd';
        }
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        String base = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFD);
        char letter = Character.toLowerCase(base.charAt(0));
        // Some capitals decompose only after lower-casing; a second pass makes folding idempotent for every letter.
        return Normalizer.normalize(String.valueOf(letter), Normalizer.Form.NFD).charAt(0);
    }
}
