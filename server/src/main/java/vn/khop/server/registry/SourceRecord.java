package vn.khop.server.registry;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What one facility says of one patient, verbatim, in its present version.
 *
 * @param version counts from 1; grows with each change that was taken
 * @param columns by the column names of the default schema, with {@code facility} and {@code mrn}
 * @param document the message as it came, if it says more than the columns do
 */
public record SourceRecord(
        SourceId id,
        String facility,
        String localId,
        int version,
        Map<String, String> columns,
        Optional<String> document,
        Optional<Instant> eventTime,
        Instant receivedAt) {
    public SourceRecord {
        columns = Map.copyOf(columns);
    }

    /** Whether it is a patient's record of its own: the facility has it still, and under no other number. */
    public boolean isActive() {
        return !columns.containsKey(Columns.REMOVED) && !columns.containsKey(Columns.REPLACED_BY);
    }

    @Override
    public String toString() {
        return "SourceRecord[" + id + ", version " + version + "]";
    }
}
