package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.codes.KnownCodes;
import vn.khop.server.codes.ResourceSteps;
import vn.khop.server.mapping.ReleaseConsequences;
import vn.khop.server.security.CurrentActor;
import vn.khop.terminology.ReleaseSet;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ImageException;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.concept.ResourceRelease;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.release.ChangeClass;
import vn.khop.terminology.release.ConceptChange;
import vn.khop.terminology.release.ReleaseDiff;
import vn.khop.terminology.release.ReleaseImpact;
import vn.khop.terminology.release.ResourceDiff;

/**
 * Which releases there are, what changes from one to another, and the switch from one to another. When a switch has been answered, every
 * question is answered from after it; who made it is in the access log, or it was not made.
 */
@RestController
class ReleaseController {
    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1_000;
    private static final int OFFSET_MAX = 10_000_000;
    private static final int SHOWN = 100;

    private final Terminology terminology;
    private final KnownCodes known;
    private final ResourceSteps resources;
    private final ReleaseConsequences consequences;
    private final CurrentActor actors;
    private final ReleaseSteps steps;
    private final Clock clock;

    ReleaseController(
            Terminology terminology,
            KnownCodes known,
            ResourceSteps resources,
            ReleaseConsequences consequences,
            AccessLog log,
            CurrentActor actors,
            TransactionOperations together,
            Clock clock) {
        this.terminology = terminology;
        this.known = known;
        this.resources = resources;
        this.consequences = consequences;
        this.actors = actors;
        this.steps = new ReleaseSteps(terminology, log, actors, together);
        this.clock = clock;
    }

    /**
     * How a release stands today: of a compiled list, or a version of a posted or packaged value set, concept map or code system.
     *
     * @param type {@code CodeSystem}, {@code ValueSet} or {@code ConceptMap}
     * @param state {@code draft}, {@code validated}, {@code approved}, {@code scheduled}, {@code active} or {@code retired}
     * @param from first day on which it applies; absent where it is not said
     * @param to last day on which it applies; absent where no end is known
     * @param concepts how many codes a compiled list has
     * @param licence on what terms the content may be used
     * @param sourceSha256 of the file it was loaded from
     * @param validatedBy who validated it over HTTP
     * @param approvedBy the second person
     * @param digest of a compiled list: SHA-256 of its manifest, which names the SHA-256 of each of its files
     */
    record Release(
            String type,
            String system,
            String version,
            String name,
            @Nullable String publisher,
            @Nullable String decision,
            @Nullable String licence,
            @Nullable String sourceSha256,
            String state,
            @Nullable String from,
            @Nullable String to,
            @Nullable Integer concepts,
            @Nullable String digest,
            @Nullable String validatedBy,
            @Nullable String approvedBy) {
        static Release of(vn.khop.terminology.concept.Release release) {
            return new Release(
                    "CodeSystem",
                    release.id().system(),
                    release.id().version(),
                    release.about().name(),
                    release.about().publisher().orElse(null),
                    release.about().decision().orElse(null),
                    release.about().licence().orElse(null),
                    release.about().sourceSha256().orElse(null),
                    release.state().code(),
                    release.period().from().map(LocalDate::toString).orElse(null),
                    release.period()
                            .until()
                            .map(until -> until.minusDays(1).toString())
                            .orElse(null),
                    release.conceptCount(),
                    release.digest(),
                    release.validatedBy().orElse(null),
                    release.approvedBy().orElse(null));
        }

        static Release of(ResourceRelease release) {
            return new Release(
                    release.type(),
                    release.id().system(),
                    release.id().version(),
                    release.name(),
                    null,
                    null,
                    null,
                    null,
                    release.state().code(),
                    release.period().from().map(LocalDate::toString).orElse(null),
                    release.period()
                            .until()
                            .map(until -> until.minusDays(1).toString())
                            .orElse(null),
                    null,
                    null,
                    null,
                    null);
        }
    }

    /**
     * Every release, and which state of the whole it is.
     *
     * @param generation grows with every change
     */
    record Releases(long generation, List<Release> items) {}

    record ReleaseName(@Nullable String system, @Nullable String version) {}

