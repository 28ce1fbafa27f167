package vn.khop.server.registry;

import java.util.List;
import java.util.Optional;

/**
 * The records of a task side by side, each compared with the first.
 *
 * @param records the first is the one that the others are held against; then the other of the question, then further records of the same persons
 * @param more how many records of these persons are not among them
 */
public record TaskComparison(Tasks.View view, List<Side> records, int more) {
    public TaskComparison {
        records = List.copyOf(records);
    }

    /**
     * One record.
     *
     * @param person whose it is now
     * @param isSubject whether the question is about it
     * @param isHeld whether it is a version that is kept and not taken
     * @param against the evidence for it and the first being one person; empty for the first
     */
    public record Side(
            SourceRecord record,
            EnterpriseId person,
            boolean isSubject,
            boolean isHeld,
            Optional<PairExplanation> against) {}
}
