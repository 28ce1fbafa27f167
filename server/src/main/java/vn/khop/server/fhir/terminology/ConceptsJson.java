package vn.khop.server.fhir.terminology;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.ConceptDesignation;
import vn.khop.terminology.resource.LanguageTag;
import vn.khop.terminology.resource.PropertyDeclaration;
import vn.khop.terminology.resource.PropertyValue;

/** Writes the concepts of a code system into its resource: flat, with the hierarchy as the property {@code parent}, so that a concept may have several. */
final class ConceptsJson {
    private static final String PROPERTIES = "http://hl7.org/fhir/concept-properties#";

    private ConceptsJson() {}

    static void addTo(ObjectNode codeSystem, CodeSystemSource system) {
        ArrayNode declared = codeSystem.withArray("property");
        for (PropertyDeclaration property : system.properties()) {
            ObjectNode json = declared.addObject().put("code", property.code());
            property.uri().ifPresent(uri -> json.put("uri", uri));
            json.put("type", property.type());
        }
        declare(declared, system, "inactive", "boolean");
        if (system.hasHierarchy()) {
            codeSystem.put("hierarchyMeaning", "is-a");
            declare(declared, system, "parent", "code");
        }
        ArrayNode concepts = codeSystem.putArray("concept");
        for (int concept = 0; concept < system.conceptCount(); concept++) {
            add(concepts.addObject(), system, concept);
        }
    }

    private static void declare(ArrayNode declared, CodeSystemSource system, String name, String type) {
        boolean isThere = system.properties().stream()
                .anyMatch(property -> property.code().equals(name));
        if (!isThere) {
            declared.addObject().put("code", name).put("uri", PROPERTIES + name).put("type", type);
        }
    }

    private static void add(ObjectNode json, CodeSystemSource system, int concept) {
        json.put("code", system.code(concept));
        system.display(concept).ifPresent(display -> json.put("display", display));
        system.definition(concept).ifPresent(definition -> json.put("definition", definition));
        for (ConceptDesignation designation : system.designations(concept)) {
            ObjectNode inner = json.withArray("designation").addObject();
            designation.language().map(LanguageTag::text).ifPresent(tag -> inner.put("language", tag));
            designation.use().ifPresent(use -> inner.set("use", AnswerJson.coding(use)));
            inner.put("value", designation.value());
        }
        for (PropertyValue property : system.properties(concept)) {
            json.withArray("property")
                    .addObject()
                    .put("code", property.code())
                    .set(property.value().field(), property.value().json());
        }
        for (int parent : system.parents(concept)) {
            json.withArray("property").addObject().put("code", "parent").put("valueCode", system.code(parent));
        }
    }
}
