package vn.khop.server.fhir.terminology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.question.QuestionBudget;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.resource.Effort;
import vn.khop.terminology.resource.LayeredSpace;

/** Questions that are small enough to be read and made to take long: each is answered by work in line with its size, or refused once it has cost too much. */
class CostlyQuestionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SIZE = 4_000;
    /** Between two looks at the steps no single step is larger. */
    private static final long LARGEST_STEP = 1_000_000;

    private static final String WHOLE = "{\"system\":\"urn:x\"}";

    private final CodeQuestions questions = new CodeQuestions(
            FhirRelease.R5,
            () -> new LayeredSpace(List.of()),
            new RequestResources(),
            Clock.systemUTC(),
            () -> new UUID(1, 2));

    /** Counts, and ends nothing. */
    private static final class Counted implements Effort {
        private long steps;

        @Override
        public void spend(long more) {
            steps += more;
        }
    }

    private void ask(CodeOperation operation, String parameters, Effort effort) {
        try {
            ObjectNode sent =
                    (ObjectNode) JSON.readTree("{\"resourceType\":\"Parameters\",\"parameter\":[" + parameters + "]}");
            questions.answer(
                    operation,
                    Optional.empty(),
                    new OperationParameters(OperationParameters.ofResource(sent, "")),
                    Optional.empty(),
                    "somebody",
                    effort);
        } catch (JsonProcessingException e) {
            throw new AssertionError(parameters, e);
        }
    }

    private long steps(CodeOperation operation, String parameters) {
        Counted counted = new Counted();
        ask(operation, parameters, counted);
        return counted.steps;
    }

    private static String many(int times, IntFunction<String> text) {
        return IntStream.range(0, times).mapToObj(text).collect(Collectors.joining(","));
    }

    private static String sent(String resource) {
        return ",{\"name\":\"tx-resource\",\"resource\":" + resource + "}";
    }

    private static String system(String version, String concepts) {
        return sent(
                "{\"resourceType\":\"CodeSystem\",\"url\":\"urn:x\",%s\"status\":\"active\",\"content\":\"complete\",\"concept\":[%s]}"
                        .formatted(version, concepts));
    }

    private static String set(String include, String exclude) {
        return "{\"name\":\"count\",\"valueInteger\":5},{\"name\":\"valueSet\",\"resource\":{\"resourceType\":\"ValueSet\",\"status\":\"active\",\"compose\":{\"include\":["
                + include + "],\"exclude\":[" + exclude + "]}}}";
    }

    private static String concepts(int times) {
        return many(times, i -> "{\"code\":\"c" + i + "\"}");
    }

    /** All have one hash: each pair of letters counts the same. */
    private static String colliding(int number) {
        return IntStream.range(0, 16)
                .mapToObj(bit -> (number >> bit & 1) == 0 ? "Aa" : "BB")
                .collect(Collectors.joining());
    }

    private static Map<String, IntFunction<String>> expansions() {
        String one = system("", "{\"code\":\"c1\"}");
        Map<String, IntFunction<String>> all = new TreeMap<>();
        all.put("concepts", size -> set(WHOLE, "") + system("", concepts(size)));
        all.put(
                "codes of one hash",
                size -> set(WHOLE, "") + system("", many(size, i -> "{\"code\":\"" + colliding(i) + "\"}")));
        all.put("includes", size -> set(many(size, i -> WHOLE), "") + one);
        all.put(
                "includes of a concept",
                size -> set(many(size, i -> "{\"system\":\"urn:x\",\"concept\":[{\"code\":\"c1\"}]}"), "") + one);
        all.put(
                "excludes of a concept",
                size -> set(WHOLE, many(size, i -> "{\"system\":\"urn:x\",\"concept\":[{\"code\":\"c1\"}]}")) + one);
        all.put(
                "includes and excludes that name a version",
                size -> set(
                                many(size, i -> "{\"system\":\"urn:x\",\"version\":\"1\"}"),
                                many(
                                        size,
                                        i ->
                                                "{\"system\":\"urn:x\",\"version\":\"2\",\"concept\":[{\"code\":\"c1\"}]}"))
                        + system("\"version\":\"1\",", concepts(1))
                        + system("\"version\":\"2\",", concepts(1)));
        all.put(
                "an import with two versions",
                size -> set("{\"system\":\"urn:x\",\"valueSet\":[\"urn:v\"]}", "")
                        + sent(
                                "{\"resourceType\":\"ValueSet\",\"url\":\"urn:v\",\"status\":\"active\",\"compose\":{\"include\":[{\"system\":\"urn:x\",\"version\":\"1\"},{\"system\":\"urn:x\",\"version\":\"2\"}]}}")
                        + system("\"version\":\"1\",", concepts(size))
                        + system("\"version\":\"2\",", concepts(size)));
        all.put(
                "parents of a concept",
                size -> set(WHOLE, "")
                        + system(
                                "",
                                concepts(size) + ",{\"code\":\"z\",\"property\":["
                                        + many(size, i -> "{\"code\":\"parent\",\"valueCode\":\"c" + i + "\"}")
                                        + "]}"));
        all.put(
                "names of a concept",
                size -> set(WHOLE, "") + ",{\"name\":\"includeDesignations\",\"valueBoolean\":true}"
                        + system(
                                "",
                                "{\"code\":\"z\",\"designation\":["
                                        + many(size, i -> "{\"value\":\"" + colliding(i) + "\"}") + "]}"));
        all.put(
                "tx-resources",
                size -> set(WHOLE, "")
                        + one
                        + IntStream.range(0, size)
                                .mapToObj(i -> sent("{\"resourceType\":\"ValueSet\",\"url\":\"urn:v" + i
                                        + "\",\"status\":\"active\"}"))
                                .collect(Collectors.joining()));
        return all;
    }

    @Test
    void workIsInLineWithWhatWasSent() {
        expansions().forEach((name, parameters) -> {
            long small = steps(CodeOperation.EXPAND, parameters.apply(SIZE));
            long large = steps(CodeOperation.EXPAND, parameters.apply(2 * SIZE));
            assertTrue(small >= SIZE, name + ": " + small + " steps for " + SIZE + " are not all");
            assertTrue(
                    large <= 2 * small + 2_000,
                    name + ": " + small + " steps for " + SIZE + ", " + large + " for twice as many");
        });
    }

    private void assertTooCostly(String name, CodeOperation operation, String parameters) {
        QuestionBudget budget = new QuestionBudget();
        Refused refused = assertThrows(Refused.class, () -> ask(operation, parameters, budget), name);
        assertEquals("too-costly", refused.issues().get(0).type(), name);
        assertTrue(
                budget.steps() <= QuestionBudget.STEPS_MAX + LARGEST_STEP,
                name + ": " + budget.steps() + " steps before it was refused");
    }

    @Test
    void whatNeedsMoreThanItsSizeIsRefusedOnceItHasCostTooMuch() {
        String one = system("", "{\"code\":\"c1\"}");
        assertTooCostly(
                "regular expressions",
                CodeOperation.EXPAND,
                set(
                                many(
                                        20_000,
                                        i ->
                                                "{\"system\":\"urn:x\",\"filter\":[{\"property\":\"code\",\"op\":\"regex\",\"value\":\"a"
                                                        + i + "\"}]}"),
                                "")
                        + one);
        assertTooCostly(
                "properties of a concept",
                CodeOperation.EXPAND,
                set(WHOLE, "") + ",{\"name\":\"property\",\"valueString\":\"*\"}"
                        + system(
                                "",
                                "{\"code\":\"z\",\"property\":["
                                        + many(20_000, i -> "{\"code\":\"p\",\"valueString\":\"" + i + "\"}") + "]}"));
        assertTooCostly(
                "targets of a code",
                CodeOperation.TRANSLATE,
                "{\"name\":\"sourceCoding\",\"valueCoding\":{\"system\":\"urn:x\",\"code\":\"a\"}},{\"name\":\"conceptMap\",\"resource\":{\"resourceType\":\"ConceptMap\",\"url\":\"urn:m\",\"status\":\"active\",\"group\":[{\"source\":\"urn:x\",\"target\":\"urn:y\",\"element\":[{\"code\":\"a\",\"target\":["
                        + many(20_000, i -> "{\"code\":\"t" + i + "\",\"relationship\":\"equivalent\"}") + "]}]}]}}");
        assertTooCostly(
                "codes of a concept in many sets",
                CodeOperation.VALIDATE_IN_SET,
                "{\"name\":\"codeableConcept\",\"valueCodeableConcept\":{\"coding\":["
                        + many(400, i -> "{\"system\":\"urn:x\",\"version\":\"7\",\"code\":\"q\"}") + "]}},"
                        + set(many(20_000, i -> "{\"system\":\"urn:x\",\"concept\":[{\"code\":\"z\"}]}"), "")
                                .replaceFirst("\\{[^}]*},", "")
                        + one);
        assertTooCostly(
                "what is said for all of a batch",
                CodeOperation.BATCH_VALIDATE_IN_SET,
                many(20_000, i -> "{\"name\":\"of-all\",\"valueString\":\"p\"}") + ","
                        + many(
                                10_000,
                                i ->
                                        "{\"name\":\"validation\",\"resource\":{\"resourceType\":\"Parameters\",\"parameter\":[]}}"));
    }

    @Test
    void manyOfOneNameAreRefused() {
        String one = system("", "{\"code\":\"c1\"}");
        assertTooCostly(
                "versions of one value set",
                CodeOperation.EXPAND,
                set(WHOLE, "")
                        + one
                        + IntStream.rangeClosed(0, RequestResources.OF_ONE_NAME_MAX)
                                .mapToObj(i -> sent("{\"resourceType\":\"ValueSet\",\"url\":\"urn:v\",\"version\":\""
                                        + i + "\",\"status\":\"active\"}"))
                                .collect(Collectors.joining()));
        assertTooCostly(
                "supplements of one code system",
                CodeOperation.EXPAND,
                set(WHOLE, "")
                        + one
                        + IntStream.rangeClosed(0, RequestResources.OF_ONE_NAME_MAX)
                                .mapToObj(
                                        i -> sent(
                                                "{\"resourceType\":\"CodeSystem\",\"url\":\"urn:s" + i
                                                        + "\",\"status\":\"active\",\"content\":\"supplement\",\"supplements\":\"urn:x\"}"))
                                .collect(Collectors.joining()));
        assertTooCostly(
                "versions that a question asks for",
                CodeOperation.EXPAND,
                set(WHOLE, "") + one + ","
                        + many(2_000, i -> "{\"name\":\"system-version\",\"valueUri\":\"urn:y|" + i + "\"}"));
        assertTooCostly(
                "codings of one concept",
                CodeOperation.VALIDATE_IN_SET,
                "{\"name\":\"codeableConcept\",\"valueCodeableConcept\":{\"coding\":["
                        + many(2_000, i -> "{\"system\":\"urn:x\",\"code\":\"q\"}") + "]}},"
                        + set(WHOLE, "").replaceFirst("\\{[^}]*},", "") + one);
    }

    /** Written out, its weight has a thousand million digits. */
    @Test
    void aWeightWithAnExponentIsNotRead() {
        QuestionBudget budget = new QuestionBudget();
        Refused refused = assertThrows(
                Refused.class,
                () -> ask(
                        CodeOperation.EXPAND,
                        set(WHOLE, "") + ",{\"name\":\"displayLanguage\",\"valueCode\":\"vi;q=1e999999999\"}"
                                + system("", "{\"code\":\"c1\"}"),
                        budget));
        assertEquals(Refused.Kind.INVALID, refused.kind());
    }
}
