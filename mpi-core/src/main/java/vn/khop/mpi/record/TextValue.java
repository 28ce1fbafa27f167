package vn.khop.mpi.record;

/**
 * A text without inner structure.
 *
 * @param text NFC, trimmed, one space between words; not empty
 * @param folded lower case without marks, đ as d
 */
public record TextValue(String text, String folded) implements FieldValue {
    /**
     * @throws IllegalArgumentException if the text is empty
     */
    public TextValue {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("an empty text is no value");
        }
    }

    @Override
    public <R> R fold(Cases<R> cases) {
        return cases.text(this);
    }
}
