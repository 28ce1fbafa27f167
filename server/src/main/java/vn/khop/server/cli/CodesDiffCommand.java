package vn.khop.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.khop.server.config.StartRefused;
import vn.khop.server.mapping.ExportedCell;
import vn.khop.server.mapping.ReleaseConsequences.Consequences;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ImageException;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.concept.ReleaseState;
import vn.khop.terminology.load.FhirFiles;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.release.ChangeClass;
import vn.khop.terminology.release.ConceptChange;
import vn.khop.terminology.release.ConceptChange.Difference;
import vn.khop.terminology.release.ReleaseDiff;
import vn.khop.terminology.release.ResourceDiff;
import vn.khop.terminology.resource.LayeredSpace;

/** {@code khop codes diff}: what changes from one release to another, in five classes. */
@Command(
        name = "diff",
        exitCodeOnInvalidInput = CodesOutput.WRONG_INPUT,
        exitCodeOnExecutionException = CodesOutput.FAULT,
        description = {
            "Compare two releases of a code system: codes that are new, removed, retired, changed in meaning or in form.",
            "With the URL of a value set or concept map as --system: which codes or mappings differ between two versions of it.",
            "Prints CSV, one line for each thing that differs, and the counts to the error output."
        })
final class CodesDiffCommand implements Callable<Integer> {
    @Mixin
    private CodesSystem codes = new CodesSystem();

    @Option(
            names = "--before",
            paramLabel = "VERSION",
            description = "The earlier release (default: the one that is in force)")
    private @Nullable String before;

    @Option(
            names = "--after",
            paramLabel = "VERSION",
            description = "The later release (default: the only one that is not yet in force)")
    private @Nullable String after;

    @Option(
            names = "--class",
            paramLabel = "CLASS",
            split = ",",
            description = "Only new, removed, retired, changed-in-meaning or changed-in-form; may be repeated")
    private List<String> classes = List.of();

    @Option(
            names = "--form-property",
            paramLabel = "NAME",
            description = "A property of which any difference is form; may be repeated")
    private Set<String> formProperties = new LinkedHashSet<>();

