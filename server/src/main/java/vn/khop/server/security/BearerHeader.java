package vn.khop.server.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
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
        Optional<String> plain = plain(request);
        return plain.isPresent() ? plain.get() : others.resolve(request);
    }

    /** A token that is sent as nearly all are. */
    static Optional<String> plain(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.startsWith(SCHEME) && isPlain(header, SCHEME.length())
                ? Optional.of(header.substring(SCHEME.length()))
                : Optional.empty();
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
