package vn.khop.server.registry;

/**
 * One field of the golden record.
 *
 * @param field the schema's field name
 * @param value as a person reads it
 * @param source the record it came from
 * @param rule the survivorship rule that chose it
 */
public record GoldenValue(String field, String value, SourceId source, String rule) {
    @Override
    public String toString() {
        return "GoldenValue[" + field + " of " + source + "]";
    }
}
