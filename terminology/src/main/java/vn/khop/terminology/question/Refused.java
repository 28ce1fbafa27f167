package vn.khop.terminology.question;

import java.util.List;
import java.util.Optional;

/** A question that has no answer: it names what is unknown or cannot be done. Carries no stack trace: it is an answer, not a fault. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of refusal it is; a door over HTTP maps it to a status. */
    public enum Kind {
        /** The question is not well put. */
        INVALID,
        /** What it names is not known. */
        UNKNOWN,
        /** It is well put and cannot be done. */
        UNPROCESSABLE,
        /** A resource that is needed on the way is not known; where a code is checked, the answer is "no" and says so. */
        UNRESOLVED
    }

    private final transient Kind kind;
    private final transient List<Issue> issues;
    private final transient Optional<String> unknownSystem;
    private final transient Optional<String> hint;

    private Refused(Kind kind, List<Issue> issues, Optional<String> unknownSystem, Optional<String> hint) {
        super(issues.get(0).text(), null, false, false);
        this.kind = kind;
        this.issues = List.copyOf(issues);
        this.unknownSystem = unknownSystem;
        this.hint = hint;
    }

    public static Refused of(Kind kind, Issue issue) {
        return new Refused(kind, List.of(issue), Optional.empty(), Optional.empty());
    }

    /** In words of ours, where the ecosystem has no message for it. */
    public static Refused saying(Kind kind, String type, String text) {
        return of(kind, new Issue(Issue.Severity.ERROR, type, Optional.empty(), Optional.empty(), text, ""));
    }

    /** Because this code system is not known; a check of a code answers "no" with it. */
    public static Refused unknownSystem(String system, List<Issue> issues) {
        return new Refused(Kind.UNRESOLVED, issues, Optional.of(system), Optional.empty());
    }

    /** With what the asker may do about it. */
    public Refused hinting(String text) {
        return new Refused(kind, issues, unknownSystem, Optional.of(text));
    }

    public Optional<String> hint() {
        return hint;
    }

    public Kind kind() {
        return kind;
    }

    public List<Issue> issues() {
        return issues;
    }

    public Optional<String> unknownSystem() {
        return unknownSystem;
    }
}
