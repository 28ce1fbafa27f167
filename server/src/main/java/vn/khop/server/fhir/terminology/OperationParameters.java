package vn.khop.server.fhir.terminology;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.resource.TypedValue;

/**
 * What an operation was asked, in one shape for both FHIR versions. Each parameter that is read is noted, so that one that nobody read
 * is refused by name.
 */
final class OperationParameters {
    /** Parameters that say how to work and not what to answer; they change nothing here. */
    private static final Set<String> WITHOUT_EFFECT = Set.of("uuid", "no-cache", "client-id", "x-system-cache-id");

    /** Of one concept: each may be compared with each. */
    private static final int CODINGS_MAX = 500;

    /** Settings that have one value. */
    private static final Set<String> ONCE =
            Set.of("count", "offset", "filter", "date", "displayLanguage", "activeOnly", "excludeNested");

    /** One parameter as sent. */
    record Parameter(String name, Optional<TypedValue> value, Optional<ObjectNode> resource, List<Parameter> parts) {
        Parameter {
            parts = List.copyOf(parts);
        }
    }

    private final List<Parameter> parameters;
    private final Set<String> read = new java.util.HashSet<>(WITHOUT_EFFECT);

    OperationParameters(List<Parameter> parameters) {
        this.parameters = List.copyOf(parameters);
    }

    /** From a URL's query. */
    static List<Parameter> ofQuery(Map<String, String[]> query) {
        List<Parameter> found = new ArrayList<>();
        query.forEach((name, values) -> {
            if (!name.startsWith("_")) {
                for (String value : values) {
                    found.add(new Parameter(
                            name,
                            Optional.of(new TypedValue("String", TextNode.valueOf(value))),
                            Optional.empty(),
                            List.of()));
                }
            }
        });
        return found;
    }

    /** From a Parameters resource, or another resource by the name that the operation has for it. */
    static List<Parameter> ofResource(ObjectNode resource, String nameOfOther) {
        String type = resource.path("resourceType").asText("");
        if (type.equals("Parameters")) {
            return ofList(resource.path("parameter"));
        }
        if (nameOfOther.isEmpty() || !type.equalsIgnoreCase(nameOfOther)) {
            throw Refused.saying(
                    Refused.Kind.INVALID,
                    "invalid",
                    "found " + (type.isEmpty() ? "no resource" : "a " + type) + ", expected Parameters");
        }
        return List.of(new Parameter(nameOfOther, Optional.empty(), Optional.of(resource), List.of()));
    }

    private static List<Parameter> ofList(JsonNode list) {
        List<Parameter> found = new ArrayList<>();
        for (JsonNode parameter : list) {
            found.add(new Parameter(
                    parameter.path("name").asText(""),
                    TypedValue.in(parameter),
                    parameter.path("resource") instanceof ObjectNode resource
                            ? Optional.of(resource)
                            : Optional.empty(),
                    ofList(parameter.path("part"))));
        }
        return found;
    }

    List<Parameter> all() {
        return parameters;
    }

    /** The parameters of this name, in order. */
    List<Parameter> named(String name) {
        read.add(name);
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .toList();
    }

    boolean has(String name) {
        return !named(name).isEmpty();
    }

    Optional<TypedValue> value(String name) {
        List<TypedValue> values = named(name).stream()
                .flatMap(parameter -> parameter.value().stream())
                .toList();
        if (values.size() > 1) {
            throw Refused.saying(
                    Refused.Kind.INVALID,
                    "invalid",
                    "parameter '" + name + "' came " + values.size() + " times, expected once");
        }
        return values.stream().findFirst();
    }

    Optional<String> text(String name) {
        return value(name)
                .map(value -> checked(name, value, !value.json().isContainerNode(), "a single value"))
                .map(TypedValue::text)
                .filter(text -> !text.isBlank());
    }

    private static TypedValue checked(String name, TypedValue value, boolean isRight, String expected) {
        if (!isRight) {
            throw Refused.saying(
                    Refused.Kind.INVALID,
                    "value",
                    "parameter '" + name + "' is a " + value.type() + ", expected " + expected);
        }
        return value;
    }

