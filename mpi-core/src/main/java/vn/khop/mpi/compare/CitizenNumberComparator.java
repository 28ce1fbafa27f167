package vn.khop.mpi.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.record.CitizenNumber;
import vn.khop.mpi.record.Identifier;
import vn.khop.mpi.record.IdentifierType;
import vn.khop.mpi.record.IdentifierValues;
import vn.khop.mpi.record.PartialDate;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.SexValue;
import vn.khop.reference.Sex;

/**
 * Citizen numbers, old identity cards and passports. A citizen number tells sex and year of birth; one that contradicts its own
 * record may be a parent's, so agreement on it is a level of its own, and so is disagreement. Numbers of different kinds are
 * not comparable.
 */
final class CitizenNumberComparator extends FieldComparator<CitizenNumberComparator.Feature> {
    static final List<String> LEVELS = List.of("equal", "near", "equal-foreign", "differs-foreign", "differs");
    private static final int EQUAL = 0;
    private static final int NEAR = 1;
    private static final int EQUAL_FOREIGN = 2;
    private static final int DIFFERS_FOREIGN = 3;
    private static final int DIFFERS = 4;

    /** A year this far from the record's own is no slip of the pen but somebody else's number. */
    private static final int FOREIGN_YEARS = 10;

    private final String numberField;
    private final String dateField;
    private final String sexField;

    CitizenNumberComparator(String numberField, String dateField, String sexField) {
        this.numberField = numberField;
        this.dateField = dateField;
        this.sexField = sexField;
    }

    /**
     * @param isForeign whether the number's year is far from the record's own
     * @param isContradicted whether its year or sex is not the record's own
     */
    record Number(IdentifierType type, String value, boolean isForeign, boolean isContradicted) {}

    record Feature(List<Number> numbers) {}

    @Override
    @Nullable
    Feature prepare(PersonRecord record) {
        Optional<IdentifierValues> values = record.value(numberField, IdentifierValues.class);
        if (values.isEmpty()) {
            return null;
        }
        List<Number> numbers = new ArrayList<>();
        for (Identifier identifier : values.get().all()) {
            numbers.add(number(identifier, record));
        }
        return new Feature(List.copyOf(numbers));
    }

    private Number number(Identifier identifier, PersonRecord record) {
        Optional<CitizenNumber> parsed = identifier.type() == IdentifierType.CITIZEN_NUMBER
                ? CitizenNumber.parse(identifier.value())
                : Optional.empty();
        if (parsed.isEmpty()) {
            return new Number(identifier.type(), identifier.value(), false, false);
        }
        int years = record.value(dateField, PartialDate.class)
                .map(date -> Math.abs(date.year() - parsed.get().birthYear()))
                .orElse(0);
        boolean isOtherSex = record.value(sexField, SexValue.class)
                .map(SexValue::sex)
                .filter(sex -> sex != Sex.UNDETERMINED)
                .map(sex -> sex != parsed.get().sex())
                .orElse(false);
        return new Number(identifier.type(), identifier.value(), years >= FOREIGN_YEARS, years > 1 || isOtherSex);
    }

    @Override
    int level(Feature a, Feature b) {
        int best = Integer.MAX_VALUE;
        for (Number x : a.numbers()) {
            for (Number y : b.numbers()) {
                if (x.type() == y.type()) {
                    best = Math.min(best, level(x, y));
                }
            }
        }
        return best == Integer.MAX_VALUE ? NULL_LEVEL : best;
    }

    private static int level(Number x, Number y) {
        if (x.value().equals(y.value())) {
            return x.isForeign() || y.isForeign() ? EQUAL_FOREIGN : EQUAL;
        }
        if (Distance.isWithinOneEdit(x.value(), y.value())) {
            return NEAR;
        }
        return x.isContradicted() || y.isContradicted() ? DIFFERS_FOREIGN : DIFFERS;
    }
}
