package vn.khop.terminology.load;

import java.util.List;
import java.util.Optional;
import vn.khop.terminology.concept.CodeSystem;

/**
 * What came of reading a file.
 *
 * @param codeSystem the rows without errors; empty where the file could not be read as a whole or has none
 * @param rowsRead rows after the header with anything in them, whatever became of them
 * @param rowsRefused rows left out because of an error
 * @param issues in the order of the rows, all of them
 */
public record LoadResult(Optional<CodeSystem> codeSystem, long rowsRead, long rowsRefused, List<LoadIssue> issues) {
    public LoadResult {
        issues = List.copyOf(issues);
    }

    public boolean hasErrors() {
        return issues.stream().anyMatch(LoadIssue::isError);
    }

    public List<LoadIssue> errors() {
        return issues.stream().filter(LoadIssue::isError).toList();
    }

    public List<LoadIssue> warnings() {
        return issues.stream().filter(issue -> !issue.isError()).toList();
    }
}
