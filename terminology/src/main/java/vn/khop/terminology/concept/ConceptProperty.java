package vn.khop.terminology.concept;

/**
 * One value of one property of a concept.
 *
 * @param value as written in the source; {@code type} says what it stands for
 */
public record ConceptProperty(String name, PropertyType type, String value) {}
