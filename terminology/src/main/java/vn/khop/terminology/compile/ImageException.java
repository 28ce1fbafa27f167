package vn.khop.terminology.compile;

import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;

/** The images folder or an image in it cannot be used. The message says what was found, what was expected and what to do. */
public final class ImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    ImageException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    ImageException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Problem problem() {
        return new Problem(code, String.valueOf(getMessage()));
    }
}
