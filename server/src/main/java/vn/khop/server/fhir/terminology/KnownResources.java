package vn.khop.server.fhir.terminology;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import vn.khop.terminology.concept.SearchWords;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.Header;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.ValueSetDefinition;

/** Reads and searches the code systems, value sets and concept maps that questions see. A compiled release shows itself without its concepts. */
final class KnownResources {
    /** What can be searched by, with the kind of each parameter. */
    static final Map<String, String> PARAMETERS = new TreeMap<>(Map.of(
            "_id", "token", "url", "uri", "version", "token", "name", "string", "title", "string", "status", "token"));

    private static final Set<String> TYPES = Set.of("CodeSystem", "ValueSet", "ConceptMap");
    private static final Set<String> PAGING = Set.of("_count", "_offset");
    private static final Set<String> FORM = Set.of("_format", "_pretty");
    private static final int COUNT_DEFAULT = 20;
    private static final int COUNT_MAX = 200;

    private final ResourceSpace space;

    KnownResources(ResourceSpace space) {
        this.space = space;
    }

    /** Whether the path is that of a type, or of one resource of it. */
    static boolean isOne(String path) {
        String[] parts = path.split("/");
        return TYPES.contains(parts[0]) && parts.length <= 2 && !path.contains("$");
    }

    ObjectNode answer(String path, Map<String, String[]> query) {
        String[] parts = path.split("/");
        List<Header> all = headers(parts[0]);
        if (parts.length == 2) {
            return all.stream()
                    .filter(header -> header.id().filter(parts[1]::equals).isPresent())
                    .findFirst()
                    .map(KnownResources::shown)
                    .orElseThrow(() -> Refused.saying(
                            Refused.Kind.UNKNOWN, "not-found", "there is no " + parts[0] + " of this id"));
        }
        for (String name : query.keySet()) {
            if (!PARAMETERS.containsKey(name) && !PAGING.contains(name) && !FORM.contains(name)) {
                throw Refused.saying(
                        Refused.Kind.INVALID,
                        "not-supported",
                        "parameter '" + name + "' of a search is not supported; supported are "
                                + String.join(", ", PARAMETERS.keySet()) + ", _count and _offset");
            }
        }
        return bundle(
                all.stream().filter(header -> fits(header, query)).toList(),
                number(query, "_offset", 0),
                Math.min(number(query, "_count", COUNT_DEFAULT), COUNT_MAX));
    }

    private List<Header> headers(String type) {
        Stream<Header> found = switch (type) {
            case "CodeSystem" -> space.codeSystems().stream().map(CodeSystemSource::header);
            case "ValueSet" -> space.valueSets().stream().map(ValueSetDefinition::header);
            default -> space.conceptMaps().stream().map(ConceptMapDefinition::header);
        };
        return found.toList();
    }

    private static boolean fits(Header header, Map<String, String[]> query) {
        return is(header.id(), query, "_id")
                && is(header.url(), query, "url")
                && is(header.version(), query, "version")
                && is(header.status(), query, "status")
                && begins(header.name(), query, "name")
                && begins(header.title(), query, "title");
    }

    private static List<String> values(Map<String, String[]> query, String name) {
        String[] values = query.get(name);
        return values == null ? List.of() : List.of(values);
    }

    private static boolean is(Optional<String> own, Map<String, String[]> query, String name) {
        return values(query, name).stream()
                .allMatch(wanted -> own.filter(wanted::equals).isPresent());
    }

    private static boolean begins(Optional<String> own, Map<String, String[]> query, String name) {
        return values(query, name).stream()
                .allMatch(wanted -> own.filter(text -> folded(text).startsWith(folded(wanted)))
                        .isPresent());
    }

    private static String folded(String text) {
        return String.join(" ", SearchWords.toneless(SearchWords.toned(text)));
    }

    private static int number(Map<String, String[]> query, String name, int byDefault) {
        List<String> values = values(query, name);
        try {
            int number = values.isEmpty() ? byDefault : Integer.parseInt(values.get(0));
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, as a negative number is.
        }
        throw Refused.saying(
                Refused.Kind.INVALID, "value", "parameter '" + name + "' of a search is a whole number from 0");
    }

    private static ObjectNode bundle(List<Header> found, int offset, int count) {
        ObjectNode bundle =
                AnswerJson.resource("Bundle").put("type", "searchset").put("total", found.size());
        List<Header> page = new ArrayList<>(
                found.subList(Math.min(offset, found.size()), (int) Math.min((long) offset + count, found.size())));
        if (!page.isEmpty()) {
            ArrayNode entries = bundle.putArray("entry");
            page.forEach(header -> entries.addObject().set("resource", shown(header)));
        }
        return bundle;
    }

    private static ObjectNode shown(Header header) {
        ObjectNode shown = AnswerJson.resource(header.type());
        header.id().ifPresent(id -> shown.put("id", id));
        shown.setAll(header.json());
        return shown;
    }
}
