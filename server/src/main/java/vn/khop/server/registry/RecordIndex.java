package vn.khop.server.registry;

import java.util.Map;
import java.util.function.Consumer;
import vn.khop.mpi.record.PersonRecord;

/** All present records as one model reads them, in this process or beside it, so that a record's candidates are found and judged without asking the store for them. Safe for many threads. */
public interface RecordIndex {
    /** The model that it was made with. */
    String modelVersion();

    /** Takes the record, unless this version or a later one of it is in here. */
    void put(SourceRecord record);

    /** Whether this version of the record, or a later one, is in here. */
    boolean has(SourceId id, int version);

    /** Who shares a blocking key with the record and is a link, or for review, if only the two are looked at. */
    Found find(PersonRecord probe);

    /** How many records are in here; of an index beside this process those that have come since it was written. */
    int size();

    /** How many former versions take room. */
    int spent();

    /**
     * Candidates that are worth a look.
     *
     * @param versions the version of each that was judged
     * @param keysCut how many of the blocking keys more records share than are compared
     */
    record Found(Map<SourceId, Integer> versions, int keysCut) {
        public Found {
            versions = Map.copyOf(versions);
        }
    }

    /** Gives records one after the other, once. */
    @FunctionalInterface
    interface Records {
        void forEach(Consumer<SourceRecord> sink);
    }
}
