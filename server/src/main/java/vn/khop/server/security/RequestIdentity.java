package vn.khop.server.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives every request a name before anything else looks at it: the client's {@code X-Request-Id} if it is a plain short word, else a new one. The same name is in
 * the answer's header, in the access log and in every line of the text log.
 */
public final class RequestIdentity extends OncePerRequestFilter {
    public static final String HEADER = "X-Request-Id";

    private static final String ATTRIBUTE = RequestIdentity.class.getName();
    private static final int CHARACTERS_MAX = 64;

    private final Supplier<UUID> ids;

    public RequestIdentity(Supplier<UUID> ids) {
        this.ids = ids;
    }

    /** The name this filter gave the request. */
    static String of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof String id ? id : "unnamed";
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String asked = request.getHeader(HEADER);
        String id = asked != null && isPlain(asked) ? asked : ids.get().toString();
        request.setAttribute(ATTRIBUTE, id);
        response.setHeader(HEADER, id);
        try (MDC.MDCCloseable ignored = MDC.putCloseable("request", id)) {
            chain.doFilter(new Named(request, id), response);
        }
    }

    private static boolean isPlain(String text) {
        return !text.isEmpty()
                && text.length() <= CHARACTERS_MAX
                && text.chars()
                        .allMatch(letter -> (letter >= 'a' && letter <= 'z')
                                || (letter >= 'A' && letter <= 'Z')
                                || (letter >= '0' && letter <= '9')
                                || letter == '.'
                                || letter == '_'
                                || letter == '-');
    }

    /** HAPI names requests too, from the same header: let it find the name that we chose. */
    private static final class Named extends HttpServletRequestWrapper {
        private final String id;

        Named(HttpServletRequest request, String id) {
            super(request);
            this.id = id;
        }

        @Override
        public String getHeader(String name) {
            return HEADER.equalsIgnoreCase(name) ? id : super.getHeader(name);
        }
    }
}
