package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.server.store.TestDatabase;

/** The real {@code khop load}, killed while it writes and given again: every row is there once, and the persons are those of a load that nobody disturbed. */
class KilledLoadTest {
    private static final List<String> COLUMNS = List.of(
            Columns.FACILITY,
            Columns.MRN,
            Columns.FULL_NAME,
            Columns.GENDER,
            Columns.BIRTH_DATE,
            Columns.NATIONAL_ID,
            Columns.INSURANCE_NO,
            Columns.PHONE,
            Columns.ADDRESS);
    private static final List<String> HOSPITALS = List.of("01001", "01013", "01816", "79024");

    private final long seed =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);
    private final SplittableRandom random = new SplittableRandom(seed);
    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void endWhatWasStarted() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    @Tag("slow")
    void aLoadThatWasKilledTwiceIsLoadedOnce() throws Exception {
        killed(21_000, 2);
    }

    /** {@code -Dtests.kills} says how often, 20 times if it is not given. */
    @Test
    @Tag("long")
    void aLoadThatWasKilledManyTimesIsLoadedOnce() throws Exception {
        killed(100_000, Integer.getInteger("tests.kills", 20));
    }

    private void killed(int rows, int kills) throws Exception {
        Path file = folder.resolve("people.csv");
        int written = write(file, rows);
        try (TestDatabase disturbed = TestDatabase.postgres();
                TestDatabase alone = TestDatabase.postgres()) {
            int done = 0;
            int finishedBeforeItsKill = 0;
            while (done < kills && finishedBeforeItsKill == 0) {
                if (isKilledWhileWriting(load(disturbed, file))) {
                    done++;
                } else {
                    finishedBeforeItsKill++;
                }
            }
            assertTrue(done > 0, "it was over before it could be killed; " + replay());
            finish(load(disturbed, file));
            finish(load(alone, file));

            Map<String, Integer> versions = new HashMap<>();
            new JdbcTemplate(disturbed.pool()).query("select source_id from khop.source_version", row -> {
                versions.merge(row.getString(1), 1, Integer::sum);
            });
            assertEquals(written, versions.size(), "records, after " + done + " kills; " + replay());
            assertEquals(Set.of(1), new HashSet<>(versions.values()), "versions of a record; " + replay());
            assertEquals(persons(alone), persons(disturbed), replay());
            assertEquals(disturbed.present(), disturbed.replayed(), replay());
            System.out.printf(
                    "a load of %d rows, killed %d times: %d records, each once; %d persons, as without kills%n",
                    written, done, versions.size(), persons(disturbed).size());
        }
    }

    private String replay() {
        return "-Dtests.seed=" + Long.toHexString(seed);
    }

    /** Some two thirds of the people are known to two hospitals. */
    private int write(Path file, int rows) throws IOException {
        DrawnPatients drawn = new DrawnPatients(random);
        int written = 0;
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
            out.println(String.join(",", COLUMNS));
            while (written < rows) {
                Map<String, String> patient = new HashMap<>(drawn.patient());
                int records = 1 + random.nextInt(2);
                for (int record = 0; record < records; record++) {
                    patient.put(Columns.FACILITY, HOSPITALS.get((written + record) % HOSPITALS.size()));
                    patient.put(Columns.MRN, "k" + written);
                    out.println(String.join(
                            ",",
                            COLUMNS.stream()
                                    .map(column -> '"' + patient.getOrDefault(column, "") + '"')
                                    .toList()));
                    written++;
                }
            }
        }
        return written;
    }

    private Process load(TestDatabase database, Path file) throws IOException {
        Path config = folder.resolve("load.yaml");
        Files.writeString(
                config, "spring.datasource:\n  url: '" + database.url() + "'\n  username: " + database.user() + "\n");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "vn.khop.server.cli.Khop",
                        "load",
                        "--input",
                        file.toString(),
                        "--config",
                        config.toString(),
                        "--data",
                        folder.resolve("data").toString(),
                        "--bad-rows",
                        folder.resolve("bad.csv").toString(),
                        "--register-facilities")
                .redirectErrorStream(true)
                .start();
        started.add(process);
        return process;
    }

    /** Killed at a moment drawn by chance from when it began to write; whether it was still at work. */
    private boolean isKilledWhileWriting(Process process) throws Exception {
        StringBuilder said = new StringBuilder();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.contains("writing")) {
                said.append(line).append('\n');
                line = lines.readLine();
            }
            assertTrue(line != null, "it ended before it wrote anything:\n" + said);
            boolean ended = process.waitFor(random.nextInt(4_000), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            return !ended;
        }
    }

    private static void finish(Process process) throws Exception {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(10, TimeUnit.MINUTES), "it does not end");
        assertEquals(0, process.exitValue(), said);
    }

    /** Who is with whom, whatever their ids. */
    private static Set<Set<String>> persons(TestDatabase database) {
        Map<String, Set<String>> persons = new HashMap<>();
        new JdbcTemplate(database.pool()).query("select source_id, person_id from khop.membership", row -> {
            persons.computeIfAbsent(row.getString(2), key -> new TreeSet<>()).add(row.getString(1));
        });
        return new HashSet<>(persons.values());
    }
}
