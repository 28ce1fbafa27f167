package vn.khop.server.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.khop.server.config.KhopCandidates;
import vn.khop.server.config.StartOptions;
import vn.khop.server.config.StartRefused;
import vn.khop.server.registry.IndexAway;

/** {@code khop candidates rebuild}: makes the index of candidates in Elasticsearch anew from the database. */
@Command(
        name = "rebuild",
        mixinStandardHelpOptions = true,
        description = "Makes the index of candidates in Elasticsearch anew; servers may run and answer meanwhile")
final class CandidatesRebuildCommand implements Callable<Integer> {
    private static final long TOLD_EVERY = 100_000;

    @Option(names = "--config", paramLabel = "FILE", description = "The server's settings in YAML")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--data", paramLabel = "DIR", description = "The server's data folder")
    private Optional<Path> data = Optional.empty();

    @Override
    public Integer call() {
        try {
            Optional<Long> written = new KhopCandidates(new StartOptions(false, config, OptionalInt.empty(), data))
                    .rebuild(CandidatesRebuildCommand::tell);
            System.out.println(written.map(count -> count + " records written")
                    .orElse("made anew by the server that writes to it"));
            return 0;
        } catch (StartRefused | IndexAway wrong) {
            System.err.println("khop candidates: " + wrong.getMessage());
            return wrong instanceof IndexAway ? 2 : 1;
        }
    }

    private static void tell(long count) {
        if (count % TOLD_EVERY == 0) {
            System.err.println(count + " records ...");
        }
    }
}
