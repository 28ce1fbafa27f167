package vn.khop.server.codes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.khop.terminology.compile.ResourceReleases;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.load.ResourceRejected;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.Header;
import vn.khop.terminology.resource.ListedSpace;
import vn.khop.terminology.resource.ValueSetDefinition;

/** The posted resources of one generation, read. Immutable: a change makes the next one, which shares what did not change. */
final class PostedSpace {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Map<String, Kept> resources;
    private final ResourceReleases releases;
    private final Instant lastChange;
    private final ListedSpace space;
    private final Map<String, Instant> changedAt = new HashMap<>();

    /** What a resource means, and when it was written last. */
    private record Kept(Object resource, Instant changedAt) {}

    private PostedSpace(Map<String, Kept> resources, ResourceReleases releases, Instant lastChange) {
        this.resources = resources;
        this.releases = releases;
        this.lastChange = lastChange;
        List<CodeSystemSource> systems = new ArrayList<>();
        List<ValueSetDefinition> sets = new ArrayList<>();
        List<ConceptMapDefinition> maps = new ArrayList<>();
        Map<String, String> otherNames = new HashMap<>();
        for (Kept kept : resources.values()) {
            Object resource = kept.resource();
            if (resource instanceof CodeSystemSource system) {
                systems.add(system);
                changedAt.put(name(system.header()), kept.changedAt());
            } else if (resource instanceof ValueSetDefinition set) {
                sets.add(set);
                changedAt.put(name(set.header()), kept.changedAt());
            } else if (resource instanceof ConceptMapDefinition map) {
                maps.add(map);
                changedAt.put(name(map.header()), kept.changedAt());
            } else if (resource instanceof SystemNames names) {
                names.others().forEach(name -> otherNames.put(name, names.url()));
            }
        }
        space = ListedSpace.ofKept(systems, sets, maps, otherNames, QuestionDate.dayAt(Instant.now()))
                .standing(releases);
    }

    static PostedSpace empty() {
        return new PostedSpace(Map.of(), ResourceReleases.NONE, Instant.EPOCH);
    }

    /** With these changes. @param standing how versions stand by now */
    PostedSpace and(List<PostedResources.Change> changes, ResourceReleases standing) {
        Map<String, Kept> next = new LinkedHashMap<>(resources);
        Instant last = lastChange;
        for (PostedResources.Change change : changes) {
            PostedResource resource = change.resource();
            String key = resource.type() + "/" + resource.id();
            next.remove(key);
            last = change.at().isAfter(last) ? change.at() : last;
            resource.body()
                    .flatMap(body -> read(resource.type(), body))
                    .ifPresent(read -> next.put(key, new Kept(read, change.at())));
        }
        return new PostedSpace(next, standing, last);
    }

    /** No two of one type have it. */
    private static String name(Header header) {
        return header.type() + " " + header.canonical();
    }

    /** When one of these resources was written, or a switch of its versions last changed the days on which it applies. */
    Instant changedAt(Header header) {
        Instant written = changedAt.getOrDefault(name(header), Instant.EPOCH);
        return header.url()
                .flatMap(releases::switchedAt)
                .filter(written::isBefore)
                .orElse(written);
    }

    /** When any resource was written or taken away, or a switch last changed the days of any. */
    Instant lastChange() {
        return releases.switchedAt().filter(lastChange::isBefore).orElse(lastChange);
    }

    ResourceReleases releases() {
        return releases;
    }

    ListedSpace space() {
        return space;
    }

    /**
     * Reads a resource; empty for a naming system that names no code system.
     *
     * @throws ResourceRejected if it cannot be understood
     */
    static Optional<Object> read(String type, String body) {
        ObjectNode json = object(body);
        return switch (type) {
            case "CodeSystem" -> Optional.of(FhirResources.codeSystem(json));
            case "ValueSet" -> Optional.of(FhirResources.valueSet(json));
            case "ConceptMap" -> Optional.of(FhirResources.conceptMap(json));
            default -> SystemNames.read(json).map(names -> names);
        };
    }

    private static ObjectNode object(String body) {
        try {
            JsonNode json = JSON.readTree(body);
            if (json instanceof ObjectNode object) {
                object.remove("text");
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a posted resource is stored that is not JSON", e);
        }
        throw new IllegalStateException("a posted resource is stored that is no object");
    }
}
