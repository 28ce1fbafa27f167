package vn.khop.mpi.compare;

import java.util.List;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.SexValue;
import vn.khop.reference.Sex;

/** Sexes; "undetermined" says nothing. */
final class SexComparator extends FieldComparator {
    static final List<String> LEVELS = List.of("exact", "differs");

    private final String field;

    SexComparator(String field) {
        this.field = field;
    }

    @Override
    int width() {
        return 1;
    }

    @Override
    void encode(PersonRecord record, Lexicon words, int[] row, int at) {
        record.value(field, SexValue.class)
                .map(SexValue::sex)
                .filter(sex -> sex != Sex.UNDETERMINED)
                .ifPresent(sex -> row[at] = 1 + sex.ordinal());
    }

    @Override
    int level(Lexicon words, int[] x, int i, int[] y, int j) {
        return x[i] == y[j] ? 0 : 1;
    }
}
