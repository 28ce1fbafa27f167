package vn.khop.benchmarks.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GeneratePeopleTest {
    private static final String HEADER =
            "record_id,facility,mrn,full_name,gender,birth_date,national_id,insurance_no,phone,address,guardian_name,recorded_at";

    @TempDir
    Path folder;

    @Test
    void theSameSeedGivesTheSamePeopleAndAnotherSeedOthers() throws IOException {
        assertEquals(Files.readString(records("a", 1)), Files.readString(records("b", 1)));
        assertNotEquals(Files.readString(folder.resolve("a/records.csv")), Files.readString(records("c", 2)));
    }

    @Test
    void everyRecordIsSomebodysAndEverySeedMakesPeople() throws IOException {
        for (long seed = 0; seed < 40; seed++) {
            List<String> records = Files.readAllLines(records("seed" + seed, seed));
            List<String> truth = Files.readAllLines(folder.resolve("seed" + seed + "/truth.csv"));
            assertEquals(HEADER, records.get(0), "seed " + seed);
            assertEquals("record_id,person_id", truth.get(0), "seed " + seed);
            assertEquals(ids(records), ids(truth), "seed " + seed);
            assertEquals(records.size() - 1, ids(records).size(), "ids are unique, seed " + seed);
            long people = truth.stream()
                    .skip(1)
                    .map(line -> line.substring(line.indexOf(',') + 1))
                    .distinct()
                    .count();
            assertTrue(people >= 300 && people < records.size(), people + " people, seed " + seed);
        }
    }

    private Path records(String name, long seed) {
        Path out = folder.resolve(name);
        int exitCode = new CommandLine(new GeneratePeople())
                .execute("--people", "300", "--seed", String.valueOf(seed), "--out", out.toString());
        assertEquals(0, exitCode, "seed " + seed);
        return out.resolve("records.csv");
    }

    private static Set<String> ids(List<String> lines) {
        Set<String> ids = new HashSet<>();
        lines.stream().skip(1).forEach(line -> ids.add(line.substring(0, line.indexOf(','))));
        return ids;
    }
}