    @Mixin
    private CodesConsequences consequences = new CodesConsequences();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        Optional<String> fault = classes.stream()
                .filter(name -> ChangeClass.named(name).isEmpty())
                .findFirst()
                .map(unknown -> "--class is '" + unknown
                        + "', expected new, removed, retired, changed-in-meaning or changed-in-form")
                .or(consequences::fault);
        if (fault.isPresent()) {
            err.println(fault.get());
            err.flush();
            return CodesOutput.WRONG_INPUT;
        }
        Set<ChangeClass> wanted = EnumSet.noneOf(ChangeClass.class);
        classes.forEach(name -> ChangeClass.named(name).ifPresent(wanted::add));
        if (wanted.isEmpty()) {
            wanted.addAll(EnumSet.allOf(ChangeClass.class));
        }
        try (Terminology terminology = Terminology.open(codes.images())) {
            return CodesFolder.print(
                    err,
                    codes.system(terminology.releases())
                            .then(system -> id(terminology, system, before, Side.BEFORE)
                                    .then(old -> id(terminology, system, after, Side.AFTER)
                                            .then(fresh -> diff(terminology, old, fresh, wanted)))),
                    diff -> summed(terminology, diff));
        } catch (ImageException e) {
            return CodesFolder.refused(err, e.problem());
        } catch (Refused | StartRefused refused) {
            err.println(refused.getMessage());
            err.flush();
            return CodesOutput.WRONG_INPUT;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private enum Side {
        BEFORE,
        AFTER
    }

    private static Answer<ReleaseId> id(Terminology terminology, String system, @Nullable String version, Side side) {
        if (version != null) {
            return Answer.known(new ReleaseId(system, version));
        }
        List<Release> fitting = terminology.releases().stream()
                .filter(release -> release.id().system().equals(system))
                .filter(release -> side == Side.BEFORE
                        ? release.isCurrent()
                        : !release.isCurrent() && release.state() != ReleaseState.RETIRED)
                .toList();
        return fitting.size() == 1
                ? Answer.known(fitting.get(0).id())
                : Answer.unknown(new Problem(
                        ErrorCode.UNKNOWN_RELEASE,
                        "found " + fitting.size() + " releases of " + system + " that are "
                                + (side == Side.BEFORE
                                        ? "in force: say one with --before"
                                        : "to come: say one with --after")
                                + "; 'khop codes releases' lists them"));
    }

    private Answer<ReleaseDiff> diff(Terminology terminology, ReleaseId old, ReleaseId fresh, Set<ChangeClass> wanted) {
        PrintWriter out = spec.commandLine().getOut();
        if (codes.isJson()) {
            return compared(terminology, old, fresh, change -> {
                if (wanted.contains(change.kind())) {
                    CodesOutput.json(out, json(change));
                }
            });
        }
        try {
            CSVPrinter csv = new CSVPrinter(
                    out,
                    CSVFormat.RFC4180
                            .builder()
                            .setRecordSeparator('\n')
                            .setHeader("class", "code", "display", "what", "before", "after")
                            .get());
            Answer<ReleaseDiff> diff = compared(terminology, old, fresh, change -> {
                if (wanted.contains(change.kind())) {
                    print(csv, change);
                }
            });
            csv.flush();
            return diff;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compiled lists by their images, whatever else the folder holds by what it means. */
    private Answer<ReleaseDiff> compared(
            Terminology terminology, ReleaseId old, ReleaseId fresh, Consumer<ConceptChange> changes) {
        if (isCompiled(terminology, old.system())) {
            return terminology.inUse().diff(old, fresh, formProperties, changes);
        }
        try {
            Scope scope = new Scope(
                    new LayeredSpace(CodesFolder.kept(terminology, FhirFiles.beside(codes.images(), List.of())))
                            .withDrafts(),
                    new Settings.Builder(true).build(),
                    Clock.systemUTC());
            return ResourceDiff.between(scope, old.system(), old.version(), fresh.version(), formProperties, changes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isCompiled(Terminology terminology, String system) {
        return terminology.releases().stream()
                .anyMatch(release -> release.id().system().equals(system));
    }

    private static void print(CSVPrinter csv, ConceptChange change) {
        try {
            if (change.differences().isEmpty()) {
                csv.printRecord(
                        change.kind().code(),
                        ExportedCell.of(change.code()),
                        ExportedCell.of(change.display()),
                        "",
                        "",
                        "");
            }
            for (Difference difference : change.differences()) {
                csv.printRecord(
                        change.kind().code(),
                        ExportedCell.of(change.code()),
                        ExportedCell.of(change.display()),
                        difference.what(),
                        ExportedCell.of(difference.before()),
                        ExportedCell.of(difference.after()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> json(ConceptChange change) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("class", change.kind().code());
        json.put("code", change.code());
        json.put("display", change.display());
        json.put(
                "differences",
                change.differences().stream()
                        .map(difference -> Map.of(
                                "what", difference.what(),
                                "before", difference.before(),
                                "after", difference.after(),
                                "meaning", difference.isMeaning()))
                        .toList());
        return json;
    }

    private int summed(Terminology terminology, ReleaseDiff diff) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(diff.before() + " -> " + diff.after().version());
        diff.counts().forEach((kind, count) -> err.println(count + " " + kind.code()));
        err.println(diff.same() + " the same");
        if (!diff.notCompared().isEmpty()) {
            err.println("not compared, since only one of them has it: " + String.join(", ", diff.notCompared()));
        }
        int code = consequences.isWanted()
                ? CodesFolder.print(err, impact(terminology, diff), this::printed)
                : CodesOutput.DONE;
        err.flush();
        return code;
    }

    private Answer<Consequences> impact(Terminology terminology, ReleaseDiff diff) {
        if (!isCompiled(terminology, diff.before().system())) {
            return Answer.unknown(new Problem(
                    ErrorCode.UNKNOWN_CODE_SYSTEM,
                    "--impact tells what a release of a compiled list breaks, and "
                            + diff.before().system() + " is none: leave it out"));
        }
        try {
            return consequences.of(terminology, codes.images(), diff.before(), diff.after());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int printed(Consequences found) {
        if (codes.isJson()) {
            CodesOutput.json(spec.commandLine().getOut(), consequences.json(found));
        } else {
            consequences.print(spec.commandLine().getErr(), found);
        }
        return CodesOutput.DONE;
    }
}
