package vn.khop.mpi.file;

/** A file that cannot be used. The message, meant for who gave the file, says where, what was found, what to do; no values. */
public final class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidInputException(String message) {
        super(message);
    }
}