    /**
     * @param from first day on which it is to apply; if absent, the day it was loaded for, or today
     * @param to last day; if absent, until another applies
     */
    record Activation(
            @Nullable String system,
            @Nullable String version,
            @Nullable String from,
            @Nullable String to) {}

    /** @param from first day on which it applies no more; if absent, today */
    record Retirement(
            @Nullable String system,
            @Nullable String version,
            @Nullable String from) {}

    record SystemName(@Nullable String system) {}

    /**
     * @param classes which to list; if absent, all five
     * @param formProperties properties of which any difference is form
     */
    record DiffQuestion(
            @Nullable String system,
            @Nullable String before,
            @Nullable String after,
            @Nullable List<String> classes,
            @Nullable List<String> formProperties,
            @Nullable Integer offset,
            @Nullable Integer limit) {}

    /**
     * @param counts how many codes are in each class, whichever are listed
     * @param same how many codes do not differ
     * @param notCompared what only one of the releases has, so that no code differs by it
     * @param total how many codes the listed classes have
     */
    record Diff(
            String system,
            String before,
            String after,
            Map<String, Integer> counts,
            int same,
            List<String> notCompared,
            long total,
            List<Change> items) {}

    /** @param kind the class: {@code new}, {@code removed}, {@code retired}, {@code changed-in-meaning} or {@code changed-in-form} */
    record Change(String code, String display, String kind, List<Difference> differences) {
        static Change of(ConceptChange change) {
            return new Change(
                    change.code(),
                    change.display(),
                    change.kind().code(),
                    change.differences().stream()
                            .map(difference -> new Difference(
                                    difference.what(), difference.before(), difference.after(), difference.isMeaning()))
                            .toList());
        }
    }

    record Difference(String what, String before, String after, boolean meaning) {}

    @GetMapping("/api/v1/releases")
    @Operation(
            summary =
                    "Every release of every code list, drafts too: state, days on which it applies, decision, checksum; and the versions of value sets and concept maps that were activated or retired here, or that `system` names")
    Releases releases(@RequestParam(required = false) @Nullable String system) {
        ReleaseSet inUse = withDrafts();
        Optional<String> wanted = Optional.ofNullable(system).filter(name -> !name.isBlank());
        return new Releases(
                inUse.generation(),
                Stream.concat(
                                inUse.releases().stream().map(Release::of),
                                resources.standing(wanted).stream().map(Release::of))
                        .filter(release -> wanted.map(release.system()::equals).orElse(true))
                        .toList());
    }

    @PostMapping("/api/v1/releases/validate")
    @Operation(summary = "Test a draft's image; one that passes can be asked by its version and activated")
    Release validate(@RequestBody ReleaseName name) {
        ReleaseId id = id(name.system(), name.version());
        String by = actors.get().username();
        return changed(
                AccessAction.RELEASE_VALIDATE,
                id,
                folder -> folder.validate(id, Optional.of(by)),
                steps -> steps.validate(id));
    }

    @PostMapping("/api/v1/releases/approve")
    @Operation(
            summary =
                    "Say as a second person that a validated release of a compiled list may be activated; who validated it is refused")
    Release approve(@RequestBody ReleaseName name) {
        ReleaseId id = id(name.system(), name.version());
        String by = actors.get().username();
        return Release.of(steps.compiled(AccessAction.RELEASE_APPROVE, id, folder -> folder.approve(id, by)));
    }

