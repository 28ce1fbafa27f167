package vn.khop.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.khop.server.fhir.terminology.ResourceXml;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ImageException;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.load.ClamlLoader;
import vn.khop.terminology.load.DeclarationFile;
import vn.khop.terminology.load.FhirFiles;
import vn.khop.terminology.load.Icd11Tabulation;
import vn.khop.terminology.load.ListDeclaration;
import vn.khop.terminology.load.ListLoader;
import vn.khop.terminology.load.ListOrigin;
import vn.khop.terminology.load.LoadIssue;
import vn.khop.terminology.load.LoadResult;
import vn.khop.terminology.load.ResourceRejected;
import vn.khop.terminology.load.ShippedDeclarations;
import vn.khop.terminology.release.ReleaseDiff;

/** {@code khop codes load}: a CSV, TSV or XLSX file becomes a release, and the current one of its code system. */
@Command(
        name = "load",
        exitCodeOnInvalidInput = CodesOutput.WRONG_INPUT,
        exitCodeOnExecutionException = CodesOutput.FAULT,
        description = {
            "Load a code list (CSV, TSV, XLSX): check every row, compile it, make it the current release of its code system.",
            "What the columns mean is declared by --declaration, or by --system, --version, --code, --display and the rest."
        })
final class CodesLoadCommand extends WithHelp implements Callable<Integer> {
    /** Shown to a person; JSON has them all. */
    private static final int ERRORS_SHOWN_MAX = 20;

    private static final int WARNINGS_SHOWN_MAX = 2;

    private static final Set<String> OPTIONS_OF_RESOURCES = Set.of("--input", "--images", "--dry-run", "--json");

    @Option(
            names = "--input",
            paramLabel = "FILE",
            required = true,
            description =
                    "The list: CSV or TSV in UTF-8 with a header, or XLSX; or a FHIR package (.tgz) or resource (.json, .xml)")
    private Path input = Path.of("");

    @Option(
            names = "--declaration",
            paramLabel = "FILE",
            description =
                    "What the list is and what its columns mean, in YAML; or the name of one that comes with Khớp, such as icd10-4469")
    private @Nullable String declarationName;

    @Option(names = "--system", paramLabel = "URI", description = "Code system")
    private @Nullable String system;

    @Option(names = "--version", paramLabel = "VERSION", description = "Version of this release")
    private @Nullable String version;

    @Option(names = "--name", paramLabel = "NAME", description = "Name for people (default: the code system)")
    private @Nullable String name;

    @Option(names = "--publisher", paramLabel = "NAME", description = "Who answers for the list")
    private @Nullable String publisher;

    @Option(names = "--decision", paramLabel = "TEXT", description = "What put it in force")
    private @Nullable String decision;

