package vn.khop.server.fhir;

import ca.uhn.fhir.rest.annotation.Operation;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Parameters;

/** {@code $versions}: which FHIR is spoken here. Source: FHIR R5, CapabilityStatement 5.2.5.1; each base names only its own. */
final class FhirVersions {
    private static final String R4 = "4.0";

    @Operation(
            name = "$versions",
            idempotent = true,
            canonicalUrl = "http://hl7.org/fhir/OperationDefinition/CapabilityStatement-versions")
    public Parameters versions() {
        Parameters answer = new Parameters();
        answer.addParameter().setName("version").setValue(new CodeType(R4));
        answer.addParameter().setName("default").setValue(new CodeType(R4));
        return answer;
    }
}
