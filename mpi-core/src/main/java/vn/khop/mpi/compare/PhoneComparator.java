package vn.khop.mpi.compare;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.model.TermTable;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.PhoneNumber;
import vn.khop.mpi.record.PhoneNumbers;

/** Telephone numbers; one that many persons give, a clinic's say, weighs little. */
final class PhoneComparator extends FieldComparator<PhoneComparator.Feature> {
    static final List<String> LEVELS = List.of("equal", "near", "differs");
    private static final int EQUAL = 0;
    private static final int NEAR = 1;
    private static final int DIFFERS = 2;

    private final String field;
    private final String table;
    private final TermTable persons;

    PhoneComparator(String field, String table, TermTable persons) {
        this.field = field;
        this.table = table;
        this.persons = persons;
    }

    record Feature(List<String> numbers, List<Float> bits) {}

    @Override
    @Nullable
    Feature prepare(PersonRecord record) {
        List<String> numbers = numbers(record);
        if (numbers.isEmpty()) {
            return null;
        }
        return new Feature(
                numbers,
                numbers.stream().map(number -> (float) persons.bits(number)).toList());
    }

    private List<String> numbers(PersonRecord record) {
        Set<String> numbers = new LinkedHashSet<>();
        record.value(field, PhoneNumbers.class).ifPresent(phones -> {
            for (PhoneNumber phone : phones.all()) {
                numbers.addAll(phone.candidates());
            }
        });
        return List.copyOf(numbers);
    }

    @Override
    int level(Feature a, Feature b) {
        boolean isNear = false;
        for (String x : a.numbers()) {
            for (String y : b.numbers()) {
                if (x.equals(y)) {
                    return EQUAL;
                }
                isNear |= Distance.isWithinOneEdit(x, y);
            }
        }
        return isNear ? NEAR : DIFFERS;
    }

    @Override
    float termFrequencyBits(Feature a, Feature b, int level) {
        if (level != EQUAL) {
            return 0;
        }
        float best = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < a.numbers().size(); i++) {
            if (b.numbers().contains(a.numbers().get(i))) {
                best = Math.max(best, a.bits().get(i));
            }
        }
        return best;
    }

    @Override
    void terms(PersonRecord record, BiConsumer<String, String> count) {
        numbers(record).forEach(number -> count.accept(table, number));
    }

    @Override
    List<String> hashedTables() {
        return List.of(table);
    }
}
