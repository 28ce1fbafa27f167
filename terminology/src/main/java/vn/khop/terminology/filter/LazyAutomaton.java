package vn.khop.terminology.filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.util.automaton.RegExp;
import vn.khop.terminology.resource.Effort;

/*
 * Thompson's construction (1968): a node reads one character of some ranges, or leads on to two others without reading. What a text has led to so far is a set of nodes, and
 * such a set is a state of a deterministic automaton. There may be two to the power of the nodes of these, so only those that a text comes by are made, one transition at a
 * time; when they fill their room, they are forgotten and made again. So reading a character costs a look into a table, and at worst as much as there are nodes, whatever
 * the expression is; and making a transition says what it costs, so that whoever asks can be let wait or be refused between any two.
 */
/** Reads whole texts by a regular expression as Lucene parses it, in time that no text and no expression makes grow but in proportion. Belongs to one thread. */
final class LazyAutomaton {
    /** Nodes, and looks at parts of the expression: a repetition of what reads nothing makes no nodes. */
    private static final int NODES_MAX = 10_000;

    /** What tables and sets of nodes hold together before they are made anew. */
    private static final int ROOM = 1 << 18;

    private static final int NODES_A_STEP = 8;
    private static final int UNKNOWN = -1;
    private static final int DEAD = 0;
    private static final int NO_NODE = -1;
    private static final int MATCH = 0;

    /** A range without a character in it; a node without a range reads nothing and goes on. */
    private static final int[] NOTHING = {1, 0};

    private final List<int[]> ranges = new ArrayList<>();
    private final List<int[]> next = new ArrayList<>();
    private final int first;
    private final int[] classes;

    private final Map<Members, Integer> states = new HashMap<>();
    private final List<int[]> members = new ArrayList<>();
    private final List<int[]> transitions = new ArrayList<>();
    private int start = UNKNOWN;
    private int held;
    private int parts;

    private final BitSet seen = new BitSet();
    private final BitSet reading = new BitSet();
    private final int[] open;
    private int openSize;

    /** The nodes of one state that read something, sorted; {@link #MATCH} among them where the text may end here. */
    private record Members(int[] nodes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Members same && Arrays.equals(nodes, same.nodes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(nodes);
        }
    }

    /**
     * @throws IllegalArgumentException if the expression has a part that is not known here
     * @throws TooLarge if it has too many
     */
    LazyAutomaton(RegExp expression, Effort effort) {
        node(new int[0], NO_NODE, NO_NODE);
        first = build(expression, MATCH);
        effort.spend(1L + (next.size() + parts) / NODES_A_STEP);
        open = new int[next.size()];
        int[] starts = new int[1 + ranges.stream().mapToInt(read -> read.length).sum()];
        int count = 0;
        starts[count++] = Character.MIN_CODE_POINT;
        for (int[] read : ranges) {
            for (int i = 0; i < read.length; i += 2) {
                starts[count++] = read[i];
                starts[count++] = read[i + 1] + 1;
            }
        }
        Arrays.sort(starts);
        int distinct = 0;
        for (int start : starts) {
            if (distinct == 0 || starts[distinct - 1] != start) {
                starts[distinct++] = start;
            }
        }
        classes = Arrays.copyOf(starts, distinct);
        forget();
    }

