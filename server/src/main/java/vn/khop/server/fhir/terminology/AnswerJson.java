package vn.khop.server.fhir.terminology;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import vn.khop.terminology.expand.Expansion;
import vn.khop.terminology.expand.Expansion.Entry;
import vn.khop.terminology.lookup.ConceptDetails;
import vn.khop.terminology.match.ConceptMatches;
import vn.khop.terminology.match.KnownProperty;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.question.ConceptNames.Name;
import vn.khop.terminology.question.Issue;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.resource.ConceptMapDefinition.Dependency;
import vn.khop.terminology.resource.DesignationUse;
import vn.khop.terminology.resource.Extension;
import vn.khop.terminology.resource.LanguageTag;
import vn.khop.terminology.resource.TypedValue;
import vn.khop.terminology.subsume.Closure;
import vn.khop.terminology.subsume.Subsumption;
import vn.khop.terminology.translate.Translation;
import vn.khop.terminology.validate.CodeAnswer;

/** Writes answers as FHIR's JSON. What R5 has and R4 has not is said in R4 by FHIR's own extensions for it. */
final class AnswerJson {
    static final String MESSAGE_ID = "http://hl7.org/fhir/StructureDefinition/operationoutcome-message-id";
    static final String ISSUE_TYPE = "http://hl7.org/fhir/tools/CodeSystem/tx-issue-type";
    private static final String OF_R5 = "http://hl7.org/fhir/5.0/StructureDefinition/extension-ValueSet.expansion.";
    private static final String UNCLOSED = "http://hl7.org/fhir/StructureDefinition/valueset-unclosed";
    private static final String VALUE_SET = "ValueSet";
    /** Parts of a value set's definition that an expansion leaves out unless they are wanted. */
    private static final Set<String> OF_DEFINITION =
            Set.of("purpose", "compose", "description", "contact", "copyright", "publisher", "extension", "contained");

    private static final Set<String> NEVER = Set.of("id", "meta", "text", "expansion", "resourceType");
    private static final Set<String> OF_DESIGNATION = Set.of(
            "http://hl7.org/fhir/StructureDefinition/coding-sctdescid",
            "http://hl7.org/fhir/StructureDefinition/rendering-style",
            "http://hl7.org/fhir/StructureDefinition/rendering-xhtml",
            Extension.STANDARDS_STATUS,
            "http://hl7.org/fhir/StructureDefinition/codesystem-alternate");

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final FhirRelease release;

    AnswerJson(FhirRelease release) {
        this.release = release;
    }

    static ObjectNode resource(String type) {
        return NODES.objectNode().put("resourceType", type);
    }

    static ObjectNode outcome(List<Issue> issues) {
        ObjectNode outcome = resource("OperationOutcome");
        ArrayNode list = outcome.putArray("issue");
        issues.forEach(issue -> list.add(issue(issue)));
        return outcome;
    }

    private static ObjectNode issue(Issue issue) {
        ObjectNode json = NODES.objectNode();
        issue.messageId()
                .ifPresent(id -> json.putArray("extension")
                        .addObject()
                        .put("url", MESSAGE_ID)
                        .put("valueString", id));
        json.put("severity", issue.severity().code());
        json.put("code", issue.type());
        ObjectNode details = json.putObject("details");
        issue.detail()
                .ifPresent(detail -> details.putArray("coding")
                        .addObject()
                        .put("system", ISSUE_TYPE)
                        .put("code", detail));
        details.put("text", issue.text());
        if (!issue.path().isEmpty()) {
            json.putArray("expression").add(issue.path());
        }
        return json;
    }

    /** A Parameters resource being written. */
    private static final class Parameters {
        final ObjectNode json = resource("Parameters");
        final ArrayNode list = json.putArray("parameter");

        void add(String name, TypedValue value) {
            list.addObject().put("name", name).set(value.field(), value.json());
        }

        void text(String name, String type, String value) {
            add(name, new TypedValue(type, TextNode.valueOf(value)));
        }

        ObjectNode parts(String name) {
            return list.addObject().put("name", name);
        }
    }

    private static void part(ArrayNode parts, String name, TypedValue value) {
        parts.addObject().put("name", name).set(value.field(), value.json());
    }

