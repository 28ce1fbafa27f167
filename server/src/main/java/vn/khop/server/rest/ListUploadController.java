package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.apache.commons.io.input.BoundedInputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.security.BodyLimits;
import vn.khop.server.security.CurrentActor;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.load.DeclarationFile;
import vn.khop.terminology.load.ListDeclaration;
import vn.khop.terminology.load.ListLoader;
import vn.khop.terminology.load.LoadIssue;
import vn.khop.terminology.load.LoadResult;
import vn.khop.terminology.load.ShippedDeclarations;
import vn.khop.terminology.load.TablePreview;
import vn.khop.terminology.load.Wording;
import vn.khop.terminology.release.ReleaseDiff;

/** Files with code lists: which columns they have, what is wrong with their rows, what they would change, and their drafts. */
@RestController
class ListUploadController {
    private static final String CSV = "text/csv";
    private static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private static final int PREVIEW_ROWS = 8;
    private static final int DECLARATION_CHARACTERS_MAX = 6_000;
    private static final int WARNINGS_DEFAULT = 200;
    private static final int WARNINGS_MAX = 100_000;
    private static final int CHANGES_SHOWN = 50;
    private static final int FILE_NAME_CHARACTERS_MAX = 100;

    private final Terminology terminology;
    private final ReleaseSteps steps;
    // A list is held in memory until it is compiled.
    private final Semaphore places = new Semaphore(1);

    ListUploadController(Terminology terminology, AccessLog log, CurrentActor actors, TransactionOperations together) {
        this.terminology = terminology;
        this.steps = new ReleaseSteps(terminology, log, actors, together);
    }

    /**
     * A list whose columns are known by name.
     *
     * @param name to be given as {@code list}
     * @param title what the list is called
     */
    record Declared(
            String name,
            String title,
            String system,
            String version,
            @Nullable String publisher,
            @Nullable String decision,
            @Nullable String licence) {
        static Declared of(String name, ListDeclaration declaration) {
            return new Declared(
                    name,
                    declaration.name(),
                    declaration.id().system(),
                    declaration.id().version(),
                    declaration.publisher().orElse(null),
                    declaration.decision().orElse(null),
                    declaration.licence().orElse(null));
        }
    }

    record Declarations(List<Declared> items) {}

    /**
     * @param sheets of a workbook; none of a text file
     * @param sheet whose rows these are
     */
    record Columns(List<String> sheets, @Nullable String sheet, List<List<String>> rows) {}

    /**
     * Something to know about a row.
     *
     * @param severity {@code error}: the row is left out; {@code warning}: it is taken, as the message says
     * @param row as a spreadsheet counts; 0 for the file as a whole
     * @param message in the language that was asked for, English where it was none
     * @param messages it in both, so that a page can change its language without the file
     */
    record Issue(
            String severity,
            String code,
            @Nullable String table,
            long row,
            @Nullable String column,
            String message,
            Wording messages) {
        static Issue of(LoadIssue issue, Path folder, Locale language) {
            Wording messages = issue.wording().without(folder + "/");
            return new Issue(
                    Fields.word(issue.severity()),
                    issue.code().name(),
                    issue.table().orElse(null),
                    issue.row(),
                    issue.column().orElse(null),
                    messages.in(language),
                    messages);
        }
    }

    /**
     * What a file says, and what came of it.
     *
     * @param concepts how many codes its good rows make
     * @param issues every error, and the first warnings
     * @param kinds of the issues, and how many there are of each
     * @param against the version in force, against which it is compared; absent where there is none
     * @param counts how many codes are in each class of change
     * @param changes the first of each class
     * @param release the draft; absent where nothing was kept
     */
    record Draft(
            String system,
            String version,
            String name,
            long rowsRead,
            long rowsRefused,
            int concepts,
            int errors,
            int warnings,
            Map<String, Integer> kinds,
            List<Issue> issues,
            @Nullable String against,
            Map<String, Integer> counts,
            @Nullable Integer same,
            List<ReleaseController.Change> changes,
            ReleaseController.@Nullable Release release) {}

    @GetMapping("/api/v1/releases/declarations")
    @Operation(
            summary = "National lists whose columns are known: what they are called here, and what their files become")
    Declarations declarations() {
        List<Declared> items = new ArrayList<>();
        for (String name : ShippedDeclarations.names()) {
            ListDeclaration declaration = ShippedDeclarations.read(name).fold(read -> read, CodeController::refuse);
            // Over HTTP a list is one file; what has others beside it is loaded on the command line.
            if (declaration.rules().stream().noneMatch(rule -> rule.file().isPresent())) {
                items.add(Declared.of(name, declaration));
            }
        }
        return new Declarations(items);
    }

