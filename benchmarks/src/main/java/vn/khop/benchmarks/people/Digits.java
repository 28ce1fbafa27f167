package vn.khop.benchmarks.people;

import java.util.SplittableRandom;

/** Random digits, and what typing does to them. */
final class Digits {
    private Digits() {}

    /** That many digits, the first not 0. */
    static String draw(int count, SplittableRandom random) {
        char[] digits = new char[count];
        for (int i = 0; i < count; i++) {
            digits[i] = (char) ('0' + (i == 0 ? 1 + random.nextInt(9) : random.nextInt(10)));
        }
        return new String(digits);
    }

    /** One digit wrong (half of the cases), two neighbours exchanged, or one left out (one case in ten). */
    static String slip(String number, SplittableRandom random) {
        if (number.length() < 3) {
            return number;
        }
        int at = random.nextInt(number.length() - 1);
        char[] digits = number.toCharArray();
        int kind = random.nextInt(10);
        if (kind < 5) {
            digits[at] = (char) ('0' + (digits[at] - '0' + 1 + random.nextInt(9) + 10) % 10);
            return new String(digits);
        }
        if (kind < 9) {
            char left = digits[at];
            digits[at] = digits[at + 1];
            digits[at + 1] = left;
            return new String(digits);
        }
        return number.substring(0, at) + number.substring(at + 1);
    }
}
