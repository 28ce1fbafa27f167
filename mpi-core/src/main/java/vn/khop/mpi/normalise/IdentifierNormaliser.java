package vn.khop.mpi.normalise;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import vn.khop.mpi.record.FindingKind;
import vn.khop.mpi.record.Identifier;
import vn.khop.mpi.record.IdentifierType;
import vn.khop.mpi.record.IdentifierValues;
import vn.khop.reference.VietnameseText;

/** {@code identifier}: any issuer's number, in capitals, without spaces and punctuation. Fillers are refused. */
final class IdentifierNormaliser implements Normaliser {
    private static final Set<String> FILLER_WORDS = Set.of(
            "KHONG",
            "KHONGCO",
            "KHONGRO",
            "KHONGNHO",
            "CHUACO",
            "NA",
            "NULL",
            "NONE",
            "X",
            "XX",
            "XXX",
            "K",
            "KO",
            "KC",
            "UNKNOWN");

    @Override
    public Normalised normalise(List<String> raw) {
        String text = Spacing.clean(Lists.joined(raw, " "));
        if (text.isEmpty()) {
            return Normalised.absent();
        }
        String value = compact(text);
        if (value.isEmpty() || isFiller(value)) {
            return Normalised.refused(FindingKind.FILLER, text);
        }
        return Normalised.of(new IdentifierValues(List.of(Identifier.of(IdentifierType.LOCAL, value))));
    }

    /** Letters and digits only, capitals, without marks. */
    static String compact(String text) {
        if (isCompact(text)) {
            return text;
        }
        String folded = VietnameseText.fold(text);
        StringBuilder compact = new StringBuilder(folded.length());
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (Character.isLetterOrDigit(c)) {
                compact.append(c);
            }
        }
        return compact.toString().toUpperCase(Locale.ROOT);
    }

    private static boolean isCompact(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'A' || c > 'Z')) {
                return false;
            }
        }
        return true;
    }

    /** One character repeated, digits counting up or down, or a word for "none". */
    static boolean isFiller(String compact) {
        return isFillerFrom(compact, 0) || (!Spacing.isDigits(compact) && FILLER_WORDS.contains(compact));
    }

    /** Whether what begins there is one character repeated or digits counting up or down. */
    static boolean isFillerFrom(String compact, int start) {
        int length = compact.length() - start;
        if (length < 4) {
            return isRun(compact, start, 0) && (length == 0 || compact.charAt(start) == '0');
        }
        int step = compact.charAt(start + 1) - compact.charAt(start);
        if (step != 0 && !Character.isDigit(compact.charAt(start))) {
            return false;
        }
        return step >= -1 && step <= 1 && isRun(compact, start, step);
    }

    /** Whether each character is the one before plus the step; 9 goes on to 0 and 0 down to 9. */
    private static boolean isRun(String compact, int start, int step) {
        for (int i = start + 1; i < compact.length(); i++) {
            int difference = compact.charAt(i) - compact.charAt(i - 1);
            if (difference != step && difference != step - 10 * Integer.signum(step)) {
                return false;
            }
        }
        return true;
    }
}
