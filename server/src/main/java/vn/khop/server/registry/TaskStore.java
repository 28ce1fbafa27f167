package vn.khop.server.registry;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tasks of clerks. Written within {@link RecordStore#claiming}. */
public interface TaskStore {
    void add(Task task);

    Optional<Task> task(TaskId id);

    /** Writes the task if the stored one is of the version before; false if somebody was faster. */
    boolean replace(Task task);

    /** Tasks that are not resolved and have one of the records. */
    List<Task> openOn(Collection<SourceId> records);

    /** The tasks that the change resolved. */
    List<Task> resolvedBy(long change);

    /** Tasks that fit, in the order asked for, from after the given one on. */
    List<Task> page(Question question);

    /** How many fit, whatever the page. */
    int count(Question question);

    /** How the list stands for a user. */
    TaskFigures figures(String user, Instant now);

    /** Remembers that the user had a field of the task's records shown in full. */
    void unmasked(TaskId task, String user, String field, Instant at);

    /**
     * Remembers what the second of two people said to this version of the task, and the first; in place of what was remembered of it before.
     *
     * @param isSame whether they said the same
     */
    void secondSaid(Task task, Task.First first, Task.First second, boolean isSame, Instant at);

    /** The fields that the user had shown in full. */
    Set<String> unmasked(TaskId task, String user);

    /** How many are not resolved, by type and state as they are at that moment. */
    Map<Task.Type, Map<Task.State, Integer>> open(Instant now);

    /**
     * Which tasks.
     *
     * @param states one at least; a lease or deferral that is over counts as {@code NEW}
     * @param types one at least
     * @param assignee only those of this user
     * @param undecidedBy only those on which this user has not said a first word that waits for a second person's
     * @param records only those about one of these; empty for all
     * @param facility only those about a record of this facility
     * @param openedBefore only those that were opened before then
     * @param changedFrom only those that changed then or later
     * @param changedBefore only those that changed before then
     * @param gravestFirst by type and then by age, else by age alone
     * @param after the last task of the page before
     */
    record Question(
            Set<Task.State> states,
            Set<Task.Type> types,
            Optional<String> assignee,
            Optional<String> undecidedBy,
            Optional<Set<SourceId>> records,
            Optional<String> facility,
            Optional<Instant> openedBefore,
            Optional<Instant> changedFrom,
            Optional<Instant> changedBefore,
            boolean gravestFirst,
            Optional<TaskId> after,
            Instant now,
            int limit) {
        public Question {
            states = Set.copyOf(states);
            types = Set.copyOf(types);
            records = records.map(Set::copyOf);
        }

        /** The oldest first. */
        public Question(
                Set<Task.State> states,
                Set<Task.Type> types,
                Optional<String> assignee,
                Optional<TaskId> after,
                int limit) {
            this(
                    states,
                    types,
                    assignee,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    after,
                    Instant.EPOCH,
                    limit);
        }
    }
}
