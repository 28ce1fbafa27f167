package vn.khop.server.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import vn.khop.server.fhir.terminology.CodeDesk;

/** {@code GET metadata?mode=terminology}: the code systems that are loaded, read anew each time. HAPI answers every mode with the CapabilityStatement. */
@Interceptor
public final class TerminologyMode {
    private final CodeDesk desk;

    TerminologyMode(CodeDesk desk) {
        this.desk = desk;
    }

    /** False when the answer was written here. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_POST_PROCESSED)
    public boolean answer(ServletRequestDetails request, HttpServletRequest httpRequest, HttpServletResponse response)
            throws IOException {
        if (request.getRestOperationType() != RestOperationTypeEnum.METADATA) {
            return true;
        }
        String mode = Optional.ofNullable(httpRequest.getParameter("mode")).orElse("full");
        switch (mode) {
            case "full", "normative" -> {
                return true;
            }
            case "terminology" -> {
                desk.terminologyCapabilities(httpRequest, response);
                return false;
            }
            default ->
                throw Refusal.invalid(
                        IssueType.VALUE,
                        "mode '" + mode + "' of metadata is not known; expected full, normative or terminology");
        }
    }
}
