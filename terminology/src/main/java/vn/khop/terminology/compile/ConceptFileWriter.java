package vn.khop.terminology.compile;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import vn.khop.terminology.compile.ConceptFile.Label;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.PropertyDefinition;

/**
 * Writes the format that {@link ConceptFile} describes. The same code system gives the same bytes. Beside the concepts it holds numbers
 * only: some 90 bytes a concept.
 */
final class ConceptFileWriter {
    private static final int BUFFER_BYTES = 1 << 16;

    private final List<Concept> concepts;
    private final List<PropertyDefinition> definitions;
    private final Map<String, Integer> definitionIndexes = new HashMap<>();
    private final Map<Label, Integer> labelIndexes = new LinkedHashMap<>();
    /** Codes first: the number of a concept's code is its ordinal. */
    private final DistinctTexts texts = new DistinctTexts();

    /** Of every designation and every property, in the order of the concepts: its label or definition, and the number of its text. */
    private final int[] designations;

    private final int[] properties;
    private final int edges;
    private final long byteCount;

    ConceptFileWriter(CodeSystem system) {
        concepts = system.concepts();
        definitions = system.about().properties();
        for (PropertyDefinition definition : definitions) {
            definitionIndexes.put(definition.name(), definitionIndexes.size());
        }
        for (int ordinal = 0; ordinal < concepts.size(); ordinal++) {
            String code = concepts.get(ordinal).code();
            if (texts.number(code) != ordinal) {
                throw new IllegalArgumentException("code " + code + " occurs twice");
            }
        }
        designations = new int[2 * sum(concept -> concept.designations().size())];
        properties = new int[2 * sum(concept -> concept.properties().size())];
        edges = sum(concept -> concept.parents().size());
        gatherDesignations();
        gatherProperties();
        for (Label label : labelIndexes.keySet()) {
            texts.number(label.language());
            texts.number(label.use());
        }
        for (PropertyDefinition definition : definitions) {
            texts.number(definition.name());
            texts.number(definition.type().fhirName());
        }
        byteCount = ConceptFile.HEADER_BYTES
                + 4L * (6L * concepts.size() + 4 + (concepts.size() + 31) / 32)
                + 4L * designations.length
                + 4L * properties.length
                + 8L * edges
                + 8L * (labelIndexes.size() + definitions.size())
                + 4L * (texts.size() + 1)
                + texts.utf8Bytes();
    }

    /** Bytes of the file to come; an image past 2 GiB cannot be mapped in one piece. */
    long byteCount() {
        return byteCount;
    }

    void writeTo(OutputStream stream) throws IOException {
        Numbers out = new Numbers(stream);
        String[] sorted = texts.sorted();
        int[] ranks = texts.ranks(sorted);
        out.bytes(ConceptFile.MAGIC);
        out.numbers(
                ConceptFile.FORMAT,
                concepts.size(),
                designations.length / 2,
                properties.length / 2,
                edges,
                labelIndexes.size(),
                definitions.size(),
                sorted.length);
        writeCodes(ranks, out);
        writeStarts(concept -> concept.designations().size(), out);
        writeEntries(designations, ranks, out);
        writeStarts(concept -> concept.properties().size(), out);
        writeEntries(properties, ranks, out);
        writeEdges(out);
        writeInactive(out);
        for (Label label : labelIndexes.keySet()) {
            out.numbers(ranks[texts.number(label.language())], ranks[texts.number(label.use())]);
        }
        for (PropertyDefinition definition : definitions) {
            out.numbers(
                    ranks[texts.number(definition.name())],
                    ranks[texts.number(definition.type().fhirName())]);
        }
        int start = 0;
        out.numbers(start);
        for (String text : sorted) {
            start += DistinctTexts.utf8Length(text);
            out.numbers(start);
        }
        for (String text : sorted) {
            out.bytes(text.getBytes(StandardCharsets.UTF_8));
        }
        out.flush();
    }

    private int sum(ToIntFunction<Concept> size) {
        return concepts.stream().mapToInt(size).sum();
    }

