package vn.khop.server.fhir.terminology;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** In which forms a question may come and an answer may be wanted: JSON and XML in UTF-8, and a form. Source: FHIR R5, http.html 3.2.0.1.10. */
final class MediaTypes {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String FORMAT = "_format";
    private static final Set<String> CHARSETS =
            Set.of(StandardCharsets.UTF_8.name().toLowerCase(Locale.ROOT), "utf8", "us-ascii");
    private static final String CHARSET = "charset=";

    private MediaTypes() {}

    /** Why a request is refused for its form, by the key of the message. */
    record Wrong(int status, String wording) {}

    /** Empty where it can be read, and answered as it wants. */
    static Optional<Wrong> wrong(HttpServletRequest request) {
        return isRead(request.getContentType())
                ? wrongAnswer(request)
                : Optional.of(new Wrong(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE, "BODY_OF_ANOTHER_TYPE"));
    }

    private static boolean isRead(@Nullable String contentType) {
        if (contentType == null || contentType.isBlank()) {
            return true;
        }
        List<String> parts = List.of(contentType.toLowerCase(Locale.ROOT).split(";"));
        String type = parts.isEmpty() ? "" : parts.get(0).strip();
        boolean isKnown = type.equals(FORM) || isResource(type);
        return isKnown
                && parts.stream()
                        .map(String::strip)
                        .filter(part -> part.startsWith(CHARSET))
                        .map(part -> part.substring(CHARSET.length()).replace("\"", ""))
                        .allMatch(CHARSETS::contains);
    }

    private static boolean isResource(String type) {
        return type.contains("json") || type.contains("xml");
    }

    private static Optional<Wrong> wrongAnswer(HttpServletRequest request) {
        String query = request.getQueryString();
        String format = query != null && query.contains(FORMAT) ? request.getParameter(FORMAT) : null;
        String accept = request.getHeader("Accept");
        boolean isWritten = format == null
                ? accept == null
                        || accept.isBlank()
                        || accept.contains("*")
                        || isResource(accept.toLowerCase(Locale.ROOT))
                : isResource(format.toLowerCase(Locale.ROOT));
        return isWritten
                ? Optional.empty()
                : Optional.of(new Wrong(HttpServletResponse.SC_NOT_ACCEPTABLE, "FORM_NOT_WRITTEN"));
    }
}
