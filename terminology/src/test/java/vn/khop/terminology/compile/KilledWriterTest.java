package vn.khop.terminology.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.terminology.Examples;
import vn.khop.terminology.Seed;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.concept.Release;

/**
 * A process that loads, compiles or switches is killed (-9) at moments spread over its work. Afterwards the folder is as before or as after,
 * it opens without repair, who had it open goes on answering, and the next to write clears away what the dead one left.
 */
class KilledWriterTest {
    private static final int CODES = 15_000;
    private static final int SWITCHING_MILLIS = 400;

    private final Seed seed = Seed.ofThisRun();
    private final SplittableRandom random = seed.random();
    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void loadTheOldRelease() throws IOException {
        WriterProcess.load(ImageFolder.at(images()), csv("old", 50), "old");
    }

    @AfterEach
    void endWhatWasStarted() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    @Tag("slow")
    void aKilledLoadOrCompileLeavesTheOldReleaseOrTheNewOne() throws IOException, InterruptedException {
        killLoads(3);
    }

    @Test
    @Tag("slow")
    void aKilledSwitchLeavesOneReleaseOrTheOther() throws IOException, InterruptedException {
        killSwitches(3);
    }

    @Test
    @Tag("long")
    void twentyKilledLoadsLeaveTheOldReleaseOrTheNewOne() throws IOException, InterruptedException {
        killLoads(20);
    }

    @Test
    @Tag("long")
    void twentyKilledSwitchesLeaveOneReleaseOrTheOther() throws IOException, InterruptedException {
        killSwitches(20);
    }

    private void killLoads(int kills) throws IOException, InterruptedException {
        Path csv = csv("new", CODES);
        Process unharmed = start("load", folder.resolve("other").toString(), csv.toString(), "whole");
        long begun = System.nanoTime();
        assertTrue(unharmed.waitFor(5, TimeUnit.MINUTES), "a whole load ends");
        assertEquals(0, unharmed.exitValue(), "a whole load succeeds");
        long workNanos = System.nanoTime() - begun;
        try (Terminology open = Terminology.open(images())) {
            for (int kill = 0; kill < kills; kill++) {
                String version = "new-" + kill;
                Process loading = start("load", images().toString(), csv.toString(), version);
                long moment = (long) (workNanos * (kill + random.nextDouble()) / kills);
                boolean isDone = loading.waitFor(moment, TimeUnit.NANOSECONDS);
                loading.destroyForcibly().waitFor();
                check(open, version, isDone);
            }
        }
    }

    private void killSwitches(int kills) throws IOException, InterruptedException {
        WriterProcess.load(ImageFolder.at(images()), csv("new", 50), "new");
        try (Terminology open = Terminology.open(images())) {
            Set<String> seen = new HashSet<>();
            for (int kill = 0; kill < kills; kill++) {
                Process switching = start("switch", images().toString(), "old", "new");
                Thread.sleep(random.nextInt(SWITCHING_MILLIS));
                switching.destroyForcibly().waitFor();
                check(open, "new", false);
                seen.add(current(open));
            }
            assertTrue(Set.of("old", "new").containsAll(seen), seen + " " + seed);
        }
    }

    /** The folder is as before or as after, for who had it open and for who opens it now; and the next writer clears up. */
    private void check(Terminology open, String version, boolean isDone) throws IOException {
        // Who had it open looks again within a second, if the dead one did not live to say that there is something to
        // see.
        open.refresh();
        String running = current(open);
        try (Terminology fresh = Terminology.open(images())) {
            assertEquals(running, current(fresh), seed.toString());
            List<Release> current =
                    fresh.releases().stream().filter(Release::isCurrent).toList();
            assertEquals(1, current.size(), () -> current + " " + seed);
            boolean isThere = fresh.releases().stream()
                    .anyMatch(release -> release.id().version().equals(version));
            assertTrue(isThere || !isDone, "a load that said it was done is done " + seed);
            fresh.releases()
                    .forEach(release -> assertTrue(
                            release.conceptCount() == CODES || release.conceptCount() == 50, release + " " + seed));
        }
        WriterProcess.load(ImageFolder.at(images()), csv("old", 50), "old");
        try (Stream<Path> files = Files.walk(images())) {
            assertEquals(
                    List.of(),
                    files.filter(file -> file.getFileName().toString().startsWith(".building")
                                    || file.getFileName().toString().endsWith(".next"))
                            .toList(),
                    seed.toString());
        }
    }

    private static String current(Terminology terminology) {
        return Examples.answering(terminology, WriterProcess.SYSTEM, Optional.empty())
                .version();
    }

    private Path images() {
        return folder.resolve("images");
    }

    private Path csv(String name, int codes) throws IOException {
        Path file = folder.resolve(name + "-" + codes + ".csv");
        if (!Files.exists(file)) {
            StringBuilder rows = new StringBuilder("code,name,parent\n");
            for (int i = 0; i < codes; i++) {
                rows.append('K')
                        .append(i)
                        .append(",Bệnh ")
                        .append(name)
                        .append(" thứ ")
                        .append(i)
                        .append(',');
                rows.append(i == 0 ? "" : "K" + i / 10).append('\n');
            }
            Files.writeString(file, rows.toString());
        }
        return file;
    }

    /** Starts a writer and returns when it begins its work. */
    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                WriterProcess.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(process);
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertEquals("begun", out.readLine());
        return process;
    }
}
