package vn.khop.terminology.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.load.LoadIssue.Severity;

/** What there is to say about the rows of a list and of the tables beside it. */
final class RowIssues {
    private final List<LoadIssue> issues = new ArrayList<>();
    private long errors;

    /** Row as a spreadsheet counts, line as an editor does. */
    record Place(Optional<String> table, long row, long line) {}

    void refuse(ErrorCode code, Place place, String column, Wording wording) {
        add(Severity.ERROR, code, place, Optional.of(column), wording);
    }

    void warn(ErrorCode code, Place place, Wording wording) {
        add(Severity.WARNING, code, place, Optional.empty(), wording);
    }

    /** Of a table as a whole. */
    void file(Severity severity, ErrorCode code, Optional<String> table, Wording wording) {
        add(severity, code, new Place(table, 0, 0), Optional.empty(), wording);
    }

    /** That the table is none, or goes on as none from a row on. */
    void unreadable(Optional<String> table, UnreadableTable why) {
        add(Severity.ERROR, why.code(), new Place(table, why.row(), why.line()), Optional.empty(), why.wording());
    }

    /** @param named the file, as whoever asked for it named it */
    void unreadable(Optional<String> table, String named, IOException why) {
        unreadable(table, UnreadableTable.of(named, why));
    }

    void add(Severity severity, ErrorCode code, Place place, Optional<String> column, Wording wording) {
        issues.add(new LoadIssue(severity, code, place.table(), place.row(), place.line(), column, wording));
        errors += severity == Severity.ERROR ? 1 : 0;
    }

    long errors() {
        return errors;
    }

    /** Those of the list in the order of its rows, then those of the tables beside it as they came. */
    List<LoadIssue> sorted() {
        List<LoadIssue> sorted = new ArrayList<>(issues);
        sorted.sort(Comparator.comparing((LoadIssue issue) -> issue.table().isPresent())
                .thenComparingLong(issue -> issue.table().isPresent() ? 0 : issue.row()));
        return sorted;
    }
}
