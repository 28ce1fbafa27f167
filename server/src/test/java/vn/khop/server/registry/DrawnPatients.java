package vn.khop.server.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/** Patients as one hospital writes them, drawn; and what becomes of a record when it is corrected, or when somebody writes another patient over it. Nobody in it lives. */
final class DrawnPatients {
    private static final List<String> FAMILIES = List.of(
            "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ",
            "Ngô", "Dương", "Lý");
    private static final List<String> MIDDLES =
            List.of("Thị", "Văn", "Minh", "Ngọc", "Thanh", "Quốc", "Hữu", "Đức", "Kim", "Thu", "Hoài", "Gia");
    private static final List<String> GIVEN = List.of(
            "An", "Bình", "Chi", "Dung", "Đạt", "Giang", "Hà", "Hải", "Hạnh", "Hiếu", "Hoa", "Hùng", "Hương", "Khánh",
            "Lan", "Linh", "Long", "Mai", "Nam", "Nga", "Phúc", "Quân", "Sơn", "Tâm", "Thảo", "Trang", "Tuấn", "Vy");
    private static final List<String> STREETS =
            List.of("Lò Đúc", "Hàng Bông", "Giảng Võ", "Kim Mã", "Tây Sơn", "Bạch Mai", "Láng", "Đội Cấn");
    private static final int ADULT_YEAR_MIN = 1940;
    private static final int ADULT_YEAR_MAX = 2010;

    private final SplittableRandom random;

    DrawnPatients(SplittableRandom random) {
        this.random = random;
    }

    /** What happens to a record that stays its patient's. */
    enum Correction {
        LETTER_OF_NAME,
        MARKS_LOST,
        MIDDLE_NAME_ADDED,
        DAY_AND_MONTH_SWAPPED,
        YEAR_MISTYPED,
        DEFAULT_DATE_REPLACED,
        SEX_WAS_WRONG,
        CITIZEN_NUMBER_MISTYPED,
        CITIZEN_NUMBER_ADDED,
        INSURANCE_CARD_REPLACED,
        MOVED_HOUSE,
        MARRIED_NAME,
        NEWBORN_NAMED,
        NAME_AND_YEAR_MISTYPED,
        COMPLETED_AT_ONCE
    }

    /** Whose data are written over a record. */
    enum Overlay {
        STRANGER,
        SPOUSE,
        SIBLING,
        CHILD,
        NAMESAKE
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private boolean chance(double share) {
        return random.nextDouble() < share;
    }

    private String digits(int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(random.nextInt(10));
        }
        return digits.toString();
    }

    private String name(String family) {
        return family + " " + one(MIDDLES) + " " + one(GIVEN);
    }

    private String date(int year) {
        return String.format(Locale.ROOT, "%04d-%02d-%02d", year, 1 + random.nextInt(12), 2 + random.nextInt(27));
    }

    private static int year(String date) {
        return Integer.parseInt(date.substring(0, 4));
    }

    private String citizenNumber(boolean isFemale, int year) {
        int century = year < 2000 ? 0 : 2;
        return "001" + (century + (isFemale ? 1 : 0)) + String.format(Locale.ROOT, "%02d", year % 100) + digits(6);
    }

    private String insurance() {
        return "GD4" + "01" + digits(10);
    }

    /** A patient with most of what hospitals know of patients. */
    Map<String, String> patient() {
        return patient(ADULT_YEAR_MIN + random.nextInt(ADULT_YEAR_MAX - ADULT_YEAR_MIN), one(FAMILIES), chance(0.5));
    }

    private Map<String, String> patient(int year, String family, boolean isFemale) {
        Map<String, String> patient = new LinkedHashMap<>();
        patient.put(Columns.FACILITY, "01001");
        patient.put(Columns.MRN, "1");
        patient.put(Columns.FULL_NAME, name(family));
        patient.put(Columns.GENDER, isFemale ? "2" : "1");
        patient.put(Columns.BIRTH_DATE, date(year));
        if (chance(0.7)) {
            patient.put(Columns.NATIONAL_ID, citizenNumber(isFemale, year));
        }
        if (chance(0.6)) {
            patient.put(Columns.INSURANCE_NO, insurance());
        }
        if (chance(0.8)) {
            patient.put(Columns.PHONE, "09" + digits(8));
        }
        patient.put(Columns.ADDRESS, address());
        return patient;
    }

    private String address() {
        return (1 + random.nextInt(200)) + " " + one(STREETS) + ", Phường Ba Đình, Thành phố Hà Nội";
    }

    /** What stands in a column that every drawn patient has. */
    static String value(Map<String, String> patient, String column) {
        return Objects.requireNonNull(patient.get(column), column);
    }

    /** The record before and after. */
    record Update(Map<String, String> before, Map<String, String> after) {}

