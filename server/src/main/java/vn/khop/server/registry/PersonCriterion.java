package vn.khop.server.registry;

/**
 * Which persons somebody wants to hear of.
 *
 * @param text an id for {@link Kind#ID}, a facility's code for {@link Kind#FACILITY}, {@code domain|value}, {@code domain|} or {@code |value} for {@link Kind#IDENTIFIER}; empty for {@link Kind#ANY}
 */
public record PersonCriterion(Kind kind, String text) {
    /** The name is stored: never rename one. */
    public enum Kind {
        /** Everybody. */
        ANY,
        /** The person of this enterprise id, or the one that a source record of this id belongs to. */
        ID,
        /** Whoever has a record at the facility. */
        FACILITY,
        /** Whoever carries the identifier. */
        IDENTIFIER
    }

    boolean fits(PersonIdentifier identifier) {
        int bar = text.indexOf('|');
        String domain = text.substring(0, Math.max(bar, 0));
        String value = text.substring(bar + 1);
        return (domain.isEmpty() || domain.equals(identifier.domain()))
                && (value.isEmpty() || value.equals(identifier.value()));
    }

    /** Without the number. */
    @Override
    public String toString() {
        return "PersonCriterion[" + kind + "]";
    }
}
