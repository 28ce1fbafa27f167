package vn.khop.server.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** The headers that every answer with data carries, as the filter chains write them; for answers that are given before the chains. */
final class AnswerHeaders {
    static final long HSTS_SECONDS = 63_072_000; // two years
    static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
                    + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final String[][] ALWAYS = {
        {"X-Content-Type-Options", "nosniff"},
        {"X-XSS-Protection", "0"},
        {"Cache-Control", "no-cache, no-store, max-age=0, must-revalidate"},
        {"Pragma", "no-cache"},
        {"Expires", "0"},
        {"X-Frame-Options", "DENY"},
        {"Content-Security-Policy", CONTENT_POLICY},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
    };

    private AnswerHeaders() {}

    static void writeTo(HttpServletRequest request, HttpServletResponse response) {
        for (String[] header : ALWAYS) {
            response.setHeader(header[0], header[1]);
        }
        if (request.isSecure()) {
            response.setHeader("Strict-Transport-Security", "max-age=" + HSTS_SECONDS + " ; includeSubDomains");
        }
    }
}
