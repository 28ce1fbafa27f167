package vn.khop.terminology.question;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
    private final transient Optional<Wording> wording;
    private final transient Optional<Wording> hint;
    private final transient Messages messages;

    /** Words of ours, which each reader's language has. */
    private record Wording(String key, List<String> arguments) {
        static Wording of(String key, Object... arguments) {
            return new Wording(key, Stream.of(arguments).map(String::valueOf).toList());
        }

        String in(Messages messages) {
            return messages.message(key, arguments.toArray()).text();
        }
    }

    private Refused(
            Kind kind,
            List<Issue> issues,
            Optional<String> unknownSystem,
            Optional<Wording> wording,
            Optional<Wording> hint,
            Messages messages) {
        super(issues.get(0).text(), null, false, false);
        this.kind = kind;
        this.issues = List.copyOf(issues);
        this.unknownSystem = unknownSystem;
        this.wording = wording;
        this.hint = hint;
        this.messages = messages;
    }

    private Refused(Kind kind, List<Issue> issues, Optional<String> unknownSystem, Optional<Wording> wording) {
        this(kind, issues, unknownSystem, wording, Optional.empty(), Messages.in(Optional.empty()));
    }

    public static Refused of(Kind kind, Issue issue) {
        return new Refused(kind, List.of(issue), Optional.empty(), Optional.empty());
    }

    /**
     * In words of ours, where the ecosystem has no message for it: English, until it is told {@link #in another language}.
     *
     * @param wording the key of the message
     */
    public static Refused saying(Kind kind, String type, String wording, Object... arguments) {
        Wording words = Wording.of(wording, arguments);
        Issue issue = ownIssue(type, words.in(Messages.in(Optional.empty())));
        return new Refused(kind, List.of(issue), Optional.empty(), Optional.of(words));
    }

    /** In this very text, whoever reads it. */
    public static Refused plainly(Kind kind, String type, String text) {
        return of(kind, ownIssue(type, text));
    }

    private static Issue ownIssue(String type, String text) {
        return new Issue(Issue.Severity.ERROR, type, Optional.empty(), Optional.empty(), text, "");
    }

    /** The same in a reader's language; what was told in one already stays as it is. */
    public Refused in(Messages readers) {
        List<Issue> told = wording.map(words -> List.of(ownIssue(issues.get(0).type(), words.in(readers))))
                .orElse(issues);
        return new Refused(kind, told, unknownSystem, wording, hint, readers);
    }

    /** Because this code system is not known; a check of a code answers "no" with it. */
    public static Refused unknownSystem(String system, List<Issue> issues) {
        return new Refused(Kind.UNRESOLVED, issues, Optional.of(system), Optional.empty());
    }

    /**
     * With what the asker may do about it.
     *
     * @param advice the key of the message
     */
    public Refused hinting(String advice, Object... arguments) {
        return new Refused(kind, issues, unknownSystem, wording, Optional.of(Wording.of(advice, arguments)), messages);
    }

    public Optional<String> hint() {
        return hint.map(words -> words.in(messages));
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
