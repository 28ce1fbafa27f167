package vn.khop.mpi.normalise;

import java.util.List;
import vn.khop.mpi.record.AddressValue;
import vn.khop.reference.CodeSet;
import vn.khop.reference.VietnameseText;

/** {@code address}: the text of an address. */
final class AddressNormaliser implements Normaliser {
    @Override
    public Normalised normalise(List<String> raw) {
        String text = Spacing.clean(String.join(", ", raw));
        return text.isEmpty()
                ? Normalised.absent()
                : Normalised.of(new AddressValue(
                        text,
                        VietnameseText.fold(text),
                        AddressValue.Level.NONE,
                        CodeSet.empty(5),
                        CodeSet.empty(3),
                        CodeSet.empty(2),
                        CodeSet.empty(5),
                        CodeSet.empty(2)));
    }
}
