package vn.khop.server.codes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The names of one code system, as a NamingSystem gives them.
 *
 * @param url what it is asked by: the preferred URI, else the first
 * @param others its other names as URIs, OIDs as {@code urn:oid:}
 */
record SystemNames(String url, List<String> others) {
    SystemNames {
        others = List.copyOf(others);
    }

    /** Empty where it names no code system, no longer does, or gives one name only. */
    static Optional<SystemNames> read(ObjectNode namingSystem) {
        if (!namingSystem.path("kind").asText().equals("codesystem")
                || namingSystem.path("status").asText().equals("retired")) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        Optional<String> first = Optional.empty();
        Optional<String> preferred = Optional.empty();
        for (JsonNode id : namingSystem.path("uniqueId")) {
            String uri = uri(id.path("type").asText(), id.path("value").asText());
            names.add(uri);
            if (id.path("type").asText().equals("uri")) {
                first = first.isPresent() ? first : Optional.of(uri);
                if (id.path("preferred").asBoolean(false)) {
                    preferred = Optional.of(uri);
                }
            }
        }
        Optional<String> byDefault = first;
        return preferred.or(() -> byDefault).map(url -> {
            names.removeIf(url::equals);
            return new SystemNames(url, names);
        });
    }

    private static String uri(String type, String value) {
        return switch (type) {
            case "oid" -> value.startsWith("urn:oid:") ? value : "urn:oid:" + value;
            case "uuid" -> value.startsWith("urn:uuid:") ? value : "urn:uuid:" + value;
            default -> value;
        };
    }
}
