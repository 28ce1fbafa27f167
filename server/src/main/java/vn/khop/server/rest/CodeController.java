package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.codes.KnownCodes;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.concept.ReleaseChoice;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.expand.Expansion;
import vn.khop.terminology.lookup.ConceptDetails;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.question.ConceptNames;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.Header;
import vn.khop.terminology.resource.LanguageTag;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.search.SearchQuestion;

/** What does this code mean? Asked by POST, so that neither codes nor search texts end in an address. */
@RestController
class CodeController {
    private static final int LIMIT_DEFAULT = 20;
    private static final int LIMIT_MAX = 100;
    private static final int OFFSET_MAX = 100_000;
    private static final int CHILDREN_MAX = 10_000_000;
    private static final Set<String> HIERARCHY = Set.of("parent", "child");

    private final Terminology terminology;
    private final KnownCodes known;
    private final Clock clock;
    private final ListedCodes listed;

    CodeController(Terminology terminology, KnownCodes known, Clock clock) {
        listed = new ListedCodes(known, clock);
        this.terminology = terminology;
        this.known = known;
        this.clock = clock;
    }

    /**
     * One list.
     *
     * @param status of a compiled release {@code validated}, {@code scheduled}, {@code active} or {@code retired}, of another its own in FHIR; the
     *     active one answers when no version is asked for
     */
    record CodeSystem(String system, String name, String version, int concepts, String status) {}

    record CodeSearch(
            @Nullable String system,
            @Nullable String version,
            @Nullable String date,
            @Nullable String text,
            @Nullable Integer limit,
            @Nullable Integer offset) {}

    record CodeSearchResult(long total, List<CodeHit> items, ReleaseName release) {}

    record CodeHit(String code, String display, List<Designation> designations) {}

    record Lookup(
            @Nullable String system,
            @Nullable String version,
            @Nullable String date,
            @Nullable String code) {}

    /**
     * @param properties what the list and its supplements say of the code, without its place in the hierarchy
     * @param parents the codes right above it
     * @param children how many codes are right below it
     */
    record FoundCode(
            String code,
            String display,
            List<Designation> designations,
            List<Property> properties,
            List<NamedCode> parents,
            int children,
            ReleaseName release) {
        static FoundCode of(ConceptDetails found) {
            return new FoundCode(
                    found.code(),
                    found.display().orElse(found.code()),
                    found.designations().stream()
                            .map(CodeController::designation)
                            .toList(),
                    found.properties().stream()
                            .filter(FoundCode::isTold)
                            .map(property -> new Property(
                                    property.code(), property.value().text()))
                            .toList(),
                    found.properties().stream()
                            .filter(property -> property.code().equals("parent"))
                            .map(property -> new NamedCode(
                                    property.value().text(),
                                    property.description()
                                            .orElse(property.value().text())))
                            .toList(),
                    found.related("child").size(),
                    new ReleaseName(found.system().system(), found.system().version()));
        }

        private static boolean isTold(ConceptDetails.Property property) {
            return !HIERARCHY.contains(property.code())
                    && !(property.code().equals("inactive") && !property.value().isTrue());
        }
    }

    record NamedCode(String code, String display) {}

    /** @param code whose codes right below it are wanted; if absent, those that stand under none */
    record ChildrenQuestion(
            @Nullable String system,
            @Nullable String version,
            @Nullable String date,
            @Nullable String code,
            @Nullable Integer limit,
            @Nullable Integer offset) {}

    /**
     * @param hierarchy whether the list has any codes above others
     * @param path from the top to the code that was asked about, itself the last; by the first parent of each
     */
    record Children(boolean hierarchy, List<NamedCode> path, int total, List<Child> items, ReleaseName release) {}

    /**
     * @param children how many codes are right below it
     * @param active whether it is to be used
     */
    record Child(String code, String display, List<Designation> designations, int children, boolean active) {}

    record Designation(String language, String value) {}

    record Property(String name, String value) {}

    record ReleaseName(String system, String version) {
        static ReleaseName of(Release release) {
            ReleaseId id = release.id();
            return new ReleaseName(id.system(), id.version());
        }
    }

    @GetMapping("/api/v1/code-systems")
    @Operation(summary = "Every release of every code list that can be asked, but for those of FHIR itself")
    List<CodeSystem> codeSystems() {
        Stream<CodeSystem> compiled = terminology.releases().stream()
                .filter(Release::isAskable)
                .map(release -> new CodeSystem(
                        release.id().system(),
                        release.about().name(),
                        release.id().version(),
                        release.conceptCount(),
                        release.state().code()));
        return Stream.concat(compiled, listed.all().map(CodeController::described))
                .toList();
    }

