package vn.khop.terminology.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.CodeSystemSource.Content;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.resource.ConceptDesignation;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.ConceptMapDefinition.Dependency;
import vn.khop.terminology.resource.ConceptMapDefinition.Element;
import vn.khop.terminology.resource.ConceptMapDefinition.Group;
import vn.khop.terminology.resource.ConceptMapDefinition.Relationship;
import vn.khop.terminology.resource.ConceptMapDefinition.Target;
import vn.khop.terminology.resource.ConceptMapDefinition.Unmapped;
import vn.khop.terminology.resource.DefinedCodeSystem;
import vn.khop.terminology.resource.DefinedCodeSystem.DefinedConcept;
import vn.khop.terminology.resource.DesignationUse;
import vn.khop.terminology.resource.Effort;
import vn.khop.terminology.resource.Extension;
import vn.khop.terminology.resource.Header;
import vn.khop.terminology.resource.LanguageTag;
import vn.khop.terminology.resource.PropertyDeclaration;
import vn.khop.terminology.resource.PropertyValue;
import vn.khop.terminology.resource.ResourceVersion.Algorithm;
import vn.khop.terminology.resource.Standings.Reach;
import vn.khop.terminology.resource.TypedValue;
import vn.khop.terminology.resource.ValueSetDefinition;
import vn.khop.terminology.resource.ValueSetDefinition.Compose;
import vn.khop.terminology.resource.ValueSetDefinition.ConceptFilter;
import vn.khop.terminology.resource.ValueSetDefinition.ConceptReference;
import vn.khop.terminology.resource.ValueSetDefinition.ConceptSet;

/**
 * Reads FHIR's JSON of CodeSystem, ValueSet and ConceptMap, in R4 or R5: the two differ in names that never clash, so each is read where
 * it is found. What changes a resource's meaning and is not understood (modifier extensions, implicit rules) is refused.
 */
public final class FhirResources {
    private static final String EXPANSION_PARAMETER =
            "http://hl7.org/fhir/StructureDefinition/valueset-expansion-parameter";
    private static final String EXPANSION_PARAMETER_OF_TOOLS =
            "http://hl7.org/fhir/tools/StructureDefinition/valueset-expansion-parameter";
    private static final String VERSION_ALGORITHM = "versionAlgorithm";
    /** What R6 has as a field. */
    private static final String ELEMENT_COMMENT =
            "http://hl7.org/fhir/6.0/StructureDefinition/extension-ConceptMap.group.element.comment";

    private static final String PARENT = "http://hl7.org/fhir/concept-properties#parent";
    private static final String CHILD = "http://hl7.org/fhir/concept-properties#child";

    /** Reading one takes as long as looking at a few. */
    private static final int STEPS_A_CONCEPT = 4;

    private FhirResources() {}

    /**
     * Reads a code system or a supplement.
     *
     * @throws ResourceRejected if it is something else or not whole
     */
    public static DefinedCodeSystem codeSystem(ObjectNode json) {
        return codeSystem(json, Effort.UNCOUNTED);
    }

    /**
     * The same.
     *
     * @param effort is told of each concept, and may end the reading
     */
    public static DefinedCodeSystem codeSystem(ObjectNode json, Effort effort) {
        Header header = header(json, "CodeSystem");
        Content content = text(json, "content")
                .map(code -> Content.named(code)
                        .orElseThrow(() -> new ResourceRejected(
                                "CodeSystem.content", "content '" + code + "' of a CodeSystem is not known")))
                .orElse(Content.COMPLETE);
        List<PropertyDeclaration> properties = new ArrayList<>();
        Map<String, Optional<String>> uris = new HashMap<>();
        for (JsonNode property : json.path("property")) {
            String code = required(property, "code", "CodeSystem.property");
            properties.add(new PropertyDeclaration(
                    code, text(property, "uri"), text(property, "type").orElse("code")));
            uris.put(code, text(property, "uri"));
        }
        List<DefinedConcept> concepts = new ArrayList<>();
        Map<String, List<String>> childrenOf = new HashMap<>();
        readConcepts(json.path("concept"), Optional.empty(), uris, concepts, childrenOf, effort);
        return new DefinedCodeSystem(
                header,
                new DefinedCodeSystem.Traits(
                        content,
                        json.path("caseSensitive").asBoolean(false),
                        json.path("versionNeeded").asBoolean(false),
                        text(json, "hierarchyMeaning").map("is-a"::equals).orElse(true),
                        text(json, "valueSet"),
                        text(json, "supplements").map(Canonical::parse),
                        properties),
                childrenOf.isEmpty() ? concepts : withParentsOf(concepts, childrenOf),
                effort);
    }

