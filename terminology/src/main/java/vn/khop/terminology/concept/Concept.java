package vn.khop.terminology.concept;

import java.util.List;
import java.util.Optional;

/**
 * A concept of a code system: a code, what it is called, what is said of it and where it stands.
 *
 * @param code text, compared byte for byte: {@code 1.10} is not {@code 1.1}
 * @param isActive false where the list keeps the code but says not to use it any more
 * @param designations every name, the one to show first; never empty
 * @param parents codes of the concepts right above, in the source's order; empty where the list has no hierarchy or this is a root
 */
public record Concept(
        String code,
        boolean isActive,
        List<Designation> designations,
        List<ConceptProperty> properties,
        List<String> parents) {
    public Concept {
        if (code.isEmpty()) {
            throw new IllegalArgumentException("a concept has a code");
        }
        if (designations.isEmpty()) {
            throw new IllegalArgumentException("concept " + code + " has no name");
        }
        designations = List.copyOf(designations);
        properties = List.copyOf(properties);
        parents = List.copyOf(parents);
    }

    /** Whether the two differ by their properties at most. */
    public boolean hasSameButProperties(Concept other) {
        return equals(new Concept(other.code, other.isActive, other.designations, properties, other.parents));
    }

    /** The name to show when nobody asks for a language. */
    public String display() {
        return designations.get(0).value();
    }

    /** The name to show in the first of these languages that has one. {@code en} also takes {@code en-GB}. */
    public Optional<String> displayIn(List<String> languages) {
        for (String language : languages) {
            for (Designation designation : designations) {
                if (designation.isDisplay() && isWithin(designation.language(), language)) {
                    return Optional.of(designation.value());
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isWithin(String tag, String asked) {
        return tag.equalsIgnoreCase(asked)
                || (tag.length() > asked.length()
                        && tag.charAt(asked.length()) == '-'
                        && tag.regionMatches(true, 0, asked, 0, asked.length()));
    }
}
