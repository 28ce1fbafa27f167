package vn.khop.terminology.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * One value of FHIR's open choice of types.
 *
 * @param type the type's name as it follows {@code value}: {@code Code}, {@code String}, {@code Coding}
 * @param json its content, kept as sent: decimals keep their digits
 */
public record TypedValue(String type, JsonNode json) {
    private static final String PREFIX = "value";

    /** The value among an element's fields, if it has one. */
    public static Optional<TypedValue> in(JsonNode element) {
        for (Iterator<Map.Entry<String, JsonNode>> fields = element.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            String name = field.getKey();
            if (name.length() > PREFIX.length()
                    && name.startsWith(PREFIX)
                    && Character.isUpperCase(name.charAt(PREFIX.length()))) {
                return Optional.of(new TypedValue(name.substring(PREFIX.length()), field.getValue()));
            }
        }
        return Optional.empty();
    }

    public static TypedValue code(String code) {
        return new TypedValue("Code", TextNode.valueOf(code));
    }

    public static TypedValue string(String text) {
        return new TypedValue("String", TextNode.valueOf(text));
    }

    public static TypedValue bool(boolean value) {
        return new TypedValue("Boolean", BooleanNode.valueOf(value));
    }

    /** The name of the field that holds it: {@code valueCode}. */
    public String field() {
        return PREFIX + type;
    }

    /** What filters compare with: a primitive's text, a Coding's code, empty for other structures. */
    public String text() {
        return json.isObject() ? json.path("code").asText("") : json.asText();
    }

    public boolean isTrue() {
        return text().equals("true");
    }
}
