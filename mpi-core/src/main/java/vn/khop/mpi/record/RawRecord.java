package vn.khop.mpi.record;

import java.util.Map;
import java.util.Optional;

/**
 * A record verbatim: what a facility sent, by column name, nothing corrected. A column that was not sent is a missing key;
 * an empty text is kept as it came.
 *
 * @param recordId unique among all inputs of one run or one store; not blank
 */
public record RawRecord(String recordId, Map<String, String> values) {
    /**
     * @throws IllegalArgumentException if the id is blank
     */
    public RawRecord {
        if (recordId.isBlank()) {
            throw new IllegalArgumentException("a record has a blank record_id; every record needs an id of its own");
        }
        values = FieldNames.isOfPlaces(values) ? values : Map.copyOf(values);
    }

    /** What the column holds, unless it was not sent or holds only white space. */
    public Optional<String> value(String column) {
        String value = values.get(column);
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value);
    }

    /** Without values: a record is patient data and this text may reach a log. */
    @Override
    public String toString() {
        return "RawRecord[" + recordId + ", " + values.size() + " columns]";
    }
}
