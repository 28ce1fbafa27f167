package vn.khop.server.security;

import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * One line of the policy: these methods on this path are for them.
 *
 * @param methods a HEAD counts as the GET it stands for
 */
record RoutePolicy(Set<HttpMethod> methods, PathPattern path, Access access) {
    RoutePolicy {
        methods = Set.copyOf(methods);
    }

    static RoutePolicy on(HttpMethod method, String path, Access access) {
        return new RoutePolicy(Set.of(method), PathPatternParser.defaultInstance.parse(path), access);
    }

    boolean covers(HttpMethod method, PathContainer requestPath) {
        return methods.contains(method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method) && path.matches(requestPath);
    }
}
