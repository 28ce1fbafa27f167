package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import vn.khop.server.RunningServer;

/** Every route of the running server has a line in the table of policies. */
class RoutePolicyTest {
    private final RunningServer server = RunningServer.shared();

    @Test
    void everyControllerAndEveryManagementRouteHasAPolicy() {
        Set<String> without = new TreeSet<>();
        int routes = 0;
        for (RequestMappingInfoHandlerMapping mapping : server.context()
                .getBeansOfType(RequestMappingInfoHandlerMapping.class)
                .values()) {
            for (RequestMappingInfo info : mapping.getHandlerMethods().keySet()) {
                for (HttpMethod method : methods(info)) {
                    for (String pattern : info.getPatternValues()) {
                        routes++;
                        if (RoutePolicies.find(method, concrete(pattern)).isEmpty()) {
                            without.add(method + " " + pattern);
                        }
                    }
                }
            }
        }

        assertEquals(Set.of(), without);
        assertTrue(routes >= 15, "only " + routes + " routes were found");
    }

    @Test
    void everyFunctionalRouteHasAPolicy() {
        List<String> without = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        server.context()
                .getBeansOfType(RouterFunction.class)
                .values()
                .forEach(router -> router.accept(new Walk() {
                    @Override
                    public void route(
                            RequestPredicate predicate,
                            org.springframework.web.servlet.function.HandlerFunction<?> handler) {
                        Question question = new Question();
                        predicate.accept(question);
                        seen.add(question.path);
                        for (HttpMethod method : question.methods) {
                            if (RoutePolicies.find(method, question.path).isEmpty()) {
                                without.add(method + " " + question.path);
                            }
                        }
                    }
                }));

        assertEquals(List.of(), without);
        assertTrue(seen.contains("/login") && seen.contains("/issuer/login"), seen.toString());
    }

    /** The whole CapabilityStatement, HAPI's part included, asked of the running server by every role. */
    @Test
    @Tag("slow")
    void whatTheCapabilityStatementListsIsAllowedToSomeRoleAndServed() throws JsonProcessingException {
        server.awaitResources();
        JsonNode rest = new ObjectMapper()
                .readTree(server.send(server.request("/fhir/metadata").header("Accept", "application/fhir+json"))
                        .body())
                .at("/rest/0");
        List<Route> declared = new ArrayList<>();
        for (JsonNode resource : rest.path("resource")) {
            String type = "/fhir/" + resource.path("type").asText();
            for (JsonNode interaction : resource.path("interaction")) {
                declared.add(interaction(type, interaction.path("code").asText()));
            }
            for (JsonNode operation : resource.path("operation")) {
                declared.add(new Route(
                        HttpMethod.POST, type + "/$" + operation.path("name").asText()));
            }
        }
        for (JsonNode operation : rest.path("operation")) {
            String name = operation.path("name").asText();
            declared.add(
                    new Route(name.equals("process-message") ? HttpMethod.POST : HttpMethod.GET, "/fhir/$" + name));
        }
        for (JsonNode interaction : rest.path("interaction")) {
            assertTrue(
                    Set.of("transaction", "batch")
                            .contains(interaction.path("code").asText()),
                    "teach this test to ask it");
            declared.add(new Route(HttpMethod.POST, "/fhir"));
        }

        List<String> wrong = new ArrayList<>();
        for (Route route : declared) {
            List<HttpResponse<String>> answers = Stream.of(Role.values())
                    .map(role -> server.send(asked(route, role)))
                    .filter(answer -> answer.statusCode() != 401 && answer.statusCode() != 403)
                    .toList();
            if (answers.isEmpty()) {
                wrong.add(route + ": nobody may");
            }
            answers.stream()
                    .filter(RoutePolicyTest::isNotServed)
                    .findFirst()
                    .ifPresent(answer -> wrong.add(route + ": " + answer.statusCode() + " " + answer.body()));
        }

        assertEquals(List.of(), wrong);
        assertTrue(declared.size() > 35, "only " + declared);
    }

