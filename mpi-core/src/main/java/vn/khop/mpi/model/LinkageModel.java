package vn.khop.mpi.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything a decision depends on: a schema and what training learned for it. Immutable; two equal models give equal
 * answers for equal records, in batch and online.
 *
 * @param format version of the file format, {@link #FORMAT}
 * @param version names the model in logs, links and explanations: schema name and a digest of everything that weighs
 * @param matchPrior probability that two random records are one person's
 * @param relativesPrior probability that two random records are of two persons of one household; 0 where the schema knows no
 *     relatives
 * @param namesakesPrior probability that two random records are of two persons who share name and birth date more often than
 *     chance has it; does not fall with the size of the population. 0 where the schema knows no namesakes
 * @param terms frequency tables by name
 * @param hotKeys digests of blocking keys that too many records share, and that are refined
 * @param trainedOn what the model was trained on, for people
 */
@JsonPropertyOrder({
    "format",
    "version",
    "trainedOn",
    "matchPrior",
    "relativesPrior",
    "namesakesPrior",
    "comparisons",
    "schema",
    "terms",
    "hotKeys"
})
@JsonInclude(JsonInclude.Include.ALWAYS)
public record LinkageModel(
        int format,
        String version,
        SchemaDefinition schema,
        double matchPrior,
        double relativesPrior,
        double namesakesPrior,
        List<ComparisonParameters> comparisons,
        Map<String, TermTable> terms,
        Set<String> hotKeys,
        TrainedOn trainedOn) {
    /** The version of the file format that this build writes and reads. */
    public static final int FORMAT = 1;

    private static final String DEFAULT_RESOURCE = "default-model.json";
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

    /**
     * Where a model comes from.
     *
     * @param population how many records the priors are meant for
     * @param labels pairs labelled by people that were used
     */
    public record TrainedOn(long records, long candidatePairs, long labels, long population, long seed) {}

    /**
     * @throws IllegalArgumentException if priors are outside [0, 1) or the comparisons are not those of the schema
     */
    public LinkageModel {
        comparisons = List.copyOf(comparisons);
        terms = java.util.Collections.unmodifiableMap(new TreeMap<>(terms));
        hotKeys = java.util.Collections.unmodifiableSet(new TreeSet<>(hotKeys));
        if (!(matchPrior > 0 && matchPrior < 1)
                || !(relativesPrior >= 0 && relativesPrior < 1)
                || !(namesakesPrior >= 0 && namesakesPrior < 1)) {
            throw new IllegalArgumentException("priors " + matchPrior + ", " + relativesPrior + " and " + namesakesPrior
                    + "; expected probabilities below 1");
        }
        if (comparisons.size() != schema.comparisons().size()) {
            throw new IllegalArgumentException("the model has " + comparisons.size() + " comparisons, its schema "
                    + schema.comparisons().size());
        }
        for (int i = 0; i < comparisons.size(); i++) {
            var expected = schema.comparisons().get(i);
            var found = comparisons.get(i);
            if (!found.comparison().equals(expected.name())
                    || found.m().size() != expected.levels().size()) {
                throw new IllegalArgumentException("comparison '" + found.comparison() + "' with "
                        + found.m().size() + " levels, the schema has '" + expected.name() + "' with "
                        + expected.levels().size());
            }
        }
    }

    /** A model whose version is computed from its contents. */
    public static LinkageModel of(
            SchemaDefinition schema,
            double matchPrior,
            double relativesPrior,
            double namesakesPrior,
            List<ComparisonParameters> comparisons,
            Map<String, TermTable> terms,
            Set<String> hotKeys,
            TrainedOn trainedOn) {
        LinkageModel unnamed = new LinkageModel(
                FORMAT, "", schema, matchPrior, relativesPrior, namesakesPrior, comparisons, terms, hotKeys, trainedOn);
        String version = schema.name() + "-" + Digest.of(unnamed.toJson()).substring(0, 8);
        return new LinkageModel(
                FORMAT,
                version,
                schema,
                matchPrior,
                relativesPrior,
                namesakesPrior,
                comparisons,
                terms,
                hotKeys,
                trainedOn);
    }

    /** The same model, refining these keys too. Decisions about a pair do not change, so the version does not. */
    public LinkageModel withHotKeys(Set<String> more) {
        Set<String> all = new TreeSet<>(hotKeys);
        all.addAll(more);
        return new LinkageModel(
                format,
                version,
                schema,
                matchPrior,
                relativesPrior,
                namesakesPrior,
                comparisons,
                terms,
                all,
                trainedOn);
    }

    /** The model that the product ships: the default schema trained on synthetic people. */
    public static LinkageModel readDefault() {
        try (InputStream stream = LinkageModel.class.getResourceAsStream(DEFAULT_RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException(DEFAULT_RESOURCE + " is not beside its reader: the build is broken");
            }
            return parse(DEFAULT_RESOURCE, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws InvalidModelException if the file is not there or holds no model of this format
     */
    public static LinkageModel read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidModelException(file + ": no such file; expected a model written by 'khop train'");
        }
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new InvalidModelException(file + ": cannot be read as UTF-8 text", e);
        }
    }

    static LinkageModel parse(String source, String text) {
        try {
            var tree = JSON.readTree(text);
            int format = tree.path("format").asInt(-1);
            if (format != FORMAT) {
                throw new InvalidModelException(source + ": model format " + (format < 0 ? "is missing" : format)
                        + ", this build reads " + FORMAT + ": run khop train again");
            }
            return JSON.treeToValue(tree, LinkageModel.class);
        } catch (JsonProcessingException e) {
            throw new InvalidModelException(source + ": not a model: " + e.getOriginalMessage(), e);
        }
    }

    /** One readable text; equal models give equal texts. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a model is made of values that JSON has", e);
        }
    }

    /** Writes {@link #toJson} as UTF-8. */
    public void write(Path file) throws IOException {
        Files.writeString(file, toJson() + "\n");
    }
}
