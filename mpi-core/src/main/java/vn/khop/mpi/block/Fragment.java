package vn.khop.mpi.block;

import java.util.List;
import java.util.function.Function;
import vn.khop.mpi.record.FieldValue;
import vn.khop.mpi.record.Identifier;
import vn.khop.mpi.record.IdentifierValues;
import vn.khop.mpi.record.TextValue;

/** Pieces of texts and numbers that one wrong character leaves alone, or mostly so. For keys only. */
final class Fragment {
    private static final int START_LETTERS = 3;
    private static final int CONSONANTS_MAX = 4;
    private static final int END_CHARACTERS = 4;

    /** The first three letters or digits. */
    static final Function<FieldValue, List<String>> START =
            of(text -> text.substring(0, Math.min(START_LETTERS, text.length())));

    /** The last four letters or digits; none of a shorter text. */
    static final Function<FieldValue, List<String>> END =
            of(text -> text.length() < END_CHARACTERS ? "" : text.substring(text.length() - END_CHARACTERS));

    /** First letter and the consonants after it, repeated ones once, four at most: what survives most slips of spelling. */
    static final Function<FieldValue, List<String>> CONSONANTS = of(Fragment::consonants);

    private Fragment() {}

    private static String consonants(String text) {
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

    private static Function<FieldValue, List<String>> of(Function<String, String> piece) {
        return value -> {
            String piecePart = piece.apply(compact(value));
            return piecePart.isEmpty() ? List.of() : List.of(piecePart);
        };
    }

    private static String compact(FieldValue value) {
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
