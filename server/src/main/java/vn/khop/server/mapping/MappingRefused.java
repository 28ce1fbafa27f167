package vn.khop.server.mapping;

/** What was asked of a list cannot be done; the message says why and what to do. */
public final class MappingRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Why {
        UNKNOWN_LIST,
        UNKNOWN_ROW,
        /** Rows of the file are wrong, or the list has rows already. */
        BAD_ROWS,
        /** The target's code system, release or code is not known. */
        BAD_TARGET,
        /** Rows are still open, or not reviewed by a second person. */
        NOT_REVIEWED,
        /** There is such a thing already. */
        TAKEN
    }

    private final Why why;

    public MappingRefused(Why why, String message) {
        super(message);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
