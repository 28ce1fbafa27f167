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
    private static final String NO_OPERATION =
            "no such operation is here: the CapabilityStatement lists those that are, /fhir/metadata";
    private static final int LENGTH_REQUIRED = 411;
    private static final int TOO_LARGE = 413;
    private static final int TOO_MANY = 429;
    private static final int BUSY = 503;
    private static final String LENGTH = "a form is sent with its Content-Length";
    private static final String SMALLER =
            "the body is larger than this address takes: send less at once, docs/security.md says how much";
    private static final String SLOWER = "too many requests: wait as long as Retry-After says";
    private static final String LATER =
            "there is more to do than can be done: nothing of this request was taken, send it again after the seconds of Retry-After";
    private static final String LOGIN = "a valid access token is needed: log in, or get one from the issuer";
    private static final String FORBIDDEN =
            "not permitted: the token lacks the role, scope or purpose of use that this needs";

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException cause)
            throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"khop\"");
        write(request, response, 401);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException cause)
            throws IOException {
        write(request, response, request.getAttribute(UNKNOWN_OPERATION) == null ? 403 : 404);
    }

    /** The caller may be told that the operation he asks for is not there. */
    static void noteUnknownOperation(HttpServletRequest request) {
        request.setAttribute(UNKNOWN_OPERATION, true);
    }

    /** @param seconds until it is worth asking again */
    void tooMany(HttpServletRequest request, HttpServletResponse response, long seconds) throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        write(request, response, TOO_MANY);
    }

    /** @param seconds until it is worth asking again */
    void busy(HttpServletRequest request, HttpServletResponse response, long seconds) throws IOException {
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        write(request, response, BUSY);
    }

    /** @param status 411 or 413 */
    void refuse(HttpServletRequest request, HttpServletResponse response, int status) throws IOException {
        write(request, response, status);
    }

    private static void write(HttpServletRequest request, HttpServletResponse response, int status) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        boolean isFhir = isUnder(request, "/fhir");
        boolean isXml = isFhir && wantsXml(request);
        String body = isFhir ? isXml ? outcomeXml(status) : outcomeJson(status) : problem(status);
        AnswerHeaders.writeTo(request, response);
        response.setStatus(status);
        response.setContentType(
                isFhir ? isXml ? "application/fhir+xml" : "application/fhir+json" : "application/problem+json");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isUnder(HttpServletRequest request, String folder) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return path.equals(folder) || path.startsWith(folder + "/");
    }

    private static boolean wantsXml(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains("xml") && !accept.contains("json");
    }

    private static String outcomeJson(int status) {
        return "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\""
                + issueCode(status) + "\",\"diagnostics\":\"" + text(status) + "\"}]}";
    }

    private static String outcomeXml(int status) {
        return "<OperationOutcome xmlns=\"http://hl7.org/fhir\"><issue><severity value=\"error\"/><code value=\""
                + issueCode(status) + "\"/><diagnostics value=\"" + text(status) + "\"/></issue></OperationOutcome>";
    }

    private static String problem(int status) {
        String code = switch (status) {
            case 401 -> "NOT_LOGGED_IN";
            case LENGTH_REQUIRED -> "LENGTH_REQUIRED";
            case TOO_LARGE -> "TOO_LARGE";
            case TOO_MANY -> "TOO_MANY";
            case BUSY -> "BUSY";
            default -> "NOT_PERMITTED";
        };
        String title =
                code.charAt(0) + code.substring(1).toLowerCase(Locale.ROOT).replace('_', ' ');
        return "{\"type\":\"about:blank\",\"title\":\"" + title
                + "\",\"status\":" + status + ",\"detail\":\"" + text(status) + "\",\"code\":\"" + code
                + "\",\"messageKey\":\"error." + code + "\"}";
    }

    private static String issueCode(int status) {
        return switch (status) {
            case 401 -> "login";
            case 404 -> "not-supported";
            case LENGTH_REQUIRED -> "required";
            case TOO_LARGE -> "too-long";
            case TOO_MANY, BUSY -> "throttled";
            default -> "forbidden";
        };
    }

    private static String text(int status) {
        return switch (status) {
            case 401 -> LOGIN;
            case 404 -> NO_OPERATION;
            case LENGTH_REQUIRED -> LENGTH;
            case TOO_LARGE -> SMALLER;
            case TOO_MANY -> SLOWER;
            case BUSY -> LATER;
            default -> FORBIDDEN;
        };
    }
}
