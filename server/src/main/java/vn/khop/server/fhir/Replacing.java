package vn.khop.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Patient;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.SourceFeed;
import vn.khop.server.registry.SourceRecord;

/** What a facility would send in its feed to say that one of its numbers stands for another: the record as it is, inactive, with a link to the survivor. IHE ITI-104. */
final class Replacing {
    private final FhirContext fhirContext;
    private final IdentifierSystems systems;

    Replacing(FhirContext fhirContext, IdentifierSystems systems) {
        this.fhirContext = fhirContext;
        this.systems = systems;
    }

    /** @param survivor of the same facility */
    SourceFeed said(SourceRecord subsumed, SourceRecord survivor) {
        Map<String, String> columns = new LinkedHashMap<>(subsumed.columns());
        columns.put(Columns.REPLACED_BY, survivor.localId());
        Optional<String> document = subsumed.document().map(written -> {
            if (!PatientWriting.isFhir(written)) {
                return written;
            }
            Patient patient = fhirContext.newJsonParser().parseResource(Patient.class, written);
            patient.setActive(false);
            patient.getLink().removeIf(link -> link.getType() == Patient.LinkType.REPLACEDBY);
            patient.addLink()
                    .setType(Patient.LinkType.REPLACEDBY)
                    .getOther()
                    .getIdentifier()
                    .setSystem(systems.ofFacility(survivor.facility()))
                    .setValue(survivor.localId());
            return fhirContext.newJsonParser().encodeResourceToString(patient);
        });
        return new SourceFeed(
                subsumed.facility(), subsumed.localId(), columns, document, subsumed.eventTime(), Optional.empty());
    }
}
