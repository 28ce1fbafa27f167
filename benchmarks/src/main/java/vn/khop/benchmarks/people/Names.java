package vn.khop.benchmarks.people;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import vn.khop.reference.NameFrequencies;
import vn.khop.reference.NameFrequencies.NameCount;

/**
 * Draws names by how often they are borne, with what the counted sample of today's pupils cannot show: families as in the whole
 * people, and the fashions of each decade.
 */
final class Names {
    /* Shares of the frequent families are those published for the whole people in 2022 (the pupils' sample has fewer Nguyễn); the
     * rest is drawn as counted. Given names are sharpened: within a decade and a region names are fewer than in a sample over
     * all of them, so a count is raised to a power above 1, and each decade favours names of its own by a factor that is drawn
     * once for all. Both raise the chance of two namesakes to about 1 in 5,000 pairs, where the raw sample has 1 in 40,000. */
    private static final Map<String, Double> FAMILY_PERCENT = Map.ofEntries(
            Map.entry("Nguyễn", 31.5),
            Map.entry("Trần", 10.9),
            Map.entry("Lê", 8.9),
            Map.entry("Phạm", 5.9),
            Map.entry("Hoàng", 3.0),
            Map.entry("Huỳnh", 2.1),
            Map.entry("Vũ", 2.8),
            Map.entry("Võ", 2.1),
            Map.entry("Phan", 2.8),
            Map.entry("Trương", 2.2),
            Map.entry("Bùi", 2.1),
            Map.entry("Đặng", 1.9),
            Map.entry("Đỗ", 1.9),
            Map.entry("Ngô", 1.7),
            Map.entry("Hồ", 1.5),
            Map.entry("Dương", 1.4),
            Map.entry("Đinh", 1.0),
            Map.entry("Lý", 0.8));

    private static final double GIVEN_POWER = 1.9;
    private static final double MIDDLE_POWER = 1.35;
    private static final double FASHION_SPREAD = 0.9;
    private static final int DECADES = 10;
    private static final int FIRST_DECADE = 1930;
    private static final String[] SECOND_MIDDLES = {
        "Ngọc", "Minh", "Bảo", "Gia", "Khánh", "Phương", "Hoàng", "Hồng", "Anh", "Thanh", "Kim", "Mai", "Thảo", "Quỳnh",
        "Nhật", "Hải"
    };
    /** Women's and men's marks, then clan names; the mark is no family name. */
    private static final String[] EDE_CLANS = {"Niê", "Mlô", "Êban", "Ênuôl", "Kbuôr", "Hđơk", "Ayŭn", "Kpă"};

    private static final String[] EDE_NAMES = {
        "Bliu", "Djuên", "Hen", "Khin", "Ma", "Nga", "Sơn", "Thiên", "Wel", "Zina"
    };
    private static final String[] MONG_CLANS = {"Giàng", "Sùng", "Vàng", "Thào", "Mùa", "Lầu", "Vừ"};
    private static final String[] MONG_GIVENS = {"Chứ", "Dế", "Dua", "Lử", "Mỷ", "Páo", "Pó", "Say", "Sua", "Tủa"};

    private final Weighted<String> families;
    private final List<Weighted<String>> maleGivens = new ArrayList<>();
    private final List<Weighted<String>> femaleGivens = new ArrayList<>();
    private final Weighted<String> maleMiddles;
    private final Weighted<String> femaleMiddles;

    /** @param random for the fashions; the same for all files of one seed would make all cities alike, so it is the seed's */
    Names(NameFrequencies counted, SplittableRandom random) {
        double rest = 100 - FAMILY_PERCENT.values().stream().mapToDouble(p -> p).sum();
        double restCount = counted.familyNames().stream()
                .filter(name -> !FAMILY_PERCENT.containsKey(name.name()))
                .mapToDouble(NameCount::total)
                .sum();
        families = new Weighted<>(
                counted.familyNames().stream().map(NameCount::name).toList(),
                name -> FAMILY_PERCENT.getOrDefault(name, rest * count(counted.familyNames(), name) / restCount));
        List<String> givens = counted.givenNames().stream().map(NameCount::name).toList();
        Map<String, NameCount> ofName = new java.util.HashMap<>();
        counted.givenNames().forEach(name -> ofName.put(name.name(), name));
        for (int decade = 0; decade < DECADES; decade++) {
            SplittableRandom fashion = random.split();
            maleGivens.add(new Weighted<>(
                    givens, name -> sharpened(count(ofName, name).male(), fashion)));
            femaleGivens.add(new Weighted<>(
                    givens, name -> sharpened(count(ofName, name).female(), fashion)));
        }
        maleMiddles = middles(counted, true);
        femaleMiddles = middles(counted, false);
    }

