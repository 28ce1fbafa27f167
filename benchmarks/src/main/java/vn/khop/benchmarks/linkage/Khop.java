package vn.khop.benchmarks.linkage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The product as a command: {@code link} over files, in a process of its own. Options of this class are mixed into the commands. */
final class Khop {
    private static final Pattern COMPARED = Pattern.compile("([\\d,]+) pairs compared");

    @Option(names = "--khop", defaultValue = "bin/khop", description = "the command; default ${DEFAULT-VALUE}")
    private String command = "bin/khop";

    @Option(
            names = "--work",
            defaultValue = "target/linkage",
            description = "folder for what is written; default ${DEFAULT-VALUE}")
    private Path work = Path.of("target/linkage");

    @Option(
            names = "--scores",
            defaultValue = "",
            description =
                    "option of khop link that writes all scored pairs, e.g. --all-pairs; without it the pairs of --pairs are all")
    private String scores = "";

    /**
     * A run and what it wrote.
     *
     * @param pairs links and pairs for review
     * @param scored every pair that was scored, or the same as pairs
     */
    record Run(MeasuredProcess process, Path clusters, Path pairs, Path scored) {
        /** As the command says on its last lines. */
        OptionalLong comparedPairs() throws IOException {
            Matcher matcher = COMPARED.matcher(Files.readString(process.output()));
            return matcher.find()
                    ? OptionalLong.of(Long.parseLong(matcher.group(1).replace(",", "")))
                    : OptionalLong.empty();
        }
    }

    Path work() throws IOException {
        return Files.createDirectories(work);
    }

    /** Lets the command build itself where its sources are newer, before anything is measured. */
    void prepare() throws IOException, InterruptedException {
        MeasuredProcess.run(List.of(command, "--version"), work().resolve("prepare.log"));
    }

    /**
     * Links and measures.
     *
     * @param name of the run, for its files
     * @param options further ones, as {@code --schema auto}
     */
    Run link(String name, List<Path> inputs, List<String> options) throws IOException, InterruptedException {
        Path clusters = work().resolve(name + ".clusters.csv");
        Path pairs = work().resolve(name + ".pairs.csv");
        Path scored = scores.isEmpty() ? pairs : work().resolve(name + ".scored.csv");
        List<String> words = new ArrayList<>(List.of(command, "link"));
        inputs.forEach(input -> words.addAll(List.of("--input", input.toString())));
        words.addAll(List.of("--clusters", clusters.toString(), "--pairs", pairs.toString()));
        if (!scores.isEmpty()) {
            words.addAll(List.of(scores, scored.toString()));
        }
        words.addAll(options);
        return new Run(MeasuredProcess.run(words, work().resolve(name + ".log")), clusters, pairs, scored);
    }

    /** Trains and writes the model. */
    void train(Path input, Path model) throws IOException, InterruptedException {
        MeasuredProcess.run(
                List.of(command, "train", "--input", input.toString(), "--model", model.toString()),
                work().resolve("train.log"));
    }
}
