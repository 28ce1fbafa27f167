package vn.khop.mpi.normalise;

import java.util.List;
import java.util.Optional;
import vn.khop.mpi.record.FindingKind;
import vn.khop.mpi.record.NamePart;
import vn.khop.mpi.record.NameReading;
import vn.khop.mpi.record.PersonName;
import vn.khop.reference.VietnameseText;

/** {@code vietnamese-name}: family name first, given name last, what stands between is the middle name. */
final class VietnameseNameNormaliser implements Normaliser {
    @Override
    public Normalised normalise(List<String> raw) {
        String text = Spelling.lower(Spacing.clean(String.join(" ", raw)));
        if (text.isEmpty()) {
            return Normalised.absent();
        }
        if (IdentifierNormaliser.compact(text).isEmpty()) {
            return Normalised.refused(FindingKind.UNKNOWN_SHAPE, text);
        }
        boolean isAccented = !VietnameseText.fold(text).equals(text);
        return Normalised.of(new PersonName(text, reading(text), List.of(), isAccented, Optional.empty()));
    }

    private static NameReading reading(String text) {
        int first = text.indexOf(' ');
        int last = text.lastIndexOf(' ');
        if (first < 0) {
            return new NameReading(NamePart.ABSENT, NamePart.ABSENT, Spelling.part(text));
        }
        return new NameReading(
                Spelling.part(text.substring(0, first)),
                Spelling.part(first == last ? "" : text.substring(first + 1, last)),
                Spelling.part(text.substring(last + 1)));
    }
}
