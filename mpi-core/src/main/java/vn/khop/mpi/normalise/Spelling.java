package vn.khop.mpi.normalise;

import java.util.Locale;
import vn.khop.mpi.record.NamePart;
import vn.khop.reference.VietnameseText;

/**
 * Spellings of one syllable that are the same word: where the tone mark stands ("hoà", "hòa"; "thuý", "thúy") and y or i after
 * a single consonant ("mỹ", "mĩ") or qu ("quý", "quí").
 */
final class Spelling {
    /* Rule for the tone mark: in oa, oe, uy at the end of a syllable both places are in use; the first vowel is taken (the
     * government's own lists write Hòa Bình). After "qu" the u belongs to the consonant, so the tone of "quý" stays where it is. */
    private Spelling() {}

    /** A name part in its three forms; {@code words} is lower case, NFC, one space between syllables. */
    static NamePart part(String words) {
        if (words.isEmpty()) {
            return NamePart.ABSENT;
        }
        String key = key(words);
        String folded = VietnameseText.fold(key);
        folded = folded.indexOf('\'') < 0 ? folded : folded.replace("'", "");
        return folded.isBlank() ? new NamePart(words, words, words) : new NamePart(words, key, folded);
    }

    /** The words with each syllable's one spelling. */
    static String key(String words) {
        char[] key = null;
        int start = 0;
        for (int i = 0; i <= words.length(); i++) {
            if (i == words.length() || words.charAt(i) == ' ') {
                if (i - start > 1 && isRespelled(words, start, i)) {
                    key = key == null ? words.toCharArray() : key;
                    respell(key, start, i);
                }
                start = i + 1;
            }
        }
        return key == null ? words : new String(key);
    }

    /** Whether the syllable ends in letters of which two spellings are in use: only then is it looked at closely. */
    private static boolean isRespelled(String words, int from, int to) {
        char last = ToneMarks.toneless(words.charAt(to - 1));
        if (last != 'y' && last != 'a' && last != 'e') {
            return false;
        }
        char before = ToneMarks.toneless(words.charAt(to - 2));
        return last == 'y' ? before == 'u' || to - from == 2 : before == 'o';
    }

    private static void respell(char[] words, int from, int to) {
        char last = ToneMarks.toneless(words[to - 1]);
        char before = ToneMarks.toneless(words[to - 2]);
        if ((before == 'o' && (last == 'a' || last == 'e')) || (before == 'u' && last == 'y')) {
            boolean isAfterQ = before == 'u' && to - from >= 3 && words[to - 3] == 'q';
            moveTone(words, isAfterQ ? to - 2 : to - 1, isAfterQ ? to - 1 : to - 2);
            if (isAfterQ) {
                words[to - 1] = ToneMarks.with('i', ToneMarks.mark(words[to - 1]));
            }
        } else if (last == 'y' && to - from == 2 && "hklmstv".indexOf(before) >= 0) {
            // y and i are both in use after h, k, l, m, s, t, v.
            words[to - 1] = ToneMarks.with('i', ToneMarks.mark(words[to - 1]));
        }
    }

    private static void moveTone(char[] words, int from, int to) {
        char mark = ToneMarks.mark(words[from]);
        if (mark != 0 && ToneMarks.mark(words[to]) == 0) {
            words[to] = ToneMarks.with(words[to], mark);
            words[from] = ToneMarks.toneless(words[from]);
        }
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