    ObjectNode validation(CodeAnswer answer) {
        Parameters json = new Parameters();
        json.add("result", TypedValue.bool(answer.result()));
        answer.system().ifPresent(system -> json.text("system", "Uri", system));
        answer.code().ifPresent(code -> json.text("code", "Code", code));
        answer.version().ifPresent(version -> json.text("version", "String", version));
        answer.display().ifPresent(display -> json.text("display", "String", display));
        answer.normalizedCode().ifPresent(code -> json.text("normalized-code", "Code", code));
        if (answer.isInactive()) {
            json.add("inactive", TypedValue.bool(true));
        }
        answer.status().ifPresent(status -> json.text("status", "Code", status));
        answer.unknownSystems()
                .forEach(system -> json.text(
                        answer.unknownSystemsOnlyCaused() ? "x-caused-by-unknown-system" : "x-unknown-system",
                        "Canonical",
                        system));
        answer.message().ifPresent(message -> json.text("message", "String", message));
        answer.codeableConcept()
                .ifPresent(concept -> json.add("codeableConcept", new TypedValue("CodeableConcept", concept)));
        if (!answer.issues().isEmpty()) {
            json.parts("issues").set("resource", outcome(answer.issues()));
        }
        return json.json;
    }

    ObjectNode lookup(ConceptDetails concept) {
        Parameters json = new Parameters();
        json.text(
                "name",
                "String",
                concept.system().header().name().orElse(concept.system().system()));
        json.text("code", "Code", concept.code());
        json.text("system", "Uri", concept.system().system());
        concept.system().header().version().ifPresent(version -> json.text("version", "String", version));
        json.text("display", "String", concept.display().orElse(concept.code()));
        concept.definition().ifPresent(definition -> json.text("definition", "String", definition));
        concept.isAbstract().ifPresent(isAbstract -> json.add("abstract", TypedValue.bool(isAbstract)));
        for (Name name : concept.designations()) {
            ArrayNode parts = json.parts("designation").putArray("part");
            name.language().map(LanguageTag::text).ifPresent(tag -> part(parts, "language", TypedValue.code(tag)));
            name.use().ifPresent(use -> part(parts, "use", new TypedValue("Coding", coding(use))));
            part(parts, "value", TypedValue.string(name.value()));
        }
        for (ConceptDetails.Property property : concept.properties()) {
            ArrayNode parts = json.parts("property").putArray("part");
            part(parts, "code", TypedValue.code(property.code()));
            part(parts, "value", property.value());
            property.description().ifPresent(text -> part(parts, "description", TypedValue.string(text)));
        }
        return json.json;
    }

    static ObjectNode coding(DesignationUse use) {
        ObjectNode json = NODES.objectNode();
        use.system().ifPresent(system -> json.put("system", system));
        use.code().ifPresent(code -> json.put("code", code));
        use.display().ifPresent(display -> json.put("display", display));
        return json;
    }

    private static TypedValue coding(Coding coding) {
        ObjectNode json = NODES.objectNode();
        coding.system().ifPresent(system -> json.put("system", system));
        coding.version().ifPresent(version -> json.put("version", version));
        coding.code().ifPresent(code -> json.put("code", code));
        coding.display().ifPresent(display -> json.put("display", display));
        return new TypedValue("Coding", json);
    }

    ObjectNode subsumption(Subsumption outcome) {
        Parameters json = new Parameters();
        json.text("outcome", "Code", outcome.code());
        return json.json;
    }

    ObjectNode matches(ConceptMatches found) {
        Parameters json = new Parameters();
        for (ConceptMatches.Match match : found.matches()) {
            ArrayNode parts = json.parts("match").putArray("part");
            part(parts, "code", coding(match.concept()));
            for (KnownProperty property : match.unmatched()) {
                ArrayNode inner = parts.addObject().put("name", "unmatched").putArray("part");
                part(inner, "code", TypedValue.code(property.code()));
                part(inner, "value", property.value());
            }
            match.comment().ifPresent(comment -> part(parts, "comment", TypedValue.string(comment)));
        }
        if (json.list.isEmpty()) {
            json.json.remove("parameter");
        }
        return json.json;
    }

