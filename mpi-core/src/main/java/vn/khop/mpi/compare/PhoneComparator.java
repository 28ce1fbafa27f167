package vn.khop.mpi.compare;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import vn.khop.mpi.model.TermTable;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.PhoneNumber;
import vn.khop.mpi.record.PhoneNumbers;

/** Telephone numbers; one that many persons give, a clinic's say, weighs little. */
final class PhoneComparator extends FieldComparator {
    static final List<String> LEVELS = List.of("equal", "near", "differs");
    private static final int EQUAL = 0;
    private static final int NEAR = 1;
    private static final int DIFFERS = 2;

    private final String field;
    private final String table;

    PhoneComparator(String field, String table) {
        this.field = field;
        this.table = table;
    }

    @Override
    int width() {
        return NumberSlots.WIDTH;
    }

    @Override
    void encode(PersonRecord record, Lexicon words, int[] row, int at) {
        record.value(field, PhoneNumbers.class).ifPresent(phones -> {
            Set<String> numbers = new LinkedHashSet<>();
            for (PhoneNumber phone : phones.all()) {
                numbers.addAll(phone.candidates());
            }
            List<NumberSlots.Entry> entries = new ArrayList<>(numbers.size());
            numbers.forEach(number -> entries.add(new NumberSlots.Entry(number, 0)));
            NumberSlots.write(entries, words, row, at);
        });
    }

    @Override
    int level(Lexicon words, int[] x, int i, int[] y, int j) {
        return NumberSlots.isSingle(x, i, y, j)
                ? single(words, x, i, y, j)
                : NumberSlots.best(words, x, i, y, j, (a, m, b, n) -> single(words, a, m, b, n));
    }

    private static int single(Lexicon words, int[] x, int i, int[] y, int j) {
        if (NumberSlots.isSame(x, i, y, j)) {
            return EQUAL;
        }
        return NumberSlots.isWithinOneEdit(words, x, i, y, j) ? NEAR : DIFFERS;
    }

    @Override
    float termFrequencyBits(Lexicon words, int[] x, int i, int[] y, int j, int level) {
        if (level != EQUAL) {
            return 0;
        }
        if (NumberSlots.isSingle(x, i, y, j)) {
            return NumberSlots.weight(x, i);
        }
        float[] rarest = {Float.NEGATIVE_INFINITY};
        NumberSlots.best(words, x, i, y, j, (a, m, b, n) -> {
            if (NumberSlots.isSame(a, m, b, n)) {
                rarest[0] = Math.max(rarest[0], NumberSlots.weight(a, m));
            }
            return DIFFERS; // whatever it is, so that every pair is looked at
        });
        return rarest[0];
    }

    @Override
    List<String> tables() {
        return List.of(table);
    }

    @Override
    boolean isHashed() {
        return true;
    }

    @Override
    void terms(Lexicon words, int[] x, int i, TermSink sink) {
        sink.accept(0, NumberSlots.term(x, i));
        int[] further = NumberSlots.furtherPage(words, x, i);
        for (int a = NumberSlots.firstFurther(x, i); a != NumberSlots.END; a = NumberSlots.next(further, a)) {
            sink.accept(0, NumberSlots.term(further, a));
        }
    }

    @Override
    String termText(Lexicon words, long term) {
        return NumberSlots.termText(words, term);
    }

    @Override
    void weigh(Lexicon words, int[] x, int i, List<TermTable> tables) {
        NumberSlots.weigh(words, x, i, tables.get(0));
    }
}
