package vn.khop.server.registry;

import java.util.List;
import java.util.Optional;

/**
 * One field of the golden record.
 *
 * @param field the schema's field name
 * @param value as a person reads it
 * @param source the record it came from
 * @param rule the survivorship rule that chose it
 * @param name the value taken apart, if it is a name
 */
public record GoldenValue(String field, String value, SourceId source, String rule, Optional<NameParts> name) {
    /**
     * A name taken apart.
     *
     * @param family empty for a name of one word
     * @param given middle and given names, word by word
     */
    public record NameParts(String family, List<String> given) {
        public NameParts {
            given = List.copyOf(given);
        }

        @Override
        public String toString() {
            return "NameParts[" + given.size() + " given]";
        }
    }

    @Override
    public String toString() {
        return "GoldenValue[" + field + " of " + source + "]";
    }
}