    @PostMapping("/api/v1/releases/activate")
    @Operation(
            summary =
                    "Let a release answer from a day on; the one that answered until then ends the day before. A compiled list has been approved by a second person")
    Release activate(@RequestBody Activation activation) {
        ReleaseId id = id(activation.system(), activation.version());
        Optional<LocalDate> from = Fields.day("from", activation.from());
        Optional<LocalDate> to = Fields.day("to", activation.to());
        if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
            throw Refused.field(
                    ErrorCode.INVALID_FIELD, "to", to.get().toString(), "a day not before from, " + from.get());
        }
        EffectivePeriod period = new EffectivePeriod(from, to.map(day -> day.plusDays(1)));
        return changed(
                AccessAction.RELEASE_ACTIVATE,
                id,
                folder -> folder.activateApproved(id, period),
                steps -> steps.activate(id, period));
    }

    @PostMapping("/api/v1/releases/retire")
    @Operation(summary = "Say that a release applies no more from a day on; earlier days are still answered from it")
    Release retire(@RequestBody Retirement retirement) {
        ReleaseId id = id(retirement.system(), retirement.version());
        LocalDate from = Fields.day("from", retirement.from()).orElseGet(() -> QuestionDate.dayAt(clock.instant()));
        return changed(
                AccessAction.RELEASE_RETIRE, id, folder -> folder.retire(id, from), steps -> steps.retire(id, from));
    }

    @PostMapping("/api/v1/releases/rollback")
    @Operation(summary = "Undo the newest activation or retirement of a code list")
    Release rollback(@RequestBody SystemName name) {
        String system = system(name.system());
        return changed(
                AccessAction.RELEASE_ROLLBACK,
                new ReleaseId(system, "rollback"),
                folder -> folder.rollback(system),
                steps -> steps.rollback(system));
    }

    @PostMapping("/api/v1/releases/diff")
    @Operation(
            summary =
                    "What changes from one release to another: codes new, removed, retired, changed in meaning or in form. Of a value set or concept map: which codes or mappings")
    Diff diff(@RequestBody DiffQuestion question) {
        String system = system(question.system());
        Set<ChangeClass> wanted = classes(question.classes());
        int offset = Fields.number("offset", question.offset(), 0, 0, OFFSET_MAX);
        int limit = Fields.number("limit", question.limit(), LIMIT_DEFAULT, 0, LIMIT_MAX);
        Page page = new Page(wanted, offset, limit);
        String before = Fields.required("before", question.before(), "a version");
        String after = Fields.required("after", question.after(), "a version");
        Set<String> formProperties =
                question.formProperties() == null ? Set.of() : Set.copyOf(question.formProperties());
        ReleaseSet releases = withDrafts();
        boolean isCompiled = releases.releases().stream()
                .anyMatch(release -> release.id().system().equals(system));
        Scope scope = new Scope(known.space().withDrafts(), new Settings.Builder(true).build(), clock);
        ReleaseDiff diff = (isCompiled
                        ? releases.diff(
                                new ReleaseId(system, before), new ReleaseId(system, after), formProperties, page::take)
                        : ResourceDiff.between(scope, system, before, after, formProperties, page::take))
                .fold(found -> found, CodeController::refuse);
        Map<String, Integer> counts = new LinkedHashMap<>();
        diff.counts().forEach((kind, count) -> counts.put(kind.code(), count));
        return new Diff(
                system,
                diff.before().version(),
                diff.after().version(),
                counts,
                diff.same(),
                diff.notCompared(),
                page.total,
                page.items);
    }

    /**
     * @param codes how many the later release no longer has, or says not to use
     * @param changed how many it has changed in meaning
     * @param broken what names those that go
     * @param days the last so many days, today's among them, of which uses are told
     * @param uses how often hospitals used those that go or changed
     * @param facilities which hospitals did
     * @param used which codes, the most used first
     * @param mappings lists of hospitals that are being mapped, and how many of their rows are decided for codes that go or changed
     */
    record Impact(
            String system,
            String before,
            String after,
            int codes,
            int changed,
            List<BrokenResource> broken,
            int days,
            long uses,
            List<String> facilities,
            List<UsedCode> used,
            List<BrokenMapping> mappings) {}

    /**
     * @param kind {@code removed}, {@code retired} or {@code changed-in-meaning}
     * @param count of the hospitals
     * @param facilities of many the first hundred
     */
    record UsedCode(String code, String display, String kind, long uses, int count, List<String> facilities) {
        static UsedCode of(ReleaseConsequences.UsedCode used) {
            return new UsedCode(
                    used.change().code(),
                    used.change().display(),
                    used.change().kind().code(),
                    used.uses(),
                    used.facilities().size(),
                    used.facilities().stream().limit(SHOWN).toList());
        }
    }

    record BrokenMapping(long number, String facility, String name, int rows) {
        static BrokenMapping of(ReleaseConsequences.Concerned concerned) {
            return new BrokenMapping(
                    concerned.list().number(),
                    concerned.list().facility(),
                    concerned.list().name(),
                    concerned.rows());
        }
    }

    /** @param codes that it names and that are gone or no longer to be used; of many the first hundred */
    record BrokenResource(String type, String url, String version, int count, List<String> codes) {
        static BrokenResource of(ReleaseImpact.Broken broken) {
            return new BrokenResource(
                    broken.type(),
                    broken.url(),
                    broken.version(),
                    broken.codes().size(),
                    broken.codes().stream().limit(SHOWN).toList());
        }
    }

    @PostMapping("/api/v1/releases/impact")
    @Operation(
            summary =
                    "What a release of a compiled list breaks: value sets and concept maps that name codes which it no longer has, or says not to use; how often which hospitals used these and those changed in meaning in the last 90 days; rows of hospitals' lists that are mapped to them")
    Impact impact(@RequestBody DiffQuestion question) {
        String system = system(question.system());
        String before = Fields.required("before", question.before(), "a version");
        String after = Fields.required("after", question.after(), "a version");
        ReleaseConsequences.Consequences found = consequences
                .of(withDrafts(), new ReleaseId(system, before), new ReleaseId(system, after))
                .fold(known -> known, CodeController::refuse);
        return new Impact(
                system,
                before,
                after,
                found.gone(),
                found.changed(),
                found.broken().stream().map(BrokenResource::of).toList(),
                ReleaseConsequences.DAYS_OF_USE,
                found.uses(),
                found.facilities(),
                found.used().stream().limit(SHOWN).map(UsedCode::of).toList(),
                found.mappings().stream().map(BrokenMapping::of).toList());
    }

    /** The changes that are asked for, of all that come by. */
    private static final class Page {
        private final Set<ChangeClass> wanted;
        private final int offset;
        private final int limit;
        private final List<Change> items = new ArrayList<>();
        private long total;

        Page(Set<ChangeClass> wanted, int offset, int limit) {
            this.wanted = wanted;
            this.offset = offset;
            this.limit = limit;
        }

        void take(ConceptChange change) {
            if (wanted.contains(change.kind())) {
                if (total >= offset && items.size() < limit) {
                    items.add(Change.of(change));
                }
                total++;
            }
        }
    }

    private static Set<ChangeClass> classes(@Nullable List<String> names) {
        Set<ChangeClass> wanted = EnumSet.noneOf(ChangeClass.class);
        for (String name : names == null ? List.<String>of() : names) {
            wanted.add(ChangeClass.named(name)
                    .orElseThrow(() -> Refused.field(
                            ErrorCode.INVALID_FIELD,
                            "classes",
                            "a word that is no class",
                            "new, removed, retired, changed-in-meaning or changed-in-form")));
        }
        return wanted.isEmpty() ? EnumSet.allOf(ChangeClass.class) : wanted;
    }

    /** Drafts change no answer, so questions are not told of them: whoever looks at releases looks at the folder. */
    private ReleaseSet withDrafts() {
        try {
            terminology.refresh();
        } catch (ImageException unusable) {
            CodeController.refuse(unusable.problem());
        }
        return terminology.inUse();
    }

    /** A compiled list by its folder; what was posted or came in a package, and is no compiled list, by its own steps. */
    private Release changed(
            AccessAction action,
            ReleaseId id,
            Function<ImageFolder, Answer<vn.khop.terminology.concept.Release>> ofImage,
            Function<ResourceSteps, Answer<ResourceRelease>> ofResource) {
        boolean isResource = withDrafts().releases().stream()
                        .noneMatch(release -> release.id().system().equals(id.system()))
                && resources.knows(id.system());
        if (!isResource) {
            return Release.of(steps.compiled(action, id, ofImage));
        }
        Release release = Release.of(steps.logged(action, id, () -> ofResource.apply(resources)));
        resources.published(id.system());
        return release;
    }

    private static ReleaseId id(@Nullable String system, @Nullable String version) {
        return new ReleaseId(
                system(system), Fields.required("version", version, "a version; GET /api/v1/releases lists them"));
    }

    private static String system(@Nullable String system) {
        return Fields.required("system", system, "the URI of a code system; GET /api/v1/releases lists them");
    }
}
