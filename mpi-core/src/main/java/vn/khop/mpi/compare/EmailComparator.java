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
    private static final double DOMAIN_SIMILARITY_MIN = 0.75;

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
        boolean isSimilar = Distance.isSimilar(words.text(x[i + 1]), words.text(y[j + 1]), SIMILARITY_MIN)
                && (isSameNumber(words, x[i + 1], y[j + 1]) || isNearDomain(words, x, i, y, j));
        return isSimilar ? SIMILAR_USER : DIFFERS;
    }

    /** Namesakes get addresses that differ in the number behind the name, and nothing else; so a number of its own counts. */
    private static boolean isSameNumber(Lexicon words, int a, int b) {
        return digits(words.text(a)).equals(digits(words.text(b)));
    }

    private static boolean isNearDomain(Lexicon words, int[] x, int i, int[] y, int j) {
        String a = words.text(x[i]).substring(words.text(x[i + 1]).length());
        String b = words.text(y[j]).substring(words.text(y[j + 1]).length());
        return Distance.isSimilar(a, b, DOMAIN_SIMILARITY_MIN);
    }

    private static String digits(String text) {
        StringBuilder digits = new StringBuilder();
        text.chars().filter(c -> c >= '0' && c <= '9').forEach(c -> digits.append((char) c));
        return digits.toString();
    }
}
