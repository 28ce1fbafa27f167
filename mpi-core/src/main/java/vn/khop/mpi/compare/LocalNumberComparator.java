package vn.khop.mpi.compare;

import java.util.List;
import vn.khop.mpi.record.FieldValue;
import vn.khop.mpi.record.IdentifierValues;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.TextValue;

/** A number that only its issuer can read: comparable within one issuer. */
final class LocalNumberComparator extends FieldComparator {
    static final List<String> LEVELS = List.of("equal", "differs");

    private final String issuerField;
    private final String numberField;

    LocalNumberComparator(String issuerField, String numberField) {
        this.issuerField = issuerField;
        this.numberField = numberField;
    }

    /** The issuer and a hash of the number. */
    @Override
    int width() {
        return 3;
    }

    @Override
    void encode(PersonRecord record, Lexicon words, int[] row, int at) {
        String issuer =
                record.value(issuerField).map(LocalNumberComparator::text).orElse("");
        String number =
                record.value(numberField).map(LocalNumberComparator::text).orElse("");
        if (issuer.isEmpty() || number.isEmpty()) {
            return;
        }
        long packed = packed(number);
        row[at] = words.idOf(issuer);
        row[at + 1] = (int) (packed >>> Integer.SIZE);
        row[at + 2] = (int) packed;
    }

    /** A 64-bit hash: numbers of one issuer are only asked whether they are the same. */
    private static long packed(String number) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < number.length(); i++) {
            hash = (hash ^ number.charAt(i)) * 0x100000001b3L;
        }
        return hash ^ hash >>> 32;
    }

    private static String text(FieldValue value) {
        if (value instanceof IdentifierValues identifiers) {
            return identifiers.all().get(0).value();
        }
        return value instanceof TextValue text ? text.folded() : "";
    }

    @Override
    int level(Lexicon words, int[] x, int i, int[] y, int j) {
        if (x[i] != y[j]) {
            return NULL_LEVEL;
        }
        return x[i + 1] == y[j + 1] && x[i + 2] == y[j + 2] ? 0 : 1;
    }
}
