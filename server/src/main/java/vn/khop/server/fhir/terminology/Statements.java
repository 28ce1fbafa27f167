package vn.khop.server.fhir.terminology;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.khop.terminology.filter.FilterSelection;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.PropertyDeclaration;
import vn.khop.terminology.resource.ResourceSpace;

/** What a terminology server says of itself: its CapabilityStatement and its TerminologyCapabilities. */
public final class Statements {
    /** The definition of what a terminology server must do. */
    public static final String TERMINOLOGY_SERVER = "http://hl7.org/fhir/CapabilityStatement/terminology-server";

    public static final String FEATURE = "http://hl7.org/fhir/uv/application-feature/StructureDefinition/feature";
    /** The version of HL7's terminology ecosystem tests that the server was made against. */
    public static final String TESTS_FEATURE = "http://hl7.org/fhir/uv/tx-tests/FeatureDefinition/test-version";

    public static final String TESTS_VERSION = "1.9.1";
    public static final String CODE_SYSTEM_FEATURE =
            "http://hl7.org/fhir/uv/tx-ecosystem/FeatureDefinition/CodeSystemAsParameter";
    /** The day from which this release is: the versions of a snapshot share it. */
    public static final String RELEASED = "2026-01-01";

    private static final List<String> EXPANSION_PARAMETERS = List.of(
            "activeOnly",
            "cache-id",
            "check-system-version",
            "check-valueset-version",
            "count",
            "date",
            "default-valueset-version",
            "designation",
            "displayLanguage",
            "exclude-system",
            "excludeNested",
            "excludeNotForUI",
            "filter",
            "force-system-version",
            "force-valueset-version",
            "includeDefinition",
            "includeDesignations",
            "offset",
            "property",
            "system-version",
            "tx-resource",
            "url",
            "useSupplement",
            "valueSet",
            "valueSetVersion",
            "versionsMatch");
    /** Operators of R5 that R4's value set of them does not have. */
    private static final Set<String> OPERATORS_SINCE_R5 = Set.of("child-of", "descendent-leaf");

    private static final String BASE = "https://khop.vn/fhir/";
    private static final String NAME = "Khop";
    private static final String TITLE = "Khớp";
    private static final String ACTIVE = "active";

    private final FhirRelease release;

    Statements(FhirRelease release) {
        this.release = release;
    }

    private ObjectNode statement(String type) {
        ObjectNode json = AnswerJson.resource(type);
        json.put("url", BASE + type + "/" + release.label());
        json.put("version", softwareVersion());
        json.put("name", NAME).put("title", TITLE).put("status", ACTIVE).put("date", RELEASED);
        json.put("kind", "instance");
        return json;
    }

    /** The version of this build. */
    public static String softwareVersion() {
        String built = Statements.class.getPackage().getImplementationVersion();
        return built == null ? "development" : built;
    }

    /** For a face on which codes are all there is. */
    ObjectNode capabilityStatement(String base) {
        ObjectNode json = statement("CapabilityStatement");
        ArrayNode features = json.putArray("extension");
        addFeature(features, TESTS_FEATURE).put("valueCode", TESTS_VERSION);
        addFeature(features, CODE_SYSTEM_FEATURE).put("valueBoolean", true);
        json.putArray("instantiates").add(TERMINOLOGY_SERVER);
        json.putObject("software")
                .put("name", TITLE)
                .put("version", softwareVersion())
                .put("releaseDate", RELEASED);
        json.putObject("implementation").put("description", TITLE).put("url", base);
        json.put("fhirVersion", release.version());
        json.putArray("format").add("application/fhir+json").add("application/fhir+xml");
        ObjectNode rest = json.putArray("rest").addObject().put("mode", "server");
        rest.putObject("security")
                .putArray("service")
                .addObject()
                .putArray("coding")
                .addObject()
                .put("system", "http://terminology.hl7.org/CodeSystem/restful-security-service")
                .put("code", "OAuth");
        Map<String, ArrayNode> operations = new LinkedHashMap<>();
        ArrayNode resources = rest.putArray("resource");
        for (CodeOperation operation : CodeOperation.values()) {
            if (operation == CodeOperation.CLOSURE) {
                continue;
            }
            operations
                    .computeIfAbsent(operation.type(), type -> {
                        ObjectNode resource = resources.addObject().put("type", type);
                        ArrayNode interactions = resource.putArray("interaction");
                        interactions.addObject().put("code", "read");
                        interactions.addObject().put("code", "search-type");
                        ArrayNode searched = resource.putArray("searchParam");
                        KnownResources.PARAMETERS.forEach((name, kind) ->
                                searched.addObject().put("name", name).put("type", kind));
                        KnownResources.PARAMETERS_OF_TYPE
                                .getOrDefault(type, Map.of())
                                .forEach((name, kind) ->
                                        searched.addObject().put("name", name).put("type", kind));
                        return resource.putArray("operation");
                    })
                    .addObject()
                    .put("name", operation.operation())
                    .put("definition", operation.definition());
        }
        ArrayNode ofSystem = rest.putArray("operation");
        ofSystem.addObject()
                .put("name", CodeOperation.CLOSURE.operation())
                .put("definition", CodeOperation.CLOSURE.definition());
        ofSystem.addObject()
                .put("name", "versions")
                .put("definition", "http://hl7.org/fhir/OperationDefinition/CapabilityStatement-versions");
        return json;
    }