    private static CodeSystem described(CodeSystemSource system) {
        Header about = system.header();
        return new CodeSystem(
                about.url().orElse(""),
                about.title().or(about::name).orElse(""),
                about.version().orElse(""),
                system.conceptCount(),
                about.status().orElse("active"));
    }

    @PostMapping("/api/v1/code-systems/search")
    @Operation(summary = "Search one code list by text, with or without tone marks, or by the beginning of a code")
    CodeSearchResult search(@RequestBody CodeSearch search) {
        SearchQuestion question = new SearchQuestion(
                choice(search.system(), search.version(), search.date()),
                Fields.text("text", search.text()).orElse(""),
                Fields.number("offset", search.offset(), 0, 0, OFFSET_MAX),
                Fields.number("limit", search.limit(), LIMIT_DEFAULT, 0, LIMIT_MAX),
                false);
        return terminology
                .search(question)
                .fold(
                        page -> new CodeSearchResult(
                                page.total(),
                                page.concepts().stream()
                                        .map(CodeController::hit)
                                        .toList(),
                                ReleaseName.of(page.release())),
                        problem -> listed.system(question.release())
                                .map(system -> result(system, listed.search(system, question)))
                                .orElseGet(() -> refuse(problem)));
    }

    private static CodeSearchResult result(CodeSystemView system, Expansion page) {
        return new CodeSearchResult(
                page.total(),
                page.contains().stream().map(CodeController::hit).toList(),
                new ReleaseName(system.system(), system.version()));
    }

    private static CodeHit hit(Expansion.Entry entry) {
        String display = entry.display().orElse(entry.code());
        Stream<Designation> others = entry.designations().stream().map(CodeController::designation);
        return new CodeHit(
                entry.code(),
                display,
                Stream.concat(Stream.of(new Designation("", display)), others).toList());
    }

    private static Designation designation(ConceptNames.Name name) {
        return new Designation(name.language().map(LanguageTag::text).orElse(""), name.value());
    }

    @PostMapping("/api/v1/code-systems/lookup")
    @Operation(summary = "What one code of a code list means")
    FoundCode lookup(@RequestBody Lookup lookup) {
        ReleaseChoice choice = choice(lookup.system(), lookup.version(), lookup.date());
        String code = Fields.required("code", lookup.code(), "a code");
        ResourceSpace all = known.space();
        Scope scope = new Scope(choice.date().map(all::on).orElse(all), new Settings.Builder(true).build(), clock);
        try {
            return FoundCode.of(ConceptDetails.lookup(scope, all.systemNamed(choice.system()), choice.version(), code));
        } catch (vn.khop.terminology.question.Refused refused) {
            throw new Refused(reason(refused), String.valueOf(refused.getMessage()));
        }
    }

    @PostMapping("/api/v1/code-systems/children")
    @Operation(
            summary =
                    "The codes right below one code, or at the top of the list, in the list's order, with the way to them")
    Children children(@RequestBody ChildrenQuestion question) {
        ReleaseChoice choice = choice(question.system(), question.version(), question.date());
        int offset = Fields.number("offset", question.offset(), 0, 0, CHILDREN_MAX);
        int limit = Fields.number("limit", question.limit(), LIMIT_DEFAULT, 0, LIMIT_MAX);
        ResourceSpace all = known.space();
        Scope scope = new Scope(choice.date().map(all::on).orElse(all), new Settings.Builder(true).build(), clock);
        CodeSystemView view = scope.codeSystem(all.systemNamed(choice.system()), choice.version())
                .orElseThrow(() -> new Refused(
                        choice.version().isPresent() ? ErrorCode.UNKNOWN_VERSION : ErrorCode.UNKNOWN_CODE_SYSTEM,
                        "no such release can be asked; GET /api/v1/code-systems lists them"));
        CodeSystemSource source = view.source();
        Optional<Integer> above = Fields.text("code", question.code()).map(code -> {
            OptionalInt found = view.find(code);
            if (found.isEmpty()) {
                throw new Refused(ErrorCode.UNKNOWN_CODE, "this release has no such code");
            }
            return found.getAsInt();
        });
        int[] below = above.map(source::children)
                .orElseGet(() -> source.remembered("codes at the top", int[].class, () -> top(source)));
        return new Children(
                source.hasHierarchy(),
                above.map(concept -> path(scope, view, concept)).orElse(List.of()),
                below.length,
                Arrays.stream(below)
                        .skip(offset)
                        .limit(limit)
                        .mapToObj(concept -> child(scope, view, concept))
                        .toList(),
                new ReleaseName(view.system(), view.version()));
    }

