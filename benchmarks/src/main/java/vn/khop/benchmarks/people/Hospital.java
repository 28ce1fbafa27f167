package vn.khop.benchmarks.people;

import java.text.Normalizer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import vn.khop.reference.LegacyEncoding;
import vn.khop.reference.LunarYears;

/** A hospital with its own habits: what it asks for, how it writes it, how often a clerk errs. */
final class Hospital {
    static final List<String> COLUMNS = List.of(
            "record_id",
            "facility",
            "mrn",
            "full_name",
            "gender",
            "birth_date",
            "national_id",
            "insurance_no",
            "phone",
            "address",
            "guardian_name",
            "recorded_at");

    private static final LocalDate OPENED = LocalDate.of(2023, 1, 1);
    private static final int NEWBORN_DAYS_MAX = 28;
    private static final int LUNAR_YEARS_UNTIL = 1975;
    /** One of so many records of who was born before Tết tells the lunar year. */
    private static final int LUNAR_SLIPS = 40;

    private static final int LUNAR_SLIPS_OF_YEARS = 3;
    private static final String[] NUMBER_FILLERS = {"000000000000", "0", "999999999999", "123456789", "111111111111"};
    private static final String[] PHONE_FILLERS = {"0000000000", "0", "0123456789", "0999999999"};
    private static final String[] NOTES = {" (BHYT)", " (cũ)", " - TE", " (TE1)", "."};
    private static final String[][] SEXES = {{"1", "2"}, {"M", "F"}, {"Nam", "Nữ"}};
    private static final String[][] OLD_MOBILES = {
        {"032", "0162"},
        {"033", "0163"},
        {"034", "0164"},
        {"035", "0165"},
        {"036", "0166"},
        {"037", "0167"},
        {"038", "0168"},
        {"039", "0169"},
        {"070", "0120"},
        {"079", "0121"},
        {"077", "0122"},
        {"076", "0126"},
        {"078", "0128"},
        {"083", "0123"},
        {"084", "0124"},
        {"085", "0125"},
        {"081", "0127"},
        {"082", "0129"},
        {"056", "0186"},
        {"058", "0188"},
        {"059", "0199"}
    };
    private static final String[][] SHORT_WORDS = {
        {"Phường ", "P."},
        {"Xã ", "X."},
        {"Thị trấn ", "TT."},
        {"Quận ", "Q."},
        {"Huyện ", "H."},
        {"Thị xã ", "TX."},
        {"Thành phố ", "TP."},
        {"Tỉnh ", "T."}
    };

    private final String code;
    private final Grade grade;
    private final Kind.Rates rates;
    private final Typing typing;
    private final double carelessness;
    private final int dateForm;
    private final int sexForm;
    private final int capitalsPercent;
    private final int shortWordsPercent;
    private final String switchboard;

    Hospital(String code, Kind kind, Grade grade, int dateForm, Typing typing, SplittableRandom random) {
        this.code = code;
        this.grade = grade;
        this.typing = typing;
        rates = kind.rates();
        carelessness = 0.5 + random.nextDouble();
        this.dateForm = dateForm;
        sexForm = random.nextInt(SEXES.length);
        capitalsPercent = grade.writing() == Grade.Writing.UNMARKED ? 90 : 20 + random.nextInt(70);
        shortWordsPercent = 10 + random.nextInt(60);
        switchboard = "024" + (3 + random.nextInt(5)) + Digits.draw(7, random);
    }

    /**
     * Some hospitals, drawn by size. Grades and forms of dates are dealt out, not drawn, so that a file of few hospitals is not
     * easier than another by luck.
     */
    static Weighted<Hospital> all(int count, Kind kind, Typing typing, SplittableRandom random) {
        List<Hospital> all = new ArrayList<>();
        Map<Hospital, Double> sizes = new HashMap<>();
        for (int i = 0; i < count; i++) {
            String code = String.format(Locale.ROOT, "01%03d", 3 + i * 7);
            Grade grade = Grade.at(kind, (100 * i + 50) / count);
            Hospital hospital = new Hospital(code, kind, grade, i * 7 % 20, typing, random);
            all.add(hospital);
            sizes.put(hospital, 0.5 + random.nextDouble() * 2);
        }
        return new Weighted<>(all, hospital -> sizes.getOrDefault(hospital, 1.0));
    }