    private void gatherDesignations() {
        int at = 0;
        for (Concept concept : concepts) {
            for (Designation designation : concept.designations()) {
                Label label = new Label(designation.language(), designation.use());
                Integer index = labelIndexes.putIfAbsent(label, labelIndexes.size());
                designations[at++] = index == null ? labelIndexes.size() - 1 : index;
                designations[at++] = texts.number(designation.value());
            }
        }
    }

    private void gatherProperties() {
        int at = 0;
        for (Concept concept : concepts) {
            for (ConceptProperty property : concept.properties()) {
                Integer index = definitionIndexes.get(property.name());
                if (index == null) {
                    throw new IllegalArgumentException("concept " + concept.code() + " has property " + property.name()
                            + ", which is not declared");
                }
                properties[at++] = index;
                properties[at++] = texts.number(property.value());
            }
        }
    }

    private void writeCodes(int[] ranks, Numbers out) throws IOException {
        // Texts are ranked in byte order, so the order of their ranks is the order of the codes.
        long[] byCode = new long[concepts.size()];
        for (int ordinal = 0; ordinal < concepts.size(); ordinal++) {
            out.numbers(ranks[ordinal]);
            byCode[ordinal] = (long) ranks[ordinal] << 32 | ordinal;
        }
        Arrays.sort(byCode);
        for (long rankAndOrdinal : byCode) {
            out.numbers((int) rankAndOrdinal);
        }
    }

    private static void writeEntries(int[] entries, int[] ranks, Numbers out) throws IOException {
        for (int i = 0; i < entries.length; i += 2) {
            out.numbers(entries[i], ranks[entries[i + 1]]);
        }
    }

    private void writeStarts(ToIntFunction<Concept> size, Numbers out) throws IOException {
        int start = 0;
        out.numbers(start);
        for (Concept concept : concepts) {
            start += size.applyAsInt(concept);
            out.numbers(start);
        }
    }

    /** The parents of each concept, then the same edges from above, in the order of the children. */
    private void writeEdges(Numbers out) throws IOException {
        int[] parents = parents();
        writeStarts(concept -> concept.parents().size(), out);
        out.numbers(parents);
        int[] childStarts = new int[concepts.size() + 1];
        for (int parent : parents) {
            childStarts[parent + 1]++;
        }
        for (int ordinal = 0; ordinal < concepts.size(); ordinal++) {
            childStarts[ordinal + 1] += childStarts[ordinal];
        }
        out.numbers(childStarts);
        int[] children = new int[edges];
        int edge = 0;
        for (int child = 0; child < concepts.size(); child++) {
            for (int i = concepts.get(child).parents().size(); i > 0; i--) {
                children[childStarts[parents[edge++]]++] = child;
            }
        }
        out.numbers(children);
    }

    private int[] parents() {
        int[] parents = new int[edges];
        int edge = 0;
        for (Concept concept : concepts) {
            for (String parent : concept.parents()) {
                int ordinal = texts.number(parent);
                if (ordinal >= concepts.size()) {
                    throw new IllegalArgumentException(
                            "concept " + concept.code() + " has parent " + parent + ", which is not in the list");
                }
                parents[edge++] = ordinal;
            }
        }
        return parents;
    }

    private void writeInactive(Numbers out) throws IOException {
        int[] bits = new int[(concepts.size() + 31) / 32];
        for (int ordinal = 0; ordinal < concepts.size(); ordinal++) {
            if (!concepts.get(ordinal).isActive()) {
                bits[ordinal >> 5] |= 1 << (ordinal & 31);
            }
        }
        out.numbers(bits);
    }

    /** Numbers in four bytes, the highest first, gathered into large writes. */
    private static final class Numbers {
        private final OutputStream out;
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

        Numbers(OutputStream out) {
            this.out = out;
        }

        void numbers(int... numbers) throws IOException {
            for (int number : numbers) {
                if (buffer.remaining() < Integer.BYTES) {
                    drain();
                }
                buffer.putInt(number);
            }
        }

        void bytes(byte[] bytes) throws IOException {
            if (buffer.remaining() < bytes.length) {
                drain();
            }
            if (bytes.length > buffer.capacity()) {
                out.write(bytes);
            } else {
                buffer.put(bytes);
            }
        }

        void flush() throws IOException {
            drain();
            out.flush();
        }

        private void drain() throws IOException {
            out.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
    }
}
