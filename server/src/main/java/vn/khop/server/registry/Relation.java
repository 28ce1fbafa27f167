package vn.khop.server.registry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Somebody who is something to a person.
 *
 * @param kind what {@code other} is to {@code person}
 * @param evidence what speaks for it; none where a clerk alone says so
 * @param decidedBy the clerk who confirmed or ended it, where one did, and when
 */
public record Relation(
        EnterpriseId person,
        RelationKind kind,
        EnterpriseId other,
        State state,
        List<Evidence> evidence,
        Optional<String> decidedBy,
        Optional<Instant> decidedAt) {
    /** The name is public: never rename one. */
    public enum State {
        /** The engine reads it from two records. */
        LIKELY,
        /** A hospital says it, by a number of the relative. */
        STATED,
        /** A clerk confirmed it. */
        CONFIRMED,
        /** A clerk said that it is none, or none any more. */
        ENDED
    }

    /**
     * @param record the one that says it: the child's, the ward's
     * @param related the relative's
     * @param agrees what agrees, in words without values
     */
    public record Evidence(SourceId record, SourceId related, List<String> agrees) {
        public Evidence {
            agrees = List.copyOf(agrees);
        }
    }

    public Relation {
        evidence = List.copyOf(evidence);
    }
}
