package vn.khop.server.codes;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ResourceReleases;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.concept.ResourceRelease;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.release.ResourceDiff;
import vn.khop.terminology.resource.Header;
import vn.khop.terminology.resource.ListedSpace;

/**
 * Draft, validated, activated, retired: the steps that somebody takes with versions of value sets, concept maps and code systems that were posted, or that came
 * in packages beside the compiled lists. Those of posted ones are kept in the database, those of packages in the folder that holds them. Each is one switch.
 */
public final class ResourceSteps {
    private final Terminology terminology;
    private final PostedCodes posted;
    private final PostedResources resources;
    private final ListedSpace packages;
    private final KnownCodes known;
    private final Clock clock;

    /**
     * @param resources whose changes join the caller's transaction
     * @param known what a version must be answerable from
     */
    public ResourceSteps(
            Terminology terminology,
            PostedCodes posted,
            PostedResources resources,
            ListedSpace packages,
            KnownCodes known,
            Clock clock) {
        this.terminology = terminology;
        this.posted = posted;
        this.resources = resources;
        this.packages = packages;
        this.known = known;
        this.clock = clock;
    }

    /** Whether a resource of this URL was posted or came in a package. */
    public boolean knows(String url) {
        return !versions(url).isEmpty();
    }

    private List<Header> versions(String url) {
        List<Header> own = posted.space().versions(url);
        return own.isEmpty() ? packages.versions(url) : own;
    }

    private boolean isPosted(String url) {
        return !posted.space().versions(url).isEmpty();
    }

    /** How the versions stand today of this resource or, where none is named, of all of which something was decided. */
    public List<ResourceRelease> standing(Optional<String> url) {
        TreeSet<String> wanted = new TreeSet<>();
        url.ifPresentOrElse(
                wanted::add,
                () -> Stream.of(posted.releases(), terminology.inUse().resources())
                        .forEach(releases -> wanted.addAll(releases.urls())));
        return wanted.stream().flatMap(one -> standing(one).stream()).toList();
    }

    private List<ResourceRelease> standing(String url) {
        return now(url).standing(versions(url), today());
    }

    private ResourceReleases now(String url) {
        return isPosted(url) ? posted.releases() : terminology.inUse().resources();
    }

    private LocalDate today() {
        return QuestionDate.dayAt(clock.instant());
    }

    /** Tests whether a version can be answered from; then questions that name it find it. */
    public Answer<ResourceRelease> validate(ReleaseId id) {
        Scope scope = new Scope(known.space().withDrafts(), new Settings.Builder(true).build(), clock);
        return ResourceDiff.check(scope, id)
                .then(any -> step(id, now -> now.validate(id, versions(id.system()), clock.instant())));
    }

    /** It applies in this period, and no other version of the resource on any of these days. */
    public Answer<ResourceRelease> activate(ReleaseId id, EffectivePeriod period) {
        return step(id, now -> now.activate(id, period, versions(id.system()), clock.instant()));
    }

    /** It applies no more from this day on. */
    public Answer<ResourceRelease> retire(ReleaseId id, LocalDate from) {
        return step(id, now -> now.retire(id, from, versions(id.system()), clock.instant()));
    }

    /** The newest activation or retirement of a version is undone; gives that version as it stands then. */
    public Answer<ResourceRelease> rollback(String url) {
        ReleaseId last = now(url).toRollBack(url).orElseGet(() -> new ReleaseId(url, "rollback"));
        return step(last, now -> now.rollback(url, clock.instant()));
    }

    /** After the caller's transaction has ended: returns when no process answers from before it. */
    public void published(String url) {
        if (isPosted(url)) {
            posted.published();
        }
    }

    private Answer<ResourceRelease> step(ReleaseId id, ResourceReleases.Step step) {
        List<Header> versions = versions(id.system());
        Answer<ResourceReleases> after =
                isPosted(id.system()) ? resources.change(step) : terminology.change(folder -> folder.change(step));
        return after.then(releases -> Answer.known(releases.standing(versions, today()).stream()
                .filter(release -> release.id().equals(id))
                .findFirst()
                .orElseThrow()));
    }
}
