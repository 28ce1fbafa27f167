package vn.khop.server.fhir.terminology;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.khop.server.fhir.terminology.OperationParameters.Parameter;
import vn.khop.terminology.lookup.JsonBytes;
import vn.khop.terminology.question.ResourceStatus;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.LanguagePreference;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.ValueSetDefinition;
import vn.khop.terminology.resource.ValueSetDefinition.Compose;
import vn.khop.terminology.resource.ValueSetDefinition.ConceptSet;
import vn.khop.terminology.space.ImageCodeSystem;
import vn.khop.terminology.translate.IndexedTranslations;
import vn.khop.terminology.translate.IndexedTranslations.Kind;
import vn.khop.terminology.translate.Translation;

/**
 * Answers the plain questions: a few plain parameters, by GET or in a small body, about a compiled code system or a concept map, in JSON,
 * and only of a lookup in a language that is asked for. Everything else is left to the complete evaluator. Both see the same resources, asked for once a question.
 */
public final class PlainAnswers {
    private static final Map<CodeOperation, Set<String>> KNOWN = Map.of(
            CodeOperation.LOOKUP, Set.of("system", "code", "version", "displayLanguage"),
            CodeOperation.VALIDATE_IN_SYSTEM, Set.of("url", "code", "display"),
            CodeOperation.VALIDATE_IN_SET, Set.of("url", "system", "code", "display"),
            CodeOperation.SUBSUMES, Set.of("system", "codeA", "codeB", "version"),
            CodeOperation.TRANSLATE,
                    Set.of(
                            "url",
                            "system",
                            "sourceSystem",
                            "code",
                            "sourceCode",
                            "targetsystem",
                            "targetSystem",
                            "targetCode",
                            "reverse"));
    private static final int NAMES_MAX = 1_000;
    private static final int LOOKUP_BYTES = 4096;
    private static final int OTHER_BYTES = 512;
    private static final int MAPPINGS_MAX = 4_000_000;

    private final Supplier<ResourceSpace> base;
    private final FhirRelease release;
    private final PlainTranslation translation;
    /** From whatever space: most changes are of other resources than a kind's maps, and then what is known of them stays. */
    private final Cache<Kind, Optional<IndexedTranslations>> translationsKept = Found.byMappings();

    private volatile Found found;

    /**
     * What names mean in one space, once they were asked: most questions are about few systems. Another space, after any change, has one of its own.
     */
    private record Found(
            ResourceSpace space,
            Cache<Canonical, Optional<PlainConcepts>> systems,
            Cache<SystemInSet, Optional<PlainConcepts>> members,
            Cache<Kind, Optional<IndexedTranslations>> translations) {
        static Found in(ResourceSpace space) {
            return new Found(
                    space,
                    Caffeine.newBuilder().maximumSize(NAMES_MAX).build(),
                    Caffeine.newBuilder().maximumSize(NAMES_MAX).build(),
                    byMappings());
        }

        static Cache<Kind, Optional<IndexedTranslations>> byMappings() {
            return Caffeine.newBuilder()
                    .maximumWeight(MAPPINGS_MAX)
                    .weigher((Kind kind, Optional<IndexedTranslations> known) ->
                            known.map(IndexedTranslations::mappingCount).orElse(0) + 1_000)
                    .build();
        }
    }

    private record SystemInSet(String valueSet, String system) {}

    /** @param base what is known; asked once for each question */
    public PlainAnswers(FhirRelease release, Supplier<ResourceSpace> base) {
        this.base = base;
        this.release = release;
        translation = new PlainTranslation(release);
        found = Found.in(new LayeredSpace(List.of()));
    }

    /**
     * Empty where the evaluator must answer.
     *
     * @param body what was sent; empty where nothing was, or not as JSON
     */
    Optional<JsonBytes> answer(CodeOperation operation, HttpServletRequest request, Optional<byte[]> body) {
        boolean isPlain = KNOWN.containsKey(operation) && takesJson(request.getHeader("Accept"));
        Optional<String> language =
                Optional.ofNullable(request.getHeader("Accept-Language")).filter(header -> !header.isBlank());
        if (!isPlain || (language.isPresent() && operation != CodeOperation.LOOKUP)) {
            return Optional.empty();
        }
        return request.getMethod().equals("GET")
                ? answer(operation, request.getQueryString(), language)
                : request.getQueryString() == null
                        ? body.flatMap(bytes -> answer(operation, bytes, language))
                        : Optional.empty();
    }

