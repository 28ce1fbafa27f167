package vn.khop.terminology.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.Seed;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.load.ResourceRejected;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.translate.Translation;
import vn.khop.terminology.translate.TranslationQuestion;
import vn.khop.terminology.translate.Translator;

/** Versions of code systems, value sets and concept maps side by side, each on its own days. */
class EffectiveResourcesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
    private static final Clock CLOCK =
            Clock.fixed(TODAY.atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    /** QĐ 4469 until the end of June, TT 06/2026 from July. */
    private static final String OLD = "\"start\":\"2020-11-01\",\"end\":\"2026-06-30\"";

    private static final String NEW = "\"start\":\"2026-07-01\"";

    private static ObjectNode object(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    /** In R4's words: an extension. */
    private static String inR4(String period) {
        return "\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/resource-effectivePeriod\",\"valuePeriod\":{"
                + period + "}}]";
    }

    private static String inR5(String period) {
        return "\"effectivePeriod\":{" + period + "}";
    }

    private static ValueSetDefinition set(String version, String period) {
        return FhirResources.valueSet(
                object("{\"resourceType\":\"ValueSet\",\"url\":\"urn:set\",\"status\":\"active\",\"version\":\""
                        + version + "\"," + period + "}"));
    }

    private static ConceptMapDefinition map(String version, String period, String target) {
        return FhirResources.conceptMap(
                object("{\"resourceType\":\"ConceptMap\",\"url\":\"urn:map\",\"status\":\"active\",\"version\":\""
                        + version + "\","
                        + period
                        + ",\"group\":[{\"source\":\"urn:a\",\"target\":\"urn:b\",\"element\":[{\"code\":\"1\",\"target\":[{\"code\":\""
                        + target + "\",\"equivalence\":\"equivalent\"}]}]}]}"));
    }

    private static DefinedCodeSystem system(String version, String period) {
        return FhirResources.codeSystem(object(
                "{\"resourceType\":\"CodeSystem\",\"url\":\"urn:a\",\"status\":\"active\",\"content\":\"complete\",\"valueSet\":\"urn:a-all\",\"version\":\""
                        + version + "\"," + period + ",\"concept\":[{\"code\":\"1\"}]}"));
    }

    private static final ResourceSpace SPACE = new LayeredSpace(List.of(ListedSpace.ofKept(
            List.of(system("1", inR4(OLD)), system("2", inR5(NEW))),
            List.of(set("1", inR4(OLD)), set("2", inR5(NEW))),
            List.of(map("1", inR4(OLD), "x"), map("2", inR5(NEW), "y")),
            Map.of(),
            TODAY)));

    private static ResourceSpace on(String date) {
        return SPACE.on(QuestionDate.parse(date).orElseThrow());
    }

    private static Scope scope(ResourceSpace space) {
        return new Scope(space, new Settings.Builder(true).build(), CLOCK);
    }

    private static String version(Header header) {
        return header.version().orElseThrow();
    }

    private static List<String> answering(ResourceSpace space) {
        return List.of(
                version(scope(space)
                        .codeSystem("urn:a", Optional.empty())
                        .orElseThrow()
                        .header()),
                version(scope(space)
                        .valueSet("urn:set", Optional.empty())
                        .orElseThrow()
                        .header()),
                version(scope(space)
                        .valueSet("urn:a-all", Optional.empty())
                        .orElseThrow()
                        .header()),
                version(scope(space)
                        .valueSet("urn:a?fhir_vs", Optional.empty())
                        .orElseThrow()
                        .header()),
                version(scope(space)
                        .conceptMap(Canonical.parse("urn:map"))
                        .orElseThrow()
                        .header()));
    }

    @Test
    void theDayOfTheQuestionChoosesTheVersionOfEveryKindOfResource() {
        assertEquals(List.of("1", "1", "1", "1", "1"), answering(on("2026-06-30")));
        assertEquals(List.of("2", "2", "2", "2", "2"), answering(on("2026-07-01")));
        assertEquals(List.of("1", "1", "1", "1", "1"), answering(on("2026-05")));
        assertEquals(
                List.of("2", "2", "2", "2", "2"),
                answering(on("2026-06-30T18:00:00Z")),
                "the first of July in Vietnam");
        assertEquals(List.of("2", "2", "2", "2", "2"), answering(SPACE), "without a date, today");
        assertEquals(
                "1",
                version(scope(SPACE)
                        .valueSet("urn:set|1", Optional.empty())
                        .orElseThrow()
                        .header()),
                "a version that is named stays askable");
    }

    @Test
    void aDayWithoutAVersionIsRefusedAndSaysWhatThereIs() {
        for (String name : List.of("urn:set", "urn:set|2")) {
            Refused refused =
                    assertThrows(Refused.class, () -> scope(on("2019-01-01")).valueSet(name, Optional.empty()));
            assertEquals(
                    Optional.of("VALUESET_NOT_IN_FORCE"),
                    refused.issues().get(0).messageId());
            String text = String.valueOf(refused.getMessage());
            assertTrue(text.contains("1 (2020-11-01..2026-06-30)") && text.contains("2 (2026-07-01..)"), text);
        }
        assertThrows(
                Refused.class, () -> scope(on("2026")).valueSet("urn:set", Optional.empty()), "half of the year each");
        assertThrows(Refused.class, () -> scope(on("2019-01-01")).conceptMap(Canonical.parse("urn:map")));
        assertThrows(Refused.class, () -> scope(on("2019-01-01")).valueSet("urn:a?fhir_vs", Optional.empty()));
        assertThrows(Refused.class, () -> scope(on("2019-01-01")).codeSystem("urn:a", Optional.empty()));
        assertEquals(Optional.empty(), scope(on("2019-01-01")).valueSet("urn:none", Optional.empty()));
    }

    private static List<String> translated(ResourceSpace space) {
        return Translator.translate(
                        scope(space),
                        new TranslationQuestion(
                                Coding.of("urn:a", "1"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("urn:b"),
                                List.of(),
                                false))
                .matches()
                .stream()
                .map(Translation.Match::target)
                .map(target -> target.flatMap(Coding::code).orElse("none"))
                .toList();
    }

    @Test
    void aTranslationThatNamesNoMapIsMadeByTheVersionInForce() {
        assertEquals(List.of("x"), translated(on("2026-06-30")));
        assertEquals(List.of("y"), translated(on("2026-07-01")));
        assertEquals(List.of("y"), translated(SPACE));
    }

    @Test
    void aPeriodThatCannotBeUnderstoodIsRejectedWithItsPlace() {
        assertEquals(
                "ValueSet.effectivePeriod.start",
                assertThrows(ResourceRejected.class, () -> set("1", inR5("\"start\":\"soon\"")))
                        .path());
        assertEquals(
                "ValueSet.effectivePeriod",
                assertThrows(
                                ResourceRejected.class,
                                () -> set("1", inR5("\"start\":\"2026-07-01\",\"end\":\"2026-06-30\"")))
                        .path());
    }

    /** Known another way: of all versions whose days contain the day, the one with the highest number. */
    @Test
    void onEveryDayTheLatestVersionOfThoseInForceAnswers() {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        LocalDate first = LocalDate.of(2026, 1, 1);
        for (int round = 0; round < 200; round++) {
            int versions = 1 + random.nextInt(5);
            List<int[]> days = new ArrayList<>();
            List<ValueSetDefinition> sets = new ArrayList<>();
            for (int version = 0; version < versions; version++) {
                int start = random.nextInt(20);
                int end = start + random.nextInt(20);
                days.add(new int[] {start, end});
                sets.add(set(
                        Integer.toString(version),
                        inR5("\"start\":\"" + first.plusDays(start) + "\",\"end\":\"" + first.plusDays(end) + "\"")));
            }
            ResourceSpace space = ListedSpace.ofKept(List.of(), sets, List.of(), Map.of(), TODAY);
            for (int day = 0; day < 40; day++) {
                Optional<String> expected = Optional.empty();
                for (int version = 0; version < versions; version++) {
                    if (days.get(version)[0] <= day && day <= days.get(version)[1]) {
                        expected = Optional.of(Integer.toString(version));
                    }
                }
                assertEquals(
                        expected,
                        space.on(QuestionDate.of(first.plusDays(day)))
                                .valueSet(Canonical.parse("urn:set"))
                                .flatMap(found -> found.header().version()),
                        "day " + day + " " + seed);
            }
        }
    }
}
