package vn.khop.server.fhir.terminology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.PropertyDefinition;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.lookup.JsonBytes;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.Effort;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ListedSpace;
import vn.khop.terminology.resource.ResourceSpace;

/** A plain answer is, byte for byte, what the complete evaluator says; what it cannot say it leaves alone. */
class PlainAnswersTest {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String SYSTEM = "urn:khop:test:drawn";
    private static final String WITH_MEANING = "urn:khop:test:meaning";
    private static final String[] TEXTS = {
        "Sốt", "Sốt cao", " Đau ", "U mỡ", "a\"b", "back\\slash", "tab\there", "línea\u2028", "\u00a0x", "𠀀 chữ", "x"
    };
    private static final int QUESTIONS = 8_000;
    private static final int MAPS = 20;

    @TempDir
    private Path images = Path.of("");

    @Test
    void everyPlainAnswerIsWhatTheEvaluatorSays() throws JsonProcessingException {
        long seed = Optional.ofNullable(System.getProperty("tests.seed"))
                .map(text -> Long.parseUnsignedLong(text, 16))
                .orElseGet(System::nanoTime);
        String replay = "replay with -Dtests.seed=" + Long.toHexString(seed);
        SplittableRandom random = new SplittableRandom(seed);
        ImageFolder folder = ImageFolder.at(images);
        folder.publish(draw(random, SYSTEM, "1.0", List.of("kind", "price", "ratio", "insured", "since")));
        folder.publish(draw(random, SYSTEM, "1.1", List.of("kind", "price", "ratio", "insured", "since")));
        folder.publish(draw(random, WITH_MEANING, "1", List.of("status", "price", "ratio", "notSelectable", "since")));
        try (Terminology terminology = Terminology.open(images)) {
            for (FhirRelease release : FhirRelease.values()) {
                Map<CodeOperation, Integer> answered = new EnumMap<>(CodeOperation.class);
                Map<CodeOperation, Integer> left = new EnumMap<>(CodeOperation.class);
                for (int maps = 0; maps < MAPS; maps++) {
                    ResourceSpace space = new LayeredSpace(List.of(terminology.space(), drawnMaps(random)));
                    CodeQuestions evaluator = new CodeQuestions(
                            release, () -> space, new RequestResources(), Clock.systemUTC(), UUID::randomUUID);
                    PlainAnswers plain = new PlainAnswers(release, () -> space);
                    for (int i = 0; i < QUESTIONS / MAPS; i++) {
                        Question question = Question.drawn(random);
                        Optional<String> accepted = question.acceptLanguage(random);
                        Optional<JsonBytes> said = random.nextBoolean()
                                ? plain.answer(question.operation(), question.query(), accepted)
                                : plain.answer(question.operation(), question.body(), accepted);
                        (said.isPresent() ? answered : left).merge(question.operation(), 1, Integer::sum);
                        if (said.isPresent()) {
                            assertEquals(
                                    question.answeredBy(evaluator, accepted),
                                    said.get().toString(),
                                    question + " " + accepted + "; " + replay);
                        }
                    }
                }
                for (CodeOperation operation : Question.OPERATIONS) {
                    String counts = operation + " of " + release + ": " + answered + " plain, " + left + " not; ";
                    assertTrue(answered.getOrDefault(operation, 0) > QUESTIONS / 100, counts + replay);
                    assertTrue(left.getOrDefault(operation, 0) > QUESTIONS / 100, counts + replay);
                }
            }
        }
    }

    @Test
    void aChangeOfWhatIsKnownIsAnsweredFromAtOnce() {
        SplittableRandom random = new SplittableRandom(1);
        ImageFolder folder = ImageFolder.at(images);
        folder.publish(draw(random, SYSTEM, "1.0", List.of("kind", "price", "ratio", "insured", "since")));
        try (Terminology terminology = Terminology.open(images)) {
            PlainAnswers plain = new PlainAnswers(FhirRelease.R4, () -> new LayeredSpace(List.of(terminology.space())));
            String query = "system=" + SYSTEM + "&codeA=C0&codeB=C1";
            String lookup = "url=" + SYSTEM + "&code=";
            String active = IntStream.range(0, 60)
                    .mapToObj(PlainAnswersTest::code)
                    .filter(code -> plain.answer(CodeOperation.VALIDATE_IN_SYSTEM, lookup + code, Optional.empty())
                            .isPresent())
                    .findFirst()
                    .orElseThrow();
            assertTrue(plain.answer(CodeOperation.SUBSUMES, query, Optional.empty())
                    .isPresent());
            assertTrue(validated(plain, lookup + active).contains("\"1.0\""));
            folder.publish(new CodeSystem(
                    about(SYSTEM, "1.1", List.of()),
                    "test",
                    List.of(new Concept(
                            active,
                            true,
                            List.of(new Designation("vi", Designation.DISPLAY, "Sốt")),
                            List.of(),
                            List.of()))));
            assertTrue(validated(plain, lookup + active).contains("\"1.1\""));
        }
    }

