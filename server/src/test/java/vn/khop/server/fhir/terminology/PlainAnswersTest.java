package vn.khop.server.fhir.terminology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
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
import vn.khop.terminology.lookup.JsonBytes;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ResourceSpace;

/** A plain answer is, byte for byte, what the complete evaluator says; what it cannot say it leaves alone. */
class PlainAnswersTest {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String SYSTEM = "urn:khop:test:drawn";
    private static final String WITH_MEANING = "urn:khop:test:meaning";
    private static final String[] TEXTS = {
        "Sốt", "Sốt cao", " Đau ", "U mỡ", "a\"b", "back\\slash", "tab\there", "línea\u2028", "\u00a0x", "𠀀 chữ", "x"
    };
    private static final int QUESTIONS = 4_000;

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
            ResourceSpace space = new LayeredSpace(List.of(terminology.space()));
            CodeQuestions evaluator = new CodeQuestions(
                    FhirRelease.R4, () -> space, new RequestResources(), Clock.systemUTC(), UUID::randomUUID);
            PlainAnswers plain = new PlainAnswers(() -> space);
            int answered = 0;
            for (int i = 0; i < QUESTIONS; i++) {
                Question question = Question.drawn(random);
                Optional<JsonBytes> said = plain.answer(question.operation(), question.query());
                if (said.isPresent()) {
                    answered++;
                    assertEquals(question.answeredBy(evaluator), said.get().toString(), question + "; " + replay);
                }
            }
            assertTrue(answered > QUESTIONS / 8, "only " + answered + " were plain; " + replay);
            assertTrue(answered < QUESTIONS, "all were plain; " + replay);
        }
    }

    private record Question(CodeOperation operation, Map<String, String> parameters) {
        static Question drawn(SplittableRandom random) {
            String system = random.nextInt(5) == 0 ? WITH_MEANING : random.nextInt(20) == 0 ? "urn:none" : SYSTEM;
            String code = code(random.nextInt(70));
            Map<String, String> parameters = new LinkedHashMap<>();
            CodeOperation operation;
            switch (random.nextInt(4)) {
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
            if (!isValidation && random.nextInt(3) == 0) {
                parameters.put("version", random.nextBoolean() ? "1.0" : "1");
            }
            if (random.nextInt(15) == 0) {
                parameters.put("displayLanguage", "en");
            }
            return new Question(operation, parameters);
        }

        String query() {
            List<String> parts = new ArrayList<>();
            parameters.forEach(
                    (name, value) -> parts.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
            return String.join("&", parts);
        }

        String answeredBy(CodeQuestions evaluator) throws JsonProcessingException {
            Map<String, String[]> sent = new LinkedHashMap<>();
            parameters.forEach((name, value) -> sent.put(name, new String[] {value}));
            try {
                return JSON.writeValueAsString(evaluator.answer(
                        operation,
                        Optional.empty(),
                        new OperationParameters(OperationParameters.ofQuery(sent)),
                        Optional.empty(),
                        "somebody"));
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
        return new CodeSystem(
                new CodeSystemDescription(
                        new ReleaseId(system, version),
                        "drawn \"list\"",
                        Optional.empty(),
                        Optional.empty(),
                        List.of("vi", "en"),
                        definitions),
                "test",
                concepts);
    }
}
