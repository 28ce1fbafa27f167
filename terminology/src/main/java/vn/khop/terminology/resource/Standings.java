package vn.khop.terminology.resource;

import java.util.Optional;
import vn.khop.terminology.concept.EffectivePeriod;

/** How versions of resources stand by what somebody decided of them on this server, whatever they say of themselves. Immutable. */
public interface Standings {
    /** Nothing was decided: each resource stands as it says. */
    Standings NONE = header -> Optional.empty();

    /** Empty where nothing was decided of any version of the resource: then what it says counts. */
    Optional<Standing> of(Header header);

    /** Which questions find a resource. */
    enum Reach {
        /** None: a draft. */
        NO_QUESTION,
        /** Those without a date that name its version: it has been validated, and not activated. */
        OF_ITS_VERSION,
        /** Those of the days on which it applies, and those without a date that name its version. */
        OF_ITS_DAYS
    }

    /** @param period the days on which it applies, or is meant to */
    record Standing(Reach reach, EffectivePeriod period) {}
}
