package vn.khop.server.cli;

import java.io.IOException;
import java.io.PrintStream;
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
import vn.khop.server.registry.LoadState;

/** {@code khop load}: the first load of a server's registry from CSV files. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = "Loads CSV files of people into the database of a server and links them. Interrupted, the same"
                + " command goes on where it was; given twice, it loads once")
final class LoadCommand implements Callable<Integer> {
    @Option(
            names = "--input",
            required = true,
            paramLabel = "FILE",
            description = "CSV file with a header, UTF-8, with the columns facility and mrn at least; may be given"
                    + " several times")
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
        try {
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
            messages.println("khop load: " + wrong.getMessage());
            return 1;
        }
    }
}
