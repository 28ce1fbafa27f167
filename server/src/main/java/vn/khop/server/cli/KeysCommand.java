package vn.khop.server.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.khop.server.config.KhopKeys;
import vn.khop.server.config.StartOptions;
import vn.khop.server.config.StartRefused;
import vn.khop.server.registry.KeyDesk;
import vn.khop.server.registry.KeyRun;
import vn.khop.server.registry.Refused;
import vn.khop.server.security.Actor;
import vn.khop.server.store.MasterKey;

/** {@code khop keys}: the keys of an encrypted database. */
@Command(name = "keys", description = "Make a master key, see the keys of a database, ask for others")
final class KeysCommand extends WithHelp implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        CommandLine commandLine = spec.commandLine();
        commandLine.usage(commandLine.getOut());
    }

    @Command(
            name = "make",
            mixinStandardHelpOptions = true,
            description = "Write a new master key into a file that only its owner can read")
    int make(@Parameters(paramLabel = "FILE", description = "Where it is written") Path file) {
        try {
            MasterKey.make(file);
            System.out.println("wrote " + file
                    + ": keep a copy apart from the database and its backups; without it nothing can be read");
            return 0;
        } catch (IOException unwritten) {
            System.err.println("khop keys: " + unwritten.getMessage());
            return 1;
        }
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Which key epochs there are, and how far going over to others is")
    int status(
            @Option(names = "--config", paramLabel = "FILE", description = "The server's settings in YAML")
                    Optional<Path> config,
            @Option(
                            names = "--data",
                            paramLabel = "DIR",
                            description = "The server's data folder; with the embedded database, stop the server first")
                    Optional<Path> data) {
        return with(config, data, desk -> {
            KeyDesk.Status status = desk.status();
            if (status.epochs().isEmpty()) {
                System.out.println("not encrypted");
            }
            status.epochs()
                    .forEach(epoch -> System.out.println(
                            "epoch " + epoch.number() + (epoch.number() == 0 ? " (in the clear) " : " ") + epoch.state()
                                    + ", of " + epoch.madeAt()));
            status.proposedBy()
                    .ifPresent(by -> System.out.println(by + " asked for other keys; a second person is awaited"));
            status.runs().stream().limit(1).map(KeyRun::summary).forEach(System.out::println);
            return 0;
        });
    }

    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description =
                    "Ask for other keys, in the name of the user of this machine. Two people have to: the other one here, or at POST /api/v1/keys/rotate")
    int rotate(
            @Option(names = "--config", paramLabel = "FILE", description = "The server's settings in YAML")
                    Optional<Path> config,
            @Option(
                            names = "--data",
                            paramLabel = "DIR",
                            description = "The server's data folder; with the embedded database, stop the server first")
                    Optional<Path> data) {
        return with(config, data, desk -> {
            Optional<KeyRun> run = desk.rotate(Actor.ofOperator(System.getProperty("user.name"), "keys"));
            System.out.println(run.map(begun -> "begun: " + begun.summary() + "; the server goes on with it")
                    .orElse("a second person is awaited"));
            return 0;
        });
    }

    private static int with(Optional<Path> config, Optional<Path> data, Function<KeyDesk, Integer> work) {
        try {
            return new KhopKeys(new StartOptions(false, config, OptionalInt.empty(), data)).with(work);
        } catch (StartRefused | Refused wrong) {
            System.err.println("khop keys: " + wrong.getMessage());
            return 1;
        }
    }
}
