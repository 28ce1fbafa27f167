package vn.khop.terminology.resource;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value set as its resource defines it.
 *
 * @param compose how it is made up; empty where it only lists an expansion, or says nothing
 * @param contained the value sets inside it, by id, which its own parts name as {@code #id}
 * @param supplements the supplements that it needs
 */
public record ValueSetDefinition(
        Header header,
        Optional<Compose> compose,
        Optional<JsonNode> expansion,
        Map<String, ValueSetDefinition> contained,
        List<Canonical> supplements) {
    public ValueSetDefinition {
        contained = Map.copyOf(contained);
        supplements = List.copyOf(supplements);
    }

    /** The same under another header. */
    ValueSetDefinition with(Header other) {
        return new ValueSetDefinition(other, compose, expansion, contained, supplements);
    }

    /**
     * What a value set includes and excludes.
     *
     * @param inactive whether inactive concepts belong; empty where it does not say
     * @param parameters those that the value set itself gives its expansions, in order
     */
    public record Compose(
            List<ConceptSet> includes,
            List<ConceptSet> excludes,
            Optional<Boolean> inactive,
            boolean hasLockedDate,
            List<Map.Entry<String, TypedValue>> parameters) {
        public Compose {
            includes = List.copyOf(includes);
            excludes = List.copyOf(excludes);
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * Codes that all these conditions select.
     *
     * @param valueSets canonicals of value sets that all must have the code
     */
    public record ConceptSet(
            Optional<String> system,
            Optional<String> version,
            List<ConceptReference> concepts,
            List<ConceptFilter> filters,
            List<String> valueSets,
            List<Canonical> supplements) {
        public ConceptSet {
            concepts = List.copyOf(concepts);
            filters = List.copyOf(filters);
            valueSets = List.copyOf(valueSets);
            supplements = List.copyOf(supplements);
        }

        /** Whether it takes a code system whole. */
        public boolean isWholeSystem() {
            return concepts.isEmpty() && filters.isEmpty();
        }
    }

    /** A concept that is named one by one. */
    public record ConceptReference(
            String code, Optional<String> display, List<ConceptDesignation> designations, List<Extension> extensions) {
        public ConceptReference {
            designations = List.copyOf(designations);
            extensions = List.copyOf(extensions);
        }
    }

    /** @param value empty where the resource has none, which is an error of the resource */
    public record ConceptFilter(String property, String op, Optional<String> value) {}

    /** Whether the value set leaves inactive concepts out. */
    public boolean excludesInactive() {
        return compose.flatMap(Compose::inactive).map(inactive -> !inactive).orElse(false);
    }
}
