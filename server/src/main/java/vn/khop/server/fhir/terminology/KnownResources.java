package vn.khop.server.fhir.terminology;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import vn.khop.terminology.concept.SearchWords;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.Header;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.ValueSetDefinition;

/**
 * Reads and searches the code systems, value sets and concept maps that questions see, whether they were posted, compiled, or are of the specification. A compiled
 * release is read with its concepts where they are few, else it says {@code not-present} and how many there are.
 */
final class KnownResources {
    /** What can be searched by, with the kind of each parameter. */
    static final Map<String, String> PARAMETERS = new TreeMap<>(Map.of(
            "_id", "token",
            "url", "uri",
            "version", "token",
            "name", "string",
            "title", "string",
            "status", "token",
            "date", "date",
            "publisher", "string",
            "description", "string",
            "identifier", "token"));

    /** What can be searched by in one type. */
    static final Map<String, Map<String, String>> PARAMETERS_OF_TYPE = Map.of(
            "CodeSystem",
            new TreeMap<>(
                    Map.of("system", "uri", "code", "token", "content-mode", "token", "supplements", "reference")),
            "ValueSet",
            new TreeMap<>(Map.of("reference", "uri")),
            "ConceptMap",
            new TreeMap<>(Map.of("source-system", "uri", "target-system", "uri")));

    private static final Set<String> PAGING = Set.of("_count", "_offset");
    private static final Set<String> FORM = Set.of("_format", "_pretty", "_summary");
    private static final Set<String> SUMMARIES = Set.of("true", "false", "count");
    /** What a summary leaves out. Source: FHIR, the elements of these resources that are not marked as summary. */
    private static final Set<String> NOT_OF_SUMMARY = Set.of(
            "text",
            "contained",
            "extension",
            "description",
            "purpose",
            "copyright",
            "concept",
            "compose",
            "expansion",
            "group");

    private static final Set<String> STRING_MODIFIERS = Set.of("exact", "contains");
    private static final Set<String> DATE_PREFIXES = Set.of("eq", "ne", "gt", "lt", "ge", "le");
    private static final int PREFIX = 2;
    private static final int COUNT_DEFAULT = 20;
    private static final int COUNT_MAX = 200;
    private static final int CONCEPTS_SHOWN_MAX = 1_000;

    private final ResourceSpace space;
    private final FhirRelease release;

    KnownResources(ResourceSpace space, FhirRelease release) {
        this.space = space;
        this.release = release;
    }

    /** Whether the path is that of a type, or of one resource of it. */
    static boolean isOne(String path) {
        String[] parts = path.split("/");
        return PARAMETERS_OF_TYPE.containsKey(parts[0]) && parts.length <= 2 && !path.contains("$");
    }

    /** The resource at a path such as {@code CodeSystem/x}, whole. */
    Optional<ObjectNode> find(String path) {
        String[] parts = path.split("/");
        if (parts.length != 2) {
            return Optional.empty();
        }
        return switch (parts[0]) {
            case "CodeSystem" -> space.codeSystemOfId(parts[1]).map(this::whole);
            case "ValueSet" -> space.valueSetOfId(parts[1]).map(set -> shown(set.header()));
            default -> space.conceptMapOfId(parts[1]).map(map -> shown(map.header()));
        };
    }

    /** @param url that of the request without its query; the links of a page begin with it */
    ObjectNode answer(String path, String url, Map<String, String[]> query) {
        String type = path.split("/")[0];
        String summary = summary(query);
        if (path.contains("/")) {
            return find(path)
                    .map(found -> summary.equals("true") ? summed(found) : found)
                    .orElseThrow(() -> Refused.saying(Refused.Kind.UNKNOWN, "not-found", "NOT_HERE", path));
        }
        List<Criterion> criteria = criteria(type, query);
        List<Known> found = all(type)
                .filter(known -> criteria.stream().allMatch(criterion -> criterion.fits(known)))
                .sorted(Comparator.comparing(
                                (Known known) -> known.header().url().orElse(""))
                        .thenComparing(known -> known.header().version().orElse(""))
                        .thenComparing(known -> known.header().id().orElse("")))
                .toList();
        return bundle(
                found,
                summary,
                url,
                query,
                number(query, "_offset", 0),
                Math.min(number(query, "_count", COUNT_DEFAULT), COUNT_MAX));
    }

    /** One resource to be found, with what only its type has. */
    private record Known(
            Header header, Optional<CodeSystemSource> system, List<String> systems, List<String> targets) {}

    private Stream<Known> all(String type) {
        return switch (type) {
            case "CodeSystem" ->
                space.codeSystems().stream()
                        .map(system -> new Known(
                                system.header(),
                                Optional.of(system),
                                system.header().url().stream().toList(),
                                List.of()));
            case "ValueSet" ->
                space.valueSets().stream()
                        .map(set -> new Known(set.header(), Optional.empty(), systems(set), List.of()));
            default ->
                space.conceptMaps().stream()
                        .map(map -> new Known(map.header(), Optional.empty(), sources(map), targets(map)));
        };
    }