    private static boolean takesJson(@Nullable String accept) {
        if (accept == null) {
            return true;
        }
        String types = accept.toLowerCase(Locale.ROOT);
        return types.contains("json") || !types.contains("xml");
    }

    /**
     * Answers what a query asks.
     *
     * @param query as it stands in the request line
     * @param acceptLanguage HTTP's, which only a lookup heeds
     */
    public Optional<JsonBytes> answer(
            CodeOperation operation, @Nullable String query, Optional<String> acceptLanguage) {
        return PlainParameters.ofQuery(query, KNOWN.getOrDefault(operation, Set.of()))
                .flatMap(parameters -> answer(operation, parameters, acceptLanguage));
    }

    /**
     * Answers what a body asks.
     *
     * @param body a Parameters resource in JSON
     */
    Optional<JsonBytes> answer(CodeOperation operation, byte[] body, Optional<String> acceptLanguage) {
        return PlainParameters.ofBody(body, KNOWN.getOrDefault(operation, Set.of()))
                .flatMap(parameters -> answer(operation, parameters, acceptLanguage));
    }

    private Optional<JsonBytes> answer(
            CodeOperation operation, PlainParameters parameters, Optional<String> acceptLanguage) {
        Found known = found();
        JsonBytes out = new JsonBytes(operation == CodeOperation.LOOKUP ? LOOKUP_BYTES : OTHER_BYTES);
        boolean answered = switch (operation) {
            case LOOKUP -> lookup(known, parameters, acceptLanguage, out);
            case SUBSUMES ->
                parameters.has("system", "codeA", "codeB")
                        && concepts(known, parameters)
                                .filter(system -> system.subsumes(parameters.of("codeA"), parameters.of("codeB"), out))
                                .isPresent();
            case VALIDATE_IN_SYSTEM -> parameters.has("url", "code") && validateInSystem(known, parameters, out);
            case VALIDATE_IN_SET ->
                parameters.has("url", "system", "code")
                        && validate(members(known, parameters.of("url"), parameters.of("system")), parameters, out);
            case TRANSLATE -> translate(known, parameters, out);
            default -> false;
        };
        return answered ? Optional.of(out) : Optional.empty();
    }

    private static boolean lookup(
            Found known, PlainParameters parameters, Optional<String> acceptLanguage, JsonBytes out) {
        Optional<String> asked = parameters.get("displayLanguage");
        Optional<LanguagePreference> languages =
                asked.or(() -> acceptLanguage).flatMap(text -> LanguagePreference.parse(text, true));
        // A parameter that is not well formed is refused, a header that is not is passed over.
        return parameters.has("system", "code")
                && (asked.isEmpty() || languages.isPresent())
                && concepts(known, parameters)
                        .filter(system -> system.lookup(parameters.of("code"), languages, out))
                        .isPresent();
    }

    /**
     * One of many validations, each asked with a code or a coding.
     *
     * @param space what the whole request is answered from
     */
    Optional<JsonBytes> validation(CodeOperation operation, ResourceSpace space, List<Parameter> asked) {
        Optional<PlainParameters> parameters =
                PlainParameters.ofOne(asked, KNOWN.getOrDefault(CodeOperation.VALIDATE_IN_SET, Set.of()));
        Found known = found(space);
        JsonBytes out = new JsonBytes(OTHER_BYTES);
        return parameters
                .filter(one -> operation == CodeOperation.BATCH_VALIDATE_IN_SET
                        && one.has("url", "system", "code")
                        && validate(members(known, one.of("url"), one.of("system")), one, out))
                .map(any -> out);
    }

    private Found found() {
        return found(base.get());
    }

    private Found found(ResourceSpace now) {
        Found known = found;
        if (!known.space().equals(now)) {
            known = Found.in(now);
            found = known;
        }
        return known;
    }

    private static boolean validateInSystem(Found known, PlainParameters parameters, JsonBytes out) {
        Optional<PlainConcepts> system = concepts(known, new Canonical(parameters.of("url"), Optional.empty()));
        return validate(system, parameters, out)
                || system.filter(concepts -> concepts.deny(parameters.of("code"), out))
                        .isPresent();
    }

