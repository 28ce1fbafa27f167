package vn.khop.benchmarks.people;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import vn.khop.reference.ReferenceData;

/**
 * The people of a city, household by household. Household number n of a seed is the same whoever asks for it and whatever was
 * asked before, so that a city of ten million takes no more memory than one of a hundred.
 */
final class City {
    /* A household is a person alone, a couple, a couple with children of any age that still live there, at times with a
     * grandparent. Children have the father's family name and in half of the families a middle name in common. Births are
     * multiple once in 16, most of the twins share the middle name and three of four pairs are of one sex. Parents like names of
     * twins that go together: one pair in twelve is a letter or a mark apart (Hùng and Hưng, Trinh and Trang), beyond those whom
     * chance makes so. Two spellings of one name (Vi and Vy, Hoà and Hòa) are never given to two: a clerk writes either for
     * either, so that no record would tell which of the two it is of, to a reader no more than to a program. A person in 40 bears
     * the name and the birthday of somebody of another household, if one of that sex is found: beyond those whom the frequencies
     * of names make by chance, since names go with years and feasts. */
    static final LocalDate TODAY = LocalDate.of(2026, 6, 30);

    private static final int TWIN_ONE_IN = 16;
    private static final int NEAR_TWINS_ONE_IN = 12;
    private static final int NAMES_THOUGHT_OF = 400;
    private static final int NAMESAKE_ONE_IN = 40;
    private static final int MINORITY_ONE_IN = 90;
    private static final String[] PREFIXES = {
        "032", "033", "034", "035", "036", "037", "038", "039", "056", "058", "070", "076", "077", "078", "079", "081",
                "082",
        "083", "084", "085", "086", "088", "089", "090", "091", "093", "094", "096", "097", "098", "090", "091", "097",
                "098"
    };
    private static final String[] WORKING = {"DN4", "HC4", "CH4", "GD4", "GD4", "HN2", "CN3", "TN4", "XK4", "SV4"};
    private static final String[] RETIRED = {"HT3", "HT2", "BT2", "GD4", "CC1", "CK2", "CB2", "HN2"};

    private final long seed;
    private final Names names;
    private final Residences residences;
    private final CitizenNumbers citizenNumbers;

    City(ReferenceData reference, long seed) {
        this.seed = seed;
        names = new Names(reference.nameFrequencies(), random(-1));
        residences = new Residences(reference.administrativeUnits());
        citizenNumbers = new CitizenNumbers(reference.citizenNumberPlaces());
    }