    /** One visit's record, in the order of {@link #COLUMNS} after record_id. */
    String[] record(Person person, SplittableRandom random) {
        LocalDate visited = visit(person, random);
        int days = (int) (visited.toEpochDay() - person.birth().toEpochDay());
        boolean isChild = !person.parents().isEmpty() && person.age(visited) < 16;
        boolean isMarked = grade.writing() == Grade.Writing.MARKED && random.nextInt(100) >= 5;
        boolean isCapital = random.nextInt(100) < capitalsPercent;
        Person guardian = person.parents().isEmpty() ? person : person.parents().get(random.nextInt(3) > 0 ? 0 : 1);
        return new String[] {
            code,
            String.valueOf(10_000_000 + random.nextInt(89_999_999)),
            name(person, days, isMarked, isCapital, random),
            sex(person, days <= NEWBORN_DAYS_MAX, random),
            birthDate(person, random),
            citizenNumber(person, isChild, random),
            insurance(person, random),
            phone(person, random),
            address(person, isMarked, random),
            isChild && random.nextInt(100) < 58
                    ? isMarked ? guardian.fullName() : cased(Typing.plain(guardian.fullName()), true)
                    : "",
            visited.toString()
        };
    }

    private boolean errs(int perThousand, SplittableRandom random) {
        return random.nextInt(1000) < perThousand * carelessness;
    }

    private static boolean has(int percent, SplittableRandom random) {
        return random.nextInt(100) < percent;
    }

    /** Any day since the registers open; of children born since then, four of nine visits in their first days. */
    private static LocalDate visit(Person person, SplittableRandom random) {
        LocalDate from = person.birth().isAfter(OPENED) ? person.birth() : OPENED;
        long days = City.TODAY.toEpochDay() - from.toEpochDay();
        if (person.birth().isAfter(OPENED) && random.nextInt(9) < 4) {
            days = Math.min(days, 6);
        }
        return from.plusDays(days < 2 ? days : 1 + random.nextLong(days - 1));
    }

    private String name(Person person, int days, boolean isMarked, boolean isCapital, SplittableRandom random) {
        boolean isNewborn = days <= NEWBORN_DAYS_MAX;
        boolean isInfant = days <= 365;
        boolean isByRule = isNewborn && !person.parents().isEmpty() && random.nextInt(100) < 26;
        String name = isByRule ? newborn(person, random) : known(person, random);
        if (errs(rates.sound(), random)) {
            name = Typing.soundSlip(name, random);
        }
        if (errs(rates.tone(), random)) {
            name = Typing.toneSlip(name);
        }
        if (random.nextInt(20) == 0) {
            name = Typing.otherSpelling(name);
        }
        boolean isLegacy = grade.writing() == Grade.Writing.LEGACY && random.nextInt(100) < 66;
        boolean isTelex = !isLegacy && errs(rates.telex(), random);
        if (isTelex) {
            name = typing.spelt(name, random.nextInt(8) > 0 ? LegacyEncoding.TELEX : LegacyEncoding.VNI_KEYS);
        }
        if (errs(rates.key(), random)) {
            name = Typing.keySlip(name, random);
        }
        if (isLegacy) {
            // Capitals were a font, not letters.
            return typing.spelt(name, font(random));
        }
        String written = cased(isMarked || isTelex ? name : Typing.plain(name), isCapital && !isTelex);
        return disturbed(written, isInfant, random);
    }

    /** TCVN3 was the North's font; one name in six was pasted from a system of the South or from a letter. */
    private static LegacyEncoding font(SplittableRandom random) {
        int font = random.nextInt(12);
        return font < 10 ? LegacyEncoding.TCVN3 : font < 11 ? LegacyEncoding.VNI_WINDOWS : LegacyEncoding.VIQR;
    }

    private String known(Person person, SplittableRandom random) {
        String family = person.family();
        String middle = person.middle();
        String given = person.given();
        if (errs(rates.familyTwin(), random)) {
            family = twin(family, "Hoàng", "Huỳnh", "Vũ", "Võ");
            given = twin(given, "Phúc", "Phước", "Phúc", "Phước");
        }
        if (!middle.isEmpty()) {
            if (errs(rates.middleLost(), random)) {
                int space = middle.indexOf(' ');
                middle = space > 0 && random.nextBoolean() ? middle.substring(space + 1) : "";
            } else if (errs(rates.initial(), random)) {
                middle = middle.charAt(0) + ".";
            }
        }
        String rest = middle.isEmpty() ? given : middle + " " + given;
        return errs(rates.inverted(), random) ? rest + " " + family : family + " " + rest;
    }

    private static String twin(String name, String a, String b, String c, String d) {
        return name.equals(a) ? b : name.equals(b) ? a : name.equals(c) ? d : name.equals(d) ? c : name;
    }