    @Test
    @Tag("slow")
    void everyLineThatOpensARouteHasSomethingThatServesIt() {
        server.awaitResources();
        List<String> wrong = new ArrayList<>();
        int lines = 0;
        for (RoutePolicy line : RoutePolicies.lines()) {
            String path = line.path().getPatternString().replace("/**", "").replaceAll(VARIABLE, "1");
            Access access = line.access();
            boolean isOpen = access.isForEveryone()
                    || access.isForAnybodyKnown()
                    || !access.roles().isEmpty();
            if (!isOpen || !(path.startsWith("/fhir") || path.startsWith("/api") || path.startsWith("/actuator"))) {
                continue;
            }
            lines++;
            Role role = access.roles().stream().findFirst().orElse(Role.ADMIN);
            for (HttpMethod method : line.methods()) {
                Route route =
                        new Route(method, path.equals("/fhir") || path.equals("/fhir/") ? path + "?_getpages=x" : path);
                HttpResponse<String> answer = server.send(asked(route, role));
                if (isNotServed(answer)) {
                    wrong.add(route + ": " + answer.statusCode() + " " + answer.body());
                }
            }
        }

        assertEquals(List.of(), wrong);
        assertTrue(lines > 50, "only " + lines);
    }

    /** A variable of a path pattern, with the repetition that its expression may hold. */
    private static final String VARIABLE = "\\{[^{}]*(\\{[^{}]*}[^{}]*)*}";

