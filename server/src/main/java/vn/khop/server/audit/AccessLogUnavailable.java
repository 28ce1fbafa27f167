package vn.khop.server.audit;

/** The access log could not be written, so the data must not be given: answer 503 without it. The message holds no patient data. */
public final class AccessLogUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public AccessLogUnavailable(Throwable cause) {
        super("the access log cannot be written, so no person is shown: check the database of the access log", cause);
    }
}
