package vn.khop.server.codes;

/** It cannot be known whether what is known of codes is still so, since the database does not answer: no answer is better than one of before a change. */
public final class CodesUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CodesUnavailable(RuntimeException cause) {
        super("the database that tells of changed code resources does not answer: try again later", cause);
    }
}
