package vn.khop.mpi.compare;

import java.util.List;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.TextValue;

/**
 * A text of a column that people exchange with another: given and family name, two lines of an address. Compared without spaces,
 * since words run together and fall apart; where the text does not agree, it may stand in the other column of the other record.
 */
final class ExchangeableComparator extends FieldComparator {
    static final List<String> LEVELS = List.of("exact", "near", "exchanged", "similar", "shortened", "differs");
    private static final int EXACT = 0;
    private static final int NEAR = 1;
    private static final int EXCHANGED = 2;
    private static final int SIMILAR = 3;
    private static final int SHORTENED = 4;
    private static final int DIFFERS = 5;

    /** Two letters of three are near everything. */
    private static final int NEAR_LETTERS_MIN = 4;

    private static final double SIMILARITY_MIN = 0.65;

    private final String otherField;
    private final String field;
    private final String table;

    ExchangeableComparator(String otherField, String field, String table) {
        this.otherField = otherField;
        this.field = field;
        this.table = table;
    }

    /** Letters without marks and spaces: of its own column, then of the other, which may be empty. */
    @Override
    int width() {
        return 2;
    }

    @Override
    void encode(PersonRecord record, Lexicon words, int[] row, int at) {
        String own = letters(record, field);
        if (!own.isEmpty()) {
            row[at] = words.idOf(own);
            row[at + 1] = words.idOf(letters(record, otherField));
        }
    }

    private static String letters(PersonRecord record, String field) {
        String folded =
                record.value(field, TextValue.class).map(TextValue::folded).orElse("");
        StringBuilder letters = new StringBuilder(folded.length());
        folded.codePoints().filter(Character::isLetterOrDigit).forEach(letters::appendCodePoint);
        return letters.toString();
    }

    @Override
    int level(Lexicon words, int[] x, int i, int[] y, int j) {
        if (x[i] == y[j]) {
            return EXACT;
        }
        String a = words.text(x[i]);
        String b = words.text(y[j]);
        if (isNear(a, b)) {
            return NEAR;
        }
        if (isExchanged(a, words.text(x[i + 1]), b, words.text(y[j + 1]))) {
            return EXCHANGED;
        }
        if (Math.min(a.length(), b.length()) >= NEAR_LETTERS_MIN && Distance.isSimilar(a, b, SIMILARITY_MIN)) {
            return SIMILAR;
        }
        return a.startsWith(b) || b.startsWith(a) ? SHORTENED : DIFFERS;
    }

    private static boolean isNear(String a, String b) {
        return Math.min(a.length(), b.length()) >= NEAR_LETTERS_MIN && Distance.isWithinOneEdit(a, b);
    }

    /** Each stands where the other's is expected; where one column of the other record is empty, one of the two is enough. */
    private static boolean isExchanged(String ownA, String otherA, String ownB, String otherB) {
        boolean isThere = ownA.equals(otherB) || isNear(ownA, otherB);
        boolean isBack = ownB.equals(otherA) || isNear(ownB, otherA);
        return (isThere && (isBack || otherA.isEmpty())) || (isBack && otherB.isEmpty());
    }

    @Override
    float termFrequencyBits(Lexicon words, int[] x, int i, int[] y, int j, int level) {
        // Of two spellings the commoner one is likelier right, and an exchanged name is common in its own column only.
        return level <= EXCHANGED ? Math.min(words.weight(0, x[i]), words.weight(0, y[j])) : 0;
    }

    @Override
    List<String> tables() {
        return List.of(table);
    }

    @Override
    void terms(Lexicon words, int[] x, int i, TermSink sink) {
        sink.accept(0, x[i]);
    }
}