    Update corrected(Correction how) {
        Map<String, String> before = how == Correction.NEWBORN_NAMED ? newborn() : patient();
        Map<String, String> after = new LinkedHashMap<>(before);
        String name = value(before, Columns.FULL_NAME);
        String date = value(before, Columns.BIRTH_DATE);
        switch (how) {
            case LETTER_OF_NAME -> after.put(Columns.FULL_NAME, letterChanged(name));
            case MARKS_LOST -> before.put(Columns.FULL_NAME, SearchText.folded(name));
            case MIDDLE_NAME_ADDED -> after.put(Columns.FULL_NAME, name.replaceFirst(" ", " " + one(MIDDLES) + " "));
            case DAY_AND_MONTH_SWAPPED ->
                after.put(Columns.BIRTH_DATE, year(date) + "-" + month(date) + "-" + day(date));
            case YEAR_MISTYPED -> after.put(Columns.BIRTH_DATE, yearMistyped(date));
            case DEFAULT_DATE_REPLACED -> before.put(Columns.BIRTH_DATE, year(date) + "-01-01");
            case SEX_WAS_WRONG ->
                after.put(Columns.GENDER, value(before, Columns.GENDER).equals("1") ? "2" : "1");
            case CITIZEN_NUMBER_MISTYPED ->
                after.computeIfPresent(Columns.NATIONAL_ID, (column, number) -> digitChanged(number));
            case CITIZEN_NUMBER_ADDED -> {
                before.remove(Columns.NATIONAL_ID);
                after.put(
                        Columns.NATIONAL_ID,
                        citizenNumber(value(before, Columns.GENDER).equals("2"), year(date)));
            }
            case INSURANCE_CARD_REPLACED -> {
                String number = digits(10);
                before.put(Columns.INSURANCE_NO, "GD401" + number);
                after.put(Columns.INSURANCE_NO, "HT301" + number);
            }
            case MOVED_HOUSE -> {
                after.put(Columns.PHONE, "03" + digits(8));
                after.put(Columns.ADDRESS, address());
            }
            case MARRIED_NAME -> {
                after.put(Columns.FULL_NAME, one(FAMILIES) + name.substring(name.indexOf(' ')));
                after.put(Columns.PHONE, "03" + digits(8));
                after.put(Columns.ADDRESS, address());
            }
            case NEWBORN_NAMED -> {
                after.put(Columns.FULL_NAME, name(one(FAMILIES)));
                after.put(Columns.GENDER, chance(0.5) ? "1" : "2");
            }
            case NAME_AND_YEAR_MISTYPED -> {
                after.put(Columns.FULL_NAME, letterChanged(name));
                after.put(Columns.BIRTH_DATE, yearMistyped(date));
            }
            case COMPLETED_AT_ONCE -> {
                before.put(Columns.FULL_NAME, SearchText.folded(name));
                before.put(Columns.BIRTH_DATE, year(date) + "-01-01");
                before.remove(Columns.NATIONAL_ID);
                after.put(
                        Columns.NATIONAL_ID,
                        citizenNumber(value(before, Columns.GENDER).equals("2"), year(date)));
            }
        }
        return new Update(before, after);
    }

    /** "CB" is how wards write a child that has no name yet. */
    private Map<String, String> newborn() {
        Map<String, String> child = patient(2026, one(FAMILIES), chance(0.5));
        String mother = one(FAMILIES) + " Thị " + one(GIVEN);
        child.put(Columns.FULL_NAME, "CB " + mother);
        child.put(Columns.GENDER, "3");
        child.remove(Columns.NATIONAL_ID);
        child.put(Columns.INSURANCE_NO, "TE101" + digits(10));
        child.put(Columns.GUARDIAN_NAME, mother);
        return child;
    }

    private static String month(String date) {
        return date.substring(8);
    }

    private static String day(String date) {
        return date.substring(5, 7);
    }

    private String yearMistyped(String date) {
        int off = chance(0.5) ? 1 : 10;
        return (year(date) + (chance(0.5) ? off : -off)) + date.substring(4);
    }

    private String letterChanged(String name) {
        int place;
        do {
            place = random.nextInt(name.length());
        } while (!Character.isLetter(name.charAt(place)));
        char letter = (char) ('a' + random.nextInt(26));
        return name.substring(0, place) + letter + name.substring(place + 1);
    }

    private String digitChanged(String number) {
        int place = 6 + random.nextInt(number.length() - 6);
        char other = (char) ('0' + (number.charAt(place) - '0' + 1 + random.nextInt(9)) % 10);
        return number.substring(0, place) + other + number.substring(place + 1);
    }

    /** The record before, and another patient's data under its number. */
    Update overlaid(Overlay by) {
        Map<String, String> before = patient();
        int year = year(value(before, Columns.BIRTH_DATE));
        String family = value(before, Columns.FULL_NAME)
                .substring(0, value(before, Columns.FULL_NAME).indexOf(' '));
        boolean isFemale = value(before, Columns.GENDER).equals("2");
        Map<String, String> other = switch (by) {
            case STRANGER -> patient();
            case SPOUSE -> household(before, patient(year + random.nextInt(9) - 4, one(FAMILIES), !isFemale));
            case SIBLING -> household(before, patient(year + 1 + random.nextInt(8), family, chance(0.5)));
            case CHILD -> household(before, patient(year + 20 + random.nextInt(15), family, chance(0.5)));
            case NAMESAKE -> {
                Map<String, String> namesake =
                        patient(ADULT_YEAR_MIN + random.nextInt(ADULT_YEAR_MAX - ADULT_YEAR_MIN), family, isFemale);
                namesake.put(Columns.FULL_NAME, value(before, Columns.FULL_NAME));
                yield namesake;
            }
        };
        return new Update(before, other);
    }

    private static Map<String, String> household(Map<String, String> one, Map<String, String> other) {
        other.put(Columns.ADDRESS, one.get(Columns.ADDRESS));
        String phone = one.get(Columns.PHONE);
        if (phone != null) {
            other.put(Columns.PHONE, phone);
        }
        return other;
    }
}
