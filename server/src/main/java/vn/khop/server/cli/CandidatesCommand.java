package vn.khop.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code khop candidates}: the index of candidates that servers share. */
@Command(
        name = "candidates",
        description = "Look after the index of candidates that servers share",
        subcommands = {
            CandidatesRebuildCommand.class, //
        })
final class CandidatesCommand extends WithHelp implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        CommandLine commandLine = spec.commandLine();
        commandLine.usage(commandLine.getOut());
    }
}
