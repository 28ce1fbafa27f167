package vn.khop.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code khop audit}: the log of who saw whom. */
@Command(
        name = "audit",
        description = "Look at the log of who saw whom",
        subcommands = {
            AuditVerifyCommand.class, //
        })
final class AuditCommand extends WithHelp implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        CommandLine commandLine = spec.commandLine();
        commandLine.usage(commandLine.getOut());
    }
}
