package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import vn.khop.server.RunningServer;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.FeedOutcome;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SourceFeed;

/**
 * Every line of the table of policies, asked on the running server: by every role, for the hospital that knows the person, for another and for none, with a token that counts, one that has expired
 * and one that was revoked. A visitor's token says who he is; what the server makes of it must be what the line says of that actor.
 */
class GeneratedMatrixTest {
    private static final String OWN = "01001";
    private static final String OTHER = "01013";
    private static final String LOCAL = "kanarienvogel-4711";
    private static final String SCOPES = "ITI-78 ITI-83 ITI-93 ITI-94 ITI-104 ITI-119 khop.export khop.citizen";
    private static final Map<String, Set<String>> HOSPITALS =
            Map.of("own", Set.of(OWN), "other", Set.of(OTHER), "none", Set.of());
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunningServer server = RunningServer.shared();
    private final long seed =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);
    private final Map<String, String> tokens = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private String person = "";
    private String source = "";
    private int asked;

    private record Case(RoutePolicy line, HttpMethod method, String path) {
        boolean isPage() {
            return Stream.of("/fhir", "/api", "/actuator").noneMatch(path::startsWith);
        }

        boolean isData() {
            return path.startsWith("/fhir") || path.startsWith("/api");
        }
    }

    @Test
    void everyLineHoldsForEveryRoleHospitalAndKindOfToken() {
        FeedOutcome fed = server.bean(Registry.class)
                .feed(
                        new SourceFeed(
                                OWN,
                                LOCAL,
                                Map.of(
                                        Columns.FULL_NAME, "Ksor Thị Kanari",
                                        Columns.BIRTH_DATE, "1981-02-03",
                                        Columns.GENDER, "female",
                                        Columns.NATIONAL_ID, "064181047110"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        Actor.ofServer("test"));
        person = fed.person().value();
        source = fed.source().id().value();
        List<Case> cases = RoutePolicies.lines().stream()
                .flatMap(line -> line.methods().stream().map(method -> new Case(line, method, path(line))))
                // The first line that covers a path decides; the others are asked on paths of their own.
                .filter(one -> RoutePolicies.find(one.method(), one.path()).equals(Optional.of(one.line())))
                .toList();
        SplittableRandom random = new SplittableRandom(seed);
        Map<Role, String> revoked = revokedTokens();
        for (Case one : cases) {
            ask(one, Optional.empty(), "nobody", Actor.anonymous("1", ""));
            if (one.isPage()) {
                continue;
            }
            Access access = one.line().access();
            for (Role role : Role.values()) {
                boolean isHospitalsAffair = role == Role.HUB && access.roles().contains(role);
                List<String> hospitals = isHospitalsAffair
                        ? List.of("own", "other", "none")
                        : List.of(List.of("own", "other", "none").get(random.nextInt(3)));
                for (String hospital : hospitals) {
                    ask(one, Optional.of(token(role, hospital)), role + " of " + hospital, actor(role, hospital));
                }
            }
            for (Role role : access.roles().isEmpty() ? Set.of(Role.ADMIN) : access.roles()) {
                ask(one, Optional.of(expired(role)), role + ", expired", Actor.anonymous("1", ""));
                ask(one, Optional.ofNullable(revoked.get(role)), role + ", revoked", Actor.anonymous("1", ""));
            }
        }

        System.out.println("authorisation matrix: " + cases.size() + " routes, " + asked + " cases");
        assertEquals(List.of(), wrong.stream().limit(40).toList(), "-Dtests.seed=" + Long.toHexString(seed));
        assertTrue(asked >= 1500, "only " + asked + " cases");
    }

    private void ask(Case one, Optional<String> token, String who, Actor actor) {
        asked++;
        HttpRequest.Builder request = request(one);
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        HttpResponse<String> answer = server.send(request);
        String what = one.method() + " " + one.path() + " by " + who + " got " + answer.statusCode();
        boolean isKnown = !actor.username().equals(Actor.ANONYMOUS);
        boolean isAllowed = one.line().access().permits(actor, isKnown, true, true);
        // Where codes may be read without a token, one that does not count still does not.
        boolean isBadToken = token.isPresent() && !isKnown;
        boolean isUnknown = answer.statusCode() == 401;
        boolean isForbidden = answer.statusCode() == 403 && answer.body().contains("not permitted: the token lacks");
        // Pages look at sessions and anti-forgery headers, which other tests do.
        if (!one.isPage() && (isUnknown || isForbidden) == (isAllowed && !isBadToken)) {
            wrong.add(what + ", expected " + (isAllowed && !isBadToken ? "to be let in" : "a refusal"));
        }
        if (!one.isPage() && (isUnknown && isKnown || isForbidden && !isKnown)) {
            wrong.add(what + ", the other refusal");
        }
        if (one.path().startsWith("/fhir/")
                && isKnown
                && server.bean(RoutePolicies.class).permitsEntry(one.method(), one.path(), actor)
                        == (isUnknown || isForbidden)) {
            wrong.add(what + ", as an entry of a Bundle it would be otherwise");
        }
        if (!who.endsWith("own") && actor.isOneHospital() && answer.body().contains(LOCAL)) {
            wrong.add(what + ", and was shown another hospital's number");
        }
        headers(one, answer, what);
        nulls(one, answer, what);
    }

    private void headers(Case one, HttpResponse<String> answer, String what) {
        Map<String, String> expected = new HashMap<>(Map.of(
                "Content-Security-Policy", "default-src 'none'",
                "X-Content-Type-Options", "nosniff",
                "Referrer-Policy", "no-referrer",
                "Cross-Origin-Opener-Policy", "same-origin",
                "Cross-Origin-Resource-Policy", "same-origin",
                "X-Frame-Options", "DENY",
                "Strict-Transport-Security", "max-age=63072000",
                "X-Request-Id", ""));
        if (one.isData()) {
            expected.put("Cache-Control", "no-store");
        }
        expected.forEach((header, value) -> {
            if (!answer.headers()
                    .firstValue(header)
                    .filter(found -> found.contains(value))
                    .isPresent()) {
                wrong.add(what + ", without " + header);
            }
        });
    }

    /** What somebody may not see is left out, and not null. */
    private void nulls(Case one, HttpResponse<String> answer, String what) {
        boolean isJson = answer.headers().firstValue("Content-Type").orElse("").contains("json");
        if (one.isData() && isJson && !answer.body().isEmpty() && !one.path().contains("openapi")) {
            try {
                if (hasNull(JSON.readTree(answer.body()))) {
                    wrong.add(what + ", with a field that is null");
                }
            } catch (JsonProcessingException e) {
                wrong.add(what + ", and it is no JSON");
            }
        }
    }

    private static boolean hasNull(JsonNode node) {
        if (node.isNull()) {
            return true;
        }
        for (JsonNode part : node) {
            if (hasNull(part)) {
                return true;
            }
        }
        return false;
    }

    private HttpRequest.Builder request(Case one) {
        boolean hasBody =
                Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH).contains(one.method());
        boolean isForm = one.path().endsWith("/_search");
        String type = isForm
                ? "application/x-www-form-urlencoded"
                : one.path().startsWith("/fhir") ? "application/fhir+json" : "application/json";
        return server.request(one.path())
                .header("Content-Type", type)
                .header("X-Forwarded-Proto", "https")
                .method(
                        one.method().name(),
                        hasBody ? BodyPublishers.ofString(isForm ? "name=Kanari" : "{}") : BodyPublishers.noBody());
    }

    /** A path that the line covers, about the person and its record wherever there is room for one. */
    private String path(RoutePolicy line) {
        String pattern = line.path().getPatternString();
        String id = pattern.startsWith("/fhir/Patient") ? source : "x";
        return pattern.replaceAll("\\{enterpriseId}", person)
                .replaceAll("\\{(taskId|number)}", "0")
                .replaceAll("\\{version:[^/]*}", "1")
                .replaceAll("\\{id:[^/]*}", id)
                .replaceAll("\\{file:[^/]*}", "khop.svg")
                .replaceAll("\\{\\w+}", "0")
                // No operation: that one is missing is told to whoever may ask others of the type.
                .replace("/**", "/unheard/of");
    }

    private Actor actor(Role role, String hospital) {
        return new Actor(
                "somebody",
                "matrix",
                Set.of(role),
                Set.of(Scope.values()),
                Set.of("TREAT"),
                FacilityScope.of(HOSPITALS.getOrDefault(hospital, Set.of())),
                "1",
                "");
    }

    private String token(Role role, String hospital) {
        return tokens.computeIfAbsent(
                role + hospital, key -> signed("somebody", role, HOSPITALS.getOrDefault(hospital, Set.of()), 300));
    }

    private String expired(Role role) {
        return tokens.computeIfAbsent(role + " expired", key -> signed("somebody", role, Set.of(OWN), -60));
    }

    /** Of users whom an administrator shuts out after they have got in. */
    private Map<Role, String> revokedTokens() {
        Map<Role, String> revoked = new HashMap<>();
        for (Role role : Role.values()) {
            String user = "gone-" + role.code() + "-" + Long.toHexString(seed);
            String token = signed(user, role, Set.of(OWN), 300);
            HttpRequest.Builder session = server.request("/api/v1/session").header("Authorization", "Bearer " + token);
            assertEquals(200, server.send(session).statusCode());
            assertEquals(
                    201,
                    server.postJson("/api/v1/revocations", Role.ADMIN, "{\"kind\":\"user\",\"name\":\"" + user + "\"}")
                            .statusCode());
            revoked.put(role, token);
        }
        return revoked;
    }

    private String signed(String user, Role role, Set<String> facilities, int seconds) {
        Instant now = Instant.now();
        return Tokens.signed(
                server,
                claims -> claims.subject(user)
                        .claim("client_id", "matrix")
                        .claim("roles", List.of(role.code()))
                        .claim("scope", SCOPES + " khop.national-number")
                        .claim("facilities", List.copyOf(facilities))
                        .claim("extensions", Map.of("ihe_iua", Map.of("purpose_of_use", List.of("TREAT"))))
                        .issueTime(Date.from(now.minusSeconds(400)))
                        .expirationTime(Date.from(now.plusSeconds(seconds))));
    }

    @Test
    void whoComesAfterSomebodyKnownOnTheSameConnectionIsNobody() throws InterruptedException, ExecutionException {
        List<String> paths = List.of("/api/v1/session", "/fhir/Patient?name=an&_count=1", "/api/v1/tasks");
        String token = server.token(Role.CLERK);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<String>> rounds = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                SplittableRandom random = new SplittableRandom(seed + i);
                rounds.add(() -> {
                    String path = paths.get(random.nextInt(paths.size()));
                    int known = server.send(server.request(path).header("Authorization", "Bearer " + token))
                            .statusCode();
                    int nobody = server.send(server.request(paths.get(random.nextInt(paths.size()))))
                            .statusCode();
                    return known + " " + nobody;
                });
            }
            for (Future<String> round : threads.invokeAll(rounds)) {
                assertEquals("200 401", round.get(), "-Dtests.seed=" + Long.toHexString(seed));
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
