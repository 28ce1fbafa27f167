package vn.khop.server.mapping;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import vn.khop.server.mapping.MappingDecision.Kind;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.suggest.LocalList;

/** A list as FHIR R4's ConceptMap; each mapping tells who decided, who reviewed, when and how. */
final class ConceptMapJson {
    static final String PROVENANCE = "https://khop.vn/fhir/StructureDefinition/mapping-provenance";

    private static final ObjectMapper JSON = new ObjectMapper();

    private ConceptMapJson() {}

    /** @param review the same by another person */
    record Mapped(LocalList.Row row, MappingDecision decision, MappingDecision review) {}

    static String write(MappingList list, MappingRelease release, List<Mapped> rows, String id) {
        ObjectNode map = JSON.createObjectNode();
        map.put("resourceType", "ConceptMap");
        map.put("id", id);
        map.put("url", list.url());
        map.put("version", release.version());
        map.put("title", list.name());
        map.put("status", "active");
        map.put("date", QuestionDate.dayAt(release.at()).toString());
        map.put("sourceUri", list.sourceSystem() + "?fhir_vs");
        map.put("targetUri", list.targetSystem() + "?fhir_vs");
        ObjectNode group = map.putArray("group").addObject();
        group.put("source", list.sourceSystem());
        group.put("target", list.targetSystem());
        group.put("targetVersion", list.targetVersion());
        ArrayNode elements = group.putArray("element");
        for (Mapped mapped : rows) {
            ObjectNode element = elements.addObject();
            element.put("code", mapped.row().row().code());
            element.put("display", mapped.row().row().name());
            ArrayNode targets = element.putArray("target");
            MappingDecision decision = mapped.decision();
            if (decision.kind() == Kind.NO_MAP) {
                said(targets.addObject(), mapped).put("equivalence", "unmatched");
            }
            for (MappingTarget meant : decision.targets()) {
                ObjectNode target = said(targets.addObject(), mapped);
                target.put("code", meant.code());
                target.put("display", meant.display());
                target.put("equivalence", meant.relation().r4());
                for (MappingTarget.Condition condition : meant.dependsOn()) {
                    target.withArray("dependsOn")
                            .addObject()
                            .put("property", condition.property())
                            .put("value", condition.value());
                }
            }
        }
        return map.toString();
    }

    /** What is said of each target of the row alike. */
    private static ObjectNode said(ObjectNode target, Mapped mapped) {
        provenance(target.putArray("extension").addObject(), mapped);
        String note = mapped.decision().note();
        return note.isEmpty() ? target : target.put("comment", note);
    }

    private static void provenance(ObjectNode extension, Mapped mapped) {
        extension.put("url", PROVENANCE);
        ArrayNode parts = extension.putArray("extension");
        part(parts, "decidedBy", "valueString", mapped.decision().by());
        part(parts, "decidedAt", "valueDateTime", mapped.decision().at().toString());
        part(parts, "origin", "valueCode", mapped.decision().origin().name().toLowerCase(Locale.ROOT));
        mapped.decision()
                .probability()
                .ifPresent(probability -> parts.addObject()
                        .put("url", "probability")
                        .put("valueDecimal", Math.round(probability * 1e4) / 1e4));
        part(parts, "reviewedBy", "valueString", mapped.review().by());
        part(parts, "reviewedAt", "valueDateTime", mapped.review().at().toString());
    }

    private static void part(ArrayNode parts, String name, String type, String value) {
        parts.addObject().put("url", name).put(type, value);
    }
}
