package vn.khop.server.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.khop.mpi.Progress;
import vn.khop.server.config.KhopLoad;
import vn.khop.server.config.StartOptions;
import vn.khop.server.config.StartRefused;
import vn.khop.server.insurance.Report;
import vn.khop.server.registry.LoadState;

/** {@code khop load}: the first load of a server's registry from CSV and Parquet files. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description =
                "Loads CSV and Parquet files of people into the database of a server and links them. Interrupted, the same"
                        + " command goes on where it was; given twice, it loads once")
final class LoadCommand implements Callable<Integer> {
    @Option(
            names = "--input",
            required = true,
            paramLabel = "FILE",
            description = "CSV file with a header, UTF-8, or Parquet file whose columns are texts, with the columns"
                    + " facility and mrn at least; or .xml as the health insurance gets it (GIAMDINHHS, check-in);"
                    + " may be given several times")
    private List<Path> inputs = List.of();

    @Option(names = "--config", paramLabel = "FILE", description = "The server's settings in YAML")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The server's data folder; with the embedded database, stop the server first")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--bad-rows",
            paramLabel = "FILE",
            defaultValue = "bad-rows.csv",
            description = "Gets a line for each row that is left out: file, row, column, found, expected (default"
                    + " ${DEFAULT-VALUE})")
    private Path badRows = Path.of("bad-rows.csv");

    @Option(
            names = "--register-facilities",
            description = "Registers every facility of valid code that a row names; without it, rows of unknown"
                    + " facilities are left out")
    private boolean registersFacilities;

    @Override
    public Integer call() {
        PrintStream messages = System.err;
        Optional<TerminalProgress> terminal = System.console() == null
                ? Optional.empty()
                : Optional.of(new TerminalProgress(messages, Clock.systemUTC()));
        Progress progress = terminal.isPresent() ? terminal.get() : new StageLines(messages, Clock.systemUTC());
        long claims = inputs.stream().filter(LoadCommand::isXml).count();
        if (claims > 0 && claims < inputs.size()) {
            messages.println("khop load: found .xml files among tables: give them to a call of their own");
            return 1;
        }
        try {
            if (claims > 0) {
                takeClaims(messages, progress, terminal);
                return 0;
            }
            LoadState done = new KhopLoad(new StartOptions(false, config, OptionalInt.empty(), data))
                    .run(inputs, badRows, registersFacilities, progress);
            terminal.ifPresent(TerminalProgress::finish);
            messages.println(String.format(
                    Locale.ROOT,
                    "%,d rows: %,d new records, %,d fed because somebody like them was known; %,d bad rows in %s",
                    done.rows() + done.badRows(),
                    done.created(),
                    done.fed(),
                    done.badRows(),
                    badRows));
            return 0;
        } catch (StartRefused | IOException wrong) {
            terminal.ifPresent(TerminalProgress::finish);
            messages.println("khop load: " + reason(wrong));
            return 1;
        }
    }

    /** Of a file that cannot be opened, Java's own message is its name alone. */
    private static String reason(Exception wrong) {
        if (wrong instanceof NoSuchFileException missing) {
            return "there is no file " + missing.getFile() + ": --input names files that are there";
        }
        if (wrong instanceof AccessDeniedException closed) {
            return closed.getFile()
                    + " may not be read or written by the user who runs this: give them the right to it";
        }
        return String.valueOf(wrong.getMessage());
    }

    private static boolean isXml(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".xml");
    }

    private void takeClaims(PrintStream messages, Progress progress, Optional<TerminalProgress> terminal)
            throws IOException {
        List<Report> reports = new KhopLoad(new StartOptions(false, config, OptionalInt.empty(), data))
                .takeClaims(inputs, badRows, registersFacilities, progress);
        terminal.ifPresent(TerminalProgress::finish);
        messages.println(String.format(
                Locale.ROOT,
                "%,d files, %,d dossiers or arrivals: %,d rows taken, %,d refused; the rules that rows break are in %s",
                reports.size(),
                reports.stream().mapToInt(Report::dossiers).sum(),
                reports.stream().mapToInt(Report::accepted).sum(),
                reports.stream().mapToInt(Report::refused).sum(),
                badRows));
    }
}
