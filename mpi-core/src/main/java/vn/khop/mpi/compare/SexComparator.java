package vn.khop.mpi.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.SexValue;
import vn.khop.reference.Sex;

/** Sexes; "undetermined" says nothing. */
final class SexComparator extends FieldComparator<Sex> {
    static final List<String> LEVELS = List.of("exact", "differs");

    private final String field;

    SexComparator(String field) {
        this.field = field;
    }

    @Override
    @Nullable
    Sex prepare(PersonRecord record) {
        return record.value(field, SexValue.class)
                .map(SexValue::sex)
                .filter(sex -> sex != Sex.UNDETERMINED)
                .orElse(null);
    }

    @Override
    int level(Sex a, Sex b) {
        return a == b ? 0 : 1;
    }
}
