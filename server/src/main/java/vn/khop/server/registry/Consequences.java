package vn.khop.server.registry;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a proposal does, or would do.
 *
 * @param persons everybody whose id, records or golden values change, by id
 * @param facilitiesTold the facilities whose cross-references change
 * @param overrides earlier decisions that it goes against
 * @param needsSecondPerson whether it is so grave that two people decide it
 * @param basis names the state that this was worked out from; given with the decision, it keeps a decision from being taken about what was not seen
 */
public record Consequences(
        Change.Kind kind,
        List<PersonChange> persons,
        List<Moved> moved,
        Set<String> facilitiesTold,
        Set<Long> overrides,
        boolean needsSecondPerson,
        String basis) {
    public Consequences {
        persons = List.copyOf(persons);
        moved = List.copyOf(moved);
        facilitiesTold = Set.copyOf(facilitiesTold);
        overrides = Set.copyOf(overrides);
    }

    /** What becomes of a person. */
    public enum Effect {
        /** A new id. Where this is a preview, another one than the decision will give. */
        FOUNDED,
        /** It has other records than before. */
        CHANGED,
        /** It holds nothing any more and points to another. */
        SUPERSEDED,
        /** It was superseded and is active again. */
        RESTORED
    }

    /**
     * @param by who takes its place, if it is superseded
     * @param golden the values that are others than before
     */
    public record PersonChange(
            EnterpriseId person,
            Effect effect,
            Optional<EnterpriseId> by,
            List<SourceId> before,
            List<SourceId> after,
            List<GoldenChange> golden) {
        public PersonChange {
            before = List.copyOf(before);
            after = List.copyOf(after);
            golden = List.copyOf(golden);
        }
    }

    /** A golden value before and after; empty where there was, or will be, none. */
    public record GoldenChange(String field, Optional<String> before, Optional<String> after) {
        @Override
        public String toString() {
            return "GoldenChange[" + field + "]";
        }
    }

    /** A record that changes hands. */
    public record Moved(SourceId source, String facility, EnterpriseId from, EnterpriseId to) {}
}
