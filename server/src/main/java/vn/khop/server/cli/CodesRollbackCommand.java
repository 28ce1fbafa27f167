package vn.khop.server.cli;

import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code khop codes rollback}: the newest activation or retirement of a code system is undone. */
@Command(
        name = "rollback",
        exitCodeOnInvalidInput = CodesOutput.WRONG_INPUT,
        exitCodeOnExecutionException = CodesOutput.FAULT,
        description = "Undo the newest activation or retirement of a code system, in one switch")
final class CodesRollbackCommand implements Callable<Integer> {
    @Mixin
    private CodesSystem codes = new CodesSystem();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return codes.change(
                spec,
                (folder, system) -> codes.printed(spec, folder.rollback(system)),
                (now, versions) -> now.rollback(codes.named().orElseThrow(), Instant.now()));
    }
}