    private SplittableRandom random(long household) {
        // Neighbouring seeds give related streams; one split separates them.
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + household).split();
    }

    /** The members of a household, not empty. */
    List<Person> household(long number) {
        SplittableRandom random = random(number);
        List<Person> members = members(random);
        for (int i = 0; i < members.size() && number > 0; i++) {
            if (random.nextInt(NAMESAKE_ONE_IN) == 0) {
                List<Person> others = members(random(random.nextLong(number)));
                Person other = others.get(random.nextInt(others.size()));
                Person member = members.get(i);
                if (other.isMale() == member.isMale() && mayBear(member, other, members)) {
                    members.set(i, member.named(other));
                }
            }
        }
        return members;
    }

    /** A name is not taken by a parent, whose children have it, nor by a twin, nor a birthday by a child too old for its mother. */
    private static boolean mayBear(Person member, Person other, List<Person> members) {
        return member.multiple() == 0
                && members.stream().noneMatch(person -> person.parents().contains(member))
                && member.parents().stream()
                        .allMatch(parent ->
                                other.birth().getYear() - parent.birth().getYear() >= 18);
    }

    private List<Person> members(SplittableRandom random) {
        Residence home = residences.draw(random);
        String phone = phone(random);
        List<Person> members = new ArrayList<>();
        int kind = random.nextInt(20);
        int headAge = random.nextInt(5) < 2 ? 24 + random.nextInt(40) : 20 + random.nextInt(66);
        boolean headIsMale = kind > 2 || random.nextBoolean();
        Person head = adult(headIsMale, headAge, home, phone, random);
        members.add(head);
        if (kind < 3) {
            return members;
        }
        int otherAge = Math.max(19, headAge - 4 + random.nextInt(7));
        Person other = adult(!headIsMale, otherAge, home, phone, random);
        members.add(other);
        if (kind < 17) {
            children(members, other, head, random);
        }
        if (kind % 4 == 0 && headAge < 58) {
            members.add(adult(random.nextInt(3) == 0, headAge + 22 + random.nextInt(9), home, phone, random));
        }
        return members;
    }

    private void children(List<Person> members, Person mother, Person father, SplittableRandom random) {
        int motherAge = mother.age(TODAY);
        int births = 1 + (random.nextInt(5) < 4 ? 1 : 0) + (random.nextInt(4) == 0 ? 1 : 0);
        String shared = random.nextBoolean() ? names.middle(random.nextBoolean(), 2010, random) : "";
        for (int i = 0; i < births; i++) {
            int age = motherAge - 20 - random.nextInt(17);
            // Grown children move out, most of them before they are thirty.
            if (age < 0 || age > 18 && random.nextInt(14) < age - 18) {
                continue;
            }
            LocalDate birth = day(TODAY.getYear() - age, random);
            int born = random.nextInt(TWIN_ONE_IN) == 0 ? 2 : 1;
            boolean isMale = random.nextInt(100) < 52;
            String middle = born == 2 && random.nextInt(5) > 0 ? names.middle(isMale, birth.getYear(), random) : shared;
            if (born == 2) {
                members.addAll(twins(mother, father, middle, birth, isMale, random));
            } else {
                members.add(child(mother, father, middle, birth, isMale, 0, random));
            }
        }
    }

    private List<Person> twins(
            Person mother, Person father, String middle, LocalDate birth, boolean isMale, SplittableRandom random) {
        Person first = child(mother, father, middle, birth, isMale, 1, random);
        boolean isSecondMale = random.nextBoolean() ? isMale : random.nextBoolean();
        boolean isNear = random.nextInt(NEAR_TWINS_ONE_IN) == 0;
        Person second = first;
        for (int i = 0; !goTogether(first.given(), second.given(), isNear && i < NAMES_THOUGHT_OF); i++) {
            second = child(mother, father, middle, birth, isSecondMale, 2, random);
        }
        return List.of(first, second);
    }

    private static boolean goTogether(String a, String b, boolean mustBeNear) {
        return !Typing.spellingKey(a).equals(Typing.spellingKey(b)) && (!mustBeNear || isLetterApart(a, b));
    }

    /** Whether one letter, or any marks, make the difference. */
    private static boolean isLetterApart(String a, String b) {
        String x = Typing.plain(a);
        String y = Typing.plain(b);
        int start = 0;
        while (start < x.length() && start < y.length() && x.charAt(start) == y.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < Math.min(x.length(), y.length()) - start
                && x.charAt(x.length() - 1 - end) == y.charAt(y.length() - 1 - end)) {
            end++;
        }
        return start + end >= Math.max(x.length(), y.length()) - 1;
    }

    /** A mother and her child of at most twenty days. */
    List<Person> motherAndNewborn(long number) {
        SplittableRandom random = random(number);
        Couple couple = couple(random);
        LocalDate birth = TODAY.minusDays(2 + random.nextInt(19));
        String middle = names.middle(true, birth.getYear(), random);
        return List.of(
                couple.mother, child(couple.mother, couple.father, middle, birth, random.nextBoolean(), 0, random));
    }

    /** Two born to one mother on one day, newborn to grown up, with different given names, be it by a mark. */
    List<Person> twins(long number) {
        SplittableRandom random = random(number);
        Couple couple = couple(random);
        LocalDate birth = day(TODAY.getYear() - random.nextInt(couple.mother.age(TODAY) - 18), random);
        boolean isMale = random.nextBoolean();
        String middle = names.middle(isMale, birth.getYear(), random);
        return twins(couple.mother, couple.father, middle, birth, isMale, random);
    }

    /** Two of one name, sex and birthday, each with a citizen number; half of them in one house with one telephone. */
    List<Person> namesakes(long number) {
        SplittableRandom random = random(number);
        Residence home = residences.draw(random);
        String phone = phone(random);
        boolean isMale = random.nextBoolean();
        int age = 20 + random.nextInt(60);
        Person first = adult(isMale, age, home, phone, random);
        Person second = random.nextBoolean()
                ? adult(isMale, age, home, phone, random)
                : adult(isMale, age, residences.inCommune(home, random), phone(random), random);
        return List.of(first, second.named(first));
    }

    private record Couple(Person mother, Person father) {}

    private Couple couple(SplittableRandom random) {
        Residence home = residences.draw(random);
        String phone = phone(random);
        int age = 20 + random.nextInt(24);
        return new Couple(adult(false, age, home, phone, random), adult(true, age + 2, home, phone, random));
    }

    private Person child(
            Person mother,
            Person father,
            String shared,
            LocalDate birth,
            boolean isMale,
            int multiple,
            SplittableRandom random) {
        int age = TODAY.getYear() - birth.getYear();
        boolean sharesMiddle = !shared.isEmpty() && !shared.equals(isMale ? "Thị" : "Văn");
        List<String> phones = age < 14
                ? List.of(
                        (random.nextInt(3) > 0 ? mother : father).phones().get(0),
                        father.phones().get(0))
                : List.of(phone(random), phone(random), mother.phones().get(0));
        boolean isRegistered = TODAY.toEpochDay() - birth.toEpochDay() > 30 || random.nextInt(3) == 0;
        String usual = age < 6 ? "TE1" : age < 18 ? "HS4" : age < 23 ? "SV4" : WORKING[random.nextInt(WORKING.length)];
        return new Person(
                father.family(),
                sharesMiddle ? shared : names.middle(isMale, birth.getYear(), random),
                names.given(isMale, birth.getYear(), random),
                isMale,
                birth,
                true,
                isRegistered ? citizenNumbers.draw(isMale, birth, random) : "",
                age > 21 && random.nextInt(3) > 0 ? Digits.draw(9, random) : "",
                Digits.draw(10, random),
                cards(usual, age < 8 ? "TE1" : age < 20 ? "HS4" : "SV4", random),
                phones,
                mother.home(),
                elsewhere(mother.home(), random),
                List.of(mother, father),
                multiple);
    }

    private Person adult(boolean isMale, int age, Residence home, String phone, SplittableRandom random) {
        int year = TODAY.getYear() - age;
        LocalDate birth = day(year, random);
        String[] minority = random.nextInt(MINORITY_ONE_IN) == 0 ? names.ofMinority(isMale, random) : new String[0];
        String[] groups = age < 58 ? WORKING : RETIRED;
        String own = random.nextInt(4) > 0 ? phone(random) : phone;
        return new Person(
                minority.length > 0 ? minority[0] : names.family(random),
                minority.length > 0 ? minority[1] : names.middle(isMale, year, random),
                minority.length > 0 ? minority[2] : names.given(isMale, year, random),
                isMale,
                birth,
                random.nextInt(100) >= (year < 1955 ? 30 : year < 1975 ? 22 : 1),
                citizenNumbers.draw(isMale, birth, random),
                age > 21 ? Digits.draw(9, random) : "",
                Digits.draw(10, random),
                cards(groups[random.nextInt(groups.length)], groups[random.nextInt(groups.length)], random),
                List.of(own, phone(random), phone),
                home,
                elsewhere(home, random),
                List.of(),
                0);
    }

    /** Present card, former card, issuing province. */
    private static List<String> cards(String present, String former, SplittableRandom random) {
        String province = random.nextInt(5) > 0 ? "01" : String.valueOf(10 + random.nextInt(86));
        String before = random.nextInt(3) > 0 ? former : present.substring(0, 2) + (1 + random.nextInt(4));
        return List.of(present, before, province);
    }

    /** A former home or a rented room: in the same commune for two of three. */
    private Residence elsewhere(Residence home, SplittableRandom random) {
        return random.nextInt(3) > 0 ? residences.inCommune(home, random) : residences.draw(random);
    }

    private static LocalDate day(int year, SplittableRandom random) {
        LocalDate day = LocalDate.ofYearDay(year, 1 + random.nextInt(365));
        return day.isBefore(TODAY) ? day : TODAY.minusDays(2 + random.nextInt(170));
    }

    private static String phone(SplittableRandom random) {
        String prefix = PREFIXES[random.nextInt(PREFIXES.length)];
        return prefix + random.nextInt(10) + Digits.draw(6, random);
    }
}
