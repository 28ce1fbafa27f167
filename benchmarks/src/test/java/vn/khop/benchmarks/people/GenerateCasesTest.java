package vn.khop.benchmarks.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.reference.ReferenceData;

class GenerateCasesTest {
    private static final int CASES = 300;

    @TempDir
    Path folder;

    private List<CSVRecord> rows(String file) throws IOException {
        try (CSVParser parser = CSVParser.parse(
                folder.resolve(file),
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
    void everyCaseHasTwoPeopleOfTwoToFourRecords() throws IOException {
        for (GenerateCases.Case kind : GenerateCases.Case.values()) {
            GenerateCases.generate(kind, CASES, 3, folder);
            Map<String, Integer> recordsOf = new HashMap<>();
            rows("truth.csv").forEach(row -> recordsOf.merge(row.get("person_id"), 1, Integer::sum));
            assertEquals(2 * CASES, recordsOf.size(), kind.name());
            assertTrue(recordsOf.values().stream().allMatch(count -> count >= 2 && count <= 4), kind.name());
            assertEquals(rows("truth.csv").size(), rows("records.csv").size(), kind.name());
        }
    }

    @Test
    void twoWithVerifiedNumbersHaveDifferentOnes() throws IOException {
        GenerateCases.generate(GenerateCases.Case.VERIFIED_NAMESAKES, CASES, 3, folder);
        Map<String, Set<String>> numbersOf = new HashMap<>();
        for (CSVRecord row : rows("records.csv")) {
            if (!row.get("national_id_verified").isEmpty()) {
                String id = row.get("record_id");
                numbersOf
                        .computeIfAbsent(id.substring(0, id.length() - 1), person -> new HashSet<>())
                        .add(row.get("national_id"));
            }
        }
        assertTrue(numbersOf.size() > CASES, numbersOf.size() + " people with a verified number");
        assertTrue(numbersOf.values().stream().allMatch(numbers -> numbers.size() == 1), "a person has one");
        for (int number = 0; number < CASES; number++) {
            String ofCase = "c" + String.valueOf(1_000_000 + number).substring(1);
            Set<String> first = numbersOf.getOrDefault(ofCase + "a", Set.of());
            assertTrue(first.isEmpty() || !first.equals(numbersOf.get(ofCase + "b")), ofCase);
        }
    }

    @Test
    void theTwoOfACaseAreAsItSays() {
        City city = new City(ReferenceData.open(), 3);
        for (int number = 0; number < CASES; number++) {
            List<Person> mother = city.motherAndNewborn(number);
            assertEquals(mother.get(0), mother.get(1).parents().get(0));
            assertTrue(mother.get(1).birth().isAfter(City.TODAY.minusDays(22)));

            List<Person> twins = city.twins(number);
            assertEquals(twins.get(0).birth(), twins.get(1).birth());
            assertEquals(twins.get(0).home(), twins.get(1).home());
            assertNotEquals(twins.get(0).given(), twins.get(1).given());

            List<Person> namesakes = city.namesakes(number);
            assertEquals(namesakes.get(0).fullName(), namesakes.get(1).fullName());
            assertEquals(namesakes.get(0).birth(), namesakes.get(1).birth());
            assertNotEquals(namesakes.get(0).citizenNumber(), namesakes.get(1).citizenNumber());
        }
    }
}