    @PostMapping(
            path = "/api/v1/releases/columns",
            consumes = {CSV, XLSX})
    @Operation(
            summary =
                    "The first rows of a list, CSV in UTF-8 or a workbook, to say which column is what; nothing is kept")
    Columns columns(
            @RequestParam(name = "file", required = false) @Nullable String file,
            @RequestParam(name = "sheet", required = false) @Nullable String sheet,
            @RequestParam(name = "delimiter", required = false) @Nullable String delimiter,
            HttpServletRequest request)
            throws IOException {
        char between = MappingController.delimiter(delimiter);
        Locale language = Fields.language(request);
        return kept(
                request,
                file,
                path -> TablePreview.read(path, Fields.text("sheet", sheet), between, PREVIEW_ROWS, language)
                        .fold(read -> new Columns(read.sheets(), read.sheet().orElse(null), read.rows()), problem -> {
                            throw new Refused(
                                    ErrorCode.UNREADABLE_LIST,
                                    problem.message().replace(path.getParent() + "/", ""),
                                    language);
                        }));
    }

    @PostMapping(
            path = "/api/v1/releases/drafts",
            consumes = {CSV, XLSX})
    @Operation(
            summary =
                    "A file becomes a draft, from which nobody is answered; with dryRun nothing is kept. Its columns are those of `list`, or as `declaration` says (docs/terminology.md; JSON or YAML). With errors nothing is kept (422), unless acceptErrors says that the other rows are wanted")
    ResponseEntity<Draft> draft(
            @RequestParam(name = "list", required = false) @Nullable String list,
            @RequestParam(name = "declaration", required = false) @Nullable String declaration,
            @RequestParam(name = "version", required = false) @Nullable String version,
            @RequestParam(name = "file", required = false) @Nullable String file,
            @RequestParam(name = "from", required = false) @Nullable String from,
            @RequestParam(name = "dryRun", required = false) @Nullable Boolean dryRun,
            @RequestParam(name = "acceptErrors", required = false) @Nullable Boolean acceptErrors,
            @RequestParam(name = "warnings", required = false) @Nullable Integer warnings,
            HttpServletRequest request)
            throws IOException {
        ListDeclaration declared = declared(list, declaration);
        Optional<String> other = Fields.text("version", version);
        ListDeclaration wanted = other.map(declared::withVersion).orElse(declared);
        Optional<LocalDate> day = Fields.day("from", from);
        int shown = Fields.number("warnings", warnings, WARNINGS_DEFAULT, 0, WARNINGS_MAX);
        Locale language = Fields.language(request);
        if (!places.tryAcquire()) {
            throw new Refused(
                    ErrorCode.BUSY,
                    "another list is being read: nothing of this one was taken, send it again after the seconds of Retry-After");
        }
        try {
            return kept(request, file, path -> {
                LoadResult result = ListLoader.load(wanted, path);
                Optional<CodeSystem> whole =
                        result.codeSystem().filter(any -> !result.hasErrors() || Boolean.TRUE.equals(acceptErrors));
                if (Boolean.TRUE.equals(dryRun) || whole.isEmpty()) {
                    return ResponseEntity.status(
                                    Boolean.TRUE.equals(dryRun) ? HttpStatus.OK : HttpStatus.UNPROCESSABLE_ENTITY)
                            .body(told(wanted, result, path, shown, language));
                }
                EffectivePeriod period = day.map(EffectivePeriod::from).orElse(EffectivePeriod.ALWAYS);
                // Looked at before it is there: afterwards it may be what it is compared with.
                Draft looked = told(wanted, result, path, shown, language);
                Release release = steps.compiled(
                        AccessAction.RELEASE_DRAFT, wanted.id(), folder -> folder.add(whole.get(), period));
                return ResponseEntity.status(HttpStatus.CREATED).body(with(looked, release));
            });
        } finally {
            places.release();
        }
    }

    private static ListDeclaration declared(@Nullable String list, @Nullable String declaration) throws IOException {
        if ((list == null) == (declaration == null)) {
            throw Refused.field(
                    ErrorCode.MISSING_FIELD,
                    "list",
                    list == null ? "neither list nor declaration" : "both list and declaration",
                    "one of them");
        }
        if (list != null) {
            return ShippedDeclarations.read(list).fold(read -> read, CodeController::refuse);
        }
        String text = String.valueOf(declaration);
        if (text.length() > DECLARATION_CHARACTERS_MAX) {
            throw Refused.field(
                    ErrorCode.INVALID_FIELD,
                    "declaration",
                    text.length() + " characters",
                    "at most " + DECLARATION_CHARACTERS_MAX);
        }
        InputStream bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        return DeclarationFile.read(bytes, "of this request").fold(read -> read, CodeController::refuse);
    }

