package vn.khop.terminology.question;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.lookup.ConceptDetails;
import vn.khop.terminology.resource.DefinedCodeSystem;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ListedSpace;
import vn.khop.terminology.resource.TypedValue;

/** Which name is shown to whom. Source: RFC 9110 12.5.4 (weights, {@code *}, 0 for never) and RFC 4647 3.4 (a tag is cut from its end until a name has it). */
class LanguagesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final DefinedCodeSystem SYSTEM = FhirResources.codeSystem(object("""
            {"resourceType":"CodeSystem","url":"urn:l","status":"active","content":"complete","language":"zh","concept":[
             {"code":"fever","display":"发烧","designation":[
               {"language":"fr","value":"Fièvre"},{"language":"en-GB","value":"Pyrexia"},{"language":"en","value":"Fever"},{"language":"vi","value":"Sốt"}]},
             {"code":"cough","display":"咳嗽","designation":[{"language":"fr","value":"Toux"},{"language":"en","value":"Cough"}]},
             {"code":"lake","display":"湖"}]}"""));

    private static ObjectNode object(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static String shown(String code, Optional<String> displayLanguage, Optional<String> acceptLanguage) {
        return shown(code, displayLanguage, acceptLanguage, List.of(SYSTEM));
    }

    private static String shown(
            String code,
            Optional<String> displayLanguage,
            Optional<String> acceptLanguage,
            List<DefinedCodeSystem> systems) {
        Settings.Builder settings = new Settings.Builder(true);
        acceptLanguage.ifPresent(settings::acceptLanguage);
        displayLanguage.ifPresent(tags -> settings.add("displayLanguage", TypedValue.string(tags)));
        Scope scope = new Scope(
                new LayeredSpace(List.of(new ListedSpace(systems, List.of(), List.of()))),
                settings.build(),
                Clock.systemUTC());
        return ConceptDetails.lookup(scope, "urn:l", Optional.empty(), code)
                .display()
                .orElse("");
    }

    /** Asked by {@code displayLanguage} and by Accept-Language, which say the same. */
    private static void assertShown(String expected, String code, String tags) {
        assertEquals(expected, shown(code, Optional.of(tags), Optional.empty()), "displayLanguage=" + tags);
        assertEquals(expected, shown(code, Optional.empty(), Optional.of(tags)), "Accept-Language: " + tags);
    }

    @Test
    void theLanguageThatIsWantedMostIsShown() {
        assertShown("Sốt", "fever", "vi");
        assertShown("Fever", "fever", "en");
        assertShown("Fever", "fever", "vi;q=0.3,en;q=0.9");
        assertShown("Sốt", "fever", "en;q=0.1, vi;q=0.2 , fr;q=0.15");
        assertShown("Fever", "fever", "de,en;q=0.5");
        assertShown("发烧", "fever", "zh");
    }

    @Test
    void aRegionIsMetExactlyElseWithoutIt() {
        assertShown("Pyrexia", "fever", "en-GB");
        assertShown("Fever", "fever", "en-US");
        assertShown("Sốt", "fever", "vi-VN");
        assertShown("Toux", "cough", "fr-CA");
    }

    @Test
    void anyOtherLanguageIsBetterThanNoneButOneThatIsNeverWanted() {
        assertShown("发烧", "fever", "de");
        assertShown("发烧", "fever", "*");
        assertShown("Fièvre", "fever", "zh;q=0,*");
        assertShown("Fièvre", "fever", "de,zh;q=0");
        assertShown("湖", "lake", "vi");
    }

    @Test
    void whoReadsVietnameseIsShownEnglishBeforeAnyOther() {
        assertShown("Cough", "cough", "vi");
        assertShown("Cough", "cough", "vi-VN,*;q=0.1");
        assertShown("Toux", "cough", "vi,fr;q=0.5");
        assertShown("Toux", "cough", "vi,en;q=0,zh;q=0");
        assertShown("湖", "lake", "vi,en");
    }

    @Test
    void displayLanguageGoesBeforeAcceptLanguage() {
        assertEquals("Sốt", shown("fever", Optional.of("vi"), Optional.of("fr")));
        assertEquals("Fièvre", shown("fever", Optional.empty(), Optional.of("fr")));
        assertEquals("发烧", shown("fever", Optional.empty(), Optional.empty()));
        assertEquals("发烧", shown("fever", Optional.empty(), Optional.of("not a tag")), "HTTP passes over it");
    }

    @Test
    void aLanguagePackAddsALanguageUnasked() {
        DefinedCodeSystem pack = FhirResources.codeSystem(object("""
                {"resourceType":"CodeSystem","url":"urn:l-vi","status":"active","content":"supplement","supplements":"urn:l",
                 "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/codesystem-supplement-type","valueCode":"lang-pack"}],
                 "concept":[{"code":"cough","designation":[{"language":"vi","value":"Ho"}]}]}"""));
        assertEquals(
                "Ho",
                shown(
                        "cough",
                        Optional.of("vi"),
                        Optional.empty(),
                        Stream.of(SYSTEM, pack).toList()));
    }
}
