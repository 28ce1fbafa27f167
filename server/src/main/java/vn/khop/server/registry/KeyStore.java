package vn.khop.server.registry;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys by which records are kept, and what going over to others needs of the store. Written within {@link RecordStore#claiming}. */
public interface KeyStore {
    /** Whether this process has a key that wraps them. */
    boolean isOn();

    /** Whether what is written now is still in the clear, although this process has a key. */
    boolean isClear();

    /** The oldest first; epoch 0 is what was written in the clear. None where nothing was ever encrypted. */
    List<Epoch> epochs();

    /** Who was the first to ask for other keys, and waits for a second. */
    Optional<String> proposedBy();

    void propose(Optional<String> by);

    /** Makes the keys of another epoch, and lets every server look for what they write. */
    int announce(Instant now);

    /** From now on they write. Within {@link RecordStore#claimingEverything}. */
    void write(int epoch);

    /** Nothing is looked for any more as keys before these wrote it. */
    void retireBefore(int epoch);

    /** Gives it its number. */
    KeyRun begin(KeyRun run);

    void put(KeyRun run);

    /** The latest first. */
    List<KeyRun> runs(int limit);

    /** The run that goes on, for this worker alone for a while: one that nobody works at, or that a worker has left. */
    Optional<KeyRun> takeOver(String worker, Instant now, Instant leftSince);

    /** Writes all versions of these records, and what they are found by, anew. */
    void writeAnew(Map<SourceId, SourceIndex> records);

    /**
     * Writes anew what is kept beside records. Not within a claim: it takes some rows at a time.
     *
     * @return how many rows were not as they are written now
     */
    long writeOthersAnew();

    /**
     * Keys, without them.
     *
     * @param state {@code announced}, {@code written}, {@code former} or {@code retired}
     */
    record Epoch(int number, String state, Instant madeAt) {}
}
