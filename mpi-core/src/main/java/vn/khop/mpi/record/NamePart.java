package vn.khop.mpi.record;

import java.util.List;

/**
 * The family, middle or given part of a name in three forms, each less particular than the one before: two names equal in
 * one are equal in those after it. Syllables are separated by one space; an absent part is empty in all three.
 *
 * @param text lower case, NFC, marks and spelling as written: "thuý", "mỹ"
 * @param key tone mark at its one place, and y written i where both spellings are in use: "thúy", "mĩ"
 * @param folded the key without any mark, đ as d: "thuy", "mi"
 */
public record NamePart(String text, String key, String folded) {
    /** The part that a name does not have. */
    public static final NamePart ABSENT = new NamePart("", "", "");

    /**
     * @throws IllegalArgumentException if some forms are empty and others are not
     */
    public NamePart {
        if (text.isEmpty() != key.isEmpty() || text.isEmpty() != folded.isEmpty()) {
            throw new IllegalArgumentException("a name part has all three forms or none");
        }
    }

    public boolean isAbsent() {
        return text.isEmpty();
    }

    /** The syllables of the key, in order. */
    public List<String> keySyllables() {
        return key.isEmpty() ? List.of() : List.of(key.split(" "));
    }

    /** The syllables without marks, in order. */
    public List<String> foldedSyllables() {
        return folded.isEmpty() ? List.of() : List.of(folded.split(" "));
    }
}
