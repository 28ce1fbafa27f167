package vn.khop.benchmarks.mapping;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import vn.khop.terminology.suggest.LocalRow;
import vn.khop.terminology.suggest.ModelTrainer;
import vn.khop.terminology.suggest.Target;
import vn.khop.terminology.suggest.TargetIndex;

/**
 * Rows of one list, the list to which they are mapped, and what each row means.
 *
 * @param isTrainable whether its training half trains a model; a set that says the same pairs again does not
 */
record MappingSet(String name, List<Target> targets, List<Row> rows, boolean isTrainable) {
    MappingSet {
        targets = List.copyOf(targets);
        rows = List.copyOf(rows);
    }

    /**
     * @param codes each right; none where the list has nothing for the row
     * @param family what must not stand on both sides of the split: a category, a name that several chapters have
     * @param meant the one of them that the row's writer meant, where that is known; else the only one. A probability is of one code, so this is what it is held against
     * @param isIdentical whether a right target is called exactly so, case, punctuation and blanks aside
     */
    record Row(LocalRow row, Set<String> codes, Optional<String> meant, String family, boolean isIdentical) {
        Row {
            codes = Set.copyOf(codes);
        }

        /** Of a row with one right target, or none. */
        Row(LocalRow row, Optional<String> code, String family, boolean isIdentical) {
            this(row, code.map(Set::of).orElse(Set.of()), code, family, isIdentical);
        }

        /** Whether it is kept from training: half of the families, by their names. */
        boolean isHeldOut() {
            int mixed = family.hashCode() * 0x9E3779B9;
            return (mixed >>> 16 & 1) == 1;
        }
    }

    List<Row> heldOut() {
        return rows.stream().filter(Row::isHeldOut).toList();
    }

    ModelTrainer.Lesson lesson(TargetIndex index) {
        return new ModelTrainer.Lesson(
                index,
                rows.stream()
                        .filter(row -> !row.isHeldOut())
                        .map(row -> new ModelTrainer.Pair(row.row(), row.meant()))
                        .toList());
    }
}
