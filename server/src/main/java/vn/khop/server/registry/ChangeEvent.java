package vn.khop.server.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * What others are told: something is not as it was about a person. Ids only; whoever wants to know more, and may, asks.
 *
 * @param position the place in the feed: 1, 2, 3, without gaps, in an order in which what concerns one person happened; 0 before it has one
 * @param other the person that it was joined with or parted from
 * @param source the record that it is about, where it is about one
 * @param change the change that it was part of
 */
public record ChangeEvent(
        long position,
        Kind kind,
        EnterpriseId person,
        Optional<EnterpriseId> other,
        Optional<SourceId> source,
        long change,
        Instant at) {

    /** About whole persons. */
    public ChangeEvent(
            long position, Kind kind, EnterpriseId person, Optional<EnterpriseId> other, long change, Instant at) {
        this(position, kind, person, other, Optional.empty(), change, at);
    }

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
        CROSS_REFERENCE_CHANGED,
        /** An update of the record would have made it somebody else: it is kept and not taken, until a clerk has looked at it. */
        UPDATE_HELD,
        /** The update that was held was found wrong: the record is as it was; its hospital should look at it. */
        UPDATE_REJECTED,
        /** A clerk has a question about the record, which its hospital answers by feeding it again. */
        HOSPITAL_ASKED
    }
}