    @Test
    void manyValidationsAtOnceAreEachWhatTheEvaluatorSays() throws JsonProcessingException {
        long seed = Optional.ofNullable(System.getProperty("tests.seed"))
                .map(text -> Long.parseUnsignedLong(text, 16))
                .orElseGet(System::nanoTime);
        SplittableRandom random = new SplittableRandom(seed);
        ImageFolder folder = ImageFolder.at(images);
        folder.publish(draw(random, SYSTEM, "1.0", List.of("kind", "price", "ratio", "insured", "since")));
        folder.publish(draw(random, WITH_MEANING, "1", List.of("status", "price", "ratio", "notSelectable", "since")));
        try (Terminology terminology = Terminology.open(images)) {
            ResourceSpace space = new LayeredSpace(List.of(terminology.space()));
            CodeQuestions slow = new CodeQuestions(
                    FhirRelease.R4, () -> space, new RequestResources(), Clock.systemUTC(), UUID::randomUUID);
            CodeQuestions fast = new CodeQuestions(
                    FhirRelease.R4,
                    () -> space,
                    new RequestResources(),
                    Clock.systemUTC(),
                    UUID::randomUUID,
                    Optional.of(new PlainAnswers(FhirRelease.R4, () -> space)));
            ObjectNode batch = JSON.createObjectNode().put("resourceType", "Parameters");
            ArrayNode list = batch.putArray("parameter");
            list.addObject().put("name", "url").put("valueUri", SYSTEM + "?fhir_vs");
            for (int i = 0; i < 2_000; i++) {
                ArrayNode parts = list.addObject().put("name", "validation").putArray("part");
                String system = random.nextInt(8) == 0 ? WITH_MEANING : SYSTEM;
                if (random.nextInt(4) == 0) {
                    parts.addObject().put("name", "url").put("valueUri", system + "?fhir_vs");
                }
                String code = code(random.nextInt(70));
                Optional<String> display =
                        random.nextBoolean() ? Optional.empty() : Optional.of(TEXTS[random.nextInt(TEXTS.length)]);
                if (random.nextBoolean()) {
                    ObjectNode coding = parts.addObject().put("name", "coding").putObject("valueCoding");
                    coding.put("system", system).put("code", code);
                    display.ifPresent(text -> coding.put("display", text));
                    if (random.nextInt(8) == 0) {
                        coding.put("version", "1.0");
                    }
                } else {
                    parts.addObject().put("name", "system").put("valueUri", system);
                    parts.addObject().put("name", "code").put("valueCode", code);
                    display.ifPresent(
                            text -> parts.addObject().put("name", "display").put("valueString", text));
                }
            }
            assertEquals(
                    answered(slow, batch), answered(fast, batch), "replay with -Dtests.seed=" + Long.toHexString(seed));
        }
    }

    private static String answered(CodeQuestions questions, ObjectNode batch) throws JsonProcessingException {
        return JSON.writeValueAsString(questions.answer(
                CodeOperation.BATCH_VALIDATE_IN_SET,
                Optional.empty(),
                new OperationParameters(OperationParameters.ofResource(batch, "")),
                Optional.empty(),
                "somebody",
                Effort.UNCOUNTED));
    }

    private static String validated(PlainAnswers plain, String query) {
        return plain.answer(CodeOperation.VALIDATE_IN_SYSTEM, query, Optional.empty())
                .orElseThrow()
                .toString();
    }

