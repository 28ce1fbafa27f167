package vn.khop.server.registry;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The id of a source record: {@code S}, sixteen characters, a check character (ISO 7064 MOD 37,36). Made of the facility and the facility's own number by SHA-256
 * (80 bits), so the same record has the same id wherever and in whatever order the feeds are played.
 */
public record SourceId(String value) implements Comparable<SourceId> {
    private static final char PREFIX = 'S';
    private static final int CHARACTERS = 16;
    private static final int BITS_PER_CHARACTER = 5;

    /** @throws IllegalArgumentException if the text is not a source id or its check character is wrong */
    public SourceId {
        if (!CheckCharacter.isValid(PREFIX, CHARACTERS, value)) {
            throw new IllegalArgumentException(
                    "not a source id: expected S, sixteen digits or capital letters and the right check character");
        }
    }

    /** The id of the record that the facility knows by this number. */
    public static SourceId of(String facility, String localId) {
        byte[] digest = ContentHash.sha256()
                .digest((facility.length() + ":" + facility + localId).getBytes(StandardCharsets.UTF_8));
        int[] bit = {0};
        return new SourceId(CheckCharacter.make(PREFIX, CHARACTERS, characters -> {
            int index = 0;
            for (int i = 0; i < BITS_PER_CHARACTER; i++, bit[0]++) {
                index = index << 1 | digest[bit[0] / Byte.SIZE] >> (bit[0] % Byte.SIZE) & 1;
            }
            return index;
        }));
    }

    /** The id, if the text is one. */
    public static Optional<SourceId> parse(String text) {
        return CheckCharacter.isValid(PREFIX, CHARACTERS, text) ? Optional.of(new SourceId(text)) : Optional.empty();
    }

    @Override
    public int compareTo(SourceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
