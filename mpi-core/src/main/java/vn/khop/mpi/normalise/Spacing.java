package vn.khop.mpi.normalise;

import vn.khop.reference.VietnameseText;

/** White space and characters as they should have been typed; the first step of every normaliser. */
final class Spacing {
    private Spacing() {}

    /** NFC, Đ for Ð, every run of white space and control characters one space, none at the ends; zero-width marks gone, full width narrow. */
    static String clean(String raw) {
        if (isClean(raw)) {
            return raw;
        }
        String text = VietnameseText.compose(raw);
        StringBuilder clean = new StringBuilder(text.length());
        boolean isPending = false;
        for (int i = 0; i < text.length(); i++) {
            char c = narrow(text.charAt(i));
            if (isInvisible(c)) {
                continue;
            }
            if (isSpace(c)) {
                isPending = clean.length() > 0;
                continue;
            }
            if (isPending) {
                clean.append(' ');
                isPending = false;
            }
            clean.append(c);
        }
        // Taking an invisible character out can bring a letter and a mark together, so compose once more.
        return VietnameseText.compose(clean.toString());
    }

    /** Letters, digits and signs of full width, as East Asian keyboards give them, in their usual width. */
    private static char narrow(char c) {
        return c >= 0xFF01 && c <= 0xFF5E ? (char) (c - 0xFF01 + '!') : c;
    }

    private static boolean isClean(String raw) {
        boolean isAfterSpace = true;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            boolean isUsual = c <= 0x7E ? c >= ' ' : isUsualLetter(c);
            if (!isUsual || (c == ' ' && isAfterSpace)) {
                return false;
            }
            isAfterSpace = c == ' ';
        }
        return raw.isEmpty() || !isAfterSpace;
    }

    /** Letters and signs that stay as they are: composed, visible, no space, not the Icelandic Ð. */
    private static boolean isUsualLetter(char c) {
        return (c > 0xA0 && c < 0x300 && c != 0xAD && c != 0xD0) || (c >= 0x1E00 && c < 0x1F00);
    }

    static boolean isSpace(char c) {
        return c <= ' ' || c == 0x7F || Character.isSpaceChar(c) || (c >= 0x80 && c < 0xA0);
    }

    /** Zero-width space and joiners, byte-order mark, soft hyphen, direction marks. */
    private static boolean isInvisible(char c) {
        return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF;
    }

    static String digits(String text) {
        int n = 0;
        char[] digits = new char[text.length()];
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits[n++] = c;
            }
        }
        return new String(digits, 0, n);
    }

    static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
