package vn.khop.reference;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** How each of the 134 letters of Vietnamese beyond ASCII is written in each {@link LegacyEncoding}. */
public final class LegacyEncodings {
    private final Map<LegacyEncoding, Map<Character, String>> spellings = new EnumMap<>(LegacyEncoding.class);
    private final List<TableSource> sources;

    private LegacyEncodings() {
        ReferenceTable table = ReferenceTable.open("legacy-letters");
        int letter = table.column("letter");
        for (LegacyEncoding encoding : LegacyEncoding.values()) {
            Map<Character, String> ofEncoding = new LinkedHashMap<>();
            int column = table.column(encoding.column());
            for (String[] row : table.rows()) {
                ofEncoding.put(row[letter].charAt(0), encoding.isOfBytes() ? bytes(row[column]) : row[column]);
            }
            spellings.put(encoding, ofEncoding);
        }
        sources = table.sources();
    }

    /** The table alone, for whoever needs no other. */
    public static LegacyEncodings open() {
        return new LegacyEncodings();
    }

    /** "41b8" as the two characters U+0041 U+00B8. */
    private static String bytes(String hex) {
        StringBuilder text = new StringBuilder(hex.length() / 2);
        for (int i = 0; i < hex.length(); i += 2) {
            text.append((char) Integer.parseInt(hex.substring(i, i + 2), 16));
        }
        return text.toString();
    }

    /** The letters, capitals and small, in the order of their code points. */
    public List<Character> letters() {
        return new ArrayList<>(ofEncoding(LegacyEncoding.TELEX).keySet());
    }

    /**
     * What the letter becomes: one or two bytes as characters U+0000 to U+00FF, or keys (lower case for Telex and VNI keys,
     * whatever the letter's case). None for a letter that Vietnamese does not have beyond ASCII.
     */
    public Optional<String> spelling(LegacyEncoding encoding, char letter) {
        return Optional.ofNullable(ofEncoding(encoding).get(letter));
    }

    private Map<Character, String> ofEncoding(LegacyEncoding encoding) {
        return Objects.requireNonNull(spellings.get(encoding));
    }

    public List<TableSource> sources() {
        return sources;
    }
}
