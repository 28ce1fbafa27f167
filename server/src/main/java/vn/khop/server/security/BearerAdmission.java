package vn.khop.server.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collection;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.http.HttpMethod;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Admits requests on a few fixed paths without the filter chains: by the same table of policies and the same check of tokens. It never
 * refuses: whatever it does not admit goes on to the chains, which decide and say why.
 */
public final class BearerAdmission {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9\\-._~+/]++=*+");
    private static final String SCHEME = "Bearer ";

    private final RememberedTokens tokens;
    private final RoutePolicies policies;
    private final Map<String, RoutePolicy> reading = new HashMap<>();
    private final Map<String, RoutePolicy> posting = new HashMap<>();

    /** @param paths within the application, as request lines have them */
    public BearerAdmission(RememberedTokens tokens, RoutePolicies policies, Collection<String> paths) {
        this.tokens = tokens;
        this.policies = policies;
        for (String path : paths) {
            RoutePolicies.find(HttpMethod.GET, path).ifPresent(policy -> reading.put(path, policy));
            RoutePolicies.find(HttpMethod.POST, path).ifPresent(policy -> posting.put(path, policy));
        }
    }

    /** Whether this request may be answered. If so, its answer has the headers that every answer carries. */
    public boolean admits(HttpServletRequest request, HttpServletResponse response) {
        Optional<RoutePolicy> policy = policy(request);
        if (policy.isEmpty()) {
            return false;
        }
        Optional<Actor> actor = actor(request);
        if (actor.isEmpty() || !policies.permits(policy.get(), actor.get(), request)) {
            return false;
        }
        CallerName.note(actor.get(), request);
        AnswerHeaders.writeTo(request, response);
        return true;
    }

    private Optional<RoutePolicy> policy(HttpServletRequest request) {
        if (!request.getContextPath().isEmpty()) {
            return Optional.empty();
        }
        return switch (request.getMethod()) {
            case "GET", "HEAD" -> Optional.ofNullable(reading.get(request.getRequestURI()));
            case "POST" -> Optional.ofNullable(posting.get(request.getRequestURI()));
            default -> Optional.empty();
        };
    }

    /** Who asks; empty where only the chains can say. */
    private Optional<Actor> actor(HttpServletRequest request) {
        String requestId = RequestIdentity.of(request);
        String address = request.getRemoteAddr();
        Enumeration<String> sent = request.getHeaders("Authorization");
        if (!sent.hasMoreElements()) {
            return Optional.of(Actor.anonymous(requestId, address));
        }
        String header = sent.nextElement();
        if (sent.hasMoreElements() || !header.startsWith(SCHEME)) {
            return Optional.empty();
        }
        String token = header.substring(SCHEME.length());
        Optional<Caller> known = tokens.remembered(token);
        return known.or(() -> verified(token))
                .filter(caller -> ClientCertificate.proves(caller, request))
                .map(caller -> caller.asActor(requestId, address, ""));
    }

    private Optional<Caller> verified(String token) {
        if (!TOKEN.matcher(token).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(tokens.caller(token));
        } catch (JwtException refused) {
            return Optional.empty();
        }
    }

    /** Paths by their two spellings: {@code $} is written as {@code %24} too. */
    public static List<String> spellings(String path) {
        return List.of(path, path.replace("$", "%24"));
    }
}
