package vn.khop.server.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.khop.mpi.BatchLinkage;
import vn.khop.mpi.Progress;
import vn.khop.mpi.cluster.RecordPair;
import vn.khop.mpi.file.InvalidInputException;
import vn.khop.mpi.file.SchemaFile;
import vn.khop.mpi.model.InvalidModelException;
import vn.khop.mpi.model.InvalidSchemaException;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.model.SchemaReader;
import vn.khop.mpi.report.PairExplanation;
import vn.khop.mpi.train.Trainer;

/** {@code khop explain}: why two records are one person's, or not, and by which rules they would be found. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = 1,
        exitCodeOnExecutionException = 2,
        description =
                "Says why two records score what they score, and by which blocking rules they would have been found or why"
                        + " not; for any two records, compared or not. Without --model it trains itself on the input.")
public final class ExplainCommand implements Callable<Integer> {
    @Option(
            names = "--input",
            required = true,
            description = "CSV file with a header, UTF-8; may be given several times")
    private List<Path> inputs = List.of();

    @Option(names = "--pair", required = true, description = "two record ids, A,B; may be given several times")
    private List<String> pairs = List.of();

    @Option(names = "--schema", defaultValue = "", description = "schema file; without it, Vietnamese patient records")
    private String schema = "";

    @Option(names = "--model", description = "model written by khop train; it has its schema inside")
    private Optional<Path> model = Optional.empty();

    @Option(names = "--mode", defaultValue = "", description = "as for khop link")
    private String mode = "";

    @Option(names = "--seed", defaultValue = "1", description = "seed of the random sample (default ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--json", description = "prints a JSON array with an object for each pair")
    private boolean isJson;

    @Override
    public Integer call() {
        PrintStream messages = System.err;
        try {
            List<RecordPair> wanted = ExplainedPairs.parse(pairs);
            List<PairExplanation> explained = ExplainedPairs.explain(wanted, inputs, model(messages));
            System.out.print(
                    isJson
                            ? explained.stream()
                                    .map(PairExplanation::toJson)
                                    .collect(Collectors.joining(",\n", "[", "]\n"))
                            : explained.stream()
                                    .map(PairExplanation::toText)
                                    .collect(Collectors.joining(System.lineSeparator())));
            return 0;
        } catch (InvalidInputException | InvalidSchemaException | InvalidModelException | IllegalArgumentException e) {
            messages.println("khop explain: " + e.getMessage());
            return 1;
        }
    }

    private LinkageModel model(PrintStream messages) {
        if (model.isPresent()) {
            if (!schema.isEmpty()) {
                throw new InvalidInputException(
                        "--schema and --model: a model has its schema inside; give one of the two");
            }
            return LinkageModel.read(model.get());
        }
        SchemaDefinition definition = schema.isEmpty() ? SchemaReader.readDefault() : SchemaFile.read(Path.of(schema));
        return new BatchLinkage(definition, Progress.NONE)
                .train(
                        LinkInputs.source(inputs, definition, messages),
                        LinkInputs.mode(mode, inputs.size()),
                        Map.of(),
                        new Trainer.Options(seed, 0));
    }
}
