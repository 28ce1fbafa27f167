package vn.khop.terminology.load;

/** A resource that cannot be read; the message says where and what was expected. */
public final class ResourceRejected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String path;

    ResourceRejected(String path, String message) {
        super(message);
        this.path = path;
    }

    /** Where in the resource. */
    public String path() {
        return path;
    }
}
