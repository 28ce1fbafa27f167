package vn.khop.server.fhir.terminology;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.khop.terminology.lookup.JsonBytes;
import vn.khop.terminology.question.ResourceStatus;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.ValueSetDefinition;
import vn.khop.terminology.resource.ValueSetDefinition.Compose;
import vn.khop.terminology.resource.ValueSetDefinition.ConceptSet;
import vn.khop.terminology.space.ImageCodeSystem;

/**
 * Answers the plain questions: a GET with a few plain parameters about a compiled code system, in JSON, without a wish for a language.
 * Everything else is left to the complete evaluator. Both see the same resources, asked for once a question.
 */
final class PlainAnswers {
    private static final Map<CodeOperation, Set<String>> KNOWN = Map.of(
            CodeOperation.LOOKUP, Set.of("system", "code", "version"),
            CodeOperation.VALIDATE_IN_SYSTEM, Set.of("url", "code", "display"),
            CodeOperation.VALIDATE_IN_SET, Set.of("url", "system", "code", "display"),
            CodeOperation.SUBSUMES, Set.of("system", "codeA", "codeB", "version"));
    private static final int SYSTEMS_MAX = 1_000;
    private static final int QUERY_CHARACTERS_MAX = 2_000;

    private final Supplier<ResourceSpace> base;
    private final Cache<ImageCodeSystem, Optional<PlainConcepts>> plain =
            Caffeine.newBuilder().weakKeys().maximumSize(SYSTEMS_MAX).build();

    /** @param base what is known; asked once for each question */
    PlainAnswers(Supplier<ResourceSpace> base) {
        this.base = base;
    }

    /** Empty where the evaluator must answer. */
    Optional<JsonBytes> answer(CodeOperation operation, HttpServletRequest request) {
        boolean isPlain = KNOWN.containsKey(operation)
                && request.getMethod().equals("GET")
                && request.getHeader("Accept-Language") == null
                && takesJson(request.getHeader("Accept"));
        return isPlain ? answer(operation, request.getQueryString()) : Optional.empty();
    }

    private static boolean takesJson(@Nullable String accept) {
        if (accept == null) {
            return true;
        }
        String types = accept.toLowerCase(Locale.ROOT);
        return types.contains("json") || !types.contains("xml");
    }

    /** @param query as it stands in the request line */
    Optional<JsonBytes> answer(CodeOperation operation, @Nullable String query) {
        Set<String> known = KNOWN.getOrDefault(operation, Set.of());
        Map<String, String> parameters = new HashMap<>();
        if (query == null || !read(query, known, parameters)) {
            return Optional.empty();
        }
        ResourceSpace space = base.get();
        JsonBytes out = new JsonBytes();
        boolean answered = switch (operation) {
            case LOOKUP ->
                has(parameters, "system", "code")
                        && concepts(space, parameters)
                                .filter(system -> system.lookup(parameters.getOrDefault("code", ""), out))
                                .isPresent();
            case SUBSUMES ->
                has(parameters, "system", "codeA", "codeB")
                        && concepts(space, parameters)
                                .filter(system -> system.subsumes(
                                        parameters.getOrDefault("codeA", ""),
                                        parameters.getOrDefault("codeB", ""),
                                        out))
                                .isPresent();
            case VALIDATE_IN_SYSTEM ->
                has(parameters, "url", "code")
                        && validate(
                                concepts(space, new Canonical(parameters.getOrDefault("url", ""), Optional.empty())),
                                parameters,
                                out);
            case VALIDATE_IN_SET ->
                has(parameters, "url", "system", "code") && validate(membersOf(space, parameters), parameters, out);
            default -> false;
        };
        return answered ? Optional.of(out) : Optional.empty();
    }

    private static boolean has(Map<String, String> parameters, String... names) {
        for (String name : names) {
            if (!parameters.containsKey(name)) {
                return false;
            }
        }
        return true;
    }

    private static boolean validate(Optional<PlainConcepts> system, Map<String, String> parameters, JsonBytes out) {
        return system.filter(found -> found.validate(
                        parameters.getOrDefault("code", ""),
                        Optional.ofNullable(parameters.getOrDefault("display", "")),
                        out))
                .isPresent();
    }

    private Optional<PlainConcepts> concepts(ResourceSpace space, Map<String, String> parameters) {
        return concepts(
                space,
                new Canonical(
                        parameters.getOrDefault("system", ""),
                        Optional.ofNullable(parameters.getOrDefault("version", ""))));
    }

    private Optional<PlainConcepts> concepts(ResourceSpace space, Canonical name) {
        return space.codeSystem(name)
                .filter(ImageCodeSystem.class::isInstance)
                .map(ImageCodeSystem.class::cast)
                .filter(image -> space.supplements(name.url()).isEmpty())
                .flatMap(image -> plain.get(image, PlainConcepts::of));
    }

    /** The code system whose codes the value set of the question has all of, and nothing else. */
    private Optional<PlainConcepts> membersOf(ResourceSpace space, Map<String, String> parameters) {
        String system = parameters.getOrDefault("system", "");
        Optional<ValueSetDefinition> found = space.valueSet(Canonical.parse(parameters.getOrDefault("url", "")));
        if (found.isEmpty() || !isPlain(found.get())) {
            return Optional.empty();
        }
        ConceptSet set = found.get().compose().orElseThrow().includes().get(0);
        return set.system().filter(system::equals).isPresent()
                ? concepts(space, new Canonical(system, set.version()))
                : Optional.empty();
    }

    private static boolean isPlain(ValueSetDefinition valueSet) {
        Optional<Compose> compose = valueSet.compose();
        if (compose.isEmpty() || compose.get().includes().size() != 1) {
            return false;
        }
        ConceptSet set = compose.get().includes().get(0);
        return set.isWholeSystem()
                && set.valueSets().isEmpty()
                && set.supplements().isEmpty()
                && compose.get().excludes().isEmpty()
                && compose.get().inactive().isEmpty()
                && compose.get().parameters().isEmpty()
                && !compose.get().hasLockedDate()
                && valueSet.supplements().isEmpty()
                && valueSet.header().language().isEmpty()
                && ResourceStatus.of(valueSet.header())
                        .remark(Optional.of(valueSet.header()))
                        .isEmpty();
    }

    /** Whether every parameter is a known one, once, with a value; they are then in the map. */
    private static boolean read(String query, Set<String> known, Map<String, String> parameters) {
        if (query.length() > QUERY_CHARACTERS_MAX) {
            return false;
        }
        int from = 0;
        while (from <= query.length()) {
            int and = query.indexOf('&', from);
            int end = and < 0 ? query.length() : and;
            int equals = query.indexOf('=', from);
            if (equals < 0 || equals > end || !add(query, from, equals, end, known, parameters)) {
                return false;
            }
            from = end + 1;
        }
        return true;
    }

    private static boolean add(
            String query, int from, int equals, int end, Set<String> known, Map<String, String> parameters) {
        String name = query.substring(from, equals);
        if (!known.contains(name)) {
            return false;
        }
        String value = query.substring(equals + 1, end);
        if (value.indexOf('%') >= 0 || value.indexOf('+') >= 0) {
            try {
                value = URLDecoder.decode(value, StandardCharsets.UTF_8);
            } catch (IllegalArgumentException malformed) {
                return false;
            }
        }
        return !value.isBlank()
                && value.chars().allMatch(c -> c >= ' ' && c != '\uFFFD')
                && parameters.put(name, value) == null;
    }
}
