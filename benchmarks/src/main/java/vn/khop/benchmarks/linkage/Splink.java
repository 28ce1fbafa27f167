package vn.khop.benchmarks.linkage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * Splink on DuckDB as a command: the peers' script {@code splink/splink_vn.py} in the folder that the environment's KHOP_PEERS names,
 * in a virtual environment that is made on request. Nothing is installed unless {@code --splink} names a folder for it.
 */
final class Splink {
    /** The script is written for Splink 4; DuckDB 1.5 refuses its lambda syntax. */
    private static final List<String> PACKAGES = List.of("splink==4.0.16", "duckdb<1.5", "pandas");

    @Option(
            names = "--splink",
            description =
                    "run Splink too, from this virtual environment; made with python3 -m venv and pip if it is not there")
    private Optional<Path> environment = Optional.empty();

    @Option(names = "--splink-threads", defaultValue = "2", description = "default ${DEFAULT-VALUE}")
    private int threads = 2;

    /**
     * What the script says of its run. It counts with the truth inside its own process, so CPU is its sum over the steps that a user
     * needs, without that counting, and memory its peak after clustering.
     */
    record Run(
            long comparedPairs,
            double cpuSeconds,
            double wallSeconds,
            double peakMegabytes,
            JsonNode at99,
            JsonNode best) {}

    boolean isWanted() {
        return environment.isPresent();
    }

    /** Runs it over a folder with records.csv and truth.csv. */
    Run run(String name, Path folder, Path work) throws IOException, InterruptedException {
        Path made = environment.orElseThrow(() -> new IllegalStateException("no --splink given"));
        Path python = made.resolve("bin/python").toAbsolutePath();
        if (!Files.isExecutable(python)) {
            install(made, work);
        }
        Path out = work.resolve(name + ".splink.json");
        MeasuredProcess.run(
                List.of(
                        python.toString(),
                        script().toString(),
                        folder.toString(),
                        "--threads",
                        String.valueOf(threads),
                        "--out",
                        out.toString()),
                work.resolve(name + ".splink.log"));
        JsonNode result = new ObjectMapper().readTree(out.toFile());
        JsonNode clusters = result.path("cluster");
        return new Run(
                result.path("pairs_scored").asLong(),
                result.path("sum_cpu").asDouble(),
                result.path("sum_wall").asDouble(),
                result.path("peak_rss_mb").asDouble(),
                clusters.path("0.99"),
                clusters.path("best"));
    }

    private static void install(Path made, Path work) throws IOException, InterruptedException {
        MeasuredProcess.run(List.of("python3", "-m", "venv", made.toString()), work.resolve("venv.log"));
        List<String> install = new java.util.ArrayList<>(
                List.of(made.resolve("bin/pip").toAbsolutePath().toString(), "install", "-q"));
        install.addAll(PACKAGES);
        MeasuredProcess.run(install, work.resolve("pip.log"));
    }

    private static Path script() {
        return MeasureLinkage.folder("KHOP_PEERS").resolve("splink/splink_vn.py");
    }
}
