package vn.khop.terminology.compile;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.khop.terminology.compile.ConceptFile.Label;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.PropertyDefinition;

/** Writes the format that {@link ConceptFile} describes. The same code system gives the same bytes. */
final class ConceptFileWriter {
    private final List<Concept> concepts;
    private final List<PropertyDefinition> definitions;
    private final Map<String, Integer> definitionIndexes = new HashMap<>();
    private final Map<Label, Integer> labelIndexes = new LinkedHashMap<>();
    private final Map<String, Integer> ordinals;
    private final Map<String, Integer> stringIndexes;
    private final List<byte[]> strings;
    private final long byteCount;

    ConceptFileWriter(CodeSystem system) {
        concepts = system.concepts();
        definitions = system.about().properties();
        for (PropertyDefinition definition : definitions) {
            definitionIndexes.put(definition.name(), definitionIndexes.size());
        }
        ordinals = new HashMap<>(concepts.size() * 2);
        stringIndexes = new HashMap<>(concepts.size() * 4);
        long entries = 0;
        for (Concept concept : concepts) {
            if (ordinals.put(concept.code(), ordinals.size()) != null) {
                throw new IllegalArgumentException("code " + concept.code() + " occurs twice");
            }
            entries += gather(concept);
        }
        for (PropertyDefinition definition : definitions) {
            stringIndexes.put(definition.name(), 0);
            stringIndexes.put(definition.type().fhirName(), 0);
        }
        strings = sorted();
        long stringBytes = strings.stream().mapToLong(bytes -> bytes.length).sum();
        byteCount = ConceptFile.HEADER_BYTES
                + 4L * (6L * concepts.size() + 4 + (concepts.size() + 31) / 32)
                + entries
                + 8L * (labelIndexes.size() + definitions.size())
                + 4L * (strings.size() + 1)
                + stringBytes;
    }

    /** Bytes of the file to come; an image past 2 GiB cannot be mapped in one piece. */
    long byteCount() {
        return byteCount;
    }

    void writeTo(OutputStream stream) throws IOException {
        DataOutputStream out = new DataOutputStream(stream);
        int designations =
                concepts.stream().mapToInt(c -> c.designations().size()).sum();
        int properties = concepts.stream().mapToInt(c -> c.properties().size()).sum();
        int[][] parents = concepts.stream().map(this::parents).toArray(int[][]::new);
        int edges = Arrays.stream(parents).mapToInt(p -> p.length).sum();
        out.write(ConceptFile.MAGIC);
        for (int count : new int[] {
            ConceptFile.FORMAT,
            concepts.size(),
            designations,
            properties,
            edges,
            labelIndexes.size(),
            definitions.size(),
            strings.size()
        }) {
            out.writeInt(count);
        }
        writeCodes(out);
        writeStarts(
                out, concepts.stream().mapToInt(c -> c.designations().size()).toArray());
        for (Concept concept : concepts) {
            for (Designation designation : concept.designations()) {
                out.writeInt(at(labelIndexes, label(designation)));
                out.writeInt(at(stringIndexes, designation.value()));
            }
        }
        writeStarts(out, concepts.stream().mapToInt(c -> c.properties().size()).toArray());
        for (Concept concept : concepts) {
            for (ConceptProperty property : concept.properties()) {
                out.writeInt(at(definitionIndexes, property.name()));
                out.writeInt(at(stringIndexes, property.value()));
            }
        }
        writeEdges(out, parents);
        writeEdges(out, children(parents));
        writeInactive(out);
        for (Label label : labelIndexes.keySet()) {
            out.writeInt(at(stringIndexes, label.language()));
            out.writeInt(at(stringIndexes, label.use()));
        }
        for (PropertyDefinition definition : definitions) {
            out.writeInt(at(stringIndexes, definition.name()));
            out.writeInt(at(stringIndexes, definition.type().fhirName()));
        }
        writeStarts(out, strings.stream().mapToInt(bytes -> bytes.length).toArray());
        for (byte[] bytes : strings) {
            out.write(bytes);
        }
        out.flush();
    }

