package vn.khop.terminology.lookup;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import vn.khop.terminology.compile.ConceptFile;

/** JSON being written as bytes: text is copied from an image as it lies there, in UTF-8, with what JSON escapes escaped as Jackson does. */
public final class JsonBytes {
    private static final int EXPECTED = 2048;
    private static final int OVERWRITTEN_MAX = 7;
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int length;

    public JsonBytes() {
        this(EXPECTED);
    }

    /** @param expected about how many bytes will be written */
    public JsonBytes(int expected) {
        bytes = new byte[expected];
    }

    /** Text in UTF-8. */
    public static byte[] of(String ascii) {
        return ascii.getBytes(StandardCharsets.UTF_8);
    }

    /** JSON as it is. */
    public JsonBytes raw(byte[] json) {
        room(json.length);
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
        return this;
    }

    /** The same. */
    public JsonBytes raw(String json) {
        return raw(of(json));
    }

    /** Starts anew; what was written before is gone. */
    public void clear() {
        length = 0;
    }

    /** A string with its quotation marks. */
    public JsonBytes string(String text) {
        byte[] utf8 = of(text);
        room(utf8.length + 2);
        bytes[length++] = '"';
        int from = length;
        System.arraycopy(utf8, 0, bytes, from, utf8.length);
        length += utf8.length;
        escape(from);
        room(1);
        bytes[length++] = '"';
        return this;
    }

    /** A string of an image with its quotation marks. */
    public JsonBytes string(ConceptFile concepts, int string) {
        int size = concepts.stringLength(string);
        room(size + 2 + OVERWRITTEN_MAX);
        bytes[length++] = '"';
        int from = length;
        boolean isPlain = concepts.copyString(string, bytes, from);
        length += size;
        if (!isPlain) {
            escape(from);
            room(1);
        }
        bytes[length++] = '"';
        return this;
    }

    /** A string of an image as it is. */
    public JsonBytes raw(ConceptFile concepts, int string) {
        int size = concepts.stringLength(string);
        room(size + OVERWRITTEN_MAX);
        concepts.copyString(string, bytes, length);
        length += size;
        return this;
    }

    /** Escapes what was copied from here to the end; nearly always nothing. */
    private void escape(int from) {
        for (int i = from; i < length; i++) {
            byte b = bytes[i];
            if (b >= 0 && (b < ' ' || b == '"' || b == '\\')) {
                byte[] rest = Arrays.copyOfRange(bytes, i, length);
                length = i;
                for (byte one : rest) {
                    escaped(one);
                }
                return;
            }
        }
    }

    private void escaped(byte b) {
        room(6);
        if (b < 0 || (b >= ' ' && b != '"' && b != '\\')) {
            bytes[length++] = b;
            return;
        }
        bytes[length++] = '\\';
        switch (b) {
            case '"', '\\' -> bytes[length++] = b;
            case '\n' -> bytes[length++] = 'n';
            case '\r' -> bytes[length++] = 'r';
            case '\t' -> bytes[length++] = 't';
            case '\b' -> bytes[length++] = 'b';
            case '\f' -> bytes[length++] = 'f';
            default -> {
                bytes[length++] = 'u';
                bytes[length++] = '0';
                bytes[length++] = '0';
                bytes[length++] = HEX[b >> 4];
                bytes[length++] = HEX[b & 15];
            }
        }
    }

    /** How many bytes were written. */
    public int length() {
        return length;
    }

    /** The array that holds what was written, and more; not a copy. */
    public byte[] array() {
        return bytes;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
