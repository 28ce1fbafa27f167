package vn.khop.terminology.load;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import vn.khop.terminology.concept.ErrorCode;

/** A file that is no table, is none that is safe to read, or stops being one in a row; the message says what to do. */
final class UnreadableTable extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    // No one sends an exception anywhere.
    private final transient Wording wording;
    private final long row;
    private final long line;

    UnreadableTable(ErrorCode code, Wording wording) {
        this(code, 0, 0, wording);
    }

    /** That the file is not there, or may not be read. */
    static UnreadableTable of(String where, IOException why) {
        if (why instanceof NoSuchFileException) {
            return new UnreadableTable(
                    ErrorCode.FILE_UNREADABLE, new Wording("không có tệp " + where, "there is no file " + where));
        }
        String kind = why.getClass().getSimpleName();
        return new UnreadableTable(
                ErrorCode.FILE_UNREADABLE,
                new Wording(
                        "không đọc được " + where + " (" + kind + "): hãy xem lại đường dẫn và quyền đọc",
                        where + " cannot be read (" + kind + "): check the path and its rights"));
    }

    /** @param row 0 for the file as a whole, and so {@code line} */
    UnreadableTable(ErrorCode code, long row, long line, Wording wording) {
        super(wording.en());
        this.code = code;
        this.wording = wording;
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

    Wording wording() {
        return wording;
    }

    String text() {
        return wording.en();
    }
}
