package vn.khop.server.codes;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.ConceptDesignation;
import vn.khop.terminology.resource.PropertyDeclaration;
import vn.khop.terminology.resource.PropertyValue;

/** A release as FHIR R4's CodeSystem with all its concepts, written as it is read: the same release with the same days gives the same bytes. */
public final class CodeSystemJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MEANINGS = "http://hl7.org/fhir/concept-properties#";
    private static final String PARENT = "parent";
    private static final String INACTIVE = "inactive";

    private CodeSystemJson() {}

    /** Writes it and leaves the stream open. */
    public static void write(Release release, CodeSystemSource source, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.getFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            for (Map.Entry<String, JsonNode> field : head(release, source).properties()) {
                json.writeObjectField(field.getKey(), field.getValue());
            }
            json.writeArrayFieldStart("concept");
            for (int concept = 0; concept < source.conceptCount(); concept++) {
                json.writeTree(concept(source, concept));
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static ObjectNode head(Release release, CodeSystemSource source) {
        ObjectNode head = source.header().json().deepCopy();
        head.put("title", release.about().name());
        source.header().language().ifPresent(language -> head.put("language", language.text()));
        release.about().decision().ifPresent(decision -> head.put("purpose", decision));
        release.about().licence().ifPresent(licence -> head.put("copyright", licence));
        head.put("content", source.content().code());
        ArrayNode properties = head.putArray("property");
        properties
                .addObject()
                .put("code", INACTIVE)
                .put("uri", MEANINGS + INACTIVE)
                .put("type", "boolean");
        if (source.hasHierarchy()) {
            head.put("hierarchyMeaning", source.isHierarchyOfKinds() ? "is-a" : "grouped-by");
            properties
                    .addObject()
                    .put("code", PARENT)
                    .put("uri", MEANINGS + PARENT)
                    .put("type", "code");
        }
        for (PropertyDeclaration property : source.properties()) {
            if (!isOurs(property.code())) {
                properties.addObject().put("code", property.code()).put("type", property.type());
            }
        }
        return head;
    }

    /** These two say where a code stands and whether it is to be used, whatever a list calls so. */
    private static boolean isOurs(String property) {
        return property.equals(PARENT) || property.equals(INACTIVE);
    }

    private static ObjectNode concept(CodeSystemSource source, int ordinal) {
        ObjectNode concept = JSON.createObjectNode();
        concept.put("code", source.code(ordinal));
        source.display(ordinal).ifPresent(display -> concept.put("display", display));
        for (ConceptDesignation name : source.designations(ordinal)) {
            ObjectNode designation = concept.withArray("designation").addObject();
            name.language().ifPresent(language -> designation.put("language", language.text()));
            name.use().ifPresent(use -> {
                ObjectNode kind = designation.putObject("use");
                use.system().ifPresent(system -> kind.put("system", system));
                use.code().ifPresent(code -> kind.put("code", code));
            });
            designation.put("value", name.value());
        }
        for (int parent : source.parents(ordinal)) {
            concept.withArray("property").addObject().put("code", PARENT).put("valueCode", source.code(parent));
        }
        for (PropertyValue property : source.properties(ordinal)) {
            if (!property.code().equals(PARENT)) {
                concept.withArray("property")
                        .addObject()
                        .put("code", property.code())
                        .set(property.value().field(), property.value().json());
            }
        }
        return concept;
    }
}
