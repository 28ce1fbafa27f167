package vn.khop.server.registry;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How a text is written in the search index, and how a question is written to be compared with it. */
public final class SearchText {
    /** Longer texts are cut, in the index and in the question alike. */
    private static final int LENGTH_MAX = 120;

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s,;.]+");

    private SearchText() {}

    /** NFC, words with one space between them, cut to the index's length. */
    static String words(String text) {
        String cut = cut(Normalizer.normalize(text, Normalizer.Form.NFC).strip());
        return BETWEEN_WORDS.splitAsStream(cut).filter(word -> !word.isEmpty()).collect(Collectors.joining(" "));
    }

    /** The same in lower case without any mark, đ as d. */
    public static String folded(String words) {
        String apart = Normalizer.normalize(words.toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
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
