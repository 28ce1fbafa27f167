package vn.khop.server.insurance;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One row of a table.
 *
 * @param place the first of the table is 1
 * @param values by element, without blanks around them; elements that are empty are not there
 * @param repeated elements that came more than once
 */
public record ClaimRow(ClaimTable table, int place, Map<String, String> values, Set<String> repeated) {
    static final String STAY = "MA_LK";

    public ClaimRow {
        values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
        repeated = java.util.Collections.unmodifiableSet(new TreeSet<>(repeated));
    }

    Optional<String> value(String element) {
        return Optional.ofNullable(values.get(element));
    }

    String stay() {
        return value(STAY).orElse("");
    }

    /** The row with these elements alone. */
    ClaimRow only(Set<String> elements) {
        Map<String, String> left = new LinkedHashMap<>(values);
        left.keySet().retainAll(elements);
        return new ClaimRow(table, place, left, Set.of());
    }

    /** Without anything that it says. */
    @Override
    public String toString() {
        return "ClaimRow[" + table + ", " + place + "]";
    }
}