    private static void readConcepts(
            JsonNode list,
            Optional<String> parent,
            Map<String, Optional<String>> uris,
            List<DefinedConcept> concepts,
            Map<String, List<String>> childrenOf,
            Effort effort) {
        for (JsonNode concept : list) {
            effort.spend(STEPS_A_CONCEPT
                    + concept.path("property").size()
                    + concept.path("designation").size());
            checkNoModifier(concept, "CodeSystem.concept");
            String code = required(concept, "code", "CodeSystem.concept");
            List<String> parents = parent.map(List::of).orElse(List.of());
            List<PropertyValue> properties = List.of();
            if (concept.has("property")) {
                parents = new ArrayList<>(parents);
                properties = new ArrayList<>();
                readProperties(code, concept.path("property"), uris, properties, parents, childrenOf);
            }
            concepts.add(new DefinedConcept(
                    code,
                    text(concept, "display"),
                    text(concept, "definition"),
                    designations(concept),
                    properties,
                    extensions(concept),
                    parents));
            readConcepts(concept.path("concept"), Optional.of(code), uris, concepts, childrenOf, effort);
        }
    }

    private static void readProperties(
            String code,
            JsonNode list,
            Map<String, Optional<String>> uris,
            List<PropertyValue> properties,
            List<String> parents,
            Map<String, List<String>> childrenOf) {
        for (JsonNode property : list) {
            String name = required(property, "code", "CodeSystem.concept.property");
            Optional<String> uri = uris.getOrDefault(name, Optional.empty());
            Optional<TypedValue> value = TypedValue.in(property);
            if (value.isPresent()) {
                properties.add(new PropertyValue(name, uri, value.get()));
                if (isRelation(name, uri, "parent", PARENT)) {
                    parents.add(value.get().text());
                } else if (isRelation(name, uri, "child", CHILD)) {
                    childrenOf
                            .computeIfAbsent(value.get().text(), any -> new ArrayList<>())
                            .add(code);
                }
            }
        }
    }

    private static boolean isRelation(String name, Optional<String> uri, String code, String meaning) {
        return uri.map(meaning::equals).orElse(name.equals(code));
    }

    private static List<DefinedConcept> withParentsOf(
            List<DefinedConcept> concepts, Map<String, List<String>> parentsByChild) {
        return concepts.stream()
                .map(concept -> {
                    List<String> parents = new ArrayList<>(concept.parents());
                    parents.addAll(parentsByChild.getOrDefault(concept.code(), List.of()));
                    return new DefinedConcept(
                            concept.code(),
                            concept.display(),
                            concept.definition(),
                            concept.designations(),
                            concept.properties(),
                            concept.extensions(),
                            parents);
                })
                .toList();
    }

    private static List<ConceptDesignation> designations(JsonNode concept) {
        JsonNode list = concept.path("designation");
        if (list.isEmpty()) {
            return List.of();
        }
        List<ConceptDesignation> found = new ArrayList<>(list.size());
        for (JsonNode designation : list) {
            JsonNode use = designation.path("use");
            found.add(new ConceptDesignation(
                    text(designation, "language").flatMap(LanguageTag::parse),
                    use.isObject()
                            ? Optional.of(
                                    new DesignationUse(text(use, "system"), text(use, "code"), text(use, "display")))
                            : Optional.empty(),
                    designation.path("value").asText("").strip(),
                    extensions(designation)));
        }
        return found;
    }

