package vn.khop.terminology.load;

import vn.khop.terminology.concept.ErrorCode;

/** A file that is no table, is none that is safe to read, or stops being one in a row; the message says what to do. */
final class UnreadableTable extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final long row;
    private final long line;

    UnreadableTable(ErrorCode code, String message) {
        this(code, 0, 0, message);
    }

    /** @param row 0 for the file as a whole, and so {@code line} */
    UnreadableTable(ErrorCode code, long row, long line, String message) {
        super(message);
        this.code = code;
        this.row = row;
        this.line = line;
    }

    ErrorCode code() {
        return code;
    }

    long row() {
        return row;
    }

    long line() {
        return line;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
