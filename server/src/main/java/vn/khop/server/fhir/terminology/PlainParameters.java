package vn.khop.server.fhir.terminology;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.khop.server.fhir.terminology.OperationParameters.Parameter;
import vn.khop.terminology.resource.TypedValue;

/**
 * The parameters of a plain question: few, known, each once and with a value that is a text. From a query or from a Parameters resource;
 * whatever is written in another way is left to {@link OperationParameters}.
 */
final class PlainParameters {
    private static final int QUERY_CHARACTERS_MAX = 2_000;
    private static final int BODY_BYTES_MAX = 2_000;
    private static final JsonFactory JSON = new JsonFactory();
    private static final String VALUE = "value";
    private static final Set<String> CODING = Set.of("system", "code", "display");

    private final Set<String> known;
    private final Map<String, String> values = new HashMap<>();

    private PlainParameters(Set<String> known) {
        this.known = known;
    }

    /**
     * Reads a query.
     *
     * @param query as it stands in the request line
     * @param known the names that may come
     */
    static Optional<PlainParameters> ofQuery(@Nullable String query, Set<String> known) {
        PlainParameters parameters = new PlainParameters(known);
        return query != null && parameters.readQuery(query) ? Optional.of(parameters) : Optional.empty();
    }

    /** Reads a Parameters resource in JSON. */
    static Optional<PlainParameters> ofBody(byte[] body, Set<String> known) {
        // The parser takes UTF-16 and UTF-32 too; here a body is UTF-8.
        if (body.length < 2 || body.length > BODY_BYTES_MAX || body[0] != '{' || body[1] == 0) {
            return Optional.empty();
        }
        PlainParameters parameters = new PlainParameters(known);
        try (JsonParser json = JSON.createParser(body)) {
            return parameters.readResource(json) ? Optional.of(parameters) : Optional.empty();
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }

    /** Reads what was read already; a coding is its system, code and display. */
    static Optional<PlainParameters> ofOne(List<Parameter> asked, Set<String> known) {
        PlainParameters parameters = new PlainParameters(known);
        for (Parameter parameter : asked) {
            Optional<JsonNode> value = parameter.value().map(TypedValue::json);
            boolean isCoding = parameter.name().equals("coding")
                    && value.filter(JsonNode::isObject).isPresent();
            boolean isRead = isCoding
                    ? parameters.addCoding(value.get())
                    : value.filter(JsonNode::isTextual)
                            .filter(text -> parameters.add(parameter.name(), text.textValue()))
                            .isPresent();
            if (!isRead) {
                return Optional.empty();
            }
        }
        return Optional.of(parameters);
    }

    private boolean addCoding(JsonNode coding) {
        for (Iterator<Map.Entry<String, JsonNode>> fields = coding.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            boolean isKnown =
                    CODING.contains(field.getKey()) && field.getValue().isTextual();
            if (!isKnown || !add(field.getKey(), field.getValue().textValue())) {
                return false;
            }
        }
        return true;
    }

    boolean has(String... names) {
        for (String name : names) {
            if (!values.containsKey(name)) {
                return false;
            }
        }
        return true;
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** The text of a parameter that has come. */
    String of(String name) {
        return get(name).orElseThrow();
    }

    private boolean readQuery(String query) {
        if (query.length() > QUERY_CHARACTERS_MAX) {
            return false;
        }
        int from = 0;
        while (from <= query.length()) {
            int and = query.indexOf('&', from);
            int end = and < 0 ? query.length() : and;
            int equals = query.indexOf('=', from);
            if (equals < 0 || equals > end) {
                return false;
            }
            String value = query.substring(equals + 1, end);
            if (value.indexOf('%') >= 0 || value.indexOf('+') >= 0) {
                try {
                    value = URLDecoder.decode(value, StandardCharsets.UTF_8);
                } catch (IllegalArgumentException malformed) {
                    return false;
                }
            }
            if (!add(query.substring(from, equals), value)) {
                return false;
            }
            from = end + 1;
        }
        return true;
    }

    /** An object of a resource type and a list of parameters, and nothing behind it. */
    private boolean readResource(JsonParser json) throws IOException {
        boolean isParameters = false;
        boolean hasList = false;
        if (json.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        for (JsonToken token = json.nextToken(); token != JsonToken.END_OBJECT; token = json.nextToken()) {
            if (token != JsonToken.FIELD_NAME) {
                return false;
            }
            String field = json.currentName();
            JsonToken value = json.nextToken();
            if (field.equals("resourceType") && !isParameters) {
                isParameters = value == JsonToken.VALUE_STRING && json.getText().equals("Parameters");
                if (!isParameters) {
                    return false;
                }
            } else if (!field.equals("parameter") || hasList || value != JsonToken.START_ARRAY || !readList(json)) {
                return false;
            } else {
                hasList = true;
            }
        }
        return isParameters && hasList && json.nextToken() == null;
    }

    private boolean readList(JsonParser json) throws IOException {
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token != JsonToken.START_OBJECT || !readParameter(json)) {
                return false;
            }
        }
        return true;
    }

    private boolean readParameter(JsonParser json) throws IOException {
        Optional<String> name = Optional.empty();
        Optional<String> value = Optional.empty();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_OBJECT; token = json.nextToken()) {
            String field = json.currentName();
            JsonToken said = json.nextToken();
            boolean isName = field.equals("name") && said == JsonToken.VALUE_STRING && name.isEmpty();
            boolean isValue =
                    isValueField(field) && (said == JsonToken.VALUE_STRING || said.isBoolean()) && value.isEmpty();
            if (isName) {
                name = Optional.of(json.getText());
            } else if (isValue) {
                value = Optional.of(json.getText());
            } else {
                return false;
            }
        }
        return name.isPresent() && value.isPresent() && add(name.get(), value.get());
    }

    private static boolean isValueField(String field) {
        return field.length() > VALUE.length()
                && field.startsWith(VALUE)
                && Character.isUpperCase(field.charAt(VALUE.length()));
    }

    private boolean add(String name, String value) {
        return known.contains(name) && isPlain(value) && values.put(name, value) == null;
    }

    private static boolean isPlain(String value) {
        boolean isBlank = true;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '\uFFFD' || Character.isSurrogate(c)) {
                return false;
            }
            isBlank &= Character.isWhitespace(c);
        }
        return !isBlank;
    }
}
