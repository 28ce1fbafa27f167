package vn.khop.mpi.decide;

import java.util.Optional;
import vn.khop.mpi.record.CitizenNumber;
import vn.khop.mpi.record.FieldValue;
import vn.khop.mpi.record.IdentifierValues;
import vn.khop.mpi.record.PartialDate;
import vn.khop.mpi.record.PersonName;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.SexValue;
import vn.khop.reference.Sex;

/**
 * What the protections must know of a record alone, in one int: whether it is an infant's or a child's, which of several newborn
 * children it is, and which birth its citizen number tells of, if the record says the same.
 */
public final class RecordFacts {
    private static final int INFANT = 1;
    private static final int ORDER_SHIFT = 1;
    private static final int ORDER_MAX = 254;
    private static final int ORDER_MASK = 255;
    private static final int CHILD = 1 << 9;
    private static final int BIRTH_SHIFT = 10;
    private static final int INFANT_YEARS = 1;

    /** Younger ones have no citizen card of their own, and the telephone of their parents. */
    private static final int CHILD_YEARS = 13;

    private RecordFacts() {}

    /** The facts of a record. */
    public static int of(PersonRecord record) {
        int order = as(record, "name", PersonName.class)
                .flatMap(PersonName::newborn)
                .map(PersonName.Newborn::order)
                .orElse(-1);
        boolean isInfant = order >= 0 || isAtMost(INFANT_YEARS, record);
        return (isInfant ? INFANT : 0)
                | (isInfant || isAtMost(CHILD_YEARS, record) ? CHILD : 0)
                | (Math.min(order, ORDER_MAX) + 1) << ORDER_SHIFT
                | birth(record) << BIRTH_SHIFT;
    }

    private static boolean isAtMost(int years, PersonRecord record) {
        Optional<PartialDate> birth = as(record, "birthDate", PartialDate.class);
        Optional<PartialDate> recorded = as(record, "recordedAt", PartialDate.class);
        return birth.isPresent()
                && recorded.isPresent()
                && recorded.get().year() - birth.get().year() <= years;
    }

    /** The value, if it is of that kind: a schema of other things may call a text "name". */
    private static <V extends FieldValue> Optional<V> as(PersonRecord record, String field, Class<V> kind) {
        return record.value(field).filter(kind::isInstance).map(kind::cast);
    }

    static boolean isInfant(int facts) {
        return (facts & INFANT) != 0;
    }

    static boolean isChild(int facts) {
        return (facts & CHILD) != 0;
    }

    /** As {@link PersonName.Newborn}; -1 for a name of one's own. */
    static int newbornOrder(int facts) {
        return (facts >> ORDER_SHIFT & ORDER_MASK) - 1;
    }

    /** Year and sex of the citizen number as one number above 0, if birth date and sex of the record agree with it; else 0. */
    private static int birth(PersonRecord record) {
        FieldValue numbers = record.fields().get("citizenNumber");
        FieldValue date = record.fields().get("birthDate");
        if (!(numbers instanceof IdentifierValues identifiers) || !(date instanceof PartialDate birth)) {
            return 0;
        }
        Optional<CitizenNumber> number = identifiers.citizenNumber();
        if (number.isEmpty() || number.get().birthYear() != birth.year()) {
            return 0;
        }
        boolean isOtherSex = record.fields().get("sex") instanceof SexValue sex
                && sex.sex() != Sex.UNDETERMINED
                && sex.sex() != number.get().sex();
        return isOtherSex ? 0 : 2 * birth.year() + (number.get().sex() == Sex.MALE ? 0 : 1);
    }

    /** Whether each of the two has a citizen number that agrees with its own record, and they tell of different births. */
    static boolean tellOtherBirths(int a, int b) {
        int birthOfA = a >>> BIRTH_SHIFT;
        int birthOfB = b >>> BIRTH_SHIFT;
        return birthOfA != 0 && birthOfB != 0 && birthOfA != birthOfB;
    }

    /** Whether each of the two has a citizen number that agrees with its own record, and they tell of one year and sex. */
    static boolean tellOneBirth(int a, int b) {
        int birthOfA = a >>> BIRTH_SHIFT;
        return birthOfA != 0 && birthOfA == b >>> BIRTH_SHIFT;
    }
}