    private static List<String> systems(ValueSetDefinition set) {
        return set.compose().stream()
                .flatMap(compose -> compose.includes().stream())
                .flatMap(include -> include.system().stream())
                .toList();
    }

    private static List<String> sources(ConceptMapDefinition map) {
        return map.groups().stream()
                .flatMap(group -> group.source().stream().map(Canonical::url))
                .toList();
    }

    private static List<String> targets(ConceptMapDefinition map) {
        return map.groups().stream()
                .flatMap(group -> group.target().stream().map(Canonical::url))
                .toList();
    }

    /** One parameter: a resource fits if it has one of the values. */
    private record Criterion(String name, String modifier, List<String> wanted) {
        boolean fits(Known known) {
            return wanted.stream().anyMatch(value -> fits(known, value));
        }

        private boolean fits(Known known, String value) {
            Header header = known.header();
            return switch (name) {
                case "_id" -> is(header.id(), value);
                case "url" -> is(header.url(), value);
                case "version" -> is(header.version(), value);
                case "status" -> is(header.status(), token(value));
                case "name" -> text(header.name(), value);
                case "title" -> text(header.title(), value);
                case "publisher" -> text(field(header, "publisher"), value);
                case "description" -> text(field(header, "description"), value);
                case "date" -> header.date().filter(date -> date(date, value)).isPresent();
                case "identifier" -> identifier(header, value);
                case "content-mode" ->
                    known.system()
                            .filter(system -> system.content().code().equals(token(value)))
                            .isPresent();
                case "code" ->
                    known.system()
                            .filter(system -> system.find(token(value)).isPresent())
                            .isPresent();
                case "supplements" ->
                    field(header, "supplements")
                            .filter(own -> own.equals(value)
                                    || Canonical.parse(own).url().equals(value))
                            .isPresent();
                case "target-system" -> known.targets().contains(value);
                default -> known.systems().contains(value);
            };
        }

        private static boolean is(Optional<String> own, String wanted) {
            return own.filter(wanted::equals).isPresent();
        }

        /** A token may name the system of its code. */
        private static String token(String value) {
            return value.substring(value.indexOf('|') + 1);
        }

        private boolean text(Optional<String> own, String wanted) {
            return switch (modifier) {
                case "exact" -> is(own, wanted);
                case "contains" ->
                    own.filter(text -> folded(text).contains(folded(wanted))).isPresent();
                default ->
                    own.filter(text -> folded(text).startsWith(folded(wanted))).isPresent();
            };
        }

        private static String folded(String text) {
            return String.join(" ", SearchWords.toneless(SearchWords.toned(text)));
        }

        private static Optional<String> field(Header header, String name) {
            return Optional.of(header.json().path(name).asText("")).filter(text -> !text.isEmpty());
        }

        private static boolean date(String own, String asked) {
            boolean hasPrefix = asked.length() > PREFIX && DATE_PREFIXES.contains(asked.substring(0, PREFIX));
            String wanted = hasPrefix ? asked.substring(PREFIX) : asked;
            int order = own.startsWith(wanted) || wanted.startsWith(own) ? 0 : own.compareTo(wanted);
            return switch (hasPrefix ? asked.substring(0, PREFIX) : "eq") {
                case "ne" -> order != 0;
                case "gt" -> order > 0;
                case "lt" -> order < 0;
                case "ge" -> order >= 0;
                case "le" -> order <= 0;
                default -> order == 0;
            };
        }

        private static boolean identifier(Header header, String wanted) {
            int bar = wanted.indexOf('|');
            JsonNode identifiers = header.json().path("identifier");
            for (JsonNode identifier : identifiers.isArray() ? identifiers : List.of(identifiers)) {
                boolean ofSystem =
                        bar < 0 || identifier.path("system").asText("").equals(wanted.substring(0, bar));
                if (ofSystem && identifier.path("value").asText("").equals(wanted.substring(bar + 1))) {
                    return true;
                }
            }
            return false;
        }
    }

