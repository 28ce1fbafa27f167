package vn.khop.terminology.compile;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.PropertyDefinition;
import vn.khop.terminology.concept.PropertyType;

/**
 * The concepts of one release, read in place from a memory-mapped file. Thread-safe: every read is absolute; nothing is kept
 * on the heap but where each code is.
 *
 * <p>A concept is known by its <em>ordinal</em>: its place in the source, from 0. The text index numbers its documents the same way.
 *
 * <h2>Grammar of {@code concepts.bin}, format 1</h2>
 * Integers are unsigned, 32 bits, big-endian; a place in the file is never stored where it can be worked out from the counts.
 * <pre>
 * File         = Header Codes ByCode Designations Properties Parents Children Inactive Labels Definitions Strings
 * Header       = "KHOPCODE" format concepts designations properties edges labels definitions strings      ; 8 bytes + 8 integers
 * Codes        = string{concepts}                          ; the code of ordinal 0, 1, 2 ...
 * ByCode       = ordinal{concepts}                         ; ordinals in the order of their codes' UTF-8 bytes, unsigned
 * Designations = start{concepts + 1} (label string){designations}
 * Properties   = start{concepts + 1} (definition string){properties}
 * Parents      = start{concepts + 1} ordinal{edges}
 * Children     = start{concepts + 1} ordinal{edges}        ; the same edges from above, in the order of the children
 * Inactive     = bits{ceil(concepts / 32)}                 ; bit (ordinal mod 32) of integer (ordinal div 32), lowest first
 * Labels       = (string string){labels}                   ; language, use
 * Definitions  = (string string){definitions}              ; name, type in FHIR's word
 * Strings      = start{strings + 1} byte*                  ; UTF-8, distinct, in unsigned byte order; string i = bytes [start i, start i+1)
 * </pre>
 * {@code start} of ordinal i and of i+1 enclose the entries of i. {@code label}, {@code definition} and {@code string} are indexes into
 * the tables of those names.
 *
 * <h2>Worked example</h2>
 * Two concepts: {@code A} "Sốt" (vi) and, below it, {@code A.1} "Sốt cao" (vi), inactive, with property {@code days} = 3 (integer).
 * <pre>
 * 4B484F50434F4445                                         KHOPCODE
 * 00000001 00000002 00000002 00000001 00000001 00000001 00000001 00000009
 *                    format 1; 2 concepts, 2 designations, 1 property, 1 edge, 1 label, 1 definition, 9 strings
 * 00000001 00000002                                        codes: string 1 = "A", string 2 = "A.1"
 * 00000000 00000001                                        by code: A, A.1
 * 00000000 00000001 00000002   00000000 00000003   00000000 00000004
 *                                                          names: one each; (label 0, "Sốt"), (label 0, "Sốt cao")
 * 00000000 00000000 00000001   00000000 00000000           properties: none, one; (definition 0, "3")
 * 00000000 00000000 00000001   00000000                    parents: none, one; A
 * 00000000 00000001 00000001   00000001                    children: one, none; A.1
 * 00000002                                                 inactive: ordinal 1
 * 00000008 00000006                                        label 0: "vi", "display"
 * 00000005 00000007                                        definition 0: "days", "integer"
 * 00000000 00000001 00000002 00000005 0000000A 00000013 00000017 0000001E 00000025 00000027
 *                                                          strings: where each starts, and where the last ends
 * 33 41 412E31 53E1BB9174 53E1BB91742063616F 64617973 646973706C6179 696E7465676572 7669
 *                    "3" "A" "A.1" "Sốt" "Sốt cao" "days" "display" "integer" "vi"
 * </pre>
 * {@code ConceptFileTest} holds these bytes.
 */
public final class ConceptFile {
    static final int FORMAT = 1;
    static final byte[] MAGIC = "KHOPCODE".getBytes(StandardCharsets.US_ASCII);
    static final int HEADER_BYTES = 8 + 8 * Integer.BYTES;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = ONES << 7;
    private static final long BLANKS = ONES * ' ';
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';

