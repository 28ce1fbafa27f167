package vn.khop.server.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.khop.server.config.StartOptions;

/** {@code khop demo}: the server on its embedded database, with example people and codes loaded at the first start. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Start the server with embedded storage, example people and an example code list")
final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port to listen on (default ${DEFAULT-VALUE})",
            defaultValue = "8080")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder that keeps everything between starts (default ${DEFAULT-VALUE})",
            defaultValue = "khop-data/demo")
    private Path data = Path.of("khop-data/demo");

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        return ServeCommand.run(
                new StartOptions(true, Optional.empty(), OptionalInt.of(port), Optional.of(data)), spec);
    }
}
