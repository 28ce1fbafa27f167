package vn.khop.mpi.compare;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.model.TermTable;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.TextValue;

/**
 * A text of a column that people exchange with another: given and family name, two lines of an address. Compared without spaces,
 * since words run together and fall apart; where the text does not agree, it may stand in the other column of the other record.
 */
final class ExchangeableComparator extends FieldComparator<ExchangeableComparator.Feature> {
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
    private final TermTable terms;

    ExchangeableComparator(String otherField, String field, String table, TermTable terms) {
        this.otherField = otherField;
        this.field = field;
        this.table = table;
        this.terms = terms;
    }

    /**
     * @param own letters without marks and spaces; never empty
     * @param other the same of the other column; may be empty
     */
    record Feature(String own, String other, float bits) {}

    @Override
    @Nullable
    Feature prepare(PersonRecord record) {
        String own = letters(record, field);
        return own.isEmpty() ? null : new Feature(own, letters(record, otherField), (float) terms.bits(own));
    }

    private static String letters(PersonRecord record, String field) {
        String folded =
                record.value(field, TextValue.class).map(TextValue::folded).orElse("");
        StringBuilder letters = new StringBuilder(folded.length());
        folded.codePoints().filter(Character::isLetterOrDigit).forEach(letters::appendCodePoint);
        return letters.toString();
    }

    @Override
    int level(Feature a, Feature b) {
        if (a.own().equals(b.own())) {
            return EXACT;
        }
        if (isNear(a.own(), b.own())) {
            return NEAR;
        }
        if (isExchanged(a, b)) {
            return EXCHANGED;
        }
        if (Math.min(a.own().length(), b.own().length()) >= NEAR_LETTERS_MIN
                && Distance.similarity(a.own(), b.own()) >= SIMILARITY_MIN) {
            return SIMILAR;
        }
        return a.own().startsWith(b.own()) || b.own().startsWith(a.own()) ? SHORTENED : DIFFERS;
    }

    private static boolean isNear(String a, String b) {
        return Math.min(a.length(), b.length()) >= NEAR_LETTERS_MIN && Distance.isWithinOneEdit(a, b);
    }

    /** Each stands where the other's is expected; where one column of the other record is empty, one of the two is enough. */
    private static boolean isExchanged(Feature a, Feature b) {
        boolean isThere = a.own().equals(b.other()) || isNear(a.own(), b.other());
        boolean isBack = b.own().equals(a.other()) || isNear(b.own(), a.other());
        return (isThere && (isBack || a.other().isEmpty()))
                || (isBack && b.other().isEmpty());
    }

    @Override
    float termFrequencyBits(Feature a, Feature b, int level) {
        return level == EXACT ? a.bits() : 0;
    }

    @Override
    void terms(PersonRecord record, BiConsumer<String, String> count) {
        String own = letters(record, field);
        if (!own.isEmpty()) {
            count.accept(table, own);
        }
    }
}