    private static int[] top(CodeSystemSource source) {
        return IntStream.range(0, source.conceptCount())
                .filter(concept -> source.parents(concept).length == 0)
                .toArray();
    }

    /** Parents stand before their children, so there is an end to it. */
    private static List<NamedCode> path(Scope scope, CodeSystemView view, int concept) {
        Deque<NamedCode> path = new ArrayDeque<>();
        int at = concept;
        path.addFirst(named(scope, view, at));
        for (int[] parents = view.source().parents(at);
                parents.length > 0;
                parents = view.source().parents(at)) {
            at = parents[0];
            path.addFirst(named(scope, view, at));
        }
        return List.copyOf(path);
    }

    private static NamedCode named(Scope scope, CodeSystemView view, int concept) {
        String code = view.source().code(concept);
        return new NamedCode(
                code,
                view.names(concept)
                        .preferredText(scope.settings().languages())
                        .or(() -> view.source().display(concept))
                        .orElse(code));
    }

    private static Child child(Scope scope, CodeSystemView view, int concept) {
        NamedCode named = named(scope, view, concept);
        return new Child(
                named.code(),
                named.display(),
                view.names(concept).all().stream()
                        .map(CodeController::designation)
                        .toList(),
                view.source().children(concept).length,
                !view.isInactive(concept));
    }

    private static ErrorCode reason(vn.khop.terminology.question.Refused refused) {
        return switch (refused.issues().get(0).messageId().orElse("")) {
            case "CODESYSTEM_NOT_LOADED", "CODESYSTEM_WITHOUT_CODES" -> ErrorCode.UNKNOWN_CODE_SYSTEM;
            case "CODESYSTEM_VERSION_NOT_LOADED" -> ErrorCode.UNKNOWN_VERSION;
            case "Unknown_Code_in", "Unknown_Code_in_Version" -> ErrorCode.UNKNOWN_CODE;
            case "CODESYSTEM_NOT_IN_FORCE" -> ErrorCode.NOT_IN_FORCE;
            default -> ErrorCode.FAULT;
        };
    }

    private static ReleaseChoice choice(@Nullable String system, @Nullable String version, @Nullable String date) {
        return new ReleaseChoice(
                Fields.required("system", system, "the URI of a code system; GET /api/v1/code-systems lists them"),
                Fields.text("version", version),
                Fields.date("date", date));
    }

    private static CodeHit hit(Concept concept) {
        return new CodeHit(concept.code(), concept.display(), designations(concept));
    }

    private static List<Designation> designations(Concept concept) {
        return concept.designations().stream()
                .map(designation -> new Designation(designation.language(), designation.value()))
                .toList();
    }

    static <T> T refuse(Problem problem) {
        throw new Refused(
                switch (problem.code()) {
                    case UNKNOWN_CODE_SYSTEM -> ErrorCode.UNKNOWN_CODE_SYSTEM;
                    case UNKNOWN_VERSION -> ErrorCode.UNKNOWN_VERSION;
                    case NOT_IN_FORCE -> ErrorCode.NOT_IN_FORCE;
                    case UNKNOWN_RELEASE -> ErrorCode.UNKNOWN_RELEASE;
                    case RELEASE_NOT_VALIDATED -> ErrorCode.RELEASE_NOT_VALIDATED;
                    case SELF_TEST_FAILED -> ErrorCode.SELF_TEST_FAILED;
                    case RELEASE_NOT_ACTIVE -> ErrorCode.RELEASE_NOT_ACTIVE;
                    case NOTHING_TO_ROLL_BACK -> ErrorCode.NOTHING_TO_ROLL_BACK;
                    case BAD_PERIOD -> ErrorCode.BAD_PERIOD;
                    case NOT_COMPARABLE -> ErrorCode.NOT_COMPARABLE;
                    case RELEASE_NOT_APPROVED -> ErrorCode.RELEASE_NOT_APPROVED;
                    case SECOND_PERSON_NEEDED -> ErrorCode.RELEASE_NEEDS_SECOND_PERSON;
                    case NO_IMAGES_FOLDER, IMAGE_DAMAGED, INDEX_FORMAT_MISMATCH, CATALOGUE_DAMAGED ->
                        ErrorCode.IMAGES_UNAVAILABLE;
                    case TEXT_TOO_LONG -> ErrorCode.TEXT_TOO_LONG;
                    case RELEASE_EXISTS -> ErrorCode.RELEASE_TAKEN;
                    case BAD_DECLARATION, TOO_BIG_FOR_IMAGE -> ErrorCode.UNREADABLE_LIST;
                    default -> ErrorCode.FAULT;
                },
                problem.message());
    }
}
