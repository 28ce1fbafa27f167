package vn.khop.terminology.search;

/**
 * What somebody meant who typed with the input method switched off, so that its keys are left in the text: Telex ("vieem phoori") or VNI
 * ("vie6m pho6i3"). Marks do not matter to a search, so a reading only takes the keys away.
 */
final class TypingKeys {
    private static final String VOWELS = "aeiouy";
    private static final String TONES = "sfrxj";

    private TypingKeys() {}

    /** The word without Telex keys; the word itself where it has none. Lower case, no marks. */
    static String withoutTelex(String word) {
        StringBuilder read = new StringBuilder(word.length());
        boolean isVowelBefore = false;
        boolean hasTone = false;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            char last = read.length() == 0 ? ' ' : read.charAt(read.length() - 1);
            boolean isDoubled = c == last && (c == 'a' || c == 'e' || c == 'o' || (c == 'd' && read.length() == 1));
            if (isDoubled) {
                continue;
            }
            if (c == 'w') {
                if (!isVowelBefore) {
                    read.append('u');
                    isVowelBefore = true;
                }
            } else if (isVowelBefore && !hasTone && TONES.indexOf(c) >= 0) {
                // No syllable has these letters behind its vowel.
                hasTone = true;
            } else {
                read.append(c);
                isVowelBefore |= VOWELS.indexOf(c) >= 0;
            }
        }
        return read.toString();
    }

    /** The word without VNI keys: the digits behind its first letter, where every other character is a letter. */
    static String withoutVni(String word) {
        StringBuilder read = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean isKey = i > 0 && c >= '1' && c <= '9';
            if (!isKey) {
                read.append(c);
            }
        }
        return read.chars().allMatch(Character::isLetter) ? read.toString() : word;
    }
}
