package vn.khop.mpi.normalise;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.normalise.UnitNames.Meaning;
import vn.khop.reference.AdministrativeUnits;
import vn.khop.reference.VietnameseText;

/**
 * An address cut into words: their keys in one run with the place where each begins, so that any window of words is a range of
 * characters, and which of them begin a segment after a comma or dash.
 */
final class AddressWords {
    /* Everything about a word stands in arrays by its place, and a window's hash is the difference of two prefix sums
     * (Karp and Rabin 1987), so that looking a window up makes no object and reads its letters only where the hash agrees. */
    private static final int WORDS = 24;

    /** So many words has the longest name. */
    static final int WINDOW_WORDS = 7;

    private static final String[] MARKED_UNIT_WORDS = {
        "phường", "xã", "thị", "trấn", "đặc", "quận", "huyện", "thành", "phố", "tỉnh", "đk"
    };

    private final String text;
    private final UnitNames names;
    private final int[] powers;

    private int count;
    /** Where words begin and end in the text. */
    private int[] starts = new int[WORDS];

    private int[] ends = new int[WORDS];
    private boolean[] beginsSegment = new boolean[WORDS];
    private boolean[] isMarked = new boolean[WORDS];
    /** Words without marks, parted by one space, and where each ends. */
    private final char[] street;

    private int[] streetEnds = new int[WORDS];
    /** Keys without anything between, where each begins, and the hash of all before. */
    private final char[] run;

    private int[] offsets = new int[WORDS];
    private int[] hashes = new int[WORDS];
    private boolean hasSegments;
    /** What was looked up already, by where a window ends and its words less one. */
    private final @Nullable Meaning[] @Nullable [] windows;

    /** Cuts at everything that is no letter or digit, and between a short abbreviation and the number stuck to it (P13, Q1). */
    AddressWords(String text, UnitNames names, int[] powers) {
        this.text = text;
        this.names = names;
        this.powers = powers;
        // Every character may be a word with a space after it.
        street = new char[2 * text.length()];
        run = new char[text.length()];
        cut();
        windows = new Meaning[count + 1][];
    }

    /** 31 to the power of 0 to the length of the longest key. */
    static int[] powers(UnitNames names) {
        int[] powers = new int[names.longest() + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = 31 * powers[i - 1];
        }
        return powers;
    }

    private void cut() {
        boolean isAfterSeparator = true;
        int n = text.length();
        int i = 0;
        while (i < n) {
            if (!isWordCharacter(text.charAt(i))) {
                isAfterSeparator |= isSeparator(text, i);
                i++;
                continue;
            }
            int end = i + 1;
            while (end < n && isWordCharacter(text.charAt(end))) {
                end++;
            }
            int cut = abbreviationEnd(text, i, end);
            if (cut > i) {
                add(i, cut, isAfterSeparator);
                isAfterSeparator = false;
            }
            add(cut, end, isAfterSeparator);
            isAfterSeparator = false;
            i = end;
        }
    }

