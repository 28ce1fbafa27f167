package vn.khop.server.registry;

import java.util.Collection;
import java.util.List;
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

    /** Tasks in one of the states and of one of the types, oldest first, from after the given one on. */
    List<Task> page(Question question);

    /**
     * Which tasks.
     *
     * @param states one at least
     * @param types one at least
     * @param assignee only those of this user
     * @param after the last task of the page before
     */
    record Question(
            Set<Task.State> states,
            Set<Task.Type> types,
            Optional<String> assignee,
            Optional<TaskId> after,
            int limit) {
        public Question {
            states = Set.copyOf(states);
            types = Set.copyOf(types);
        }
    }
}
