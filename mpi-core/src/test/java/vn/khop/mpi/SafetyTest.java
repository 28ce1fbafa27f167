package vn.khop.mpi;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.cluster.Clustering;
import vn.khop.mpi.cluster.Constraints;
import vn.khop.mpi.cluster.RecordPair;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.reference.NameFrequencies;
import vn.khop.reference.ReferenceData;

/** Drawn cases of two persons whose records share nearly everything: whatever else happens, nobody joins them. */
class SafetyTest {
    private static final int CASES = 1_000;
    private static final int CASES_LONG = 10_000;

    private final Linker linker = Linker.of(LinkageModel.readDefault());
    private final NameFrequencies names = ReferenceData.open().nameFrequencies();

    /** Records of two persons, ids of the first starting with a, of the second with b. */
    private interface Draw {
        List<RawRecord> records(SplittableRandom random);
    }

    private void neverJoins(int cases, long seedOffset, Draw draw) {
        String given = System.getProperty("tests.seed", "");
        long seed = (given.isEmpty() ? 20261122 : Long.parseLong(given)) + seedOffset;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < cases; i++) {
            SplittableRandom one = random.split();
            List<PersonRecord> records =
                    draw.records(one).stream().map(linker::normalise).toList();
            assertApart(linker.cluster(records), "case " + i + " of -Dtests.seed=" + (seed - seedOffset));
        }
    }

    private static void assertApart(Clustering clustering, String what) {
        for (List<String> cluster : clustering.clusters()) {
            long first = cluster.stream().filter(id -> id.startsWith("a")).count();
            assertNotEquals(true, first > 0 && first < cluster.size(), what + " joined " + cluster);
        }
    }

    @Test
    void aMotherAndHerNewbornChildAreNeverJoined() {
        neverJoins(CASES, 1, this::motherAndNewborn);
    }

    @Test
    @Tag("long")
    void aMotherAndHerNewbornChildAreNeverJoinedInTenThousandCases() {
        neverJoins(CASES_LONG, 2, this::motherAndNewborn);
    }

    @Test
    void twinsAreNeverJoined() {
        neverJoins(CASES, 3, this::twins);
    }

    @Test
    @Tag("long")
    void twinsAreNeverJoinedInTenThousandCases() {
        neverJoins(CASES_LONG, 4, this::twins);
    }

    @Test
    void namesakesWithNumbersOfTheirOwnAreNeverJoined() {
        neverJoins(CASES, 5, this::namesakes);
    }

    @Test
    @Tag("long")
    void namesakesWithNumbersOfTheirOwnAreNeverJoinedInTenThousandCases() {
        neverJoins(CASES_LONG, 6, this::namesakes);
    }

    @Test
    void peopleWhoseVerifiedNumbersDifferAreNotJoinedEvenByARecordBetweenThem() {
        SplittableRandom random = new SplittableRandom(20261122);
        for (int i = 0; i < CASES; i++) {
            SplittableRandom one = random.split();
            Map<String, String> all = person(one, one.nextBoolean(), 1960 + one.nextInt(40));
            Map<String, String> other = new LinkedHashMap<>(all);
            other.put("national_id", citizenNumber(one, all));
            Map<String, String> between = new LinkedHashMap<>(all);
            between.remove("national_id");
            List<PersonRecord> records = List.of(record("a1", all), record("x1", between), record("b1", other)).stream()
                    .map(linker::normalise)
                    .toList();
            Clustering clustering = linker.cluster(
                    records, new Constraints(java.util.Set.of(), java.util.Set.of(RecordPair.of("a1", "b1"))));
            assertNotEquals(true, clustering.clusterOf("a1").contains("b1"), "case " + i);
        }
    }

    private static RawRecord record(String id, Map<String, String> values) {
        Map<String, String> present = new LinkedHashMap<>(values);
        present.values().removeIf(String::isEmpty);
        return new RawRecord(id, present);
    }

    private List<RawRecord> motherAndNewborn(SplittableRandom random) {
        Map<String, String> mother = person(random, false, 1984 + random.nextInt(20));
        mother.put("recorded_at", "2026-03-09");
        Map<String, String> child = new LinkedHashMap<>(mother);
        String name = mother.get("full_name");
        String[] ways = {
            name, "CB " + name, "Con bà " + name, "Bé của " + name, "CB " + name + " " + (1 + random.nextInt(2))
        };
        child.put("full_name", ways[random.nextInt(ways.length)]);
        child.put("birth_date", "2026-03-0" + (1 + random.nextInt(8)));
        child.put("gender", random.nextBoolean() ? "Nữ" : "Nam");
        child.put("national_id", random.nextInt(3) == 0 ? String.valueOf(mother.get("national_id")) : "");
        child.put(
                "insurance_no",
                random.nextInt(3) == 0 ? String.valueOf(mother.get("insurance_no")) : card(random, "TE1"));
        child.put("guardian_name", random.nextBoolean() ? String.valueOf(name) : "");
        return List.of(
                record("a1", mother),
                record("a2", thinned(random, mother)),
                record("b1", child),
                record("b2", thinned(random, child)));
    }

    private List<RawRecord> twins(SplittableRandom random) {
        int year = 2008 + random.nextInt(18);
        Map<String, String> first = person(random, random.nextBoolean(), year);
        first.put("insurance_no", card(random, "TE1"));
        first.put("national_id", random.nextBoolean() ? String.valueOf(first.get("national_id")) : "");
        Map<String, String> second = new LinkedHashMap<>(first);
        boolean isMale = random.nextBoolean();
        second.put("gender", isMale ? "Nam" : "Nữ");
        String[] syllables = String.valueOf(first.get("full_name")).split(" ");
        String before = syllables[syllables.length - 1];
        String given = before;
        while (fold(given).equals(fold(before))) {
            given = given(random, isMale);
        }
        syllables[syllables.length - 1] = given;
        second.put("full_name", String.join(" ", syllables));
        second.put("insurance_no", card(random, "TE1"));
        second.put("national_id", random.nextBoolean() ? citizenNumber(random, second) : "");
        return List.of(
                record("a1", first),
                record("a2", withCard(random, first)),
                record("b1", second),
                record("b2", withCard(random, second)));
    }

    private List<RawRecord> namesakes(SplittableRandom random) {
        boolean isMale = random.nextBoolean();
        Map<String, String> first = person(random, isMale, 1940 + random.nextInt(60));
        Map<String, String> second = person(random, isMale, 2000);
        second.put("full_name", String.valueOf(first.get("full_name")));
        second.put("birth_date", String.valueOf(first.get("birth_date")));
        second.put("gender", String.valueOf(first.get("gender")));
        second.put("national_id", citizenNumber(random, second));
        return List.of(
                record("a1", first),
                record("a2", withNumber(random, first)),
                record("b1", second),
                record("b2", withNumber(random, second)));
    }

    /** The same person as another hospital has it: some columns are missing. */
    private static Map<String, String> thinned(SplittableRandom random, Map<String, String> person) {
        Map<String, String> thinned = new LinkedHashMap<>(person);
        for (String column : List.of("national_id", "insurance_no", "phone", "address")) {
            if (random.nextInt(3) == 0) {
                thinned.put(column, "");
            }
        }
        return thinned;
    }

    private static Map<String, String> withCard(SplittableRandom random, Map<String, String> person) {
        Map<String, String> thinned = thinned(random, person);
        thinned.put("insurance_no", String.valueOf(person.get("insurance_no")));
        return thinned;
    }

    private static Map<String, String> withNumber(SplittableRandom random, Map<String, String> person) {
        Map<String, String> thinned = thinned(random, person);
        thinned.put("national_id", String.valueOf(person.get("national_id")));
        return thinned;
    }

    private Map<String, String> person(SplittableRandom random, boolean isMale, int year) {
        Map<String, String> person = new LinkedHashMap<>();
        String family = names.familyNames().get(random.nextInt(20)).name();
        String middle = names.middleNames().get(random.nextInt(30)).name();
        person.put("full_name", family + " " + middle + " " + given(random, isMale));
        person.put("gender", isMale ? "Nam" : "Nữ");
        person.put(
                "birth_date",
                String.format(Locale.ROOT, "%d-%02d-%02d", year, 1 + random.nextInt(12), 2 + random.nextInt(27)));
        person.put("national_id", citizenNumber(random, person));
        person.put("insurance_no", card(random, "DN4"));
        person.put("phone", "09" + digits(random, 8));
        person.put("address", "Số " + (1 + random.nextInt(300)) + " phố Hàng Bông, Phường Hoàn Kiếm, Thành phố Hà Nội");
        person.put("recorded_at", "2026-06-30");
        return person;
    }

    private String given(SplittableRandom random, boolean isMale) {
        List<NameFrequencies.NameCount> usual = names.givenNames().stream()
                .filter(name -> (isMale ? name.male() : name.female()) > 0)
                .limit(80)
                .toList();
        return usual.get(random.nextInt(usual.size())).name();
    }

    private static String fold(String text) {
        return vn.khop.reference.VietnameseText.fold(text.toLowerCase(Locale.ROOT));
    }

    private static String citizenNumber(SplittableRandom random, Map<String, String> person) {
        String birth = String.valueOf(person.get("birth_date"));
        int century = Integer.parseInt(birth.substring(0, 4)) / 100 - 19;
        int sex = "Nam".equals(person.get("gender")) ? 0 : 1;
        return "001" + (century * 2 + sex) + birth.substring(2, 4) + digits(random, 6);
    }

    private static String card(SplittableRandom random, String group) {
        return group + "01" + digits(random, 10);
    }

    private static String digits(SplittableRandom random, int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(1 + random.nextInt(9));
        }
        return digits.toString();
    }
}
