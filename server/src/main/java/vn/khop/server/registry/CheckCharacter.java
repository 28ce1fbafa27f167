package vn.khop.server.registry;

import java.util.function.IntUnaryOperator;

/**
 * Identifiers that carry a check character: ISO 7064 MOD 37,36 over digits and capital letters. It finds every single wrong character and nearly every swap of
 * neighbours, so an id that was typed or read aloud wrongly is refused instead of being somebody else's.
 */
final class CheckCharacter {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    /** Without letters that are mistaken for a digit (I, L, O) or make words (U). */
    private static final String DRAWN = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int MODULUS = ALPHABET.length();

    private CheckCharacter() {}

    /** An id: the prefix, so many characters of the alphabet that {@code next} chooses from by number, the check character. */
    static String make(char prefix, int characters, IntUnaryOperator next) {
        StringBuilder id = new StringBuilder(characters + 2).append(prefix);
        for (int i = 0; i < characters; i++) {
            id.append(DRAWN.charAt(next.applyAsInt(DRAWN.length())));
        }
        return id.append(of(id)).toString();
    }

    /** Whether the text has the prefix, so many characters after it, and the right check character at its end. */
    static boolean isValid(char prefix, int characters, String id) {
        int length = characters + 2;
        if (id.length() != length || id.charAt(0) != prefix) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (ALPHABET.indexOf(id.charAt(i)) < 0) {
                return false;
            }
        }
        return of(id.substring(0, length - 1)) == id.charAt(length - 1);
    }

    /** The check character of a payload of digits and capital letters. */
    static char of(CharSequence payload) {
        int product = MODULUS;
        for (int i = 0; i < payload.length(); i++) {
            int sum = (product + ALPHABET.indexOf(payload.charAt(i))) % MODULUS;
            product = (sum == 0 ? MODULUS : sum) * 2 % (MODULUS + 1);
        }
        return ALPHABET.charAt((MODULUS + 1 - product) % MODULUS);
    }
}