    private final ByteBuffer file;
    private final int conceptCount;
    private final int edgeCount;
    private final int codes;
    private final int byCode;
    private final int designationStarts;
    private final int designations;
    private final int propertyStarts;
    private final int properties;
    private final int parentStarts;
    private final int parents;
    private final int childStarts;
    private final int children;
    private final int inactive;
    private final int stringStarts;
    private final int strings;
    private final List<Label> labels;
    private final List<PropertyDefinition> definitions;
    /** Ordinal + 1 of each code, at its hash or the next free place after it; 0 where there is none. */
    private final int[] places;

    /** What a designation is beside its text. */
    public record Label(String language, String use) {}

    private ConceptFile(ByteBuffer file) {
        this.file = file;
        int at = MAGIC.length + Integer.BYTES;
        conceptCount = file.getInt(at);
        int designationCount = file.getInt(at + 4);
        int propertyCount = file.getInt(at + 8);
        edgeCount = file.getInt(at + 12);
        int labelCount = file.getInt(at + 16);
        int definitionCount = file.getInt(at + 20);
        int stringCount = file.getInt(at + 24);
        codes = HEADER_BYTES;
        byCode = codes + 4 * conceptCount;
        designationStarts = byCode + 4 * conceptCount;
        designations = designationStarts + 4 * (conceptCount + 1);
        propertyStarts = designations + 8 * designationCount;
        properties = propertyStarts + 4 * (conceptCount + 1);
        parentStarts = properties + 8 * propertyCount;
        parents = parentStarts + 4 * (conceptCount + 1);
        childStarts = parents + 4 * edgeCount;
        children = childStarts + 4 * (conceptCount + 1);
        inactive = children + 4 * edgeCount;
        int labelTable = inactive + 4 * ((conceptCount + 31) / 32);
        int definitionTable = labelTable + 8 * labelCount;
        stringStarts = definitionTable + 8 * definitionCount;
        strings = stringStarts + 4 * (stringCount + 1);
        List<Label> readLabels = new ArrayList<>(labelCount);
        for (int i = 0; i < labelCount; i++) {
            readLabels.add(
                    new Label(string(file.getInt(labelTable + 8 * i)), string(file.getInt(labelTable + 8 * i + 4))));
        }
        labels = List.copyOf(readLabels);
        List<PropertyDefinition> readDefinitions = new ArrayList<>(definitionCount);
        for (int i = 0; i < definitionCount; i++) {
            String name = string(file.getInt(definitionTable + 8 * i));
            String type = string(file.getInt(definitionTable + 8 * i + 4));
            readDefinitions.add(new PropertyDefinition(
                    name,
                    PropertyType.named(type).orElseThrow(() -> damaged("property type '" + type + "' is not known"))));
        }
        definitions = List.copyOf(readDefinitions);
        places = places();
    }

