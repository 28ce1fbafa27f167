package vn.khop.mpi.compare;

import java.util.List;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.TextValue;

/**
 * Two or three texts of which the narrower says the wider again: city and postcode, and the street with its number. They are one
 * piece of evidence, so one comparison: the narrowest that agrees counts, and the wider ones not once more.
 */
final class NestedComparator extends FieldComparator {
    static final List<String> LEVELS =
            List.of("narrow", "narrow-near", "middle", "middle-near", "wide", "wide-near", "differs");
    static final int FIELDS_MAX = 3;
    private static final int NARROW = 0;
    private static final int MIDDLE = 2;
    private static final int WIDE = 4;
    private static final int DIFFERS = 6;
    private static final int NEAR_LETTERS_MIN = 4;

    private final List<String> fields;
    private final String table;

    /**
     * @param fields two or three, the widest first
     */
    NestedComparator(List<String> fields, String table) {
        this.fields = List.copyOf(fields);
        this.table = table;
    }

    /** Whether there is any, then the texts without marks. */
    @Override
    int width() {
        return 1 + fields.size();
    }

    @Override
    void encode(PersonRecord record, Lexicon words, int[] row, int at) {
        for (int field = 0; field < fields.size(); field++) {
            int id = words.idOf(record.value(fields.get(field), TextValue.class)
                    .map(TextValue::folded)
                    .orElse(""));
            row[at + 1 + field] = id;
            row[at] |= id == Lexicon.NONE ? 0 : 1;
        }
    }

    @Override
    int level(Lexicon words, int[] x, int i, int[] y, int j) {
        int best = NULL_LEVEL;
        for (int field = 0; field < fields.size(); field++) {
            int a = x[i + 1 + field];
            int b = y[j + 1 + field];
            if (a != Lexicon.NONE && b != Lexicon.NONE) {
                int level = level(words, a, b, levelOf(field));
                best = best == NULL_LEVEL ? level : Math.min(best, level);
            }
        }
        return best;
    }

    private static int level(Lexicon words, int a, int b, int level) {
        if (a == b) {
            return level;
        }
        String x = words.text(a);
        String y = words.text(b);
        boolean isNear = Math.min(x.length(), y.length()) >= NEAR_LETTERS_MIN && Distance.isWithinOneEdit(x, y);
        return isNear ? level + 1 : DIFFERS;
    }

    private int levelOf(int field) {
        return field == fields.size() - 1 ? NARROW : field == 0 ? WIDE : MIDDLE;
    }

    @Override
    float termFrequencyBits(Lexicon words, int[] x, int i, int[] y, int j, int level) {
        for (int field = 0; field < fields.size(); field++) {
            if (levelOf(field) == level) {
                return words.weight(field, x[i + 1 + field]);
            }
        }
        return 0;
    }

    @Override
    List<String> tables() {
        return fields.stream().map(field -> table + "." + field).toList();
    }

    @Override
    void terms(Lexicon words, int[] x, int i, TermSink sink) {
        for (int field = 0; field < fields.size(); field++) {
            if (x[i + 1 + field] != Lexicon.NONE) {
                sink.accept(field, x[i + 1 + field]);
            }
        }
    }
}
