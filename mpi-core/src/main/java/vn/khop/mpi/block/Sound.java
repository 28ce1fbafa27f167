package vn.khop.mpi.block;

import java.util.ArrayList;
import java.util.List;

/**
 * Folds syllables without marks to what regions and keyboards confuse: l/n, s/x, ch/tr, d/gi/r, y/i, final n/ng/nh, t/c/ch,
 * and repeated letters. For keys only: it joins different names, and a comparison must look again.
 */
public final class Sound {
    private Sound() {}

    /** The sounds of syllables without marks, in order, separated by one space. */
    public static String of(String foldedSyllables) {
        List<String> sounds = new ArrayList<>();
        for (String syllable : foldedSyllables.split(" ")) {
            sounds.add(syllable(syllable));
        }
        return String.join(" ", sounds);
    }

    private static String syllable(String syllable) {
        StringBuilder text = new StringBuilder(syllable.length());
        for (int i = 0; i < syllable.length(); i++) {
            char c = syllable.charAt(i) == 'y' ? 'i' : syllable.charAt(i);
            if (text.length() == 0 || text.charAt(text.length() - 1) != c) {
                text.append(c);
            }
        }
        foldStart(text);
        foldEnd(text);
        return text.toString();
    }

    private static void foldStart(StringBuilder text) {
        char first = text.length() == 0 ? ' ' : text.charAt(0);
        char second = text.length() < 2 ? ' ' : text.charAt(1);
        if ((first == 'c' && second == 'h') || (first == 't' && second == 'r')) {
            text.replace(0, 2, "c");
        } else if (first == 'g' && second == 'i' && text.length() > 2) {
            text.replace(0, 2, "d");
        } else if (first == 'r') {
            text.setCharAt(0, 'd');
        } else if (first == 'l') {
            text.setCharAt(0, 'n');
        } else if (first == 's') {
            text.setCharAt(0, 'x');
        }
    }

    private static void foldEnd(StringBuilder text) {
        int length = text.length();
        char last = length == 0 ? ' ' : text.charAt(length - 1);
        char before = length < 2 ? ' ' : text.charAt(length - 2);
        if (before == 'n' && (last == 'g' || last == 'h')) {
            text.setLength(length - 1);
        } else if (before == 'c' && last == 'h') {
            text.replace(length - 2, length, "t");
        } else if (last == 'c') {
            text.setCharAt(length - 1, 't');
        }
    }
}