    private static ObjectNode addFeature(ArrayNode features, String definition) {
        ArrayNode parts = features.addObject().put("url", FEATURE).putArray("extension");
        parts.addObject().put("url", "definition").put("valueCanonical", definition);
        return parts.addObject().put("url", "value");
    }

    /** @param base the URL of the face */
    ObjectNode terminologyCapabilities(ResourceSpace space, String base) {
        ObjectNode json = statement("TerminologyCapabilities");
        json.putObject("software").put("name", TITLE).put("version", softwareVersion());
        json.putObject("implementation").put("description", TITLE).put("url", base);
        json.put("lockedDate", false);
        ArrayNode systems = json.putArray("codeSystem");
        Map<String, ArrayNode> versions = new LinkedHashMap<>();
        for (CodeSystemSource system : space.codeSystems()) {
            system.header().url().ifPresent(url -> {
                ArrayNode list = versions.computeIfAbsent(url, any -> {
                    ObjectNode entry = systems.addObject().put("uri", url);
                    if (release == FhirRelease.R5) {
                        entry.put("content", system.content().code());
                    }
                    entry.put("subsumption", system.hasHierarchy() && system.isHierarchyOfKinds());
                    return entry.putArray("version");
                });
                system.header()
                        .version()
                        .ifPresent(version -> describe(
                                list.addObject().put("code", version).put("isDefault", isDefault(space, system)),
                                system));
            });
        }
        versions.forEach((url, list) -> {
            if (list.isEmpty()) {
                systems.forEach(entry -> {
                    if (entry.path("uri").asText().equals(url)) {
                        ((ObjectNode) entry).remove("version");
                    }
                });
            }
        });
        if (systems.isEmpty()) {
            json.remove("codeSystem");
        }
        ObjectNode expansion = json.putObject("expansion");
        expansion.put("hierarchical", true).put("paging", true).put("incomplete", false);
        ArrayNode parameters = expansion.putArray("parameter");
        EXPANSION_PARAMETERS.forEach(name -> parameters.addObject().put("name", name));
        expansion.put(
                "textFilter",
                "words of any name or the code, with or without tone marks, the last word by its beginning");
        json.putObject("validateCode").put("translations", true);
        json.putObject("translation").put("needsMap", false);
        json.putObject("closure").put("translation", false);
        return json;
    }

    /** What can be asked of one version: no code system here has a grammar. Languages are left out, since clients read them by a list without Vietnamese. */
    private void describe(ObjectNode version, CodeSystemSource system) {
        version.put("compositional", false);
        ArrayNode filters = version.putArray("filter");
        ArrayNode ofCodes = filters.addObject().put("code", "concept").putArray("op");
        FilterSelection.operatorsOnCodes(system).stream()
                .filter(op -> release == FhirRelease.R5 || !OPERATORS_SINCE_R5.contains(op))
                .forEach(ofCodes::add);
        for (PropertyDeclaration property : system.properties()) {
            ArrayNode ofProperty =
                    filters.addObject().put("code", property.code()).putArray("op");
            FilterSelection.operatorsOnProperties().forEach(ofProperty::add);
        }
        if (!system.properties().isEmpty()) {
            ArrayNode properties = version.putArray("property");
            system.properties().forEach(property -> properties.add(property.code()));
        }
    }

    private static boolean isDefault(ResourceSpace space, CodeSystemSource system) {
        return space.codeSystem(new vn.khop.terminology.resource.Canonical(
                        system.header().url().orElse(""), java.util.Optional.empty()))
                .filter(found -> found.header().version().equals(system.header().version()))
                .isPresent();
    }

    ObjectNode versions() {
        ObjectNode json = AnswerJson.resource("Parameters");
        ArrayNode list = json.putArray("parameter");
        list.addObject().put("name", "version").put("valueCode", release.label());
        list.addObject().put("name", "default").put("valueCode", release.label());
        return json;
    }
}
