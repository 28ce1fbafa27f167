package vn.khop.server.registry;

import java.util.List;
import java.util.Optional;

/** Questions whose answers are known. Written within {@link RecordStore#claiming}. */
public interface KnownPairStore {
    /**
     * Resolved tasks about two records of which two people, neither of them this clerk, said this, and of which the clerk was not asked before; the newest first.
     *
     * @param answer {@code SAME} or {@code DIFFERENT}
     */
    List<Task> agreed(Task.Answer answer, String clerk, int limit);

    void add(KnownPair pair);

    Optional<KnownPair> pair(TaskId id);

    /** Those that the clerk has not answered, nor left to others, in the order of their ids. */
    List<KnownPair> waiting(String clerk);

    /** Writes its task if the stored one is of the version before; false if somebody was faster, or it is no such question. */
    boolean replace(Task task);

    /** Writes where it stands in the list. */
    void place(KnownPair pair);
}
