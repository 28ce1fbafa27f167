package vn.khop.server.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.khop.mpi.BatchLinkage;
import vn.khop.mpi.DuplicateRecordIdException;
import vn.khop.mpi.Progress;
import vn.khop.mpi.cluster.RecordPair;
import vn.khop.mpi.file.InvalidInputException;
import vn.khop.mpi.file.ResultFiles;
import vn.khop.mpi.model.InvalidSchemaException;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.report.ModelSummary;
import vn.khop.mpi.train.PairLabel;
import vn.khop.mpi.train.Trainer;

/** {@code khop train}: learns a model and writes it as one readable file. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = 1,
        exitCodeOnExecutionException = 2,
        description = "Learns a model from records, without labels or with them, and writes it as JSON.")
public final class TrainCommand implements Callable<Integer> {
    @Option(
            names = "--input",
            required = true,
            description = "CSV file with a header, UTF-8; may be given several times")
    private List<Path> inputs = List.of();

    @Option(names = "--model", required = true, description = "the file to write")
    private Path model = Path.of("");

    @Option(names = "--mode", defaultValue = "", description = "as for khop link")
    private String mode = "";

    @Option(
            names = "--schema",
            defaultValue = "",
            description =
                    "schema file; without it, Vietnamese patient records; auto: proposed from the input and written"
                            + " beside the model as <model>.schema.yaml")
    private String schema = "";

    @Option(names = "--labels", description = "CSV file record_id_a,record_id_b,is_match of pairs that people decided")
    private Optional<Path> labels = Optional.empty();

    @Option(
            names = "--population",
            defaultValue = "0",
            description = "how many records the model will face, if more than the input has")
    private long population;

    @Option(names = "--seed", defaultValue = "1", description = "seed of the random sample (default ${DEFAULT-VALUE})")
    private long seed = 1;

    @Override
    public Integer call() {
        PrintStream messages = System.err;
        try {
            SchemaDefinition definition = LinkInputs.schema(schema, inputs, model, messages);
            BatchLinkage.Mode chosen = LinkInputs.mode(mode, inputs.size());
            Map<RecordPair, PairLabel> decided =
                    labels.map(ResultFiles::readLabels).orElse(Map.of());
            Optional<TerminalProgress> terminal = System.console() == null
                    ? Optional.empty()
                    : Optional.of(new TerminalProgress(messages, Clock.systemUTC()));
            Progress progress = terminal.isPresent() ? terminal.get() : Progress.NONE;
            LinkageModel trained;
            try {
                trained = new BatchLinkage(definition, progress)
                        .train(
                                LinkInputs.source(inputs, definition, messages),
                                chosen,
                                decided,
                                new Trainer.Options(seed, population));
            } catch (DuplicateRecordIdException e) {
                throw new InvalidInputException(LinkInputs.repetition(inputs, definition, e));
            }
            terminal.ifPresent(TerminalProgress::finish);
            trained.write(model);
            messages.print(ModelSummary.text(trained));
            return 0;
        } catch (InvalidInputException | InvalidSchemaException | IllegalArgumentException e) {
            messages.println("khop train: " + e.getMessage());
            return 1;
        } catch (IOException e) {
            messages.println("khop train: cannot write " + model + ": " + e.getMessage());
            return 1;
        }
    }
}
