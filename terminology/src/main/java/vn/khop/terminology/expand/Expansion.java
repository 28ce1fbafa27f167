package vn.khop.terminology.expand;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import vn.khop.terminology.question.ConceptNames.Name;
import vn.khop.terminology.resource.Extension;
import vn.khop.terminology.resource.TypedValue;
import vn.khop.terminology.resource.ValueSetDefinition;

/**
 * The codes of a value set, or a page of them.
 *
 * @param parameters what the expansion was made with and from, in order; a name may come several times
 * @param properties those that the codes carry: code and, where it has one, URI
 * @param total of all pages
 * @param offset empty where no page was asked for
 * @param unclosedReasons why codes may be missing; empty where none are
 * @param listed where the value set came with its expansion, that
 */
public record Expansion(
        ValueSetDefinition valueSet,
        boolean includesDefinition,
        List<Map.Entry<String, TypedValue>> parameters,
        Map<String, Optional<String>> properties,
        int total,
        OptionalInt offset,
        List<String> unclosedReasons,
        List<Entry> contains,
        Optional<JsonNode> listed) {
    public Expansion {
        parameters = List.copyOf(parameters);
        unclosedReasons = List.copyOf(unclosedReasons);
        contains = List.copyOf(contains);
    }

    /**
     * One code.
     *
     * @param version only where the expansion has several versions of the system
     * @param properties in order; a code may come several times
     * @param contains the codes below it, where the expansion is nested
     */
    public record Entry(
            String system,
            Optional<String> version,
            String code,
            Optional<String> display,
            boolean isAbstract,
            boolean isInactive,
            List<Name> designations,
            List<Map.Entry<String, TypedValue>> properties,
            List<Extension> extensions,
            List<Entry> contains) {
        public Entry {
            designations = List.copyOf(designations);
            properties = List.copyOf(properties);
            extensions = List.copyOf(extensions);
            contains = List.copyOf(contains);
        }
    }
}
