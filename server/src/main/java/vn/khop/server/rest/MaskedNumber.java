package vn.khop.server.rest;

/** A citizen number as a list shows it: enough to tell two people on the screen apart, not enough to use. */
final class MaskedNumber {
    private static final int SHOWN = 3;

    private MaskedNumber() {}

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
