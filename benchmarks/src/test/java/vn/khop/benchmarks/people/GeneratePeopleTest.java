package vn.khop.benchmarks.people;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Predicate;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratePeopleTest {
    private static final String HEADER =
            "record_id,facility,mrn,full_name,gender,birth_date,national_id,insurance_no,phone,address,guardian_name,recorded_at";

    @TempDir
    Path folder;

    private Path generate(String name, String... options) {
        Path out = folder.resolve(name);
        String[] all = new String[options.length + 2];
        System.arraycopy(options, 0, all, 0, options.length);
        all[options.length] = "--out";
        all[options.length + 1] = out.toString();
        assertEquals(0, GeneratePeople.command().execute(all));
        return out;
    }

    private static List<CSVRecord> rows(Path file) throws IOException {
        try (CSVParser parser = CSVParser.parse(
                file,
                StandardCharsets.UTF_8,
                CSVFormat.RFC4180
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get())) {
            return parser.getRecords();
        }
    }

    @Test
    void theSameSeedGivesTheSameBytesAndAnotherSeedOtherPeople() throws IOException {
        byte[] once = Files.readAllBytes(
                generate("a", "--people", "700", "--seed", "3").resolve("records.csv"));
        assertArrayEquals(
                once,
                Files.readAllBytes(
                        generate("b", "--people", "700", "--seed", "3").resolve("records.csv")));
        assertNotEquals(
                new String(once, StandardCharsets.UTF_8),
                Files.readString(generate("c", "--people", "700", "--seed", "4").resolve("records.csv")));
    }

    @Test
    void oneThreadGivesTheSameBytesAsMany() throws Exception {
        byte[] many = Files.readAllBytes(generate("many", "--records", "3000").resolve("records.csv"));
        ForkJoinPool one = new ForkJoinPool(1);
        try {
            Path alone = one.submit(() -> generate("one", "--records", "3000")).get();
            assertArrayEquals(many, Files.readAllBytes(alone.resolve("records.csv")));
        } finally {
            one.shutdown();
        }
    }

    @Test
    void everyRecordIsSomebodysAndTheSizeIsAsAsked() throws IOException {
        for (String kind : List.of("city", "hard")) {
            Path byRecords = generate(kind + "r", "--records", "2500", "--kind", kind);
            assertTrue(Files.readString(byRecords.resolve("records.csv")).startsWith(HEADER + "\n"));
            assertEquals(2500, rows(byRecords.resolve("records.csv")).size());
            Set<String> ids = new HashSet<>();
            rows(byRecords.resolve("records.csv")).forEach(row -> ids.add(row.get("record_id")));
            Set<String> known = new HashSet<>();
            rows(byRecords.resolve("truth.csv")).forEach(row -> known.add(row.get("record_id")));
            assertEquals(2500, ids.size(), "ids are unique");
            assertEquals(ids, known);

            Set<String> people = new HashSet<>();
            rows(generate(kind + "p", "--people", "900", "--kind", kind).resolve("truth.csv"))
                    .forEach(row -> people.add(row.get("person_id")));
            assertEquals(900, people.size());
        }
    }

    @Test
    void aPersonsRecordsAreSpreadOverTheFile() throws IOException {
        List<CSVRecord> truth = rows(generate("spread", "--records", "6000").resolve("truth.csv"));
        int together = 0;
        for (int i = 1; i < truth.size(); i++) {
            together += truth.get(i).get("person_id").equals(truth.get(i - 1).get("person_id")) ? 1 : 0;
        }
        // An even shuffle of 6,000 with about 1.3 true pairs a record puts 6,000 * 2 * 1.3 / 6,000 = 2.6 of them
        // together.
        assertTrue(together < 20, together + " neighbours of one person");
    }

    @Test
    void sizeMustBeGivenOneWay() {
        assertEquals(2, GeneratePeople.command().execute("--out", folder.toString()));
        assertEquals(
                2, GeneratePeople.command().execute("--people", "5", "--records", "5", "--out", folder.toString()));
    }

    private static double perThousand(List<CSVRecord> rows, Predicate<CSVRecord> is) {
        return 1000.0 * rows.stream().filter(is).count() / rows.size();
    }

    private static void assertNear(double expected, double found, double within, String what) {
        assertTrue(Math.abs(expected - found) <= within, what + ": " + found + " in 1,000, expected " + expected);
    }

    @Test
    void whatIsMissingOrWronglyWrittenIsAsOftenAsStated() throws IOException {
        for (Kind kind : Kind.values()) {
            List<CSVRecord> rows = rows(generate("rates" + kind, "--records", "20000", "--kind", kind.name())
                    .resolve("records.csv"));
            // 20,000 draws of 15 in 1,000 have a standard deviation of 0.9 in 1,000; bounds are four of them, and more
            // where
            // a hospital's own factor or share adds its part.
            assertNear(
                    kind.rates().sexMissing(),
                    perThousand(rows, row -> row.get("gender").isEmpty()),
                    4.5,
                    "sex missing");
            assertNear(20, perThousand(rows, row -> row.get("full_name").indexOf('\u00A0') >= 0), 5, "no-break spaces");
            assertNear(33, perThousand(rows, row -> row.get("full_name").contains("  ")), 6, "double spaces");
            assertNear(
                    kind == Kind.CITY ? 700 : 640,
                    perThousand(rows, row -> !row.get("national_id").isEmpty()),
                    50,
                    "citizen number");
            assertNear(
                    kind == Kind.CITY ? 840 : 610,
                    perThousand(rows, row -> !row.get("phone").isEmpty()),
                    50,
                    "telephone");
            assertNear(
                    130,
                    perThousand(
                            rows.stream()
                                    .filter(row -> !row.get("address").isEmpty())
                                    .toList(),
                            row -> row.get("address")
                                            .matches(
                                                    "(P\\.|X\\.|TT\\.|H\\.|Q\\.|TX\\.|TP\\.|Ph|Xã|Xa|Th.|Hu|Qu|T\\.).*")
                                    && !row.get("address").matches("Th[oô]n .*")),
                    35,
                    "address without a street");
        }
    }

    @Test
    void bothKindsHaveTheSamePeopleAndTheHardOneKeepsLessOfThem() throws IOException {
        List<CSVRecord> city = rows(generate("samecity", "--records", "6000").resolve("records.csv"));
        List<CSVRecord> hard =
                rows(generate("samehard", "--records", "6000", "--kind", "hard").resolve("records.csv"));
        for (String column : List.of("insurance_no", "phone", "address")) {
            double kept = perThousand(city, row -> !row.get(column).isEmpty());
            double keptOfHard = perThousand(hard, row -> !row.get(column).isEmpty());
            assertTrue(keptOfHard < kept - 50, column + " " + keptOfHard + " " + kept);
        }
        Set<String> numbers = new HashSet<>();
        city.forEach(row -> numbers.add(row.get("insurance_no")));
        long shared = hard.stream()
                .filter(row -> row.get("insurance_no").length() == 10 && numbers.contains(row.get("insurance_no")))
                .count();
        assertTrue(shared > 300, shared + " records of the hard file have a number of the city's");
    }

    @Test
    void newbornsAreWrittenByTheirMothersNameAndInLegacyFonts() throws IOException {
        List<CSVRecord> rows = rows(generate("newborn", "--records", "20000").resolve("records.csv"));
        assertTrue(
                rows.stream().anyMatch(row -> row.get("full_name").matches("(?i)CB\\.? .*")),
                "CB and the mother's name");
        assertTrue(rows.stream().anyMatch(row -> row.get("full_name").matches("(?i)con bà .*")), "Con bà");
        // "NguyÔn" is TCVN3 read as Latin-1, "Nguyeãn" VNI, "Nguye^~n" VIQR, "Nguyeenx" Telex.
        for (String trace : List.of("Nguyễn", "NguyÔn", "Nguyeãn", "Nguye^~n", "Nguyeenx")) {
            assertTrue(rows.stream().anyMatch(row -> row.get("full_name").startsWith(trace)), trace);
        }
        assertTrue(rows.stream().anyMatch(row -> row.get("insurance_no").startsWith("TE1")), "children's cards");
        assertTrue(rows.stream().anyMatch(row -> row.get("insurance_no").contains(";")), "two cards in one field");
        assertTrue(rows.stream().anyMatch(row -> row.get("birth_date").endsWith("0000")), "0000");
        assertTrue(rows.stream().anyMatch(row -> row.get("birth_date").length() == 4), "a year");
        assertTrue(rows.stream().anyMatch(row -> row.get("national_id").length() == 9), "nine digits");
        assertTrue(rows.stream().anyMatch(row -> row.get("phone").matches("01\\d{9}")), "eleven digits");
    }
}
