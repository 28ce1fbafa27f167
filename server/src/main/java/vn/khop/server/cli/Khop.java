package vn.khop.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import vn.khop.server.fhir.terminology.Statements;

/** The door of the command line: {@code khop <command>}. Exit code 0, 1 for wrong input, 2 for a fault. */
@Command(
        name = "khop",
        mixinStandardHelpOptions = true,
        description = "Master patient index and terminology service",
        subcommands = {
            AddressCommand.class, //
            AuditCommand.class, //
            CandidatesCommand.class, //
            CodesCommand.class, //
            DemoCommand.class, //
            EvaluateCommand.class, //
            ExplainCommand.class, //
            KeysCommand.class, //
            LinkCommand.class, //
            LoadCommand.class, //
            ModelCommand.class, //
            ServeCommand.class, //
            TrainCommand.class, //
        })
public final class Khop implements Runnable {
    private Khop() {}

    public static void main(String[] arguments) {
        CommandLine commands = new CommandLine(new Khop());
        setUp(commands, "khop " + Statements.softwareVersion());
        System.exit(commands.execute(arguments));
    }

    /** Every command knows the version; and picocli gives wrong usage 2 and a fault 1, where the contract is the other way round. */
    private static void setUp(CommandLine commands, String version) {
        commands.getCommandSpec().version(version).exitCodeOnInvalidInput(1).exitCodeOnExecutionException(2);
        commands.getSubcommands().values().forEach(command -> setUp(command, version));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
