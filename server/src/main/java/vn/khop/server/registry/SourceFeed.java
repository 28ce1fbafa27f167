package vn.khop.server.registry;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One message of a facility about one of its patients.
 *
 * @param facility the code of the facility
 * @param localId the facility's own number for the patient; with the facility it names the source record
 * @param columns what was sent, verbatim, by the column names of the default schema; {@code facility} and {@code mrn} are set from the two above
 * @param document the message as it came, if it says more than the columns do (a FHIR Patient in JSON)
 * @param eventTime when it was true at the facility; an older event never overwrites a newer one
 * @param messageKey names the message, so that sending it again has no second effect
 */
public record SourceFeed(
        String facility,
        String localId,
        Map<String, String> columns,
        Optional<String> document,
        Optional<Instant> eventTime,
        Optional<String> messageKey) {
    public SourceFeed {
        if (facility.isBlank() || localId.isBlank()) {
            throw new IllegalArgumentException("a feed needs a facility and the facility's own number");
        }
        columns = Map.copyOf(columns);
    }

    @Override
    public String toString() {
        return "SourceFeed[" + facility + ", " + columns.size() + " columns]";
    }
}
