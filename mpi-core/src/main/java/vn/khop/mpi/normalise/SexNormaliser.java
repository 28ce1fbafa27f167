package vn.khop.mpi.normalise;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import vn.khop.mpi.record.FindingKind;
import vn.khop.mpi.record.SexValue;
import vn.khop.reference.Sex;
import vn.khop.reference.VietnameseText;

/**
 * {@code sex}: the official digits 1, 2, 3, the words and letters of hospital systems, and FHIR's codes. "0" is refused: some
 * systems mean female by it, some nothing.
 */
final class SexNormaliser implements Normaliser {
    private static final Map<String, Sex> WORDS = Map.ofEntries(
            entry("1", Sex.MALE),
            entry("01", Sex.MALE),
            entry("m", Sex.MALE),
            entry("male", Sex.MALE),
            entry("nam", Sex.MALE),
            entry("nam gioi", Sex.MALE),
            entry("trai", Sex.MALE),
            entry("be trai", Sex.MALE),
            entry("2", Sex.FEMALE),
            entry("02", Sex.FEMALE),
            entry("f", Sex.FEMALE),
            entry("female", Sex.FEMALE),
            entry("nu", Sex.FEMALE),
            entry("nu gioi", Sex.FEMALE),
            entry("gai", Sex.FEMALE),
            entry("be gai", Sex.FEMALE),
            entry("3", Sex.UNDETERMINED),
            entry("03", Sex.UNDETERMINED),
            entry("o", Sex.UNDETERMINED),
            entry("other", Sex.UNDETERMINED),
            entry("khac", Sex.UNDETERMINED),
            entry("chua xac dinh", Sex.UNDETERMINED),
            entry("khong xac dinh", Sex.UNDETERMINED));

    private static final Map<Sex, Normalised> VALUES = Map.of(
            Sex.MALE, Normalised.of(new SexValue(Sex.MALE)),
            Sex.FEMALE, Normalised.of(new SexValue(Sex.FEMALE)),
            Sex.UNDETERMINED, Normalised.of(new SexValue(Sex.UNDETERMINED)));

    @Override
    public Normalised normalise(List<String> raw) {
        String text = Spacing.clean(Lists.joined(raw, " "));
        if (text.isEmpty()) {
            return Normalised.absent();
        }
        String word = VietnameseText.fold(text);
        // "1.0" is what a spreadsheet makes of 1.
        int end = word.endsWith(".0") ? word.length() - 2 : word.endsWith(".") ? word.length() - 1 : word.length();
        Sex sex = WORDS.get(word.substring(0, end));
        return sex == null ? Normalised.refused(FindingKind.UNKNOWN_SHAPE, text) : valueOf(sex);
    }

    private static Normalised valueOf(Sex sex) {
        return VALUES.getOrDefault(sex, Normalised.absent());
    }
}
