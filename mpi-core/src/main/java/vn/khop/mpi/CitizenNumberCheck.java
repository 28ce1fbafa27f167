package vn.khop.mpi;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.record.CitizenNumber;
import vn.khop.mpi.record.FieldNames;
import vn.khop.mpi.record.FieldValue;
import vn.khop.mpi.record.Finding;
import vn.khop.mpi.record.FindingKind;
import vn.khop.mpi.record.IdentifierValues;
import vn.khop.mpi.record.PartialDate;
import vn.khop.mpi.record.SexValue;
import vn.khop.reference.Sex;

/**
 * Holds what a citizen number says of sex and year of birth against what its record says. A number that contradicts its record
 * was mistyped or is somebody else's, a parent's on a child say; the value stays as it came and the finding says it.
 */
final class CitizenNumberCheck {
    private final int numbers;
    private final int birthDate;
    private final int sex;

    CitizenNumberCheck(FieldNames names) {
        numbers = names.place("citizenNumber");
        birthDate = names.place("birthDate");
        sex = names.place("sex");
    }

    /** Place of the numbers, to which the finding belongs; -1 where the schema has none. */
    int numbers() {
        return numbers;
    }

    /** What the number and its record disagree about; a birth date before Tết may stand a year lower in one of them. */
    Optional<Finding> contradiction(@Nullable FieldValue[] values) {
        if (numbers < 0 || !(values[numbers] instanceof IdentifierValues identifiers)) {
            return Optional.empty();
        }
        Optional<CitizenNumber> number = identifiers.citizenNumber();
        if (number.isEmpty()) {
            return Optional.empty();
        }
        boolean isOtherYear = birthDate >= 0
                && values[birthDate] instanceof PartialDate date
                && number.get().birthYear() != date.year()
                && number.get().birthYear() != date.lunarYear().orElse(date.year());
        boolean isOtherSex = sex >= 0
                && values[sex] instanceof SexValue value
                && value.sex() != Sex.UNDETERMINED
                && value.sex() != number.get().sex();
        if (!isOtherYear && !isOtherSex) {
            return Optional.empty();
        }
        String what = isOtherYear && isOtherSex ? "year of birth, sex" : isOtherYear ? "year of birth" : "sex";
        return Optional.of(new Finding(FindingKind.NUMBER_CONTRADICTS_RECORD, what));
    }
}