    @Option(names = "--licence", paramLabel = "TEXT", description = "With --format: on what terms it may be used")
    private @Nullable String licence;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "claml (WHO's ICD-10) or icd11 (simple tabulation or linearization of ICD-11 MMS), with --system and --version, in place of a declaration")
    private @Nullable Format format;

    @Option(
            names = "--language",
            paramLabel = "LANGUAGE",
            defaultValue = "en",
            description = "With --format icd11: of the titles (default: en)")
    private String language = "en";

    @Option(
            names = "--delimiter",
            paramLabel = "CHAR",
            defaultValue = ",",
            description = "Between fields (default: a comma)")
    private char delimiter;

    @Option(names = "--code", paramLabel = "COLUMN", description = "Column of codes")
    private @Nullable String codeColumn;

    @Option(
            names = "--display",
            paramLabel = "LANGUAGE=COLUMN",
            description = "Column of names; the first is shown by default")
    private Map<String, String> displays = new LinkedHashMap<>();

    @Option(
            names = "--synonym",
            paramLabel = "LANGUAGE=COLUMN",
            description = "Column of further names, several apart by |")
    private List<String> synonyms = new ArrayList<>();

    @Option(
            names = "--property",
            paramLabel = "NAME=COLUMN[:TYPE]",
            description = "Column of a property; type code, string (default), boolean, integer, decimal or dateTime")
    private Map<String, String> properties = new LinkedHashMap<>();

    @Option(names = "--parent", paramLabel = "COLUMN", description = "Column of the code above")
    private @Nullable String parentColumn;

    @Option(
            names = "--inactive",
            paramLabel = "COLUMN=VALUE",
            description = "Rows with this value are no longer to be used")
    private List<String> inactive = new ArrayList<>();

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = CodesFolder.IMAGES_DESCRIPTION,
            defaultValue = CodesFolder.IMAGES_DEFAULT)
    private Path images = Path.of("khop-data/codes");

    @Option(
            names = "--from",
            paramLabel = "DAY",
            description =
                    "First day on which the release applies (default: today; for the first of its system, any day)")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "DAY",
            description = "Last day on which it applies (default: until another does)")
    private @Nullable String to;

    @Option(
            names = "--draft",
            description = "Load without activating: 'codes diff' compares it, 'codes activate' switches")
    private boolean isDraft;

    @Option(
            names = "--dry-run",
            description = "Check every row and say what would change of the release in force; nothing is written")
    private boolean isDryRun;

    @Option(names = "--accept-errors", description = "Load the good rows although others have errors")
    private boolean isAcceptingErrors;

    @Option(names = "--json", description = "Print one JSON object, with every issue")
    private boolean isJson;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Format wanted = format;
        if (wanted != null) {
            return CodesFolder.print(err, origin(), origin -> load(read(wanted, origin)));
        }
        if (FhirFiles.isOne(input) || input.toString().endsWith(".xml")) {
            return keep();
        }
        Answer<ListDeclaration> declaration = declarationName != null ? declaration(declarationName) : declared();
        return CodesFolder.print(err, declaration, declared -> load(ListLoader.load(declared, input)));
    }

    /** Formats whose columns or elements their publishers have fixed; called as people write them on a command line. */
    private enum Format {
        claml,
        icd11
    }

    private LoadResult read(Format wanted, ListOrigin origin) {
        return switch (wanted) {
            case claml -> ClamlLoader.load(origin, input);
            case icd11 -> Icd11Tabulation.load(origin, language, input);
        };
    }

    private Answer<ListOrigin> origin() {
        try {
            return Answer.known(new ListOrigin(
                    new ReleaseId(required(system, "--system"), required(version, "--version")),
                    name == null ? required(system, "--system") : name,
                    Optional.ofNullable(publisher),
                    Optional.ofNullable(decision),
                    Optional.ofNullable(licence)));
        } catch (IllegalArgumentException e) {
            return Answer.unknown(new Problem(ErrorCode.BAD_DECLARATION, String.valueOf(e.getMessage())));
        }
    }

    private Answer<ListDeclaration> declaration(String named) {
        if (system != null || !displays.isEmpty() || codeColumn != null) {
            return Answer.unknown(
                    new Problem(
                            ErrorCode.BAD_DECLARATION,
                            "--declaration says what the list is and what its columns mean: leave --system, --code and --display out"));
        }
        boolean isFile = Files.exists(Path.of(named)) || named.endsWith(".yaml") || named.endsWith(".yml");
        Answer<ListDeclaration> read = isFile ? DeclarationFile.read(Path.of(named)) : ShippedDeclarations.read(named);
        String other = version;
        return other == null ? read : read.then(declared -> Answer.known(declared.withVersion(other)));
    }

    /** The options given that say something of a list and nothing of a FHIR resource. */
    private List<String> optionsOfLists() {
        return spec.commandLine().getParseResult().matchedOptions().stream()
                .map(option -> option.longestName())
                .filter(option -> !OPTIONS_OF_RESOURCES.contains(option))
                .toList();
    }

    /** A FHIR package or resource is kept as it is, once it can be read. */
    private int keep() {
        PrintWriter err = spec.commandLine().getErr();
        List<String> unfit = optionsOfLists();
        if (!unfit.isEmpty()) {
            err.println("Nothing was loaded: a FHIR package or resource says itself what it is, so "
                    + String.join(", ", unfit)
                    + " cannot be given with it; 'khop codes activate' says from when a version of it applies");
            err.flush();
            return CodesOutput.WRONG_INPUT;
        }
        if (!input.toString().endsWith(".xml")) {
            return keep(input, List.of());
        }
        try {
            ResourceXml xml = ResourceXml.asJson(input);
            try {
                return keep(xml.json(), xml.warnings());
            } finally {
                FileSystemUtils.deleteRecursively(xml.json().getParent());
            }
        } catch (IOException | IllegalArgumentException wrong) {
            return nothingLoaded(input, wrong);
        }
    }

    /** @param remarks on what of the input is not in the file */
    private int keep(Path file, List<String> remarks) {
        try {
            FhirFiles read = FhirFiles.read(List.of(file));
            List<String> warnings = new ArrayList<>(remarks);
            if (isDryRun) {
                warnings.addAll(read.warnings());
                return kept(read, warnings, "nothing was loaded, as --dry-run says: " + read.summary());
            }
            FhirFiles.keep(images, file);
            warnings.addAll(FhirFiles.beside(images, List.of()).warnings());
            return kept(
                    read,
                    warnings,
                    "loaded " + read.summary() + " into " + images
                            + "; a running server reads them when it starts again");
        } catch (IOException | ResourceRejected | IllegalArgumentException wrong) {
            return nothingLoaded(file, wrong);
        }
    }

    /** Names the file that was given, whatever was made of it on the way. */
    private int nothingLoaded(Path given, Exception wrong) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("Nothing was loaded: "
                + String.valueOf(wrong.getMessage()).replace(String.valueOf(given), String.valueOf(input)));
        err.flush();
        return CodesOutput.WRONG_INPUT;
    }

    private int kept(FhirFiles read, List<String> warnings, String said) {
        PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("codeSystems", read.codeSystems().size());
            json.put("valueSets", read.valueSets().size());
            json.put("conceptMaps", read.conceptMaps().size());
            json.put("warnings", warnings);
            CodesOutput.json(out, json);
            return CodesOutput.DONE;
        }
        PrintWriter err = spec.commandLine().getErr();
        warnings.forEach(warning -> err.println("warning: " + warning));
        err.flush();
        out.println(said);
        out.flush();
        return CodesOutput.DONE;
    }

    private int load(LoadResult result) {
        PrintWriter err = spec.commandLine().getErr();
        Optional<CodeSystem> codeSystem = result.codeSystem();
        if (codeSystem.isEmpty() || (result.hasErrors() && !isAcceptingErrors)) {
            report(result, Optional.empty());
            if (!isJson) {
                err.println(
                        codeSystem.isPresent()
                                ? "Nothing was loaded: mend the rows, or load the others with --accept-errors."
                                : "Nothing was loaded.");
                err.flush();
            }
            return CodesOutput.WRONG_INPUT;
        }
        if (isDryRun) {
            return compare(result, codeSystem.get());
        }
        try {
            ImageFolder folder = ImageFolder.at(images);
            Answer<Release> published = CodesSystem.period(from, to)
                    .then(period ->
                            isDraft ? folder.add(codeSystem.get(), period) : folder.publish(codeSystem.get(), period));
            return CodesFolder.print(err, published, release -> {
                report(result, Optional.of(release));
                return CodesOutput.DONE;
            });
        } catch (ImageException e) {
            return CodesFolder.refused(err, e.problem());
        }
    }

    /** What the list would change of the one that is in force, if there is one; nothing is written. */
    private int compare(LoadResult result, CodeSystem codeSystem) {
        Optional<ReleaseDiff> diff = Optional.empty();
        if (Files.isDirectory(images)) {
            try (Terminology terminology = Terminology.open(images)) {
                Optional<ReleaseId> inForce = terminology.releases().stream()
                        .filter(Release::isCurrent)
                        .map(Release::id)
                        .filter(id -> id.system().equals(codeSystem.about().id().system()))
                        .findFirst();
                diff = inForce.flatMap(before -> terminology
                        .inUse()
                        .diff(before, codeSystem, Set.of(), change -> {})
                        .value());
            } catch (ImageException e) {
                return CodesFolder.refused(spec.commandLine().getErr(), e.problem());
            }
        }
        if (isJson) {
            Map<String, Object> json = json(result, Optional.empty());
            json.put("concepts", codeSystem.concepts().size());
            diff.ifPresent(found -> {
                Map<String, Object> counts = new LinkedHashMap<>();
                found.counts().forEach((kind, count) -> counts.put(kind.code(), count));
                counts.put("same", found.same());
                json.put("against", found.before().version());
                json.put("changes", counts);
            });
            CodesOutput.json(spec.commandLine().getOut(), json);
            return CodesOutput.DONE;
        }
        report(result, Optional.empty());
        PrintWriter out = spec.commandLine().getOut();
        out.println("nothing was loaded, as --dry-run says: "
                + codeSystem.concepts().size() + " concepts of "
                + codeSystem.about().id());
        diff.ifPresent(found -> {
            out.println("against " + found.before() + ", which is in force:");
            found.counts().forEach((kind, count) -> out.println("  " + count + " " + kind.code()));
            out.println("  " + found.same() + " the same");
        });
        out.flush();
        return CodesOutput.DONE;
    }

    private void report(LoadResult result, Optional<Release> release) {
        PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            CodesOutput.json(out, json(result, release));
            return;
        }
        PrintWriter err = spec.commandLine().getErr();
        showErrors(err, result.errors());
        showWarnings(err, result.warnings());
        err.flush();
        out.println(result.rowsRead() + " rows read, " + result.rowsRefused() + " refused, "
                + result.warnings().size() + " warnings");
        release.ifPresent(loaded -> out.println("loaded " + loaded.id() + ": " + loaded.conceptCount() + " concepts in "
                + images + ", " + standing(loaded)));
        out.flush();
    }

    private static String standing(Release release) {
        return release.isCurrent() ? "now the current release" : release.state().code() + " for " + release.period();
    }

    private static void showErrors(PrintWriter err, List<LoadIssue> errors) {
        errors.stream().limit(ERRORS_SHOWN_MAX).forEach(error -> err.println("error: " + error.text()));
        if (errors.size() > ERRORS_SHOWN_MAX) {
            err.println("error: and " + (errors.size() - ERRORS_SHOWN_MAX) + " more; --json prints them all");
        }
    }

    /** Warnings come in hundreds of a kind: a few of each, and how many. */
    private static void showWarnings(PrintWriter err, List<LoadIssue> warnings) {
        Map<ErrorCode, List<LoadIssue>> byCode = warnings.stream()
                .collect(Collectors.groupingBy(
                        LoadIssue::code, () -> new EnumMap<>(ErrorCode.class), Collectors.toList()));
        byCode.forEach((code, ofCode) -> {
            ofCode.stream().limit(WARNINGS_SHOWN_MAX).forEach(warning -> err.println("warning: " + warning.text()));
            if (ofCode.size() > WARNINGS_SHOWN_MAX) {
                err.println("warning: and " + (ofCode.size() - WARNINGS_SHOWN_MAX) + " more of this kind (" + code
                        + "); --json prints them all");
            }
        });
    }

    private static Map<String, Object> json(LoadResult result, Optional<Release> release) {
        Map<String, Object> json = new LinkedHashMap<>();
        release.ifPresent(loaded -> {
            json.put("release", CodesOutput.release(loaded));
            json.put("concepts", loaded.conceptCount());
        });
        json.put("rowsRead", result.rowsRead());
        json.put("rowsRefused", result.rowsRefused());
        json.put("issues", result.issues().stream().map(CodesLoadCommand::json).toList());
        return json;
    }

    private static Map<String, Object> json(LoadIssue issue) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("severity", issue.severity().name());
        json.put("code", issue.code().name());
        issue.table().ifPresent(table -> json.put("table", table));
        json.put("row", issue.row());
        json.put("line", issue.line());
        issue.column().ifPresent(column -> json.put("column", column));
        json.put("message", issue.message());
        return json;
    }

    private Answer<ListDeclaration> declared() {
        try {
            return Answer.known(new ListDeclaration(
                    new ReleaseId(required(system, "--system"), required(version, "--version")),
                    name == null ? required(system, "--system") : name,
                    Optional.ofNullable(publisher),
                    Optional.ofNullable(decision),
                    delimiter,
                    required(codeColumn, "--code"),
                    displays.entrySet().stream()
                            .map(e -> new ListDeclaration.DisplayColumn(e.getKey(), e.getValue()))
                            .toList(),
                    synonyms.stream().map(CodesLoadCommand::synonym).toList(),
                    properties.entrySet().stream()
                            .map(e -> property(e.getKey(), e.getValue()))
                            .toList(),
                    Optional.ofNullable(parentColumn)
                            .map(column -> new ListDeclaration.ParentColumn(column, Optional.empty())),
                    inactive()));
        } catch (IllegalArgumentException e) {
            return Answer.unknown(new Problem(ErrorCode.BAD_DECLARATION, String.valueOf(e.getMessage())));
        }
    }

    private static ListDeclaration.SynonymColumn synonym(String option) {
        String[] parts = parts("--synonym", option);
        return new ListDeclaration.SynonymColumn(parts[0], parts[1], Optional.of("|"));
    }

    private static ListDeclaration.PropertyColumn property(String property, String option) {
        int colon = option.lastIndexOf(':');
        return colon < 0
                ? new ListDeclaration.PropertyColumn(property, option, PropertyType.STRING)
                : new ListDeclaration.PropertyColumn(
                        property, option.substring(0, colon), DeclarationFile.typeNamed(option.substring(colon + 1)));
    }

    private Optional<ListDeclaration.InactiveColumn> inactive() {
        Set<String> columns = new HashSet<>();
        Set<String> values = new HashSet<>();
        for (String option : inactive) {
            String[] parts = parts("--inactive", option);
            columns.add(parts[0]);
            values.add(parts[1]);
        }
        if (columns.size() > 1) {
            throw new IllegalArgumentException("--inactive names one column: found " + String.join(", ", columns));
        }
        return columns.stream().findFirst().map(column -> new ListDeclaration.InactiveColumn(column, values));
    }

    private static String[] parts(String option, String value) {
        String[] parts = value.split("=", 2);
        if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new IllegalArgumentException(option + " takes two words with = between: found '" + value + "'");
        }
        return parts;
    }

    private static String required(@Nullable String value, String option) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(
                    option + " is missing: give it, or a --declaration file that says what the columns mean");
        }
        return value;
    }
}