    /**
     * Reads a value set.
     *
     * @throws ResourceRejected if it is something else or not whole
     */
    public static ValueSetDefinition valueSet(ObjectNode json) {
        return valueSet(json, Effort.UNCOUNTED);
    }

    /**
     * The same.
     *
     * @param effort is told of each part, and may end the reading
     */
    public static ValueSetDefinition valueSet(ObjectNode json, Effort effort) {
        return valueSet(json, true, effort);
    }

    private static ValueSetDefinition valueSet(ObjectNode json, boolean mayContain, Effort effort) {
        Header header = header(json, "ValueSet");
        Map<String, ValueSetDefinition> contained = new HashMap<>();
        for (JsonNode inner : json.path("contained")) {
            if (!mayContain
                    || !(inner instanceof ObjectNode valueSet)
                    || !type(inner).equals("ValueSet")) {
                throw new ResourceRejected(
                        "ValueSet.contained",
                        header.canonical() + " contains a " + type(inner)
                                + "; only value sets inside a value set are understood");
            }
            ValueSetDefinition read = valueSet(valueSet, false, effort);
            read.header().id().ifPresent(id -> contained.put(id, read));
        }
        JsonNode compose = json.path("compose");
        JsonNode expansion = json.path("expansion");
        return new ValueSetDefinition(
                header,
                compose.isObject() ? Optional.of(compose(compose, effort)) : Optional.empty(),
                expansion.isObject() ? Optional.of(expansion) : Optional.empty(),
                contained,
                supplements(header.extensions()));
    }

    private static List<Canonical> supplements(List<Extension> extensions) {
        return extensions.stream()
                .filter(extension -> extension.url().equals(Extension.SUPPLEMENT))
                .flatMap(extension -> extension.value().stream())
                .map(value -> Canonical.parse(value.text()))
                .toList();
    }

    private static Compose compose(JsonNode compose, Effort effort) {
        checkNoModifier(compose, "ValueSet.compose");
        List<Map.Entry<String, TypedValue>> parameters = new ArrayList<>();
        for (Extension extension : extensions(compose)) {
            if (extension.url().equals(EXPANSION_PARAMETER) || extension.url().equals(EXPANSION_PARAMETER_OF_TOOLS)) {
                extension
                        .part("name")
                        .ifPresent(name -> extension
                                .part("value")
                                .ifPresent(value -> parameters.add(Map.entry(name.text(), value))));
            }
        }
        for (JsonNode property : compose.path("property")) {
            parameters.add(Map.entry("property", TypedValue.code(property.asText())));
        }
        return new Compose(
                conceptSets(compose.path("include"), "ValueSet.compose.include", effort),
                conceptSets(compose.path("exclude"), "ValueSet.compose.exclude", effort),
                compose.has("inactive") ? Optional.of(compose.path("inactive").asBoolean()) : Optional.empty(),
                compose.has("lockedDate"),
                parameters);
    }

    private static List<ConceptSet> conceptSets(JsonNode list, String path, Effort effort) {
        List<ConceptSet> sets = new ArrayList<>();
        for (JsonNode set : list) {
            effort.spend(STEPS_A_CONCEPT + set.path("filter").size());
            checkNoModifier(set, path);
            List<ConceptReference> concepts = new ArrayList<>();
            for (JsonNode concept : set.path("concept")) {
                effort.spend(STEPS_A_CONCEPT);
                checkNoModifier(concept, path + ".concept");
                concepts.add(new ConceptReference(
                        required(concept, "code", path + ".concept"),
                        text(concept, "display"),
                        designations(concept),
                        extensions(concept)));
            }
            List<ConceptFilter> filters = new ArrayList<>();
            for (JsonNode filter : set.path("filter")) {
                checkNoModifier(filter, path + ".filter");
                filters.add(new ConceptFilter(
                        required(filter, "property", path + ".filter"),
                        operator(filter, path + ".filter"),
                        text(filter, "value")));
            }
            List<String> valueSets = new ArrayList<>();
            set.path("valueSet").forEach(valueSet -> valueSets.add(valueSet.asText()));
            checkIsOfSomething(set, path);
            sets.add(new ConceptSet(
                    text(set, "system"),
                    text(set, "version"),
                    concepts,
                    filters,
                    valueSets,
                    supplements(extensions(set))));
        }
        return sets;
    }