    private static NameCount count(Map<String, NameCount> counts, String name) {
        return counts.getOrDefault(name, new NameCount(name, 0, 0));
    }

    private static double count(List<NameCount> counts, String name) {
        return counts.stream()
                .filter(count -> count.name().equals(name))
                .mapToInt(NameCount::total)
                .sum();
    }

    private static double sharpened(int count, SplittableRandom fashion) {
        double normal = fashion.nextDouble() + fashion.nextDouble() + fashion.nextDouble() + fashion.nextDouble() - 2;
        return Math.pow(count, GIVEN_POWER) * Math.exp(FASHION_SPREAD * 1.7 * normal);
    }

    /** One-syllable middle names; a second syllable is drawn on its own, and the marks of sex by decade. */
    private static Weighted<String> middles(NameFrequencies counted, boolean isMale) {
        List<NameCount> single = counted.middleNames().stream()
                .filter(name -> name.name().indexOf(' ') < 0)
                .filter(name -> !name.name().equals(isMale ? "Văn" : "Thị"))
                .filter(name -> (isMale ? name.male() : name.female()) > 2)
                .toList();
        Map<String, NameCount> ofName = new java.util.HashMap<>();
        single.forEach(name -> ofName.put(name.name(), name));
        return new Weighted<>(
                single.stream().map(NameCount::name).toList(),
                name -> Math.pow(
                        isMale
                                ? count(ofName, name).male()
                                : count(ofName, name).female(),
                        MIDDLE_POWER));
    }

    String family(SplittableRandom random) {
        return families.draw(random);
    }

    String given(boolean isMale, int year, SplittableRandom random) {
        int decade = Math.max(0, Math.min(DECADES - 1, (year - FIRST_DECADE) / 10));
        return (isMale ? maleGivens : femaleGivens).get(decade).draw(random);
    }

    /** "Văn" and "Thị" were near-universal before 1960 and are borne by about a sixth of the children of today. */
    String middle(boolean isMale, int year, SplittableRandom random) {
        int markPercent = year < 1960
                ? (isMale ? 52 : 70)
                : year < 1980 ? (isMale ? 41 : 51) : year < 2000 ? (isMale ? 30 : 35) : 17;
        int roll = random.nextInt(100);
        String first = roll < markPercent
                ? isMale ? "Văn" : "Thị"
                : roll < markPercent + 3 ? "" : (isMale ? maleMiddles : femaleMiddles).draw(random);
        int secondPercent = year < 1980 ? 10 : year < 2000 ? 22 : 30;
        if (first.isEmpty() || random.nextInt(100) >= secondPercent) {
            return first;
        }
        String second = SECOND_MIDDLES[random.nextInt(SECOND_MIDDLES.length)];
        return second.equals(first) ? first : first + " " + second;
    }

    /** Family, middle and given part of a name of an Ê Đê or Mông pattern. */
    String[] ofMinority(boolean isMale, SplittableRandom random) {
        if (random.nextBoolean()) {
            String own = EDE_NAMES[random.nextInt(EDE_NAMES.length)];
            String clan = EDE_CLANS[random.nextInt(EDE_CLANS.length)];
            return isMale ? new String[] {"Y", own, clan} : new String[] {"H'" + own, "", clan};
        }
        return new String[] {
            MONG_CLANS[random.nextInt(MONG_CLANS.length)],
            isMale ? "A" : "Thị",
            MONG_GIVENS[random.nextInt(MONG_GIVENS.length)]
        };
    }
}
