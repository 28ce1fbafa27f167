package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.mapping.MappingDecision;
import vn.khop.server.mapping.MappingFile;
import vn.khop.server.mapping.MappingList;
import vn.khop.server.mapping.MappingRelease;
import vn.khop.server.mapping.MappingTarget;
import vn.khop.server.mapping.Mappings;
import vn.khop.server.mapping.Relation;
import vn.khop.server.mapping.RowState;
import vn.khop.server.security.CurrentActor;
import vn.khop.terminology.load.SheetCells;
import vn.khop.terminology.load.Wording;
import vn.khop.terminology.release.ConceptChange;
import vn.khop.terminology.suggest.LocalList;
import vn.khop.terminology.suggest.LocalList.Part;
import vn.khop.terminology.suggest.LocalRow;

/** Hospitals' own lists on their way to concept maps. */
@RestController
class MappingController {
    private static final int LIMIT_DEFAULT = 50;
    private static final int LIMIT_MAX = 500;
    private static final int SUGGESTIONS_MAX = 9;
    private static final String CSV = "text/csv";
    private static final String FHIR = "application/fhir+json";
    private static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private final ObjectProvider<Mappings> mappings;
    private final CurrentActor actors;

    MappingController(ObjectProvider<Mappings> mappings, CurrentActor actors) {
        this.mappings = mappings;
        this.actors = actors;
    }

    private Mappings desk() {
        return mappings.getObject();
    }

    /**
     * @param facility whose list it is; absent for one of the city's
     * @param sourceSystem URI of the hospital's code system
     * @param targetSystem URI of the list to which it is mapped
     * @param targetVersion absent for the release in force
     * @param url of the concept map that it becomes
     */
    record NewMapping(
            @Nullable String facility,
            @Nullable String name,
            @Nullable String sourceSystem,
            @Nullable String targetSystem,
            @Nullable String targetVersion,
            @Nullable String url) {}

    record Mapping(
            long number,
            @Nullable String facility,
            String name,
            String sourceSystem,
            String targetSystem,
            String targetVersion,
            String url,
            String createdBy,
            Instant createdAt) {
        static Mapping of(MappingList list) {
            return new Mapping(
                    list.number(),
                    list.facility().isEmpty() ? null : list.facility(),
                    list.name(),
                    list.sourceSystem(),
                    list.targetSystem(),
                    list.targetVersion(),
                    list.url(),
                    list.createdBy(),
                    list.createdAt());
        }
    }

    record MappingPage(List<Mapping> items) {}

    /**
     * @param rows how many in each state: {@code open}, {@code decided}, {@code disputed}, {@code agreed}
     * @param uses the same in how often the hospital uses the codes
     * @param mappedShare the share of rows that somebody has decided
     * @param mappedUsesShare the same of uses
     * @param suggestedShare of the codes that people chose: the share that was suggested; absent before the first
     * @param agreedShare of the rows of which two have spoken: the share where the first two agreed; absent before the first
     */
    record Progress(
            Map<String, Long> rows,
            Map<String, Long> uses,
            double mappedShare,
            double mappedUsesShare,
            @Nullable Double suggestedShare,
            @Nullable Double agreedShare) {
        static Progress of(Mappings.Progress progress) {
            return new Progress(
                    words(progress.rows()),
                    words(progress.uses()),
                    mapped(progress.rows()),
                    mapped(progress.uses()),
                    progress.chosen() == 0 ? null : (double) progress.suggested() / progress.chosen(),
                    progress.reviewed() == 0 ? null : (double) progress.firstAgreed() / progress.reviewed());
        }

        private static Map<String, Long> words(Map<RowState, Long> counts) {
            Map<String, Long> words = new TreeMap<>();
            counts.forEach((state, count) -> words.put(Fields.word(state), count));
            return words;
        }

        private static double mapped(Map<RowState, Long> counts) {
            long all = counts.values().stream().mapToLong(Long::longValue).sum();
            return all == 0 ? 0 : 1 - (double) counts.getOrDefault(RowState.OPEN, 0L) / all;
        }
    }

    record Published(String version, String by, Instant at, int rows) {
        static Published of(MappingRelease release) {
            return new Published(release.version(), release.by(), release.at(), release.rows());
        }
    }

