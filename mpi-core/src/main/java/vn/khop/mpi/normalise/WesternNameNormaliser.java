package vn.khop.mpi.normalise;

import java.util.List;
import java.util.Optional;
import vn.khop.mpi.record.FindingKind;
import vn.khop.mpi.record.NamePart;
import vn.khop.mpi.record.NameReading;
import vn.khop.mpi.record.PersonName;
import vn.khop.reference.VietnameseText;

/**
 * {@code name}: given names first, family name last, or "Family, Given Middle". Only case, space and marks are evened out.
 */
final class WesternNameNormaliser implements Normaliser {
    @Override
    public Normalised normalise(List<String> raw) {
        String text = Spelling.lower(Spacing.clean(Lists.joined(raw, " ")));
        if (text.isEmpty()) {
            return Normalised.absent();
        }
        int comma = text.indexOf(',');
        String ordered = words(comma < 0 ? text : text.substring(comma + 1) + " " + text.substring(0, comma));
        if (ordered.isEmpty()) {
            return Normalised.refused(FindingKind.UNKNOWN_SHAPE, text);
        }
        boolean isAccented = !VietnameseText.fold(ordered).equals(ordered);
        return Normalised.of(new PersonName(ordered, reading(ordered), List.of(), isAccented, Optional.empty()));
    }

    /** Letters, digits, hyphens and apostrophes; everything else parts words. */
    private static String words(String text) {
        StringBuilder words = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isKept = Character.isLetterOrDigit(c)
                    || Character.getType(c) == Character.NON_SPACING_MARK
                    || ((c == '-' || c == '\'' || c == '’') && words.length() > 0);
            words.append(isKept ? c : ' ');
        }
        String cleaned = Spacing.clean(words.toString());
        return IdentifierNormaliser.compact(cleaned).isEmpty() ? "" : cleaned;
    }

    private static NameReading reading(String text) {
        int first = text.indexOf(' ');
        int last = text.lastIndexOf(' ');
        if (first < 0) {
            return new NameReading(NamePart.ABSENT, NamePart.ABSENT, plain(text));
        }
        return new NameReading(
                plain(text.substring(last + 1)),
                plain(first == last ? "" : text.substring(first + 1, last)),
                plain(text.substring(0, first)));
    }

    private static NamePart plain(String text) {
        if (text.isEmpty()) {
            return NamePart.ABSENT;
        }
        String folded = VietnameseText.fold(text);
        return new NamePart(text, text, folded.isBlank() ? text : folded);
    }
}
