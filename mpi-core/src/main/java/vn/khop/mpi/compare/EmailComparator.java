package vn.khop.mpi.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.TextValue;

/** E-mail addresses: who somebody is stands before the @, and half a town shares what stands after it. */
final class EmailComparator extends FieldComparator<EmailComparator.Feature> {
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

    /**
     * @param user what stands before the @; all of a text without one
     */
    record Feature(String address, String user) {}

    @Override
    @Nullable
    Feature prepare(PersonRecord record) {
        return record.value(field, TextValue.class)
                .map(text -> text.folded().replace(" ", ""))
                .filter(address -> !address.isEmpty())
                .map(address -> new Feature(
                        address, address.indexOf('@') > 0 ? address.substring(0, address.indexOf('@')) : address))
                .orElse(null);
    }

    @Override
    int level(Feature a, Feature b) {
        if (a.address().equals(b.address())) {
            return EXACT;
        }
        if (a.user().equals(b.user())) {
            return SAME_USER;
        }
        if (Distance.edits(a.address(), b.address(), NEAR_EDITS_MAX) <= NEAR_EDITS_MAX) {
            return NEAR;
        }
        return Distance.similarity(a.user(), b.user()) >= SIMILARITY_MIN ? SIMILAR_USER : DIFFERS;
    }
}
