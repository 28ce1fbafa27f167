package vn.khop.mpi.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * not comparable. Two citizen numbers that differ and were both confirmed are never one person's; two that merely look right
 * may be a slip of the pen apart.
 */
final class CitizenNumberComparator extends FieldComparator {
    static final List<String> LEVELS =
            List.of("equal", "near", "equal-foreign", "differs-foreign", "differs", "verified-differs");
    private static final int EQUAL = 0;
    private static final int NEAR = 1;
    private static final int EQUAL_FOREIGN = 2;
    private static final int DIFFERS_FOREIGN = 3;
    private static final int DIFFERS = 4;
    private static final int VERIFIED_DIFFERS = 5;
    private static final int OF_OTHER_KINDS = 6;

    /** A year this far from the record's own is no slip of the pen but somebody else's number. */
    private static final int FOREIGN_YEARS = 10;

    /**
     * Marks: the kind of number in the lowest three bits, then whether its year is far off, then whether year or sex is not the record's own,
     * then whether somebody confirmed it.
     */
    private static final int KIND_MASK = 7;

    private static final int FOREIGN_MARK = 8;
    private static final int CONTRADICTED_MARK = 16;
    private static final int VERIFIED_MARK = 32;

    private final String numberField;
    private final String dateField;
    private final String sexField;

    CitizenNumberComparator(String numberField, String dateField, String sexField) {
        this.numberField = numberField;
        this.dateField = dateField;
        this.sexField = sexField;
    }

    @Override
    int width() {
        return NumberSlots.WIDTH;
    }

    @Override
    void encode(PersonRecord record, Lexicon words, int[] row, int at) {
        Optional<IdentifierValues> values = record.value(numberField, IdentifierValues.class);
        if (values.isEmpty()) {
            return;
        }
        List<NumberSlots.Entry> entries = new ArrayList<>(2);
        for (Identifier identifier : values.get().all()) {
            entries.add(new NumberSlots.Entry(identifier.value(), marks(identifier, record)));
        }
        NumberSlots.write(entries, words, row, at);
    }

    private int marks(Identifier identifier, PersonRecord record) {
        int kind = identifier.type().ordinal() | (identifier.isVerified() ? VERIFIED_MARK : 0);
        Optional<CitizenNumber> parsed = identifier.type() == IdentifierType.CITIZEN_NUMBER
                ? CitizenNumber.parse(identifier.value())
                : Optional.empty();
        if (parsed.isEmpty()) {
            return kind;
        }
        int years = record.value(dateField, PartialDate.class)
                .map(date -> Math.abs(date.year() - parsed.get().birthYear()))
                .orElse(0);
        boolean isOtherSex = record.value(sexField, SexValue.class)
                .map(SexValue::sex)
                .filter(sex -> sex != Sex.UNDETERMINED)
                .map(sex -> sex != parsed.get().sex())
                .orElse(false);
        return kind | (years >= FOREIGN_YEARS ? FOREIGN_MARK : 0) | (years > 1 || isOtherSex ? CONTRADICTED_MARK : 0);
    }

    @Override
    int level(Lexicon words, int[] x, int i, int[] y, int j) {
        int best = NumberSlots.isSingle(x, i, y, j) ? single(words, x, i, y, j) : ofSeveral(words, x, i, y, j);
        return best == OF_OTHER_KINDS ? NULL_LEVEL : best;
    }

    /** The strongest answer of all pairs; but where confirmed numbers differ and none are the same, that is the answer. */
    private static int ofSeveral(Lexicon words, int[] x, int i, int[] y, int j) {
        boolean[] isVerifiedOther = new boolean[1];
        int best = NumberSlots.best(words, x, i, y, j, (a, m, b, n) -> {
            int single = single(words, a, m, b, n);
            isVerifiedOther[0] |= single == VERIFIED_DIFFERS;
            return single;
        });
        return isVerifiedOther[0] && best != EQUAL ? VERIFIED_DIFFERS : best;
    }

    private static int single(Lexicon words, int[] x, int i, int[] y, int j) {
        int marksX = NumberSlots.marks(x, i);
        int marksY = NumberSlots.marks(y, j);
        if (((marksX ^ marksY) & KIND_MASK) != 0) {
            return OF_OTHER_KINDS;
        }
        int marks = marksX | marksY;
        if (NumberSlots.isSame(x, i, y, j)) {
            return (marks & FOREIGN_MARK) != 0 ? EQUAL_FOREIGN : EQUAL;
        }
        if ((marksX & marksY & VERIFIED_MARK) != 0) {
            return VERIFIED_DIFFERS;
        }
        if (NumberSlots.isWithinOneEdit(words, x, i, y, j)) {
            return NEAR;
        }
        return (marks & CONTRADICTED_MARK) != 0 ? DIFFERS_FOREIGN : DIFFERS;
    }
}
