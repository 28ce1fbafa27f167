package vn.khop.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import vn.khop.terminology.compile.ImageException;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.compile.ResourceReleases;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.concept.ResourceRelease;
import vn.khop.terminology.load.FhirFiles;
import vn.khop.terminology.resource.ListedSpace;

/** {@code khop codes releases}: which releases there are, and how each stands today. */
@Command(
        name = "releases",
        exitCodeOnInvalidInput = CodesOutput.WRONG_INPUT,
        exitCodeOnExecutionException = CodesOutput.FAULT,
        description = "List the releases, with their state, the days on which they apply, decision and checksum")
final class CodesReleasesCommand implements Callable<Integer> {
    @Mixin
    private CodesSystem codes = new CodesSystem();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            List<Release> releases = ImageFolder.at(codes.images()).releases().stream()
                    .filter(release ->
                            codes.named().map(release.id().system()::equals).orElse(true))
                    .toList();
            for (Release release : releases) {
                if (codes.isJson()) {
                    CodesOutput.json(out, CodesOutput.standing(release));
                } else {
                    out.println(CodesOutput.standingLine(release));
                }
            }
            out.flush();
            return codes.printed(spec, kept());
        } catch (ImageException e) {
            return CodesFolder.refused(spec.commandLine().getErr(), e.problem());
        }
    }

    /** Of value sets and concept maps beside the lists: those of which something was decided, or the one that is named. */
    private List<ResourceRelease> kept() {
        try {
            ResourceReleases decided = ImageFolder.at(codes.images()).resources();
            ListedSpace files = FhirFiles.beside(codes.images(), List.of()).space();
            return codes.named().map(List::of).orElseGet(decided::urls).stream()
                    .flatMap(url -> decided.standing(files.versions(url), QuestionDate.dayAt(Instant.now())).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
