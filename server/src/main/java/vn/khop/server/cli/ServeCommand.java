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
import vn.khop.server.config.KhopServer;
import vn.khop.server.config.StartOptions;
import vn.khop.server.config.StartRefused;

/** {@code khop serve}: the server with the settings of a configuration file. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Start the server: FHIR at /fhir, REST at /api/v1, the browser page at /")
final class ServeCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", description = "Settings in YAML, above the defaults")
    private @Nullable Path config;

    @Option(names = "--port", paramLabel = "N", description = "Port to listen on (default 8080)")
    private @Nullable Integer port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of the database, indexes, code lists and log (default khop-data/server)")
    private @Nullable Path data;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        return run(
                new StartOptions(
                        false,
                        Optional.ofNullable(config),
                        port == null ? OptionalInt.empty() : OptionalInt.of(port),
                        Optional.ofNullable(data)),
                spec);
    }

    /** Runs until stopped; 0, or 1 with a message when the start was refused. */
    static int run(StartOptions options, @Nullable CommandSpec spec) {
        try {
            new KhopServer(options, System.out).run();
            return 0;
        } catch (StartRefused refused) {
            String name = spec == null ? "khop" : spec.qualifiedName();
            System.err.println(name + ": " + refused.getMessage());
            return 1;
        }
    }
}