    record MappingDetails(Mapping mapping, Progress progress, List<Published> published) {}

    /** What else must hold, such as a sex or an age; FHIR's {@code dependsOn}. */
    record Condition(@Nullable String property, @Nullable String value) {}

    /**
     * @param relation {@code equivalent}, {@code broader} (the national code means more), {@code narrower}, {@code inexact}
     * @param dependsOn absent where it is meant whatever holds
     */
    record Target(
            String code,
            String display,
            String relation,
            @Nullable List<Condition> dependsOn) {
        static Target of(MappingTarget target) {
            return new Target(
                    target.code(),
                    target.display(),
                    Fields.word(target.relation()),
                    target.dependsOn().isEmpty()
                            ? null
                            : target.dependsOn().stream()
                                    .map(one -> new Condition(one.property(), one.value()))
                                    .toList());
        }
    }

    /**
     * @param code of the first target, as are display and relation
     * @param targets all of them; none where nothing is meant
     */
    record Decision(
            String kind,
            @Nullable String code,
            @Nullable String display,
            @Nullable String relation,
            List<Target> targets,
            String origin,
            @Nullable Double probability,
            @Nullable String model,
            @Nullable String note,
            String by,
            Instant at) {
        static Decision of(MappingDecision decision) {
            List<Target> targets = decision.targets().stream().map(Target::of).toList();
            boolean isMap = !targets.isEmpty();
            return new Decision(
                    wordOf(decision.kind()),
                    isMap ? targets.get(0).code() : null,
                    isMap ? targets.get(0).display() : null,
                    isMap ? targets.get(0).relation() : null,
                    targets,
                    Fields.word(decision.origin()),
                    decision.probability().orElse(null),
                    decision.model().isEmpty() ? null : decision.model(),
                    decision.note().isEmpty() ? null : decision.note(),
                    decision.by(),
                    decision.at());
        }
    }

    /** @param kind what it is; {@code detail} the words or values that it is about */
    record Reason(String kind, @Nullable String detail, boolean speaksFor) {}

    record Suggestion(String code, String display, double probability, List<Reason> reasons) {
        static Suggestion of(vn.khop.terminology.suggest.Suggestion suggestion) {
            return new Suggestion(
                    suggestion.code(),
                    suggestion.display(),
                    suggestion.probability(),
                    suggestion.reasons().stream()
                            .map(reason -> new Reason(
                                    reason.kind().code(),
                                    reason.detail().isEmpty() ? null : reason.detail(),
                                    reason.kind().isFor()))
                            .toList());
        }
    }

    /**
     * @param decision the one that stands; absent for who has still to decide by himself, as is its review
     * @param own what the caller has decided
     */
    record Row(
            int row,
            String code,
            String name,
            @Nullable String group,
            @Nullable String ingredient,
            @Nullable String strength,
            @Nullable String form,
            @Nullable String route,
            long uses,
            String state,
            @Nullable Decision decision,
            @Nullable Decision review,
            @Nullable Decision own,
            List<Suggestion> suggestions) {
        static Row of(Mappings.Seen seen) {
            LocalRow row = seen.row().row();
            return new Row(
                    seen.row().number(),
                    row.code(),
                    row.name(),
                    given(row.group()),
                    given(row.ingredient()),
                    given(row.strength()),
                    given(row.form()),
                    given(row.route()),
                    seen.row().uses(),
                    Fields.word(seen.state()),
                    seen.decision().map(Decision::of).orElse(null),
                    seen.review().map(Decision::of).orElse(null),
                    seen.own().map(Decision::of).orElse(null),
                    seen.suggestions().stream().map(Suggestion::of).toList());
        }

        private static @Nullable String given(String text) {
            return text.isEmpty() ? null : text;
        }
    }

    /** @param next to be given as {@code after} for the next page; absent on the last one */
    record RowPage(List<Row> items, @Nullable Integer next) {}

    record Loaded(int rows) {}

