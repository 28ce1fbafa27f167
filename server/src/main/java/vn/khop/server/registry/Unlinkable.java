package vn.khop.server.registry;

import com.google.re2j.Pattern;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import vn.khop.mpi.record.RawRecord;

/** Why a record cannot be linked by what it says: it is a person of its own, whatever it looks like, until an update says more. The name is stored: never rename one. */
public enum Unlinkable {
    /** Must not be linked: a sentinel sample, a donor, a surrogacy; its hospital says so ({@link Columns#RECORD_CLASS}). Nobody may join it to anybody. */
    ANONYMOUS,
    /** A patient whom nobody could name; hospitals write "vô danh". */
    UNKNOWN_PATIENT,
    /** One of many hurt at once, under a number in place of a name. */
    MASS_CASUALTY,
    /** What stands for a name is none. */
    FILLER,
    /** A name alone, or no name. */
    TOO_FEW_FIELDS;

    /* In time that grows with the name, whatever it is. Patterns are on the name folded: lower case, without marks, đ as d. */
    private static final Pattern UNKNOWN = Pattern.compile(
            "\\b(khong ro (ten|danh tinh|ho ten)|khong xac dinh|chua ro (ten|danh tinh|ho ten)|chua xac dinh|khong biet ten|unknown|unidentified|john doe|jane doe)\\b");
    /** With its marks where it has any: folded, it would be a person called Võ Danh. */
    private static final Pattern NAMELESS =
            Pattern.compile("(^|.* )(vô danh|vo danh)( nam| nữ| nu|( số| so)? ?[0-9]+)*");

    private static final Pattern CASUALTY =
            Pattern.compile("^(nan nhan|nn|tham hoa|tai nan hang loat|bn tai nan|casualty|victim)( so)? *[0-9]+.*");
    private static final Pattern PLACEHOLDER = Pattern.compile(
            "^(test|test .*|thu nghiem.*|abc|xyz|asdf.*|qwerty.*|n/?a|none|null|khong co ten|benh nhan( (nam|nu))?( so)? *[0-9]*|patient *[0-9]*)$");
    private static final int FIELDS_MIN = 2;

    static Optional<Unlinkable> of(RawRecord record) {
        if (isAnonymous(record)) {
            return Optional.of(ANONYMOUS);
        }
        if (record.value(Columns.REMOVED).isPresent()) {
            return Optional.empty();
        }
        Optional<String> name = record.value(Columns.FULL_NAME)
                .map(written ->
                        SearchText.folded(written).toLowerCase(Locale.ROOT).strip());
        boolean isNameless = record.value(Columns.FULL_NAME)
                .filter(written -> NAMELESS.matcher(Normalizer.normalize(written.strip(), Normalizer.Form.NFC)
                                .toLowerCase(Locale.ROOT))
                        .matches())
                .isPresent();
        if (isNameless) {
            return Optional.of(UNKNOWN_PATIENT);
        }
        return name.flatMap(Unlinkable::byName)
                .or(() -> isTooLittle(record) ? Optional.of(TOO_FEW_FIELDS) : Optional.empty());
    }

    /** Whether its hospital says that nobody may join it to anybody. */
    static boolean isAnonymous(RawRecord record) {
        return record.value(Columns.RECORD_CLASS).isPresent();
    }

    private static Optional<Unlinkable> byName(String name) {
        if (CASUALTY.matcher(name).matches()) {
            return Optional.of(MASS_CASUALTY);
        }
        if (UNKNOWN.matcher(name).find()) {
            return Optional.of(UNKNOWN_PATIENT);
        }
        boolean isFiller = PLACEHOLDER.matcher(name).matches() || !hasTwoLetters(name);
        return isFiller ? Optional.of(FILLER) : Optional.empty();
    }

    /** "...", "12345" and "A A A" have not, and no name is one letter over and over again. */
    private static boolean hasTwoLetters(String name) {
        return name.codePoints().filter(Character::isLetter).distinct().count() > 1;
    }

    private static boolean isTooLittle(RawRecord record) {
        boolean isNamed = record.value(Columns.FULL_NAME).isPresent();
        long others = Stream.of(
                        Columns.BIRTH_DATE, Columns.NATIONAL_ID, Columns.INSURANCE_NO, Columns.PHONE, Columns.ADDRESS)
                .filter(column -> record.value(column).isPresent())
                .count();
        return (isNamed ? 1 : 0) + others < FIELDS_MIN;
    }

    /** The word for it in answers and questions. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Unlinkable> ofWord(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }
}
