package vn.khop.mpi.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.khop.mpi.record.Identifier;
import vn.khop.mpi.record.IdentifierType;
import vn.khop.mpi.record.IdentifierValues;
import vn.khop.mpi.record.PersonRecord;

/** Numbers that stay with a person; of an insurance card only the number at its end, which outlives the card. */
final class IdentifierComparator extends FieldComparator {
    static final List<String> LEVELS = List.of("equal", "near", "differs-temporary", "differs");
    private static final int EQUAL = 0;
    private static final int NEAR = 1;
    private static final int DIFFERS_TEMPORARY = 2;
    private static final int DIFFERS = 3;
    private static final int LASTING_DIGITS = 10;
    private static final int TEMPORARY_MARK = 1;

    private final String field;

    IdentifierComparator(String field) {
        this.field = field;
    }

    @Override
    int width() {
        return NumberSlots.WIDTH;
    }

    @Override
    void encode(PersonRecord record, Lexicon words, int[] row, int at) {
        record.value(field, IdentifierValues.class)
                .ifPresent(values -> NumberSlots.write(entries(values), words, row, at));
    }

    private static List<NumberSlots.Entry> entries(IdentifierValues values) {
        boolean hasTemporary =
                values.all().stream().anyMatch(identifier -> identifier.type() == IdentifierType.TEMPORARY_CARD);
        Map<String, NumberSlots.Entry> entries = new LinkedHashMap<>();
        for (Identifier identifier : values.all()) {
            String number = lasting(identifier);
            entries.putIfAbsent(number, new NumberSlots.Entry(number, hasTemporary ? TEMPORARY_MARK : 0));
        }
        return List.copyOf(entries.values());
    }

    private static String lasting(Identifier identifier) {
        String value = identifier.value();
        boolean isCard = identifier.type() == IdentifierType.INSURANCE_CARD
                || identifier.type() == IdentifierType.TEMPORARY_CARD;
        return isCard && value.length() > LASTING_DIGITS ? value.substring(value.length() - LASTING_DIGITS) : value;
    }

    @Override
    int level(Lexicon words, int[] x, int i, int[] y, int j) {
        return NumberSlots.isSingle(x, i, y, j)
                ? single(words, x, i, y, j)
                : NumberSlots.best(words, x, i, y, j, (a, m, b, n) -> single(words, a, m, b, n));
    }

    private static int single(Lexicon words, int[] x, int i, int[] y, int j) {
        if (NumberSlots.isSame(x, i, y, j)) {
            return EQUAL;
        }
        if (NumberSlots.isWithinOneEdit(words, x, i, y, j)) {
            return NEAR;
        }
        return NumberSlots.marks(x, i) != NumberSlots.marks(y, j) ? DIFFERS_TEMPORARY : DIFFERS;
    }
}
