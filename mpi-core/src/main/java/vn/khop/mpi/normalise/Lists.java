package vn.khop.mpi.normalise;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import vn.khop.mpi.record.Finding;
import vn.khop.mpi.record.Identifier;
import vn.khop.mpi.record.IdentifierValues;

/** Fields that hold several values: the insurance XML joins them by ";", people write "/" and "," too. */
final class Lists {
    private Lists() {}

    /** The items, cleaned, without empty ones. */
    static List<String> items(String text) {
        List<String> items = new ArrayList<>(1);
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || ";,/|\n".indexOf(text.charAt(i)) >= 0) {
                String item = Spacing.clean(text.substring(start, i));
                if (!item.isEmpty()) {
                    items.add(item);
                }
                start = i + 1;
            }
        }
        return items;
    }

    /** Reads one item: adds the identifiers it stands for, and what was noticed on the way. */
    @FunctionalInterface
    interface IdentifierReader {
        void read(String item, Set<Identifier> identifiers, List<Finding> findings);
    }

    /** Every identifier that the items of some fields stand for, each once, in the order met. */
    static Normalised identifiers(List<String> raw, IdentifierReader reader) {
        Set<Identifier> identifiers = new LinkedHashSet<>();
        List<Finding> findings = new ArrayList<>();
        for (String text : raw) {
            for (String item : items(text)) {
                reader.read(item, identifiers, findings);
            }
        }
        return identifiers.isEmpty()
                ? new Normalised(Optional.empty(), findings)
                : Normalised.of(new IdentifierValues(List.copyOf(identifiers)), findings);
    }
}
