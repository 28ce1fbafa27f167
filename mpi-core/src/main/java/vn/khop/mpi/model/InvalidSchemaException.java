package vn.khop.mpi.model;

/** A schema file that cannot be used. The message names the file, the line, what was found and what was expected. */
public final class InvalidSchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidSchemaException(String message) {
        super(message);
    }
}
