package vn.khop.server.cli;

import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.khop.terminology.concept.ReleaseId;

/** {@code khop codes activate}: a release answers from a day on, in one switch. */
@Command(
        name = "activate",
        exitCodeOnInvalidInput = CodesOutput.WRONG_INPUT,
        exitCodeOnExecutionException = CodesOutput.FAULT,
        description =
                "Let a release answer from a day on, after its self-test; the one that answered until then ends the day before")
final class CodesActivateCommand implements Callable<Integer> {
    @Mixin
    private CodesSystem codes = new CodesSystem();

    @Option(names = "--version", required = true, paramLabel = "VERSION", description = "The release")
    private String version = "";

    @Option(
            names = "--from",
            paramLabel = "DAY",
            description =
                    "First day on which it applies, e.g. 2026-07-01 (default: the day it was loaded for, or today)")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "DAY",
            description = "Last day on which it applies (default: until another does)")
    private @Nullable String to;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return codes.change(
                spec,
                (folder, system) -> {
                    ReleaseId id = new ReleaseId(system, version);
                    return codes.printed(
                            spec,
                            CodesSystem.period(from, to)
                                    .then(period -> folder.validate(id).then(valid -> folder.activate(id, period))));
                },
                (now, versions) -> {
                    ReleaseId id = new ReleaseId(codes.named().orElseThrow(), version);
                    Instant moment = Instant.now();
                    return CodesSystem.period(from, to)
                            .then(period -> codes.checked(id)
                                    .then(any -> now.validate(id, versions, moment))
                                    .then(valid -> valid.activate(id, period, versions, moment)));
                });
    }
}
