package vn.khop.terminology.resource;

import java.util.Optional;

/**
 * One value of one property of a concept.
 *
 * @param uri what the property means, from its definition
 */
public record PropertyValue(String code, Optional<String> uri, TypedValue value) {}
