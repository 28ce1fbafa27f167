package vn.khop.server.rest;

import java.util.Optional;

/** A question that cannot be answered as it was asked. The message names the field, what was found and what was expected, and never repeats what a person typed. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Optional<String> field;

    Refused(ErrorCode code, String message) {
        this(code, Optional.empty(), message);
    }

    private Refused(ErrorCode code, Optional<String> field, String message) {
        super(message);
        this.code = code;
        this.field = field;
    }

    /** @param found described, not quoted, where it may be about a patient */
    static Refused field(ErrorCode code, String field, String found, String expected) {
        return new Refused(code, Optional.of(field), field + ": found " + found + ", expected " + expected);
    }

    ErrorCode code() {
        return code;
    }

    Optional<String> field() {
        return field;
    }
}
