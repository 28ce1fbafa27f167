package vn.khop.terminology.compile;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.concept.ReleaseState;
import vn.khop.terminology.concept.ResourceRelease;
import vn.khop.terminology.resource.Header;
import vn.khop.terminology.resource.Standings;

/**
 * How far versions of value sets and concept maps have come, and on which days each applies: draft, validated, activated from a day, retired, as
 * releases of compiled lists. Immutable: each step gives the next.
 *
 * <p>Until somebody takes a step with one of its versions, a resource stands as it says: a draft is one, others apply on the days of their period. The first step
 * takes all its versions over as they stand then, so that no two apply on one day; from then on a version that comes later is a draft, whatever it says, until
 * it is validated and activated.
 */
public final class ResourceReleases implements Standings {
    /** Of nothing was anything decided. */
    public static final ResourceReleases NONE = new ResourceReleases(Catalogue.EMPTY);

    private final Catalogue catalogue;

    private ResourceReleases(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** @throws ImageException if it is not what {@link #json} gave */
    public static ResourceReleases read(byte[] json) {
        return new ResourceReleases(Catalogue.read(json));
    }

    public byte[] json() {
        return Json.write(catalogue);
    }

    /** Grows with every step. */
    public long generation() {
        return catalogue.generation();
    }

    @Override
    public Optional<Standing> of(Header header) {
        Optional<String> url = header.url().filter(this::isDecided);
        if (url.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(catalogue.releases().stream()
                .filter(entry -> entry.system().equals(url.get())
                        && header.version().filter(entry.version()::equals).isPresent())
                .findFirst()
                .map(entry -> new Standing(reach(entry.step()), entry.period()))
                .orElseGet(() -> new Standing(Reach.NO_QUESTION, header.period())));
    }

    private static Reach reach(Catalogue.Step step) {
        return switch (step) {
            case DRAFT -> Reach.NO_QUESTION;
            case VALIDATED -> Reach.OF_ITS_VERSION;
            case ACTIVATED -> Reach.OF_ITS_DAYS;
        };
    }

    private boolean isDecided(String url) {
        return catalogue.releases().stream().anyMatch(entry -> entry.system().equals(url));
    }

    /** The URLs of which something was decided, sorted. */
    public List<String> urls() {
        return catalogue.releases().stream()
                .map(Catalogue.Entry::system)
                .distinct()
                .sorted()
                .toList();
    }

    /** How these versions of one resource stand on a day; those without a version are passed over. */
    public List<ResourceRelease> standing(List<Header> versions, LocalDate day) {
        Catalogue all = including(versions);
        return versions.stream()
                .flatMap(header -> header
                        .url()
                        .flatMap(url -> header.version().map(version -> new ReleaseId(url, version)))
                        .flatMap(all::find)
                        .map(entry -> new ResourceRelease(
                                header.type(),
                                entry.id(),
                                header.title().or(header::name).orElseGet(header::canonical),
                                state(entry, day),
                                entry.period()))
                        .stream())
                .sorted(Comparator.comparing(ResourceRelease::id).thenComparing(ResourceRelease::type))
                .toList();
    }

    static ReleaseState state(Catalogue.Entry entry, LocalDate day) {
        return switch (entry.step()) {
            case DRAFT -> ReleaseState.DRAFT;
            case VALIDATED -> entry.approvedBy() == null ? ReleaseState.VALIDATED : ReleaseState.APPROVED;
            case ACTIVATED ->
                entry.period().beginsAfter(day)
                        ? ReleaseState.SCHEDULED
                        : entry.period().hasEndedOn(day) ? ReleaseState.RETIRED : ReleaseState.ACTIVE;
        };
    }

    /** One step that somebody takes. */
    public interface Step {
        /** @return how it all stands after it; the very same where nothing changes */
        Answer<ResourceReleases> of(ResourceReleases now);
    }

    /**
     * Lets questions that name its version find it. That it can be answered from is the caller's to make sure of.
     *
     * @param versions every version of the resource that there is
     */
    public Answer<ResourceReleases> validate(ReleaseId id, List<Header> versions, Instant now) {
        return step(id, versions, now, steps -> entry -> steps.validate(entry, Optional.empty()));
    }

    /** As {@link ImageFolder#activate(ReleaseId, EffectivePeriod)}. */
    public Answer<ResourceReleases> activate(ReleaseId id, EffectivePeriod period, List<Header> versions, Instant now) {
        return step(id, versions, now, steps -> entry -> steps.activate(entry, period));
    }

    /** As {@link ImageFolder#retire}. */
    public Answer<ResourceReleases> retire(ReleaseId id, LocalDate from, List<Header> versions, Instant now) {
        return step(id, versions, now, steps -> entry -> steps.retire(entry, from));
    }

    /** As {@link ImageFolder#rollback}. */
    public Answer<ResourceReleases> rollback(String url, Instant now) {
        return new CatalogueSteps(catalogue, now)
                .rollback(url)
                .then(undone -> Answer.known(new ResourceReleases(undone.catalogue())));
    }

    /** The version whose activation or retirement a rollback would undo. */
    public Optional<ReleaseId> toRollBack(String url) {
        return catalogue.lastSwitch(url).map(last -> new ReleaseId(url, last.version()));
    }

    /** When a version of this resource was activated or retired last, or that was undone; empty where nothing was. */
    public Optional<Instant> switchedAt(String url) {
        return catalogue.switchedAt(url);
    }

    /** When any version of any resource was; empty where nothing ever was. */
    public Optional<Instant> switchedAt() {
        return catalogue.switchedAt().values().stream().map(Instant::parse).max(Comparator.naturalOrder());
    }

    private Answer<ResourceReleases> step(
            ReleaseId id,
            List<Header> versions,
            Instant now,
            Function<CatalogueSteps, Function<Catalogue.Entry, Answer<Catalogue>>> step) {
        Catalogue before = including(versions);
        Optional<Catalogue.Entry> entry = versions.stream()
                        .anyMatch(header ->
                                header.version().filter(id.version()::equals).isPresent())
                ? before.find(id)
                : Optional.empty();
        if (entry.isEmpty()) {
            List<String> known = versions.stream()
                    .flatMap(header -> header.version().stream())
                    .sorted()
                    .toList();
            return Answer.unknown(new Problem(
                    ErrorCode.UNKNOWN_RELEASE,
                    "there is no version " + id.version() + " of " + id.system() + "; there are "
                            + (known.isEmpty() ? "none with a version" : String.join(", ", known)),
                    known));
        }
        return step.apply(new CatalogueSteps(before, now))
                .apply(entry.get())
                .then(after -> Answer.known(
                        after.equals(catalogue) ? this : new ResourceReleases(after.following(catalogue))));
    }

    /** With each of these versions in it: as it says of itself where nothing was decided of the resource, else as a draft. */
    private Catalogue including(List<Header> versions) {
        Catalogue all = catalogue;
        List<Header> inOrder = versions.stream()
                .filter(header -> header.url().isPresent() && header.version().isPresent())
                .sorted(ResourceReleases::byBeginning)
                .toList();
        for (Header header : inOrder) {
            ReleaseId id =
                    new ReleaseId(header.url().orElseThrow(), header.version().orElseThrow());
            if (all.find(id).isPresent()) {
                continue;
            }
            all = all.with(Catalogue.Entry.draft(id, "", "", header.period()));
            String status = header.status().orElse("");
            if (!isDecided(id.system()) && !status.equals("draft")) {
                all = all.validated(id);
                all = status.equals("retired") && header.period().equals(EffectivePeriod.ALWAYS)
                        ? all
                        : all.activated(id, header.period(), Instant.EPOCH);
            }
        }
        return new Catalogue(
                catalogue.format(),
                catalogue.generation(),
                all.releases(),
                catalogue.switches(),
                catalogue.switchedAt());
    }

    /** The one that applies from later on comes later, and of two that begin alike the one that is to be used. */
    private static int byBeginning(Header one, Header other) {
        int order = one.period()
                .from()
                .orElse(LocalDate.MIN)
                .compareTo(other.period().from().orElse(LocalDate.MIN));
        return order != 0 ? order : one.isLaterThan(other) ? 1 : other.isLaterThan(one) ? -1 : 0;
    }

    /** By what they decide; the same steps taken elsewhere are the same. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ResourceReleases releases && catalogue.equals(releases.catalogue);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(catalogue.generation());
    }
}
