package vn.khop.server.fhir;

import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.provider.ServerCapabilityStatementProvider;
import ca.uhn.fhir.util.FhirTerser;
import org.hl7.fhir.instance.model.api.IBaseConformance;
import org.hl7.fhir.r4.model.CapabilityStatement;

/** The CapabilityStatement: made from the methods that are really bound, with what a binding cannot say added by hand. */
final class Capabilities extends ServerCapabilityStatementProvider {
    Capabilities(RestfulServer server) {
        super(server);
    }

    Capabilities(RestfulServer server, ResourceContext resources) {
        super(server, resources.searchParameters(), resources.validationSupport());
    }

    @Override
    protected void postProcess(FhirTerser terser, IBaseConformance conformance) {
        CapabilityStatement statement = (CapabilityStatement) conformance;
        statement.setName("Khop");
        statement.setTitle("Khớp");
        statement.setPublisher("Khớp");
    }
}
