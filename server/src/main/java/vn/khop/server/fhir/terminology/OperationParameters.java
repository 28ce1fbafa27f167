package vn.khop.server.fhir.terminology;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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

    /** Parameters of any FHIR request that say how the answer is written. */
    private static final Set<String> OF_FORM = Set.of("_format", "_pretty");

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
            if (!OF_FORM.contains(name)) {
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
                    Refused.Kind.INVALID, "invalid", type.isEmpty() ? "NO_RESOURCE" : "NOT_PARAMETERS", type);
        }
        return List.of(new Parameter(nameOfOther, Optional.empty(), Optional.of(resource), List.of()));
    }

    private static List<Parameter> ofList(JsonNode list) {
        List<Parameter> found = new ArrayList<>();
        boolean isList = list.isArray() || list.isMissingNode();
        for (JsonNode parameter : list) {
            if (!isList || !parameter.path("name").isTextual()) {
                throw Refused.saying(Refused.Kind.INVALID, "structure", "PARAMETER_WITHOUT_NAME");
            }
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
            throw Refused.saying(Refused.Kind.INVALID, "invalid", "PARAMETER_TWICE", name, values.size());
        }
        return values.stream().findFirst();
    }

    Optional<String> text(String name) {
        return value(name)
                .map(value -> checked(name, value, !value.json().isContainerNode(), "PARAMETER_NOT_SINGLE"))
                .map(TypedValue::text)
                .filter(text -> !text.isBlank());
    }

    private static TypedValue checked(String name, TypedValue value, boolean isRight, String wording) {
        if (!isRight) {
            throw Refused.saying(Refused.Kind.INVALID, "value", wording, name, value.type());
        }
        return value;
    }

    /** Whether a parameter that is true or false is true; false where it did not come. */
    boolean truth(String name) {
        String text = text(name).orElse("false");
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Refused.saying(Refused.Kind.INVALID, "value", "PARAMETER_NOT_TRUTH", name, text);
        };
    }

    /** As if this parameter had not come. */
    OperationParameters without(String name) {
        return new OperationParameters(parameters.stream()
                .filter(parameter -> !parameter.name().equals(name))
                .toList());
    }

    /** What came under one of these names, which all mean the same. */
    Optional<String> anyText(String... names) {
        refuseTogether(names);
        Optional<String> found = Optional.empty();
        for (String name : names) {
            Optional<String> text = text(name);
            found = found.isPresent() ? found : text;
        }
        return found;
    }

    /** @throws Refused if more than one of these came: each says in its own way what is asked */
    void refuseTogether(String... names) {
        List<String> sent = Stream.of(names).filter(this::has).toList();
        if (sent.size() > 1) {
            throw Refused.saying(Refused.Kind.INVALID, "invalid", "PARAMETERS_TOGETHER", sent.get(0), sent.get(1));
        }
    }

    /** @throws Refused if a parameter came without the one that it says more of */
    void refuseAlone(String name, String ofWhich) {
        if (has(name) && !has(ofWhich)) {
            throw Refused.saying(Refused.Kind.INVALID, "invalid", "PARAMETER_ALONE", name, ofWhich);
        }
    }

    /**
     * What is said in one of two places, or in both alike.
     *
     * @throws Refused if both say something, and not the same
     */
    static Optional<String> agreed(String what, Optional<String> one, String other, Optional<String> there) {
        if (one.isPresent() && there.isPresent() && !one.equals(there)) {
            throw Refused.saying(
                    Refused.Kind.INVALID, "invalid", "PARAMETERS_DIFFER", what, one.get(), other, there.get());
        }
        return one.or(() -> there);
    }

    Optional<ObjectNode> resource(String name) {
        List<Parameter> sent = named(name);
        if (sent.size() > 1
                || sent.stream().anyMatch(parameter -> parameter.resource().isEmpty())) {
            throw Refused.saying(
                    Refused.Kind.INVALID,
                    "invalid",
                    sent.size() > 1 ? "PARAMETER_TWICE" : "PARAMETER_WITHOUT_RESOURCE",
                    name,
                    sent.size());
        }
        return sent.stream().flatMap(parameter -> parameter.resource().stream()).findFirst();
    }

    Optional<Coding> coding(String name) {
        return value(name)
                .map(value -> checked(
                        name,
                        value,
                        value.type().equals("Coding") && value.json().isObject(),
                        "PARAMETER_NOT_CODING"))
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
            checked(
                    name,
                    value,
                    value.type().equals("CodeableConcept") && value.json().isObject(),
                    "PARAMETER_NOT_CONCEPT");
            List<Coding> found = new ArrayList<>();
            int size = value.json().path("coding").size();
            if (size > CODINGS_MAX) {
                throw Refused.saying(
                        Refused.Kind.UNPROCESSABLE, "too-costly", "TOO_MANY_CODINGS", name, size, CODINGS_MAX);
            }
            value.json().path("coding").forEach(coding -> found.add(coding(coding)));
            return found;
        });
    }

    /** What of the parameters is a setting. */
    Settings settings(Optional<String> acceptLanguage, boolean othersWelcome) {
        Settings.Builder settings = new Settings.Builder(othersWelcome);
        acceptLanguage.filter(header -> !header.isBlank()).ifPresent(settings::acceptLanguage);
        parameters.stream()
                .map(Parameter::name)
                .filter(Settings.Builder::isOfOneValue)
                .distinct()
                .forEach(this::refuseTwoValues);
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
            throw Refused.saying(Refused.Kind.INVALID, "invalid", "PARAMETER_OF_TWO_VALUES", name, values.size());
        }
    }

    /** @throws Refused if a parameter came that the operation has not read */
    void refuseOthers(String operation) {
        for (Parameter parameter : parameters) {
            if (!read.contains(parameter.name())) {
                throw Refused.saying(
                        Refused.Kind.INVALID, "not-supported", "PARAMETER_NOT_SUPPORTED", parameter.name(), operation);
            }
        }
    }
}
