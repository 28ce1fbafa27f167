package vn.khop.server.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.khop.mpi.file.Evaluation;
import vn.khop.mpi.file.InvalidInputException;
import vn.khop.mpi.file.ResultFiles;

/** {@code khop evaluate}: how good a linkage is, where the truth is known. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = 1,
        exitCodeOnExecutionException = 2,
        description = "Compares clusters with the truth and prints one JSON object.")
public final class EvaluateCommand implements Callable<Integer> {
    @Option(names = "--clusters", required = true, description = "record_id,person_id as khop link wrote it")
    private Path clusters = Path.of("");

    @Option(names = "--truth", required = true, description = "record_id,person_id as it is")
    private Path truth = Path.of("");

    @Option(names = "--pairs", description = "pairs as khop link wrote them, to count what clerks decide")
    private Optional<Path> pairs = Optional.empty();

    @Override
    public Integer call() {
        try {
            System.out.println(Evaluation.of(
                            ResultFiles.readPersons(clusters),
                            ResultFiles.readPersons(truth),
                            pairs.map(ResultFiles::readReviewPairs).orElse(List.of()))
                    .toJson());
            return 0;
        } catch (InvalidInputException e) {
            System.err.println("khop evaluate: " + e.getMessage());
            return 1;
        }
    }
}
