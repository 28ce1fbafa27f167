package vn.khop.terminology.filter;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.util.automaton.RegExp;
import vn.khop.terminology.resource.Effort;

/*
 * A regular expression that somebody sent must not cost more than its length and the text's. So it becomes an automaton that reads each character once; what an automaton
 * cannot say (references back, looking around) is refused. FHIR's expressions match whole texts, as automata do, so anchors at the ends are taken away. A counted repetition
 * is as many copies, and copies of copies multiply, so their number is known before any is made. The rest is rewritten to what Lucene's parser reads: its own escapes are
 * written out, and a quotation mark, which means something to it, is escaped.
 */
/** A regular expression over whole texts, in time linear in the text. Belongs to one thread. */
final class TextPattern {
    private static final int LENGTH_MAX = 1_000;
    private static final int DEPTH_MAX = 100;
    /** With every repetition written out: what people ask for needs less than 500. */
    private static final int COPIES_MAX = 2_000;

    private static final int DIGITS_MAX = 9;
    private static final Pattern COUNT = Pattern.compile("\\{(?<least>\\d*)(,(?<most>\\d*))?}");
    private static final String DIGIT = "0-9";
    private static final String WORD = "a-zA-Z0-9_";
    private static final String SPACE = " \t\n\u000B\f\r";
    private static final String LITERALS = "tnrfv";
    private static final String LITERAL_CHARACTERS = "\t\n\r\f\u000B";

    private final LazyAutomaton automaton;

    private TextPattern(LazyAutomaton automaton) {
        this.automaton = automaton;
    }

    /** Empty where the text is no expression, or one that needs more than an automaton of this size. */
    static Optional<TextPattern> of(String text, Effort effort) {
        String whole = text.startsWith("^") ? text.substring(1) : text;
        if (whole.endsWith("$") && !whole.endsWith("\\$")) {
            whole = whole.substring(0, whole.length() - 1);
        }
        return whole.length() > LENGTH_MAX || copies(whole) > COPIES_MAX
                ? Optional.empty()
                : rewritten(whole).flatMap(expression -> compiled(expression, effort));
    }

    /** How many characters the expression has when every counted repetition is written out. */
    private static long copies(String text) {
        Deque<Long> outer = new ArrayDeque<>();
        long sum = 0;
        long last = 0;
        boolean inClass = false;
        for (int i = 0; i < text.length() && sum + last <= COPIES_MAX; i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            }
            Optional<Matcher> count = c == '{' && !inClass ? countAt(text, i) : Optional.empty();
            if (inClass) {
                inClass = c != ']';
            } else if (c == '(') {
                outer.push(sum + last);
                sum = 0;
                last = 0;
            } else if (c == ')' && !outer.isEmpty()) {
                last += sum;
                sum = outer.pop();
            } else if (count.isPresent()) {
                last *= Math.max(1, largest(count.get()));
                i = count.get().end() - 1;
            } else {
                sum += last;
                last = 1;
                inClass = c == '[';
            }
        }
        return sum + last;
    }

    private static Optional<Matcher> countAt(String text, int at) {
        return Optional.of(COUNT.matcher(text).region(at, text.length())).filter(Matcher::lookingAt);
    }

    private static long largest(Matcher count) {
        String least = count.group("least");
        String most = count.group("most");
        boolean isLong = least.length() > DIGITS_MAX || (most != null && most.length() > DIGITS_MAX);
        return isLong
                ? COPIES_MAX + 1L
                : Long.parseLong(most == null || most.isEmpty() ? least.isEmpty() ? "0" : least : most);
    }

    private static Optional<TextPattern> compiled(String expression, Effort effort) {
        try {
            return Optional.of(new TextPattern(new LazyAutomaton(new RegExp(expression, RegExp.NONE), effort)));
        } catch (IllegalArgumentException | LazyAutomaton.TooLarge e) {
            return Optional.empty();
        }
    }

    /** The expression in Lucene's words; empty where it has none for it. */
    private static Optional<String> rewritten(String text) {
        StringBuilder written = new StringBuilder();
        boolean inClass = false;
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
                Optional<String> escape = i < text.length() ? escape(text.charAt(i), inClass) : Optional.empty();
                if (escape.isEmpty()) {
                    return Optional.empty();
                }
                written.append(escape.get());
                continue;
            }
            if (c == '[' && !inClass) {
                inClass = true;
            } else if (c == ']') {
                inClass = false;
            } else if (c == '(' && !inClass) {
                depth++;
                if (text.startsWith("(?:", i)) {
                    i += 2;
                } else if (text.startsWith("(?", i)) {
                    return Optional.empty();
                }
            } else if (c == ')' && !inClass) {
                depth--;
            }
            if (depth > DEPTH_MAX) {
                return Optional.empty();
            }
            written.append(c == '"' ? "\\\"" : Character.toString(c));
        }
        return Optional.of(written.toString());
    }

    private static Optional<String> escape(char c, boolean inClass) {
        switch (c) {
            case 'd':
                return Optional.of(inClass ? DIGIT : "[" + DIGIT + "]");
            case 'w':
                return Optional.of(inClass ? WORD : "[" + WORD + "]");
            case 's':
                return Optional.of(inClass ? SPACE : "[" + SPACE + "]");
            case 'D':
                return inClass ? Optional.empty() : Optional.of("[^" + DIGIT + "]");
            case 'W':
                return inClass ? Optional.empty() : Optional.of("[^" + WORD + "]");
            case 'S':
                return inClass ? Optional.empty() : Optional.of("[^" + SPACE + "]");
            default:
                int literal = LITERALS.indexOf(c);
                if (literal >= 0) {
                    return Optional.of(Character.toString(LITERAL_CHARACTERS.charAt(literal)));
                }
                return Character.isLetterOrDigit(c) ? Optional.empty() : Optional.of("\\" + c);
        }
    }

    boolean matches(String text, Effort effort) {
        return automaton.run(text, effort);
    }
}
