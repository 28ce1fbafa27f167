package vn.khop.server.fhir.terminology;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.load.ResourceRejected;
import vn.khop.terminology.question.Issue;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.DefinedCodeSystem;
import vn.khop.terminology.resource.Effort;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ListedSpace;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.ValueSetDefinition;

/**
 * The resources that come with requests ({@code tx-resource}), and those that a client has asked to be kept between its requests
 * ({@code cache-id}). What is kept is bounded by the characters it was sent with and by time.
 */
final class RequestResources {
    static final long KEPT_CHARACTERS_MAX = 64L << 20;
    static final Duration KEPT_SINCE_USE = Duration.ofMinutes(30);
    private static final int KEY_CHARACTERS_MAX = 200;
    /** Of what a request brings: versions of one resource, and supplements of one code system. Each is looked at whenever the name is met. */
    static final int OF_ONE_NAME_MAX = 200;

    /** What a resource costs beside what is in it. */
    private static final int RESOURCE_STEPS = 10;

    private final Cache<Key, Kept> kept = Caffeine.newBuilder()
            .maximumWeight(KEPT_CHARACTERS_MAX)
            .weigher((Key key, Kept resources) -> Math.max(1, resources.characters()))
            .expireAfterAccess(KEPT_SINCE_USE)
            .build();

    /** A client's name for what it keeps is its own: another's of the same name is another. */
    private record Key(String caller, String id) {}

    /** What one client keeps; replaced, never changed. */
    private record Kept(
            List<CodeSystemSource> systems,
            List<ValueSetDefinition> sets,
            List<ConceptMapDefinition> maps,
            int characters) {
        static final Kept NOTHING = new Kept(List.of(), List.of(), List.of(), 0);

        Kept {
            systems = List.copyOf(systems);
            sets = List.copyOf(sets);
            maps = List.copyOf(maps);
        }

        Kept and(Kept more) {
            return new Kept(
                    concat(systems, more.systems),
                    concat(sets, more.sets),
                    concat(maps, more.maps),
                    characters + more.characters);
        }

        private static <T> List<T> concat(List<T> one, List<T> other) {
            return Stream.concat(one.stream(), other.stream()).toList();
        }

        int size() {
            return systems.size() + sets.size() + maps.size();
        }

        void refuseCrowds() {
            if (size() <= OF_ONE_NAME_MAX) {
                return;
            }
            Map<String, Integer> counts = new HashMap<>();
            for (CodeSystemSource system : systems) {
                count(counts, "CodeSystem ", system.header().url());
                count(counts, "the CodeSystem of all codes in ", system.allCodes());
                if (system instanceof DefinedCodeSystem defined) {
                    count(counts, "supplement of ", defined.supplements().map(Canonical::url));
                }
            }
            sets.forEach(set -> count(counts, "ValueSet ", set.header().url()));
            maps.forEach(map -> count(counts, "ConceptMap ", map.header().url()));
        }

        private static void count(Map<String, Integer> counts, String what, Optional<String> url) {
            if (url.isPresent() && counts.merge(what + url.get(), 1, Integer::sum) > OF_ONE_NAME_MAX) {
                throw Refused.saying(
                        Refused.Kind.UNPROCESSABLE, "too-costly", "TOO_MANY_OF_ONE", OF_ONE_NAME_MAX, what, url.get());
            }
        }

        ListedSpace space() {
            return new ListedSpace(systems, sets, maps);
        }
    }

    /**
     * The base, under what came with this request and what its client has kept.
     *
     * @param caller whose request it is
     * @param effort is told of what is read, and may end the reading
     */
    ResourceSpace over(ResourceSpace base, OperationParameters parameters, String caller, Effort effort) {
        Optional<Key> key = parameters.text("cache-id").map(id -> new Key(caller, id));
        List<ObjectNode> sent = new ArrayList<>();
        for (OperationParameters.Parameter parameter : parameters.named("tx-resource")) {
            sent.add(parameter
                    .resource()
                    .orElseThrow(() -> Refused.saying(
                            Refused.Kind.INVALID, "invalid", "PARAMETER_WITHOUT_RESOURCE", "tx-resource")));
        }
        if (key.isPresent()) {
            // The main resource of a request may be named by a later one.
            parameters.resource("valueSet").ifPresent(sent::add);
            parameters.resource("codeSystem").ifPresent(sent::add);
        }
        if (sent.isEmpty() && key.isEmpty()) {
            return new LayeredSpace(List.of(base));
        }
        Kept read = read(sent, key.isPresent(), effort);
        Kept whole = key.map(id -> keep(id, read)).orElse(read);
        effort.spend(whole.size());
        whole.refuseCrowds();
        return new LayeredSpace(List.of(whole.space(), base));
    }

    private Kept keep(Key key, Kept more) {
        if (key.id().length() > KEY_CHARACTERS_MAX) {
            throw Refused.saying(
                    Refused.Kind.INVALID,
                    "too-long",
                    "PARAMETER_TOO_LONG",
                    "cache-id",
                    key.id().length(),
                    KEY_CHARACTERS_MAX);
        }
        Kept result = kept.asMap().compute(key, (any, before) -> before == null ? more : before.and(more));
        return result == null ? more : result;
    }

    private static Kept read(List<ObjectNode> resources, boolean isKept, Effort effort) {
        if (resources.isEmpty()) {
            return Kept.NOTHING;
        }
        List<CodeSystemSource> systems = new ArrayList<>();
        List<ValueSetDefinition> sets = new ArrayList<>();
        List<ConceptMapDefinition> maps = new ArrayList<>();
        int characters = 0;
        for (ObjectNode resource : resources) {
            effort.spend(RESOURCE_STEPS);
            characters += isKept ? resource.toString().length() : 0;
            switch (resource.path("resourceType").asText()) {
                case "CodeSystem" -> systems.add(codeSystem(resource, effort));
                case "ValueSet" -> sets.add(valueSet(resource, effort));
                case "ConceptMap" -> maps.add(conceptMap(resource, effort));
                default ->
                    throw Refused.saying(
                            Refused.Kind.INVALID,
                            "not-supported",
                            "NO_CODE_RESOURCE",
                            resource.path("resourceType").asText());
            }
        }
        return new Kept(systems, sets, maps, characters);
    }

    private interface Reading<T> {
        T read();
    }

    /** A resource that cannot be read refuses the question. */
    static <T> T reading(Reading<T> reading) {
        try {
            return reading.read();
        } catch (ResourceRejected rejected) {
            throw Refused.of(
                    Refused.Kind.INVALID,
                    new Issue(
                            Issue.Severity.ERROR,
                            "not-supported",
                            Optional.empty(),
                            Optional.empty(),
                            String.valueOf(rejected.getMessage()),
                            rejected.path()));
        }
    }

    static ValueSetDefinition valueSet(ObjectNode json, Effort effort) {
        return reading(() -> FhirResources.valueSet(json, effort));
    }

    static CodeSystemSource codeSystem(ObjectNode json, Effort effort) {
        return reading(() -> FhirResources.codeSystem(json, effort));
    }

    static ConceptMapDefinition conceptMap(ObjectNode json, Effort effort) {
        return reading(() -> FhirResources.conceptMap(json, effort));
    }
}
