package vn.khop.server.fhir.terminology;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.StrictErrorHandler;

/** Which FHIR is spoken. */
public enum FhirRelease {
    R4("4.0", "4.0.1"),
    R5("5.0", "5.0.0");

    private final String label;
    private final String version;

    FhirRelease(String label, String version) {
        this.label = label;
        this.version = version;
    }

    /** As {@code $versions} names it. */
    public String label() {
        return label;
    }

    /** As the CapabilityStatement names it. */
    public String version() {
        return version;
    }

    /** Loads the classes of its resources, which takes most of a second: done ahead, it spares that to whoever needs them first. */
    public void loadModel() {
        newContext().getResourceDefinition("Bundle");
    }

    FhirContext newContext() {
        FhirContext context = this == R4 ? FhirContext.forR4() : FhirContext.forR5();
        context.setParserErrorHandler(new StrictErrorHandler());
        return context;
    }
}