    /** Source: FHIR, invariants vsd-1 and vsd-2. A set of nothing in particular would have every code. */
    private static void checkIsOfSomething(JsonNode set, String path) {
        if (text(set, "system").isPresent()) {
            return;
        }
        if (!set.path("concept").isEmpty() || !set.path("filter").isEmpty()) {
            throw new ResourceRejected(
                    path + ".system",
                    path + " has concepts or filters and no system: say of which code system they are");
        }
        if (set.path("valueSet").isEmpty()) {
            throw new ResourceRejected(
                    path, path + " has neither a system nor a valueSet: say what it takes its codes from");
        }
    }

    /** R4 has fewer operators; those of R5 come to it in an extension. */
    private static String operator(JsonNode filter, String path) {
        return text(filter, "op")
                .or(() -> extensions(filter.path("_op")).stream()
                        .flatMap(extension -> extension.value().stream())
                        .map(TypedValue::text)
                        .findFirst())
                .orElseThrow(() -> new ResourceRejected(path + ".op", path + " has no op"));
    }

    /**
     * Reads a concept map.
     *
     * @throws ResourceRejected if it is something else or not whole
     */
    public static ConceptMapDefinition conceptMap(ObjectNode json) {
        return conceptMap(json, Effort.UNCOUNTED);
    }

    /**
     * The same.
     *
     * @param effort is told of each mapping, and may end the reading
     */
    public static ConceptMapDefinition conceptMap(ObjectNode json, Effort effort) {
        List<Group> groups = new ArrayList<>();
        for (JsonNode group : json.path("group")) {
            checkNoModifier(group, "ConceptMap.group");
            List<Element> elements = new ArrayList<>();
            for (JsonNode element : group.path("element")) {
                checkNoModifier(element, "ConceptMap.group.element");
                effort.spend(STEPS_A_CONCEPT + element.path("target").size());
                elements.add(element(element));
            }
            groups.add(new Group(
                    side(group, "source"), side(group, "target"), elements, unmapped(group.path("unmapped"))));
        }
        return new ConceptMapDefinition(
                header(json, "ConceptMap"),
                firstText(json, "sourceScopeUri", "sourceScopeCanonical", "sourceUri", "sourceCanonical"),
                firstText(json, "targetScopeUri", "targetScopeCanonical", "targetUri", "targetCanonical"),
                groups);
    }

    private static Optional<Canonical> side(JsonNode group, String side) {
        return text(group, side).map(url -> {
            Canonical canonical = Canonical.parse(url);
            return text(group, side + "Version")
                    .map(version -> Canonical.of(canonical.url(), version))
                    .orElse(canonical);
        });
    }

    private static Element element(JsonNode element) {
        List<Target> targets = new ArrayList<>();
        boolean hasNoMap = element.path("noMap").asBoolean(false);
        for (JsonNode target : element.path("target")) {
            checkNoModifier(target, "ConceptMap.group.element.target");
            Relationship relationship = relationship(target);
            Optional<String> code = text(target, "code");
            Optional<String> valueSet = text(target, "valueSet");
            if (code.isEmpty() && valueSet.isEmpty()) {
                // R4 says "no map" by a target without a code.
                hasNoMap = true;
                continue;
            }
            targets.add(new Target(
                    code.orElse(""),
                    valueSet,
                    text(target, "display"),
                    relationship,
                    text(target, "comment"),
                    dependencies(target.path("dependsOn")),
                    dependencies(target.path("product"))));
        }
        Optional<String> valueSet = text(element, "valueSet");
        return new Element(
                valueSet.isPresent() ? "" : required(element, "code", "ConceptMap.group.element"),
                valueSet,
                text(element, "display"),
                hasNoMap,
                text(element, "comment").or(() -> Extension.text(extensions(element), ELEMENT_COMMENT)),
                targets);
    }

