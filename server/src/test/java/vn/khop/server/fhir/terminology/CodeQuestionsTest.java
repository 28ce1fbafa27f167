package vn.khop.server.fhir.terminology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.question.Messages;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.resource.Effort;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ListedSpace;
import vn.khop.terminology.resource.ResourceSpace;

/** Questions put as FHIR puts them, on a small code system in which a concept may have several parents. */
class CodeQuestionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

    /** a above b and c, both above d; e apart. */
    private static final String SYSTEM = """
            {"resourceType":"CodeSystem","id":"diamond","url":"urn:diamond","version":"1","name":"Diamond","status":"active","content":"complete","caseSensitive":true,
             "hierarchyMeaning":"is-a","property":[{"code":"colour","type":"code"}],
             "concept":[
              {"code":"a","display":"Bệnh tim","property":[{"code":"colour","valueCode":"red"}]},
              {"code":"b","display":"Bệnh van tim","property":[{"code":"parent","valueCode":"a"},{"code":"colour","valueCode":"blue"}]},
              {"code":"c","display":"Viêm tim","property":[{"code":"parent","valueCode":"a"},{"code":"colour","valueCode":"red"}]},
              {"code":"d","display":"Viêm van tim","property":[{"code":"parent","valueCode":"b"},{"code":"parent","valueCode":"c"},{"code":"colour","valueCode":"blue"}]},
              {"code":"e","display":"Viêm phổi","property":[{"code":"colour","valueCode":"red"},{"code":"inactive","valueBoolean":true}]}]}""";

    private static ObjectNode object(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static CodeQuestions questions(FhirRelease release) {
        ResourceSpace space = new LayeredSpace(
                List.of(new ListedSpace(List.of(FhirResources.codeSystem(object(SYSTEM))), List.of(), List.of())));
        return new CodeQuestions(release, () -> space, new RequestResources(), CLOCK, () -> new UUID(1, 2));
    }

    private static ObjectNode ask(CodeQuestions questions, CodeOperation operation, String caller, String parameters) {
        OperationParameters read = new OperationParameters(OperationParameters.ofResource(
                object("{\"resourceType\":\"Parameters\",\"parameter\":[" + parameters + "]}"), ""));
        return questions.answer(operation, Optional.empty(), read, Optional.empty(), caller, Effort.UNCOUNTED);
    }

    private static ObjectNode ask(CodeOperation operation, String parameters) {
        return ask(questions(FhirRelease.R4), operation, "somebody", parameters);
    }

    private static String known(String code, String value) {
        return "{\"name\":\"property\",\"part\":[{\"name\":\"code\",\"valueCode\":\"" + code
                + "\"},{\"name\":\"value\"," + value + "}]}";
    }

    private static final String OF_SYSTEM = "{\"name\":\"system\",\"valueUri\":\"urn:diamond\"},";
    private static final String EXACT = "{\"name\":\"exact\",\"valueBoolean\":true},";

    /** Codes with what did not hold of each, as {@code d -colour}. */
    private static List<String> matches(ObjectNode answer) {
        return StreamSupport.stream(answer.path("parameter").spliterator(), false)
                .map(match -> {
                    StringBuilder found = new StringBuilder();
                    for (JsonNode part : match.path("part")) {
                        switch (part.path("name").asText()) {
                            case "code" ->
                                found.append(part.at("/valueCoding/code").asText());
                            case "unmatched" ->
                                found.append(" -")
                                        .append(part.at("/part/0/valueCode").asText());
                            default -> found.append("");
                        }
                    }
                    return found.toString();
                })
                .toList();
    }

    @Test
    void aMachineFindsConceptsThatHaveEverythingAndAReaderTheNextBestToo() {
        String two = known("colour", "\"valueCode\":\"blue\"") + "," + known("parent", "\"valueCode\":\"a\"");
        assertEquals(List.of("b"), matches(ask(CodeOperation.FIND_MATCHES, OF_SYSTEM + EXACT + two)));
        assertEquals(List.of("b", "c -colour", "d -parent"), matches(ask(CodeOperation.FIND_MATCHES, OF_SYSTEM + two)));
    }

    @Test
    void aNameIsKnownWholeToAMachineAndByItsWordsWithoutMarksToAReader() {
        String whole = known("display", "\"valueString\":\"viêm  van tim\"");
        assertEquals(List.of("d"), matches(ask(CodeOperation.FIND_MATCHES, OF_SYSTEM + EXACT + whole)));
        String words = known("display", "\"valueString\":\"viem\"");
        assertEquals(List.of(), matches(ask(CodeOperation.FIND_MATCHES, OF_SYSTEM + EXACT + words)));
        assertEquals(List.of("c", "d", "e"), matches(ask(CodeOperation.FIND_MATCHES, OF_SYSTEM + words)));
    }

    @Test
    void aPropertyThatTheCodeSystemHasNotIsRefusedByName() {
        Refused refused = assertThrows(
                Refused.class,
                () -> ask(CodeOperation.FIND_MATCHES, OF_SYSTEM + known("weight", "\"valueString\":\"1\"")));
        assertTrue(String.valueOf(refused.getMessage()).contains("'weight' is no property of urn:diamond|1"));
        assertThrows(
                Refused.class,
                () -> ask(
                        CodeOperation.FIND_MATCHES,
                        OF_SYSTEM
                                + "{\"name\":\"property\",\"part\":[{\"name\":\"code\",\"valueCode\":\"colour\"},{\"name\":\"value\",\"valueCode\":\"red\"},{\"name\":\"subproperty\"}]}"));
    }

    private static String coding(String name, String code) {
        return "{\"name\":\"" + name + "\",\"valueCoding\":{\"system\":\"urn:diamond\",\"code\":\"" + code + "\"}}";
    }

    private static final String TABLE = "{\"name\":\"name\",\"valueString\":\"problems\"}";

    /** Each relation as {@code d<a}. */
    private static TreeSet<String> relations(ObjectNode map) {
        TreeSet<String> found = new TreeSet<>();
        map.path("group")
                .forEach(group -> group.path("element")
                        .forEach(element -> element.path("target")
                                .forEach(
                                        target -> found.add(element.path("code").asText() + "<"
                                                + target.path("code").asText()))));
        return found;
    }

    @Test
    void aClosureTableGrowsByWhatIsNewAndIsWholeAgainWhereAnotherReleaseAnswers() {
        ObjectNode empty = ask(CodeOperation.CLOSURE, TABLE);
        assertEquals("ConceptMap", empty.path("resourceType").asText());
        assertFalse(empty.has("group"));
        ObjectNode first =
                ask(CodeOperation.CLOSURE, TABLE + "," + coding("concept", "d") + "," + coding("concept", "a"));
        assertEquals(new TreeSet<>(List.of("d<a")), relations(first));
        assertEquals(
                "subsumes", first.at("/group/0/element/0/target/0/equivalence").asText());
        String known = TABLE + "," + coding("known", "a") + "," + coding("known", "d") + "," + coding("concept", "b");
        ObjectNode second = ask(CodeOperation.CLOSURE, known);
        assertEquals(new TreeSet<>(List.of("b<a", "d<b")), relations(second));
        String same = ",{\"name\":\"version\",\"valueString\":\""
                + first.path("version").asText() + "\"}";
        assertEquals(relations(second), relations(ask(CodeOperation.CLOSURE, known + same)));
        assertEquals(
                new TreeSet<>(List.of("b<a", "d<a", "d<b")),
                relations(ask(CodeOperation.CLOSURE, known + ",{\"name\":\"version\",\"valueString\":\"older\"}")));
        assertEquals(
                "source-is-narrower-than-target",
                ask(
                                questions(FhirRelease.R5),
                                CodeOperation.CLOSURE,
                                "somebody",
                                TABLE + "," + coding("concept", "d") + "," + coding("concept", "a"))
                        .at("/group/0/element/0/target/0/relationship")
                        .asText());
        assertThrows(Refused.class, () -> ask(CodeOperation.CLOSURE, TABLE + "," + coding("concept", "none")));
    }

    @Test
    void anExpansionLeavesOutTheSystemsThatAreNotWanted() {
        String set =
                "{\"name\":\"url\",\"valueUri\":\"urn:diamond?fhir_vs\"},{\"name\":\"exclude-system\",\"valueCanonical\":\"urn:diamond%s\"}";
        assertEquals(
                0,
                ask(CodeOperation.EXPAND, set.formatted(""))
                        .at("/expansion/total")
                        .asInt(-1));
        assertEquals(
                0,
                ask(CodeOperation.EXPAND, set.formatted("|1"))
                        .at("/expansion/total")
                        .asInt(-1));
        assertEquals(
                5,
                ask(CodeOperation.EXPAND, set.formatted("|2"))
                        .at("/expansion/total")
                        .asInt(-1));
    }

    @Test
    void whatIsPartOfAnotherIsNotSaidToBeAKindOfIt() {
        String parts =
                "{\"name\":\"tx-resource\",\"resource\":{\"resourceType\":\"CodeSystem\",\"url\":\"urn:parts\",\"status\":\"active\",\"content\":\"complete\",\"hierarchyMeaning\":\"part-of\",\"concept\":[{\"code\":\"hand\",\"concept\":[{\"code\":\"finger\"}]}]}},{\"name\":\"system\",\"valueUri\":\"urn:parts\"},{\"name\":\"codeA\",\"valueCode\":\"hand\"},{\"name\":\"codeB\",\"valueCode\":\"%s\"}";
        assertEquals(
                "equivalent",
                ask(CodeOperation.SUBSUMES, parts.formatted("hand"))
                        .at("/parameter/0/valueCode")
                        .asText());
        assertThrows(Refused.class, () -> ask(CodeOperation.SUBSUMES, parts.formatted("finger")));
    }

    @Test
    void whatOneClientKeepsAnotherDoesNotSeeUnderTheSameName() {
        CodeQuestions questions = questions(FhirRelease.R4);
        String kept = "{\"name\":\"cache-id\",\"valueId\":\"one\"}";
        String sent =
                ",{\"name\":\"tx-resource\",\"resource\":{\"resourceType\":\"CodeSystem\",\"url\":\"urn:kept\",\"status\":\"active\",\"content\":\"complete\",\"concept\":[{\"code\":\"k\",\"display\":\"Giữ\"}]}}";
        String lookup = ",{\"name\":\"system\",\"valueUri\":\"urn:kept\"},{\"name\":\"code\",\"valueCode\":\"k\"}";
        ask(questions, CodeOperation.LOOKUP, "first", kept + sent + lookup);
        ask(questions, CodeOperation.LOOKUP, "first", kept + lookup);
        assertEquals(
                Refused.Kind.UNKNOWN,
                assertThrows(Refused.class, () -> ask(questions, CodeOperation.LOOKUP, "second", kept + lookup))
                        .kind());
        assertThrows(
                Refused.class,
                () -> ask(
                        questions,
                        CodeOperation.LOOKUP,
                        "first",
                        "{\"name\":\"cache-id\",\"valueId\":\"two\"}" + lookup));
    }

    @Test
    void theBoundsOfWhatIsKeptArePinned() {
        assertEquals(64L << 20, RequestResources.KEPT_CHARACTERS_MAX);
        assertEquals(java.time.Duration.ofMinutes(30), RequestResources.KEPT_SINCE_USE);
        CodeQuestions questions = questions(FhirRelease.R4);
        assertThrows(
                Refused.class,
                () -> ask(
                        questions,
                        CodeOperation.LOOKUP,
                        "first",
                        "{\"name\":\"cache-id\",\"valueId\":\"" + "x".repeat(201)
                                + "\"},{\"name\":\"system\",\"valueUri\":\"urn:diamond\"},{\"name\":\"code\",\"valueCode\":\"a\"}"));
    }

    /** What is known of the sex, and the targets that are left; R4 says it by a CodeableConcept, R5 by a value. */
    @Test
    void whatIsKnownOfAConditionChoosesTheTarget() {
        String map = """
                {"name":"conceptMap","resource":{"resourceType":"ConceptMap","url":"urn:m","status":"active","group":[{"source":"urn:diamond","target":"urn:y","element":[{"code":"a","target":[
                 {"code":"of-women","equivalence":"equivalent","relationship":"equivalent","dependsOn":[{"property":"urn:sex","attribute":"urn:sex","value":"F","valueCode":"F"}]},
                 {"code":"of-men","equivalence":"equivalent","relationship":"equivalent","dependsOn":[{"property":"urn:sex","attribute":"urn:sex","value":"M","valueCode":"M"}]}]}]}]}}""";
        String asked = ",{\"name\":\"%s\",\"valueCoding\":{\"system\":\"urn:diamond\",\"code\":\"a\"}}";
        String inR4 = """
                ,{"name":"dependency","part":[{"name":"element","valueUri":"urn:sex"},{"name":"concept","valueCodeableConcept":{"coding":[{"system":"urn:sexes","code":"%s"}]}}]}""";
        String inR5 = """
                ,{"name":"dependency","part":[{"name":"attribute","valueUri":"urn:sex"},{"name":"value","valueCode":"%s"}]}""";
        for (String sex : List.of("F", "M")) {
            String expected = sex.equals("F") ? "of-women" : "of-men";
            String other = sex.equals("F") ? "of-men" : "of-women";
            String r4 = ask(
                            questions(FhirRelease.R4),
                            CodeOperation.TRANSLATE,
                            "somebody",
                            map + asked.formatted("coding") + inR4.formatted(sex))
                    .toString();
            String r5 = ask(
                            questions(FhirRelease.R5),
                            CodeOperation.TRANSLATE,
                            "somebody",
                            map + asked.formatted("sourceCoding") + inR5.formatted(sex))
                    .toString();
            for (String answer : List.of(r4, r5)) {
                assertTrue(answer.contains(expected) && !answer.contains(other), answer);
            }
        }
    }

    private static String resource(String name, String resource) {
        return "{\"name\":\"%s\",\"resource\":%s}".formatted(name, resource);
    }

    private static String valueSet(String url, String content) {
        return "{\"resourceType\":\"ValueSet\",\"url\":\"%s\",\"status\":\"active\",%s}".formatted(url, content);
    }

    private static String included(String sets) {
        return "\"compose\":{\"include\":[" + sets + "]}";
    }

    private static String value(String name, String type, String value) {
        return ",{\"name\":\"%s\",\"value%s\":%s}".formatted(name, type, value);
    }

    private static String code(String name, String value) {
        return value(name, "Code", "\"" + value + "\"");
    }

    private static String uri(String name, String value) {
        return value(name, "Uri", "\"" + value + "\"");
    }

    private static void assertRefused(String says, CodeOperation operation, String parameters) {
        for (FhirRelease release : FhirRelease.values()) {
            Refused refused = assertThrows(
                    Refused.class, () -> ask(questions(release), operation, "somebody", parameters), parameters);
            assertTrue(
                    String.valueOf(refused.getMessage()).contains(says), refused.getMessage() + " for " + parameters);
        }
    }

    /** The codes of an expansion, nested ones too. */
    private static List<String> codes(ObjectNode expanded) {
        List<String> found = new ArrayList<>();
        collect(expanded.path("expansion"), found);
        return found.stream().sorted().toList();
    }

    private static void collect(JsonNode parent, List<String> found) {
        parent.path("contains").forEach(entry -> {
            found.add(entry.path("code").asText());
            collect(entry, found);
        });
    }

    @Test
    void aSetOfNothingInParticularHasNotEveryCode() {
        String check = uri("system", "urn:diamond") + code("code", "a");
        assertRefused(
                "neither a system nor a valueSet",
                CodeOperation.VALIDATE_IN_SET,
                resource("valueSet", valueSet("urn:v", included("{}"))) + check);
        assertRefused(
                "no system",
                CodeOperation.VALIDATE_IN_SET,
                resource("valueSet", valueSet("urn:v", included("{\"concept\":[{\"code\":\"b\"}]}"))) + check);
    }

    @Test
    void whatIsAskedInTwoWaysIsRefusedAndNotAnsweredByOneOfThem() {
        String coding = "{\"system\":\"urn:diamond\",\"code\":\"a\",\"version\":\"1\"}";
        String concept = value("codeableConcept", "CodeableConcept", "{\"coding\":[" + coding + "]}");
        String both = uri("system", "urn:diamond") + code("code", "b") + value("coding", "Coding", coding);
        String set = "{\"name\":\"url\",\"valueUri\":\"urn:diamond?fhir_vs\"}";
        assertRefused("'code' and 'coding'", CodeOperation.LOOKUP, both.substring(1));
        assertRefused("'code' and 'coding'", CodeOperation.VALIDATE_IN_SET, set + both);
        assertRefused(
                "'coding' and 'codeableConcept'",
                CodeOperation.VALIDATE_IN_SET,
                set + value("coding", "Coding", coding) + concept);
        assertRefused(
                "'coding'",
                CodeOperation.TRANSLATE,
                (code("code", "b") + value("coding", "Coding", coding)).substring(1));
        assertRefused(
                "'codeA' and 'codingA'",
                CodeOperation.SUBSUMES,
                (code("codeA", "b") + code("codeB", "b") + value("codingA", "Coding", coding)).substring(1));
        assertRefused(
                "'version' is '2', 'coding' says '1'",
                CodeOperation.LOOKUP,
                (code("version", "2") + value("coding", "Coding", coding)).substring(1));
        assertRefused(
                "'system' is 'urn:other', 'coding' says 'urn:diamond'",
                CodeOperation.LOOKUP,
                (uri("system", "urn:other") + value("coding", "Coding", coding)).substring(1));
        assertRefused(
                "'display' says more of 'code'",
                CodeOperation.VALIDATE_IN_SET,
                set + concept + value("display", "String", "\"Bệnh tim\""));
        String named = value("coding", "Coding", coding) + value("display", "String", "\"%s\"");
        for (String display : List.of("Bệnh tim", "Bệnh gan")) {
            assertEquals(
                    display.equals("Bệnh tim"),
                    ask(CodeOperation.VALIDATE_IN_SET, set + named.formatted(display))
                            .at("/parameter/0/valueBoolean")
                            .asBoolean());
        }
        assertRefused(
                "'valueSetVersion' is '2', 'url' says '1'",
                CodeOperation.EXPAND,
                (uri("url", "urn:v|1") + value("valueSetVersion", "String", "\"2\"")).substring(1));
        assertRefused(
                "'includeDesignations' came with 2 values",
                CodeOperation.EXPAND,
                set
                        + value("includeDesignations", "Boolean", "true")
                        + value("includeDesignations", "Boolean", "false"));
        assertRefused("is a CodeableConcept, expected a Coding", CodeOperation.LOOKUP, """
                {"name":"coding","valueCodeableConcept":{"coding":[{"system":"urn:diamond","code":"a"}]}}""");
        assertRefused(
                "'tx-resource' came, and not with a resource", CodeOperation.EXPAND, set + uri("tx-resource", "urn:v"));
        assertRefused(
                "each 'dependency'",
                CodeOperation.TRANSLATE,
                "{\"name\":\"dependency\",\"part\":[]}" + uri("system", "urn:diamond") + code("code", "a"));
    }

    @Test
    void aCodeSystemMayBeNamedWithItsVersionOrComeAlong() {
        String named = uri("system", "urn:diamond|1") + code("code", "a");
        assertTrue(ask(CodeOperation.LOOKUP, named.substring(1)).toString().contains("Bệnh tim"));
        assertRefused("not loaded", CodeOperation.LOOKUP, named.substring(1).replace("|1", "|2"));
        assertRefused(
                "'version' is '2', 'system' says '1'", CodeOperation.LOOKUP, named.substring(1) + code("version", "2"));
        assertTrue(ask(CodeOperation.VALIDATE_IN_SYSTEM, (uri("url", "urn:diamond|1") + code("code", "a")).substring(1))
                .at("/parameter/0/valueBoolean")
                .asBoolean());
        assertTrue(ask(
                        CodeOperation.VALIDATE_IN_SYSTEM,
                        resource("codeSystem", SYSTEM.replace("urn:diamond", "urn:along")) + code("code", "a"))
                .at("/parameter/0/valueBoolean")
                .asBoolean());
        assertRefused("'name'", CodeOperation.LOOKUP, "{\"valueCode\":\"a\"}");
        assertRefused(
                "with a system and a code",
                CodeOperation.CLOSURE,
                (value("name", "String", "\"t\"") + value("concept", "Coding", "{\"system\":\"urn:diamond\"}"))
                        .substring(1));
    }

    @Test
    void anExistenceIsAskedWithTrueOrFalse() {
        String filtered =
                "{\"system\":\"urn:diamond\",\"filter\":[{\"property\":\"colour\",\"op\":\"exists\",\"value\":\"%s\"}]}";
        for (String value : List.of("true", "false")) {
            String set = resource("valueSet", valueSet("urn:v", included(filtered.formatted(value))));
            assertEquals(
                    value.equals("true") ? 5 : 0,
                    codes(ask(CodeOperation.EXPAND, set)).size());
        }
        String other = resource("valueSet", valueSet("urn:v", included(filtered.formatted("yes"))));
        assertRefused("exists", CodeOperation.EXPAND, other);
        assertRefused(
                "exists", CodeOperation.VALIDATE_IN_SET, other + uri("system", "urn:diamond") + code("code", "a"));
    }

    private static final String LISTED = valueSet("urn:listed", """
            "expansion":{"timestamp":"2026-01-01","contains":[{"system":"urn:diamond","code":"d"},
             {"display":"Nhóm","abstract":true,"contains":[{"system":"urn:diamond","code":"b"},{"system":"urn:diamond","code":"e"}]}]}""");

    @Test
    void anExpansionThatCameAloneIsPagedFilteredAndImported() {
        String listed = resource("valueSet", LISTED);
        assertEquals(
                3,
                ask(CodeOperation.EXPAND, listed)
                                .at("/expansion/contains/1/contains")
                                .size()
                        + 1);
        ObjectNode page =
                ask(CodeOperation.EXPAND, listed + value("count", "Integer", "1") + value("offset", "Integer", "1"));
        assertEquals(List.of("b"), codes(page));
        assertEquals(3, page.at("/expansion/total").asInt());
        assertEquals(
                List.of("b", "d"), codes(ask(CodeOperation.EXPAND, listed + value("filter", "String", "\"van tim\""))));
        assertEquals(
                List.of("b", "d"), codes(ask(CodeOperation.EXPAND, listed + value("activeOnly", "Boolean", "true"))));
        String importing = resource("valueSet", valueSet("urn:importing", included("{\"valueSet\":[\"urn:listed\"]}")))
                + "," + resource("tx-resource", LISTED);
        assertEquals(List.of("b", "d", "e"), codes(ask(CodeOperation.EXPAND, importing)));
    }

    @Test
    void anExpansionBesideADefinitionDoesNotStandInForIt() {
        String both = valueSet(
                "urn:both",
                included("{\"system\":\"urn:diamond\",\"concept\":[{\"code\":\"c\"}]}")
                        + ",\"expansion\":{\"timestamp\":\"2026-01-01\",\"contains\":[{\"system\":\"urn:diamond\",\"code\":\"a\"}]}");
        assertEquals(List.of("c"), codes(ask(CodeOperation.EXPAND, resource("valueSet", both))));
    }

    /** The name that fits the text is the including set's own; the excluded one knows the code by another. */
    @Test
    void whatIsExcludedStaysOutWhateverIsTyped() {
        String excluded = resource(
                "tx-resource",
                valueSet("urn:out", included("{\"system\":\"urn:diamond\",\"concept\":[{\"code\":\"a\"}]}")));
        String set = resource("valueSet", valueSet("urn:v", """
                "compose":{"include":[{"system":"urn:diamond","concept":[{"code":"a","display":"Xin chào"},{"code":"b","display":"Xin lỗi"}]}],
                 "exclude":[{"valueSet":["urn:out"]}]}"""));
        assertEquals(
                List.of("b"),
                codes(ask(CodeOperation.EXPAND, set + "," + excluded + value("filter", "String", "\"xin\""))));
        String both = resource("valueSet", valueSet("urn:v", included("""
                {"system":"urn:diamond","valueSet":["urn:out"],"concept":[{"code":"a","display":"Xin chào"}]}""")));
        assertEquals(
                List.of("a"),
                codes(ask(CodeOperation.EXPAND, both + "," + excluded + value("filter", "String", "\"xin\""))));
    }

    @Test
    void whatIsNotForPeopleToChooseIsLeftOutHoweverItWasIncluded() {
        String system = resource("tx-resource", """
                {"resourceType":"CodeSystem","url":"urn:grouped","status":"active","content":"complete","property":[{"code":"notSelectable","type":"boolean"}],
                 "concept":[{"code":"g","property":[{"code":"notSelectable","valueBoolean":true}],"concept":[{"code":"x"}]}]}""");
        for (String set : List.of(
                "{\"system\":\"urn:grouped\"}",
                "{\"system\":\"urn:grouped\",\"filter\":[{\"property\":\"concept\",\"op\":\"is-a\",\"value\":\"g\"}]}",
                "{\"system\":\"urn:grouped\",\"concept\":[{\"code\":\"g\"},{\"code\":\"x\"}]}")) {
            String asked = resource("valueSet", valueSet("urn:v", included(set))) + "," + system;
            assertEquals(List.of("g", "x"), codes(ask(CodeOperation.EXPAND, asked)), set);
            assertEquals(
                    List.of("x"),
                    codes(ask(CodeOperation.EXPAND, asked + value("excludeNotForUI", "Boolean", "true"))),
                    set);
        }
    }

    @Test
    void designationsAreLookedUpByLanguageToo() {
        String system = resource("tx-resource", """
                {"resourceType":"CodeSystem","url":"urn:tongues","status":"active","content":"complete","language":"vi",
                 "concept":[{"code":"x","display":"Tim","designation":[{"language":"en","value":"Heart"},{"language":"fr","value":"Coeur"}]}]}""");
        String answer = ask(
                        CodeOperation.LOOKUP,
                        system + uri("system", "urn:tongues") + code("code", "x") + code("property", "lang.en"))
                .toString();
        assertTrue(answer.contains("Heart") && !answer.contains("Coeur"), answer);
    }

    @Test
    void aConceptOfTextAloneIsNotValidAndNoFault() {
        String asked =
                "{\"name\":\"url\",\"valueUri\":\"%s\"},{\"name\":\"codeableConcept\",\"valueCodeableConcept\":{\"text\":\"đau ngực\"}}";
        for (String url : List.of("urn:diamond", "urn:unknown")) {
            assertFalse(ask(CodeOperation.VALIDATE_IN_SYSTEM, asked.formatted(url))
                    .at("/parameter/0/valueBoolean")
                    .asBoolean(true));
        }
        assertFalse(ask(CodeOperation.VALIDATE_IN_SET, asked.formatted("urn:diamond?fhir_vs"))
                .at("/parameter/0/valueBoolean")
                .asBoolean(true));
    }

    @Test
    void aRefusalIsToldInTheReadersLanguage() {
        Refused refused = assertThrows(
                Refused.class,
                () -> ask(
                        CodeOperation.LOOKUP,
                        OF_SYSTEM + "{\"name\":\"code\",\"valueCode\":\"a\"}" + uri("colour", "red")));
        assertEquals("parameter 'colour' of CodeSystem/$lookup is not supported", refused.getMessage());
        Refused told = refused.in(Messages.ofHeader(Optional.of("vi-VN,vi;q=0.9,en;q=0.5")));
        assertEquals(
                "không hỗ trợ tham số 'colour' của CodeSystem/$lookup",
                told.issues().get(0).text());
        assertEquals(refused.kind(), told.kind());
        Refused unknown = assertThrows(
                Refused.class, () -> ask(CodeOperation.EXPAND, "{\"name\":\"url\",\"valueUri\":\"urn:none\"}"));
        assertTrue(unknown.in(Messages.ofHeader(Optional.of("vi")))
                .hint()
                .orElse("")
                .startsWith("bộ giá trị"));
    }
}
