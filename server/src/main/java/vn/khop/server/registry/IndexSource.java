package vn.khop.server.registry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.khop.mpi.record.PersonRecord;

/** Where a server has its index of records from: it makes one in its own memory ({@link InMemoryIndex}), or looks into one that all servers share ({@link SharedIndex}). */
public interface IndexSource {
    /** A word for the log and for metrics. */
    String name();

    /**
     * An index of everything that was committed by the moment it names; empty while there is none.
     *
     * @throws IndexAway if it cannot be reached
     */
    Optional<Opened> open(Reading reading);

    /**
     * Does what there is to do for the index outside questions, and says whether it should be opened anew. To be called again and again by one thread of each server.
     *
     * @param present the one that was opened last
     * @throws IndexAway if it cannot be reached
     */
    boolean isOutdated(Optional<RecordIndex> present);

    /** So many records that are not in it may be taken in by a server itself. */
    int takenInMax();

    /** An index, and what is in it for certain. */
    record Opened(RecordIndex index, News.Seen seen) {}

    /** Reads records as the engine sees them. */
    @FunctionalInterface
    interface Reading {
        List<PersonRecord> read(Map<SourceId, Integer> versions);
    }
}
