package vn.khop.terminology.concept;

/** A property that concepts of a code system may carry. */
public record PropertyDefinition(String name, PropertyType type) {
    public PropertyDefinition {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a property has a name");
        }
    }
}
