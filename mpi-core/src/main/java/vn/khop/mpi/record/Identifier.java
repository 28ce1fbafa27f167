package vn.khop.mpi.record;

/**
 * A number that somebody issued for a person.
 *
 * @param value canonical: capitals and digits only, zeros in place
 * @param isRestored whether lost leading zeros were put back: a little less sure than one that came whole
 * @param isVerified whether the population database, a read of the card's QR code or chip, or a clerk confirmed that the
 *     number is this person's; else it is asserted, however well formed. Two people whose verified citizen numbers differ are
 *     never one
 */
public record Identifier(IdentifierType type, String value, boolean isRestored, boolean isVerified) {
    /**
     * @throws IllegalArgumentException if the value is empty
     */
    public Identifier {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("an identifier of type " + type + " has no characters");
        }
    }

    /** An asserted identifier that came whole. */
    public static Identifier of(IdentifierType type, String value) {
        return new Identifier(type, value, false, false);
    }

    /** An asserted identifier whose lost zeros were put back. */
    public static Identifier restored(IdentifierType type, String value) {
        return new Identifier(type, value, true, false);
    }

    /** This identifier, confirmed. */
    public Identifier verified() {
        return isVerified ? this : new Identifier(type, value, isRestored, true);
    }

    /** Without the number: identifiers are patient data and this text may reach a log. */
    @Override
    public String toString() {
        return "Identifier[" + type + "]";
    }
}
