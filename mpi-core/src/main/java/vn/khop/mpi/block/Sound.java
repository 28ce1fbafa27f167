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
        String text = syllable.replace('y', 'i').replaceAll("(.)\\1+", "$1");
        if (text.startsWith("ch") || text.startsWith("tr")) {
            text = "c" + text.substring(2);
        } else if (text.startsWith("gi") && text.length() > 2) {
            text = "d" + text.substring(2);
        } else if (text.startsWith("r")) {
            text = "d" + text.substring(1);
        } else if (text.startsWith("l")) {
            text = "n" + text.substring(1);
        } else if (text.startsWith("s")) {
            text = "x" + text.substring(1);
        }
        if (text.endsWith("ng") || text.endsWith("nh")) {
            text = text.substring(0, text.length() - 1);
        } else if (text.endsWith("ch")) {
            text = text.substring(0, text.length() - 2) + "t";
        } else if (text.endsWith("c")) {
            text = text.substring(0, text.length() - 1) + "t";
        }
        return text;
    }
}
