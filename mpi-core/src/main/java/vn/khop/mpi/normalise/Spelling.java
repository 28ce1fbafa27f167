package vn.khop.mpi.normalise;

import java.text.Normalizer;
import java.util.Locale;
import vn.khop.mpi.record.NamePart;
import vn.khop.reference.VietnameseText;

/**
 * Spellings of one syllable that are the same word: where the tone mark stands ("hoà", "hòa"; "thuý", "thúy") and y or i after
 * a single consonant ("mỹ", "mĩ").
 */
final class Spelling {
    /* Rule for the tone mark: in oa, oe, uy at the end of a syllable both places are in use; the first vowel is taken (the
     * government's own lists write Hòa Bình). After "qu" the u belongs to the consonant, so "quý" stays. */
    private static final String TONES = "\u0300\u0301\u0303\u0309\u0323";

    private Spelling() {}

    /** A name part in its three forms; {@code words} is lower case, NFC, one space between syllables. */
    static NamePart part(String words) {
        if (words.isEmpty()) {
            return NamePart.ABSENT;
        }
        String key = key(words);
        String folded = VietnameseText.fold(key).replace("'", "");
        return folded.isBlank() ? new NamePart(words, words, words) : new NamePart(words, key, folded);
    }

    /** The words with each syllable's one spelling. */
    static String key(String words) {
        StringBuilder key = new StringBuilder(words.length());
        int start = 0;
        for (int i = 0; i <= words.length(); i++) {
            if (i == words.length() || words.charAt(i) == ' ') {
                key.append(syllableKey(words.substring(start, i)));
                if (i < words.length()) {
                    key.append(' ');
                }
                start = i + 1;
            }
        }
        return key.toString();
    }

    private static String syllableKey(String syllable) {
        int n = syllable.length();
        if (n < 2) {
            return syllable;
        }
        char last = bare(syllable.charAt(n - 1));
        char before = bare(syllable.charAt(n - 2));
        boolean isMovable = (before == 'o' && (last == 'a' || last == 'e')) || (before == 'u' && last == 'y');
        if (isMovable) {
            boolean isAfterQ = n >= 3 && before == 'u' && bare(syllable.charAt(n - 3)) == 'q';
            return isAfterQ ? toneOnto(syllable, n - 1, n - 2) : toneOnto(syllable, n - 2, n - 1);
        }
        // y and i are both in use after h, k, l, m, s, t, v.
        if (last == 'y' && n == 2 && "hklmstv".indexOf(before) >= 0) {
            return syllable.charAt(0) + withI(syllable.charAt(1));
        }
        return syllable;
    }

    /** Moves a tone from one letter to the other where the first has none. */
    private static String toneOnto(String syllable, int to, int from) {
        String source = Normalizer.normalize(String.valueOf(syllable.charAt(from)), Normalizer.Form.NFD);
        String target = Normalizer.normalize(String.valueOf(syllable.charAt(to)), Normalizer.Form.NFD);
        int tone = toneIndex(source);
        if (tone < 0 || toneIndex(target) >= 0) {
            return syllable;
        }
        String moved = Normalizer.normalize(target + source.charAt(tone), Normalizer.Form.NFC);
        String left = Normalizer.normalize(source.substring(0, tone) + source.substring(tone + 1), Normalizer.Form.NFC);
        return to < from
                ? syllable.substring(0, to) + moved + left + syllable.substring(from + 1)
                : syllable.substring(0, from) + left + moved + syllable.substring(to + 1);
    }

    private static int toneIndex(String decomposed) {
        for (int i = 1; i < decomposed.length(); i++) {
            if (TONES.indexOf(decomposed.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private static String withI(char y) {
        String decomposed = Normalizer.normalize(String.valueOf(y), Normalizer.Form.NFD);
        return Normalizer.normalize("i" + decomposed.substring(1), Normalizer.Form.NFC);
    }

    /** The letter without its tone but with its shape marks gone too only for o, a, e, u, y: enough to know oa, oe, uy. */
    private static char bare(char c) {
        return switch (c) {
            case 'a', 'à', 'á', 'ả', 'ã', 'ạ' -> 'a';
            case 'e', 'è', 'é', 'ẻ', 'ẽ', 'ẹ' -> 'e';
            case 'o', 'ò', 'ó', 'ỏ', 'õ', 'ọ' -> 'o';
            case 'u', 'ù', 'ú', 'ủ', 'ũ', 'ụ' -> 'u';
            case 'y', 'ỳ', 'ý', 'ỷ', 'ỹ', 'ỵ' -> 'y';
            default -> c;
        };
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
