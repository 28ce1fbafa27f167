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
import java.util.Arrays;
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
 * <h2>Grammar of {@code concepts.bin}, format 2</h2>
 * What is told of one code lies in one record, so that a lookup waits for memory a few times and not for each of its parts; what leads from concept to concept lies
 * in tables, so that whole hierarchies are walked without the records. Integers are unsigned, 32 bits, big-endian; numbers take as many bytes as they need, seven
 * bits each, the lowest first, the highest bit set in all but the last. A place in the file is never stored where it can be worked out from the counts.
 * <pre>
 * File        = Header ByCode Parents Children Inactive Labels Definitions Shared RecordStarts Records
 * Header      = "KHOPCODE" format concepts edges labels definitions nameBytes sharedBytes recordBytes   ; 8 bytes + 8 integers
 * ByCode      = ordinal{concepts}                          ; integers: ordinals in the order of their codes' UTF-8 bytes, unsigned
 * Parents     = start{concepts + 1} ordinal{edges}         ; integers
 * Children    = start{concepts + 1} ordinal{edges}         ; integers: the same edges from above, in the order of the children
 * Inactive    = bits{ceil(concepts / 32)}                  ; bit (ordinal mod 32) of integer (ordinal div 32), lowest first
 * Labels      = (text text){labels}                        ; language, use
 * Definitions = (text text){definitions}                   ; name, type in FHIR's word; with the labels nameBytes long
 * Shared      = text*                                      ; sharedBytes of texts that many records have, in unsigned byte order
 * RecordStarts = start{concepts + 1}                       ; integers: bytes from the beginning of the records
 * Records     = Record{concepts}                           ; recordBytes
 * Record      = text count (label string){count} count (definition string){count} above parent{above div 2}
 *                                                          ; code, designations, properties, parents as ordinals; above is odd where it has children
 * text        = number byte{number div 2}                  ; an even number, UTF-8
 * string      = text | number                              ; an odd number: the text that begins (number div 2) bytes into Shared
 * </pre>
 * {@code start} of ordinal i and of i+1 enclose the entries of i. {@code label} and {@code definition} are indexes into the tables of those names. A value is
 * shared where it occurs at least four times and has at least eight bytes.
 *
 * <h2>Worked example</h2>
 * Two concepts: {@code A} "Sốt" (vi) and, below it, {@code A.1} "Sốt cao" (vi), inactive, with property {@code days} = 3 (integer).
 * <pre>
 * 4B484F50434F4445                                         KHOPCODE
 * 00000002 00000002 00000001 00000001 00000001 00000018 00000000 00000022
 *                    format 2; 2 concepts, 1 edge, 1 label, 1 definition, 24 bytes of names, 0 shared, 34 of records
 * 00000000 00000001                                        by code: A, A.1
 * 00000000 00000000 00000001   00000000                    parents: none, one; A
 * 00000000 00000001 00000001   00000001                    children: one, none; A.1
 * 00000002                                                 inactive: ordinal 1
 * 04 7669 0E 646973706C6179                                label 0: "vi", "display"
 * 08 64617973 0E 696E7465676572                            definition 0: "days", "integer"
 * 00000000 0000000C 00000022                               records: where each starts, and where the last ends
 * 02 41   01 00 0A 53E1BB9174   00   01                    "A"; one name: label 0, "Sốt"; no property; no parent, but children
 * 06 412E31   01 00 12 53E1BB91742063616F   01 00 02 33   02 00
 *                    "A.1"; one name: label 0, "Sốt cao"; one property: definition 0, "3"; one parent: ordinal 0
 * </pre>
 * {@code ConceptFileTest} holds these bytes.
 */
