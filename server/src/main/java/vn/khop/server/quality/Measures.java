package vn.khop.server.quality;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import vn.khop.mpi.record.PartialDate;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.server.registry.Columns;

/** The words of what is counted, and what one version counts for. The words are stored: never rename one. */
final class Measures {
    static final String TAKEN = "taken";
    static final String REFUSED = "refused";
    /** Before the number of a class of durations, {@link Durations}. */
    static final String TAKING = "taking:";

    static final String VERSIONS = "versions";
    static final String NEW = "new";
    static final String UPDATES = "updates";
    static final String REMOVALS = "removals";
    static final String UNLINKABLE = "not-linkable";
    static final String HELD = "held";
    static final String LINKED = "linked";
    static final String DUPLICATES = "duplicates";
    static final String REVIEWS = "reviews";
    static final String TAKEN_APART = "taken-apart";
    static final String FULL_DATES = "full-dates";
    static final String FIRST_OF_JANUARY = "first-of-january";
    /** Before a column. */
    static final String HAS = "has:";
    /** Before a checked field. */
    static final String SAID = "said:";

    static final String VALID = "valid:";
    /** Before a rule. */
    static final String FAILS = "fails:";

    /** Columns whose completeness is always counted, whatever the profile names. */
    static final Set<String> COLUMNS = ordered(
            Columns.FULL_NAME,
            Columns.BIRTH_DATE,
            Columns.GENDER,
            Columns.NATIONAL_ID,
            Columns.INSURANCE_NO,
            Columns.PHONE,
            Columns.ADDRESS,
            Columns.MOTHER_NAME,
            Columns.GUARDIAN_NAME,
            Columns.RELATIVES);

    private Measures() {}

    private static Set<String> ordered(String... columns) {
        return java.util.Collections.unmodifiableSet(new LinkedHashSet<>(java.util.List.of(columns)));
    }

    /**
     * What a version counts for.
     *
     * @param counts one or more of each measure
     * @param broken the rules that it breaks
     */
    record Counted(Map<String, Long> counts, Set<String> broken) {}

    /** @param columns those whose completeness is counted */
    static Counted of(QualityStore.Arrival arrival, PersonRecord understood, Set<String> columns) {
        Map<String, Long> counts = new TreeMap<>();
        Set<String> broken = new TreeSet<>();
        if (arrival.record().columns().containsKey(Columns.REMOVED)) {
            counts.put(REMOVALS, 1L);
            return new Counted(counts, broken);
        }
        // Whoever must not be linked is sent without a name and a number, and rightly so.
        if (arrival.record().columns().containsKey(Columns.RECORD_CLASS)) {
            counts.put(UNLINKABLE, 1L);
            return new Counted(counts, broken);
        }
        counts.put(VERSIONS, 1L);
        counts.put(arrival.record().version() == 1 ? NEW : UPDATES, 1L);
        put(counts, HELD, arrival.isHeld());
        put(counts, REVIEWS, arrival.hasTask());
        put(counts, LINKED, arrival.isLinked());
        put(counts, DUPLICATES, arrival.isDuplicate());
        columns.forEach(column -> put(counts, HAS + column, isFilled(understood, column)));
        for (CheckedField field : CheckedField.values()) {
            if (field.isFilled(understood)) {
                Set<String> faults = field.broken(understood);
                counts.put(SAID + field.word(), 1L);
                put(counts, VALID + field.word(), faults.isEmpty());
                faults.forEach(rule -> counts.put(FAILS + rule, 1L));
                broken.addAll(faults);
            }
        }
        Optional<PartialDate> birth = understood
                .value(Columns.Fields.BIRTH_DATE)
                .filter(PartialDate.class::isInstance)
                .map(PartialDate.class::cast)
                .filter(date -> date.precision() == PartialDate.Precision.DAY);
        put(counts, FULL_DATES, birth.isPresent());
        put(counts, FIRST_OF_JANUARY, birth.filter(PartialDate::isDefaultDay).isPresent());
        return new Counted(counts, broken);
    }

    private static void put(Map<String, Long> counts, String measure, boolean is) {
        if (is) {
            counts.put(measure, 1L);
        }
    }

    private static boolean isFilled(PersonRecord record, String column) {
        return CheckedField.ofColumn(column)
                .map(field -> field.isFilled(record))
                .orElseGet(() -> record.raw()
                        .value(column)
                        .filter(text -> !text.isBlank())
                        .isPresent());
    }

    /** The part of a measure behind one of the words above that end so. */
    static Stream<Map.Entry<String, Long>> behind(String prefix, Map<String, Long> counts) {
        return counts.entrySet().stream()
                .filter(count -> count.getKey().startsWith(prefix))
                .map(count -> Map.entry(count.getKey().substring(prefix.length()), count.getValue()));
    }
}
