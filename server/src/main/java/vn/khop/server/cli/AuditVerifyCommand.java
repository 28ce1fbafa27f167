package vn.khop.server.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.khop.server.audit.ChainCheck;
import vn.khop.server.config.AuditVerification;
import vn.khop.server.config.StartOptions;
import vn.khop.server.config.StartRefused;

/** {@code khop audit verify}: exit code 0 if the log is what was written, 1 if it is not or cannot be looked at. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Look whether the log of who saw whom is what was written; says where it is not")
final class AuditVerifyCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", description = "The server's settings")
    private @Nullable Path config;

    @Option(names = "--data", paramLabel = "DIR", description = "The server's data folder (default khop-data/server)")
    private @Nullable Path data;

    @Option(
            names = "--checkpoints",
            paramLabel = "DIR",
            description =
                    "The signed checkpoints, from where they are kept out of reach (default: the server's own folder)")
    private @Nullable Path checkpoints;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "The public key of the checkpoints (default: the one beside them)")
    private @Nullable Path key;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        long started = System.nanoTime();
        try {
            ChainCheck.Report report = AuditVerification.run(
                    new StartOptions(
                            false, Optional.ofNullable(config), OptionalInt.empty(), Optional.ofNullable(data)),
                    Optional.ofNullable(checkpoints),
                    Optional.ofNullable(key));
            System.out.printf(
                    Locale.ROOT,
                    "%d entries in %.1f s; %d checkpoints speak for them up to entry %d%n",
                    report.entries(),
                    (System.nanoTime() - started) / 1e9,
                    report.checkpoints(),
                    report.signedTo());
            report.findings().forEach(finding -> System.out.println(words(finding)));
            System.out.println(report.isIntact() ? "intact" : "NOT INTACT");
            return report.isIntact() ? 0 : 1;
        } catch (StartRefused refused) {
            String name = spec == null ? "khop" : spec.qualifiedName();
            System.err.println(name + ": " + refused.getMessage());
            return 1;
        }
    }

    private static String words(ChainCheck.Finding finding) {
        String where = finding.from() == finding.to()
                ? "entry " + finding.from()
                : "entries " + finding.from() + " to " + finding.to();
        return where
                + switch (finding.kind()) {
                    case CHANGED -> ": changed, put in, or the one before was";
                    case MISSING -> ": missing";
                    case REWRITTEN -> ": something among them was rewritten, with every hash after it";
                    case CUT_OFF -> ": cut off at the end of the log";
                    case CHECKPOINT_FORGED -> ": the checkpoint is not signed by this key";
                    case ANOTHER_CHAIN -> ": the checkpoint is of another log";
                };
    }
}
