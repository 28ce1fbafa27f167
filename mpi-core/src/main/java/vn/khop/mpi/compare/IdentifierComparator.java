package vn.khop.mpi.compare;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.record.Identifier;
import vn.khop.mpi.record.IdentifierType;
import vn.khop.mpi.record.IdentifierValues;
import vn.khop.mpi.record.PersonRecord;

/** Numbers that stay with a person; of an insurance card only the number at its end, which outlives the card. */
final class IdentifierComparator extends FieldComparator<IdentifierComparator.Feature> {
    static final List<String> LEVELS = List.of("equal", "near", "differs-temporary", "differs");
    private static final int EQUAL = 0;
    private static final int NEAR = 1;
    private static final int DIFFERS_TEMPORARY = 2;
    private static final int DIFFERS = 3;
    private static final int LASTING_DIGITS = 10;

    private final String field;

    IdentifierComparator(String field) {
        this.field = field;
    }

    record Feature(List<String> numbers, boolean hasTemporary) {}

    @Override
    @Nullable
    Feature prepare(PersonRecord record) {
        return record.value(field, IdentifierValues.class)
                .map(IdentifierComparator::feature)
                .orElse(null);
    }

    private static Feature feature(IdentifierValues values) {
        Set<String> numbers = new LinkedHashSet<>();
        boolean hasTemporary = false;
        for (Identifier identifier : values.all()) {
            String value = identifier.value();
            boolean isCard = identifier.type() == IdentifierType.INSURANCE_CARD
                    || identifier.type() == IdentifierType.TEMPORARY_CARD;
            boolean isLonger = isCard && value.length() > LASTING_DIGITS;
            numbers.add(isLonger ? value.substring(value.length() - LASTING_DIGITS) : value);
            hasTemporary |= identifier.type() == IdentifierType.TEMPORARY_CARD;
        }
        return new Feature(List.copyOf(numbers), hasTemporary);
    }

    @Override
    int level(Feature a, Feature b) {
        boolean isNear = false;
        for (String x : a.numbers()) {
            for (String y : b.numbers()) {
                if (x.equals(y)) {
                    return EQUAL;
                }
                isNear |= Distance.isWithinOneEdit(x, y);
            }
        }
        return isNear ? NEAR : a.hasTemporary() != b.hasTemporary() ? DIFFERS_TEMPORARY : DIFFERS;
    }
}
