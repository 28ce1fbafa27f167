package vn.khop.server.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.khop.server.config.KhopRehearsal;
import vn.khop.server.config.StartOptions;
import vn.khop.server.config.StartRefused;
import vn.khop.server.registry.ModelRun;
import vn.khop.server.registry.Refused;

/** {@code khop model rehearse}: what a model would change about who is who. */
@Command(
        name = "rehearse",
        mixinStandardHelpOptions = true,
        description =
                "Hands a model in and says what it would change; each finding is at /api/v1/models/runs/{run}/findings")
final class ModelRehearseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "A model that khop train wrote")
    private Path model = Path.of("model.json");

    @Option(names = "--config", paramLabel = "FILE", description = "The server's settings in YAML")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The server's data folder; with the embedded database, stop the server first")
    private Optional<Path> data = Optional.empty();

    @Override
    public Integer call() {
        try {
            ModelRun run = new KhopRehearsal(new StartOptions(false, config, OptionalInt.empty(), data)).run(model);
            if (run.state() == ModelRun.State.FAILED) {
                System.err.println("khop model: run " + run.number() + " failed: "
                        + run.failure().orElse("see the log"));
                return 2;
            }
            System.out.println(run.summary() + " (run " + run.number() + ", model " + run.modelVersion() + " against "
                    + run.against() + ", " + run.records() + " records)");
            return 0;
        } catch (StartRefused | Refused | IOException wrong) {
            System.err.println("khop model: " + wrong.getMessage());
            return 1;
        }
    }
}
