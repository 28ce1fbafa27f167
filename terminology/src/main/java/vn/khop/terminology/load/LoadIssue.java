package vn.khop.terminology.load;

import java.util.Locale;
import java.util.Optional;
import vn.khop.terminology.concept.ErrorCode;

/**
 * Something to know about one row of a file, or about the file.
 *
 * @param table where it is about a table beside the list: which
 * @param row as a spreadsheet counts: the header is row 1; 0 for the file as a whole
 * @param line of the file where the row begins, from 1, as an editor counts; 0 for the file as a whole
 * @param column the header of the column, where it is about one
 * @param wording what was found, what was expected; without the place
 */
public record LoadIssue(
        Severity severity,
        ErrorCode code,
        Optional<String> table,
        long row,
        long line,
        Optional<String> column,
        Wording wording) {
    /** What becomes of the row. */
    public enum Severity {
        /** It is left out (or, for the file, nothing can be read). */
        ERROR,
        /** It is taken, as the message says. */
        WARNING
    }

    /** The message in English. */
    public String message() {
        return message(Locale.ENGLISH);
    }

    public String message(Locale language) {
        return wording.in(language);
    }

    /** Place and message: {@code row 17 (line 18), column name_vi: ...}. */
    public String text() {
        if (row == 0) {
            return table.map(name -> name + ": ").orElse("") + message();
        }
        String place =
                table.map(name -> name + ", ").orElse("") + "row " + row + (line == row ? "" : " (line " + line + ")");
        return place + column.map(name -> ", column " + name).orElse("") + ": " + message();
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }
}
