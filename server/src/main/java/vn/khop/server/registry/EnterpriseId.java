package vn.khop.server.registry;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The id of a person: {@code E}, ten characters drawn at random, a check character (ISO 7064 MOD 37,36). Never given twice; a person that was joined to another keeps
 * it and points on.
 */
public record EnterpriseId(String value) implements Comparable<EnterpriseId> {
    private static final char PREFIX = 'E';
    /** 50 bits: enough that nobody finds a person by guessing. */
    private static final int CHARACTERS = 10;

    /** @throws IllegalArgumentException if the text is not an enterprise id or its check character is wrong */
    public EnterpriseId {
        if (!CheckCharacter.isValid(PREFIX, CHARACTERS, value)) {
            throw new IllegalArgumentException(
                    "not an enterprise id: expected E, ten digits or capital letters and the right check character");
        }
    }

    /** The id, if the text is one. */
    public static Optional<EnterpriseId> parse(String text) {
        return CheckCharacter.isValid(PREFIX, CHARACTERS, text)
                ? Optional.of(new EnterpriseId(text))
                : Optional.empty();
    }

    static EnterpriseId draw(RandomGenerator random) {
        return new EnterpriseId(CheckCharacter.make(PREFIX, CHARACTERS, random::nextInt));
    }

    @Override
    public int compareTo(EnterpriseId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
