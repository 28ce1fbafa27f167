package vn.khop.server.hl7v2;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import vn.khop.reference.LegacyEncoding;
import vn.khop.reference.LegacyEncodings;

/*
 * What hospitals declare in MSH-18 is what they declare: nothing, ASCII and 8859/1 are written over bytes of TCVN3 and VNI by systems that were set up before anybody thought of it. So what says that it is UTF-8
 * must be that, and what names an old Vietnamese encoding is read by its table; anything else is UTF-8 where its bytes are well formed, and otherwise one letter for each byte, as in the
 * files that the engine reads: there each text's encoding is found, with how sure it is, and said with the record.
 */
/** The bytes of a message as text. */
final class MessageText {
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final int BYTES = 256;
    private static final int ASCII_MAX = 0x7F;

    private static final Map<String, LegacyEncoding> DECLARED = Map.ofEntries(
            Map.entry("TCVN3", LegacyEncoding.TCVN3),
            Map.entry("TCVN-5712", LegacyEncoding.TCVN3),
            Map.entry("TCVN5712", LegacyEncoding.TCVN3),
            Map.entry("ABC", LegacyEncoding.TCVN3),
            Map.entry("VNI", LegacyEncoding.VNI_WINDOWS),
            Map.entry("VNI-WIN", LegacyEncoding.VNI_WINDOWS),
            Map.entry("VNI-WINDOWS", LegacyEncoding.VNI_WINDOWS),
            Map.entry("VISCII", LegacyEncoding.VISCII));

    private final Map<LegacyEncoding, Map<String, Character>> letters = new HashMap<>();

    MessageText(LegacyEncodings encodings) {
        for (LegacyEncoding encoding : DECLARED.values()) {
            letters.computeIfAbsent(encoding, key -> {
                Map<String, Character> ofEncoding = new HashMap<>();
                encodings
                        .letters()
                        .forEach(letter -> encodings
                                .spelling(encoding, letter)
                                .ifPresent(bytes -> ofEncoding.putIfAbsent(bytes, letter)));
                return Map.copyOf(ofEncoding);
            });
        }
    }

    /** @throws Rejected if the bytes are not what MSH-18 says that they are */
    String read(byte[] bytes) {
        String declared = declared(bytes);
        String name = declared.toUpperCase(Locale.ROOT);
        String text = switch (name) {
            case "UNICODE UTF-8", "UNICODE", "UTF-8", "UTF8" ->
                utf8(bytes).orElseThrow(() -> mismatch("not well-formed UTF-8"));
            case "CP1258", "WINDOWS-1258", "WINDOWS1258" ->
                Normalizer.normalize(new String(bytes, Charset.forName("windows-1258")), Normalizer.Form.NFC);
            default -> {
                LegacyEncoding legacy = DECLARED.get(name);
                if (legacy != null) {
                    yield legacy(bytes, legacy);
                }
                if (!name.isEmpty() && !name.equals("ASCII") && !name.startsWith("8859/")) {
                    throw new Rejected(
                            Rejected.Condition.TABLE_VALUE,
                            Rejected.Place.of("MSH", 18),
                            "MSH-18 names a character set that is not read here: UNICODE UTF-8 is, and ASCII, 8859/1, CP1258, TCVN3, VNI, VISCII");
                }
                yield utf8(bytes).orElseGet(() -> byByte(bytes));
            }
        };
        if (text.indexOf('\0') >= 0) {
            throw new Rejected(
                    Rejected.Condition.SEGMENT_SEQUENCE,
                    Rejected.Place.none(),
                    "the message holds NUL characters: it is binary, or damaged on its way");
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static Rejected mismatch(String found) {
        return new Rejected(
                Rejected.Condition.DATA_TYPE,
                Rejected.Place.of("MSH", 18),
                "MSH-18 says UTF-8, and the bytes are " + found
                        + ": leave MSH-18 empty where the encoding is not known, or say which it is");
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException otherwise) {
            return Optional.empty();
        }
    }

    /** Windows-1252; the five bytes that it leaves open stay what they are. */
    static String byByte(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        for (byte one : bytes) {
            char letter = WINDOWS_1252.decode(ByteBuffer.wrap(new byte[] {one})).charAt(0);
            text.append(letter == '\uFFFD' ? (char) (one & 0xFF) : letter);
        }
        return text.toString();
    }

    private String legacy(byte[] bytes, LegacyEncoding encoding) {
        Map<String, Character> table = letters.getOrDefault(encoding, Map.of());
        StringBuilder text = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            char one = (char) (bytes[i] & 0xFF);
            Character letter = i + 1 < bytes.length
                    ? table.get(String.valueOf(new char[] {one, (char) (bytes[i + 1] & 0xFF)}))
                    : null;
            if (letter != null) {
                text.append(letter.charValue());
                i++;
                continue;
            }
            Character alone = table.get(String.valueOf(one));
            if (alone == null && one > ASCII_MAX) {
                throw new Rejected(
                        Rejected.Condition.DATA_TYPE,
                        Rejected.Place.of("MSH", 18),
                        "the bytes are not of the character set that MSH-18 names: leave it empty where the encoding is not known");
            }
            text.append(alone == null ? one : alone.charValue());
        }
        return text.toString();
    }

    /** MSH-18, its first repetition. All before it is ASCII in every encoding that there is. */
    private static String declared(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != '\r' && bytes[end] != '\n') {
            end++;
        }
        String first = new String(bytes, 0, Math.min(end, 4 * BYTES), StandardCharsets.ISO_8859_1);
        if (!first.startsWith("MSH") || first.length() < 8) {
            return "";
        }
        String[] fields = first.split(java.util.regex.Pattern.quote(first.substring(3, 4)), -1);
        // MSH-1 is the separator itself, so that MSH-n stands at place n - 1.
        return fields.length > 17 ? fields[17].split("~", 2)[0].strip() : "";
    }
}
