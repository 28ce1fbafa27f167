package vn.khop.benchmarks.terminology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import vn.khop.benchmarks.linkage.MarkdownTable;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.concept.ReleaseId;

/**
 * Kills (-9) {@code codes load} of the whole list, at moments spread over reading, compiling and testing, and {@code codes activate}, at moments spread over the switch. After
 * each the folder is opened with every checksum verified: it holds the old release or the new one, whole, and one of them is in force.
 */
final class KilledCommands {
    private static final String OLD = "cũ";
    private static final String NEW = "mới";

    private final Path command;
    private final Path images;
    private final Path csv;
    private final Path log;
    private final int concepts;
    private final SplittableRandom random;

    /** @param csv the generated list */
    KilledCommands(Path command, Path work, Path csv, int concepts, long seed) {
        this.command = command;
        images = work.resolve("killed");
        this.csv = csv;
        log = work.resolve("killed.log");
        this.concepts = concepts;
        random = new SplittableRandom(seed);
    }

    void measure(int times) throws IOException, InterruptedException {
        MarkdownTable table =
                new MarkdownTable("killed (-9)", "times", "before its end", "old in force", "new in force", "neither");
        long loadNanos = run(load(OLD), Long.MAX_VALUE);
        measure(table, "load and compile", times, loadNanos, kill -> load(NEW + kill));
        run(load(NEW), Long.MAX_VALUE);
        long switchNanos = run(activate(OLD), Long.MAX_VALUE);
        measure(table, "switch", times, switchNanos, kill -> activate(kill % 2 == 0 ? NEW : OLD));
    }

    private interface Commands {
        List<String> of(int kill);
    }

    private void measure(MarkdownTable table, String what, int times, long wholeNanos, Commands commands)
            throws IOException, InterruptedException {
        int early = 0;
        int old = 0;
        int fresh = 0;
        int neither = 0;
        for (int kill = 0; kill < times; kill++) {
            long moment = (long) (wholeNanos * (kill + random.nextDouble()) / times);
            early += run(commands.of(kill), moment) == Long.MAX_VALUE ? 1 : 0;
            String inForce = inForce();
            old += inForce.equals(OLD) ? 1 : 0;
            fresh += inForce.startsWith(NEW) ? 1 : 0;
            neither += inForce.isEmpty() ? 1 : 0;
            if (inForce.startsWith(NEW)) {
                ImageFolder.at(images).activate(new ReleaseId(GeneratedList.SYSTEM, OLD));
            }
        }
        table.add(what, times, early, old, fresh, neither);
    }

    /** Which release is in force; empty where none is, or not one, or it is not whole. */
    private String inForce() {
        try (Terminology opened = Terminology.open(images)) {
            List<Release> current =
                    opened.releases().stream().filter(Release::isCurrent).toList();
            return current.size() == 1 && current.get(0).conceptCount() == concepts
                    ? current.get(0).id().version()
                    : "";
        }
    }

    /** @return how long it took; {@link Long#MAX_VALUE} where it was killed before its end */
    private long run(List<String> words, long killAfterNanos) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean isDone = process.waitFor(killAfterNanos, TimeUnit.NANOSECONDS);
        process.destroyForcibly().waitFor();
        if (isDone && process.exitValue() != 0) {
            throw new IllegalStateException(String.format(Locale.ROOT, "%s: %s", words, Files.readString(log)));
        }
        return isDone ? System.nanoTime() - start : Long.MAX_VALUE;
    }

    private List<String> load(String version) {
        List<String> words =
                new ArrayList<>(List.of(command.toString(), "codes", "load", "--images", images.toString()));
        words.addAll(List.of("--input", csv.toString()));
        words.addAll(MeasureTerminology.options(version));
        return words;
    }

    private List<String> activate(String version) {
        return List.of(
                command.toString(),
                "codes",
                "activate",
                "--images",
                images.toString(),
                "--system",
                GeneratedList.SYSTEM,
                "--version",
                version);
    }
}
