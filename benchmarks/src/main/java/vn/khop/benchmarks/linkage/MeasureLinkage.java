package vn.khop.benchmarks.linkage;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Measures linking as a whole process; each subcommand answers one question and prints one table of Markdown. */
@Command(
        name = "measure-linkage",
        mixinStandardHelpOptions = true,
        subcommands = {
            MeasureFolders.class,
            MeasureGrowth.class,
            MeasurePublicSets.class,
            MeasureCalibration.class,
            MeasureSafety.class,
            MeasureIndex.class
        },
        description =
                "Whole-process figures of khop link, beside Splink's where --splink names its virtual environment.")
public final class MeasureLinkage {
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new MeasureLinkage()).execute(arguments));
    }

    /**
     * The folder that a variable of the environment names.
     *
     * @throws IllegalStateException if it names none
     */
    static Path folder(String variable) {
        String value = System.getenv(variable);
        if (value == null || !Files.isDirectory(Path.of(value))) {
            throw new IllegalStateException(variable + " is " + (value == null ? "not set" : value)
                    + "; expected an existing folder, see docs/performance.md");
        }
        return Path.of(value);
    }
}