    /** Maps the file. Its checksum is the caller's to verify; here only what kind of file it is. */
    static ConceptFile map(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() < HEADER_BYTES) {
                throw damaged("found " + channel.size() + " bytes, expected " + HEADER_BYTES + " or more");
            }
            return of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
    }

    static ConceptFile of(ByteBuffer bytes) {
        byte[] magic = new byte[MAGIC.length];
        bytes.get(0, magic);
        if (!java.util.Arrays.equals(magic, MAGIC)) {
            throw damaged("it does not start with KHOPCODE");
        }
        int format = bytes.getInt(MAGIC.length);
        if (format != FORMAT) {
            throw new ImageException(
                    ErrorCode.INDEX_FORMAT_MISMATCH,
                    "concepts.bin has format " + format + ", this build reads " + FORMAT + ": load the list again");
        }
        return new ConceptFile(bytes);
    }

    private static ImageException damaged(String how) {
        return new ImageException(
                ErrorCode.IMAGE_DAMAGED,
                "concepts.bin is not a whole file of concepts: " + how + "; load the list again");
    }

    public int conceptCount() {
        return conceptCount;
    }

    public boolean hasHierarchy() {
        return edgeCount > 0;
    }

    public List<PropertyDefinition> definitions() {
        return definitions;
    }

    /** The ordinal of a code, compared byte for byte; empty where the list has no such code. */
    public OptionalInt ordinalOf(String code) {
        byte[] wanted = code.getBytes(StandardCharsets.UTF_8);
        for (int place = hash(wanted, wanted.length) & (places.length - 1);
                places[place] != 0;
                place = (place + 1) & (places.length - 1)) {
            int ordinal = places[place] - 1;
            if (isString(codeString(ordinal), wanted)) {
                // An unpaired surrogate encodes as '?': only a text that decodes to itself is that code.
                return !hasQuestionMark(wanted) || code(ordinal).equals(code)
                        ? OptionalInt.of(ordinal)
                        : OptionalInt.empty();
            }
        }
        return OptionalInt.empty();
    }

    private static boolean hasQuestionMark(byte[] text) {
        for (byte one : text) {
            if (one == '?') {
                return true;
            }
        }
        return false;
    }

    /** A table of open addresses, at most half full, on the heap: a search through the file would wait for memory at each of its steps. */
    private int[] places() {
        int[] table = new int[Math.max(2, Integer.highestOneBit(Math.max(1, conceptCount)) * 4)];
        byte[] code = new byte[64];
        for (int ordinal = 0; ordinal < conceptCount; ordinal++) {
            int string = codeString(ordinal);
            int length = stringLength(string);
            code = length > code.length ? new byte[length * 2] : code;
            file.get(strings + file.getInt(stringStarts + 4 * string), code, 0, length);
            int place = hash(code, length) & (table.length - 1);
            while (table[place] != 0) {
                place = (place + 1) & (table.length - 1);
            }
            table[place] = ordinal + 1;
        }
        return table;
    }

    private static int hash(byte[] bytes, int length) {
        int hash = 0;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ bytes[i]) * 0x01000193;
            hash ^= hash >>> 15;
        }
        return hash;
    }

    public String code(int ordinal) {
        return string(file.getInt(codes + 4 * ordinal));
    }

    public boolean isActive(int ordinal) {
        return (file.getInt(inactive + 4 * (ordinal >> 5)) & (1 << (ordinal & 31))) == 0;
    }

    /** The name to show when nobody asks for a language. */
    public String display(int ordinal) {
        return string(file.getInt(designations + 8 * file.getInt(designationStarts + 4 * ordinal) + 4));
    }

    public Concept concept(int ordinal) {
        return new Concept(
                code(ordinal), isActive(ordinal), designations(ordinal), properties(ordinal), parentCodes(ordinal));
    }

    /** Every concept, in the unsigned order of its code's UTF-8 bytes; read as it is asked for. */
    public Iterator<Concept> inCodeOrder() {
        return IntStream.range(0, conceptCount)
                .mapToObj(place -> concept(file.getInt(byCode + 4 * place)))
                .iterator();
    }

    public int[] parents(int ordinal) {
        return edges(parentStarts, parents, ordinal);
    }

    /** In the source's order. */
    public int[] children(int ordinal) {
        return edges(childStarts, children, ordinal);
    }

    /** The languages and uses of designations; {@link #designationLabel} gives indexes into it. */
    public List<Label> labels() {
        return labels;
    }

    /** The designations of a concept are those from this index to the next ordinal's, the display first. */
    public int designationsFrom(int ordinal) {
        return file.getInt(designationStarts + 4 * ordinal);
    }

    public int designationLabel(int designation) {
        return file.getInt(designations + 8 * designation);
    }

    /** The string that a designation says. */
    public int designationString(int designation) {
        return file.getInt(designations + 8 * designation + 4);
    }

    /** The properties of a concept are those from this index to the next ordinal's. */
    public int propertiesFrom(int ordinal) {
        return file.getInt(propertyStarts + 4 * ordinal);
    }

    /** An index into {@link #definitions}. */
    public int propertyDefinition(int property) {
        return file.getInt(properties + 8 * property);
    }

    /** The string that is a property's value. */
    public int propertyString(int property) {
        return file.getInt(properties + 8 * property + 4);
    }

    /** The string that is a concept's code. */
    public int codeString(int ordinal) {
        return file.getInt(codes + 4 * ordinal);
    }

    /** How many bytes a string has in UTF-8. Equal strings have equal indexes. */
    public int stringLength(int string) {
        int start = stringStarts + 4 * string;
        return file.getInt(start + 4) - file.getInt(start);
    }

    /**
     * Copies a string's bytes to a place in the target, eight at a time; up to seven more of the target are overwritten, if it has them.
     *
     * @return whether each of them stands for itself in a string of JSON
     */
    public boolean copyString(int string, byte[] target, int at) {
        int start = file.getInt(stringStarts + 4 * string);
        int length = file.getInt(stringStarts + 4 * string + 4) - start;
        int from = strings + start;
        long escaped = 0;
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            long word = file.getLong(from + i);
            EIGHT_BYTES.set(target, at + i, word);
            escaped |= escaped(word);
        }
        if (i == length) {
            return escaped == 0;
        }
        if (from + i + Long.BYTES <= file.limit() && at + i + Long.BYTES <= target.length) {
            long word = file.getLong(from + i);
            EIGHT_BYTES.set(target, at + i, word);
            int unused = Byte.SIZE * (Long.BYTES - length + i);
            return (escaped | escaped(word >>> unused << unused | BLANKS >>> (Long.SIZE - unused))) == 0;
        }
        for (; i < length; i++) {
            byte one = file.get(from + i);
            target[at + i] = one;
            escaped |= one >= 0 && (one < ' ' || one == '"' || one == '\\') ? 1 : 0;
        }
        return escaped == 0;
    }

    /** Not 0 where one of eight bytes is below a blank, a quotation mark or a backslash. Source: H. S. Warren, Hacker's Delight (2012), 6-1. */
    private static long escaped(long bytes) {
        long quotes = bytes ^ QUOTES;
        long backslashes = bytes ^ BACKSLASHES;
        return ((bytes - BLANKS & ~bytes) | (quotes - ONES & ~quotes) | (backslashes - ONES & ~backslashes))
                & HIGH_BITS;
    }

    /** Whether a string has these bytes. */
    public boolean isString(int string, byte[] utf8) {
        if (stringLength(string) != utf8.length) {
            return false;
        }
        int from = strings + file.getInt(stringStarts + 4 * string);
        for (int i = 0; i < utf8.length; i++) {
            if (file.get(from + i) != utf8[i]) {
                return false;
            }
        }
        return true;
    }

    /** One byte of a string, from 0 to 255. */
    public int stringByte(int string, int at) {
        return file.get(strings + file.getInt(stringStarts + 4 * string) + at) & 0xFF;
    }

    public String string(int index) {
        byte[] bytes = new byte[stringLength(index)];
        file.get(strings + file.getInt(stringStarts + 4 * index), bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The display first. */
    public List<Designation> designations(int ordinal) {
        int from = file.getInt(designationStarts + 4 * ordinal);
        int to = file.getInt(designationStarts + 4 * ordinal + 4);
        List<Designation> found = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            Label label = labels.get(file.getInt(designations + 8 * i));
            found.add(new Designation(label.language(), label.use(), string(file.getInt(designations + 8 * i + 4))));
        }
        return found;
    }

    /** Those of the list itself. */
    public List<ConceptProperty> properties(int ordinal) {
        int from = file.getInt(propertyStarts + 4 * ordinal);
        int to = file.getInt(propertyStarts + 4 * ordinal + 4);
        List<ConceptProperty> found = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            PropertyDefinition definition = definitions.get(file.getInt(properties + 8 * i));
            found.add(new ConceptProperty(
                    definition.name(), definition.type(), string(file.getInt(properties + 8 * i + 4))));
        }
        return found;
    }

    private List<String> parentCodes(int ordinal) {
        int[] above = parents(ordinal);
        List<String> found = new ArrayList<>(above.length);
        for (int parent : above) {
            found.add(code(parent));
        }
        return found;
    }

    private int[] edges(int starts, int table, int ordinal) {
        int from = file.getInt(starts + 4 * ordinal);
        int[] found = new int[file.getInt(starts + 4 * ordinal + 4) - from];
        for (int i = 0; i < found.length; i++) {
            found[i] = file.getInt(table + 4 * (from + i));
        }
        return found;
    }
}
