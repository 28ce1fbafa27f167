package vn.khop.server.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.khop.mpi.BatchLinkage;
import vn.khop.mpi.DuplicateRecordIdException;
import vn.khop.mpi.Linker;
import vn.khop.mpi.Progress;
import vn.khop.mpi.cluster.RecordPair;
import vn.khop.mpi.file.FileSample;
import vn.khop.mpi.file.InvalidInputException;
import vn.khop.mpi.file.ResultFiles;
import vn.khop.mpi.file.ScoredPairsFile;
import vn.khop.mpi.model.InvalidModelException;
import vn.khop.mpi.model.InvalidSchemaException;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.record.RawRecord;
import vn.khop.mpi.report.HtmlReport;
import vn.khop.mpi.report.InputFacts;
import vn.khop.mpi.report.ModelSummary;
import vn.khop.mpi.report.PairExplanation;
import vn.khop.mpi.report.RunReport;
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
    /** The report looks at so many records of each file; more would tell the same. */
    private static final int REPORT_SAMPLE_MAX = 50_000;

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
            names = "--all-pairs",
            description = "writes every pair that was compared, with its weight and probability; a large file")
    private Optional<Path> allPairs = Optional.empty();

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

    @Option(
            names = "--truth",
            description = "record_id,person_id as it is: the report shows precision and recall over the threshold")
    private Optional<Path> truth = Optional.empty();

    @Option(
            names = "--explain",
            description =
                    "two record ids, A,B: prints why they score what they score, and shows it in the report; may be given"
                            + " several times. Without it the report shows a few pairs of its own choice")
    private List<String> explain = List.of();

    @Option(
            names = "--show-identifiers",
            description = "shows names, numbers and the like in the report's commonest values instead of masking them")
    private boolean showsIdentifiers;

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
        List<RecordPair> asked = ExplainedPairs.parse(explain);
        Optional<TerminalProgress> terminal = System.console() == null
                ? Optional.empty()
                : Optional.of(new TerminalProgress(messages, Clock.systemUTC()));
        Progress progress = terminal.isPresent() ? terminal.get() : Progress.NONE;
        BatchLinkage.RecordSource source = LinkInputs.source(inputs, definition, messages);
        BatchLinkage.Result result;
        try {
            result = link(definition, progress, run -> run.link(source, chosen, given, new Trainer.Options(seed, 0)));
        } catch (DuplicateRecordIdException e) {
            throw new InvalidInputException(LinkInputs.repetition(inputs, definition, e));
        }
        terminal.ifPresent(TerminalProgress::finish);
        ResultFiles.writeClusters(clusters, result.persons());
        if (pairs.isPresent()) {
            ResultFiles.writePairs(pairs.get(), result.pairs());
        }
        List<PairExplanation> explained = ExplainedPairs.explain(
                asked.isEmpty() && report.isPresent() ? RunReport.chosen(result.pairs()) : asked,
                inputs,
                result.model());
        if (report.isPresent()) {
            HtmlReport.write(report.get(), runReport(result, explained));
        }
        if (!asked.isEmpty()) {
            explained.forEach(pair -> System.out.println(pair.toText()));
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
        messages.println(String.format(
                Locale.ROOT,
                "blocking finds about %.1f %% of the pairs of one person, estimated from the rules that find each pair",
                100 * result.recall().recall()));
        if (result.blocking().leftOutPairs() > 0) {
            messages.println(String.format(
                    Locale.ROOT,
                    "%,d pairs of very large blocks were left out; see the report (--report) for the rules",
                    result.blocking().leftOutPairs()));
        }
    }

    private RunReport runReport(BatchLinkage.Result result, List<PairExplanation> explained) {
        List<RawRecord> sample = new ArrayList<>();
        for (Path input : inputs) {
            sample.addAll(FileSample.read(input, REPORT_SAMPLE_MAX).records());
        }
        return new RunReport(
                result.model(),
                result.records(),
                result.persons().toClustering(),
                result.pairs(),
                result.blocking(),
                result.recall(),
                new TreeMap<>(result.scores()),
                result.levels(),
                InputFacts.of(sample, Linker.of(result.model()), showsIdentifiers),
                explained,
                truth.map(ResultFiles::readPersons).orElse(Map.of()));
    }

    private BatchLinkage.Result link(
            SchemaDefinition definition, Progress progress, Function<BatchLinkage, BatchLinkage.Result> run)
            throws IOException {
        if (allPairs.isEmpty()) {
            return run.apply(new BatchLinkage(definition, progress));
        }
        try (ScoredPairsFile scored = new ScoredPairsFile(allPairs.get())) {
            return run.apply(new BatchLinkage(definition, progress, scored));
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
