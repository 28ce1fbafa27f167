package vn.khop.mpi.decide;

import java.util.Optional;
import vn.khop.mpi.record.FieldValue;
import vn.khop.mpi.record.PartialDate;
import vn.khop.mpi.record.PersonName;
import vn.khop.mpi.record.PersonRecord;

/**
 * What the protections must know of a record alone, in one int: whether it is an infant's, and which of several newborn children
 * it is.
 */
public final class RecordFacts {
    private static final int INFANT = 1;
    private static final int ORDER_SHIFT = 1;
    private static final int ORDER_MAX = 254;
    private static final int INFANT_YEARS = 1;

    private RecordFacts() {}

    /** The facts of a record. */
    public static int of(PersonRecord record) {
        int order = as(record, "name", PersonName.class)
                .flatMap(PersonName::newborn)
                .map(PersonName.Newborn::order)
                .orElse(-1);
        boolean isInfant = order >= 0 || isYoung(record);
        return (isInfant ? INFANT : 0) | (Math.min(order, ORDER_MAX) + 1) << ORDER_SHIFT;
    }

    private static boolean isYoung(PersonRecord record) {
        Optional<PartialDate> birth = as(record, "birthDate", PartialDate.class);
        Optional<PartialDate> recorded = as(record, "recordedAt", PartialDate.class);
        return birth.isPresent()
                && recorded.isPresent()
                && recorded.get().year() - birth.get().year() <= INFANT_YEARS;
    }

    /** The value, if it is of that kind: a schema of other things may call a text "name". */
    private static <V extends FieldValue> Optional<V> as(PersonRecord record, String field, Class<V> kind) {
        return record.value(field).filter(kind::isInstance).map(kind::cast);
    }

    static boolean isInfant(int facts) {
        return (facts & INFANT) != 0;
    }

    /** As {@link PersonName.Newborn}; -1 for a name of one's own. */
    static int newbornOrder(int facts) {
        return (facts >> ORDER_SHIFT) - 1;
    }
}
