package vn.khop.mpi.normalise;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import vn.khop.reference.LegacyEncoding;
import vn.khop.reference.LegacyEncodings;

/**
 * An input method's keys (Telex, VNI, VIQR) read the way the method would: shape keys change a vowel before them, a tone key may
 * stand right behind its vowel or at the syllable's end. Immutable.
 */
final class TypingKeys {
    /** No syllable has more than seven letters, and none takes more than seven further keys. Longer words are not read: keys look back over all letters before them. */
    private static final int KEYS_MAX = 14;

    private static final String HORN = "\u031B";

    /**
     * A word that became a syllable.
     *
     * @param isStrong whether the keys are such as no word of another language would have by chance
     * @param isTelling false where the only key is a full stop, which ends an initial or a sentence as often
     * @param isRareElsewhere whether few words of other languages have such keys by chance, so that a name which many bear is
     *     more likely: "Thij", "Vawn", "Xuaan", but not "Hari", "Bas", "Lee"
     */
    record Typed(String syllable, boolean isStrong, boolean isTelling, boolean isRareElsewhere) {}

    private final LegacyEncoding encoding;
    private final Syllables syllables;
    private final Map<Character, Character> tones = new HashMap<>();
    /** Plain letter and key, as "a6", to the shaped letter. */
    private final Map<String, Character> shapes = new HashMap<>();

    private final boolean isOfLetters;

    /** Takes the method apart: what the table adds to a plain letter is the key of that letter's mark. */
    TypingKeys(LegacyEncoding encoding, LegacyEncodings encodings, Syllables syllables) {
        this.encoding = encoding;
        this.syllables = syllables;
        isOfLetters = encoding == LegacyEncoding.TELEX;
        for (char letter : encodings.letters()) {
            String keys = encodings.spelling(encoding, letter).orElseThrow();
            if (Character.isLowerCase(letter) && keys.length() == 2) {
                String decomposed = Normalizer.normalize(String.valueOf(letter), Normalizer.Form.NFD);
                boolean isShape = decomposed.length() == 1 || "\u0302\u0306\u031B".indexOf(decomposed.charAt(1)) >= 0;
                if (isShape) {
                    shapes.put(keys, letter);
                } else {
                    tones.put(keys.charAt(1), decomposed.charAt(1));
                }
            }
        }
    }

    LegacyEncoding encoding() {
        return encoding;
    }

    /** Whether ASCII text has a key of any method at a place where a key can stand: a quick check before reading. */
    static boolean hasTrace(String text) {
        boolean isVowelBefore = false;
        char before = ' ';
        for (int i = 0; i < text.length(); i++) {
            char c = (char) (text.charAt(i) | 0x20);
            char plain = text.charAt(i);
            boolean isLetter = c >= 'a' && c <= 'z' && plain >= 'A';
            if (isLetter) {
                if (c == 'w'
                        || (c == 'd' && before == 'd')
                        || (isVowelBefore && (isToneLetter(c) || isDoubled(c, before)))) {
                    return true;
                }
                isVowelBefore |= Syllables.isVowel(c);
                before = c;
            } else {
                if (before != ' '
                        && ((plain >= '1' && plain <= '9')
                                || (Syllables.isVowel(before) && "^(+'`?~.".indexOf(plain) >= 0))) {
                    return true;
                }
                isVowelBefore = false;
                before = ' ';
            }
        }
        return false;
    }

    private static boolean isToneLetter(char c) {
        return c == 's' || c == 'f' || c == 'r' || c == 'x' || c == 'j';
    }

    private static boolean isDoubled(char c, char before) {
        return c == before && (c == 'a' || c == 'e' || c == 'o');
    }

    boolean isWordPart(char c) {
        return c < 0x80
                && (Character.isLetter(c)
                        || (encoding == LegacyEncoding.VNI_KEYS && c >= '1' && c <= '9')
                        || (encoding == LegacyEncoding.VIQR && "^(+'`?~.".indexOf(c) >= 0));
    }