    /** Maps between the drawn list and others; some speak of a value set only, some have mappings that hang on more than the code. */
    private static ListedSpace drawnMaps(SplittableRandom random) {
        List<ConceptMapDefinition> maps = new ArrayList<>();
        for (int number = random.nextInt(3); number >= 0; number--) {
            ObjectNode map = JSON.createObjectNode()
                    .put("resourceType", "ConceptMap")
                    .put("url", "urn:map:" + number)
                    .put("status", "active")
                    .put("version", "\"" + number);
            if (random.nextInt(3) == 0) {
                map.put("sourceCanonical", random.nextInt(4) == 0 ? "urn:none" : SYSTEM + "?fhir_vs");
            }
            ArrayNode groups = map.putArray("group");
            for (int i = random.nextInt(2); i >= 0; i--) {
                ObjectNode group = groups.addObject().put("source", SYSTEM);
                group.put("target", random.nextInt(4) == 0 ? SYSTEM : "urn:other");
                ArrayNode elements = group.putArray("element");
                for (int element = 0; element < 40; element++) {
                    ArrayNode targets = elements.addObject()
                            .put("code", code(random.nextInt(60)))
                            .putArray("target");
                    for (int target = random.nextInt(3); target > 0; target--) {
                        drawTarget(random, targets.addObject());
                    }
                }
                if (random.nextInt(3) == 0) {
                    group.putObject("unmapped")
                            .put("mode", "fixed")
                            .put("code", "T0")
                            .put("display", "khác");
                }
            }
            maps.add(FhirResources.conceptMap(map));
        }
        return new ListedSpace(List.of(), List.of(), maps);
    }

    private static void drawTarget(SplittableRandom random, ObjectNode target) {
        String[] equivalences = {"equivalent", "wider", "inexact", "unmatched"};
        target.put("equivalence", equivalences[random.nextInt(4)]);
        if (random.nextInt(8) > 0) {
            target.put("code", "T" + random.nextInt(30));
        }
        if (random.nextInt(3) == 0) {
            target.put("display", TEXTS[random.nextInt(TEXTS.length)]);
        }
        if (random.nextInt(3) == 0) {
            target.put("comment", TEXTS[random.nextInt(TEXTS.length)]);
        }
        if (random.nextInt(6) == 0) {
            target.putArray("dependsOn").addObject().put("property", "urn:sex").put("value", "F");
        }
    }

    private record Question(CodeOperation operation, Map<String, String> parameters) {
        private static final String[] LANGUAGES = {
            "en", "vi", "en-US", "fr", "fr,en;q=0.5", "en;q=0,*", "vi;q=0", "de,*;q=0", "not well formed"
        };

        /** Only a lookup is asked with one here. */
        Optional<String> acceptLanguage(SplittableRandom random) {
            return operation == CodeOperation.LOOKUP && random.nextInt(3) == 0
                    ? Optional.of(LANGUAGES[random.nextInt(LANGUAGES.length)])
                    : Optional.empty();
        }

        static final List<CodeOperation> OPERATIONS = List.of(
                CodeOperation.LOOKUP,
                CodeOperation.VALIDATE_IN_SYSTEM,
                CodeOperation.VALIDATE_IN_SET,
                CodeOperation.SUBSUMES,
                CodeOperation.TRANSLATE);

        static Question drawn(SplittableRandom random) {
            String system = random.nextInt(5) == 0 ? WITH_MEANING : random.nextInt(20) == 0 ? "urn:none" : SYSTEM;
            String code = code(random.nextInt(70));
            Map<String, String> parameters = new LinkedHashMap<>();
            CodeOperation operation;
            switch (random.nextInt(5)) {
                case 0 -> {
                    operation = CodeOperation.LOOKUP;
                    parameters.put("system", system);
                    parameters.put("code", code);
                }
                case 1 -> {
                    operation = CodeOperation.VALIDATE_IN_SYSTEM;
                    parameters.put("url", system);
                    parameters.put("code", code);
                }
                case 2 -> {
                    operation = CodeOperation.VALIDATE_IN_SET;
                    parameters.put("url", system + "?fhir_vs" + (random.nextInt(6) == 0 ? "|1.0" : ""));
                    parameters.put("system", random.nextInt(10) == 0 ? WITH_MEANING : system);
                    parameters.put("code", code);
                }
                case 3 -> {
                    operation = CodeOperation.TRANSLATE;
                    translation(random, parameters, code);
                }
                default -> {
                    operation = CodeOperation.SUBSUMES;
                    parameters.put("system", system);
                    parameters.put("codeA", code);
                    parameters.put("codeB", code(random.nextInt(70)));
                }
            }
            boolean isValidation =
                    operation == CodeOperation.VALIDATE_IN_SYSTEM || operation == CodeOperation.VALIDATE_IN_SET;
            if (isValidation && random.nextInt(3) == 0) {
                parameters.put("display", TEXTS[random.nextInt(TEXTS.length)]);
            }
            if (!isValidation && operation != CodeOperation.TRANSLATE && random.nextInt(3) == 0) {
                parameters.put("version", random.nextBoolean() ? "1.0" : "1");
            }
            if (random.nextInt(operation == CodeOperation.LOOKUP ? 2 : 15) == 0) {
                parameters.put("displayLanguage", LANGUAGES[random.nextInt(LANGUAGES.length)]);
            }
            return new Question(operation, parameters);
        }

