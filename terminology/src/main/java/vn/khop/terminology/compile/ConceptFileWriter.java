package vn.khop.terminology.compile;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import vn.khop.terminology.compile.ConceptFile.Label;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.PropertyDefinition;

/**
 * Writes the format that {@link ConceptFile} describes. The same code system gives the same bytes. Beside the concepts it holds numbers
 * only: some 40 bytes a concept, and a hash table of the distinct values.
 */
final class ConceptFileWriter {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int NUMBER_BYTES_MAX = 5;
    private static final int SHARED_OCCURRENCES_MIN = 4;
    private static final int SHARED_BYTES_MIN = 8;

    private final List<Concept> concepts;
    private final List<PropertyDefinition> definitions;
    private final Map<String, Integer> definitionIndexes = new HashMap<>();
    private final Map<Label, Integer> labelIndexes = new LinkedHashMap<>();
    /** The number of a concept's code is its ordinal. */
    private final DistinctTexts codes = new DistinctTexts();

    private final DistinctTexts values = new DistinctTexts();
    /** Where each value begins among the shared ones; below 0 for one that each record has for itself. */
    private final int[] sharedStarts;

    private final String[] shared;
    private final int sharedBytes;
    private final int nameBytes;
    private final int edges;
    private final int[] recordStarts;
    private final long recordBytes;
    private final boolean[] hasChildren;

    ConceptFileWriter(CodeSystem system) {
        concepts = system.concepts();
        definitions = system.about().properties();
        for (PropertyDefinition definition : definitions) {
            definitionIndexes.put(definition.name(), definitionIndexes.size());
        }
        for (int ordinal = 0; ordinal < concepts.size(); ordinal++) {
            String code = concepts.get(ordinal).code();
            if (codes.number(code) != ordinal) {
                throw new IllegalArgumentException("code " + code + " occurs twice");
            }
        }
        edges = concepts.stream().mapToInt(concept -> concept.parents().size()).sum();
        hasChildren = new boolean[concepts.size()];
        for (int parent : parents()) {
            hasChildren[parent] = true;
        }
        int[] occurrences = occurrences();
        sharedStarts = new int[values.size()];
        Arrays.fill(sharedStarts, -1);
        List<String> sharedInOrder = new ArrayList<>();
        int start = 0;
        for (String text : values.sorted()) {
            int length = DistinctTexts.utf8Length(text);
            int number = values.number(text);
            if (occurrences[number] >= SHARED_OCCURRENCES_MIN && length >= SHARED_BYTES_MIN) {
                sharedStarts[number] = start;
                sharedInOrder.add(text);
                start += textBytes(length);
            }
        }
        shared = sharedInOrder.toArray(String[]::new);
        sharedBytes = start;
        nameBytes = names().mapToInt(name -> textBytes(DistinctTexts.utf8Length(name)))
                .sum();
        recordStarts = new int[concepts.size() + 1];
        long end = 0;
        for (int ordinal = 0; ordinal < concepts.size(); ordinal++) {
            end += size(ordinal);
            recordStarts[ordinal + 1] = (int) Math.min(end, Integer.MAX_VALUE);
        }
        recordBytes = end;
    }

    /** Bytes of the file to come; an image past 2 GiB cannot be mapped in one piece. */
    long byteCount() {
        return ConceptFile.HEADER_BYTES
                + 4L * (4L * concepts.size() + 3 + (concepts.size() + 31) / 32)
                + 8L * edges
                + nameBytes
                + sharedBytes
                + recordBytes;
    }

    void writeTo(OutputStream stream) throws IOException {
        Numbers out = new Numbers(stream);
        out.bytes(ConceptFile.MAGIC);
        out.numbers(
                ConceptFile.FORMAT,
                concepts.size(),
                edges,
                labelIndexes.size(),
                definitions.size(),
                nameBytes,
                sharedBytes,
                (int) recordBytes);
        writeByCode(out);
        writeEdges(out);
        writeInactive(out);
        for (String name : names().toList()) {
            out.text(name);
        }
        for (String text : shared) {
            out.text(text);
        }
        out.numbers(recordStarts);
        for (int ordinal = 0; ordinal < concepts.size(); ordinal++) {
            writeRecord(ordinal, out);
        }
        out.flush();
    }

