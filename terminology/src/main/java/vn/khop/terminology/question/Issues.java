package vn.khop.terminology.question;

import java.util.ArrayList;
import java.util.List;

/** What is to be told of one answer, in order, each thing once. */
public final class Issues {
    private final List<Issue> issues = new ArrayList<>();

    /** Whether it was new: the same text of the same path and detail is told once. */
    public boolean add(Issue issue) {
        boolean known = issues.stream()
                .anyMatch(other -> other.text().equals(issue.text())
                        && other.path().equals(issue.path())
                        && other.severity() == issue.severity()
                        && other.detail().equals(issue.detail()));
        if (!known) {
            issues.add(issue);
        }
        return !known;
    }

    public int size() {
        return issues.size();
    }

    /** Takes back those from one place to before another. */
    public void forget(int from, int to) {
        issues.subList(from, to).clear();
    }

    public boolean hasErrors() {
        return issues.stream().anyMatch(Issue::isError);
    }

    public List<Issue> all() {
        return List.copyOf(issues);
    }

    public void replace(Issue old, Issue changed) {
        issues.set(issues.indexOf(old), changed);
    }
}