    private static String newborn(Person child, SplittableRandom random) {
        String mother = child.parents().get(0).fullName();
        String order = child.multiple() == 0
                ? ""
                : random.nextBoolean() ? " " + child.multiple() : child.multiple() == 1 ? " A" : " B";
        return switch (random.nextInt(8)) {
            case 0, 1 -> "CB " + mother + order;
            case 2 -> "CB. " + mother + order;
            case 3 -> "Con bà " + mother + order;
            case 4 -> "Bé của " + mother + order;
            case 5 -> mother + (child.multiple() == 0 ? " (con)" : " (bé " + child.multiple() + ")");
            default -> mother + order;
        };
    }

    /** "(CON)" says that the child of the named is meant; behind a child's own name it says so of nobody, and not in the first year. */
    private static String note(boolean isInfant, SplittableRandom random) {
        int note = random.nextInt(NOTES.length + 1);
        return note < NOTES.length ? NOTES[note] : isInfant ? "" : " (CON)";
    }

    private String disturbed(String name, boolean isInfant, SplittableRandom random) {
        int roll = random.nextInt(1000);
        if (roll < 33) {
            return name.replace(" ", "  ") + " ";
        }
        if (roll < 53) {
            return name.replace(' ', '\u00A0');
        }
        if (roll < 93) {
            return Normalizer.normalize(name, Normalizer.Form.NFD);
        }
        if (roll < 113) {
            return name.replace('Đ', '\u00D0');
        }
        return errs(rates.note(), random) ? name + note(isInfant, random) : name;
    }

    private static String cased(String text, boolean isCapital) {
        return isCapital ? text.toUpperCase(Locale.ROOT) : text;
    }

    private String sex(Person person, boolean isNewborn, SplittableRandom random) {
        if (random.nextInt(1000) < rates.sexMissing()) {
            return "";
        }
        int form = has(60, random) ? sexForm : random.nextInt(SEXES.length);
        boolean isWrong = errs(isNewborn ? rates.sexWrong() * 3 : rates.sexWrong(), random);
        return SEXES[form][person.isMale() == isWrong ? 1 : 0];
    }

    private String birthDate(Person person, SplittableRandom random) {
        int year = person.birth().getYear();
        int month = person.birth().getMonthValue();
        int day = person.birth().getDayOfMonth();
        boolean isYearOnly = person.knowsBirthday() ? year < 1975 && random.nextInt(1000) < 15 : random.nextInt(8) > 0;
        // Who was born before Tết and counts years by their animals is a year older in some records.
        boolean isLunar = year < LUNAR_YEARS_UNTIL && LunarYears.of(person.birth()) < year;
        if (isLunar && random.nextInt(person.knowsBirthday() ? LUNAR_SLIPS : LUNAR_SLIPS_OF_YEARS) == 0) {
            year--;
        }
        if (isYearOnly) {
            int form = random.nextInt(20);
            if (form < 3) {
                return String.valueOf(year);
            }
            return form < 8 ? year + "0000" : written(year, 1, 1, random);
        }
        int length = person.birth().lengthOfMonth();
        if (errs(rates.swap(), random) && day <= 12) {
            return written(year, day, month, random);
        }
        if (errs(rates.day(), random)) {
            int step = random.nextInt(3) == 0 ? 10 : 1 + random.nextInt(3);
            int other = random.nextBoolean() ? day + step : day - step;
            day = other < 1 || other > length ? day % length + 1 : other;
        }
        if (errs(rates.month(), random)) {
            month = month == 1 ? 2 : month == 12 ? 11 : random.nextBoolean() ? month + 1 : month - 1;
        }
        if (errs(rates.year(), random)) {
            int step = random.nextInt(3) == 0 ? 10 : 1 + random.nextInt(2);
            year += random.nextBoolean() && year + step <= 2026 ? step : -step;
        }
        return written(year, month, Math.min(day, 28 + (month == 2 ? 0 : 2)), random);
    }

    private String written(int year, int month, int day, SplittableRandom random) {
        int form = has(55, random) ? dateForm : random.nextInt(20);
        String iso = two(year / 100) + two(year % 100) + "-" + two(month) + "-" + two(day);
        if (form < 7) {
            return iso;
        }
        if (form < 13) {
            return two(day) + "/" + two(month) + "/" + year;
        }
        String digits = iso.substring(0, 4) + two(month) + two(day);
        return form < 17 ? digits : digits + "0000";
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : String.valueOf(number);
    }

