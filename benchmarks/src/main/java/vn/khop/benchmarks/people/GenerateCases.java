package vn.khop.benchmarks.people;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import vn.khop.reference.ReferenceData;

/**
 * Files of drawn cases of two people who must stay apart, each with two to four records as hospitals of the {@link Kind#CITY} kind
 * write them, with all their errors. Their ids are {@code c<case>a} and {@code c<case>b}.
 */
public final class GenerateCases {
    private static final int HOSPITALS = 55;
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();
    private static final int CITIZEN_NUMBER = Hospital.COLUMNS.indexOf("national_id") - 1;
    private static final int INSURANCE = Hospital.COLUMNS.indexOf("insurance_no") - 1;
    private static final int VERIFIED_PERCENT = 70;

    /** What the two of a case have in common. */
    public enum Case {
        /** The name by rule or habit, home, telephone, at times the mother's number. */
        MOTHER_AND_NEWBORN,
        /**
         * Birthday, parents, home, telephone, most of the name; of one pair in ten all but a letter or a mark. Where plain letters make
         * one name of the two (Hùng, Hưng), each of them has a record with a number of its own: else nothing that was written would
         * tell a reader that there are two.
         */
        TWINS,
        /** Name, sex and birthday, half of them home and telephone too; their citizen numbers were verified and differ. */
        VERIFIED_NAMESAKES
    }

    private GenerateCases() {}

    /** Writes records.csv, with a column national_id_verified, and truth.csv. */
    public static void generate(Case kind, int cases, long seed, Path out) throws IOException {
        ReferenceData reference = ReferenceData.open();
        City city = new City(reference, seed);
        SplittableRandom random = new SplittableRandom(seed + kind.ordinal());
        Weighted<Hospital> hospitals =
                Hospital.all(HOSPITALS, Kind.CITY, new Typing(reference.legacyEncodings()), random.split());
        Files.createDirectories(out);
        try (CSVPrinter records = new CSVPrinter(
                        Files.newBufferedWriter(out.resolve("records.csv"), StandardCharsets.UTF_8), FORMAT);
                CSVPrinter truth = new CSVPrinter(
                        Files.newBufferedWriter(out.resolve("truth.csv"), StandardCharsets.UTF_8), FORMAT)) {
            List<String> header = new ArrayList<>(Hospital.COLUMNS);
            header.add("national_id_verified");
            records.printRecord(header);
            truth.printRecord("record_id", "person_id");
            for (int number = 0; number < cases; number++) {
                List<Person> two = switch (kind) {
                    case MOTHER_AND_NEWBORN -> city.motherAndNewborn(number);
                    case TWINS -> city.twins(number);
                    case VERIFIED_NAMESAKES -> city.namesakes(number);
                };
                List<List<String[]>> visits = visits(two, hospitals, random);
                while (kind == Case.TWINS && !isTold(two, visits)) {
                    visits = visits(two, hospitals, random);
                }
                for (int i = 0; i < 2; i++) {
                    String person = String.format(Locale.ROOT, "c%06d%s", number, i == 0 ? "a" : "b");
                    int left = visits.get(i).size();
                    for (String[] values : visits.get(i)) {
                        String id = person + left--;
                        List<String> row = new ArrayList<>(List.of(id));
                        row.addAll(List.of(values));
                        boolean isOwn = values[CITIZEN_NUMBER].equals(two.get(i).citizenNumber());
                        boolean isVerified =
                                kind == Case.VERIFIED_NAMESAKES && isOwn && random.nextInt(100) < VERIFIED_PERCENT;
                        row.add(isVerified ? "card-qr" : "");
                        records.printRecord(row);
                        truth.printRecord(id, person);
                    }
                }
            }
        }
    }

    private static List<List<String[]>> visits(
            List<Person> people, Weighted<Hospital> hospitals, SplittableRandom random) {
        List<List<String[]>> visits = new ArrayList<>();
        for (Person person : people) {
            List<String[]> ofPerson = new ArrayList<>();
            for (int left = 2 + random.nextInt(3); left > 0; left--) {
                ofPerson.add(hospitals.draw(random).record(person, random));
            }
            visits.add(ofPerson);
        }
        return visits;
    }

    /** Whether what was written tells that the two are two: names that differ without marks, or numbers. */
    private static boolean isTold(List<Person> two, List<List<String[]>> visits) {
        boolean isOneName =
                Typing.plain(two.get(0).given()).equals(Typing.plain(two.get(1).given()));
        return !isOneName || (hasOwnNumber(two.get(0), visits.get(0)) && hasOwnNumber(two.get(1), visits.get(1)));
    }

    private static boolean hasOwnNumber(Person person, List<String[]> visits) {
        return visits.stream()
                .anyMatch(values -> values[INSURANCE].endsWith(person.insurance())
                        || (!person.citizenNumber().isEmpty()
                                && values[CITIZEN_NUMBER].equals(person.citizenNumber())));
    }
}
