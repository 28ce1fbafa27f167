package vn.khop.benchmarks.people;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import vn.khop.reference.VietnameseText;

/** A hospital with its own habits: how it writes dates, whether it types marks, how often a clerk errs. */
final class Hospital {
    private static final String KEYS = "abcdeghiklmnopqrstuvxy";

    private final String code;
    private final boolean typesMarks;
    private final boolean capitals;
    private final int dateForm;
    private final int errorsPerThousand;
    private final boolean losesZeros;

    Hospital(String code, SplittableRandom random) {
        this.code = code;
        typesMarks = random.nextInt(4) > 0;
        capitals = random.nextBoolean();
        dateForm = random.nextInt(4);
        errorsPerThousand = 10 + random.nextInt(60);
        losesZeros = random.nextInt(6) == 0;
    }

    /** One visit's record, in the order of the default schema's columns after record_id. */
    List<String> record(Person person, SplittableRandom random) {
        LocalDate earliest = LocalDate.of(2023, 1, 1);
        LocalDate from = person.birth().isAfter(earliest) ? person.birth() : earliest;
        long days = Math.max(1, LocalDate.of(2026, 6, 30).toEpochDay() - from.toEpochDay());
        LocalDate recorded = from.plusDays(random.nextLong(days));
        boolean isNewborn = recorded.toEpochDay() - person.birth().toEpochDay() < 20
                && !person.mother().isEmpty();
        boolean isChild = !person.mother().isEmpty()
                && recorded.getYear() - person.birth().getYear() < 16;
        return List.of(
                code,
                Integer.toString(10_000_000 + random.nextInt(89_999_999)),
                name(person, isNewborn, random),
                sex(person, random),
                birthDate(person.birth(), random),
                citizenNumber(person, isChild, random),
                insurance(person, random),
                person.phones().isEmpty() || random.nextInt(6) == 0
                        ? ""
                        : slip(
                                person.phones()
                                        .get(
                                                random.nextInt(3) == 0
                                                        ? person.phones().size() - 1
                                                        : 0),
                                random),
                address(person, recorded, random),
                isChild && random.nextBoolean() ? random.nextBoolean() ? person.mother() : person.father() : "",
                recorded.toString());
    }

    private boolean errs(SplittableRandom random) {
        return random.nextInt(1000) < errorsPerThousand;
    }

    private String name(Person person, boolean isNewborn, SplittableRandom random) {
        String name = isNewborn && random.nextInt(3) > 0
                ? (random.nextBoolean() ? "CB " : "Con bà ") + person.mother()
                : person.fullName();
        if (errs(random)) {
            name = person.middle().isEmpty() ? name : person.family() + " " + person.given();
        }
        if (errs(random)) {
            name = typo(name, random);
        }
        // A typing error may have swallowed the only space: one word has no order to turn round.
        int firstSpace = name.indexOf(' ');
        if (random.nextInt(1000) < errorsPerThousand / 3 && firstSpace > 0) {
            name = name.substring(firstSpace + 1) + " " + name.substring(0, firstSpace);
        }
        String marked = typesMarks ? name : VietnameseText.fold(name);
        return capitals ? marked.toUpperCase(Locale.ROOT) : marked;
    }

    private static String typo(String text, SplittableRandom random) {
        int at = 1 + random.nextInt(text.length() - 1);
        String key = String.valueOf(KEYS.charAt(random.nextInt(KEYS.length())));
        return switch (random.nextInt(3)) {
            case 0 -> text.substring(0, at) + key + text.substring(at + 1);
            case 1 -> text.substring(0, at) + text.substring(at + 1);
            default -> text.substring(0, at) + key + text.substring(at);
        };
    }

    private String sex(Person person, SplittableRandom random) {
        boolean isMale = person.isMale() != (random.nextInt(1000) < 12);
        return dateForm % 2 == 0 ? (isMale ? "Nam" : "Nữ") : (isMale ? "1" : "2");
    }

    private String birthDate(LocalDate birth, SplittableRandom random) {
        boolean isOld = birth.getYear() < 1970;
        if (isOld && random.nextInt(5) == 0) {
            return random.nextBoolean() ? birth.getYear() + "0000" : birth.getYear() + "-01-01";
        }
        LocalDate written = birth;
        if (errs(random)) {
            written = switch (random.nextInt(3)) {
                case 0 ->
                    birth.getDayOfMonth() <= 12
                            ? LocalDate.of(birth.getYear(), birth.getDayOfMonth(), Math.min(28, birth.getMonthValue()))
                            : birth;
                case 1 -> birth.plusDays(random.nextBoolean() ? 1 : -1);
                default -> birth.minusYears(random.nextInt(3)).plusMonths(random.nextInt(3));
            };
        }
        return switch (dateForm) {
            case 0 -> written.toString();
            case 1 -> written.toString().replace("-", "");
            case 2 ->
                String.format(
                        Locale.ROOT,
                        "%02d/%02d/%d",
                        written.getDayOfMonth(),
                        written.getMonthValue(),
                        written.getYear());
            default -> written.toString().replace("-", "") + "0000";
        };
    }

    private String citizenNumber(Person person, boolean isChild, SplittableRandom random) {
        if (isChild && !person.motherNumber().isEmpty() && random.nextInt(12) == 0) {
            return person.motherNumber();
        }
        if (random.nextInt(4) == 0 || person.citizenNumber().isEmpty()) {
            return "";
        }
        if (!person.oldIdentityCard().isEmpty() && random.nextInt(4) == 0) {
            return person.oldIdentityCard();
        }
        String number = slip(person.citizenNumber(), random);
        return losesZeros ? number.replaceFirst("^0+", "") : number;
    }

    private String insurance(Person person, SplittableRandom random) {
        if (person.insurance().isEmpty() || random.nextInt(5) == 0) {
            return "";
        }
        String number = slip(person.insurance(), random);
        return random.nextInt(3) == 0 ? number : person.group() + "01" + number;
    }

    /** One digit wrong, or two exchanged, as often as this hospital errs. */
    private String slip(String number, SplittableRandom random) {
        if (random.nextInt(1000) >= errorsPerThousand / 2) {
            return number;
        }
        int at = random.nextInt(number.length() - 1);
        char[] digits = number.toCharArray();
        if (random.nextBoolean()) {
            digits[at] = (char) ('0' + random.nextInt(10));
        } else {
            char left = digits[at];
            digits[at] = digits[at + 1];
            digits[at + 1] = left;
        }
        return new String(digits);
    }

    private String address(Person person, LocalDate recorded, SplittableRandom random) {
        if (random.nextInt(12) == 0) {
            return "";
        }
        Person.Address address = person.addresses().get(random.nextInt(6) == 0 ? 1 : 0);
        StringBuilder text = new StringBuilder(random.nextInt(6) == 0 ? "" : address.street() + ", ");
        text.append(address.commune()).append(", ");
        if (!address.district().isEmpty() && (recorded.getYear() < 2026 || random.nextBoolean())) {
            text.append(address.district()).append(", ");
        }
        text.append(address.province());
        return typesMarks ? text.toString() : VietnameseText.fold(text.toString());
    }
}
