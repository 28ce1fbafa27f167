package vn.khop.benchmarks.people;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import vn.khop.reference.AdministrativeUnit;
import vn.khop.reference.AdministrativeUnits;
import vn.khop.reference.NameFrequencies;
import vn.khop.reference.NameFrequencies.NameCount;
import vn.khop.reference.ReferenceData;

/**
 * Draws households: a couple, their children (at times twins, at times a newborn), at times a grandmother. A household shares
 * address and telephone; children have the father's family name. Deterministic for a seed.
 */
final class PeopleGenerator {
    private static final LocalDate TODAY = LocalDate.of(2026, 6, 30);
    private static final String[] STREETS = {
        "Hàng Bông", "Lý Thường Kiệt", "Nguyễn Du", "Trần Phú", "Láng Hạ", "Khâm Thiên", "Tôn Đức Thắng", "Đại La",
        "Phố Vọng", "Lạc Nghiệp", "Kim Ngưu", "Xã Đàn", "Chùa Bộc", "Tây Sơn", "Hoàng Quốc Việt", "Xuân Thủy",
        "Nguyễn Khánh Toàn", "Đào Tấn", "Núi Trúc", "Vạn Phúc", "Ngọc Lâm", "Bồ Đề", "Nguyễn Sơn", "Trần Khát Chân"
    };
    private static final String[] GROUPS = {"DN4", "HN4", "CH4", "HT3", "GD4", "SV4", "BT2", "CN3"};
    private static final String[] MOBILE = {"032", "035", "038", "070", "077", "081", "085", "090", "091", "096", "098"
    };

    private final SplittableRandom random;
    private final Weighted families;
    private final Weighted maleMiddles;
    private final Weighted femaleMiddles;
    private final Weighted maleGivens;
    private final Weighted femaleGivens;
    private final List<AdministrativeUnit> communes;
    private final AdministrativeUnits units;
    private int nextPerson = 1;

    PeopleGenerator(ReferenceData reference, SplittableRandom random) {
        this.random = random;
        NameFrequencies names = reference.nameFrequencies();
        families = new Weighted(names.familyNames(), NameCount::total);
        maleMiddles = new Weighted(names.middleNames(), NameCount::male);
        femaleMiddles = new Weighted(names.middleNames(), NameCount::female);
        maleGivens = new Weighted(names.givenNames(), NameCount::male);
        femaleGivens = new Weighted(names.givenNames(), NameCount::female);
        units = reference.administrativeUnits();
        communes = units.units(AdministrativeUnit.Level.COMMUNE, AdministrativeUnits.REFORM.minusDays(1));
    }

    /** Names drawn by how many people have them. */
    private static final class Weighted {
        private final String[] names;
        private final long[] sums;

        Weighted(List<NameCount> counts, ToIntFunction<NameCount> weight) {
            names = new String[counts.size()];
            sums = new long[counts.size()];
            long sum = 0;
            for (int i = 0; i < names.length; i++) {
                names[i] = counts.get(i).name();
                sum += weight.applyAsInt(counts.get(i));
                sums[i] = sum;
            }
        }

        String draw(SplittableRandom random) {
            long at = random.nextLong(sums[sums.length - 1]);
            int found = java.util.Arrays.binarySearch(sums, at);
            int i = found >= 0 ? found + 1 : -found - 1;
            return names[i];
        }
    }

    /** The members of one household, not empty. */
    List<Person> household() {
        String family = families.draw(random);
        Person.Address address = address();
        String phone = phone();
        List<Person> members = new ArrayList<>();
        int fatherAge = 22 + random.nextInt(55);
        Person father = adult(family, true, fatherAge, address, phone);
        members.add(father);
        if (random.nextInt(10) < 8) {
            Person mother =
                    adult(families.draw(random), false, Math.max(19, fatherAge - random.nextInt(6)), address, phone);
            members.add(mother);
            addChildren(members, father, mother, address, phone);
        }
        if (random.nextInt(10) == 0) {
            members.add(adult(families.draw(random), false, fatherAge + 24, address, phone));
        }
        return members;
    }

