package vn.khop.terminology.resource;

import java.util.List;
import java.util.Optional;

/**
 * One more name of a concept.
 *
 * @param use what kind of name; empty where it says none
 */
public record ConceptDesignation(
        Optional<LanguageTag> language, Optional<DesignationUse> use, String value, List<Extension> extensions) {
    public ConceptDesignation {
        extensions = List.copyOf(extensions);
    }

    /** {@code active} where nothing else is said. */
    public String status() {
        return Extension.text(extensions, Extension.STANDARDS_STATUS).orElse("active");
    }
}