    /**
     * @param kind {@code map}, {@code no-map}, or {@code reject}: this code is not the one
     * @param code with relation, where one code is meant
     * @param relation absent for {@code equivalent}
     * @param targets in place of code and relation, where several are meant, or one that depends on something
     */
    record NewDecision(
            @Nullable String kind,
            @Nullable String code,
            @Nullable String relation,
            @Nullable List<NewTarget> targets,
            @Nullable String note) {}

    record NewTarget(
            @Nullable String code,
            @Nullable String relation,
            @Nullable List<Condition> dependsOn) {}

    /** @param preview whether only to count what would be taken */
    record Threshold(@Nullable Double probability, @Nullable Boolean preview) {}

    record Source(@Nullable Long from) {}

    /** @param left rows of which nothing was said */
    record Bulk(int decided, int left) {
        static Bulk of(Mappings.Bulk bulk) {
            return new Bulk(bulk.decided(), bulk.left());
        }
    }

    record Difference(String what, String before, String after) {}

    /** @param kind what became of the code: {@code removed}, {@code retired} or {@code changed-in-meaning} */
    record ChangedTarget(String code, String kind, List<Difference> differences) {
        static ChangedTarget of(ConceptChange change) {
            return new ChangedTarget(
                    change.code(),
                    change.kind().code(),
                    change.differences().stream()
                            .map(one -> new Difference(one.what(), one.before(), one.after()))
                            .toList());
        }
    }

    /**
     * @param kind of the first code that changed, as are the differences
     * @param changed all of its codes that did
     */
    record Repair(
            int row,
            String code,
            String name,
            Decision decision,
            String kind,
            List<Difference> differences,
            List<ChangedTarget> changed,
            List<Suggestion> suggestions) {
        static Repair of(Mappings.Repair repair) {
            List<ChangedTarget> changed =
                    repair.changes().stream().map(ChangedTarget::of).toList();
            return new Repair(
                    repair.row().number(),
                    repair.row().row().code(),
                    repair.row().row().name(),
                    Decision.of(repair.decision()),
                    changed.get(0).kind(),
                    changed.get(0).differences(),
                    changed,
                    repair.suggestions().stream().map(Suggestion::of).toList());
        }
    }

    record Repairs(List<Repair> items) {}

    /** @param part whether rows that two persons have not agreed on may be left out */
    record Publication(@Nullable String version, @Nullable Boolean part) {}

    record Decisions(List<Decision> items) {}

    @GetMapping("/api/v1/mappings")
    @Operation(summary = "Lists that are being mapped, the newest first; a hospital sees its own")
    MappingPage lists() {
        return new MappingPage(
                desk().lists(actors.get()).stream().map(Mapping::of).toList());
    }

    @PostMapping("/api/v1/mappings")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Begin to map a hospital's own list")
    Mapping begin(@RequestBody NewMapping draft) {
        return Mapping.of(desk().begin(
                        new Mappings.Draft(
                                Fields.text("facility", draft.facility()).orElse(""),
                                Fields.required("name", draft.name(), "a name for people"),
                                Fields.required(
                                        "sourceSystem", draft.sourceSystem(), "the URI of the hospital's codes"),
                                Fields.required("targetSystem", draft.targetSystem(), "the URI of a code system"),
                                Fields.text("targetVersion", draft.targetVersion()),
                                Fields.required("url", draft.url(), "the URL of the concept map to be")),
                        actors.get()));
    }

    @GetMapping("/api/v1/mappings/{number}")
    @Operation(summary = "A list, how far it is in codes and in uses, what was published of it")
    MappingDetails list(@PathVariable("number") long number) {
        return new MappingDetails(
                Mapping.of(desk().list(number, actors.get())),
                Progress.of(desk().progress(number, actors.get())),
                desk().releases(number, actors.get()).stream()
                        .map(Published::of)
                        .toList());
    }

