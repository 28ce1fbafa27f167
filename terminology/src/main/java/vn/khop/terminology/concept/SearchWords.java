package vn.khop.terminology.concept;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/*
 * How text becomes words, for the index and for a question alike; both must come through here, or they drift apart.
 *
 * A word is a run of letters, digits and combining marks that starts with a letter or digit. Two forms are kept of each:
 * - toned: NFC, lower case, and the tone mark of a final oa, oe, uy moved to its second letter, because hòa and hoà,
 *   khỏe and khoẻ, thủy and thuỷ are two ways to place one mark (old and new style), not two words;
 * - toneless: every mark taken off by canonical decomposition, and đ made d, which has no decomposition.
 * Toneless is a function of toned, letter by letter. So whatever matches toned matches toneless too: one query finds,
 * and the toned form only ranks.
 */
/** Text as the words that search compares. Pure; the same for names and for what a user types. */
public final class SearchWords {
    /** A longer word is cut here, on both sides alike: no name of any list known has one. */
    private static final int WORD_CHARACTERS_MAX = 64;

    // One letter with no tone and the five tones, in one order.
    private static final String O = "oòóỏõọ";
    private static final String U = "uùúủũụ";
    private static final String A = "aàáảãạ";
    private static final String E = "eèéẻẽẹ";
    private static final String Y = "yỳýỷỹỵ";

    private SearchWords() {}

    /** Lower case, with marks. */
    public static List<String> toned(String text) {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        List<String> words = new ArrayList<>();
        int i = 0;
        while (i < folded.length()) {
            int start = i;
            boolean isWord = Character.isLetterOrDigit(folded.codePointAt(i));
            do {
                i += Character.charCount(folded.codePointAt(i));
            } while (isWord && i < folded.length() && continuesWord(folded.codePointAt(i)));
            if (isWord) {
                words.add(cut(onePlaceForTone(folded.substring(start, i))));
            }
        }
        return words;
    }

    /** A toned word without its marks. */
    public static String toneless(String tonedWord) {
        String decomposed = Normalizer.normalize(tonedWord, Normalizer.Form.NFD);
        StringBuilder bare = new StringBuilder(decomposed.length());
        decomposed
                .codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                .map(c -> c == 'đ' ? 'd' : c)
                .forEach(bare::appendCodePoint);
        return bare.toString();
    }

    public static List<String> toneless(List<String> tonedWords) {
        return tonedWords.stream().map(SearchWords::toneless).toList();
    }

    /** A code as a user may type it: lower case, no dots or signs. Empty where nothing is left. */
    public static String bareCode(String code) {
        StringBuilder bare = new StringBuilder(code.length());
        foldedCode(code).codePoints().filter(Character::isLetterOrDigit).forEach(bare::appendCodePoint);
        return bare.toString();
    }

    /** A code in lower case, its signs kept. */
    public static String foldedCode(String code) {
        return Normalizer.normalize(code, Normalizer.Form.NFC).strip().toLowerCase(Locale.ROOT);
    }

    private static boolean continuesWord(int c) {
        return Character.isLetterOrDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK;
    }

    /** The tone of oa, oe, uy moved from the first letter to the second: òa becomes oà. */
    private static String onePlaceForTone(String word) {
        StringBuilder placed = new StringBuilder(word);
        for (int i = 0; i + 1 < placed.length(); i++) {
            switch (placed.charAt(i + 1)) {
                case 'a' -> moveTone(placed, i, O, A);
                case 'e' -> moveTone(placed, i, O, E);
                case 'y' -> moveTone(placed, i, U, Y);
                default -> {}
            }
        }
        return placed.toString();
    }

    private static void moveTone(StringBuilder word, int at, String first, String second) {
        int tone = first.indexOf(word.charAt(at));
        if (tone > 0) {
            word.setCharAt(at, first.charAt(0));
            word.setCharAt(at + 1, second.charAt(tone));
        }
    }

    private static String cut(String word) {
        return word.codePointCount(0, word.length()) <= WORD_CHARACTERS_MAX
                ? word
                : word.substring(0, word.offsetByCodePoints(0, WORD_CHARACTERS_MAX));
    }
}
