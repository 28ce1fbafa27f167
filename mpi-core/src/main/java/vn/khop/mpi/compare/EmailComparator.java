package vn.khop.mpi.compare;

import java.util.List;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.TextValue;

/** E-mail addresses: who somebody is stands before the @, and half a town shares what stands after it. */
final class EmailComparator extends FieldComparator {
    static final List<String> LEVELS = List.of("exact", "same-user", "near", "similar-user", "differs");
    private static final int EXACT = 0;
    private static final int SAME_USER = 1;
    private static final int NEAR = 2;
    private static final int SIMILAR_USER = 3;
    private static final int DIFFERS = 4;
    private static final int NEAR_EDITS_MAX = 2;
    private static final double SIMILARITY_MIN = 0.65;

    private final String field;

    EmailComparator(String field) {
        this.field = field;
    }

    /** The address, then what stands before the @; all of a text without one. */
    @Override
    int width() {
        return 2;
    }

    @Override
    void encode(PersonRecord record, Lexicon words, int[] row, int at) {
        record.value(field, TextValue.class)
                .map(text -> text.folded().replace(" ", ""))
                .filter(address -> !address.isEmpty())
                .ifPresent(address -> {
                    row[at] = words.idOf(address);
                    row[at + 1] =
                            words.idOf(address.indexOf('@') > 0 ? address.substring(0, address.indexOf('@')) : address);
                });
    }

    @Override
    int level(Lexicon words, int[] x, int i, int[] y, int j) {
        if (x[i] == y[j]) {
            return EXACT;
        }
        if (x[i + 1] == y[j + 1]) {
            return SAME_USER;
        }
        if (Distance.edits(words.text(x[i]), words.text(y[j]), NEAR_EDITS_MAX) <= NEAR_EDITS_MAX) {
            return NEAR;
        }
        return Distance.isSimilar(words.text(x[i + 1]), words.text(y[j + 1]), SIMILARITY_MIN) ? SIMILAR_USER : DIFFERS;
    }
}
