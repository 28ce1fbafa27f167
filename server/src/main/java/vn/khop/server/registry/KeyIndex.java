package vn.khop.server.registry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Indexes of records by the keys they share, outside this process. Each index has a name and an identity: one that is made again under a name is another. What is written is found once
 * {@link Writing#finish} has returned. Every call throws {@link IndexAway} if it cannot be answered in full.
 */
public interface KeyIndex {
    /** A word for the log and for metrics. */
    String name();

    /** Makes an empty index. */
    Index create();

    /** Whether it is still there, and the same. */
    boolean exists(Index index);

    /** Lets outside tools know that this is the one in use, and deletes all others of ours. */
    void use(Index index);

    Writing write(Index index);

    /**
     * The records that have one of the keys, and their versions; empty if there are more.
     *
     * @param max 1 or more
     */
    Optional<Map<SourceId, Integer>> sharing(Index index, Set<String> keys, int max);

    /**
     * For each key the first records by id that have it.
     *
     * @param except records that are left out
     * @param max so many of each key at most
     */
    List<SortedMap<SourceId, Integer>> sharingEach(Index index, List<String> keys, Set<SourceId> except, int max);

    /** @param identity given by whoever keeps it */
    record Index(String name, String identity) {}

    /** Puts records; waits where more is written than can be taken, and tries again what was turned away for that reason. */
    interface Writing extends AutoCloseable {
        /** In place of an earlier version. A later one that is there stays. Without keys nothing finds it. */
        void put(SourceId record, int version, Set<String> keys);

        /** All that was put is found from now on, and stays. */
        void finish();

        /** Ends it; whether what was not finished is there is not known. */
        @Override
        void close();
    }
}
