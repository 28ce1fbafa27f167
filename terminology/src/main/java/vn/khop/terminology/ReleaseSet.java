package vn.khop.terminology;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import vn.khop.terminology.compile.OpenImages;
import vn.khop.terminology.compile.ResourceReleases;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.concept.ReleaseChoice;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.release.ConceptChange;
import vn.khop.terminology.release.ReleaseDiff;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.space.ImageSpace;

/**
 * The releases as they stand at one moment: one generation of the images folder, on one day. Immutable. A request takes one
 * ({@link Terminology#inUse()}) and is answered from it to its end, so that no answer is half old and half new; whatever is cached beside it
 * is keyed by {@link #generation()} and {@link #today()}, or by the release that it was made from.
 */
public final class ReleaseSet {
    private final OpenImages images;
    private final Map<ReleaseId, OpenImages.Entry> byId;
    private final Map<String, OpenImages.Entry> current;
    private final ResourceSpace space;

    ReleaseSet(OpenImages images) {
        this.images = images;
        byId = images.entries().stream()
                .filter(entry -> entry.release().isAskable())
                .collect(Collectors.toUnmodifiableMap(entry -> entry.release().id(), entry -> entry));
        Map<String, OpenImages.Entry> inForce = new HashMap<>();
        images.entries().stream()
                .filter(entry -> entry.release().isCurrent())
                .forEach(entry -> inForce.put(entry.release().id().system(), entry));
        current = Map.copyOf(inForce);
        space = new ImageSpace(images);
    }

    /** Grows with every change of the folder. */
    public long generation() {
        return images.generation();
    }

    /** The day in Vietnam for which questions without a date are answered. */
    public LocalDate today() {
        return images.today();
    }

    /** Every release, drafts too, by system and version. */
    public List<Release> releases() {
        return images.entries().stream().map(OpenImages.Entry::release).toList();
    }

    /** The releases as resources: for questions without a date, or by {@link ResourceSpace#on} for those of one. */
    public ResourceSpace space() {
        return space;
    }

    /** How versions of value sets and concept maps stand that are kept beside the compiled lists. */
    public ResourceReleases resources() {
        return images.resources();
    }

    /** The release that a question with this choice is answered from. */
    public Answer<OpenImages.Entry> find(ReleaseChoice choice) {
        if (choice.version().isPresent()) {
            OpenImages.Entry named =
                    byId.get(new ReleaseId(choice.system(), choice.version().get()));
            if (named == null) {
                return Answer.unknown(unknown(choice));
            }
            return choice.date().map(named.release()::isInForce).orElse(true)
                    ? Answer.known(named)
                    : Answer.unknown(notInForce(choice));
        }
        Optional<OpenImages.Entry> found = choice.date().isEmpty()
                ? Optional.ofNullable(current.get(choice.system()))
                : ofSystem(choice.system()).stream()
                        .filter(entry -> entry.release().isInForce(choice.date().get()))
                        .findFirst();
        return found.map(Answer::known)
                .orElseGet(() ->
                        Answer.unknown(ofSystem(choice.system()).isEmpty() ? unknown(choice) : notInForce(choice)));
    }

    /**
     * What changes from one release to another; drafts may be compared too.
     *
     * @param formProperties names of properties of which any difference is form
     * @param changed is given each code that differs
     */
    public Answer<ReleaseDiff> diff(
            ReleaseId before, ReleaseId after, Set<String> formProperties, Consumer<ConceptChange> changed) {
        return loaded(before)
                .then(old -> loaded(after)
                        .then(fresh ->
                                Answer.known(ReleaseDiff.between(side(old), side(fresh), formProperties, changed))));
    }

    /** The same with a list that is in memory as the later one. */
    public Answer<ReleaseDiff> diff(
            ReleaseId before, CodeSystem after, Set<String> formProperties, Consumer<ConceptChange> changed) {
        return loaded(before)
                .then(old -> Answer.known(
                        ReleaseDiff.between(side(old), ReleaseDiff.Side.of(after), formProperties, changed)));
    }

    private Answer<OpenImages.Entry> loaded(ReleaseId id) {
        return images.entries().stream()
                .filter(entry -> entry.release().id().equals(id))
                .findFirst()
                .map(Answer::known)
                .orElseGet(() -> Answer.unknown(unknown(ReleaseChoice.of(id))));
    }

    private static ReleaseDiff.Side side(OpenImages.Entry entry) {
        return new ReleaseDiff.Side(
                entry.release().about(),
                entry.release().hasHierarchy(),
                entry.image().concepts().inCodeOrder());
    }

    OpenImages images() {
        return images;
    }

    private List<OpenImages.Entry> ofSystem(String system) {
        return images.entries().stream()
                .filter(entry -> entry.release().id().system().equals(system)
                        && entry.release().isAskable())
                .toList();
    }

    private Problem unknown(ReleaseChoice choice) {
        List<String> versions = ofSystem(choice.system()).stream()
                .map(entry -> entry.release().id().version())
                .toList();
        if (versions.isEmpty()) {
            List<String> systems = byId.keySet().stream()
                    .map(ReleaseId::system)
                    .distinct()
                    .sorted()
                    .toList();
            return new Problem(
                    ErrorCode.UNKNOWN_CODE_SYSTEM,
                    "code system '" + choice.system() + "' is not loaded; "
                            + (systems.isEmpty() ? "none is" : "loaded are " + String.join(", ", systems)),
                    systems);
        }
        return new Problem(
                ErrorCode.UNKNOWN_VERSION,
                "version '" + choice.version().orElse("") + "' of " + choice.system() + " is not loaded; loaded are "
                        + String.join(", ", versions),
                versions);
    }

    private Problem notInForce(ReleaseChoice choice) {
        List<String> known = ofSystem(choice.system()).stream()
                .map(entry -> entry.release().id().version() + " ("
                        + (entry.release().state().isActivated()
                                ? entry.release().period().toString()
                                : entry.release().state().code())
                        + ")")
                .toList();
        String date = choice.date().map(QuestionDate::text).orElseGet(() -> today().toString());
        String what = choice.version()
                .map(version -> "version " + version + " of " + choice.system() + " is not in force on " + date)
                .orElse("no release of " + choice.system() + " is in force on " + date);
        return new Problem(
                ErrorCode.NOT_IN_FORCE,
                what + "; there are " + String.join(", ", known) + ": ask for another date, or name a version"
                        + (choice.version().isPresent() ? " without a date" : ""),
                known);
    }
}
