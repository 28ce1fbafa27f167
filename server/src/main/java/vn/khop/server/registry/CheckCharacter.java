package vn.khop.server.registry;

import java.util.random.RandomGenerator;

/**
 * Identifiers that carry a check character: ISO 7064 MOD 37,36 over digits and capital letters. It finds every single wrong character and nearly every swap of
 * neighbours, so an id that was typed or read aloud wrongly is refused instead of being somebody else's.
 */
final class CheckCharacter {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    /** Without letters that are mistaken for a digit (I, L, O) or make words (U). */
    private static final String DRAWN = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int MODULUS = ALPHABET.length();
    private static final int DRAWN_CHARACTERS = 10;
    /** Prefix, drawn characters, check character. */
    static final int LENGTH = DRAWN_CHARACTERS + 2;

    private CheckCharacter() {}

    /** A new id: the prefix, ten characters drawn at random (50 bits), the check character. */
    static String draw(char prefix, RandomGenerator random) {
        StringBuilder id = new StringBuilder(LENGTH).append(prefix);
        for (int i = 0; i < DRAWN_CHARACTERS; i++) {
            id.append(DRAWN.charAt(random.nextInt(DRAWN.length())));
        }
        return id.append(of(id)).toString();
    }

    /** Whether the text has the prefix, the length and the right check character. */
    static boolean isValid(char prefix, String id) {
        if (id.length() != LENGTH || id.charAt(0) != prefix) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            if (ALPHABET.indexOf(id.charAt(i)) < 0) {
                return false;
            }
        }
        return of(id.substring(0, LENGTH - 1)) == id.charAt(LENGTH - 1);
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
