package vn.khop.terminology.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.ConceptMapDefinition.Dependency;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ListedSpace;
import vn.khop.terminology.resource.TypedValue;

/** Each rule of a concept map by a map of its own, from hospital codes (urn:h) to national ones (urn:n). */
class TranslatorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NATIONAL = """
            {"resourceType":"CodeSystem","url":"urn:n","version":"1","status":"active","content":"complete","concept":[{"code":"n1"},{"code":"n2"},{"code":"n3"}]}""";
    private static final String SET = """
            {"resourceType":"ValueSet","url":"urn:n-set","status":"active","compose":{"include":[{"system":"urn:n","concept":[{"code":"n2"},{"code":"n3"}]}]}}""";

    private static ObjectNode object(String json) {
        try {
            return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static ConceptMapDefinition map(String url, String group) {
        return FhirResources.conceptMap(object("{'resourceType':'ConceptMap','url':'" + url
                + "','status':'active','group':[{'source':'urn:h','target':'urn:n'," + group + "}]}"));
    }

    private static Scope scope(ConceptMapDefinition... maps) {
        return new Scope(
                new LayeredSpace(List.of(new ListedSpace(
                        List.of(FhirResources.codeSystem(object(NATIONAL))),
                        List.of(FhirResources.valueSet(object(SET))),
                        List.of(maps)))),
                new Settings.Builder(true).build(),
                Clock.systemUTC());
    }

    private static TranslationQuestion question(Coding coding, boolean isReverse, Dependency... known) {
        return new TranslationQuestion(
                coding,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(known),
                isReverse);
    }

    private static Translation forwards(String code, ConceptMapDefinition... maps) {
        return Translator.translate(scope(maps), question(Coding.of("urn:h", code), false));
    }

    private static Translation backwards(String code, ConceptMapDefinition... maps) {
        return Translator.translate(scope(maps), question(Coding.of("urn:n", code), true));
    }

    /** As {@code h1>n1}, or {@code h1>-} for one that says there is none. */
    private static TreeSet<String> pairs(Translation translation) {
        TreeSet<String> found = new TreeSet<>();
        translation
                .matches()
                .forEach(match -> found.add(match.source().code().orElse("?") + ">"
                        + match.target().flatMap(Coding::code).orElse("-")));
        return found;
    }

    private static TreeSet<String> set(String... pairs) {
        return new TreeSet<>(List.of(pairs));
    }

    @Test
    void allHitsAreToldForwardsAndBackwards() {
        ConceptMapDefinition map = map("urn:m", """
                'element':[{'code':'h1','target':[{'code':'n1','equivalence':'equivalent'},{'code':'n2','equivalence':'wider'}]},
                           {'code':'h2','target':[{'code':'n2','equivalence':'narrower'}]},
                           {'code':'h3','target':[{'code':'n3','equivalence':'disjoint'}]}]""");
        assertEquals(set("h1>n1", "h1>n2"), pairs(forwards("h1", map)));
        assertEquals(set("h1>n2", "h2>n2"), pairs(backwards("n2", map)));
        assertFalse(forwards("h9", map).result());
        assertEquals(set(), pairs(forwards("h9", map)));
        Translation disjoint = forwards("h3", map);
        assertEquals(set("h3>n3"), pairs(disjoint));
        assertFalse(disjoint.result());
        assertEquals(
                "source-is-narrower-than-target",
                forwards("h1", map)
                        .matches()
                        .get(1)
                        .relationship()
                        .orElseThrow()
                        .relationship());
    }

    @Test
    void theWayBackKnowsWhatOnlyARuleLeadsFrom() {
        ConceptMapDefinition same = map(
                "urn:m",
                "'element':[{'code':'n2','target':[{'code':'n1','equivalence':'equivalent'}]}],'unmapped':{'mode':'provided'}");
        assertEquals(set("n3>n3"), pairs(forwards("n3", same)));
        assertEquals(set("n3>n3"), pairs(backwards("n3", same)));
        // n2 of the hospital is mapped, so the rule does not lead from it; n1 has a mapping and the rule.
        assertEquals(set(), pairs(backwards("n2", same)));
        assertEquals(set("n2>n1", "n1>n1"), pairs(backwards("n1", same)));

        ConceptMapDefinition behind = map("urn:behind", """
                'element':[{'code':'h1','target':[{'code':'n3','equivalence':'equivalent'}]},
                           {'code':'h2','target':[{'code':'n3','equivalence':'equivalent'}]}]""");
        ConceptMapDefinition before = map(
                "urn:before",
                "'element':[{'code':'h1','target':[{'code':'n1','equivalence':'equivalent'}]}],'unmapped':{'mode':'other-map','url':'urn:behind'}");
        Translation back = Translator.translate(
                scope(before, behind),
                new TranslationQuestion(
                        Coding.of("urn:n", "n3"),
                        Optional.empty(),
                        Optional.of(Canonical.parse("urn:before")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        true));
        assertEquals(set("h2>n3"), pairs(back));
        assertEquals(List.of("urn:behind"), back.usedMaps());
    }

    @Test
    void noMapIsToldTheSameWayWhicheverVersionWroteIt() {
        ConceptMapDefinition newer = map("urn:m", "'element':[{'code':'h1','noMap':true,'comment':'chưa có'}]");
        ConceptMapDefinition older = map(
                "urn:m",
                "'element':[{'code':'h1','target':[{'equivalence':'unmatched'}],'extension':[{'url':'http://hl7.org/fhir/6.0/StructureDefinition/extension-ConceptMap.group.element.comment','valueString':'chưa có'}]}]");
        assertEquals(forwards("h1", newer), forwards("h1", older));
        assertEquals(set("h1>-"), pairs(forwards("h1", newer)));
        assertEquals(
                Optional.of("chưa có"), forwards("h1", newer).matches().get(0).sourceComment());
        assertFalse(forwards("h1", newer).result());
    }

    @Test
    void whatAMapDoesNotNameFollowsItsRule() {
        String one = "'element':[{'code':'h1','target':[{'code':'n1','equivalence':'equal'}]}],'unmapped':";
        assertEquals(set("h1>n1"), pairs(forwards("h1", map("urn:m", one + "{'mode':'fixed','code':'n3'}"))));
        assertEquals(set("n2>n2"), pairs(forwards("n2", map("urn:m", one + "{'mode':'provided'}"))));
        assertEquals(set("n2>n2"), pairs(forwards("n2", map("urn:m", one + "{'mode':'use-source-code'}"))));
        assertEquals(set("h9>n3"), pairs(forwards("h9", map("urn:m", one + "{'mode':'fixed','code':'n3'}"))));
        assertEquals(
                set("h9>n2", "h9>n3"),
                pairs(forwards("h9", map("urn:m", one + "{'mode':'fixed','valueSet':'urn:n-set'}"))));
    }

    @Test
    void aChainOfMapsIsFollowedAndOneThatComesBackIsRefused() {
        ConceptMapDefinition first = map(
                "urn:m1",
                "'element':[{'code':'h1','target':[{'code':'n1','equivalence':'equal'}]}],'unmapped':{'mode':'other-map','url':'urn:m2'}");
        ConceptMapDefinition second = map("urn:m2", "'unmapped':{'mode':'other-map','otherMap':'urn:m3'}");
        ConceptMapDefinition third =
                map("urn:m3", "'element':[{'code':'h2','target':[{'code':'n2','equivalence':'equal'}]}]");
        Translation found = Translator.translate(
                scope(first, second, third),
                new TranslationQuestion(
                        Coding.of("urn:h", "h2"),
                        Optional.empty(),
                        Optional.of(Canonical.parse("urn:m1")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        false));
        assertEquals(set("h2>n2"), pairs(found));
        assertEquals("urn:m1", found.matches().get(0).originMap());
        assertEquals(List.of("urn:m2", "urn:m3"), found.usedMaps());
        ConceptMapDefinition back = map("urn:m3", "'unmapped':{'mode':'other-map','url':'urn:m1'}");
        assertEquals(
                "business-rule",
                assertThrows(Refused.class, () -> forwards("h2", first, second, back))
                        .issues()
                        .get(0)
                        .type());
        assertEquals(
                Refused.Kind.UNKNOWN,
                assertThrows(Refused.class, () -> forwards("h2", first, second)).kind());
    }

    @Test
    void aConditionThatIsKnownNotToHoldRulesAMappingOutAndAnUnknownOneIsTold() {
        ConceptMapDefinition map = map("urn:m", """
                'element':[{'code':'h1','target':[
                 {'code':'n1','equivalence':'equal','dependsOn':[{'property':'sex','value':'male'}]},
                 {'code':'n2','equivalence':'equal','dependsOn':[{'attribute':'sex','valueCode':'female'}],'product':[{'attribute':'ward','valueString':'sản'}]}]}]""");
        Translation unknown = forwards("h1", map);
        assertEquals(set("h1>n1", "h1>n2"), pairs(unknown));
        assertEquals("sex", unknown.matches().get(0).dependsOn().get(0).property());
        Translation known = Translator.translate(
                scope(map),
                question(Coding.of("urn:h", "h1"), false, new Dependency("sex", TypedValue.code("female"))));
        assertEquals(set("h1>n2"), pairs(known));
        assertEquals("sản", known.matches().get(0).products().get(0).value().text());
    }

    @Test
    void aValueSetMayStandForConceptsOnEitherSide() {
        ConceptMapDefinition map = map(
                "urn:m", "'element':[{'code':'h1','target':[{'valueSet':'urn:n-set','relationship':'related-to'}]}]");
        assertEquals(set("h1>n2", "h1>n3"), pairs(forwards("h1", map)));
        assertEquals(set("h1>n3"), pairs(backwards("n3", map)));
        ConceptMapDefinition turned = FhirResources.conceptMap(
                object(
                        "{'resourceType':'ConceptMap','url':'urn:t','status':'active','group':[{'source':'urn:n','target':'urn:h','element':[{'valueSet':'urn:n-set','target':[{'code':'h7','relationship':'equivalent'}]}]}]}"));
        assertEquals(
                set("n2>h7"), pairs(Translator.translate(scope(turned), question(Coding.of("urn:n", "n2"), false))));
        assertEquals(set(), pairs(Translator.translate(scope(turned), question(Coding.of("urn:n", "n1"), false))));
        assertEquals(
                set("n2>h7", "n3>h7"),
                pairs(Translator.translate(scope(turned), question(Coding.of("urn:h", "h7"), true))));
    }

    @Test
    void aMapOfAnotherVersionOfTheSystemDoesNotSpeak() {
        ConceptMapDefinition map = FhirResources.conceptMap(
                object(
                        "{'resourceType':'ConceptMap','url':'urn:v','status':'active','group':[{'source':'urn:h','sourceVersion':'2020','target':'urn:n','element':[{'code':'h1','target':[{'code':'n1','equivalence':'equal'}]}]}]}"));
        Coding versioned = Coding.of("urn:h", "h1").withVersion("2026");
        assertEquals(set(), pairs(Translator.translate(scope(map), question(versioned, false))));
        assertEquals(
                set("h1>n1"),
                pairs(Translator.translate(
                        scope(map), question(Coding.of("urn:h", "h1").withVersion("2020"), false))));
        assertEquals(set("h1>n1"), pairs(forwards("h1", map)));
    }

    @Test
    void aMapThatCameWithTheQuestionNeedsNoName() {
        ConceptMapDefinition nameless = FhirResources.conceptMap(
                object(
                        "{'resourceType':'ConceptMap','status':'active','group':[{'source':'urn:h','target':'urn:n','element':[{'code':'h1','target':[{'code':'n1','equivalence':'equal'}]}]}]}"));
        Translation found = Translator.translate(
                scope(),
                new TranslationQuestion(
                        Coding.of("urn:h", "h1"),
                        Optional.of(nameless),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        false));
        assertTrue(found.result());
        assertEquals(
                List.of("n1"),
                Stream.of(found.matches().get(0).target().orElseThrow().code().orElseThrow())
                        .toList());
    }
}
