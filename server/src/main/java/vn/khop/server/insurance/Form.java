package vn.khop.server.insurance;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What an element must look like, by its description in the decision; as {@code elements.tsv} names it. */
enum Form {
    ANY("", value -> true, new Wording("", "")),
    STAY("stay", value -> value.length() <= 100, new Wording("mã đợt điều trị", "the key of a stay")),
    NAME(
            "name",
            value -> value.codePoints().anyMatch(Character::isLetter),
            new Wording("họ và tên", "a name, with letters")),
    SEX("sex", value -> value.matches("[123]"), new Wording("1, 2 hoặc 3", "1, 2 or 3")),
    /** Day and month, or hour and minute, are 0000 where nobody knows them. */
    BIRTH_12(
            "birth-12",
            value -> value.length() == 12 && isBirth(value.substring(0, 8)) && isTime(value.substring(8)),
            new Wording("12 chữ số yyyymmddHHMM", "12 digits, yyyymmddHHMM")),
    BIRTH_8("birth-8", Form::isBirth, new Wording("8 chữ số yyyymmdd", "8 digits, yyyymmdd")),
    TIME_12(
            "time-12",
            value -> value.length() == 12 && isDay(value.substring(0, 8)) && isTime(value.substring(8)),
            new Wording("12 chữ số yyyymmddHHMM", "12 digits, yyyymmddHHMM")),
    DATE_8("date-8", Form::isDay, new Wording("8 chữ số yyyymmdd", "8 digits, yyyymmdd")),
    DATE_8_OR_12(
            "date-8-or-12",
            value -> isDay(value)
                    || (value.length() == 12 && isDay(value.substring(0, 8)) && isTime(value.substring(8))),
            new Wording("8 chữ số yyyymmdd hoặc 12 chữ số yyyymmddHHMM", "8 digits, yyyymmdd, or 12, yyyymmddHHMM")),
    DATES_8(
            "dates-8",
            value -> each(value, Form::isDay),
            new Wording("8 chữ số yyyymmdd, cách nhau bằng dấu ;", "8 digits, yyyymmdd, with semicolons between")),
    IDENTITY_NUMBER(
            "identity-number",
            value -> value.matches("\\d{9}|\\d{12}|[A-Z]\\d{7}"),
            new Wording(
                    "12 hoặc 9 chữ số, hoặc một chữ in hoa và 7 chữ số",
                    "12 or 9 digits, or a capital letter and 7 digits")),
    CARD("card", Form::isCard, cardWording("")),
    CARDS(
            "cards",
            value -> each(value, Form::isCard),
            cardWording(", cách nhau bằng dấu ;", ", with semicolons between")),
    INSURANCE_NUMBER(
            "insurance-number",
            value -> value.matches("\\d{10}") && !value.matches("0+"),
            new Wording("10 chữ số, không phải toàn số 0", "10 digits, not all of them 0")),
    FACILITY(
            "facility",
            Form::isFacility,
            new Wording(
                    "mã cơ sở 5 ký tự: hai chữ số, một chữ số hoặc chữ in hoa, hai chữ số",
                    "a facility's code: two digits, a digit or capital letter, two digits")),
    /** Province and 000 for a card that is temporary. */
    FACILITIES(
            "facilities",
            value -> each(value, Form::isFacility),
            new Wording("mã cơ sở 5 ký tự, cách nhau bằng dấu ;", "facility codes, with semicolons between")),
    SUPPLY_PACK(
            "supply-pack",
            value -> value.matches("G[1-9]\\d{0,2}"),
            new Wording("G và một số từ 1 đến 999", "G and a number from 1 to 999")),
    OTHER_FACILITY(
            "other-facility",
            value -> value.matches("(C|K|M|HC)\\..*") && isFacility(value.substring(value.indexOf('.') + 1)),
            new Wording(
                    "C, K, M hoặc HC, dấu chấm và mã cơ sở 5 ký tự", "C, K, M or HC, a point and a facility's code")),
    DIGITS("digits", value -> value.matches("\\d+"), new Wording("chỉ gồm chữ số", "digits alone"));

    private static final Pattern CARD_PATTERN = Pattern.compile("[A-Z]{2}[1-5]\\d{12}|\\d{10}|\\d{12}");
    private static final Pattern FACILITY_PATTERN = Pattern.compile("\\d{2}[0-9A-Z]\\d{2}");

    private final String word;
    private final Predicate<String> fits;
    private final Wording expected;

    Form(String word, Predicate<String> fits, Wording expected) {
        this.word = word;
        this.fits = fits;
        this.expected = expected;
    }

    private static Wording cardWording(String list) {
        return cardWording(list, list);
    }

    private static Wording cardWording(String vi, String en) {
        return new Wording(
                "15 ký tự (hai chữ, mức hưởng 1-5, 12 chữ số), hoặc 10 hay 12 chữ số" + vi,
                "15 characters (two letters, a digit from 1 to 5, 12 digits), or 10 or 12 digits" + en);
    }

    static Form of(String word) {
        return Arrays.stream(values())
                .filter(form -> form.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no form is called '" + word + "'"));
    }

    /** @param value not empty */
    boolean fits(String value) {
        return fits.test(value);
    }

    Wording expected() {
        return expected;
    }

    static boolean isCard(String value) {
        return CARD_PATTERN.matcher(value).matches();
    }

    static boolean isFacility(String value) {
        return FACILITY_PATTERN.matcher(value).matches();
    }

    private static boolean each(String value, Predicate<String> fits) {
        return Arrays.stream(value.split(";", -1)).map(String::strip).allMatch(fits);
    }

    static boolean isDay(String value) {
        if (!value.matches("\\d{8}")) {
            return false;
        }
        try {
            LocalDate.of(number(value, 0, 4), number(value, 4, 6), number(value, 6, 8));
            return number(value, 0, 4) >= 1850;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isBirth(String value) {
        return isDay(value) || (value.matches("\\d{4}0000") && isDay(value.substring(0, 4) + "0101"));
    }

    private static boolean isTime(String value) {
        return value.matches("\\d{4}") && number(value, 0, 2) < 24 && number(value, 2, 4) < 60;
    }

    private static int number(String value, int from, int to) {
        return Integer.parseInt(value, from, to, 10);
    }
}