    /** Whether a parameter that is true or false is true; false where it did not come. */
    boolean truth(String name) {
        String text = text(name).orElse("false");
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw Refused.saying(
                        Refused.Kind.INVALID,
                        "value",
                        "parameter '" + name + "' is '" + text + "', expected true or false");
        };
    }

    /** As if this parameter had not come. */
    OperationParameters without(String name) {
        return new OperationParameters(parameters.stream()
                .filter(parameter -> !parameter.name().equals(name))
                .toList());
    }

    /** The first of these names that came. */
    Optional<String> anyText(String... names) {
        Optional<String> found = Optional.empty();
        for (String name : names) {
            Optional<String> text = text(name);
            found = found.isPresent() ? found : text;
        }
        return found;
    }

    Optional<ObjectNode> resource(String name) {
        List<Parameter> sent = named(name);
        if (sent.size() > 1
                || sent.stream().anyMatch(parameter -> parameter.resource().isEmpty())) {
            throw Refused.saying(
                    Refused.Kind.INVALID,
                    "invalid",
                    "parameter '" + name + "' came " + sent.size() + " times"
                            + (sent.stream()
                                            .allMatch(parameter ->
                                                    parameter.resource().isPresent())
                                    ? ", expected once"
                                    : ", and not with a resource"));
        }
        return sent.stream().flatMap(parameter -> parameter.resource().stream()).findFirst();
    }

    Optional<Coding> coding(String name) {
        return value(name)
                .map(value -> checked(name, value, value.json().isObject(), "a Coding"))
                .map(value -> coding(value.json()));
    }

    static Coding coding(JsonNode json) {
        return new Coding(field(json, "system"), field(json, "version"), field(json, "code"), field(json, "display"));
    }

    private static Optional<String> field(JsonNode json, String name) {
        return Optional.of(json.path(name).asText("")).filter(text -> !text.isEmpty());
    }

    /** The codes of a CodeableConcept. */
    Optional<List<Coding>> codings(String name) {
        return value(name).map(value -> {
            checked(name, value, value.json().isObject(), "a CodeableConcept");
            List<Coding> found = new ArrayList<>();
            int size = value.json().path("coding").size();
            if (size > CODINGS_MAX) {
                throw Refused.saying(
                        Refused.Kind.UNPROCESSABLE,
                        "too-costly",
                        "parameter '" + name + "' has " + size + " codings, at most " + CODINGS_MAX + " are looked at");
            }
            value.json().path("coding").forEach(coding -> found.add(coding(coding)));
            return found;
        });
    }

    /** What of the parameters is a setting. */
    Settings settings(Optional<String> acceptLanguage, boolean othersWelcome) {
        Settings.Builder settings = new Settings.Builder(othersWelcome);
        acceptLanguage.filter(header -> !header.isBlank()).ifPresent(settings::acceptLanguage);
        ONCE.forEach(this::refuseTwoValues);
        for (Parameter parameter : parameters) {
            if (parameter.value().isPresent()
                    && settings.add(parameter.name(), parameter.value().get())) {
                read.add(parameter.name());
            }
            if (parameter.name().equals("mode")
                    && parameter
                            .value()
                            .filter(value -> value.text().equals("lenient-display-validation"))
                            .isPresent()) {
                // The older way to say it.
                settings.add("lenient-display-validation", TypedValue.bool(true));
                read.add("mode");
            }
        }
        return settings.build();
    }

    private void refuseTwoValues(String name) {
        List<String> values = parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .flatMap(parameter -> parameter.value().stream())
                .map(TypedValue::text)
                .distinct()
                .toList();
        if (values.size() > 1) {
            throw Refused.saying(
                    Refused.Kind.INVALID,
                    "invalid",
                    "parameter '" + name + "' came with " + values.size() + " values, expected one");
        }
    }

    /** @throws Refused if a parameter came that the operation has not read */
    void refuseOthers(String operation) {
        for (Parameter parameter : parameters) {
            if (!read.contains(parameter.name())) {
                throw Refused.saying(
                        Refused.Kind.INVALID,
                        "not-supported",
                        "parameter '" + parameter.name() + "' of " + operation + " is not supported");
            }
        }
    }
}
