package vn.khop.server.registry;

import java.text.Normalizer;
import java.util.Locale;

/** How a text is written in the search index, and how a question is written to be compared with it. */
final class SearchText {
    /** Longer texts are cut, in the index and in the question alike. */
    private static final int LENGTH_MAX = 120;

    private SearchText() {}

    /** NFC, one space between words, cut to the index's length. */
    static String exact(String text) {
        return cut(Normalizer.normalize(text, Normalizer.Form.NFC).strip().replaceAll("\\s+", " "));
    }

    /** The same in lower case without any mark, đ as d. */
    static String folded(String text) {
        String apart = Normalizer.normalize(exact(text).toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
        StringBuilder folded = new StringBuilder(apart.length());
        for (int i = 0; i < apart.length(); i++) {
            char letter = apart.charAt(i);
            if (Character.getType(letter) != Character.NON_SPACING_MARK) {
                folded.append(letter == 'đ' ? 'd' : letter);
            }
        }
        return cut(folded.toString());
    }

    private static String cut(String text) {
        return text.length() <= LENGTH_MAX ? text : text.substring(0, LENGTH_MAX);
    }
}
