package vn.khop.terminology.resource;

import java.util.Optional;

/**
 * A property that a code system's concepts may have.
 *
 * @param uri what it means, wherever it is used
 * @param type its FHIR type: code, string, Coding, integer, boolean, dateTime, decimal
 */
public record PropertyDeclaration(String code, Optional<String> uri, String type) {}
