package vn.khop.server.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.concept.ReleaseId;

/** {@code khop codes retire}: a release applies no more from a day on. */
@Command(
        name = "retire",
        exitCodeOnInvalidInput = CodesOutput.WRONG_INPUT,
        exitCodeOnExecutionException = CodesOutput.FAULT,
        description =
                "Say that a release applies no more from a day on, and that nothing takes its place; earlier days are still answered from it")
final class CodesRetireCommand implements Callable<Integer> {
    @Mixin
    private CodesSystem codes = new CodesSystem();

    @Option(names = "--version", required = true, paramLabel = "VERSION", description = "The release")
    private String version = "";

    @Option(
            names = "--from",
            paramLabel = "DAY",
            description = "First day on which it applies no more (default: today)")
    private @Nullable String from;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return codes.change(
                spec,
                (folder, system) ->
                        codes.printed(spec, day().then(day -> folder.retire(new ReleaseId(system, version), day))),
                (now, versions) -> day().then(day ->
                        now.retire(new ReleaseId(codes.named().orElseThrow(), version), day, versions, Instant.now())));
    }

    private Answer<LocalDate> day() {
        return CodesSystem.day("--from", from)
                .then(day -> Answer.known(day.orElseGet(() -> QuestionDate.dayAt(Instant.now()))));
    }
}
