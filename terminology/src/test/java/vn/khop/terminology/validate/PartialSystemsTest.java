package vn.khop.terminology.validate;

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
import org.junit.jupiter.api.Test;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.lookup.ConceptDetails;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ListedSpace;
import vn.khop.terminology.resource.TypedValue;

/** Code systems of which only a part is here, and supplements that say more of codes. Source: FHIR, CodeSystem.content. */
class PartialSystemsTest {
    private static final String URL = "urn:part";

    private static CodeSystemSource system(String json) {
        try {
            return FhirResources.codeSystem((ObjectNode) new ObjectMapper().readTree(json.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static CodeSystemSource part(String content) {
        return system("{'resourceType':'CodeSystem','url':'" + URL
                + "','version':'1','status':'active','content':'" + content
                + "','concept':[{'code':'a','display':'Viêm phổi'}]}");
    }

    private static Scope scope(Settings.Builder settings, CodeSystemSource... systems) {
        return new Scope(
                new LayeredSpace(List.of(new ListedSpace(List.of(systems), List.of(), List.of()))),
                settings.build(),
                Clock.systemUTC());
    }

    private static CodeAnswer answer(String code, CodeSystemSource system) {
        Coding coding = new Coding(Optional.of(URL), Optional.empty(), Optional.of(code), Optional.empty());
        return CodeCheck.inCodeSystem(
                scope(new Settings.Builder(false), system),
                coding.system(),
                Optional.empty(),
                new CodedValue(CodedValue.Form.CODE, List.of(coding), Optional.empty()));
    }

    private static List<String> kinds(CodeAnswer answer) {
        return answer.issues().stream()
                .map(issue -> issue.severity().code() + " " + issue.type())
                .toList();
    }

    @Test
    void aCodeThatAFragmentDoesNotHaveMayStillBeOne() {
        assertTrue(answer("a", part("fragment")).result());
        CodeAnswer missing = answer("b", part("fragment"));
        assertTrue(missing.result(), missing.toString());
        assertEquals(List.of("warning code-invalid"), kinds(missing));
        CodeAnswer inWhole = answer("b", part("complete"));
        assertFalse(inWhole.result());
        assertEquals(List.of("error code-invalid"), kinds(inWhole));
    }

    @Test
    void nothingIsCheckedAgainstAnExample() {
        for (String code : List.of("a", "b")) {
            CodeAnswer answer = answer(code, part("example"));
            assertFalse(answer.result());
            assertTrue(kinds(answer).contains("error not-found"), answer.toString());
        }
    }

    @Test
    void aSupplementTellsItsPropertiesWhereItIsAskedForAndOneThatIsMissingIsRefused() {
        CodeSystemSource supplement = system("""
                {'resourceType':'CodeSystem','url':'urn:more','version':'2','status':'active','content':'supplement','supplements':'urn:part',
                 'property':[{'code':'ward','type':'string'}],
                 'concept':[{'code':'a','designation':[{'language':'en','value':'Pneumonia'}],'property':[{'code':'ward','valueString':'Nội'}]}]}""");
        Settings.Builder asking = new Settings.Builder(true);
        asking.add("useSupplement", TypedValue.string("urn:more"));
        ConceptDetails with =
                ConceptDetails.lookup(scope(asking, part("complete"), supplement), URL, Optional.empty(), "a");
        assertEquals(List.of("Nội"), with.related("ward"));
        assertTrue(with.designations().stream().anyMatch(name -> name.value().equals("Pneumonia")));
        ConceptDetails without = ConceptDetails.lookup(
                scope(new Settings.Builder(true), part("complete"), supplement), URL, Optional.empty(), "a");
        assertEquals(List.of(), without.related("ward"));
        assertThrows(
                Refused.class,
                () -> ConceptDetails.lookup(scope(asking, part("complete")), URL, Optional.empty(), "a"));
    }
}
