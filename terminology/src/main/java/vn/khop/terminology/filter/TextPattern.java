package vn.khop.terminology.filter;

import java.util.Optional;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.CharacterRunAutomaton;
import org.apache.lucene.util.automaton.Operations;
import org.apache.lucene.util.automaton.RegExp;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;

/*
 * A regular expression that somebody sent must not cost more than its length and the text's. So it becomes a deterministic automaton, of
 * bounded size, that reads each character once; what an automaton cannot say (references back, looking around) is refused. FHIR's
 * expressions match whole texts, as automata do. Lucene gives some characters a meaning that FHIR's do not have (# @ & < > ~ "); they are
 * switched off, and anchors at the ends are taken away since they say what holds anyway. \d, \w and \s are Lucene's own.
 */
/** A regular expression over whole texts, in time linear in the text. */
final class TextPattern {
    private static final int LENGTH_MAX = 1_000;
    private static final int WORK_MAX = 10_000;

    private final CharacterRunAutomaton automaton;

    private TextPattern(CharacterRunAutomaton automaton) {
        this.automaton = automaton;
    }

    /** Empty where the text is no expression, or one that needs more than an automaton of this size. */
    static Optional<TextPattern> of(String text) {
        if (text.length() > LENGTH_MAX || text.contains("(?=") || text.contains("(?!") || text.contains("(?<")) {
            return Optional.empty();
        }
        String whole = text.startsWith("^") ? text.substring(1) : text;
        if (whole.endsWith("$") && !whole.endsWith("\\$")) {
            whole = whole.substring(0, whole.length() - 1);
        }
        try {
            Automaton found = new RegExp(whole.replace("(?:", "("), RegExp.NONE).toAutomaton();
            return Optional.of(new TextPattern(new CharacterRunAutomaton(Operations.determinize(found, WORK_MAX))));
        } catch (IllegalArgumentException | TooComplexToDeterminizeException | StackOverflowError e) {
            return Optional.empty();
        }
    }

    boolean matches(String text) {
        return automaton.run(text);
    }
}