    /** Notes the strings and labels of one concept; gives the bytes of its entries. */
    private long gather(Concept concept) {
        stringIndexes.put(concept.code(), 0);
        for (Designation designation : concept.designations()) {
            stringIndexes.put(designation.value(), 0);
            stringIndexes.put(designation.language(), 0);
            stringIndexes.put(designation.use(), 0);
            labelIndexes.putIfAbsent(label(designation), labelIndexes.size());
        }
        for (ConceptProperty property : concept.properties()) {
            if (!definitionIndexes.containsKey(property.name())) {
                throw new IllegalArgumentException(
                        "concept " + concept.code() + " has property " + property.name() + ", which is not declared");
            }
            stringIndexes.put(property.value(), 0);
        }
        return 8L
                * (concept.designations().size()
                        + concept.properties().size()
                        + concept.parents().size());
    }

    private List<byte[]> sorted() {
        List<Map.Entry<byte[], String>> encoded = new ArrayList<>(stringIndexes.size());
        for (String text : stringIndexes.keySet()) {
            encoded.add(Map.entry(encode(text), text));
        }
        encoded.sort((a, b) -> Arrays.compareUnsigned(a.getKey(), b.getKey()));
        List<byte[]> inOrder = new ArrayList<>(encoded.size());
        for (Map.Entry<byte[], String> entry : encoded) {
            stringIndexes.put(entry.getValue(), inOrder.size());
            inOrder.add(entry.getKey());
        }
        return inOrder;
    }

    private static byte[] encode(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return exact;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a text holds half a surrogate pair and has no UTF-8 form", e);
        }
    }

    private void writeCodes(DataOutputStream out) throws IOException {
        for (Concept concept : concepts) {
            out.writeInt(at(stringIndexes, concept.code()));
        }
        // Strings are in byte order, so the order of their indexes is the order of the codes.
        int[] byCode = concepts.stream()
                .sorted((a, b) -> Integer.compare(at(stringIndexes, a.code()), at(stringIndexes, b.code())))
                .mapToInt(concept -> at(ordinals, concept.code()))
                .toArray();
        for (int ordinal : byCode) {
            out.writeInt(ordinal);
        }
    }

    private int[] parents(Concept concept) {
        return concept.parents().stream()
                .mapToInt(parent -> {
                    Integer ordinal = ordinals.get(parent);
                    if (ordinal == null) {
                        throw new IllegalArgumentException(
                                "concept " + concept.code() + " has parent " + parent + ", which is not in the list");
                    }
                    return ordinal;
                })
                .toArray();
    }

    private static int[][] children(int[][] parents) {
        int[] counts = new int[parents.length];
        for (int[] above : parents) {
            for (int parent : above) {
                counts[parent]++;
            }
        }
        int[][] children = new int[parents.length][];
        Arrays.setAll(children, i -> new int[counts[i]]);
        int[] filled = new int[parents.length];
        for (int child = 0; child < parents.length; child++) {
            for (int parent : parents[child]) {
                children[parent][filled[parent]++] = child;
            }
        }
        return children;
    }

    private static void writeEdges(DataOutputStream out, int[][] edges) throws IOException {
        writeStarts(out, Arrays.stream(edges).mapToInt(e -> e.length).toArray());
        for (int[] row : edges) {
            for (int ordinal : row) {
                out.writeInt(ordinal);
            }
        }
    }

    private static void writeStarts(DataOutputStream out, int[] lengths) throws IOException {
        int start = 0;
        out.writeInt(start);
        for (int length : lengths) {
            start += length;
            out.writeInt(start);
        }
    }

    private void writeInactive(DataOutputStream out) throws IOException {
        int[] bits = new int[(concepts.size() + 31) / 32];
        for (int ordinal = 0; ordinal < concepts.size(); ordinal++) {
            if (!concepts.get(ordinal).isActive()) {
                bits[ordinal >> 5] |= 1 << (ordinal & 31);
            }
        }
        for (int word : bits) {
            out.writeInt(word);
        }
    }

    private static Label label(Designation designation) {
        return new Label(designation.language(), designation.use());
    }

    private static <K> int at(Map<K, Integer> indexes, K key) {
        Integer index = indexes.get(key);
        if (index == null) {
            throw new IllegalStateException("not gathered: " + key);
        }
        return index;
    }
}
