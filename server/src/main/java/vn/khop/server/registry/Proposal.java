package vn.khop.server.registry;

import java.util.List;
import java.util.Set;

/** What somebody wants to be done about who is who. Taken apart with {@link #fold}. */
public sealed interface Proposal {
    /** What kind of change it will be. */
    Change.Kind kind();

    <R> R fold(Cases<R> cases);

    /** Whether it says of two whole persons that they are one, or that they are two. */
    default boolean isOnTwoPersons() {
        return this instanceof Merge || this instanceof Separate;
    }

    /** The two are one person; the target keeps its id. */
    record Merge(EnterpriseId source, EnterpriseId target) implements Proposal {
        @Override
        public Change.Kind kind() {
            return Change.Kind.MERGE;
        }

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.merge(this);
        }
    }

    /** A facility says that two of its numbers are one patient's; whoever has the target's record keeps its id. */
    record SameRecords(SourceId source, SourceId target) implements Proposal {
        @Override
        public Change.Kind kind() {
            return Change.Kind.MERGE;
        }

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.sameRecords(this);
        }
    }

    /** A facility says that two of its numbers are two patients', whatever the engine thinks of them. */
    record DifferentRecords(SourceId one, SourceId other) implements Proposal {
        @Override
        public Change.Kind kind() {
            return Change.Kind.SEPARATE;
        }

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.differentRecords(this);
        }
    }

    /** Two records that are one person's are so still, whatever has changed in them. */
    record Confirm(SourcePair pair) implements Proposal {
        @Override
        public Change.Kind kind() {
            return Change.Kind.MERGE;
        }

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.confirm(this);
        }
    }

    /** The two are two persons, whatever the engine thinks of them. */
    record Separate(EnterpriseId one, EnterpriseId other) implements Proposal {
        @Override
        public Change.Kind kind() {
            return Change.Kind.SEPARATE;
        }

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.separate(this);
        }
    }

    /**
     * The person is several.
     *
     * @param groups each of the person's records in exactly one, two groups at least
     */
    record Split(EnterpriseId person, List<Set<SourceId>> groups) implements Proposal {
        public Split {
            groups = groups.stream().map(Set::copyOf).toList();
        }

        @Override
        public Change.Kind kind() {
            return Change.Kind.SPLIT;
        }

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.split(this);
        }
    }

    /** The record is another person's. */
    record Move(SourceId source, EnterpriseId to) implements Proposal {
        @Override
        public Change.Kind kind() {
            return Change.Kind.MOVE;
        }

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.move(this);
        }
    }

    /** The superseded person is a person of its own: whoever joined it to another was wrong. */
    record Unmerge(EnterpriseId superseded) implements Proposal {
        @Override
        public Change.Kind kind() {
            return Change.Kind.UNMERGE;
        }

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.unmerge(this);
        }
    }

    /** The decision is withdrawn: on each of its pairs on which nobody said anything since, what was said before it holds again. */
    record Undo(long change) implements Proposal {
        @Override
        public Change.Kind kind() {
            return Change.Kind.UNDO;
        }

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.undo(this);
        }
    }

    /** One answer for each kind. */
    interface Cases<R> {
        R merge(Merge merge);

        R sameRecords(SameRecords sameRecords);

        R differentRecords(DifferentRecords differentRecords);

        R confirm(Confirm confirm);

        R separate(Separate separate);

        R split(Split split);

        R move(Move move);

        R unmerge(Unmerge unmerge);

        R undo(Undo undo);
    }
}