    /** Of the labels and the definitions, in their order. */
    private Stream<String> names() {
        return Stream.concat(
                labelIndexes.keySet().stream().flatMap(label -> Stream.of(label.language(), label.use())),
                definitions.stream()
                        .flatMap(definition ->
                                Stream.of(definition.name(), definition.type().fhirName())));
    }

    /** How often each value occurs; also numbers the labels. */
    private int[] occurrences() {
        int[] counts = new int[1024];
        for (Concept concept : concepts) {
            for (Designation designation : concept.designations()) {
                labelIndexes.putIfAbsent(label(designation), labelIndexes.size());
                counts = counted(designation.value(), counts);
            }
            for (ConceptProperty property : concept.properties()) {
                if (!definitionIndexes.containsKey(property.name())) {
                    throw new IllegalArgumentException("concept " + concept.code() + " has property " + property.name()
                            + ", which is not declared");
                }
                counts = counted(property.value(), counts);
            }
        }
        return counts;
    }

    private static Label label(Designation designation) {
        return new Label(designation.language(), designation.use());
    }

    private int[] counted(String value, int[] counts) {
        int number = values.number(value);
        int[] roomy = number < counts.length ? counts : Arrays.copyOf(counts, counts.length * 2);
        roomy[number]++;
        return roomy;
    }

    private static int textBytes(int length) {
        return numberBytes(length << 1) + length;
    }

    private static int numberBytes(int number) {
        int bytes = 1;
        for (int rest = number >>> 7; rest != 0; rest >>>= 7) {
            bytes++;
        }
        return bytes;
    }

    private int size(int ordinal) {
        Concept concept = concepts.get(ordinal);
        int size = textBytes(DistinctTexts.utf8Length(concept.code()))
                + numberBytes(concept.designations().size())
                + numberBytes(concept.properties().size())
                + numberBytes(above(ordinal));
        for (Designation designation : concept.designations()) {
            size += numberBytes(labelIndex(designation)) + valueBytes(designation.value());
        }
        for (ConceptProperty property : concept.properties()) {
            size += numberBytes(definitionIndex(property)) + valueBytes(property.value());
        }
        for (String parent : concept.parents()) {
            size += numberBytes(codes.number(parent));
        }
        return size;
    }

    private int valueBytes(String value) {
        int start = sharedStarts[values.number(value)];
        return start < 0 ? textBytes(DistinctTexts.utf8Length(value)) : numberBytes(start << 1 | 1);
    }

    private int above(int ordinal) {
        return concepts.get(ordinal).parents().size() << 1 | (hasChildren[ordinal] ? 1 : 0);
    }

    private int labelIndex(Designation designation) {
        return labelIndexes.getOrDefault(label(designation), 0);
    }

    private int definitionIndex(ConceptProperty property) {
        return definitionIndexes.getOrDefault(property.name(), 0);
    }

    private void writeRecord(int ordinal, Numbers out) throws IOException {
        Concept concept = concepts.get(ordinal);
        out.text(concept.code());
        out.number(concept.designations().size());
        for (Designation designation : concept.designations()) {
            out.number(labelIndex(designation));
            writeValue(designation.value(), out);
        }
        out.number(concept.properties().size());
        for (ConceptProperty property : concept.properties()) {
            out.number(definitionIndex(property));
            writeValue(property.value(), out);
        }
        out.number(above(ordinal));
        for (String parent : concept.parents()) {
            out.number(codes.number(parent));
        }
    }

    private void writeValue(String value, Numbers out) throws IOException {
        int start = sharedStarts[values.number(value)];
        if (start < 0) {
            out.text(value);
        } else {
            out.number(start << 1 | 1);
        }
    }

    private void writeByCode(Numbers out) throws IOException {
        for (String code : codes.sorted()) {
            out.numbers(codes.number(code));
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
                int ordinal = codes.number(parent);
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

        /** In as many bytes as it needs. */
        void number(int number) throws IOException {
            if (buffer.remaining() < NUMBER_BYTES_MAX) {
                drain();
            }
            int rest = number;
            for (; rest >>> 7 != 0; rest >>>= 7) {
                buffer.put((byte) (rest | 0x80));
            }
            buffer.put((byte) rest);
        }

        void text(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            number(bytes.length << 1);
            bytes(bytes);
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
