package vn.khop.terminology.concept;

import java.util.List;
import java.util.Optional;

/**
 * What is said of one release of a code system beside its concepts.
 *
 * @param name for people, in the list's own language
 * @param publisher who answers for the content
 * @param decision the decision that put it in force, e.g. {@code 4469/QĐ-BYT}
 * @param licence on what terms the content may be used, e.g. {@code © WHO}
 * @param sourceSha256 of the file it was loaded from, hexadecimal
 * @param languages those of the designations; the first is the one shown when nobody asks
 */
public record CodeSystemDescription(
        ReleaseId id,
        String name,
        Optional<String> publisher,
        Optional<String> decision,
        Optional<String> licence,
        Optional<String> sourceSha256,
        List<String> languages,
        List<PropertyDefinition> properties) {
    public CodeSystemDescription {
        if (languages.isEmpty()) {
            throw new IllegalArgumentException(id + " names at least one language");
        }
        languages = List.copyOf(languages);
        properties = List.copyOf(properties);
    }

    /** Of a list that came from no file and on no terms. */
    public CodeSystemDescription(
            ReleaseId id,
            String name,
            Optional<String> publisher,
            Optional<String> decision,
            List<String> languages,
            List<PropertyDefinition> properties) {
        this(id, name, publisher, decision, Optional.empty(), Optional.empty(), languages, properties);
    }

    /** The same without what changes no answer: from which file it came, and on what terms. */
    public CodeSystemDescription ofContent() {
        return new CodeSystemDescription(id, name, publisher, decision, languages, properties);
    }
}
