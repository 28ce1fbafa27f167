package vn.khop.mpi.normalise;

import java.util.List;
import vn.khop.mpi.record.TextValue;
import vn.khop.reference.VietnameseText;

/** {@code text}: cleaned, and folded for comparing. Several columns are joined by a space. */
final class TextNormaliser implements Normaliser {
    @Override
    public Normalised normalise(List<String> raw) {
        String text = Spacing.clean(Lists.joined(raw, " "));
        return text.isEmpty() ? Normalised.absent() : Normalised.of(new TextValue(text, VietnameseText.fold(text)));
    }
}
