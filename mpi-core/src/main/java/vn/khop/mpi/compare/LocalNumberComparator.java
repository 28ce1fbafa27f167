package vn.khop.mpi.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.record.FieldValue;
import vn.khop.mpi.record.IdentifierValues;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.TextValue;

/** A number that only its issuer can read: comparable within one issuer. */
final class LocalNumberComparator extends FieldComparator<LocalNumberComparator.Feature> {
    static final List<String> LEVELS = List.of("equal", "differs");

    private final String issuerField;
    private final String numberField;

    LocalNumberComparator(String issuerField, String numberField) {
        this.issuerField = issuerField;
        this.numberField = numberField;
    }

    record Feature(String issuer, String number) {}

    @Override
    @Nullable
    Feature prepare(PersonRecord record) {
        String issuer =
                record.value(issuerField).map(LocalNumberComparator::text).orElse("");
        String number =
                record.value(numberField).map(LocalNumberComparator::text).orElse("");
        return issuer.isEmpty() || number.isEmpty() ? null : new Feature(issuer, number);
    }

    private static String text(FieldValue value) {
        if (value instanceof IdentifierValues identifiers) {
            return identifiers.all().get(0).value();
        }
        return value instanceof TextValue text ? text.folded() : "";
    }

    @Override
    int level(Feature a, Feature b) {
        if (!a.issuer().equals(b.issuer())) {
            return NULL_LEVEL;
        }
        return a.number().equals(b.number()) ? 0 : 1;
    }
}
