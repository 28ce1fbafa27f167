package vn.khop.server.registry;

/** A call that the registry does not carry out because of what it was asked; the message says what was found and what to do, without patient data. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. The name is public and stable. */
    public enum Reason {
        /** No such facility is registered. */
        UNKNOWN_FACILITY,
        /** The caller may not feed for this facility. */
        FACILITY_NOT_ALLOWED,
        /** The message's key came before with another content. */
        MESSAGE_KEY_REUSED,
        /** Several persons carry the identifier, so it says nobody in particular. */
        AMBIGUOUS_IDENTIFIER
    }

    private final Reason reason;

    Refused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
