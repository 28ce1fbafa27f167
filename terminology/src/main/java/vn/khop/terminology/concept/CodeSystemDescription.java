package vn.khop.terminology.concept;

import java.util.List;
import java.util.Optional;

/**
 * What is said of one release of a code system beside its concepts.
 *
 * @param name for people, in the list's own language
 * @param publisher who answers for the content
 * @param decision the decision that put it in force, e.g. {@code 4469/QĐ-BYT}
 * @param languages those of the designations; the first is the one shown when nobody asks
 */
public record CodeSystemDescription(
        ReleaseId id,
        String name,
        Optional<String> publisher,
        Optional<String> decision,
        List<String> languages,
        List<PropertyDefinition> properties) {
    public CodeSystemDescription {
        if (languages.isEmpty()) {
            throw new IllegalArgumentException(id + " names at least one language");
        }
        languages = List.copyOf(languages);
        properties = List.copyOf(properties);
    }
}
