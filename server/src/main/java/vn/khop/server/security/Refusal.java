package vn.khop.server.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/**
 * Says no. One answer for each status and face, the same bytes whatever the cause: an expired token, a forged one and none at all look alike, and so do a missing
 * role, a missing scope and a route that does not exist. It has the headers of every answer, whether it is given in the filter chains or in front of them.
 */
public final class Refusal implements AuthenticationEntryPoint, AccessDeniedHandler {
    private static final String UNKNOWN_OPERATION = Refusal.class.getName() + ".unknown-operation";

    /** What is said; the names of most are those of the face without FHIR. */
    private enum No {
        NOT_LOGGED_IN(401, "login", "a valid access token is needed: log in, or get one from the issuer"),
        NOT_PERMITTED(
                403, "forbidden", "not permitted: the token lacks the role, scope or purpose of use that this needs"),
        NO_OPERATION(
                404,
                "not-supported",
                "no such operation is here: the CapabilityStatement lists those that are, /fhir/metadata"),
        LENGTH_REQUIRED(411, "required", "a form is sent with its Content-Length"),
        TOO_LARGE(
                413,
                "too-long",
                "the body is larger than this address takes: send less at once, docs/security.md says how much"),
        TOO_MANY(429, "throttled", "too many requests: wait as long as Retry-After says"),
        /** Not 503: behind one the web server ends the connection, and a new one costs both sides more than all else of a refusal. */
        BUSY(
                429,
                "throttled",
                "there is more to do than can be done: nothing of this request was taken, send it again after the seconds of Retry-After");

        private final int status;
        private final byte[] json;
        private final byte[] xml;
        private final byte[] problem;

        No(int status, String issueCode, String text) {
            this.status = status;
            String code = name().equals("NO_OPERATION") ? "NOT_PERMITTED" : name();
            String title =
                    code.charAt(0) + code.substring(1).toLowerCase(Locale.ROOT).replace('_', ' ');
            json = bytes("{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\""
                    + issueCode + "\",\"diagnostics\":\"" + text + "\"}]}");
            xml = bytes(
                    "<OperationOutcome xmlns=\"http://hl7.org/fhir\"><issue><severity value=\"error\"/><code value=\""
                            + issueCode + "\"/><diagnostics value=\"" + text + "\"/></issue></OperationOutcome>");
            problem = bytes("{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status
                    + ",\"detail\":\"" + text + "\",\"code\":\"" + code + "\",\"messageKey\":\"error." + code + "\"}");
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException cause)
            throws IOException {
        commence(request, response);
    }

    /** Nobody is known by what was sent. */
    void commence(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"khop\"");
        write(request, response, No.NOT_LOGGED_IN);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException cause)
            throws IOException {
        write(request, response, request.getAttribute(UNKNOWN_OPERATION) == null ? No.NOT_PERMITTED : No.NO_OPERATION);
    }

    /** The caller may be told that the operation he asks for is not there. */
    static void noteUnknownOperation(HttpServletRequest request) {
        request.setAttribute(UNKNOWN_OPERATION, true);
    }

    /** @param seconds until it is worth asking again */
    void tooMany(HttpServletRequest request, HttpServletResponse response, long seconds) throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        write(request, response, No.TOO_MANY);
    }

    /** @param seconds until it is worth asking again */
    void busy(HttpServletRequest request, HttpServletResponse response, long seconds) throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        write(request, response, No.BUSY);
    }

    void lengthRequired(HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(request, response, No.LENGTH_REQUIRED);
    }

    void tooLarge(HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(request, response, No.TOO_LARGE);
    }

    private static void write(HttpServletRequest request, HttpServletResponse response, No no) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        boolean isFhir = isUnder(request, "/fhir");
        boolean isXml = isFhir && wantsXml(request);
        AnswerHeaders.writeTo(request, response);
        response.setStatus(no.status);
        response.setContentType(
                isFhir ? isXml ? "application/fhir+xml" : "application/fhir+json" : "application/problem+json");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.getOutputStream().write(isFhir ? isXml ? no.xml : no.json : no.problem);
    }

    private static boolean isUnder(HttpServletRequest request, String folder) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return path.equals(folder) || path.startsWith(folder + "/");
    }

    private static boolean wantsXml(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains("xml") && !accept.contains("json");
    }
}
