package vn.khop.server.security;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;

/** The token of a request, from its header alone. A header as every client writes it is read by a plain look, without the regular expression that Spring has; any other by Spring's. */
final class BearerHeader implements BearerTokenResolver {
    private static final String SCHEME = "Bearer ";

    private final BearerTokenResolver others = new DefaultBearerTokenResolver();

    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.startsWith(SCHEME) && isPlain(header, SCHEME.length())
                ? header.substring(SCHEME.length())
                : others.resolve(request);
    }

    /** Letters, digits and what stands between the parts of a token; one that is padded is left to Spring. */
    private static boolean isPlain(String header, int from) {
        for (int at = from; at < header.length(); at++) {
            char letter = header.charAt(at);
            boolean isPlain = (letter >= 'a' && letter <= 'z')
                    || (letter >= 'A' && letter <= 'Z')
                    || (letter >= '0' && letter <= '9')
                    || letter == '.'
                    || letter == '-'
                    || letter == '_';
            if (!isPlain) {
                return false;
            }
        }
        return header.length() > from;
    }
}
