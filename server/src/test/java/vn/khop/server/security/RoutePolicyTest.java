package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

    @Test
    void everythingTheFhirFaceDeclaresHasAPolicy() throws JsonProcessingException {
        JsonNode rest = new ObjectMapper()
                .readTree(server.send(server.request("/fhir/metadata").header("Accept", "application/fhir+json"))
                        .body())
                .at("/rest/0");
        Set<String> without = new TreeSet<>();
        int declared = 0;
        for (JsonNode resource : rest.path("resource")) {
            String type = "/fhir/" + resource.path("type").asText();
            for (JsonNode interaction : resource.path("interaction")) {
                declared++;
                String code = interaction.path("code").asText();
                Route route = INTERACTIONS.get(code);
                if (route == null
                        || RoutePolicies.find(route.method, type + route.suffix).isEmpty()) {
                    without.add(type + " " + code);
                }
            }
            for (JsonNode operation : resource.path("operation")) {
                declared++;
                String name = operation.path("name").asText();
                if (RoutePolicies.find(HttpMethod.POST, type + "/$" + name).isEmpty()) {
                    without.add(type + "/$" + name);
                }
            }
        }
        for (JsonNode operation : rest.path("operation")) {
            String name = operation.path("name").asText();
            if (Set.of(HttpMethod.GET, HttpMethod.POST).stream()
                    .allMatch(method ->
                            RoutePolicies.find(method, "/fhir/$" + name).isEmpty())) {
                without.add("/fhir/$" + name);
            }
        }

        assertEquals(Set.of(), without);
        assertFalse(rest.isMissingNode(), "no /rest/0 in the CapabilityStatement; declared " + declared);
    }

    @Test
    void aRouteWithoutALineIsFoundNowhere() {
        assertEquals(Optional.empty(), RoutePolicies.find(HttpMethod.GET, "/fhir/Observation"));
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

    private record Route(HttpMethod method, String suffix) {}

    private static final Map<String, Route> INTERACTIONS = Map.of(
            "read", new Route(HttpMethod.GET, "/1"),
            "vread", new Route(HttpMethod.GET, "/1/_history/1"),
            "update", new Route(HttpMethod.PUT, "/1"),
            "patch", new Route(HttpMethod.PATCH, "/1"),
            "delete", new Route(HttpMethod.DELETE, "/1"),
            "history-instance", new Route(HttpMethod.GET, "/1/_history"),
            "history-type", new Route(HttpMethod.GET, "/_history"),
            "create", new Route(HttpMethod.POST, ""),
            "search-type", new Route(HttpMethod.GET, ""));

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
