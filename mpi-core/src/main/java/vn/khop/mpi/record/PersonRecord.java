package vn.khop.mpi.record;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A record as it is understood under a schema: for each field of the schema at most one value, what the normalisers found
 * on the way, and the raw record they read.
 *
 * @param fields by the schema's field name; a field without a value is a missing key
 * @param findings by the schema's field name; a field without findings is a missing key
 */
public record PersonRecord(RawRecord raw, Map<String, FieldValue> fields, Map<String, List<Finding>> findings) {
    public PersonRecord {
        fields = FieldNames.isOfPlaces(fields) ? fields : Map.copyOf(fields);
        findings = FieldNames.isOfPlaces(findings) ? findings : Map.copyOf(findings);
    }

    public String recordId() {
        return raw.recordId();
    }

    /** The field's value, unless it has none. */
    public Optional<FieldValue> value(String field) {
        return Optional.ofNullable(fields.get(field));
    }

    /**
     * The field's value as the kind that the schema's normaliser makes.
     *
     * @throws IllegalArgumentException if the field has a value of another kind: the schema and the caller disagree
     */
    public <V extends FieldValue> Optional<V> value(String field, Class<V> kind) {
        FieldValue value = fields.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (!kind.isInstance(value)) {
            throw new IllegalArgumentException("field '" + field + "' holds a "
                    + value.getClass().getSimpleName() + ", expected a " + kind.getSimpleName());
        }
        return Optional.of(kind.cast(value));
    }

    /** What was found about the field, in the order of the text; empty for most. */
    public List<Finding> findings(String field) {
        return findings.getOrDefault(field, List.of());
    }

    /** Without values: a record is patient data and this text may reach a log. */
    @Override
    public String toString() {
        return "PersonRecord[" + recordId() + ", " + fields.size() + " fields]";
    }
}