    /** There are more parts than any expression has that somebody needs. */
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLarge() {
            super("more than " + NODES_MAX + " nodes", null, false, false);
        }
    }

    private int node(int[] read, int one, int other) {
        ranges.add(read);
        next.add(new int[] {one, other});
        return next.size() - 1;
    }

    /** Where to begin so as to read what the expression says and then come to a node. */
    private int build(RegExp part, int after) {
        if (++parts > NODES_MAX) {
            throw new TooLarge();
        }
        return switch (part.kind) {
            case REGEXP_CHAR, REGEXP_CHAR_RANGE, REGEXP_ANYCHAR, REGEXP_INTERSECTION, REGEXP_COMPLEMENT ->
                node(rangesOf(part), after, NO_NODE);
            case REGEXP_STRING -> {
                int[] letters = part.s.codePoints().toArray();
                int start = after;
                for (int i = letters.length - 1; i >= 0; i--) {
                    start = node(new int[] {letters[i], letters[i]}, start, NO_NODE);
                }
                yield start;
            }
            case REGEXP_CONCATENATION -> build(part.exp1, build(part.exp2, after));
            case REGEXP_UNION -> split(build(part.exp1, after), build(part.exp2, after));
            case REGEXP_OPTIONAL -> split(build(part.exp1, after), after);
            case REGEXP_REPEAT -> repeated(part.exp1, 0, after);
            case REGEXP_REPEAT_MIN -> repeated(part.exp1, part.min, after);
            case REGEXP_REPEAT_MINMAX -> {
                int start = after;
                for (int i = part.min; i < part.max; i++) {
                    start = split(build(part.exp1, start), after);
                }
                yield times(part.exp1, part.min, start);
            }
            default -> throw new IllegalArgumentException("an expression with " + part.kind);
        };
    }

    private int split(int one, int other) {
        return node(new int[0], one, other);
    }

    private int repeated(RegExp part, int least, int after) {
        int loop = split(NO_NODE, after);
        next.get(loop)[0] = build(part, loop);
        return times(part, least, loop);
    }

    private int times(RegExp part, int count, int after) {
        int start = after;
        for (int i = 0; i < count; i++) {
            start = build(part, start);
        }
        return start;
    }

    /** First and last characters of what a class of characters holds. */
    private static int[] rangesOf(RegExp set) {
        return switch (set.kind) {
            case REGEXP_CHAR -> new int[] {set.c, set.c};
            case REGEXP_CHAR_RANGE -> new int[] {set.from, set.to};
            case REGEXP_ANYCHAR -> new int[] {Character.MIN_CODE_POINT, Character.MAX_CODE_POINT};
            case REGEXP_UNION -> {
                int[] one = rangesOf(set.exp1);
                int[] other = rangesOf(set.exp2);
                int[] both = Arrays.copyOf(one, one.length + other.length);
                System.arraycopy(other, 0, both, one.length, other.length);
                yield both;
            }
            case REGEXP_COMPLEMENT -> without(rangesOf(set.exp1));
            case REGEXP_INTERSECTION -> {
                if (set.exp1.kind != RegExp.Kind.REGEXP_ANYCHAR) {
                    throw new IllegalArgumentException("an intersection of expressions");
                }
                yield rangesOf(set.exp2);
            }
            default -> throw new IllegalArgumentException("a class of characters with " + set.kind);
        };
    }

    private static int[] without(int[] set) {
        BitSet rest = new BitSet();
        rest.set(Character.MIN_CODE_POINT, Character.MAX_CODE_POINT + 1);
        for (int i = 0; i < set.length; i += 2) {
            rest.clear(set[i], set[i + 1] + 1);
        }
        List<Integer> found = new ArrayList<>();
        for (int from = rest.nextSetBit(0); from >= 0; from = rest.nextSetBit(rest.nextClearBit(from))) {
            found.add(from);
            found.add(rest.nextClearBit(from) - 1);
        }
        return found.isEmpty()
                ? NOTHING
                : found.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Whether the whole text is what the expression says. */
    boolean run(String text, Effort effort) {
        if (start == UNKNOWN) {
            start = stateOf(new int[] {first}, effort);
        }
        int state = start;
        for (int i = 0; i < text.length() && state != DEAD; ) {
            int letter = text.codePointAt(i);
            i += Character.charCount(letter);
            int found = Arrays.binarySearch(classes, letter);
            int ofClass = found >= 0 ? found : -found - 2;
            int after = transitions.get(state)[ofClass];
            if (after == UNKNOWN) {
                int[] reached = reached(members.get(state), letter);
                if (held > ROOM) {
                    forget();
                    after = stateOf(reached, effort);
                } else {
                    after = stateOf(reached, effort);
                    transitions.get(state)[ofClass] = after;
                }
            }
            state = after;
        }
        return members.get(state).length > 0 && members.get(state)[0] == MATCH;
    }

    /** Where the nodes of a state lead that read this character. */
    private int[] reached(int[] from, int letter) {
        int[] reached = new int[from.length];
        int count = 0;
        for (int node : from) {
            int[] read = ranges.get(node);
            for (int i = 0; i < read.length; i += 2) {
                if (read[i] <= letter && letter <= read[i + 1]) {
                    reached[count++] = next.get(node)[0];
                    break;
                }
            }
        }
        return Arrays.copyOf(reached, count);
    }

    /** The state of these nodes and all that they lead to without reading; it may be one that is known. */
    private int stateOf(int[] nodes, Effort effort) {
        seen.clear();
        reading.clear();
        openSize = 0;
        for (int node : nodes) {
            see(node);
        }
        int looks = nodes.length;
        while (openSize > 0) {
            looks++;
            for (int to : next.get(open[--openSize])) {
                if (to != NO_NODE) {
                    see(to);
                }
            }
        }
        effort.spend(1L + looks / NODES_A_STEP);
        Members found = new Members(reading.stream().toArray());
        Integer known = states.get(found);
        return known != null ? known : newState(found);
    }

    private void see(int node) {
        if (seen.get(node)) {
            return;
        }
        seen.set(node);
        if (node == MATCH || ranges.get(node).length > 0) {
            reading.set(node);
        } else {
            open[openSize++] = node;
        }
    }

    private int newState(Members found) {
        int[] to = new int[classes.length];
        Arrays.fill(to, UNKNOWN);
        members.add(found.nodes());
        transitions.add(to);
        states.put(found, members.size() - 1);
        held += classes.length + found.nodes().length;
        return members.size() - 1;
    }

    private void forget() {
        start = UNKNOWN;
        states.clear();
        members.clear();
        transitions.clear();
        held = 0;
        newState(new Members(new int[0]));
    }
}
