package vn.khop.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.concept.ResourceRelease;
import vn.khop.terminology.lookup.ConceptDetails;
import vn.khop.terminology.question.ConceptNames;
import vn.khop.terminology.resource.DesignationUse;
import vn.khop.terminology.resource.LanguageTag;

/** How the {@code codes} commands print: JSON for programs, columns for people. */
final class CodesOutput {
    static final int DONE = 0;
    static final int WRONG_INPUT = 1;
    static final int FAULT = 2;

    private static final int DIGEST_CHARACTERS_SHOWN = 12;
    private static final Set<String> HIERARCHY_AND_STATE = Set.of("parent", "child", "inactive");
    private static final JsonMapper MAPPER = new JsonMapper();

    private CodesOutput() {}

    /** One line of JSON. */
    static void json(PrintWriter out, Object value) {
        try {
            out.println(MAPPER.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists and texts have a JSON form", e);
        }
        out.flush();
    }

    /** Code and names, one concept a line. */
    static void table(PrintWriter out, List<Concept> concepts) {
        int width = concepts.stream().mapToInt(c -> c.code().length()).max().orElse(0);
        for (Concept concept : concepts) {
            StringBuilder names = new StringBuilder();
            concept.designations().stream()
                    .filter(name -> name.isDisplay())
                    .forEach(
                            name -> names.append(names.isEmpty() ? "" : "  |  ").append(name.value()));
            out.println(concept.code() + " ".repeat(width - concept.code().length()) + "  " + names
                    + (concept.isActive() ? "" : "  (inactive)"));
        }
        out.flush();
    }

    static Map<String, Object> concept(Concept concept) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("code", concept.code());
        json.put("display", concept.display());
        json.put("active", concept.isActive());
        json.put(
                "designations",
                concept.designations().stream()
                        .map(name -> Map.of("language", name.language(), "use", name.use(), "value", name.value()))
                        .toList());
        json.put(
                "properties",
                concept.properties().stream()
                        .map(p -> Map.of("name", p.name(), "type", p.type().fhirName(), "value", p.value()))
                        .toList());
        json.put("parents", concept.parents());
        return json;
    }

    /** What is known of a code; its names with their use, its properties without its place in the hierarchy. */
    static Map<String, Object> concept(ConceptDetails found) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "release",
                Map.of(
                        "system",
                        found.system().system(),
                        "version",
                        found.system().version()));
        json.put("code", found.code());
        json.put("display", found.display().orElse(""));
        json.put("active", !found.related("inactive").contains("true"));
        json.put(
                "designations",
                found.designations().stream()
                        .map(name -> Map.of(
                                "language",
                                        name.language().map(LanguageTag::text).orElse(""),
                                "use", use(name),
                                "value", name.value()))
                        .toList());
        json.put(
                "properties",
                found.properties().stream()
                        .filter(property -> !HIERARCHY_AND_STATE.contains(property.code()))
                        .map(property -> Map.of(
                                "name", property.code(),
                                "type", fhirName(property.value().type()),
                                "value", property.value().text()))
                        .toList());
        json.put("parents", found.related("parent"));
        json.put("children", found.related("child"));
        return json;
    }

    private static String fhirName(String type) {
        return Character.toLowerCase(type.charAt(0)) + type.substring(1);
    }

    /** A name's use in a word: {@code display}, or the code that its source gives it. */
    static String use(ConceptNames.Name name) {
        return name.use()
                .map(use ->
                        use.is(DesignationUse.DISPLAY) ? "display" : use.code().orElse(""))
                .orElse("");
    }

    /** A release as every answer names it. */
    static Map<String, String> release(Release release) {
        Map<String, String> json = new LinkedHashMap<>();
        json.put("system", release.id().system());
        json.put("version", release.id().version());
        return json;
    }

    /** How a release stands, for programs; both days of its period are included. */
    static Map<String, Object> standing(Release release) {
        Map<String, Object> json = new LinkedHashMap<>(release(release));
        json.put("name", release.about().name());
        json.put("state", release.state().code());
        release.period().from().ifPresent(from -> json.put("from", from.toString()));
        release.period()
                .until()
                .ifPresent(until -> json.put("to", until.minusDays(1).toString()));
        release.about().publisher().ifPresent(publisher -> json.put("publisher", publisher));
        release.about().decision().ifPresent(decision -> json.put("decision", decision));
        release.about().licence().ifPresent(licence -> json.put("licence", licence));
        release.about().sourceSha256().ifPresent(sha256 -> json.put("sourceSha256", sha256));
        json.put("concepts", release.conceptCount());
        json.put("digest", release.digest());
        return json;
    }

    /** How a version of a value set or concept map stands, for programs. */
    static Map<String, Object> standing(ResourceRelease release) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", release.type());
        json.put("system", release.id().system());
        json.put("version", release.id().version());
        json.put("name", release.name());
        json.put("state", release.state().code());
        release.period().from().ifPresent(from -> json.put("from", from.toString()));
        release.period()
                .until()
                .ifPresent(until -> json.put("to", until.minusDays(1).toString()));
        return json;
    }

    /** The same for people. */
    static String standingLine(ResourceRelease release) {
        String period = release.period().toString();
        return release.id() + "  " + release.state().code() + (period.equals("..") ? "" : " " + period) + "  "
                + release.type();
    }

    /** The same of a compiled list for people. */
    static String standingLine(Release release) {
        String period = release.period().toString();
        return release.id() + "  " + release.state().code() + (period.equals("..") ? "" : " " + period) + "  "
                + release.conceptCount() + " codes  "
                + release.about().decision().map(decision -> decision + "  ").orElse("")
                + release.digest().substring(0, DIGEST_CHARACTERS_SHOWN);
    }
}
