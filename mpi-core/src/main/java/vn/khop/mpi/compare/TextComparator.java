package vn.khop.mpi.compare;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.model.TermTable;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.TextValue;

/** Texts without inner structure, by edits. */
final class TextComparator extends FieldComparator<TextComparator.Feature> {
    static final List<String> LEVELS = List.of("exact", "folded", "near", "similar", "differs");
    private static final int EXACT = 0;
    private static final int FOLDED = 1;
    private static final int NEAR = 2;
    private static final int SIMILAR = 3;
    private static final int DIFFERS = 4;
    private static final double SIMILARITY_MIN = 0.7;

    private final String field;
    private final String table;
    private final TermTable terms;

    TextComparator(String field, String table, TermTable terms) {
        this.field = field;
        this.table = table;
        this.terms = terms;
    }

    record Feature(String text, String folded, float bits) {}

    @Override
    @Nullable
    Feature prepare(PersonRecord record) {
        return record.value(field, TextValue.class)
                .map(text -> new Feature(text.text(), text.folded(), (float) terms.bits(text.folded())))
                .orElse(null);
    }

    @Override
    int level(Feature a, Feature b) {
        if (a.folded().equals(b.folded())) {
            return a.text().equals(b.text()) ? EXACT : FOLDED;
        }
        if (Distance.isWithinOneEdit(a.folded(), b.folded())) {
            return NEAR;
        }
        return Distance.similarity(a.folded(), b.folded()) >= SIMILARITY_MIN ? SIMILAR : DIFFERS;
    }

    @Override
    float termFrequencyBits(Feature a, Feature b, int level) {
        return level <= FOLDED ? a.bits() : 0;
    }

    @Override
    void terms(PersonRecord record, BiConsumer<String, String> count) {
        record.value(field, TextValue.class).ifPresent(text -> count.accept(table, text.folded()));
    }
}
