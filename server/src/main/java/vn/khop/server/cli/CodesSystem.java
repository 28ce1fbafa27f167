package vn.khop.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ImageException;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.compile.ResourceReleases;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.concept.ResourceRelease;
import vn.khop.terminology.load.FhirFiles;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.release.ResourceDiff;
import vn.khop.terminology.resource.Header;
import vn.khop.terminology.resource.LayeredSpace;

/** What the {@code codes} commands about releases have in common: a folder, and a code system in it. */
final class CodesSystem extends WithHelp {
    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = CodesFolder.IMAGES_DESCRIPTION,
            defaultValue = CodesFolder.IMAGES_DEFAULT)
    private Path images = Path.of("khop-data/codes");

    @Option(
            names = "--system",
            paramLabel = "URI",
            description = "Code system (may be left out where only one is loaded)")
    private @Nullable String system;

    @Option(names = "--json", description = "Print one JSON object a line")
    private boolean isJson;

    boolean isJson() {
        return isJson;
    }

    Path images() {
        return images;
    }

    /** Chooses the system and does what is to be done with a compiled list, or with what is kept beside; a problem is printed and gives its exit code. */
    int change(CommandSpec spec, Step ofImage, ResourceStep ofResource) {
        PrintWriter err = spec.commandLine().getErr();
        try {
            ImageFolder folder = ImageFolder.at(images);
            List<Release> releases = folder.releases();
            List<Header> versions = system == null
                            || releases.stream()
                                    .anyMatch(release -> release.id().system().equals(system))
                    ? List.of()
                    : FhirFiles.beside(images, List.of()).space().versions(system);
            return versions.isEmpty()
                    ? CodesFolder.print(err, system(releases), chosen -> ofImage.take(folder, chosen))
                    : CodesFolder.print(
                            err,
                            folder.change(now -> ofResource.take(now, versions)),
                            after -> printed(spec, after.standing(versions, QuestionDate.dayAt(Instant.now()))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ImageException e) {
            return CodesFolder.refused(err, e.problem());
        }
    }

    /** Makes sure that a version kept beside the compiled lists can be answered from. */
    Answer<Integer> checked(ReleaseId id) {
        try (Terminology terminology = Terminology.open(images)) {
            return ResourceDiff.check(
                    new Scope(
                            new LayeredSpace(CodesFolder.kept(terminology, FhirFiles.beside(images, List.of())))
                                    .withDrafts(),
                            new Settings.Builder(true).build(),
                            Clock.systemUTC()),
                    id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int printed(CommandSpec spec, List<ResourceRelease> versions) {
        PrintWriter out = spec.commandLine().getOut();
        for (ResourceRelease version : versions) {
            if (isJson) {
                CodesOutput.json(out, CodesOutput.standing(version));
            } else {
                out.println(CodesOutput.standingLine(version));
            }
        }
        out.flush();
        return CodesOutput.DONE;
    }

    /** The system that is named, if one is. */
    Optional<String> named() {
        return Optional.ofNullable(system);
    }

    Answer<String> system(List<Release> releases) {
        if (system != null) {
            return Answer.known(system);
        }
        List<String> systems = releases.stream()
                .map(release -> release.id().system())
                .distinct()
                .toList();
        return systems.size() == 1
                ? Answer.known(systems.get(0))
                : Answer.unknown(new Problem(
                        ErrorCode.UNKNOWN_CODE_SYSTEM,
                        systems.isEmpty()
                                ? "no code list is loaded in " + images + ": load one with 'khop codes load'"
                                : "say which code system with --system; loaded are " + String.join(", ", systems),
                        systems));
    }

    /** The period of two options, the last day included. */
    static Answer<EffectivePeriod> period(@Nullable String from, @Nullable String to) {
        return day("--from", from)
                .then(first -> day("--to", to)
                        .then(last -> last.isPresent()
                                        && first.isPresent()
                                        && last.get().isBefore(first.get())
                                ? Answer.unknown(new Problem(
                                        ErrorCode.BAD_PERIOD, "--to is " + to + ", which is before --from " + from))
                                : Answer.known(new EffectivePeriod(first, last.map(day -> day.plusDays(1))))));
    }

    static Answer<Optional<LocalDate>> day(String option, @Nullable String text) {
        try {
            return Answer.known(Optional.ofNullable(text).map(LocalDate::parse));
        } catch (DateTimeException e) {
            return Answer.unknown(
                    new Problem(ErrorCode.BAD_DATE, option + " is '" + text + "', expected a day such as 2026-07-01"));
        }
    }

    /** Prints how a release stands after a change. */
    int printed(CommandSpec spec, Answer<Release> answer) {
        return CodesFolder.print(spec.commandLine().getErr(), answer, release -> {
            PrintWriter out = spec.commandLine().getOut();
            if (isJson) {
                CodesOutput.json(out, CodesOutput.standing(release));
            } else {
                out.println(CodesOutput.standingLine(release));
                out.flush();
            }
            return CodesOutput.DONE;
        });
    }

    /** One step with a version of a value set or concept map. */
    interface ResourceStep {
        Answer<ResourceReleases> take(ResourceReleases now, List<Header> versions);
    }

    /** One change of a folder. */
    interface Step {
        int take(ImageFolder folder, String system);
    }
}