    private HttpRequest.Builder asked(Route route, Role role) {
        HttpRequest.Builder request = server.request(route.path, role);
        if (route.path.endsWith("/_search")) {
            return request.header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(route.path.startsWith("/fhir/Patient") ? "name=nobody" : "_count=1"));
        }
        boolean hasBody =
                Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH).contains(route.method);
        return request.header(
                        "Content-Type", route.path.startsWith("/fhir") ? "application/fhir+json" : "application/json")
                .method(route.method.name(), hasBody ? BodyPublishers.ofString("{}") : BodyPublishers.noBody());
    }

    /** Nobody answers there: HAPI's and our words for it. */
    private static boolean isNotServed(HttpResponse<String> answer) {
        String body = answer.body();
        return body.contains("does not know how to handle")
                || body.contains("Unknown resource type")
                || body.contains("NO_SUCH_ROUTE")
                || (answer.statusCode() == 404 && body.isEmpty())
                || answer.statusCode() == 405
                || answer.statusCode() >= 500;
    }

    private static Route interaction(String type, String code) {
        return switch (code) {
            case "read" -> new Route(HttpMethod.GET, type + "/1");
            case "vread" -> new Route(HttpMethod.GET, type + "/1/_history/1");
            // Ours is conditional only, as ITI-104 has it.
            case "update" ->
                new Route(HttpMethod.PUT, type.endsWith("/Patient") ? type + "?identifier=a%7Cb" : type + "/1");
            case "delete" ->
                new Route(HttpMethod.DELETE, type.endsWith("/Patient") ? type + "?identifier=a%7Cb" : type + "/1");
            case "create" -> new Route(HttpMethod.POST, type);
            case "search-type" -> new Route(HttpMethod.GET, type);
            default -> throw new AssertionError("teach this test to ask for " + code + " of " + type);
        };
    }

    @Test
    void aRouteWithoutALineIsFoundNowhere() {
        assertEquals(Optional.empty(), RoutePolicies.find(HttpMethod.GET, "/fhir/Observation"));
        assertEquals(Optional.empty(), RoutePolicies.find(HttpMethod.POST, "/fhir/AuditEvent"));
        assertEquals(Optional.empty(), RoutePolicies.find(HttpMethod.POST, "/api/v1/persons"));
        assertEquals(Optional.empty(), RoutePolicies.find(HttpMethod.OPTIONS, "/fhir/metadata"));
    }

    @Test
    void anOperationIsNeverTakenForAnId() {
        assertTrue(RoutePolicies.find(HttpMethod.GET, "/fhir/Patient/$export")
                .orElseThrow()
                .access()
                .roles()
                .isEmpty());
        assertTrue(RoutePolicies.find(HttpMethod.GET, "/fhir/Patient/%24export")
                .orElseThrow()
                .access()
                .roles()
                .isEmpty());
        assertEquals(
                RoutePolicies.find(HttpMethod.POST, "/fhir/Patient/$match"),
                RoutePolicies.find(HttpMethod.POST, "/fhir/Patient/%24match"));
    }

    @Test
    void aHubWithoutTheScopeOrWithoutAPurposeIsRefused() {
        Access match = Access.hubWith(Scope.ITI_119, Role.CLERK);
        Actor complete = hub(Set.of(Scope.ITI_119), Set.of("TREAT"));

        assertTrue(match.permits(complete, true, false, true));
        assertFalse(match.permits(hub(Set.of(Scope.ITI_83), Set.of("TREAT")), true, false, true));
        assertFalse(match.permits(hub(Set.of(Scope.ITI_119), Set.of()), true, false, true));
        assertTrue(match.permits(hub(Set.of(Scope.ITI_119), Set.of()), true, false, false));
    }

    @Test
    void readingCodesWithoutATokenIsASetting() {
        Access codes = Access.terminologyReading();
        Actor nobody = Actor.anonymous("1", "127.0.0.1");

        assertTrue(codes.permits(nobody, false, true, true));
        assertFalse(codes.permits(nobody, false, false, true));
        assertFalse(Access.anybodyKnown().permits(nobody, false, true, true));
    }

    private static Actor hub(Set<Scope> scopes, Set<String> purposes) {
        return new Actor("hub", "hub", Set.of(Role.HUB), scopes, purposes, FacilityScope.everyFacility(), "1", "");
    }

    private record Route(HttpMethod method, String path) {}

    private static List<HttpMethod> methods(RequestMappingInfo info) {
        Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
        return methods.isEmpty()
                ? List.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE)
                : methods.stream().map(RequestMethod::asHttpMethod).toList();
    }

    /** A path that fits the pattern. */
    private static String concrete(String pattern) {
        return pattern.replaceAll("\\{[^}]*}", "E0").replace("/**", "/x");
    }

    /** Looks at the routes only. */
    private abstract static class Walk implements RouterFunctions.Visitor {
        @Override
        public void startNested(RequestPredicate predicate) {
            throw new IllegalStateException("nested routes: teach this test to walk them");
        }

        @Override
        public void endNested(RequestPredicate predicate) {}

        @Override
        public void resources(
                java.util.function.Function<
                                org.springframework.web.servlet.function.ServerRequest,
                                Optional<org.springframework.core.io.Resource>>
                        lookup) {
            throw new IllegalStateException("resource routes: teach this test to walk them");
        }

        @Override
        public void attributes(Map<String, Object> attributes) {}

        @Override
        public void unknown(RouterFunction<?> router) {
            throw new IllegalStateException("unknown routes: teach this test to walk them");
        }
    }

    /** Methods and path of one route. */
    private static final class Question implements RequestPredicates.Visitor {
        private Set<HttpMethod> methods = Set.of();
        private String path = "";

        @Override
        public void method(Set<HttpMethod> asked) {
            methods = asked;
        }

        @Override
        public void path(String pattern) {
            path = concrete(pattern);
        }

        @Override
        public void pathExtension(String extension) {}

        @Override
        public void header(String name, String value) {}

        @Override
        public void param(String name, String value) {}

        @Override
        public void startAnd() {}

        @Override
        public void and() {}

        @Override
        public void endAnd() {}

        @Override
        public void startOr() {}

        @Override
        public void or() {}

        @Override
        public void endOr() {}

        @Override
        public void startNegate() {}

        @Override
        public void endNegate() {}

        @Override
        public void unknown(RequestPredicate predicate) {}
    }
}
