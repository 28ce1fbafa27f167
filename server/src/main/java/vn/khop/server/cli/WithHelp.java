package vn.khop.server.cli;

import picocli.CommandLine.Option;

/** {@code --help} alone, for commands whose {@code --version} means something else than picocli's. */
abstract class WithHelp {
    // picocli sets it and looks at the option, not at the field.
    @SuppressWarnings("UnusedVariable")
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help")
    private boolean isHelpAsked;
}
