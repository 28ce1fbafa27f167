package vn.khop.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;

/** The OpenAPI document beside the routes that the running server has registered, so that neither drifts from the other. */
@Tag("slow")
class OpenApiTest {
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)[^}]*}");
    private static final Set<String> PROBLEMS = Set.of("400", "401", "403", "404", "409", "422", "429", "503");

    private final RunningServer server = RunningServer.shared();
    private final JsonNode document = document();

    private JsonNode document() {
        try {
            return new ObjectMapper()
                    .readTree(server.get("/api/openapi.json", Role.CLERK).body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON", e);
        }
    }

    /** {@code GET /api/v1/tasks} and who answers it. */
    private Map<String, HandlerMethod> registered() {
        Map<String, HandlerMethod> routes = new TreeMap<>();
        for (RequestMappingHandlerMapping mapping : server.context()
                .getBeansOfType(RequestMappingHandlerMapping.class)
                .values()) {
            for (Map.Entry<RequestMappingInfo, HandlerMethod> entry :
                    mapping.getHandlerMethods().entrySet()) {
                for (String path : entry.getKey().getPatternValues()) {
                    for (RequestMethod method :
                            entry.getKey().getMethodsCondition().getMethods()) {
                        if (path.startsWith("/api/v1/")) {
                            routes.put(method + " " + path, entry.getValue());
                        }
                    }
                }
            }
        }
        return routes;
    }

    private JsonNode operation(String route) {
        String[] parts = route.split(" ");
        return document.path("paths").path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
    }

    @Test
    void everyRegisteredRouteIsDescribedAndNothingElse() {
        Set<String> described = new TreeSet<>();
        document.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

        assertEquals(registered().keySet(), described);
        assertTrue(described.size() >= 25, "only " + described);
    }

    @Test
    void everyOperationSaysWhatItIsForWhatItTakesAndWhatItAnswers() {
        Set<String> missing = new TreeSet<>();
        registered().forEach((route, handler) -> {
            JsonNode operation = operation(route);
            if (operation.path("summary").asText().isBlank()) {
                missing.add(route + ": summary");
            }
            Set<String> parameters = new TreeSet<>();
            operation
                    .path("parameters")
                    .forEach(parameter -> parameters.add(parameter.path("name").asText()));
            Matcher variable = VARIABLE.matcher(route);
            while (variable.find()) {
                if (!parameters.contains(variable.group(1))) {
                    missing.add(route + ": " + variable.group(1));
                }
            }
            for (MethodParameter parameter : handler.getMethodParameters()) {
                RequestParam asked = parameter.getParameterAnnotation(RequestParam.class);
                if (asked != null) {
                    String name =
                            asked.name().isEmpty() ? parameter.getParameter().getName() : asked.name();
                    if (!parameters.contains(name)) {
                        missing.add(route + ": " + name);
                    }
                }
                if (parameter.hasParameterAnnotation(RequestBody.class) && !hasSchema(operation.path("requestBody"))) {
                    missing.add(route + ": body");
                }
            }
            if (Arrays.stream(new String[] {"200", "201", "202", "204"}).noneMatch(operation.path("responses")::has)) {
                missing.add(route + ": success");
            }
            for (String status : PROBLEMS) {
                JsonNode schema =
                        operation.at("/responses/" + status + "/content/application~1problem+json/schema/$ref");
                if (!schema.asText().endsWith("/Problem")) {
                    missing.add(route + ": " + status);
                }
            }
        });
        assertEquals(Set.of(), missing);
    }

    private static boolean hasSchema(JsonNode body) {
        for (JsonNode content : body.path("content")) {
            if (content.path("schema").size() > 0) {
                return true;
            }
        }
        return false;
    }

    /** Whatever the document refers to is in it. */
    @Test
    void everyReferenceLeadsSomewhere() {
        Set<String> lost = new TreeSet<>();
        document.findValues("$ref").forEach(reference -> {
            if (document.at(reference.asText().substring(1)).isMissingNode()) {
                lost.add(reference.asText());
            }
        });
        assertEquals(Set.of(), lost);
        assertTrue(document.findValues("$ref").size() > 50);
    }
}
