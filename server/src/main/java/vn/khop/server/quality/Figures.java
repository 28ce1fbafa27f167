package vn.khop.server.quality;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import vn.khop.server.registry.Columns;

/**
 * What the counts of a time come to. A share of nothing is absent.
 *
 * @param completeness by column, in percent
 * @param validity by checked field
 * @param failures how many versions break each rule
 */
public record Figures(
        long taken,
        long refused,
        Optional<Double> errorPercent,
        Optional<Long> p95Millis,
        long versions,
        long created,
        long updates,
        long removals,
        Map<String, Double> completeness,
        Map<String, Validity> validity,
        Map<String, Long> failures,
        Optional<Double> firstOfJanuaryPercent,
        Optional<Double> duplicatesPerThousand,
        Optional<Double> overlaysPerTenThousand,
        Optional<Double> autoLinkPercent,
        Optional<Double> reviewPercent,
        Optional<Double> unmergePercent,
        Optional<Double> profilePercent) {
    /** One of 365.2425 days. */
    public static final double FIRST_OF_JANUARY_EXPECTED_PERCENT = 0.27;

    private static final double PERCENT = 100;
    private static final double P95 = 0.95;

    /**
     * @param said how many versions say something
     * @param percent of these that are valid
     */
    public record Validity(long said, long valid, double percent) {}

    static Figures of(Map<String, Long> counts, FieldProfile profile) {
        long versions = amount(counts, Measures.VERSIONS);
        long taken = amount(counts, Measures.TAKEN);
        long refused = amount(counts, Measures.REFUSED);
        long created = amount(counts, Measures.NEW);
        long updates = amount(counts, Measures.UPDATES);
        Map<String, Long> durations = new TreeMap<>();
        Measures.behind(Measures.TAKING, counts).forEach(one -> durations.put(one.getKey(), one.getValue()));
        Map<String, Long> failures = new TreeMap<>();
        Measures.behind(Measures.FAILS, counts).forEach(one -> failures.put(one.getKey(), one.getValue()));
        Map<String, Double> completeness = new TreeMap<>();
        if (versions > 0) {
            Stream.concat(Measures.COLUMNS.stream(), profile.columns().stream())
                    .distinct()
                    .filter(Figures::isSaid)
                    .forEach(column -> completeness.put(column, share(has(counts, column), versions, PERCENT)));
        }
        Map<String, Validity> validity = new TreeMap<>();
        Measures.behind(Measures.SAID, counts).forEach(one -> {
            long valid = amount(counts, Measures.VALID + one.getKey());
            validity.put(one.getKey(), new Validity(one.getValue(), valid, share(valid, one.getValue(), PERCENT)));
        });
        return new Figures(
                taken,
                refused,
                of(refused, taken + refused, PERCENT),
                Durations.within(P95, durations).stream().boxed().findFirst(),
                versions,
                created,
                updates,
                amount(counts, Measures.REMOVALS),
                completeness,
                validity,
                failures,
                of(amount(counts, Measures.FIRST_OF_JANUARY), amount(counts, Measures.FULL_DATES), PERCENT),
                of(amount(counts, Measures.DUPLICATES), created, 1_000),
                of(amount(counts, Measures.HELD), updates, 10_000),
                of(amount(counts, Measures.LINKED), created, PERCENT),
                of(amount(counts, Measures.REVIEWS), versions, PERCENT),
                of(amount(counts, Measures.TAKEN_APART), amount(counts, Measures.LINKED), PERCENT),
                ofProfile(counts, profile, versions));
    }

    /** Every record has its facility and its number there; of these nothing is to be measured. */
    private static boolean isSaid(String column) {
        return !column.equals(Columns.FACILITY) && !column.equals(Columns.MRN);
    }

    private static long has(Map<String, Long> counts, String column) {
        return isSaid(column) ? amount(counts, Measures.HAS + column) : amount(counts, Measures.VERSIONS);
    }

    private static Optional<Double> ofProfile(Map<String, Long> counts, FieldProfile profile, long versions) {
        long inReach = profile.fields().stream()
                .filter(field -> field.column().isPresent())
                .count();
        long has = profile.fields().stream()
                .flatMap(field -> field.column().stream())
                .mapToLong(column -> has(counts, column))
                .sum();
        return of(has, inReach * versions, PERCENT);
    }

    /** How complete a field of the profile is, in percent; empty for one out of reach, or where nothing came. */
    static Optional<Double> completeness(Map<String, Long> counts, FieldProfile.Field field) {
        return field.column().flatMap(column -> of(has(counts, column), amount(counts, Measures.VERSIONS), PERCENT));
    }

    private static long amount(Map<String, Long> counts, String measure) {
        return counts.getOrDefault(measure, 0L);
    }

    private static Optional<Double> of(long part, long whole, double times) {
        return whole == 0 ? Optional.empty() : Optional.of(share(part, whole, times));
    }

    /** To three places, which is more than anybody reads. */
    private static double share(long part, long whole, double times) {
        return Math.round(part * times * 1_000 / whole) / 1_000.0;
    }
}