    private Draft told(ListDeclaration declared, LoadResult result, Path path, int warningsShown, Locale language) {
        Path folder = Optional.ofNullable(path.getParent()).orElse(path);
        List<LoadIssue> warnings = result.warnings();
        List<Issue> issues = new ArrayList<>();
        result.errors().forEach(error -> issues.add(Issue.of(error, folder, language)));
        warnings.stream().limit(warningsShown).forEach(warning -> issues.add(Issue.of(warning, folder, language)));
        Map<String, Integer> kinds = new TreeMap<>();
        result.issues().forEach(issue -> kinds.merge(issue.code().name(), 1, Integer::sum));
        Comparison comparison = compared(declared, result);
        return new Draft(
                declared.id().system(),
                declared.id().version(),
                declared.name(),
                result.rowsRead(),
                result.rowsRefused(),
                result.codeSystem().map(system -> system.concepts().size()).orElse(0),
                result.errors().size(),
                warnings.size(),
                kinds,
                issues,
                comparison.diff().map(diff -> diff.before().version()).orElse(null),
                comparison.counts(),
                comparison.diff().map(ReleaseDiff::same).orElse(null),
                comparison.changes(),
                null);
    }

    private static Draft with(Draft draft, Release release) {
        return new Draft(
                draft.system(),
                draft.version(),
                draft.name(),
                draft.rowsRead(),
                draft.rowsRefused(),
                draft.concepts(),
                draft.errors(),
                draft.warnings(),
                draft.kinds(),
                draft.issues(),
                draft.against(),
                draft.counts(),
                draft.same(),
                draft.changes(),
                ReleaseController.Release.of(release));
    }

    private record Comparison(
            Optional<ReleaseDiff> diff, Map<String, Integer> counts, List<ReleaseController.Change> changes) {}

    /** What the list would change of the release that is in force. */
    private Comparison compared(ListDeclaration declared, LoadResult result) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        Map<String, Integer> seen = new LinkedHashMap<>();
        List<ReleaseController.Change> changes = new ArrayList<>();
        Optional<ReleaseDiff> diff = terminology.releases().stream()
                .filter(Release::isCurrent)
                .map(Release::id)
                .filter(id -> id.system().equals(declared.id().system()))
                .findFirst()
                .flatMap(before -> result.codeSystem()
                        .flatMap(system -> terminology
                                .inUse()
                                .diff(before, system, Set.of(), change -> {
                                    if (seen.merge(change.kind().code(), 1, Integer::sum) <= CHANGES_SHOWN) {
                                        changes.add(ReleaseController.Change.of(change));
                                    }
                                })
                                .value()));
        diff.ifPresent(found -> found.counts().forEach((kind, count) -> counts.put(kind.code(), count)));
        return new Comparison(diff, counts, changes);
    }

    /** What is made of the file that comes; it is gone afterwards. */
    private static <T> T kept(HttpServletRequest request, @Nullable String name, Function<Path, T> work)
            throws IOException {
        long bytesMax = BodyLimits.bytesMax(
                request.getRequestURI().substring(request.getContextPath().length()));
        Path folder = Files.createTempDirectory("khop-list");
        Path file = folder.resolve(fileName(name, request));
        try {
            try (OutputStream kept = Files.newOutputStream(file);
                    InputStream bounded = BoundedInputStream.builder()
                            .setInputStream(request.getInputStream())
                            .setMaxCount(bytesMax + 1)
                            .get()) {
                if (bounded.transferTo(kept) > bytesMax) {
                    throw new Refused(ErrorCode.TOO_LARGE, "the file has more than " + bytesMax + " bytes: divide it");
                }
            }
            return work.apply(file);
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    /** What the file is called in messages and in the release; plain letters, since it names a file here too. */
    private static String fileName(@Nullable String name, HttpServletRequest request) {
        boolean isWorkbook = String.valueOf(request.getContentType()).startsWith(XLSX);
        String plain = Fields.text("file", name)
                .map(text -> text.substring(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1))
                .map(text -> text.replaceAll("[^\\p{L}\\p{M}\\p{N}._ -]", "_"))
                .filter(text -> text.length() <= FILE_NAME_CHARACTERS_MAX && !text.startsWith("."))
                .orElse(isWorkbook ? "list.xlsx" : "list.csv");
        return isWorkbook && !plain.endsWith(".xlsx") ? plain + ".xlsx" : plain;
    }
}
