package vn.khop.server.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * What others are told: something is not as it was about a person. Ids only; whoever wants to know more, and may, asks.
 *
 * @param position the place in the feed: 1, 2, 3, without gaps, in an order in which what concerns one person happened; 0 before it has one
 * @param other the person that it was joined with or parted from
 * @param change the change that it was part of
 */
public record ChangeEvent(
        long position, Kind kind, EnterpriseId person, Optional<EnterpriseId> other, long change, Instant at) {
    /** The name is stored and public: never rename one. */
    public enum Kind {
        /** A person that nobody knew. */
        PERSON_CREATED,
        /** Its records, or what they say, are others. */
        PERSON_CHANGED,
        /** It was joined to the other, whose id stands for both. */
        PERSON_MERGED,
        /** It left the other and has its own id again. */
        PERSON_UNMERGED,
        /** A new person, parted from the other. */
        PERSON_SPLIT,
        /** What the person is known by has changed. */
        CROSS_REFERENCE_CHANGED
    }
}
