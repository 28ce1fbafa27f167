package vn.khop.terminology.question;

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
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.expand.Expansion;
import vn.khop.terminology.expand.ValueSetExpander;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.resource.DefinedCodeSystem;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ListedSpace;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.TypedValue;
import vn.khop.terminology.resource.ValueSetDefinition;
import vn.khop.terminology.validate.CodeAnswer;
import vn.khop.terminology.validate.CodeCheck;
import vn.khop.terminology.validate.CodedValue;

/** Which version answers: 1.0.0 has a, 1.1.0 has a and b, 2.0.0 has a, b and c. Source: the parameters of $expand and $validate-code in FHIR R5. */
class VersionParametersTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static ObjectNode object(String json) {
        try {
            return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static DefinedCodeSystem system(String version, String... codes) {
        return FhirResources.codeSystem(
                object("{'resourceType':'CodeSystem','url':'urn:s','status':'active','content':'complete','version':'"
                        + version + "','concept':["
                        + List.of(codes).stream()
                                .map(code -> "{'code':'" + code + "'}")
                                .collect(Collectors.joining(","))
                        + "]}"));
    }

    private static ValueSetDefinition set(String url, String version, String include) {
        return FhirResources.valueSet(object("{'resourceType':'ValueSet','status':'active','url':'" + url
                + "','version':'" + version + "','compose':{'include':[{" + include + "}]}}"));
    }

    private static final ValueSetDefinition OPEN = set("urn:open", "1", "'system':'urn:s'");
    private static final ValueSetDefinition PINNED = set("urn:pinned", "1", "'system':'urn:s','version':'1.0.0'");
    private static final ValueSetDefinition PARTLY = set("urn:partly", "1", "'system':'urn:s','version':'1.x.x'");
    private static final ValueSetDefinition IMPORTING = set("urn:importing", "1", "'valueSet':['urn:inner']");
    private static final ResourceSpace SPACE = new LayeredSpace(List.of(new ListedSpace(
            List.of(system("1.0.0", "a"), system("1.1.0", "a", "b"), system("2.0.0", "a", "b", "c")),
            List.of(
                    set("urn:inner", "1", "'system':'urn:s','concept':[{'code':'a'}]"),
                    set("urn:inner", "2", "'system':'urn:s','concept':[{'code':'b'}]")),
            List.of())));

    private static Scope scope(boolean isExpansion, String... parameters) {
        Settings.Builder settings = new Settings.Builder(isExpansion);
        for (int i = 0; i < parameters.length; i += 2) {
            settings.add(parameters[i], TypedValue.string(parameters[i + 1]));
        }
        return new Scope(SPACE, settings.build(), Clock.systemUTC());
    }

    private static String listed(ValueSetDefinition set, String... parameters) {
        return ValueSetExpander.expand(scope(true, parameters), set).contains().stream()
                .map(Expansion.Entry::code)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining());
    }

    private static CodeAnswer check(ValueSetDefinition set, String code, String... parameters) {
        return CodeCheck.inValueSet(
                scope(false, parameters),
                set,
                new CodedValue(CodedValue.Form.CODING, List.of(Coding.of("urn:s", code)), Optional.empty()));
    }

    @Test
    void withoutAParameterTheNamedOrTheLatestVersionAnswers() {
        assertEquals("abc", listed(OPEN));
        assertEquals("a", listed(PINNED));
        assertEquals("ab", listed(PARTLY), "the latest that fits");
        assertTrue(check(OPEN, "c").result());
        assertFalse(check(PINNED, "b").result());
        assertEquals(Optional.of("1.1.0"), check(PARTLY, "b").version());
    }

    @Test
    void systemVersionCountsOnlyWhereNothingElseNamesAVersion() {
        assertEquals("a", listed(OPEN, "system-version", "urn:s|1.0.0"));
        assertEquals("ab", listed(OPEN, "system-version", "urn:s|1.x.x"));
        assertEquals("a", listed(PINNED, "system-version", "urn:s|2.0.0"));
        assertEquals("abc", listed(OPEN, "system-version", "urn:other|1.0.0"));
        assertFalse(check(OPEN, "b", "system-version", "urn:s|1.0.0").result());
        assertTrue(check(OPEN, "b", "system-version", "urn:s|1.1.0").result());
    }

    @Test
    void forceSystemVersionCountsWhateverElseNamesAVersion() {
        assertEquals("abc", listed(PINNED, "force-system-version", "urn:s|2.0.0"));
        assertEquals("ab", listed(OPEN, "force-system-version", "urn:s|1.1.0", "system-version", "urn:s|2.0.0"));
        assertTrue(check(PINNED, "c", "force-system-version", "urn:s|2.0.0").result());
    }

    @Test
    void checkSystemVersionIsADefaultAndRefusesAnotherVersion() {
        assertEquals("ab", listed(OPEN, "check-system-version", "urn:s|1.1.0"));
        assertThrows(Refused.class, () -> listed(PINNED, "check-system-version", "urn:s|2.0.0"));
        assertEquals("a", listed(PINNED, "check-system-version", "urn:s|1.x.x"));
        CodeAnswer wrong = check(PINNED, "a", "check-system-version", "urn:s|2.0.0");
        assertFalse(wrong.result());
        assertTrue(wrong.issues().stream().anyMatch(issue -> issue.detail().equals(Optional.of("version-error"))));
    }

    @Test
    void twoVersionsForOneSystemAreRefused() {
        assertThrows(
                Refused.class,
                () -> listed(OPEN, "force-system-version", "urn:s|1.0.0", "force-system-version", "urn:s|2.0.0"));
        assertThrows(
                Refused.class, () -> listed(OPEN, "system-version", "urn:s|1.0.0", "system-version", "urn:s|2.0.0"));
        assertThrows(Refused.class, () -> listed(OPEN, "system-version", "urn:s"), "no version in it");
    }

    @Test
    void aVersionThatIsNotThereIsNamedWithThoseThatAre() {
        Refused refused = assertThrows(Refused.class, () -> listed(OPEN, "force-system-version", "urn:s|3"));
        String text = String.valueOf(refused.getMessage());
        assertTrue(text.contains("3") && text.contains("1.0.0") && text.contains("2.0.0"), text);
    }

    @Test
    void anImportedValueSetTakesItsVersionByTheSameRules() {
        assertEquals("b", listed(IMPORTING));
        assertEquals("a", listed(IMPORTING, "default-valueset-version", "urn:inner|1"));
        assertEquals("a", listed(IMPORTING, "force-valueset-version", "urn:inner|1"));
        assertTrue(
                check(IMPORTING, "a", "default-valueset-version", "urn:inner|1").result());
        assertFalse(check(IMPORTING, "a").result());
    }
}
