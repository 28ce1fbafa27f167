package vn.khop.terminology.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.DefinedCodeSystem;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ListedSpace;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.ValueSetDefinition;

/** A set's difference is the codes that enter and leave; a map's, the mappings that are new, gone or changed. */
class ResourceDiffTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static ObjectNode object(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static DefinedCodeSystem system(String version, String concepts) {
        return FhirResources.codeSystem(object(
                "{\"resourceType\":\"CodeSystem\",\"url\":\"urn:s\",\"status\":\"active\",\"content\":\"complete\",\"language\":\"vi\",\"version\":\""
                        + version + "\",\"concept\":[" + concepts + "]}"));
    }

    private static ValueSetDefinition set(String version, String include) {
        return FhirResources.valueSet(
                object("{\"resourceType\":\"ValueSet\",\"url\":\"urn:set\",\"status\":\"active\",\"version\":\""
                        + version + "\",\"compose\":{\"include\":[{\"system\":\"urn:s\"," + include + "}]}}"));
    }

    private static ConceptMapDefinition map(String version, String elements) {
        return FhirResources.conceptMap(
                object("{\"resourceType\":\"ConceptMap\",\"url\":\"urn:map\",\"status\":\"active\",\"version\":\""
                        + version + "\",\"group\":[{\"source\":\"urn:s\",\"target\":\"urn:t\",\"element\":[" + elements
                        + "]}]}"));
    }

    private static final ResourceSpace SPACE = new LayeredSpace(
            List.of(
                    new ListedSpace(
                            List.of(
                                    system(
                                            "1",
                                            "{\"code\":\"a\",\"display\":\"Sốt\",\"concept\":[{\"code\":\"b\",\"display\":\"Ho\"},{\"code\":\"c\",\"display\":\"Hoà\"}]}"),
                                    system(
                                            "2",
                                            "{\"code\":\"a\",\"display\":\"Sốt\",\"concept\":[{\"code\":\"b\",\"display\":\"Hồ\"},{\"code\":\"c\",\"display\":\"Hòa\"},{\"code\":\"d\",\"display\":\"Đau\"}]}")),
                            List.of(
                                    set("1", "\"version\":\"1\",\"concept\":[{\"code\":\"a\"},{\"code\":\"b\"}]"),
                                    set(
                                            "2",
                                            "\"version\":\"1\",\"filter\":[{\"property\":\"concept\",\"op\":\"descendent-of\",\"value\":\"a\"}]")),
                            List.of(
                                    map(
                                            "1",
                                            "{\"code\":\"a\",\"target\":[{\"code\":\"x\",\"equivalence\":\"equivalent\"},{\"code\":\"y\",\"equivalence\":\"wider\"}]},{\"code\":\"b\",\"target\":[{\"code\":\"z\",\"equivalence\":\"equivalent\"}]}"),
                                    map(
                                            "2",
                                            "{\"code\":\"a\",\"target\":[{\"code\":\"x\",\"equivalence\":\"narrower\"},{\"code\":\"y\",\"equivalence\":\"wider\"}]},{\"code\":\"c\",\"target\":[{\"code\":\"z\",\"equivalence\":\"equivalent\"}]}")))));

    private static Answer<ReleaseDiff> diff(String url, String before, String after, List<String> changes) {
        return ResourceDiff.between(
                new Scope(SPACE, new Settings.Builder(true).build(), Clock.systemUTC()),
                url,
                before,
                after,
                Set.of(),
                change -> changes.add(change.kind().code() + " " + change.code()));
    }

    @Test
    void ofAValueSetCodesEnterAndLeave() {
        List<String> changes = new ArrayList<>();
        ReleaseDiff diff = diff("urn:set", "1", "2", changes).value().orElseThrow();
        assertEquals(List.of("removed urn:s#a", "new urn:s#c"), changes);
        assertEquals(1, diff.same());
    }

    @Test
    void ofAConceptMapMappingsAreNewGoneOrChanged() {
        List<String> changes = new ArrayList<>();
        ReleaseDiff diff = diff("urn:map", "1", "2", changes).value().orElseThrow();
        assertEquals(
                List.of(
                        "changed-in-meaning urn:s#a -> urn:t#x",
                        "removed urn:s#b -> urn:t#z",
                        "new urn:s#c -> urn:t#z"),
                changes);
        assertEquals(1, diff.same());
    }

    @Test
    void ofAPostedCodeSystemTheFiveClassesAreThoseOfReleases() {
        List<String> changes = new ArrayList<>();
        assertEquals(1, diff("urn:s", "1", "2", changes).value().orElseThrow().same());
        assertEquals(List.of("changed-in-meaning b", "changed-in-form c", "new d"), changes);
    }

    @Test
    void whatIsNotKnownIsSaidWithWhatIs() {
        Problem version = diff("urn:set", "1", "9", new ArrayList<>()).problem().orElseThrow();
        assertEquals(ErrorCode.UNKNOWN_VERSION, version.code());
        assertEquals(List.of("1", "2"), version.alternatives());
        Optional<Problem> nothing =
                diff("urn:none", "1", "2", new ArrayList<>()).problem();
        assertTrue(nothing.filter(problem -> problem.code() == ErrorCode.UNKNOWN_CODE_SYSTEM)
                .isPresent());
    }
}