public final class ConceptFile {
    static final int FORMAT = 2;
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
    private final int byCode;
    private final int parentStarts;
    private final int parents;
    private final int childStarts;
    private final int children;
    private final int inactive;
    private final int shared;
    private final int recordStarts;
    private final int records;
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
        edgeCount = file.getInt(at + 4);
        int labelCount = file.getInt(at + 8);
        int definitionCount = file.getInt(at + 12);
        int nameBytes = file.getInt(at + 16);
        int sharedBytes = file.getInt(at + 20);
        byCode = HEADER_BYTES;
        parentStarts = byCode + 4 * conceptCount;
        parents = parentStarts + 4 * (conceptCount + 1);
        childStarts = parents + 4 * edgeCount;
        children = childStarts + 4 * (conceptCount + 1);
        inactive = children + 4 * edgeCount;
        int names = inactive + 4 * ((conceptCount + 31) / 32);
        shared = names + nameBytes;
        recordStarts = shared + sharedBytes;
        records = recordStarts + 4 * (conceptCount + 1);
        List<Label> readLabels = new ArrayList<>(labelCount);
        for (int i = 0; i < labelCount; i++) {
            int use = afterString(names);
            readLabels.add(new Label(string(names), string(use)));
            names = afterString(use);
        }
        labels = List.copyOf(readLabels);
        List<PropertyDefinition> readDefinitions = new ArrayList<>(definitionCount);
        for (int i = 0; i < definitionCount; i++) {
            int typeName = afterString(names);
            String type = string(typeName);
            readDefinitions.add(new PropertyDefinition(
                    string(names),
                    PropertyType.named(type).orElseThrow(() -> damaged("property type '" + type + "' is not known"))));
            names = afterString(typeName);
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
        if (!Arrays.equals(magic, MAGIC)) {
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
            file.get(after(string), code, 0, length);
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
        return string(codeString(ordinal));
    }

    public boolean isActive(int ordinal) {
        return (file.getInt(inactive + 4 * (ordinal >> 5)) & (1 << (ordinal & 31))) == 0;
    }

    /** The name to show when nobody asks for a language. */
    public String display(int ordinal) {
        return string(entryString(designations(record(ordinal))));
    }

    public Concept concept(int ordinal) {
        return new Concept(
                code(ordinal),
                isActive(ordinal),
                namesOf(ordinal),
                propertiesOf(ordinal),
                Arrays.stream(parents(ordinal)).mapToObj(this::code).toList());
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

    /** The languages and uses of designations; {@link #entryKind} gives indexes into it. */
    public List<Label> labels() {
        return labels;
    }

    /*
     * A record is read from its beginning to its end by places in the file: record(ordinal), then designationCount and designations of that, from one entry to the
     * next by afterEntry. The place after the last designation is that of the properties, and the place after the last property that of the parents.
     */
    /** Where a concept's record is. */
    public int record(int ordinal) {
        return records + file.getInt(recordStarts + 4 * ordinal);
    }

    /** The string that is a concept's code. */
    public int codeString(int ordinal) {
        return record(ordinal);
    }

    /** How many designations a record has: one at least. */
    public int designationCount(int record) {
        return number(afterString(record));
    }

    /** A record's first designation, the display. */
    public int designations(int record) {
        return after(afterString(record));
    }

    /** @param properties the place after the last designation */
    public int propertyCount(int properties) {
        return number(properties);
    }

    /** A record's first property. @param properties as above */
    public int properties(int properties) {
        return after(properties);
    }

    /** What follows a designation or a property. */
    public int afterEntry(int entry) {
        return afterString(after(entry));
    }

    /** Of a designation the index of its label, of a property that of its definition. */
    public int entryKind(int entry) {
        return number(entry);
    }

    /** The string that a designation says, or that is a property's value. Of one concept, equal strings may be at two places. */
    public int entryString(int entry) {
        int string = after(entry);
        int number = number(string);
        return (number & 1) == 0 ? string : shared + (number >>> 1);
    }

    /** The concepts right above one. @param above the place after the last property */
    public int[] parentsIn(int above) {
        int[] found = new int[number(above) >>> 1];
        int at = after(above);
        for (int i = 0; i < found.length; i++) {
            found[i] = number(at);
            at = after(at);
        }
        return found;
    }

    /** Whether it has concepts below it. @param above as there */
    public boolean hasChildren(int above) {
        return (number(above) & 1) != 0;
    }

    private int number(int at) {
        int value = file.get(at);
        if (value >= 0) {
            return value;
        }
        value &= 0x7F;
        for (int shift = 7; ; shift += 7) {
            byte next = file.get(++at);
            value |= (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private int after(int number) {
        int at = number;
        while (file.get(at) < 0) {
            at++;
        }
        return at + 1;
    }

    private int afterString(int string) {
        int number = number(string);
        return after(string) + ((number & 1) == 0 ? number >>> 1 : 0);
    }

    /** How many bytes a string has in UTF-8. */
    public int stringLength(int string) {
        return number(string) >>> 1;
    }

    /** Whether two strings are the same. */
    public boolean areSame(int string, int other) {
        int length = stringLength(string);
        if (string == other || length != stringLength(other)) {
            return string == other;
        }
        int from = after(string);
        int otherFrom = after(other);
        for (int i = 0; i < length; i++) {
            if (file.get(from + i) != file.get(otherFrom + i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Copies a string's bytes to a place in the target, eight at a time; up to seven more of the target are overwritten, if it has them.
     *
     * @return whether each of them stands for itself in a string of JSON
     */
    public boolean copyString(int string, byte[] target, int at) {
        int length = stringLength(string);
        int from = after(string);
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
        int from = after(string);
        for (int i = 0; i < utf8.length; i++) {
            if (file.get(from + i) != utf8[i]) {
                return false;
            }
        }
        return true;
    }

    /** One byte of a string, from 0 to 255. */
    public int stringByte(int string, int at) {
        return file.get(after(string) + at) & 0xFF;
    }

    public String string(int string) {
        byte[] bytes = new byte[stringLength(string)];
        file.get(after(string), bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The display first. */
    public List<Designation> namesOf(int ordinal) {
        int record = record(ordinal);
        int count = designationCount(record);
        List<Designation> found = new ArrayList<>(count);
        int entry = designations(record);
        for (int i = 0; i < count; i++) {
            Label label = labels.get(entryKind(entry));
            found.add(new Designation(label.language(), label.use(), string(entryString(entry))));
            entry = afterEntry(entry);
        }
        return found;
    }

    /** Those of the list itself. */
    public List<ConceptProperty> propertiesOf(int ordinal) {
        int properties = afterDesignations(record(ordinal));
        int count = propertyCount(properties);
        List<ConceptProperty> found = new ArrayList<>(count);
        int entry = properties(properties);
        for (int i = 0; i < count; i++) {
            PropertyDefinition definition = definitions.get(entryKind(entry));
            found.add(new ConceptProperty(definition.name(), definition.type(), string(entryString(entry))));
            entry = afterEntry(entry);
        }
        return found;
    }

    private int afterDesignations(int record) {
        int entry = designations(record);
        for (int left = designationCount(record); left > 0; left--) {
            entry = afterEntry(entry);
        }
        return entry;
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
