package vn.khop.mpi.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.ComparisonParameters;
import vn.khop.mpi.model.InvalidSchemaException;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.model.SchemaDefinition.BlockingRuleDefinition;
import vn.khop.mpi.model.SchemaDefinition.ComparisonDefinition;
import vn.khop.mpi.model.SchemaDefinition.FieldDefinition;
import vn.khop.mpi.model.SchemaDefinition.LevelDefinition;
import vn.khop.mpi.model.SchemaDefinition.Thresholds;
import vn.khop.mpi.model.SchemaReader;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;

/**
 * Reads a schema file and tries it on an example: a record with something in every field that its normaliser understands. What
 * would fail or find nothing in a run is a mistake of the file. The whole is tried at once; only if that fails is part after part
 * tried, to say in which line the mistake is.
 */
public final class SchemaFile {
    /** What each normaliser understands; a schema that names another one is refused by the normalisers themselves. */
    private static final Map<String, String> EXAMPLES = Map.of(
            "vietnamese-name", "Nguyễn Văn Hùng",
            "name", "Anna Maria Schmidt",
            "partial-date", "1987-05-23",
            "sex", "F",
            "citizen-number", "001187012345",
            "insurance", "DN4797216030455",
            "phone", "0983417265",
            "address", "Số 12 ngõ 34 Kim Ngưu, Phường Vĩnh Tuy, Thành phố Hà Nội",
            "verification", "verified");

    private static final String ANY_TEXT = "Westfield 12345";
    private static final Thresholds THRESHOLDS = new Thresholds(0.9, 0.5);

    private SchemaFile() {}

    /**
     * @throws InvalidSchemaException if the file is not there or is no schema that can run; the message names the line, what was
     *     found and what is expected
     */
    public static SchemaDefinition read(Path file) {
        SchemaDefinition schema = SchemaReader.read(file, SchemaReader.Check.NONE);
        if (!canRun(schema)) {
            SchemaReader.read(file, new Trial());
        }
        return schema;
    }

    /**
     * @param source what messages call the text
     * @throws InvalidSchemaException as {@link #read}
     */
    public static SchemaDefinition parse(String source, String text) {
        SchemaDefinition schema = SchemaReader.parse(source, text);
        if (!canRun(schema)) {
            SchemaReader.parse(source, text, new Trial());
        }
        return schema;
    }

    private static boolean canRun(SchemaDefinition schema) {
        Set<String> parts = new LinkedHashSet<>(schema.distinctBy());
        schema.blocking().forEach(rule -> {
            parts.addAll(rule.keys());
            parts.addAll(rule.refine());
        });
        try {
            Linker linker = linker(schema.fields(), schema.comparisons(), List.copyOf(parts), schema.protections());
            PersonRecord example = linker.normalise(example(schema.fields()));
            linker.explain(example, example);
            return linker.rulesThatFind(example, example).size() == parts.size();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A linker over these fields, each from a column of its own, with a blocking rule for each key part. */
    private static Linker linker(
            List<FieldDefinition> fields,
            List<ComparisonDefinition> comparisons,
            List<String> keyParts,
            List<String> protections) {
        SchemaDefinition schema = new SchemaDefinition(
                "trial",
                fields.stream()
                        .map(field -> new FieldDefinition(field.name(), List.of(field.name()), field.normaliser()))
                        .toList(),
                comparisons,
                List.of(),
                keyParts.stream()
                        .map(part -> new BlockingRuleDefinition(part, List.of(part), List.of()))
                        .toList(),
                THRESHOLDS,
                protections,
                "");
        List<ComparisonParameters> parameters = new ArrayList<>();
        for (ComparisonDefinition comparison : comparisons) {
            int levels = comparison.levels().size();
            List<Double> even = Collections.nCopies(levels, 1.0 / levels);
            parameters.add(new ComparisonParameters(comparison.name(), even, even, List.of()));
        }
        return Linker.of(LinkageModel.of(
                schema, 0.1, 0, 0, parameters, Map.of(), Set.of(), new LinkageModel.TrainedOn(2, 1, 0, 2, 1)));
    }

    private static RawRecord example(List<FieldDefinition> fields) {
        Map<String, String> values = new HashMap<>();
        fields.forEach(field -> values.put(field.name(), EXAMPLES.getOrDefault(field.normaliser(), ANY_TEXT)));
        return new RawRecord("example", values);
    }

    /** Tries one part with all else harmless. */
    private static final class Trial implements SchemaReader.Check {
        /** A field that no schema has, for what needs one. */
        private static final FieldDefinition SPARE = new FieldDefinition("(spare)", List.of("(spare)"), "text");

        private static final ComparisonDefinition HARMLESS = new ComparisonDefinition(
                SPARE.name(),
                "text",
                List.of(SPARE.name()),
                List.of(new LevelDefinition("differs", 1, 0)),
                false,
                false);

        private static List<FieldDefinition> withSpare(List<FieldDefinition> fields) {
            List<FieldDefinition> all = new ArrayList<>(fields);
            all.add(SPARE);
            return all;
        }

        @Override
        public void field(List<FieldDefinition> fields, FieldDefinition field) {
            List<FieldDefinition> othersAsText = fields.stream()
                    .map(other ->
                            other.equals(field) ? field : new FieldDefinition(other.name(), other.columns(), "text"))
                    .toList();
            linker(withSpare(othersAsText), List.of(HARMLESS), List.of(SPARE.name()), List.of());
        }

        @Override
        public void comparison(List<FieldDefinition> fields, ComparisonDefinition comparison) {
            Linker linker = linker(withSpare(fields), List.of(comparison), List.of(SPARE.name()), List.of());
            PersonRecord example = linker.normalise(example(fields));
            try {
                linker.explain(example, example);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "comparison '" + comparison.name() + "': comparator '" + comparison.comparator()
                                + "' cannot read its fields: " + e.getMessage()
                                + "; give the field another normaliser or compare it by another comparator",
                        e);
            }
        }

        @Override
        public void keyPart(List<FieldDefinition> fields, String keyPart) {
            Linker linker = linker(withSpare(fields), List.of(HARMLESS), List.of(keyPart), List.of());
            if (linker.blockingKeys(linker.normalise(example(fields))).isEmpty()) {
                int dot = keyPart.indexOf('.');
                String name = dot < 0 ? keyPart : keyPart.substring(0, dot);
                String normaliser = fields.stream()
                        .filter(field -> field.name().equals(name))
                        .map(FieldDefinition::normaliser)
                        .findFirst()
                        .orElse("");
                throw new IllegalArgumentException("key part '" + keyPart + "' finds nothing: normaliser '" + normaliser
                        + "' makes no value that has this part; docs/matching.md lists the parts of each");
            }
        }

        @Override
        public void protection(String protection) {
            linker(List.of(SPARE), List.of(HARMLESS), List.of(SPARE.name()), List.of(protection));
        }
    }
}