    private void addChildren(List<Person> members, Person father, Person mother, Person.Address address, String phone) {
        int motherAge = TODAY.getYear() - mother.birth().getYear();
        int children = random.nextInt(4);
        for (int i = 0; i < children; i++) {
            int age = Math.max(0, motherAge - 20 - random.nextInt(16));
            LocalDate birth = date(TODAY.getYear() - age);
            members.add(child(father, mother, birth, address, phone));
            if (random.nextInt(40) == 0) {
                members.add(child(father, mother, birth, address, phone));
            }
        }
    }

    private Person child(Person father, Person mother, LocalDate birth, Person.Address address, String phone) {
        boolean isMale = random.nextBoolean();
        int age = TODAY.getYear() - birth.getYear();
        return new Person(
                id(),
                father.family(),
                (isMale ? maleMiddles : femaleMiddles).draw(random),
                (isMale ? maleGivens : femaleGivens).draw(random),
                isMale,
                birth,
                age < 1 ? "" : citizenNumber(isMale, birth),
                "",
                age < 20 || random.nextInt(4) > 0 ? digits(10) : "",
                age < 6 ? "TE1" : age < 18 ? "HS4" : GROUPS[random.nextInt(GROUPS.length)],
                age < 18 ? List.of(phone) : List.of(phone(), phone),
                List.of(address, address()),
                mother.fullName(),
                father.fullName(),
                mother.citizenNumber());
    }

    private Person adult(String family, boolean isMale, int age, Person.Address address, String phone) {
        LocalDate birth = date(TODAY.getYear() - age);
        return new Person(
                id(),
                family,
                (isMale ? maleMiddles : femaleMiddles).draw(random),
                (isMale ? maleGivens : femaleGivens).draw(random),
                isMale,
                birth,
                citizenNumber(isMale, birth),
                age > 25 && random.nextInt(3) == 0 ? digits(9) : "",
                random.nextInt(10) > 0 ? digits(10) : "",
                GROUPS[random.nextInt(GROUPS.length)],
                random.nextInt(3) == 0 ? List.of(phone) : List.of(phone(), phone),
                List.of(address, address()),
                "",
                "",
                "");
    }

    private String id() {
        return String.format(Locale.ROOT, "p%08d", nextPerson++);
    }

    private LocalDate date(int year) {
        LocalDate date = LocalDate.ofYearDay(year, 1 + random.nextInt(365));
        return date.isAfter(TODAY) ? TODAY.minusDays(random.nextInt(150)) : date;
    }

    private String citizenNumber(boolean isMale, LocalDate birth) {
        int century = (birth.getYear() - 1900) / 100 * 2 + (isMale ? 0 : 1);
        String place = random.nextInt(4) > 0 ? "001" : String.format(Locale.ROOT, "%03d", 2 * (1 + random.nextInt(47)));
        return place + century + String.format(Locale.ROOT, "%02d", birth.getYear() % 100) + digits(6);
    }

    String digits(int count) {
        StringBuilder digits = new StringBuilder().append(1 + random.nextInt(9));
        while (digits.length() < count) {
            digits.append(random.nextInt(10));
        }
        return digits.toString();
    }

    String phone() {
        return MOBILE[random.nextInt(MOBILE.length)] + digits(7);
    }

    private Person.Address address() {
        AdministrativeUnit commune = communes.get(random.nextInt(communes.size()));
        for (int i = 0; i < 30 && !commune.province().equals("01") && i < 25; i++) {
            commune = communes.get(random.nextInt(communes.size()));
        }
        LocalDate before = AdministrativeUnits.REFORM.minusDays(1);
        String district = commune.district()
                .flatMap(code -> units.unit(AdministrativeUnit.Level.DISTRICT, code, before))
                .map(AdministrativeUnit::fullName)
                .orElse("");
        String province = units.unit(AdministrativeUnit.Level.PROVINCE, commune.province(), before)
                .map(AdministrativeUnit::fullName)
                .orElse("");
        String street = random.nextInt(3) == 0
                ? "Xóm " + (1 + random.nextInt(12))
                : random.nextBoolean()
                        ? "Số " + (1 + random.nextInt(300)) + " phố " + STREETS[random.nextInt(STREETS.length)]
                        : "Số " + (1 + random.nextInt(99)) + " ngõ " + (1 + random.nextInt(400)) + " "
                                + STREETS[random.nextInt(STREETS.length)];
        return new Person.Address(street, commune.fullName(), district, province);
    }
}
