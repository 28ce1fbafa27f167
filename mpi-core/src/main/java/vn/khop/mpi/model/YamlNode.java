package vn.khop.mpi.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A piece of a YAML file that remembers its line, so that what is wrong with it can be said where it stands. */
final class YamlNode {
    private final String source;
    private final int line;
    private final Object value;

    private YamlNode(String source, int line, Object value) {
        this.source = source;
        this.line = line;
        this.value = value;
    }

    static YamlNode read(String source, String text) {
        try (JsonParser parser = new YAMLFactory().createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new InvalidSchemaException(source + ": the file is empty; expected a schema");
            }
            return read(source, parser);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new InvalidSchemaException(source + ", line " + line + ": not YAML: "
                    + e.getOriginalMessage().lines().findFirst().orElse("syntax error"));
        } catch (IOException e) {
            throw new InvalidSchemaException(source + ": " + e.getMessage());
        }
    }

    private static YamlNode read(String source, JsonParser parser) throws IOException {
        int line = parser.currentTokenLocation().getLineNr();
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            Map<String, YamlNode> entries = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                int keyLine = parser.currentTokenLocation().getLineNr();
                parser.nextToken();
                if (entries.put(key, read(source, parser).at(keyLine)) != null) {
                    throw new InvalidSchemaException(
                            source + ", line " + keyLine + ": '" + key + "' stands here twice");
                }
            }
            return new YamlNode(source, line, entries);
        }
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            List<YamlNode> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(read(source, parser));
            }
            return new YamlNode(source, line, items);
        }
        return new YamlNode(source, line, parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText());
    }

    /** The same, said to stand in the line of its key: a mapping begins a line below. */
    private YamlNode at(int keyLine) {
        return new YamlNode(source, keyLine, value);
    }

    InvalidSchemaException wrong(String message) {
        return new InvalidSchemaException(source + ", line " + line + ": " + message);
    }

    private String kind() {
        return value instanceof Map ? "a mapping" : value instanceof List ? "a list" : "'" + value + "'";
    }

    String text() {
        if (value instanceof String text && !text.isBlank()) {
            return text;
        }
        throw wrong("found " + (value.equals("") ? "nothing" : kind()) + ", expected a text");
    }

    double probability() {
        String text = text();
        try {
            double number = Double.parseDouble(text);
            if (number >= 0 && number <= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong("found '" + text + "', expected a probability from 0 to 1");
        }
        throw wrong("found " + text + ", expected a probability from 0 to 1");
    }

    boolean yesOrNo() {
        String text = text();
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw wrong("found '" + text + "', expected true or false");
    }

    List<YamlNode> items() {
        if (value instanceof List<?> items) {
            return items.stream().map(YamlNode.class::cast).toList();
        }
        throw wrong("found " + kind() + ", expected a list (each item after a dash)");
    }

    List<String> texts() {
        return items().stream().map(YamlNode::text).toList();
    }

    /** The entries of a mapping, in the order of the file. */
    Map<String, YamlNode> entries() {
        if (value instanceof Map<?, ?> entries) {
            Map<String, YamlNode> typed = new LinkedHashMap<>();
            entries.forEach((key, node) -> typed.put((String) key, (YamlNode) node));
            return typed;
        }
        throw wrong("found " + kind() + ", expected a mapping (name: value)");
    }

    /** The entries of a mapping that may only have the named ones. */
    YamlNode allowing(String... names) {
        for (Map.Entry<String, YamlNode> entry : entries().entrySet()) {
            if (!List.of(names).contains(entry.getKey())) {
                throw entry.getValue()
                        .wrong("unknown '" + entry.getKey() + "', expected one of " + String.join(", ", names));
            }
        }
        return this;
    }

    Optional<YamlNode> optional(String name) {
        return Optional.ofNullable(entries().get(name));
    }

    YamlNode required(String name) {
        return optional(name).orElseThrow(() -> wrong("'" + name + "' is missing here"));
    }
}