    private void add(int from, int to, boolean isFirstOfSegment) {
        if (count + 1 == starts.length) {
            grow();
        }
        int word = count++;
        starts[word] = from;
        ends[word] = to;
        beginsSegment[word] = isFirstOfSegment;
        hasSegments |= isFirstOfSegment && word > 0;
        int put = word == 0 ? 0 : streetEnds[word - 1];
        if (word > 0) {
            street[put++] = ' ';
        }
        int begin = put;
        boolean hasMarks = false;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            char folded = VietnameseText.fold(c);
            hasMarks |= c >= 0x80 && folded != Character.toLowerCase(c);
            if (folded != 0) {
                street[put++] = folded;
            }
        }
        streetEnds[word] = put;
        isMarked[word] = hasMarks;
        int keyEnd = AdministrativeUnits.key(street, begin, put, run, offsets[word]);
        int hash = hashes[word];
        for (int i = offsets[word]; i < keyEnd; i++) {
            hash = 31 * hash + run[i];
        }
        offsets[word + 1] = keyEnd;
        hashes[word + 1] = hash;
        beginsSegment[word + 1] = true;
    }

    private void grow() {
        int size = 2 * starts.length;
        starts = Arrays.copyOf(starts, size);
        ends = Arrays.copyOf(ends, size);
        beginsSegment = Arrays.copyOf(beginsSegment, size);
        isMarked = Arrays.copyOf(isMarked, size);
        streetEnds = Arrays.copyOf(streetEnds, size);
        offsets = Arrays.copyOf(offsets, size);
        hashes = Arrays.copyOf(hashes, size);
    }

    private static boolean isWordCharacter(char c) {
        if (c < 0x80) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '\'';
        }
        return Character.isLetterOrDigit(c) || c == '\u2019' || Character.getType(c) == Character.NON_SPACING_MARK;
    }

    /** A dash between digits or letters ("12-14", "T-junction") joins; with a space on a side it parts. */
    private static boolean isSeparator(String text, int i) {
        char c = text.charAt(i);
        if (c == ',' || c == ';' || c == '|' || c == '\n') {
            return true;
        }
        boolean isDash = c == '-' || c == '\u2013' || c == '\u2014';
        return isDash && (i == 0 || i == text.length() - 1 || text.charAt(i - 1) == ' ' || text.charAt(i + 1) == ' ');
    }

    /** Where P, F, Q or X ends in "P13"; the start where there is no such abbreviation. */
    private static int abbreviationEnd(String text, int start, int end) {
        if (end - start < 2 || end - start > 3 || "pPfFqQ".indexOf(text.charAt(start)) < 0) {
            return start;
        }
        for (int i = start + 1; i < end; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return start;
            }
        }
        return start + 1;
    }

    int count() {
        return count;
    }

    /** What the words [start, end) mean together; there are at most {@link #WINDOW_WORDS} of them. */
    Meaning meaning(int start, int end) {
        @Nullable Meaning[] window = windows[end];
        if (window == null) {
            window = new Meaning[WINDOW_WORDS];
            windows[end] = window;
        }
        Meaning meaning = window[end - start - 1];
        if (meaning == null) {
            meaning = find(start, end);
            window[end - start - 1] = meaning;
        }
        return meaning;
    }

    private Meaning find(int start, int end) {
        int length = offsets[end] - offsets[start];
        return length >= powers.length
                ? Meaning.NOTHING
                : names.find(run, offsets[start], offsets[end], hashes[end] - hashes[start] * powers[length]);
    }

    private boolean isKey(int start, int end, String key) {
        int from = offsets[start];
        if (offsets[end] - from != key.length()) {
            return false;
        }
        for (int i = 0; i < key.length(); i++) {
            if (run[from + i] != key.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The words [start, end) with their marks, in one spelling, without spaces; empty where none of them has a mark. */
    String exact(int start, int end) {
        boolean hasMarks = false;
        for (int i = start; i < end; i++) {
            hasMarks |= isMarked[i];
        }
        if (!hasMarks) {
            return "";
        }
        StringBuilder exact = new StringBuilder(ends[end - 1] - starts[start]);
        for (int i = start; i < end; i++) {
            exact.append(Spelling.key(Spelling.lower(text.substring(starts[i], ends[i]))));
        }
        return exact.toString();
    }

    boolean beginsSegment(int word) {
        return beginsSegment[word];
    }

    /** Whether anything parts the address at all. */
    boolean hasSegments() {
        return hasSegments;
    }

    /** Where the segment begins that holds the word before {@code end}. */
    int segmentStart(int end) {
        int start = end - 1;
        while (start > 0 && !beginsSegment[start]) {
            start--;
        }
        return Math.max(start, 0);
    }

    boolean isNumber(int start, int end) {
        if (end != start + 1 || offsets[start] == offsets[end]) {
            return false;
        }
        for (int i = offsets[start]; i < offsets[end]; i++) {
            if (run[i] < '0' || run[i] > '9') {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the word alone is a short one such as "p" or "tx": a name does not begin with it unless it is looked up whole. Xà
     * is a unit word too, and begins many names.
     */
    boolean isShortUnitWord(int word) {
        if (offsets[word + 1] - offsets[word] > 2 || isKey(word, word + 1, "xa")) {
            return false;
        }
        return meaning(word, word + 1).isWord();
    }

    /** Whether each of the words that has marks is one of the words for kinds of units. */
    boolean hasMarksOfUnitWords(int from, int to) {
        for (int i = from; i < to; i++) {
            if (isMarked[i] && !isMarkedUnitWord(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isMarkedUnitWord(int word) {
        int length = ends[word] - starts[word];
        for (String marked : MARKED_UNIT_WORDS) {
            if (marked.length() == length && text.regionMatches(true, starts[word], marked, 0, length)) {
                return true;
            }
        }
        return false;
    }

    /** The number of words without "Việt Nam" at the end. */
    int endWithoutCountry() {
        if (count >= 2 && isKey(count - 2, count, "vietnam")) {
            return count - 2;
        }
        boolean isCountry = count >= 1 && (isKey(count - 1, count, "vn") || isKey(count - 1, count, "vietnam"));
        return isCountry ? count - 1 : count;
    }

    /** The words before {@code end} without marks, separated by one space. */
    String street(int end) {
        return end == 0 ? "" : new String(street, 0, streetEnds[end - 1]);
    }
}