    private static Relationship relationship(JsonNode target) {
        Optional<String> relationship = text(target, "relationship");
        Optional<String> equivalence = text(target, "equivalence");
        return relationship
                .map(code -> Relationship.ofRelationship(known(code, Relationship.RELATIONSHIPS, "relationship")))
                .or(() -> equivalence.map(
                        code -> Relationship.ofEquivalence(known(code, Relationship.EQUIVALENCES, "equivalence"))))
                .orElseGet(() -> Relationship.ofRelationship("related-to"));
    }

    private static String known(String code, List<String> codes, String field) {
        if (!codes.contains(code)) {
            throw new ResourceRejected(
                    "ConceptMap.group.element.target." + field,
                    field + " '" + code + "' of a target is not known, expected one of " + String.join(", ", codes));
        }
        return code;
    }

    private static List<Dependency> dependencies(JsonNode list) {
        List<Dependency> found = new ArrayList<>();
        for (JsonNode dependency : list) {
            String property = firstText(dependency, "attribute", "property").orElse("");
            if (dependency.path("value").isTextual()) {
                String value = dependency.path("value").asText();
                found.add(new Dependency(
                        property,
                        text(dependency, "system")
                                .map(system ->
                                        codingValue(dependency, Coding.of(system, value), text(dependency, "display")))
                                .orElseGet(() -> TypedValue.string(value))));
            } else {
                TypedValue.in(dependency).ifPresent(value -> found.add(new Dependency(property, value)));
            }
        }
        return found;
    }

    private static TypedValue codingValue(JsonNode near, Coding coding, Optional<String> display) {
        ObjectNode json = ((ObjectNode) near).objectNode();
        coding.system().ifPresent(system -> json.put("system", system));
        coding.code().ifPresent(code -> json.put("code", code));
        display.ifPresent(text -> json.put("display", text));
        return new TypedValue("Coding", json);
    }

    private static Optional<Unmapped> unmapped(JsonNode unmapped) {
        if (!unmapped.isObject()) {
            return Optional.empty();
        }
        String mode = required(unmapped, "mode", "ConceptMap.group.unmapped");
        Unmapped.Mode read = switch (mode) {
            case "use-source-code", "provided" -> Unmapped.Mode.USE_SOURCE_CODE;
            case "fixed" -> Unmapped.Mode.FIXED;
            case "other-map" -> Unmapped.Mode.OTHER_MAP;
            default ->
                throw new ResourceRejected(
                        "ConceptMap.group.unmapped.mode", "mode '" + mode + "' of unmapped is not known");
        };
        boolean isWhole = switch (read) {
            case USE_SOURCE_CODE -> true;
            case FIXED ->
                text(unmapped, "code").or(() -> text(unmapped, "valueSet")).isPresent();
            case OTHER_MAP -> firstText(unmapped, "otherMap", "url").isPresent();
        };
        if (!isWhole) {
            throw new ResourceRejected(
                    "ConceptMap.group.unmapped",
                    "unmapped of mode '" + mode + "' says no " + (read == Unmapped.Mode.FIXED ? "code" : "map")
                            + " to go to");
        }
        return Optional.of(new Unmapped(
                read,
                text(unmapped, "code"),
                text(unmapped, "display"),
                text(unmapped, "valueSet"),
                firstText(unmapped, "otherMap", "url"),
                text(unmapped, "relationship").map(Relationship::ofRelationship)));
    }

