package vn.khop.mpi.block;

import vn.khop.mpi.record.FieldValue;
import vn.khop.mpi.record.Identifier;
import vn.khop.mpi.record.IdentifierValues;
import vn.khop.mpi.record.TextValue;

/** Pieces of texts and numbers that one wrong character leaves alone, or mostly so. For keys only. */
final class Fragment {
    private static final int START_LETTERS = 3;
    private static final int CONSONANTS_MAX = 4;
    private static final int END_CHARACTERS = 4;

    private Fragment() {}

    /** The first three letters or digits. */
    static String start(String text) {
        return text.substring(0, Math.min(START_LETTERS, text.length()));
    }

    /** The last four letters or digits; none of a shorter text. */
    static String end(String text) {
        return text.length() < END_CHARACTERS ? "" : text.substring(text.length() - END_CHARACTERS);
    }

    /** First letter and the consonants after it, repeated ones once, four at most: what survives most slips of spelling. */
    static String consonants(String text) {
        StringBuilder consonants = new StringBuilder(CONSONANTS_MAX);
        char before = 0;
        for (int i = 0; i < text.length() && consonants.length() < CONSONANTS_MAX; i++) {
            char c = text.charAt(i);
            if (c != before && (i == 0 || "aeiouyhw".indexOf(c) < 0)) {
                consonants.append(c);
            }
            before = c;
        }
        return consonants.toString();
    }

    /** Letters and digits of a text or of the first of some numbers; empty for other values. */
    static String compact(FieldValue value) {
        String text = value instanceof TextValue textValue
                ? textValue.folded()
                : value instanceof IdentifierValues identifiers
                        ? first(identifiers).value()
                        : "";
        StringBuilder compact = new StringBuilder(text.length());
        text.codePoints().filter(Character::isLetterOrDigit).forEach(compact::appendCodePoint);
        return compact.toString();
    }

    private static Identifier first(IdentifierValues identifiers) {
        return identifiers.all().get(0);
    }
}
