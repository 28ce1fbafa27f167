package vn.khop.server.registry;

import java.util.Optional;
import java.util.random.RandomGenerator;

/** The id of a task: {@code T}, ten characters drawn at random, a check character (ISO 7064 MOD 37,36). */
public record TaskId(String value) {
    private static final char PREFIX = 'T';
    private static final int CHARACTERS = 10;

    /** @throws IllegalArgumentException if the text is not the id of a task or its check character is wrong */
    public TaskId {
        if (!CheckCharacter.isValid(PREFIX, CHARACTERS, value)) {
            throw new IllegalArgumentException(
                    "not the id of a task: expected T, ten digits or capital letters and the right check character");
        }
    }

    /** The id, if the text is one. */
    public static Optional<TaskId> parse(String text) {
        return CheckCharacter.isValid(PREFIX, CHARACTERS, text) ? Optional.of(new TaskId(text)) : Optional.empty();
    }

    static TaskId draw(RandomGenerator random) {
        return new TaskId(CheckCharacter.make(PREFIX, CHARACTERS, random::nextInt));
    }

    @Override
    public String toString() {
        return value;
    }
}
