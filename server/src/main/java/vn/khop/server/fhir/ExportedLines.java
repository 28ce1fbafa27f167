package vn.khop.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import org.hl7.fhir.r4.model.Patient;
import vn.khop.server.export.ExportJob;
import vn.khop.server.export.ExportLines;
import vn.khop.server.registry.RegisterPages;

/** Persons and source records as lines of NDJSON: a FHIR Patient each, without versions. */
public final class ExportedLines implements ExportLines {
    private final FhirContext fhirContext;
    private final PatientWriting writing;

    public ExportedLines(FhirContext fhirContext, IdentifierSystems systems) {
        this.fhirContext = fhirContext;
        this.writing = new PatientWriting(fhirContext, systems);
    }

    @Override
    public List<String> lines(ExportJob.Content content, RegisterPages.Entry entry) {
        return switch (content) {
            case PERSONS -> List.of(line(writing.person(entry.person(), entry.identifiers())));
            case SOURCES ->
                entry.person().sources().stream()
                        .map(source ->
                                line(writing.source(source, entry.person().id())))
                        .toList();
        };
    }

    private String line(Patient patient) {
        return fhirContext.newJsonParser().setPrettyPrint(false).encodeResourceToString(patient);
    }
}
