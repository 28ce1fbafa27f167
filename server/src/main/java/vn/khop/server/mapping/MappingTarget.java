package vn.khop.server.mapping;

import java.util.List;

/**
 * A code of the target list that a row means.
 *
 * @param display as it was called when that was decided
 * @param dependsOn what else must hold; nothing where it is meant whatever holds
 */
public record MappingTarget(String code, String display, Relation relation, List<Condition> dependsOn) {
    /** So many targets has a row at most. */
    public static final int TARGETS_MAX = 20;

    /**
     * What must hold.
     *
     * @param property what it is about, a URI or a name: FHIR's {@code dependsOn.property}
     * @param value which value it must have
     */
    public record Condition(String property, String value) {
        public static final int CHARACTERS_MAX = 200;

        /** @throws IllegalArgumentException saying what is wrong, without its text */
        public Condition {
            if (property.isBlank()
                    || value.isBlank()
                    || property.length() > CHARACTERS_MAX
                    || value.length() > CHARACTERS_MAX
                    || property.contains("=")
                    || (property + value).contains(";")) {
                throw new IllegalArgumentException("a condition is a property with a value, each of 1 to "
                        + CHARACTERS_MAX + " characters, without ';', the property without '='");
            }
        }
    }

    public MappingTarget {
        dependsOn = List.copyOf(dependsOn);
    }

    /** Of a code whose name is not known yet, whatever else holds. */
    public static MappingTarget of(String code, Relation relation) {
        return new MappingTarget(code, "", relation, List.of());
    }

    /** What two persons must say alike: all but what the code is called. */
    MappingTarget withoutDisplay() {
        return new MappingTarget(code, "", relation, dependsOn);
    }
}
