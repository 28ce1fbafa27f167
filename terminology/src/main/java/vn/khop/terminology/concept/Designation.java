package vn.khop.terminology.concept;

/**
 * One name of a concept.
 *
 * @param language BCP 47, lower case language first: {@code vi}, {@code en}, {@code fr}
 * @param use {@link #DISPLAY} for the name to show in its language, {@link #SYNONYM} for another one; the set is open
 * @param value the name, NFC, not blank
 */
public record Designation(String language, String use, String value) {
    public static final String DISPLAY = "display";
    public static final String SYNONYM = "synonym";

    public Designation {
        if (value.isBlank()) {
            throw new IllegalArgumentException("a designation is not blank (language " + language + ")");
        }
    }

    public boolean isDisplay() {
        return use.equals(DISPLAY);
    }
}
