package vn.khop.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import vn.khop.terminology.ReleaseSet;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ImageException;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.concept.ReleaseChoice;
import vn.khop.terminology.load.FhirFiles;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ResourceSpace;

/** What the {@code codes} commands that ask have in common: a folder, a release in it, and two ways to print. */
final class CodesFolder extends WithHelp {
    static final String IMAGES_DESCRIPTION =
            "Folder of compiled code lists (default: $KHOP_IMAGES, or khop-data/codes; the demo's is khop-data/demo/codes)";
    static final String IMAGES_DEFAULT = "${env:KHOP_IMAGES:-khop-data/codes}";

    @Option(names = "--images", paramLabel = "DIR", description = IMAGES_DESCRIPTION, defaultValue = IMAGES_DEFAULT)
    private Path images = Path.of("khop-data/codes");

    @Option(
            names = "--system",
            paramLabel = "URI",
            description = "Code system (may be left out where only one is loaded)")
    private @Nullable String system;

    @Option(names = "--version", paramLabel = "VERSION", description = "Version (default: the release in force)")
    private @Nullable String version;

    @Option(
            names = "--date",
            paramLabel = "DAY",
            description =
                    "The day the question is about, e.g. 2026-06-30 (default: today): the release in force then answers")
    private @Nullable String date;

    @Option(names = "--json", description = "Print one JSON object")
    private boolean isJson;

    boolean isJson() {
        return isJson;
    }

    /** Opens the folder, chooses the release, asks, closes; a problem is printed and gives its exit code. */
    int ask(CommandSpec spec, Asking asking) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        try (Terminology terminology = Terminology.open(images)) {
            Answer<ReleaseChoice> choice = choice(terminology.releases(), FhirFiles.beside(images, List.of()));
            return choice.value().isPresent()
                    ? asking.ask(terminology, choice.value().get())
                    : choice.<Integer>fold(any -> CodesOutput.DONE, problem -> refused(err, problem));
        } catch (ImageException e) {
            return refused(err, e.problem());
        } catch (Refused refused) {
            err.println(refused.getMessage());
            err.flush();
            return CodesOutput.WRONG_INPUT;
        }
    }

    /** What the folder holds, compiled lists and kept FHIR files alike, on the day of the question. */
    Scope scope(Terminology terminology, ReleaseChoice choice, boolean othersWelcome) throws IOException {
        return scope(terminology, choice, new Settings.Builder(othersWelcome));
    }

    Scope scope(Terminology terminology, ReleaseChoice choice, Settings.Builder settings) throws IOException {
        ResourceSpace all = new LayeredSpace(kept(terminology, FhirFiles.beside(images, List.of())));
        return new Scope(choice.date().map(all::on).orElse(all), settings.build(), Clock.systemUTC());
    }

    /** The releases over what is kept beside them, each version as it stands. */
    static List<ResourceSpace> kept(Terminology terminology, FhirFiles files) {
        ReleaseSet inUse = terminology.inUse();
        return List.of(inUse.space(), files.space().standing(inUse.resources()));
    }

    /** Prints the answer or its problem. */
    static <T> int print(PrintWriter err, Answer<T> answer, Function<T, Integer> printing) {
        return answer.<Integer>fold(printing, problem -> refused(err, problem));
    }

    static int refused(PrintWriter err, Problem problem) {
        err.println(problem.message());
        err.flush();
        // A folder that is not there yet is the asker's to mend; a damaged one is a fault.
        boolean isFault = problem.code().audience() == ErrorCode.Audience.OPERATOR
                && problem.code() != ErrorCode.NO_IMAGES_FOLDER;
        return isFault ? CodesOutput.FAULT : CodesOutput.WRONG_INPUT;
    }

    private Answer<ReleaseChoice> choice(List<Release> releases, FhirFiles files) {
        Optional<String> asked = Optional.ofNullable(version);
        Optional<QuestionDate> day = Optional.ofNullable(date).flatMap(QuestionDate::parse);
        if (date != null && day.isEmpty()) {
            return Answer.unknown(
                    new Problem(ErrorCode.BAD_DATE, "--date is '" + date + "', expected a date such as 2026-07-01"));
        }
        if (system != null) {
            return Answer.known(new ReleaseChoice(system, asked, day));
        }
        List<String> compiled = releases.stream()
                .map(release -> release.id().system())
                .distinct()
                .toList();
        List<String> systems = compiled.isEmpty() ? files.systems() : compiled;
        if (systems.size() == 1) {
            return Answer.known(new ReleaseChoice(systems.get(0), asked, day));
        }
        return Answer.unknown(new Problem(
                ErrorCode.UNKNOWN_CODE_SYSTEM,
                systems.isEmpty()
                        ? "no code list is loaded in " + images + ": load one with 'khop codes load'"
                        : "say which code system with --system; loaded are " + String.join(", ", systems),
                systems));
    }

    /** One question to one release. */
    interface Asking {
        int ask(Terminology terminology, ReleaseChoice choice) throws IOException;
    }
}