        private static void translation(SplittableRandom random, Map<String, String> parameters, String code) {
            if (random.nextBoolean()) {
                parameters.put("url", "urn:map:" + random.nextInt(3));
            }
            switch (random.nextInt(4)) {
                case 0 -> {
                    parameters.put("targetCode", "T" + random.nextInt(30));
                    parameters.put("targetSystem", "urn:other");
                }
                case 1 -> {
                    parameters.put("code", "T" + random.nextInt(30));
                    parameters.put("system", "urn:other");
                    parameters.put("reverse", "true");
                }
                case 2 -> {
                    parameters.put("sourceCode", code);
                    parameters.put("sourceSystem", SYSTEM);
                }
                default -> {
                    parameters.put("code", code);
                    parameters.put("system", SYSTEM);
                    parameters.put("targetsystem", random.nextInt(3) == 0 ? SYSTEM : "urn:other");
                }
            }
        }

        byte[] body() {
            ObjectNode json = JSON.createObjectNode().put("resourceType", "Parameters");
            ArrayNode list = json.putArray("parameter");
            parameters.forEach((name, value) -> {
                ObjectNode parameter = list.addObject().put("name", name);
                if (name.equals("reverse")) {
                    parameter.put("valueBoolean", value.equals("true"));
                } else {
                    parameter.put("valueString", value);
                }
            });
            return json.toString().getBytes(StandardCharsets.UTF_8);
        }

        String query() {
            List<String> parts = new ArrayList<>();
            parameters.forEach(
                    (name, value) -> parts.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
            return String.join("&", parts);
        }

        String answeredBy(CodeQuestions evaluator, Optional<String> acceptLanguage) throws JsonProcessingException {
            Map<String, String[]> sent = new LinkedHashMap<>();
            parameters.forEach((name, value) -> sent.put(name, new String[] {value}));
            try {
                return JSON.writeValueAsString(evaluator.answer(
                        operation,
                        Optional.empty(),
                        new OperationParameters(OperationParameters.ofQuery(sent)),
                        acceptLanguage,
                        "somebody",
                        Effort.UNCOUNTED));
            } catch (Refused refused) {
                return "refused: " + refused.getMessage();
            }
        }
    }

    private static String code(int ordinal) {
        return ordinal % 7 == 6 ? "Đ\"" + ordinal : "C" + ordinal;
    }

    private static CodeSystem draw(SplittableRandom random, String system, String version, List<String> names) {
        List<PropertyType> types = List.of(
                PropertyType.CODE,
                PropertyType.INTEGER,
                PropertyType.DECIMAL,
                PropertyType.BOOLEAN,
                PropertyType.DATE_TIME);
        List<PropertyDefinition> definitions = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            definitions.add(new PropertyDefinition(names.get(i), types.get(i)));
        }
        String[][] values = {{"a", "retired"}, {"7", "-12"}, {"1.10", "1E3"}, {"true", "false"}, {"2026", "2026-07-01"}
        };
        List<Concept> concepts = new ArrayList<>();
        for (int ordinal = 0; ordinal < 60; ordinal++) {
            List<Designation> designations = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(4); i++) {
                designations.add(new Designation(
                        i == 0 ? "vi" : random.nextBoolean() ? "en" : "vi",
                        i == 0 || random.nextBoolean() ? Designation.DISPLAY : Designation.SYNONYM,
                        TEXTS[random.nextInt(TEXTS.length)]));
            }
            List<ConceptProperty> properties = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                if (random.nextBoolean()) {
                    properties.add(new ConceptProperty(names.get(i), types.get(i), values[i][random.nextInt(2)]));
                }
            }
            List<String> parents = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0 && ordinal > 0; i--) {
                String parent = code(random.nextInt(ordinal));
                if (!parents.contains(parent)) {
                    parents.add(parent);
                }
            }
            concepts.add(new Concept(code(ordinal), random.nextInt(8) > 0, designations, properties, parents));
        }
        return new CodeSystem(about(system, version, definitions), "test", concepts);
    }

    private static CodeSystemDescription about(String system, String version, List<PropertyDefinition> definitions) {
        return new CodeSystemDescription(
                new ReleaseId(system, version),
                "drawn \"list\"",
                Optional.empty(),
                Optional.empty(),
                List.of("vi", "en"),
                definitions);
    }
}
