package vn.khop.server.registry;

import java.util.Optional;
import java.util.random.RandomGenerator;

/** The id of a source record, whatever its facility calls it: {@code S}, ten characters drawn at random, a check character (ISO 7064 MOD 37,36). */
public record SourceId(String value) implements Comparable<SourceId> {
    private static final char PREFIX = 'S';

    /** @throws IllegalArgumentException if the text is not a source id or its check character is wrong */
    public SourceId {
        if (!CheckCharacter.isValid(PREFIX, value)) {
            throw new IllegalArgumentException(
                    "not a source id: expected S, ten digits or capital letters and the right check character");
        }
    }

    /** The id, if the text is one. */
    public static Optional<SourceId> parse(String text) {
        return CheckCharacter.isValid(PREFIX, text) ? Optional.of(new SourceId(text)) : Optional.empty();
    }

    static SourceId draw(RandomGenerator random) {
        return new SourceId(CheckCharacter.draw(PREFIX, random));
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
