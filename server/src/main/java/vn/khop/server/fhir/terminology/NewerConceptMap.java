package vn.khop.server.fhir.terminology;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.hl7.fhir.convertors.factory.VersionConvertorFactory_40_50;
import org.hl7.fhir.r4.model.ConceptMap;

/** A concept map of R4 in R5's words; the other terminology resources are written alike in both. */
final class NewerConceptMap {
    private static final ObjectMapper JSON = new ObjectMapper();

    private NewerConceptMap() {}

    /** One that was written in R5 stays as it is. */
    static ObjectNode of(ObjectNode map) {
        boolean isOlder = map.has("sourceUri")
                || map.has("sourceCanonical")
                || map.has("targetUri")
                || map.has("targetCanonical")
                || !map.findValues("equivalence").isEmpty();
        if (!isOlder) {
            return map;
        }
        ConceptMap older = FhirContext.forR4Cached().newJsonParser().parseResource(ConceptMap.class, map.toString());
        try {
            return (ObjectNode) JSON.readTree(FhirContext.forR5Cached()
                    .newJsonParser()
                    .encodeResourceToString(VersionConvertorFactory_40_50.convertResource(older)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the FHIR library has written a concept map that is not JSON", e);
        }
    }
}