    private static List<Criterion> criteria(String type, Map<String, String[]> query) {
        List<Criterion> criteria = new ArrayList<>();
        Map<String, String> ofType = PARAMETERS_OF_TYPE.getOrDefault(type, Map.of());
        query.forEach((given, values) -> {
            if (PAGING.contains(given) || FORM.contains(given)) {
                return;
            }
            int colon = given.indexOf(':');
            String name = colon < 0 ? given : given.substring(0, colon);
            String modifier = colon < 0 ? "" : given.substring(colon + 1);
            String kind = PARAMETERS.getOrDefault(name, ofType.getOrDefault(name, ""));
            boolean isKnown = !kind.isEmpty()
                    && (modifier.isEmpty() || (kind.equals("string") && STRING_MODIFIERS.contains(modifier)));
            if (!isKnown) {
                TreeSet<String> supported = new TreeSet<>(PARAMETERS.keySet());
                supported.addAll(ofType.keySet());
                throw Refused.saying(
                        Refused.Kind.INVALID,
                        "not-supported",
                        "SEARCH_NOT_SUPPORTED",
                        given,
                        String.join(", ", supported));
            }
            for (String value : values) {
                criteria.add(new Criterion(name, modifier, List.of(value.split(","))));
            }
        });
        return criteria;
    }

    private static int number(Map<String, String[]> query, String name, int byDefault) {
        String[] values = query.getOrDefault(name, new String[0]);
        try {
            int number = values.length == 0 ? byDefault : Integer.parseInt(values[0]);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, as a negative number is.
        }
        throw Refused.saying(Refused.Kind.INVALID, "value", "PARAMETER_NOT_NUMBER", name, values[0]);
    }

    private static String summary(Map<String, String[]> query) {
        String[] asked = query.getOrDefault("_summary", new String[] {"false"});
        if (asked.length != 1 || !SUMMARIES.contains(asked[0])) {
            throw Refused.saying(Refused.Kind.INVALID, "value", "SUMMARY_UNKNOWN");
        }
        return asked[0];
    }

    private static ObjectNode summed(ObjectNode resource) {
        resource.remove(NOT_OF_SUMMARY);
        ObjectNode tag = resource.withObject("/meta").withArray("tag").addObject();
        tag.put("system", "http://terminology.hl7.org/CodeSystem/v3-ObservationValue")
                .put("code", "SUBSETTED");
        return resource;
    }

    private ObjectNode bundle(
            List<Known> found, String summary, String url, Map<String, String[]> query, int offset, int count) {
        ObjectNode bundle =
                AnswerJson.resource("Bundle").put("type", "searchset").put("total", found.size());
        if (summary.equals("count")) {
            return bundle;
        }
        ArrayNode links = bundle.putArray("link");
        link(links, "self", url, query, offset, count);
        if (count > 0 && (long) offset + count < found.size()) {
            link(links, "next", url, query, offset + count, count);
        }
        if (count > 0 && offset > 0) {
            link(links, "previous", url, query, Math.max(0, offset - count), count);
        }
        List<Known> page =
                found.subList(Math.min(offset, found.size()), (int) Math.min((long) offset + count, found.size()));
        if (!page.isEmpty()) {
            ArrayNode entries = bundle.putArray("entry");
            for (Known known : page) {
                ObjectNode entry = entries.addObject();
                known.header().id().ifPresent(id -> entry.put("fullUrl", url + "/" + id));
                ObjectNode shown = shown(known.header());
                entry.set("resource", summary.equals("true") ? summed(shown) : shown);
                entry.putObject("search").put("mode", "match");
            }
        }
        return bundle;
    }

    private static void link(
            ArrayNode links, String relation, String url, Map<String, String[]> query, int offset, int count) {
        StringBuilder target = new StringBuilder(url);
        char separator = '?';
        for (Map.Entry<String, String[]> parameter : new TreeMap<>(query).entrySet()) {
            if (!PAGING.contains(parameter.getKey())) {
                for (String value : parameter.getValue()) {
                    target.append(separator)
                            .append(encoded(parameter.getKey()))
                            .append('=')
                            .append(encoded(value));
                    separator = '&';
                }
            }
        }
        target.append(separator)
                .append("_count=")
                .append(count)
                .append("&_offset=")
                .append(offset);
        links.addObject().put("relation", relation).put("url", target.toString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private ObjectNode shown(Header header) {
        ObjectNode shown = AnswerJson.resource(header.type());
        header.id().ifPresent(id -> shown.put("id", id));
        shown.setAll(header.json());
        if (shown.path("meta") instanceof ObjectNode meta) {
            shown.set("meta", meta.deepCopy());
        }
        return release == FhirRelease.R5 && header.type().equals("ConceptMap") ? NewerConceptMap.of(shown) : shown;
    }

    /** A posted code system as it was sent; a compiled one with its concepts, if they are few. */
    private ObjectNode whole(CodeSystemSource system) {
        ObjectNode shown = shown(system.header());
        boolean isCompiled = system.content() == CodeSystemSource.Content.COMPLETE
                && shown.path("content").asText().equals("not-present");
        if (isCompiled && system.conceptCount() <= CONCEPTS_SHOWN_MAX) {
            shown.put("content", "complete");
            ConceptsJson.addTo(shown, system);
        }
        return shown;
    }
}
