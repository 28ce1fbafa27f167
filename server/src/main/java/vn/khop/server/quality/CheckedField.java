package vn.khop.server.quality;

import static vn.khop.mpi.record.FindingKind.CHARACTER_REPAIRED;
import static vn.khop.mpi.record.FindingKind.CONTRADICTING_UNITS;
import static vn.khop.mpi.record.FindingKind.FUTURE_BIRTH_YEAR;
import static vn.khop.mpi.record.FindingKind.GUESSED_DATE;
import static vn.khop.mpi.record.FindingKind.IMPOSSIBLE_DATE;
import static vn.khop.mpi.record.FindingKind.LOST_CHARACTERS;
import static vn.khop.mpi.record.FindingKind.LOST_ZERO_RESTORED;
import static vn.khop.mpi.record.FindingKind.NO_ADMINISTRATIVE_UNIT;
import static vn.khop.mpi.record.FindingKind.NUMBER_CONTRADICTS_RECORD;
import static vn.khop.mpi.record.FindingKind.PHONE_CONVERTED;
import static vn.khop.mpi.record.FindingKind.STRAY_CHARACTERS;
import static vn.khop.mpi.record.FindingKind.UNKNOWN_CARD_GROUP;
import static vn.khop.mpi.record.FindingKind.UNKNOWN_PLACE_CODE;
import static vn.khop.mpi.record.FindingKind.UNKNOWN_SHAPE;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.khop.mpi.record.FindingKind;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.server.registry.Columns;

/*
 * The engine reads many texts that are wrong: a number without its zeros, a telephone number of before 2018. It says each time that it has mended something, and that is what makes a text one that was not valid as the
 * hospital sent it.
 */
/** A field of which is counted how often what it says is valid: read by the engine without any of these findings. */
enum CheckedField {
    CITIZEN_NUMBER(
            Columns.NATIONAL_ID,
            Columns.Fields.CITIZEN_NUMBER,
            UNKNOWN_SHAPE,
            LOST_ZERO_RESTORED,
            CHARACTER_REPAIRED,
            UNKNOWN_PLACE_CODE,
            FUTURE_BIRTH_YEAR,
            NUMBER_CONTRADICTS_RECORD),
    INSURANCE_CARD(
            Columns.INSURANCE_NO, Columns.Fields.INSURANCE, UNKNOWN_SHAPE, LOST_ZERO_RESTORED, UNKNOWN_CARD_GROUP),
    PHONE(Columns.PHONE, Columns.Fields.PHONE, UNKNOWN_SHAPE, LOST_ZERO_RESTORED, PHONE_CONVERTED),
    ADMINISTRATIVE_UNIT(Columns.ADDRESS, Columns.Fields.ADDRESS, NO_ADMINISTRATIVE_UNIT, CONTRADICTING_UNITS),
    BIRTH_DATE(Columns.BIRTH_DATE, Columns.Fields.BIRTH_DATE, UNKNOWN_SHAPE, IMPOSSIBLE_DATE, GUESSED_DATE),
    NAME(Columns.FULL_NAME, Columns.Fields.NAME, UNKNOWN_SHAPE, LOST_CHARACTERS, STRAY_CHARACTERS);

    /** Of a text that gave no value and no finding either. */
    private static final String UNREADABLE = "unreadable";

    private final String column;
    private final String field;
    private final Set<FindingKind> faults;

    CheckedField(String column, String field, FindingKind... faults) {
        this.column = column;
        this.field = field;
        this.faults = EnumSet.copyOf(List.of(faults));
    }

    static Optional<CheckedField> ofColumn(String column) {
        return Stream.of(values()).filter(one -> one.column.equals(column)).findFirst();
    }

    /** Such as {@code citizen-number}; public and stored. */
    String word() {
        return word(name());
    }

    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the record has a text there that stands for something: {@code 000000000} and "không có" do not. */
    boolean isFilled(PersonRecord record) {
        return record.raw().value(column).filter(text -> !text.isBlank()).isPresent()
                && (record.value(field).isPresent()
                        || record.findings(field).stream().noneMatch(found -> found.kind() == FindingKind.FILLER));
    }

    /** The rules that what it says breaks, such as {@code citizen-number/unknown-shape}; none where it says nothing. */
    Set<String> broken(PersonRecord record) {
        if (!isFilled(record)) {
            return Set.of();
        }
        Set<String> broken = record.findings(field).stream()
                .filter(found -> faults.contains(found.kind()))
                .map(found -> word() + "/" + word(found.kind().name()))
                .collect(Collectors.toCollection(TreeSet::new));
        if (broken.isEmpty() && record.value(field).isEmpty()) {
            broken.add(word() + "/" + UNREADABLE);
        }
        return broken;
    }

    /** Every rule there is, in the order of the fields. */
    static List<String> rules() {
        return Stream.of(values())
                .flatMap(one -> Stream.concat(one.faults.stream().map(kind -> word(kind.name())), Stream.of(UNREADABLE))
                        .map(rule -> one.word() + "/" + rule))
                .toList();
    }
}