    /** What a client gives back with its next question: another where another release would answer it. */
    static String versionOf(Closure closure) {
        return UUID.nameUUIDFromBytes(String.join(" ", closure.releases()).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** A ConceptMap from each concept to those above it. */
    ObjectNode closure(String name, String version, Closure closure, Instant now) {
        ObjectNode json = resource("ConceptMap")
                .put("version", version)
                .put("name", "Updates for Closure Table " + name)
                .put("status", "active")
                .put("experimental", true)
                .put("date", now.truncatedTo(ChronoUnit.MILLIS).toString());
        Map<String, ObjectNode> groups = new LinkedHashMap<>();
        Map<String, ArrayNode> targets = new HashMap<>();
        for (Closure.Relation relation : closure.relations()) {
            String canonical = relation.system().canonical();
            ObjectNode group = groups.computeIfAbsent(canonical, any -> sides(relation.system()));
            targets.computeIfAbsent(
                            canonical + "#" + relation.below(),
                            any -> group.withArray("element")
                                    .addObject()
                                    .put("code", relation.below())
                                    .putArray("target"))
                    .addObject()
                    .put("code", relation.above())
                    .put(
                            release == FhirRelease.R4 ? "equivalence" : "relationship",
                            release == FhirRelease.R4 ? "subsumes" : "source-is-narrower-than-target");
        }
        if (!groups.isEmpty()) {
            json.putArray("group").addAll(groups.values());
        }
        return json;
    }

    private ObjectNode sides(CodeSystemView system) {
        ObjectNode group = NODES.objectNode();
        if (release == FhirRelease.R4) {
            group.put("source", system.system());
            system.header().version().ifPresent(version -> group.put("sourceVersion", version));
            group.put("target", system.system());
            system.header().version().ifPresent(version -> group.put("targetVersion", version));
        } else {
            group.put("source", system.canonical()).put("target", system.canonical());
        }
        return group;
    }

    ObjectNode translation(Translation translation, boolean isReverse) {
        Parameters json = new Parameters();
        json.add("result", TypedValue.bool(translation.result()));
        translation.message().ifPresent(message -> json.text("message", "String", message));
        for (Translation.Match match : translation.matches()) {
            ArrayNode parts = json.parts("match").putArray("part");
            match.relationship().ifPresent(relationship -> {
                if (release == FhirRelease.R4) {
                    part(parts, "equivalence", TypedValue.code(relationship.equivalence()));
                } else {
                    part(parts, "relationship", TypedValue.code(relationship.relationship()));
                }
            });
            match.target().ifPresent(target -> part(parts, "concept", coding(target)));
            if (isReverse) {
                part(parts, "source", coding(match.source()));
            }
            match.sourceComment().ifPresent(comment -> part(parts, "sourceComment", TypedValue.string(comment)));
            match.targetComment().ifPresent(comment -> part(parts, "targetComment", TypedValue.string(comment)));
            addDependencies(parts, "dependsOn", match.dependsOn());
            addDependencies(parts, "product", match.products());
            part(parts, "originMap", new TypedValue("Canonical", TextNode.valueOf(match.originMap())));
        }
        translation.usedMaps().forEach(map -> json.text("used-conceptmap", "Uri", map));
        return json.json;
    }

    private void addDependencies(ArrayNode parts, String name, List<Dependency> dependencies) {
        for (Dependency dependency : dependencies) {
            ArrayNode inner = parts.addObject().put("name", name).putArray("part");
            if (release == FhirRelease.R4) {
                part(inner, "element", new TypedValue("Uri", TextNode.valueOf(dependency.property())));
                part(inner, "concept", dependency.value());
            } else {
                part(inner, "attribute", TypedValue.string(dependency.property()));
                part(inner, "value", dependency.value());
            }
        }
    }

    /**
     * A value set with its expansion.
     *
     * @param identifier of this very expansion
     */
    ObjectNode expansion(Expansion expansion, Instant now, UUID identifier) {
        ObjectNode json = resource(VALUE_SET);
        ObjectNode source = expansion.valueSet().header().json();
        source.fields().forEachRemaining(field -> {
            boolean isDefinition = OF_DEFINITION.contains(field.getKey());
            if (!NEVER.contains(field.getKey()) && (!isDefinition || expansion.includesDefinition())) {
                json.set(field.getKey(), field.getValue());
            }
        });
        json.set("expansion", expansion.listed().orElseGet(() -> expansionPart(expansion, now, identifier)));
        return json;
    }

    private JsonNode expansionPart(Expansion expansion, Instant now, UUID identifier) {
        ObjectNode json = NODES.objectNode();
        ArrayNode extensions = NODES.arrayNode();
        if (!expansion.unclosedReasons().isEmpty()) {
            extensions.addObject().put("url", UNCLOSED).put("valueBoolean", true);
            expansion
                    .unclosedReasons()
                    .forEach(reason -> extensions
                            .addObject()
                            .put("url", UNCLOSED + "-reason")
                            .put("valueString", reason));
        }
        ArrayNode properties = NODES.arrayNode();
        expansion.properties().forEach((code, uri) -> {
            if (release == FhirRelease.R4) {
                ArrayNode parts =
                        extensions.addObject().put("url", OF_R5 + "property").putArray("extension");
                parts.addObject().put("url", "code").put("valueCode", code);
                uri.ifPresent(meaning -> parts.addObject().put("url", "uri").put("valueUri", meaning));
            } else {
                ObjectNode property = properties.addObject().put("code", code);
                uri.ifPresent(meaning -> property.put("uri", meaning));
            }
        });
        if (!extensions.isEmpty()) {
            json.set("extension", extensions);
        }
        json.put("identifier", "urn:uuid:" + identifier);
        json.put("timestamp", now.truncatedTo(ChronoUnit.MILLIS).toString());
        json.put("total", expansion.total());
        expansion.offset().ifPresent(offset -> json.put("offset", offset));
        if (!expansion.parameters().isEmpty()) {
            ArrayNode parameters = json.putArray("parameter");
            expansion
                    .parameters()
                    .forEach(parameter -> parameters
                            .addObject()
                            .put("name", parameter.getKey())
                            .set(
                                    parameter.getValue().field(),
                                    parameter.getValue().json()));
        }
        if (!properties.isEmpty()) {
            json.set("property", properties);
        }
        addContains(json, expansion.contains());
        return json;
    }

    private void addContains(ObjectNode parent, List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        ArrayNode list = parent.putArray("contains");
        for (Entry entry : entries) {
            list.add(contains(entry));
        }
    }

    private ObjectNode contains(Entry entry) {
        ObjectNode json = NODES.objectNode();
        ArrayNode extensions = NODES.arrayNode();
        entry.extensions().forEach(extension -> extensions.add(extension.json()));
        if (release == FhirRelease.R4) {
            for (Map.Entry<String, TypedValue> property : entry.properties()) {
                ArrayNode parts = extensions
                        .addObject()
                        .put("url", OF_R5 + "contains.property")
                        .putArray("extension");
                parts.addObject().put("url", "code").put("valueCode", property.getKey());
                parts.addObject()
                        .put("url", "value[x]")
                        .set(property.getValue().field(), property.getValue().json());
            }
        }
        if (!extensions.isEmpty()) {
            json.set("extension", extensions);
        }
        json.put("system", entry.system());
        if (entry.isAbstract()) {
            json.put("abstract", true);
        }
        if (entry.isInactive()) {
            json.put("inactive", true);
        }
        entry.version().ifPresent(version -> json.put("version", version));
        json.put("code", entry.code());
        entry.display().ifPresent(display -> json.put("display", display));
        if (!entry.designations().isEmpty()) {
            ArrayNode designations = json.putArray("designation");
            entry.designations().forEach(name -> designations.add(designation(name)));
        }
        if (release == FhirRelease.R5 && !entry.properties().isEmpty()) {
            ArrayNode properties = json.putArray("property");
            entry.properties()
                    .forEach(property -> properties
                            .addObject()
                            .put("code", property.getKey())
                            .set(
                                    property.getValue().field(),
                                    property.getValue().json()));
        }
        addContains(json, entry.contains());
        return json;
    }

    private static ObjectNode designation(Name name) {
        ObjectNode json = NODES.objectNode();
        ArrayNode extensions = NODES.arrayNode();
        name.extensions().stream()
                .filter(extension -> OF_DESIGNATION.contains(extension.url()))
                .forEach(extension -> extensions.add(extension.json()));
        if (!extensions.isEmpty()) {
            json.set("extension", extensions);
        }
        name.language().map(LanguageTag::text).ifPresent(tag -> json.put("language", tag));
        name.use().ifPresent(use -> json.set("use", coding(use)));
        json.put("value", name.value());
        return json;
    }

    /** Several answers, one after another. */
    static ObjectNode batch(List<? extends JsonNode> answers) {
        Parameters json = new Parameters();
        answers.forEach(answer -> json.parts("validation").set("resource", answer));
        return json.json;
    }

    static Optional<String> text(ObjectNode json, String field) {
        return Optional.of(json.path(field).asText("")).filter(text -> !text.isEmpty());
    }
}
