package vn.khop.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code khop model}: linkage models of a server. */
@Command(
        name = "model",
        description = "Look at what a linkage model would change",
        subcommands = {
            ModelRehearseCommand.class, //
        })
final class ModelCommand extends WithHelp implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        CommandLine commandLine = spec.commandLine();
        commandLine.usage(commandLine.getOut());
    }
}
