package vn.khop.server.hl7v2;

import ca.uhn.hl7v2.parser.EncodingCharacters;
import ca.uhn.hl7v2.parser.Escaping;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Escape sequences (HL7 v2.5, 2.7). The library leaves hexadecimal data and formatting in the text; here the first become the letters that they stand for, and the second blanks, so that a name is a name. What is
 * no sequence stays as it was sent.
 */
final class Hl7Escaping implements Escaping {
    @Override
    public String escape(String text, EncodingCharacters characters) {
        StringBuilder escaped = new StringBuilder(text.length() + 8);
        char escape = characters.getEscapeCharacter();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == escape) {
                escaped.append(escape).append('E').append(escape);
            } else if (c == characters.getFieldSeparator()) {
                escaped.append(escape).append('F').append(escape);
            } else if (c == characters.getComponentSeparator()) {
                escaped.append(escape).append('S').append(escape);
            } else if (c == characters.getSubcomponentSeparator()) {
                escaped.append(escape).append('T').append(escape);
            } else if (c == characters.getRepetitionSeparator()) {
                escaped.append(escape).append('R').append(escape);
            } else if (c < ' ') {
                escaped.append(escape)
                        .append('X')
                        .append(HexFormat.of().withUpperCase().toHexDigits((byte) c))
                        .append(escape);
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    @Override
    public String unescape(String text, EncodingCharacters characters) {
        char escape = characters.getEscapeCharacter();
        int next = text.indexOf(escape);
        if (next < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int from = 0;
        while (next >= 0) {
            int end = text.indexOf(escape, next + 1);
            if (end < 0) {
                break;
            }
            String code = text.substring(next + 1, end);
            if (from < next) {
                flush(bytes, plain);
                plain.append(text, from, next);
            }
            if (isHexadecimal(code)) {
                // Letters of several bytes may come as several sequences.
                bytes.writeBytes(HexFormat.of().parseHex(code.substring(1)));
                from = end + 1;
            } else {
                flush(bytes, plain);
                String meaning = meaning(code, characters);
                if (meaning == null) {
                    plain.append(escape);
                    from = next + 1;
                } else {
                    plain.append(meaning);
                    from = end + 1;
                }
            }
            next = text.indexOf(escape, from);
        }
        flush(bytes, plain);
        return plain.append(text, from, text.length()).toString();
    }

    private static @org.jspecify.annotations.Nullable String meaning(String code, EncodingCharacters characters) {
        return switch (code) {
            case "F" -> String.valueOf(characters.getFieldSeparator());
            case "S" -> String.valueOf(characters.getComponentSeparator());
            case "T" -> String.valueOf(characters.getSubcomponentSeparator());
            case "R" -> String.valueOf(characters.getRepetitionSeparator());
            case "E" -> String.valueOf(characters.getEscapeCharacter());
            case "H", "N" -> "";
            case ".br", ".sp", ".ce" -> " ";
            default -> null;
        };
    }

    private static boolean isHexadecimal(String code) {
        return code.length() >= 3
                && code.length() % 2 == 1
                && code.charAt(0) == 'X'
                && code.chars().skip(1).allMatch(digit -> HexFormat.isHexDigit(digit));
    }

    /** UTF-8 where the bytes are that, else a letter for each byte, as every other text of unknown encoding. */
    private static void flush(ByteArrayOutputStream bytes, StringBuilder into) {
        if (bytes.size() > 0) {
            String utf8 = bytes.toString(StandardCharsets.UTF_8);
            into.append(utf8.indexOf('\uFFFD') < 0 ? utf8 : bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.reset();
        }
    }
}
