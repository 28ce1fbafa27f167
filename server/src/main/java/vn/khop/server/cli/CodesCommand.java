package vn.khop.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code khop codes}: code lists in a local folder of images. */
@Command(
        name = "codes",
        exitCodeOnInvalidInput = CodesOutput.WRONG_INPUT,
        exitCodeOnExecutionException = CodesOutput.FAULT,
        description =
                "Load, look up, search, check, list, translate and suggest codes in a local folder of images; compare and switch their releases",
        subcommands = {
            CodesLoadCommand.class, //
            CodesLoadMapCommand.class, //
            CodesLookupCommand.class, //
            CodesSearchCommand.class, //
            CodesValidateCommand.class, //
            CodesExpandCommand.class, //
            CodesTranslateCommand.class, //
            CodesSuggestCommand.class, //
            CodesReleasesCommand.class, //
            CodesDiffCommand.class, //
            CodesActivateCommand.class, //
            CodesRetireCommand.class, //
            CodesRollbackCommand.class, //
            CodesPullCommand.class, //
        })
final class CodesCommand extends WithHelp implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        CommandLine commandLine = spec.commandLine();
        commandLine.usage(commandLine.getOut());
    }
}
