package vn.khop.server.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.server.RestfulServerUtils;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.TerminologyCapabilities;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.concept.Release;

/** {@code GET metadata?mode=terminology}: the code systems that are loaded, read anew each time. HAPI answers every mode with the CapabilityStatement. */
@Interceptor
public final class TerminologyMode {
    private final Terminology terminology;
    private final Clock clock;

    TerminologyMode(Terminology terminology, Clock clock) {
        this.terminology = terminology;
        this.clock = clock;
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
                RestfulServerUtils.streamResponseAsResource(
                        request.getServer(), capabilities(), Set.of(), 200, false, false, request);
                return false;
            }
            default ->
                throw Refusal.invalid(
                        IssueType.VALUE,
                        "mode '" + mode + "' of metadata is not known; expected full, normative or terminology");
        }
    }

    TerminologyCapabilities capabilities() {
        TerminologyCapabilities capabilities = new TerminologyCapabilities();
        capabilities.setName("Khop");
        capabilities.setTitle("Khớp");
        capabilities.setStatus(PublicationStatus.ACTIVE);
        capabilities.setDate(Date.from(clock.instant()));
        capabilities.setKind(TerminologyCapabilities.CapabilityStatementKind.INSTANCE);
        capabilities.getSoftware().setName("Khớp");
        Map<String, List<Release>> bySystem = terminology.releases().stream()
                .collect(Collectors.groupingBy(
                        release -> release.id().system(), LinkedHashMap::new, Collectors.toList()));
        bySystem.forEach((system, releases) -> {
            TerminologyCapabilities.TerminologyCapabilitiesCodeSystemComponent codeSystem =
                    capabilities.addCodeSystem().setUri(system);
            releases.forEach(release ->
                    codeSystem.addVersion().setCode(release.id().version()).setIsDefault(release.isCurrent()));
        });
        TerminologyCapabilities.TerminologyCapabilitiesExpansionComponent expansion = capabilities.getExpansion();
        expansion.setHierarchical(false).setPaging(true).setIncomplete(false);
        expansion.setTextFilter(
                "words of any name or the code, with or without tone marks, the last word by its beginning");
        capabilities.getValidateCode().setTranslations(false);
        return capabilities;
    }
}
