package vn.khop.terminology.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.resource.ResourceVersion.Algorithm;
import vn.khop.terminology.resource.Standings.Reach;
import vn.khop.terminology.resource.Standings.Standing;

/**
 * What every terminology resource says of itself.
 *
 * @param type {@code CodeSystem}, {@code ValueSet} or {@code ConceptMap}
 * @param url empty for a resource that cannot be named by others
 * @param date as written: year, month or day, with or without a time
 * @param period the days on which it applies; every day where it does not say
 * @param reach which questions find it
 * @param json the whole resource as sent; for echoing, never for deciding
 */
public record Header(
        String type,
        Optional<String> id,
        Optional<String> url,
        Optional<String> version,
        Optional<String> name,
        Optional<String> title,
        Optional<String> status,
        Optional<String> date,
        Optional<LanguageTag> language,
        boolean isExperimental,
        Optional<Algorithm> versionAlgorithm,
        EffectivePeriod period,
        Reach reach,
        List<Extension> extensions,
        ObjectNode json) {
    public Header {
        extensions = List.copyOf(extensions);
    }

    /** The same as it stands by what was decided of it here: activated it is in use, before that a draft, whatever it said. */
    public Header standing(Standing standing) {
        String stands = standing.reach() == Reach.OF_ITS_DAYS ? "active" : "draft";
        return new Header(
                type,
                id,
                url,
                version,
                name,
                title,
                Optional.of(stands),
                date,
                language,
                isExperimental,
                versionAlgorithm,
                standing.period(),
                standing.reach(),
                extensions,
                json.deepCopy().put("status", stands));
    }

    /** The resource's name with its version, or {@code (unidentified)}. */
    public String canonical() {
        return url.map(text -> new Canonical(text, version).toString()).orElse("(unidentified)");
    }

    public Optional<String> standardsStatus() {
        return Extension.text(extensions, Extension.STANDARDS_STATUS);
    }

    /** Whether this is the resource that is asked for. */
    public boolean answersTo(Canonical asked) {
        return url.filter(asked.url()::equals).isPresent()
                && asked.version()
                        .map(wanted -> version.filter(own -> ResourceVersion.matches(wanted, own, versionAlgorithm))
                                .isPresent())
                        .orElse(true);
    }

    /** Whether this is the later of two releases of the same resource. */
    public boolean isLaterThan(Header other) {
        if (version.isPresent() && other.version.isPresent() && !version.equals(other.version)) {
            return ResourceVersion.compare(
                            version.get(), other.version.get(), versionAlgorithm.or(() -> other.versionAlgorithm))
                    > 0;
        }
        return date.isPresent() && other.date.isPresent() && date.get().compareTo(other.date.get()) > 0;
    }
}
