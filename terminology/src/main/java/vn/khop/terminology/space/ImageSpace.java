package vn.khop.terminology.space;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import vn.khop.terminology.compile.OpenImages;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.DefinedCodeSystem;
import vn.khop.terminology.resource.NotInForce;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.ValueSetDefinition;

/**
 * The releases of one generation, for questions without a date or for those of one date: what is asked of it is never half old and half
 * new. Immutable.
 *
 * <p>Without a date, a version that is named is found whenever it applies, and without a version the release that is in force today is.
 * With a date, only what is in force on it is found.
 */
public final class ImageSpace implements ResourceSpace {
    private final Map<String, List<ImageCodeSystem>> releases;
    private final List<CodeSystemSource> all;
    private final String today;
    private final Optional<QuestionDate> date;

    /** For questions without a date. Drafts are not there. */
    public ImageSpace(OpenImages images) {
        releases = new HashMap<>();
        all = new ArrayList<>();
        today = images.today().toString();
        date = Optional.empty();
        images.entries().stream().filter(entry -> entry.release().isAskable()).forEach(entry -> {
            ImageCodeSystem system = new ImageCodeSystem(entry);
            releases.computeIfAbsent(entry.release().id().system(), any -> new ArrayList<>(1))
                    .add(system);
            all.add(system);
        });
    }

    private ImageSpace(ImageSpace undated, QuestionDate date) {
        releases = undated.releases;
        all = undated.all;
        today = undated.today;
        this.date = Optional.of(date);
    }

    @Override
    public ImageSpace on(QuestionDate asked) {
        return new ImageSpace(this, asked);
    }

    @Override
    public Optional<QuestionDate> date() {
        return date;
    }

    @Override
    public Optional<CodeSystemSource> codeSystem(Canonical name) {
        Stream<ImageCodeSystem> found = of(name.url()).stream()
                .filter(system -> system.header().answersTo(name))
                .filter(system -> date.map(system.release()::isInForce)
                        .orElseGet(() -> name.version().isPresent()
                                ? isMeant(system, name.version().get())
                                : system.release().isCurrent()));
        return found.map(CodeSystemSource.class::cast)
                .reduce((one, other) -> other.header().isLaterThan(one.header()) ? other : one);
    }

    /** A version that is said in part never means a release that nobody has activated. */
    private static boolean isMeant(ImageCodeSystem system, String version) {
        return system.release().state().isActivated()
                || system.release().id().version().equals(version);
    }

    @Override
    public Optional<NotInForce> notInForce(Canonical name) {
        List<ImageCodeSystem> named = of(name.url()).stream()
                .filter(system -> system.header().answersTo(name))
                .toList();
        if (named.isEmpty() || codeSystem(name).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new NotInForce(
                "CodeSystem",
                name,
                date.map(QuestionDate::text).orElse(today),
                of(name.url()).stream()
                        .map(ImageCodeSystem::release)
                        .map(ImageSpace::described)
                        .toList()));
    }

    private static String described(Release release) {
        return release.id().version() + " ("
                + (release.state().isActivated()
                        ? release.period().toString()
                        : release.state().code())
                + ")";
    }

    private List<ImageCodeSystem> of(String url) {
        return releases.getOrDefault(url, List.of());
    }

    @Override
    public List<String> codeSystemVersions(String url) {
        return of(url).stream()
                .map(system -> system.release().id().version())
                .sorted()
                .toList();
    }

    @Override
    public List<DefinedCodeSystem> supplements(String url) {
        return List.of();
    }

    @Override
    public Optional<ValueSetDefinition> valueSet(Canonical name) {
        return Optional.empty();
    }

    @Override
    public Optional<ConceptMapDefinition> conceptMap(Canonical name) {
        return Optional.empty();
    }

    @Override
    public List<ValueSetDefinition> valueSets() {
        return List.of();
    }

    @Override
    public List<ConceptMapDefinition> conceptMaps() {
        return List.of();
    }

    @Override
    public Optional<CodeSystemSource> systemOfAllCodes(String valueSet) {
        return Optional.empty();
    }

    @Override
    public List<CodeSystemSource> codeSystems() {
        return List.copyOf(all);
    }
}
