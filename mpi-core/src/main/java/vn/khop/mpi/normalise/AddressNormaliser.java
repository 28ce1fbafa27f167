package vn.khop.mpi.normalise;

import java.util.ArrayList;
import java.util.List;
import vn.khop.mpi.record.AddressValue;
import vn.khop.mpi.record.Finding;
import vn.khop.mpi.record.FindingKind;

/** {@code address}: street and administrative units, by {@link AddressParser}. Several columns are joined by commas. */
final class AddressNormaliser implements Normaliser {
    private final AddressParser parser;
    private final LegacyText legacy;

    AddressNormaliser(AddressParser parser, LegacyText legacy) {
        this.parser = parser;
        this.legacy = legacy;
    }

    @Override
    public Normalised normalise(List<String> raw) {
        LegacyText.Decoded decoded = legacy.read(Lists.joined(raw, ", "));
        String text = Spacing.clean(decoded.text());
        if (text.isEmpty()) {
            return Normalised.absent();
        }
        AddressValue address = parser.parseClean(text);
        List<Finding> findings = new ArrayList<>(1);
        decoded.finding().ifPresent(findings::add);
        if (address.level() == AddressValue.Level.NONE) {
            findings.add(new Finding(FindingKind.NO_ADMINISTRATIVE_UNIT, text));
        } else if (address.level() == AddressValue.Level.COMMUNE
                && address.communes().size() > 1) {
            findings.add(new Finding(
                    FindingKind.AMBIGUOUS_COMMUNE, address.communes().toString()));
        }
        return Normalised.of(address, findings);
    }
}