    private String citizenNumber(Person person, boolean isChild, SplittableRandom random) {
        if (!has(isChild ? grade.citizenNumber() * 2 / 5 : grade.citizenNumber(), random)) {
            return "";
        }
        if (random.nextInt(1000) < rates.filler()) {
            return NUMBER_FILLERS[random.nextInt(NUMBER_FILLERS.length)];
        }
        String number = person.citizenNumber();
        if (isChild && random.nextInt(1000) < 110) {
            number = person.parents().get(random.nextInt(4) > 0 ? 0 : 1).citizenNumber();
        } else if (!person.oldIdentityCard().isEmpty() && has(grade.oldCard(), random)) {
            number = person.oldIdentityCard();
        }
        if (errs(rates.citizenNumber(), random)) {
            number = Digits.slip(number, random);
        }
        return has(grade.lostZeros(), random) ? withoutZeros(number) : number;
    }

    private static String withoutZeros(String number) {
        int at = 0;
        while (at < number.length() && number.charAt(at) == '0') {
            at++;
        }
        return number.substring(at);
    }

    private String insurance(Person person, SplittableRandom random) {
        if (!has(grade.insurance(), random)) {
            return "";
        }
        String number = errs(rates.card(), random) ? Digits.slip(person.insurance(), random) : person.insurance();
        if (has(30, random)) {
            return number;
        }
        String present =
                person.cards().get(has(80, random) ? 0 : 1) + person.cards().get(2) + number;
        return has(2, random) ? person.cards().get(1) + person.cards().get(2) + number + ";" + present : present;
    }

    private String phone(Person person, SplittableRandom random) {
        if (person.phones().isEmpty() || !has(grade.phone(), random)) {
            return "";
        }
        if (random.nextInt(1000) < rates.filler() * 3 / 2) {
            return PHONE_FILLERS[random.nextInt(PHONE_FILLERS.length)];
        }
        if (random.nextInt(1000) < 2) {
            return switchboard;
        }
        int which = random.nextInt(100);
        List<String> phones = person.phones();
        String number = phones.get(which < 80 ? 0 : which < 90 ? 1 : phones.size() - 1);
        if (errs(rates.phone(), random)) {
            number = Digits.slip(number, random);
        }
        if (has(grade.oldMobile() * 3 / 2, random)) {
            for (String[] change : OLD_MOBILES) {
                if (number.startsWith(change[0])) {
                    return change[1] + number.substring(3);
                }
            }
        }
        if (has(grade.phoneLostZero(), random)) {
            return withoutZeros(number);
        }
        int form = random.nextInt(100);
        if (form < 5 && number.length() == 10) {
            return number.substring(0, 4) + "." + number.substring(4, 7) + "." + number.substring(7);
        }
        if (form < 10 && number.length() == 10) {
            return number.substring(0, 4) + " " + number.substring(4);
        }
        return form < 15 ? "+84" + withoutZeros(number) : form < 20 ? "84" + withoutZeros(number) : number;
    }

    private String address(Person person, boolean isMarked, SplittableRandom random) {
        if (!has(grade.address(), random)) {
            return "";
        }
        Residence home = has(86, random) ? person.home() : person.elsewhere();
        boolean isOld = has(grade.district(), random);
        String commune = isOld ? home.oldCommune() : home.newCommune();
        String district = isOld ? home.district() : "";
        String province = isOld ? home.oldProvince() : home.newProvince();
        StringBuilder text = new StringBuilder(120);
        int form = random.nextInt(100);
        String separator = form < 69 ? ", " : form < 85 ? " - " : " ";
        if (!has(13, random)) {
            text.append(home.street()).append(separator);
        }
        boolean isShort = has(shortWordsPercent, random);
        boolean hasSpace = isShort && random.nextBoolean();
        if (district.isEmpty() || !has(10, random)) {
            text.append(unit(commune, isShort, hasSpace)).append(separator);
        }
        if (!district.isEmpty()) {
            text.append(unit(district, isShort, hasSpace)).append(separator);
        }
        if (has(92, random)) {
            boolean isCapital = province.endsWith("Hà Nội");
            text.append(
                    isCapital && has(16, random)
                            ? "HN"
                            : isCapital && has(20, random) ? "Hà Nội" : unit(province, isShort, hasSpace));
        } else {
            text.setLength(text.length() - separator.length());
        }
        return isMarked ? text.toString() : Typing.plain(text.toString());
    }

    private static String unit(String name, boolean isShort, boolean hasSpace) {
        if (isShort) {
            for (String[] word : SHORT_WORDS) {
                if (name.startsWith(word[0])) {
                    return word[1] + (hasSpace ? " " : "") + name.substring(word[0].length());
                }
            }
        }
        return name;
    }
}
