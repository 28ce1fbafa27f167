package vn.khop.server.registry;

/** An index outside this process does not answer, or is not what was expected. The store knows the same. The message holds nothing of a record. */
public final class IndexAway extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public IndexAway(String message) {
        super(message);
    }

    public IndexAway(String message, Throwable cause) {
        super(message, cause);
    }
}
