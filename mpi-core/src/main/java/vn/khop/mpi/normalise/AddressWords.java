package vn.khop.mpi.normalise;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.khop.reference.AdministrativeUnits;
import vn.khop.reference.UnitWord;
import vn.khop.reference.VietnameseText;

/**
 * An address cut into words: their keys in one run with the place where each begins, so that any window of words is one
 * substring, and which of them begin a segment after a comma or dash.
 */
final class AddressWords {
    private final List<String> keys;
    private final List<String> words;
    private final boolean[] beginsSegment;
    private final String run;
    private final int[] offsets;
    private final boolean isAccented;

    private AddressWords(List<String> words, List<Boolean> segments, boolean isAccented) {
        this.words = words;
        this.isAccented = isAccented;
        keys = new ArrayList<>(words.size());
        beginsSegment = new boolean[words.size() + 1];
        offsets = new int[words.size() + 1];
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < words.size(); i++) {
            String key = AdministrativeUnits.key(words.get(i));
            keys.add(key);
            joined.append(key);
            offsets[i + 1] = joined.length();
            beginsSegment[i] = segments.get(i);
        }
        beginsSegment[words.size()] = true;
        run = joined.toString();
    }

    /** Cuts at everything that is no letter or digit, and between a short abbreviation and the number stuck to it (P13, Q1). */
    static AddressWords of(String text) {
        List<String> words = new ArrayList<>();
        List<Boolean> segments = new ArrayList<>();
        boolean isAfterSeparator = true;
        int n = text.length();
        int i = 0;
        while (i < n) {
            char c = text.charAt(i);
            if (!isWordCharacter(c)) {
                isAfterSeparator |= isSeparator(text, i);
                i++;
                continue;
            }
            int end = i;
            while (end < n && isWordCharacter(text.charAt(end))) {
                end++;
            }
            int cut = abbreviationEnd(text, i, end);
            if (cut > i) {
                words.add(text.substring(i, cut));
                segments.add(isAfterSeparator);
                isAfterSeparator = false;
                i = cut;
            }
            words.add(text.substring(i, end));
            segments.add(isAfterSeparator);
            isAfterSeparator = false;
            i = end;
        }
        String lower = Spelling.lower(text);
        return new AddressWords(words, segments, !VietnameseText.fold(lower).equals(lower));
    }

    private static boolean isWordCharacter(char c) {
        return Character.isLetterOrDigit(c)
                || c == '\''
                || c == '\u2019'
                || Character.getType(c) == Character.NON_SPACING_MARK;
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
        char c = text.charAt(start);
        boolean isLetter = "pPfFqQ".indexOf(c) >= 0;
        if (!isLetter || end - start < 2 || end - start > 3) {
            return start;
        }
        return Spacing.isDigits(text.substring(start + 1, end)) ? start + 1 : start;
    }

    int count() {
        return words.size();
    }

    /** The key of the words [start, end). */
    String key(int start, int end) {
        return run.substring(offsets[start], offsets[end]);
    }

    /** The words [start, end) with their marks, in one spelling, without spaces; empty where none of them has a mark. */
    String exact(int start, int end) {
        if (!isAccented) {
            return "";
        }
        String written = Spelling.lower(String.join(" ", words.subList(start, end)));
        return VietnameseText.fold(written).equals(written)
                ? ""
                : Spelling.key(written).replace(" ", "");
    }

    boolean beginsSegment(int word) {
        return beginsSegment[word];
    }

    /** Whether anything parts the address at all. */
    boolean hasSegments() {
        for (int i = 1; i < words.size(); i++) {
            if (beginsSegment[i]) {
                return true;
            }
        }
        return false;
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
        return end == start + 1 && Spacing.isDigits(keys.get(start));
    }

    /** Whether the word alone is a word such as "p" or "xa": a name does not begin with it unless it is looked up whole. */
    boolean isAnyUnitWord(int word, Map<String, UnitWord> unitWords) {
        return keys.get(word).length() <= 2 && unitWords.containsKey(keys.get(word)) && !KEPT.contains(keys.get(word));
    }

    /** Short words that are unit words and names of places: Xà, Tổng... begin many names. */
    private static final Set<String> KEPT = Set.of("xa");

    private static final Set<String> MARKED_UNIT_WORDS =
            Set.of("phường", "xã", "thị", "trấn", "đặc", "quận", "huyện", "thành", "phố", "tỉnh", "đk");

    /** Whether each of the words that has marks is one of the words for kinds of units. */
    boolean hasMarksOfUnitWords(int from, int to) {
        for (int i = from; i < to && isAccented; i++) {
            String word = Spelling.lower(words.get(i));
            if (!VietnameseText.fold(word).equals(word) && !MARKED_UNIT_WORDS.contains(word)) {
                return false;
            }
        }
        return true;
    }

    /** The number of words without "Việt Nam" at the end. */
    int endWithoutCountry() {
        int n = words.size();
        if (n >= 2 && key(n - 2, n).equals("vietnam")) {
            return n - 2;
        }
        return n >= 1 && (key(n - 1, n).equals("vn") || key(n - 1, n).equals("vietnam")) ? n - 1 : n;
    }

    /** The words before {@code end} without marks, separated by one space. */
    String street(int end) {
        return VietnameseText.fold(String.join(" ", words.subList(0, end)));
    }
}