    private static Header header(ObjectNode json, String type) {
        if (!type(json).equals(type)) {
            throw new ResourceRejected(type, "found a " + type(json) + ", expected a " + type);
        }
        checkNoModifier(json, type);
        if (json.has("implicitRules")) {
            throw new ResourceRejected(
                    type + ".implicitRules",
                    "the resource says that it follows the implicit rules " + json.path("implicitRules")
                            + ", which are not understood");
        }
        List<Extension> extensions = extensions(json);
        return new Header(
                type,
                text(json, "id"),
                text(json, "url"),
                text(json, "version"),
                text(json, "name"),
                text(json, "title"),
                text(json, "status"),
                text(json, "date"),
                text(json, "language").flatMap(LanguageTag::parse),
                json.path("experimental").asBoolean(false),
                text(json, VERSION_ALGORITHM + "String")
                        .or(() -> text(json.path(VERSION_ALGORITHM + "Coding"), "code"))
                        .or(() -> extensions.stream()
                                .filter(extension -> extension.url().contains(VERSION_ALGORITHM))
                                .flatMap(extension -> extension.value().stream())
                                .map(TypedValue::text)
                                .findFirst())
                        .flatMap(Algorithm::named),
                period(json, type, extensions),
                Reach.OF_ITS_DAYS,
                extensions,
                json);
    }

    /** The days on which a resource applies: R5's field, or the extension that R4 has for it. */
    private static EffectivePeriod period(ObjectNode json, String type, List<Extension> extensions) {
        JsonNode period = json.path("effectivePeriod");
        if (period.isMissingNode()) {
            period = Extension.value(extensions, Extension.EFFECTIVE_PERIOD)
                    .map(TypedValue::json)
                    .orElse(period);
        }
        Optional<LocalDate> start = day(period, "start", type).map(QuestionDate::first);
        Optional<LocalDate> end = day(period, "end", type).map(QuestionDate::last);
        if (start.isPresent() && end.isPresent() && end.get().isBefore(start.get())) {
            throw new ResourceRejected(
                    type + ".effectivePeriod", "the effective period ends on " + end.get() + ", before it starts");
        }
        return new EffectivePeriod(start, end.map(last -> last.plusDays(1)));
    }

    private static Optional<QuestionDate> day(JsonNode period, String field, String type) {
        return text(period, field)
                .map(text -> QuestionDate.parse(text)
                        .orElseThrow(() -> new ResourceRejected(
                                type + ".effectivePeriod." + field,
                                "'" + text + "' is no date, expected one such as 2026-07-01")));
    }

    private static String type(JsonNode json) {
        return json.path("resourceType").asText("resource of no type");
    }

    private static void checkNoModifier(JsonNode element, String path) {
        JsonNode modifier = element.path("modifierExtension");
        if (!modifier.isEmpty()) {
            throw new ResourceRejected(
                    path,
                    path + " carries the modifier extension "
                            + modifier.path(0).path("url").asText() + ", which is not understood");
        }
    }

    private static List<Extension> extensions(JsonNode element) {
        JsonNode list = element.path("extension");
        if (list.isEmpty()) {
            return List.of();
        }
        List<Extension> found = new ArrayList<>(list.size());
        for (JsonNode extension : list) {
            found.add(new Extension(extension.path("url").asText(""), extension));
        }
        return found;
    }

    private static Optional<String> text(JsonNode element, String field) {
        JsonNode value = element.path(field);
        return value.isValueNode() && !value.isNull() && !value.asText().isEmpty()
                ? Optional.of(value.asText())
                : Optional.empty();
    }

    private static Optional<String> firstText(JsonNode element, String... fields) {
        for (String field : fields) {
            Optional<String> found = text(element, field);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static String required(JsonNode element, String field, String path) {
        return text(element, field)
                .orElseThrow(() -> new ResourceRejected(path + "." + field, path + " has no " + field));
    }
}
