package vn.khop.mpi.normalise;

import java.util.List;
import java.util.Map;
import vn.khop.mpi.record.FindingKind;
import vn.khop.mpi.record.TextValue;
import vn.khop.reference.VietnameseText;

/**
 * {@code verification}: whether somebody confirmed the number in another field. A field of this kind is named after the one that
 * it speaks of: {@code citizenNumberVerified}.
 *
 * <p>Strict, for two people whose verified numbers differ are never joined: only a plain yes or the name of one of the three
 * sources that can confirm a number counts. Anything else is refused, and the number stays asserted.
 */
public final class VerificationNormaliser implements Normaliser {
    private static final Normalised VERIFIED = Normalised.of(new TextValue("verified", "verified"));
    private static final Normalised ASSERTED = Normalised.of(new TextValue("asserted", "asserted"));
    private static final Map<String, Normalised> WORDS = Map.ofEntries(
            Map.entry("1", VERIFIED),
            Map.entry("true", VERIFIED),
            Map.entry("yes", VERIFIED),
            Map.entry("verified", VERIFIED),
            Map.entry("da xac thuc", VERIFIED),
            Map.entry("population-database", VERIFIED),
            Map.entry("card-qr", VERIFIED),
            Map.entry("card-chip", VERIFIED),
            Map.entry("clerk", VERIFIED),
            Map.entry("0", ASSERTED),
            Map.entry("false", ASSERTED),
            Map.entry("no", ASSERTED),
            Map.entry("asserted", ASSERTED),
            Map.entry("chua xac thuc", ASSERTED));

    VerificationNormaliser() {}

    @Override
    public Normalised normalise(List<String> raw) {
        String text = Spacing.clean(Lists.joined(raw, " "));
        if (text.isEmpty()) {
            return Normalised.absent();
        }
        Normalised known = WORDS.get(VietnameseText.fold(text));
        return known == null ? Normalised.refused(FindingKind.UNKNOWN_SHAPE, text) : known;
    }

    /** Whether a value that this normaliser made says yes. */
    public static boolean isVerified(TextValue value) {
        return value.text().equals("verified");
    }
}