    @PostMapping(
            path = "/api/v1/mappings/{number}/rows",
            consumes = {CSV, XLSX})
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary =
                    "The rows of the list: CSV in UTF-8 or a workbook (.xlsx), with a header. The parameters say which column is what. All rows are taken, or none and why")
    Loaded load(
            @PathVariable("number") long number,
            @RequestParam(name = "code") String code,
            @RequestParam(name = "name") String name,
            @RequestParam(name = "group", required = false) @Nullable String group,
            @RequestParam(name = "ingredient", required = false) @Nullable String ingredient,
            @RequestParam(name = "strength", required = false) @Nullable String strength,
            @RequestParam(name = "form", required = false) @Nullable String form,
            @RequestParam(name = "route", required = false) @Nullable String route,
            @RequestParam(name = "uses", required = false) @Nullable String uses,
            @RequestParam(name = "chosen", required = false) @Nullable String chosen,
            @RequestParam(name = "delimiter", required = false) @Nullable String delimiter,
            @RequestParam(name = "sheet", required = false) @Nullable String sheet,
            HttpServletRequest request)
            throws IOException {
        Map<Part, String> headers = new EnumMap<>(Part.class);
        headers.put(Part.CODE, code);
        headers.put(Part.NAME, name);
        put(headers, Part.GROUP, group);
        put(headers, Part.INGREDIENT, ingredient);
        put(headers, Part.STRENGTH, strength);
        put(headers, Part.FORM, form);
        put(headers, Part.ROUTE, route);
        put(headers, Part.USES, uses);
        put(headers, Part.CHOSEN, chosen);
        LocalList.Columns columns = new LocalList.Columns(headers, delimiter(delimiter));
        LocalList rows = is(request, XLSX)
                ? LocalList.read(
                        cells(request, sheet, MappingFile.columns(columns)).iterator(), columns)
                : LocalList.read(request.getInputStream(), columns);
        return new Loaded(desk().load(number, rows, actors.get()));
    }

    private static boolean is(HttpServletRequest request, String type) {
        return String.valueOf(request.getContentType()).startsWith(type);
    }

    /** The cells of the workbook that came; it is read from a file, which is gone afterwards. */
    private static List<List<String>> cells(
            HttpServletRequest request, @Nullable String sheet, SheetCells.Columns columns) throws IOException {
        Path file = Files.createTempFile("khop-mapping", ".xlsx");
        Locale language = Fields.language(request);
        try {
            try (OutputStream kept = Files.newOutputStream(file)) {
                request.getInputStream().transferTo(kept);
            }
            return SheetCells.read(file, Fields.text("sheet", sheet), columns, language)
                    .fold(cells -> cells, problem -> {
                        throw new Refused(
                                ErrorCode.BAD_MAPPING_ROWS,
                                problem.message().replace(file.toString(), new Wording("tệp", "the file").in(language)),
                                language);
                    });
        } finally {
            Files.delete(file);
        }
    }

    private static void put(Map<Part, String> headers, Part part, @Nullable String column) {
        if (column != null && !column.isBlank()) {
            headers.put(part, column);
        }
    }

    static char delimiter(@Nullable String given) {
        if (given == null || given.isEmpty()) {
            return ',';
        }
        if (given.length() != 1 || "\"\r\n".contains(given)) {
            throw Refused.field(ErrorCode.INVALID_FIELD, "delimiter", "something else", "one character such as , or ;");
        }
        return given.charAt(0);
    }

    @GetMapping("/api/v1/mappings/{number}/rows")
    @Operation(
            summary = "Rows in their order, with suggestions; another's decision is shown to who has decided himself")
    RowPage rows(
            @PathVariable("number") long number,
            @RequestParam(name = "state", required = false) @Nullable String state,
            @RequestParam(name = "after", required = false) @Nullable Integer after,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "suggestions", required = false) @Nullable Integer suggestions) {
        Set<RowState> states = Fields.word("state", state, RowState.class)
                .<Set<RowState>>map(EnumSet::of)
                .orElseGet(() -> EnumSet.allOf(RowState.class));
        int most = Fields.number("limit", limit, LIMIT_DEFAULT, 1, LIMIT_MAX);
        List<Row> items = desk()
                .rows(
                        number,
                        states,
                        Fields.number("after", after, 0, 0, Integer.MAX_VALUE),
                        most,
                        Fields.number("suggestions", suggestions, 0, 0, SUGGESTIONS_MAX),
                        actors.get())
                .stream()
                .map(Row::of)
                .toList();
        return new RowPage(
                items, items.size() < most ? null : items.get(most - 1).row());
    }

    @GetMapping("/api/v1/mappings/{number}/rows/{row}/decisions")
    @Operation(
            summary = "Every decision about a row, the oldest first, to who has decided about it, or once it is agreed")
    Decisions history(@PathVariable("number") long number, @PathVariable("row") int row) {
        return new Decisions(desk().history(number, row, actors.get()).stream()
                .map(Decision::of)
                .toList());
    }

    @PostMapping("/api/v1/mappings/{number}/rows/{row}/decisions")
    @Operation(summary = "Say what a row means; the latest word of each person counts, and two persons must agree")
    Row decide(@PathVariable("number") long number, @PathVariable("row") int row, @RequestBody NewDecision decision) {
        String word = Fields.required("kind", decision.kind(), "map, no-map or reject");
        MappingDecision.Kind kind = switch (word) {
            case "map" -> MappingDecision.Kind.MAP;
            case "no-map" -> MappingDecision.Kind.NO_MAP;
            case "reject" -> MappingDecision.Kind.REJECT;
            default -> throw Refused.field(ErrorCode.INVALID_FIELD, "kind", "something else", "map, no-map or reject");
        };
        String note = Fields.text("note", decision.note()).orElse("");
        if (note.length() > MappingDecision.NOTE_CHARACTERS_MAX) {
            throw Refused.field(
                    ErrorCode.INVALID_FIELD,
                    "note",
                    note.length() + " characters",
                    "at most " + MappingDecision.NOTE_CHARACTERS_MAX);
        }
        return Row.of(
                desk().decide(number, row, new Mappings.Choice(kind, targets(kind, decision), note), actors.get()));
    }

    private static List<MappingTarget> targets(MappingDecision.Kind kind, NewDecision decision) {
        boolean isByCode = decision.code() != null || decision.relation() != null;
        List<NewTarget> said = decision.targets() == null ? List.of() : decision.targets();
        int most = switch (kind) {
            case MAP -> MappingTarget.TARGETS_MAX;
            case NO_MAP -> 0;
            case REJECT -> 1;
        };
        if (kind == MappingDecision.Kind.NO_MAP && isByCode) {
            throw Refused.field(ErrorCode.INVALID_FIELD, "code", "a code or relation", "neither with no-map");
        }
        if (said.size() > most || (isByCode && !said.isEmpty())) {
            throw Refused.field(
                    ErrorCode.INVALID_FIELD,
                    "targets",
                    said.size() + (isByCode ? " and a code beside them" : ""),
                    "at most " + most + ", or a code and relation in their place");
        }
        if (said.isEmpty() && kind != MappingDecision.Kind.NO_MAP) {
            return List.of(MappingTarget.of(
                    Fields.required("code", decision.code(), "a code of the target"), relation(decision.relation())));
        }
        return said.stream().map(MappingController::target).toList();
    }

    private static MappingTarget target(NewTarget target) {
        return new MappingTarget(
                Fields.required("targets.code", target.code(), "a code of the target"),
                "",
                relation(target.relation()),
                target.dependsOn() == null
                        ? List.of()
                        : target.dependsOn().stream()
                                .map(MappingController::condition)
                                .toList());
    }

    private static MappingTarget.Condition condition(Condition condition) {
        String property = Fields.required("dependsOn.property", condition.property(), "a URI or a name");
        String value = Fields.required("dependsOn.value", condition.value(), "a value");
        try {
            return new MappingTarget.Condition(property, value);
        } catch (IllegalArgumentException unfit) {
            throw Refused.field(
                    ErrorCode.INVALID_FIELD, "dependsOn", "something else", String.valueOf(unfit.getMessage()));
        }
    }

    private static Relation relation(@Nullable String word) {
        return Fields.word("relation", word, Relation.class).orElse(Relation.EQUIVALENT);
    }

    private static String wordOf(MappingDecision.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @PostMapping("/api/v1/mappings/{number}/accept")
    @Operation(
            summary =
                    "Take the first suggestion of each row of which the caller has said nothing, where it is at least so probable; with `preview`, only count them")
    Bulk accept(@PathVariable("number") long number, @RequestBody Threshold threshold) {
        Double probability = threshold.probability();
        if (probability == null || !(probability >= 0.5 && probability <= 1)) {
            throw Refused.field(
                    ErrorCode.INVALID_FIELD, "probability", String.valueOf(probability), "a number from 0.5 to 1");
        }
        return Bulk.of(desk().accept(number, probability, Boolean.TRUE.equals(threshold.preview()), actors.get()));
    }

    @PostMapping("/api/v1/mappings/{number}/apply")
    @Operation(summary = "Take what was agreed in another list for rows of the same code and name; to be reviewed")
    Bulk apply(@PathVariable("number") long number, @RequestBody Source source) {
        Long from = source.from();
        if (from == null) {
            throw Refused.field(ErrorCode.MISSING_FIELD, "from", "nothing", "the number of a list");
        }
        return Bulk.of(desk().apply(number, from, actors.get()));
    }

    @PostMapping(
            path = "/api/v1/mappings/{number}/decisions",
            consumes = {CSV, XLSX, FHIR})
    @Operation(
            summary =
                    "Decisions from a file: CSV with the columns code, target, relation and note, as it is exported, or a ConceptMap of R4. All are taken, or none and why")
    Loaded importDecisions(@PathVariable("number") long number, HttpServletRequest request) throws IOException {
        MappingList list = desk().list(number, actors.get());
        List<Mappings.Imported> decisions;
        if (is(request, XLSX)) {
            decisions = MappingFile.readCells(cells(request, null, MappingFile.READ));
        } else {
            String text = MappingFile.text(request.getInputStream().readAllBytes());
            decisions = is(request, CSV)
                    ? MappingFile.readCsv(text)
                    : MappingFile.readConceptMap(text, list.sourceSystem(), list.targetSystem());
        }
        return new Loaded(desk().decide(number, decisions, actors.get()));
    }

    @GetMapping(
            path = "/api/v1/mappings/{number}/export",
            produces = {CSV, XLSX, FHIR})
    @Operation(
            summary = "The list with its decisions as CSV or a workbook, or what is agreed of it as a ConceptMap of R4")
    ResponseEntity<byte[]> export(
            @PathVariable("number") long number, @RequestParam(name = "format", defaultValue = "csv") String format) {
        return switch (format) {
            case "csv" ->
                file(
                        number,
                        "csv",
                        CSV + ";charset=UTF-8",
                        MappingFile.csv(all(number)).getBytes(StandardCharsets.UTF_8));
            case "xlsx" -> file(number, "xlsx", XLSX, MappingFile.workbook(all(number)));
            case "fhir" ->
                file(
                        number,
                        "json",
                        FHIR + ";charset=UTF-8",
                        desk().draft(number, actors.get()).getBytes(StandardCharsets.UTF_8));
            default -> throw Refused.field(ErrorCode.INVALID_FIELD, "format", "something else", "csv, xlsx or fhir");
        };
    }

    private List<Mappings.Seen> all(long number) {
        return desk().rows(number, EnumSet.allOf(RowState.class), 0, Integer.MAX_VALUE, 0, actors.get());
    }

    private static ResponseEntity<byte[]> file(long number, String ending, String type, byte[] body) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(type))
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"mapping-" + number + "." + ending + "\"")
                .body(body);
    }

    @GetMapping("/api/v1/mappings/{number}/repairs")
    @Operation(
            summary =
                    "Rows whose codes another release of the target removes, retires or changes, with suggestions from it")
    Repairs repairs(@PathVariable("number") long number, @RequestParam(name = "version") String version) {
        return new Repairs(desk().repairs(number, version, actors.get()).stream()
                .map(Repair::of)
                .toList());
    }

    @PostMapping("/api/v1/mappings/{number}/publish")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary =
                    "Make a version of the concept map of the rows that two persons agree on; $translate answers from it, or once it is activated where versions of the map have been activated before")
    Published publish(@PathVariable("number") long number, @RequestBody Publication publication) {
        return Published.of(desk().publish(
                        number,
                        Fields.required("version", publication.version(), "a version, such as 2026-07"),
                        Boolean.TRUE.equals(publication.part()),
                        actors.get()));
    }
}
