package vn.khop.server.registry;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import vn.khop.mpi.record.RawRecord;

/** Numbers in a record that a clerk found not to be its patient's: a relative's card, the mother's on her newborn. They stay as they came and are not read. */
final class WrongIdentifiers {
    /** Columns whose number may be somebody else's. */
    static final Set<String> COLUMNS = Set.of(Columns.NATIONAL_ID, Columns.INSURANCE_NO, Columns.PHONE);

    private WrongIdentifiers() {}

    /** The record without them. */
    static RawRecord left(RawRecord raw) {
        Optional<String> marked = raw.value(Columns.WRONG_IDENTIFIERS);
        if (marked.isEmpty()) {
            return raw;
        }
        Map<String, String> read = new HashMap<>(raw.values());
        columns(marked.get()).forEach(read::remove);
        return new RawRecord(raw.recordId(), read);
    }

    /** What the facility sent, with the marks of the former version on every number that it has sent again. */
    static Map<String, String> carried(Map<String, String> former, Map<String, String> sent) {
        Set<String> still = columns(former.getOrDefault(Columns.WRONG_IDENTIFIERS, "")).stream()
                .filter(column -> Objects.equals(former.get(column), sent.get(column)))
                .collect(Collectors.toCollection(TreeSet::new));
        return still.isEmpty() ? sent : marked(sent, still);
    }

    /** The columns with one more number marked. */
    static Map<String, String> with(Map<String, String> columns, String wrong) {
        Set<String> all = new TreeSet<>(columns(columns.getOrDefault(Columns.WRONG_IDENTIFIERS, "")));
        all.add(wrong);
        return marked(columns, all);
    }

    private static Map<String, String> marked(Map<String, String> columns, Set<String> wrong) {
        Map<String, String> marked = new LinkedHashMap<>(columns);
        marked.put(Columns.WRONG_IDENTIFIERS, String.join(",", wrong));
        return marked;
    }

    private static Set<String> columns(String marks) {
        return Arrays.stream(marks.split(",")).filter(COLUMNS::contains).collect(Collectors.toCollection(TreeSet::new));
    }
}
