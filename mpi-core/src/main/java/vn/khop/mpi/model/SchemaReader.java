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
import java.util.Map;
import vn.khop.mpi.model.SchemaDefinition.BlockingRuleDefinition;
import vn.khop.mpi.model.SchemaDefinition.ComparisonDefinition;
import vn.khop.mpi.model.SchemaDefinition.FieldDefinition;
import vn.khop.mpi.model.SchemaDefinition.LevelDefinition;
import vn.khop.mpi.model.SchemaDefinition.Thresholds;

/** Reads a schema file; the format is described in {@code docs/matching.md}. */
public final class SchemaReader {
    private static final String DEFAULT_RESOURCE = "default-schema.yaml";

    private static final double SUM_TOLERANCE = 0.02;

    private SchemaReader() {}

    /**
     * What later stages know of a schema: whether a normaliser, a comparator with its levels, a key part or a protection exists.
     * Each method throws an {@link IllegalArgumentException} that says what was found and what is expected; the reader adds file
     * and line.
     */
    public interface Check {
        /** Knows nothing and lets everything pass. */
        Check NONE = new Check() {};

        /**
         * @param fields of the whole schema
         */
        default void field(List<FieldDefinition> fields, FieldDefinition field) {}

        default void comparison(List<FieldDefinition> fields, ComparisonDefinition comparison) {}

        default void keyPart(List<FieldDefinition> fields, String keyPart) {}

        default void protection(String protection) {}
    }

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
     * Reads a file without a check.
     *
     * @throws InvalidSchemaException as {@link #read(Path, Check)}
     */
    public static SchemaDefinition read(Path file) {
        return read(file, Check.NONE);
    }

    /**
     * Reads a file and lets the check see every part of it.
     *
     * @throws InvalidSchemaException if the file is not there or not a schema; the message names the line
     */
    public static SchemaDefinition read(Path file, Check check) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidSchemaException(file + ": no such file; expected a schema in YAML");
        }
        try {
            return parse(file.toString(), Files.readString(file), check);
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
        return parse(source, text, Check.NONE);
    }

    /**
     * @param source what messages call the text
     * @throws InvalidSchemaException if the text is not a schema or does not pass the check; the message names the line
     */
    public static SchemaDefinition parse(String source, String text, Check check) {
        return new Reading(check).schema(YamlNode.read(source, text));
    }

    /** One schema being read. */
    private static final class Reading {
        private final Check check;
        private final List<FieldDefinition> fields = new ArrayList<>();

        Reading(Check check) {
            this.check = check;
        }

        SchemaDefinition schema(YamlNode root) {
            root.allowing(
                    "name",
                    "fields",
                    "comparisons",
                    "distinct-by",
                    "blocking",
                    "thresholds",
                    "protections",
                    "record-id");
            Map<String, YamlNode> described = root.required("fields").entries();
            described.forEach((name, node) -> fields.add(field(name, node)));
            for (FieldDefinition field : fields) {
                YamlNode node = described.getOrDefault(field.name(), root);
                checked(node.required("normaliser"), () -> check.field(fields, field));
            }
            List<ComparisonDefinition> comparisons = new ArrayList<>();
            root.required("comparisons").entries().forEach((name, node) -> comparisons.add(comparison(name, node)));
            List<BlockingRuleDefinition> rules = new ArrayList<>();
            root.required("blocking").entries().forEach((name, node) -> rules.add(rule(name, node)));
            List<String> distinctBy =
                    root.optional("distinct-by").map(this::keyParts).orElse(List.of());
            Thresholds thresholds = thresholds(root.required("thresholds"));
            List<String> protections = new ArrayList<>();
            root.optional("protections").ifPresent(node -> {
                for (YamlNode item : node.items()) {
                    checked(item, () -> check.protection(item.text()));
                    protections.add(item.text());
                }
            });
            String name = root.required("name").text();
            String recordId = root.optional("record-id").map(YamlNode::text).orElse("");
            try {
                return new SchemaDefinition(
                        name, fields, comparisons, distinctBy, rules, thresholds, protections, recordId);
            } catch (IllegalArgumentException e) {
                throw root.wrong(String.valueOf(e.getMessage()));
            }
        }

        private static void checked(YamlNode node, Runnable check) {
            try {
                check.run();
            } catch (IllegalArgumentException e) {
                throw node.wrong(String.valueOf(e.getMessage()));
            }
        }

