package vn.khop.server.fhir;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;

/**
 * Until feeds, {@code $match} and codes answer, everything under {@code /fhir} says "not yet, ask again", so that a client never takes a half-started server for a ready one; and so
 * does everything else until the parts that would answer are made. Only codes are answered in front of it.
 */
public final class ReadinessFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private static final String READINESS = "/actuator/health/readiness";
    private static final String MESSAGE = "the server is starting: try again in some seconds";

    private final transient ApplicationAvailability availability;

    public ReadinessFilter(ApplicationAvailability availability) {
        this.availability = availability;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC) {
            chain.doFilter(request, response);
            return;
        }
        boolean isMade = availability.getLivenessState() == LivenessState.CORRECT;
        String path = request.getRequestURI().substring(request.getContextPath().length());
        boolean isOfFhir = path.equals("/fhir") || path.startsWith("/fhir/");
        if (!isMade || isOfFhir || path.equals(READINESS)) {
            response.setHeader("Retry-After", "2");
        }
        if (isMade && !isOfFhir) {
            chain.doFilter(request, response);
            return;
        }
        String accept = String.valueOf(request.getHeader("Accept")) + String.valueOf(request.getParameter("_format"));
        boolean xml = accept.contains("xml") && !accept.contains("json");
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType(xml ? "application/fhir+xml;charset=UTF-8" : "application/fhir+json;charset=UTF-8");
        response.getOutputStream().write((xml ? outcomeInXml() : outcomeInJson()).getBytes(StandardCharsets.UTF_8));
    }

    /** Written by hand, since the library that would write it may be what is still starting. */
    private static String outcomeInJson() {
        return "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"transient\",\"diagnostics\":\""
                + MESSAGE + "\"}]}";
    }

    private static String outcomeInXml() {
        return "<OperationOutcome xmlns=\"http://hl7.org/fhir\"><issue><severity value=\"error\"/><code value=\"transient\"/><diagnostics value=\""
                + MESSAGE + "\"/></issue></OperationOutcome>";
    }
}
