package vn.khop.server.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.khop.mpi.BatchLinkage;
import vn.khop.mpi.DuplicateRecordIdException;
import vn.khop.mpi.Progress;
import vn.khop.mpi.file.InvalidInputException;
import vn.khop.mpi.file.ResultFiles;
import vn.khop.mpi.model.InvalidModelException;
import vn.khop.mpi.model.InvalidSchemaException;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.report.HtmlReport;
import vn.khop.mpi.report.ModelSummary;
import vn.khop.mpi.train.Trainer;

/** {@code khop link}: which records of some files are one person's. */
@Command(
        name = "link",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = 1,
        exitCodeOnExecutionException = 2,
        description =
                "Finds the records that are one person's, in one file or across several. Without --model it trains"
                        + " itself on the input.")
public final class LinkCommand implements Callable<Integer> {
    @Option(
            names = "--input",
            required = true,
            description = "CSV file with a header, UTF-8; may be given several times")
    private List<Path> inputs = List.of();

    @Option(
            names = "--mode",
            defaultValue = "",
            description = "dedupe (default for one input), link-only (for two), link-and-dedupe (for more)")
    private String mode = "";

    @Option(names = "--clusters", required = true, description = "writes record_id,person_id for every record")
    private Path clusters = Path.of("");

    @Option(names = "--pairs", description = "writes links and the pairs that a clerk must decide")
    private Optional<Path> pairs = Optional.empty();

    @Option(
            names = "--schema",
            defaultValue = "",
            description =
                    "schema file; without it, Vietnamese patient records; auto: proposed from the input and written"
                            + " beside the clusters as <clusters>.schema.yaml")
    private String schema = "";

    @Option(names = "--model", description = "model written by khop train")
    private Optional<Path> model = Optional.empty();

    @Option(names = "--report", description = "writes a self-contained HTML page about the run")
    private Optional<Path> report = Optional.empty();

    @Option(names = "--seed", defaultValue = "1", description = "seed of the random sample (default ${DEFAULT-VALUE})")
    private long seed = 1;

    @Override
    public Integer call() {
        PrintStream messages = System.err;
        try {
            run(messages);
            return 0;
        } catch (InvalidInputException | InvalidSchemaException | InvalidModelException | IllegalArgumentException e) {
            messages.println("khop link: " + e.getMessage());
            return 1;
        } catch (IOException e) {
            messages.println("khop link: cannot write: " + e.getMessage() + "; check the folder and the space left");
            return 1;
        }
    }

    private void run(PrintStream messages) throws IOException {
        Optional<LinkageModel> given = model.map(LinkageModel::read);
        if (given.isPresent() && !schema.isEmpty()) {
            throw new InvalidInputException("--schema and --model: a model has its schema inside; give one of the two");
        }
        SchemaDefinition definition =
                given.isPresent() ? given.get().schema() : LinkInputs.schema(schema, inputs, clusters, messages);
        BatchLinkage.Mode chosen = LinkInputs.mode(mode, inputs.size());
        Optional<TerminalProgress> terminal = System.console() == null
                ? Optional.empty()
                : Optional.of(new TerminalProgress(messages, Clock.systemUTC()));
        Progress progress = terminal.isPresent() ? terminal.get() : Progress.NONE;
        BatchLinkage.RecordSource source = LinkInputs.source(inputs, definition, messages);
        BatchLinkage.Result result;
        try {
            result = new BatchLinkage(definition, progress).link(source, chosen, given, new Trainer.Options(seed, 0));
        } catch (DuplicateRecordIdException e) {
            throw new InvalidInputException(LinkInputs.repetition(inputs, definition, e));
        }
        terminal.ifPresent(TerminalProgress::finish);
        ResultFiles.writeClusters(clusters, result.persons());
        if (pairs.isPresent()) {
            ResultFiles.writePairs(pairs.get(), result.pairs());
        }
        if (report.isPresent()) {
            HtmlReport.write(report.get(), result);
        }
        if (given.isEmpty()) {
            messages.print(ModelSummary.text(result.model()));
        }
        messages.println(String.format(
                Locale.ROOT,
                "%,d records, %,d persons, %,d pairs compared, %,d pairs for clerks",
                result.records(),
                result.persons().count(),
                result.blocking().comparedPairs(),
                result.persons().reviews().size()));
        if (result.blocking().leftOutPairs() > 0) {
            messages.println(String.format(
                    Locale.ROOT,
                    "%,d pairs of very large blocks were left out; see the report (--report) for the rules",
                    result.blocking().leftOutPairs()));
        }
    }
}