        private FieldDefinition field(String name, YamlNode node) {
            node.allowing("column", "columns", "normaliser");
            if (name.isBlank() || name.contains(".")) {
                throw node.wrong(
                        "a field is called '" + name + "', expected a name without a dot: field.part is a key part");
            }
            if (node.optional("column").isPresent() && node.optional("columns").isPresent()) {
                throw node.wrong("field '" + name + "' has both column and columns, expected one of the two");
            }
            List<String> columns = node.optional("columns")
                    .map(YamlNode::texts)
                    .orElseGet(() ->
                            List.of(node.optional("column").map(YamlNode::text).orElse(name)));
            if (columns.isEmpty()) {
                throw node.wrong("field '" + name + "' has no columns, expected at least one");
            }
            return new FieldDefinition(
                    name, columns, node.required("normaliser").text());
        }

        private ComparisonDefinition comparison(String name, YamlNode node) {
            node.allowing("comparator", "fields", "levels", "term-frequency", "namesakes");
            List<String> compared = new ArrayList<>();
            for (YamlNode field : node.required("fields").items()) {
                compared.add(known(field, field.text()));
            }
            List<LevelDefinition> levels = new ArrayList<>();
            node.required("levels").entries().forEach((level, chances) -> levels.add(level(level, chances)));
            requireOne(
                    node.required("levels"),
                    "m",
                    name,
                    levels.stream().mapToDouble(LevelDefinition::m).sum(),
                    "the records of one person");
            double relatives =
                    levels.stream().mapToDouble(LevelDefinition::relatives).sum();
            if (relatives > 0) {
                requireOne(node.required("levels"), "relatives", name, relatives, "two people of one household");
            }
            ComparisonDefinition comparison = new ComparisonDefinition(
                    name,
                    node.required("comparator").text(),
                    compared,
                    levels,
                    node.optional("term-frequency").map(YamlNode::yesOrNo).orElse(false),
                    node.optional("namesakes").map(YamlNode::yesOrNo).orElse(false));
            checked(node, () -> check.comparison(fields, comparison));
            return comparison;
        }

        private static void requireOne(YamlNode levels, String what, String comparison, double sum, String whose) {
            if (Math.abs(sum - 1) > SUM_TOLERANCE) {
                throw levels.wrong("the " + what + " of the levels of '" + comparison + "' sum to "
                        + Math.round(sum * 1000) / 1000.0 + ", expected 1: they are the shares of " + whose);
            }
        }

        private static LevelDefinition level(String name, YamlNode node) {
            node.allowing("m", "relatives");
            return new LevelDefinition(
                    name,
                    node.required("m").probability(),
                    node.optional("relatives").map(YamlNode::probability).orElse(0.0));
        }

        private BlockingRuleDefinition rule(String name, YamlNode node) {
            node.allowing("keys", "refine");
            List<String> keys = keyParts(node.required("keys"));
            if (keys.isEmpty()) {
                throw node.wrong("rule '" + name + "' has no keys; it would compare everything with everything");
            }
            List<String> refine = node.optional("refine").map(this::keyParts).orElse(List.of());
            return new BlockingRuleDefinition(name, keys, refine);
        }

        private List<String> keyParts(YamlNode list) {
            List<String> parts = new ArrayList<>();
            for (YamlNode item : list.items()) {
                String part = item.text();
                int dot = part.indexOf('.');
                known(item, dot < 0 ? part : part.substring(0, dot));
                checked(item, () -> check.keyPart(fields, part));
                if (parts.contains(part)) {
                    throw item.wrong("'" + part + "' stands in this list twice");
                }
                parts.add(part);
            }
            return parts;
        }

        private String known(YamlNode node, String field) {
            List<String> names = fields.stream().map(FieldDefinition::name).toList();
            if (!names.contains(field)) {
                throw node.wrong("there is no field '" + field + "', expected one of " + String.join(", ", names));
            }
            return field;
        }

        private static Thresholds thresholds(YamlNode node) {
            node.allowing("link", "review");
            try {
                return new Thresholds(
                        node.required("link").probability(),
                        node.required("review").probability());
            } catch (IllegalArgumentException e) {
                throw node.wrong(String.valueOf(e.getMessage()));
            }
        }
    }
}
