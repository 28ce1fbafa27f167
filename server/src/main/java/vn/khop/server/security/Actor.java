package vn.khop.server.security;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Who asks, for what, from where: read once for each request from its token or session, and passed to every call that reads or writes a person.
 *
 * @param username the user, or the client itself where no person stands behind it; never empty
 * @param clientId the OAuth client that got the token; empty for a visitor without one
 * @param purposes purposes of use stated in the token, codes of HL7 v3 ActReason such as TREAT; empty when none is stated
 * @param facilities the facilities it may feed for
 * @param requestId names this request in the access log and in error answers; never empty
 * @param address the network address the request came from, as our server saw it
 * @param authenticatedAt when the person last proved who he is, where the token says so
 * @param clinical what a SMART client was granted; nothing for others
 * @param question method, route and names of the parameters of the request, without their values; empty outside a request
 */
public record Actor(
        String username,
        String clientId,
        Set<Role> roles,
        Set<Scope> scopes,
        Set<String> purposes,
        FacilityScope facilities,
        String requestId,
        String address,
        Optional<Instant> authenticatedAt,
        SmartScopes clinical,
        String question) {
    /** The name of a visitor without a token. */
    public static final String ANONYMOUS = "anonymous";

    public Actor {
        if (username.isEmpty() || requestId.isEmpty()) {
            throw new IllegalArgumentException("an actor needs a user name and a request id");
        }
        roles = Set.copyOf(roles);
        scopes = Set.copyOf(scopes);
        purposes = Set.copyOf(purposes);
    }

    /** The same person, who speaks for this one facility. */
    public Actor speakingFor(String facility) {
        return new Actor(
                username,
                clientId,
                roles,
                scopes,
                purposes,
                FacilityScope.of(Set.of(facility)),
                requestId,
                address,
                authenticatedAt,
                clinical,
                question);
    }

    /** Somebody of whom a token said no more than this. */
    public Actor(
            String username,
            String clientId,
            Set<Role> roles,
            Set<Scope> scopes,
            Set<String> purposes,
            FacilityScope facilities,
            String requestId,
            String address) {
        this(
                username,
                clientId,
                roles,
                scopes,
                purposes,
                facilities,
                requestId,
                address,
                Optional.empty(),
                SmartScopes.none(),
                "");
    }

    /** A visitor without a token: may do only what is public. */
    public static Actor anonymous(String requestId, String address) {
        return new Actor(ANONYMOUS, "", Set.of(), Set.of(), Set.of(), FacilityScope.of(Set.of()), requestId, address);
    }

    /** The server itself, at work without a request: loading the demo's example people, a scheduled job named by {@code task}. */
    public static Actor ofServer(String task) {
        return ofMachine("khop", task);
    }

    /** Who works at the machine itself, by the name that he has there. */
    public static Actor ofOperator(String user, String task) {
        return ofMachine("operator:" + user, task);
    }

    private static Actor ofMachine(String username, String task) {
        return new Actor(
                username,
                "khop",
                Set.of(Role.HUB),
                Set.of(Scope.values()),
                Set.of("HSYSADMIN"),
                FacilityScope.everyFacility(),
                task,
                "local");
    }

    /** Whether a hospital asks, for itself: it sees persons, and not where else they are known. */
    public boolean isOneHospital() {
        return roles.contains(Role.HUB) && !facilities.everywhere();
    }

    public boolean has(Role role) {
        return roles.contains(role);
    }

    public boolean has(Scope scope) {
        return scopes.contains(scope);
    }
}
