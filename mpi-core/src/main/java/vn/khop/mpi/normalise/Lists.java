package vn.khop.mpi.normalise;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import vn.khop.mpi.record.Finding;
import vn.khop.mpi.record.Identifier;
import vn.khop.mpi.record.IdentifierValues;

/** Fields that hold several values: the insurance XML joins them by ";", people write "/" and "," too. */
final class Lists {
    private Lists() {}

    /** The texts in one; nearly always there is only one. */
    static String joined(List<String> raw, String separator) {
        return raw.size() == 1 ? raw.get(0) : String.join(separator, raw);
    }

    /** The items, cleaned, without empty ones. */
    static List<String> items(String text) {
        int end = end(text, 0);
        if (end == text.length()) {
            String item = withoutFraction(Spacing.clean(text));
            return item.isEmpty() ? List.of() : List.of(item);
        }
        List<String> items = new ArrayList<>(2);
        for (int start = 0; start < text.length(); start = end + 1) {
            end = end(text, start);
            String item = withoutFraction(Spacing.clean(text.substring(start, end)));
            if (!item.isEmpty()) {
                items.add(item);
            }
        }
        return items;
    }

    /** "1196479322.0" is what a table with numbers for its columns makes of a number that had digits only. */
    private static String withoutFraction(String item) {
        int digits = item.length() - 2;
        return digits > 0 && item.endsWith(".0") && Spacing.isDigits(item.substring(0, digits))
                ? item.substring(0, digits)
                : item;
    }

    private static int end(String text, int start) {
        int end = start;
        while (end < text.length() && !isSeparator(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isSeparator(char c) {
        return c == ';' || c == ',' || c == '/' || c == '|' || c == '\n';
    }

    /** Reads one item: adds the identifiers it stands for, and what was noticed on the way. */
    @FunctionalInterface
    interface IdentifierReader {
        void read(String item, Collection<Identifier> identifiers, List<Finding> findings);
    }

    /** Every identifier that the items of some fields stand for, each once, in the order met. */
    static Normalised identifiers(List<String> raw, IdentifierReader reader) {
        List<Identifier> read = new ArrayList<>(2);
        List<Finding> findings = new ArrayList<>(0);
        for (String text : raw) {
            for (String item : items(text)) {
                reader.read(item, read, findings);
            }
        }
        return read.isEmpty()
                ? new Normalised(Optional.empty(), findings)
                : Normalised.of(new IdentifierValues(each(read)), findings);
    }

    /** Each value once, in the order met. */
    static <T> List<T> each(List<T> values) {
        return values.size() == 1 ? values : List.copyOf(new LinkedHashSet<>(values));
    }
}
