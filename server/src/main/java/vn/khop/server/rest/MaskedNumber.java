package vn.khop.server.rest;

/** A citizen number as a list shows it: enough to tell two people on the screen apart, not enough to use. */
final class MaskedNumber {
    static final String HIDDEN = "\u2022";

    private static final int SHOWN = 3;

    /** Beside each other no more of a number is shown than this share of it. */
    private static final double SHOWN_SHARE = 0.35;

    private MaskedNumber() {}

    /** How many characters at its end are shown of a number of this length where two are compared: three at most, and no more than about a third. */
    static int shownAtEnd(int characters) {
        return Math.min(SHOWN, (int) (characters * SHOWN_SHARE));
    }

    /** The number with all but its end hidden, each character by a dot. */
    static String end(String number) {
        int shown = shownAtEnd(number.length());
        return HIDDEN.repeat(number.length() - shown) + number.substring(number.length() - shown);
    }

    /** {@code 001200012123} is {@code 001 *** *** 123}. Numbers of six characters or fewer are hidden whole, since their ends would be all of them. */
    static String of(String number) {
        String digits = number.replace(" ", "");
        if (digits.length() <= 2 * SHOWN) {
            return "*".repeat(digits.length());
        }
        String hidden = "*".repeat(digits.length() - 2 * SHOWN);
        StringBuilder masked = new StringBuilder(digits.substring(0, SHOWN));
        for (int start = 0; start < hidden.length(); start += SHOWN) {
            masked.append(' ').append(hidden, start, Math.min(start + SHOWN, hidden.length()));
        }
        return masked.append(' ')
                .append(digits, digits.length() - SHOWN, digits.length())
                .toString();
    }
}