    /** The syllable that the word's keys make; none if it has no keys or they make no possible syllable. */
    Optional<Typed> read(String word) {
        if (word.length() > KEYS_MAX) {
            return Optional.empty();
        }
        StringBuilder letters = new StringBuilder(word.length());
        char tone = 0;
        char toneKey = 0;
        boolean isToneLast = false;
        int shapeKeys = 0;
        boolean isRareShape = false;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            int shaped = shapedBy(letters, c);
            if (shaped >= 0) {
                isRareShape |=
                        c == 'd' || (c == 'w' && letters.charAt(shaped) == 'u') || isDoubledInDiphthong(letters, c);
                shape(letters, shaped, c);
                shapeKeys++;
            } else if (isOfLetters && c == 'w') {
                // W alone is ư.
                letters.append('ư');
                isRareShape |= i > 0;
                shapeKeys++;
            } else if (isToneKey(letters, c)) {
                if (tone != 0) {
                    return Optional.empty();
                }
                tone = tones.getOrDefault(c, (char) 0);
                toneKey = c;
                isToneLast = i == word.length() - 1;
            } else if (Character.isLetter(c)) {
                letters.append(c);
            } else {
                return Optional.empty();
            }
        }
        if (shapeKeys == 0 && tone == 0) {
            return Optional.empty();
        }
        String syllable = syllables.withTone(letters.toString(), tone);
        if (!syllables.isPossible(syllable)) {
            return Optional.empty();
        }
        boolean isClosed = !Syllables.isVowel(letters.charAt(letters.length() - 1));
        boolean isStrong = isOfLetters
                ? isRareShape || shapeKeys > 1 || isStrongTone(word, toneKey, shapeKeys, isClosed)
                // A digit or a stop at a word's end may be no key, one within is.
                : (shapeKeys > 0 && (tone != 0 || isClosed || encoding == LegacyEncoding.VIQR))
                        || (tone != 0 && !isToneLast);
        boolean isRareElsewhere = !isOfLetters || toneKey == 'j' || toneKey == 'f' || (shapeKeys > 0 && isClosed);
        return Optional.of(new Typed(syllable, isStrong, shapeKeys > 0 || toneKey != '.', isRareElsewhere));
    }

    /** "Chieeu", "Quyeen", "Xuaan": other languages double a vowel, hardly one behind i, u or y, but for "queen". */
    private static boolean isDoubledInDiphthong(CharSequence letters, char key) {
        int last = letters.length() - 1;
        return (key == 'a' || key == 'e' || key == 'o')
                && last > 0
                && letters.charAt(last) == key
                && "iuy".indexOf(letters.charAt(last - 1)) >= 0
                && !(letters.charAt(last - 1) == 'u' && last > 1 && letters.charAt(last - 2) == 'q');
    }

    /**
     * A letter for a tone where no other language has it: j or f beside a shape or before a final, any but r before nh and ng
     * ("Turng" is "Trung").
     */
    private static boolean isStrongTone(String word, char key, int shapeKeys, boolean isClosed) {
        if (key == 0) {
            return false;
        }
        boolean isRareLetter = key == 'j' || key == 'f';
        int n = word.length();
        boolean isBeforeFinal =
                key != 'r' && n > 3 && word.charAt(n - 3) == key && (word.endsWith("nh") || word.endsWith("ng"));
        return isBeforeFinal || (isRareLetter ? isClosed || shapeKeys > 0 : isClosed && shapeKeys > 0);
    }

    private boolean isToneKey(CharSequence letters, char c) {
        if (!tones.containsKey(c)) {
            return false;
        }
        for (int i = 0; i < letters.length(); i++) {
            if (Syllables.isVowel(letters.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** Where the letter stands that the key shapes, -1 if there is none: for letter keys right before, else anywhere before. */
    private int shapedBy(CharSequence letters, char key) {
        for (int i = letters.length() - 1; i >= 0; i--) {
            if (shapes.containsKey("" + letters.charAt(i) + key)) {
                return i;
            }
            if (isOfLetters || (encoding == LegacyEncoding.VIQR && key == 'd')) {
                return -1;
            }
        }
        return -1;
    }

    private void shape(StringBuilder letters, int at, char key) {
        char shaped = shapes.getOrDefault("" + letters.charAt(at) + key, letters.charAt(at));
        letters.setCharAt(at, shaped);
        boolean isHorn = Normalizer.normalize(String.valueOf(shaped), Normalizer.Form.NFD)
                .contains(HORN);
        boolean isAfterQ = at >= 2 && letters.charAt(at - 2) == 'q';
        if (isHorn && shaped == 'ơ' && at > 0 && letters.charAt(at - 1) == 'u' && !isAfterQ && at < letters.length()) {
            // One horn key after uo makes ươ, unless nothing follows: "huơ", "thuở" have an ơ alone; then ươ is
            // impossible anyway.
            letters.setCharAt(at - 1, 'ư');
        }
    }
}
