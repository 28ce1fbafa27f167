package vn.khop.mpi.normalise;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import vn.khop.mpi.record.FindingKind;
import vn.khop.mpi.record.PhoneNumber;
import vn.khop.mpi.record.PhoneNumbers;

/** {@code phone}: digits in national form. */
final class PhoneNormaliser implements Normaliser {
    @Override
    public Normalised normalise(List<String> raw) {
        Set<PhoneNumber> numbers = new LinkedHashSet<>();
        for (String text : raw) {
            for (String item : Lists.items(text)) {
                national(item).ifPresent(number -> numbers.add(PhoneNumber.of(number, PhoneNumber.Kind.UNKNOWN)));
            }
        }
        return numbers.isEmpty()
                ? raw.isEmpty() ? Normalised.absent() : Normalised.refused(FindingKind.UNKNOWN_SHAPE, raw.get(0))
                : Normalised.of(new PhoneNumbers(List.copyOf(numbers)));
    }

    private static Optional<String> national(String item) {
        String digits = Spacing.digits(item);
        if (digits.startsWith("0084")) {
            digits = "0" + digits.substring(4);
        } else if (digits.startsWith("84") && digits.length() >= 11) {
            digits = "0" + digits.substring(2);
        } else if (!digits.startsWith("0") && digits.length() == 9) {
            digits = "0" + digits;
        }
        return digits.length() < 9 || digits.length() > 12 || IdentifierNormaliser.isFiller(digits)
                ? Optional.empty()
                : Optional.of(digits);
    }
}
