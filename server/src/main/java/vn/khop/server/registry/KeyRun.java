package vn.khop.server.registry;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What is kept goes over to other keys; in the background, and gone on with where it was if the server is killed.
 *
 * @param number 0 before the store has given one
 * @param epoch of the keys that it goes over to
 * @param lastRecord the last record that is done; they are done in the order of their ids
 * @param records how many are done
 * @param ofRecords how many there were when it began
 * @param failure what went wrong last, without data of anybody; it is tried again
 */
public record KeyRun(
        long number,
        int epoch,
        Phase phase,
        Optional<SourceId> lastRecord,
        long records,
        long ofRecords,
        String startedBy,
        Optional<String> secondBy,
        Instant startedAt,
        Instant updatedAt,
        Optional<String> failure) {
    /** The name is stored: never rename one. */
    public enum Phase {
        /** Every server looks for what the new keys write, and none writes by them. */
        ANNOUNCED,
        /** What comes is written by the new keys; records are written anew, one after the other. */
        RECORDS,
        /** So is what is kept beside records: messages, refused ones, insurance files. */
        OTHERS,
        /** Nothing is looked for any more as the former keys wrote it. */
        DONE
    }

    static KeyRun beginning(int epoch, long ofRecords, String startedBy, Optional<String> secondBy, Instant now) {
        return new KeyRun(
                0,
                epoch,
                Phase.ANNOUNCED,
                Optional.empty(),
                0,
                ofRecords,
                startedBy,
                secondBy,
                now,
                now,
                Optional.empty());
    }

    public boolean isRunning() {
        return phase != Phase.DONE;
    }

    KeyRun in(Phase next, Instant now) {
        return new KeyRun(
                number,
                epoch,
                next,
                lastRecord,
                records,
                ofRecords,
                startedBy,
                secondBy,
                startedAt,
                now,
                Optional.empty());
    }

    KeyRun at(SourceId last, int more, Instant now) {
        return new KeyRun(
                number,
                epoch,
                phase,
                Optional.of(last),
                records + more,
                ofRecords,
                startedBy,
                secondBy,
                startedAt,
                now,
                Optional.empty());
    }

    KeyRun stumbled(String why, Instant now) {
        return new KeyRun(
                number,
                epoch,
                phase,
                lastRecord,
                records,
                ofRecords,
                startedBy,
                secondBy,
                startedAt,
                now,
                Optional.of(why));
    }

    /** In words. */
    public String summary() {
        return phase == Phase.DONE
                ? "all is kept by key epoch " + epoch
                : "key epoch " + epoch + ", " + phase.name().toLowerCase(Locale.ROOT) + ": " + records + " of "
                        + ofRecords + " records";
    }
}
