package vn.khop.mpi.record;

/**
 * A number that somebody issued for a person.
 *
 * @param value canonical: capitals and digits only, zeros in place
 * @param isRestored whether lost leading zeros were put back: a little less sure than one that came whole
 */
public record Identifier(IdentifierType type, String value, boolean isRestored) {
    /**
     * @throws IllegalArgumentException if the value is empty
     */
    public Identifier {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("an identifier of type " + type + " has no characters");
        }
    }

    /** An identifier that came whole. */
    public static Identifier of(IdentifierType type, String value) {
        return new Identifier(type, value, false);
    }

    /** Without the number: identifiers are patient data and this text may reach a log. */
    @Override
    public String toString() {
        return "Identifier[" + type + "]";
    }
}
