package vn.khop.mpi.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import vn.khop.mpi.model.SchemaDefinition.BlockingRuleDefinition;
import vn.khop.mpi.model.SchemaDefinition.ComparisonDefinition;
import vn.khop.mpi.model.SchemaDefinition.FieldDefinition;
import vn.khop.mpi.model.SchemaDefinition.LevelDefinition;
import vn.khop.mpi.model.SchemaDefinition.Thresholds;

/** Reads a schema file; the format is described in {@code docs/matching.md}. */
public final class SchemaReader {
    private static final String DEFAULT_RESOURCE = "default-schema.yaml";

    private SchemaReader() {}

    /** The schema of Vietnamese patient records that the product ships. */
    public static SchemaDefinition readDefault() {
        return parse(DEFAULT_RESOURCE, defaultText());
    }

    /** The file that {@link #readDefault} reads. */
    public static String defaultText() {
        try (InputStream stream = SchemaReader.class.getResourceAsStream(DEFAULT_RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException(DEFAULT_RESOURCE + " is not beside its reader: the build is broken");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws InvalidSchemaException if the file is not there or not a schema; the message names the line
     */
    public static SchemaDefinition read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidSchemaException(file + ": no such file; expected a schema in YAML");
        }
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new InvalidSchemaException(file + ": not UTF-8; save the schema as UTF-8");
        } catch (IOException e) {
            throw new InvalidSchemaException(file + ": cannot be read: " + e.getMessage());
        }
    }

    /**
     * @param source what messages call the text
     * @throws InvalidSchemaException if the text is not a schema; the message names the line
     */
    public static SchemaDefinition parse(String source, String text) {
        YamlNode root = YamlNode.read(source, text)
                .allowing(
                        "name",
                        "fields",
                        "comparisons",
                        "distinct-by",
                        "blocking",
                        "thresholds",
                        "protections",
                        "record-id");
        List<FieldDefinition> fields = new ArrayList<>();
        root.required("fields").entries().forEach((name, node) -> fields.add(field(name, node)));
        List<String> fieldNames = fields.stream().map(FieldDefinition::name).toList();
        List<ComparisonDefinition> comparisons = new ArrayList<>();
        root.required("comparisons")
                .entries()
                .forEach((name, node) -> comparisons.add(comparison(name, node, fieldNames)));
        List<BlockingRuleDefinition> rules = new ArrayList<>();
        root.required("blocking").entries().forEach((name, node) -> rules.add(rule(name, node, fieldNames)));
        List<String> distinctBy = root.optional("distinct-by")
                .map(node -> node.items().stream()
                        .map(key -> keyPart(key, fieldNames))
                        .toList())
                .orElse(List.of());
        Thresholds thresholds = thresholds(root.required("thresholds"));
        List<String> protections =
                root.optional("protections").map(YamlNode::texts).orElse(List.of());
        try {
            return new SchemaDefinition(
                    root.required("name").text(),
                    fields,
                    comparisons,
                    distinctBy,
                    rules,
                    thresholds,
                    protections,
                    root.optional("record-id").map(YamlNode::text).orElse(""));
        } catch (IllegalArgumentException e) {
            throw root.wrong(String.valueOf(e.getMessage()));
        }
    }

    private static FieldDefinition field(String name, YamlNode node) {
        node.allowing("column", "columns", "normaliser");
        List<String> columns = node.optional("columns")
                .map(YamlNode::texts)
                .orElseGet(() ->
                        List.of(node.optional("column").map(YamlNode::text).orElse(name)));
        return new FieldDefinition(name, columns, node.required("normaliser").text());
    }

    private static ComparisonDefinition comparison(String name, YamlNode node, List<String> fieldNames) {
        node.allowing("comparator", "fields", "levels", "term-frequency", "namesakes");
        List<String> fields = new ArrayList<>();
        for (YamlNode field : node.required("fields").items()) {
            fields.add(known(field, field.text(), fieldNames));
        }
        List<LevelDefinition> levels = new ArrayList<>();
        node.required("levels").entries().forEach((level, chances) -> levels.add(level(level, chances)));
        double sum = levels.stream().mapToDouble(LevelDefinition::m).sum();
        if (Math.abs(sum - 1) > 0.02) {
            throw node.wrong("the m of the levels of '" + name + "' sum to " + Math.round(sum * 1000) / 1000.0
                    + ", expected 1: they are the shares of the records of one person");
        }
        return new ComparisonDefinition(
                name,
                node.required("comparator").text(),
                fields,
                levels,
                node.optional("term-frequency").map(YamlNode::yesOrNo).orElse(false),
                node.optional("namesakes").map(YamlNode::yesOrNo).orElse(false));
    }

    private static LevelDefinition level(String name, YamlNode node) {
        node.allowing("m", "relatives");
        return new LevelDefinition(
                name,
                node.required("m").probability(),
                node.optional("relatives").map(YamlNode::probability).orElse(0.0));
    }

    private static BlockingRuleDefinition rule(String name, YamlNode node, List<String> fieldNames) {
        node.allowing("keys", "refine");
        List<String> keys = node.required("keys").items().stream()
                .map(key -> keyPart(key, fieldNames))
                .toList();
        if (keys.isEmpty()) {
            throw node.wrong("rule '" + name + "' has no keys; it would compare everything with everything");
        }
        List<String> refine = node.optional("refine")
                .map(list -> list.items().stream()
                        .map(key -> keyPart(key, fieldNames))
                        .toList())
                .orElse(List.of());
        return new BlockingRuleDefinition(name, keys, refine);
    }

    private static String keyPart(YamlNode node, List<String> fieldNames) {
        String part = node.text();
        int dot = part.indexOf('.');
        known(node, dot < 0 ? part : part.substring(0, dot), fieldNames);
        return part;
    }

    private static String known(YamlNode node, String field, List<String> fieldNames) {
        if (!fieldNames.contains(field)) {
            throw node.wrong("there is no field '" + field + "', expected one of " + String.join(", ", fieldNames));
        }
        return field;
    }

    private static Thresholds thresholds(YamlNode node) {
        node.allowing("link", "review");
        try {
            return new Thresholds(
                    node.required("link").probability(), node.required("review").probability());
        } catch (IllegalArgumentException e) {
            throw node.wrong(String.valueOf(e.getMessage()));
        }
    }
}
