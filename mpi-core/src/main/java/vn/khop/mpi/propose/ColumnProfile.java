package vn.khop.mpi.propose;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import vn.khop.mpi.normalise.Normaliser;
import vn.khop.mpi.normalise.Normalisers;
import vn.khop.mpi.record.FieldValue;
import vn.khop.mpi.record.PartialDate;
import vn.khop.mpi.record.RawRecord;
import vn.khop.reference.ReferenceData;
import vn.khop.reference.VietnameseText;

/**
 * What can be counted of a column; every share is of the rows that have a value, in [0, 1].
 *
 * @param filledShare of all rows
 * @param distinctShare how many different values there are for each row with a value
 * @param digitShare values of digits, spaces and punctuation only
 * @param letterShare values without any digit
 * @param dateShare values that read as a date between 1850 and 2100
 * @param wholeDateShare those of them that are written with separators, or as eight digits or more
 * @param familyNameShare values of two words or more whose first word is a Vietnamese family name
 */
record ColumnProfile(
        String column,
        long rows,
        long filled,
        double filledShare,
        long distinct,
        double distinctShare,
        double meanLength,
        double meanWords,
        int valueMax,
        double digitShare,
        double letterShare,
        double dateShare,
        double wholeDateShare,
        double sexShare,
        double phoneShare,
        double emailShare,
        double familyNameShare) {
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");
    private static final Pattern NO_LETTERS = Pattern.compile("[\\d\\s./+()-]*\\d[\\d\\s./+()-]*");
    private static final Pattern NO_DIGITS = Pattern.compile("\\D+");
    private static final Pattern DATE_SHAPE = Pattern.compile("\\d{8}(\\d{4,6})?|\\d{1,4}[-/.]\\d{1,2}[-/.]\\d{1,4}.*");
    private static final int YEAR_MAX = 2100;
    private static final int FAMILY_NAME_PEOPLE_MIN = 20;

    /** Counts columns. */
    static final class Counter {
        private final Normalisers normalisers;
        private final Set<String> familyNames;

        Counter(ReferenceData reference) {
            normalisers = Normalisers.standard(reference);
            familyNames = reference.nameFrequencies().foldedFamilyNames(FAMILY_NAME_PEOPLE_MIN);
        }

        ColumnProfile count(String column, List<RawRecord> records) {
            Map<String, Integer> counts = new HashMap<>();
            List<String> values = new ArrayList<>();
            for (RawRecord record : records) {
                record.value(column)
                        .map(String::strip)
                        .filter(value -> !value.isEmpty())
                        .ifPresent(value -> {
                            values.add(value);
                            counts.merge(VietnameseText.fold(value), 1, Integer::sum);
                        });
            }
            long filled = values.size();
            Predicate<String> isDate = this::isDate;
            return new ColumnProfile(
                    column,
                    records.size(),
                    filled,
                    records.isEmpty() ? 0 : (double) filled / records.size(),
                    counts.size(),
                    filled == 0 ? 0 : (double) counts.size() / filled,
                    values.stream().mapToInt(String::length).average().orElse(0),
                    values.stream()
                            .mapToInt(value -> value.split("\\s+").length)
                            .average()
                            .orElse(0),
                    largestNumber(values),
                    share(values, value -> NO_LETTERS.matcher(value).matches()),
                    share(values, value -> NO_DIGITS.matcher(value).matches()),
                    share(values, isDate),
                    share(values, isDate.and(value -> DATE_SHAPE.matcher(value).matches())),
                    share(values, value -> reads("sex", value)),
                    share(values, value -> reads("phone", value)),
                    share(values, value -> EMAIL.matcher(value).matches()),
                    share(values, this::beginsWithFamilyName));
        }

        private boolean isDate(String value) {
            Normaliser dates = normalisers.named("partial-date");
            FieldValue date = dates.normalise(value).value().orElse(null);
            return date instanceof PartialDate partial && partial.year() <= YEAR_MAX;
        }

        private boolean reads(String normaliser, String value) {
            return normalisers.named(normaliser).normalise(value).value().isPresent();
        }

        private boolean beginsWithFamilyName(String value) {
            int space = value.indexOf(' ');
            return space > 0 && familyNames.contains(VietnameseText.fold(value.substring(0, space)));
        }

        private static double share(List<String> values, Predicate<String> holds) {
            return values.isEmpty() ? 0 : (double) values.stream().filter(holds).count() / values.size();
        }

        /** The largest value where all are whole numbers of at most four digits; else 0. */
        private static int largestNumber(List<String> values) {
            int largest = 0;
            for (String value : values) {
                if (!value.matches("\\d{1,4}")) {
                    return 0;
                }
                largest = Math.max(largest, Integer.parseInt(value));
            }
            return largest;
        }
    }
}
