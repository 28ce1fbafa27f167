package vn.khop.mpi.compare;

import java.util.List;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.TextValue;

/** Texts without inner structure, by edits. */
final class TextComparator extends FieldComparator {
    static final List<String> LEVELS = List.of("exact", "folded", "near", "similar", "differs");
    private static final int EXACT = 0;
    private static final int FOLDED = 1;
    private static final int NEAR = 2;
    private static final int SIMILAR = 3;
    private static final int DIFFERS = 4;
    private static final double SIMILARITY_MIN = 0.7;

    private final String field;
    private final String table;

    TextComparator(String field, String table) {
        this.field = field;
        this.table = table;
    }

    /** The text, then the text without marks. */
    @Override
    int width() {
        return 2;
    }

    @Override
    void encode(PersonRecord record, Lexicon words, int[] row, int at) {
        record.value(field, TextValue.class).ifPresent(text -> {
            row[at] = words.idOf(text.text());
            row[at + 1] = words.idOf(text.folded());
        });
    }

    @Override
    int level(Lexicon words, int[] x, int i, int[] y, int j) {
        if (x[i + 1] == y[j + 1]) {
            return x[i] == y[j] ? EXACT : FOLDED;
        }
        String a = words.text(x[i + 1]);
        String b = words.text(y[j + 1]);
        if (Distance.isWithinOneEdit(a, b)) {
            return NEAR;
        }
        return Distance.isSimilar(a, b, SIMILARITY_MIN) ? SIMILAR : DIFFERS;
    }

    @Override
    float termFrequencyBits(Lexicon words, int[] x, int i, int[] y, int j, int level) {
        return level <= FOLDED ? words.weight(0, x[i + 1]) : 0;
    }

    @Override
    List<String> tables() {
        return List.of(table);
    }

    @Override
    void terms(Lexicon words, int[] x, int i, TermSink sink) {
        sink.accept(0, x[i + 1]);
    }
}