    private static boolean validate(Optional<PlainConcepts> system, PlainParameters parameters, JsonBytes out) {
        return system.filter(concepts -> concepts.validate(parameters.of("code"), parameters.get("display"), out))
                .isPresent();
    }

    private static Optional<PlainConcepts> concepts(Found known, PlainParameters parameters) {
        return concepts(known, new Canonical(parameters.of("system"), parameters.get("version")));
    }

    private static Optional<PlainConcepts> concepts(Found known, Canonical name) {
        return known.systems().get(name, asked -> {
            ResourceSpace space = known.space();
            return space.codeSystem(asked)
                    .filter(ImageCodeSystem.class::isInstance)
                    .map(ImageCodeSystem.class::cast)
                    .filter(image -> space.supplements(asked.url()).isEmpty())
                    .flatMap(PlainConcepts::of);
        });
    }

    /** The code system whose codes a value set has all of, and nothing else. */
    private static Optional<PlainConcepts> members(Found known, String valueSet, String system) {
        return known.members()
                .get(
                        new SystemInSet(valueSet, system),
                        asked -> known.space()
                                .valueSet(Canonical.parse(valueSet))
                                .filter(PlainAnswers::isPlain)
                                .map(plain ->
                                        plain.compose().orElseThrow().includes().get(0))
                                .filter(set ->
                                        set.system().filter(system::equals).isPresent())
                                .flatMap(set -> concepts(known, new Canonical(system, set.version()))));
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

    private boolean translate(Found known, PlainParameters parameters, JsonBytes out) {
        Optional<Kind> kind = kind(parameters);
        Optional<String> code = oneOf(parameters, "code", "sourceCode").or(() -> parameters.get("targetCode"));
        if (kind.isEmpty() || code.isEmpty()) {
            return false;
        }
        Optional<Translation> translated = known.translations()
                .get(kind.get(), asked -> indexed(known.space(), asked))
                .filter(indexed -> indexed.scopes().stream()
                        .allMatch(scope -> members(known, scope, kind.get().system())
                                .filter(system -> system.hasActive(code.get()))
                                .isPresent()))
                .flatMap(indexed -> indexed.translate(code.get()));
        translated.ifPresent(told -> translation.write(told, kind.get().isReverse(), out));
        return translated.isPresent();
    }

    private Optional<IndexedTranslations> indexed(ResourceSpace space, Kind kind) {
        if (!space.systemNamed(kind.system()).equals(kind.system())) {
            return Optional.empty();
        }
        Optional<IndexedTranslations> before =
                Optional.ofNullable(translationsKept.getIfPresent(kind)).flatMap(kept -> kept);
        Optional<IndexedTranslations> now = IndexedTranslations.of(space, kind, before);
        translationsKept.put(kind, now);
        return now;
    }

    /** What is asked of a code; empty where it is said in two ways, or in one that is the evaluator's. */
    private Optional<Kind> kind(PlainParameters parameters) {
        boolean isOfTarget = parameters.has("targetCode");
        boolean isOfSource = parameters.has("code") || parameters.has("sourceCode");
        boolean isSaidTwice = (parameters.has("code") && parameters.has("sourceCode"))
                || (parameters.has("system") && parameters.has("sourceSystem"))
                || (parameters.has("targetsystem") && parameters.has("targetSystem"));
        String reverse = parameters.get("reverse").orElse("false");
        boolean isReverse = reverse.equals("true");
        if (isSaidTwice
                || isOfTarget == isOfSource
                || (parameters.has("reverse") && (isOfTarget || release != FhirRelease.R4))
                || (!isReverse && !reverse.equals("false"))) {
            return Optional.empty();
        }
        Optional<String> source = oneOf(parameters, "system", "sourceSystem");
        Optional<String> target = oneOf(parameters, "targetsystem", "targetSystem");
        return (isOfTarget ? target : source)
                .map(system -> new Kind(
                        parameters.get("url").map(Canonical::parse),
                        system,
                        isOfTarget ? source : target,
                        isOfTarget || isReverse));
    }

    private static Optional<String> oneOf(PlainParameters parameters, String name, String otherName) {
        return parameters.get(name).or(() -> parameters.get(otherName));
    }
}
