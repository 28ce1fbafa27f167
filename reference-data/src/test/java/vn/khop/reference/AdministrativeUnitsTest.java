package vn.khop.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import vn.khop.reference.AdministrativeUnit.Level;

class AdministrativeUnitsTest {
    private static final AdministrativeUnits UNITS = ReferenceData.open().administrativeUnits();
    private static final LocalDate SINCE = AdministrativeUnits.REFORM;
    private static final LocalDate BEFORE = SINCE.minusDays(1);

    @Test
    void countsAreThoseOfTheOfficialLists() {
        assertEquals(63, UNITS.units(Level.PROVINCE, BEFORE).size());
        assertEquals(696, UNITS.units(Level.DISTRICT, BEFORE).size());
        assertEquals(10_035, UNITS.units(Level.COMMUNE, BEFORE).size());
        assertEquals(34, UNITS.units(Level.PROVINCE, SINCE).size());
        assertEquals(0, UNITS.units(Level.DISTRICT, SINCE).size(), "the level ended");
        assertEquals(3_321, UNITS.units(Level.COMMUNE, SINCE).size());
    }

    @Test
    void successionHasTheCountsOfTheOfficialTable() {
        List<AdministrativeUnit> old = UNITS.units(Level.COMMUNE, BEFORE);
        int pairs = old.stream()
                .mapToInt(unit -> UNITS.successions(unit.code()).size())
                .sum();
        assertEquals(10_565, pairs);
        Map<Integer, Long> bySize = old.stream()
                .collect(Collectors.groupingBy(
                        unit -> UNITS.successors(unit.code()).size(), Collectors.counting()));
        // As the table prints its codes 441 of 10,033 communes were split; in two of them (01615, 02485) one code
        // stands for
        // two communes, so 439 of 10,035 were: 367 + 54 + 17 + 1.
        assertEquals(Map.of(1, 9_596L, 2, 367L, 3, 54L, 4, 17L, 5, 1L), bySize);
    }

    @Test
    void successionIsTheSameReadFromBothEndsAndEveryEndExists() {
        for (AdministrativeUnit old : UNITS.units(Level.COMMUNE, BEFORE)) {
            for (String since : UNITS.successors(old.code()).codes()) {
                assertTrue(UNITS.predecessors(since).contains(old.code()), old.code() + " -> " + since);
                assertTrue(UNITS.unit(Level.COMMUNE, since, SINCE).isPresent(), since);
            }
        }
        int withoutPredecessor = 0;
        for (AdministrativeUnit since : UNITS.units(Level.COMMUNE, SINCE)) {
            CodeSet predecessors = UNITS.predecessors(since.code());
            withoutPredecessor += predecessors.isEmpty() ? 1 : 0;
            for (String old : predecessors.codes()) {
                assertTrue(UNITS.successors(old).contains(since.code()), old + " -> " + since.code());
            }
        }
        assertEquals(5, withoutPredecessor, "the five special zones");
    }

    @Test
    void everyUnitHasItsParentsOnEveryDayOfItsValidity() {
        for (AdministrativeUnit old : UNITS.units(Level.COMMUNE, BEFORE)) {
            AdministrativeUnit district = UNITS.unit(
                            Level.DISTRICT, old.district().orElseThrow(), BEFORE)
                    .orElseThrow();
            assertEquals(old.province(), district.province(), old.code());
            assertTrue(UNITS.unit(Level.PROVINCE, old.province(), BEFORE).isPresent(), old.code());
        }
        for (AdministrativeUnit since : UNITS.units(Level.COMMUNE, SINCE)) {
            assertTrue(since.district().isEmpty(), since.code());
            assertTrue(UNITS.unit(Level.PROVINCE, since.province(), SINCE).isPresent(), since.code());
        }
    }

    @Test
    void provincesOfTheCommunePairsAreTheProvincePairs() {
        Set<String> pairs = new HashSet<>();
        for (AdministrativeUnit old : UNITS.units(Level.COMMUNE, BEFORE)) {
            for (String code : UNITS.successors(old.code()).codes()) {
                AdministrativeUnit since =
                        UNITS.unit(Level.COMMUNE, code, SINCE).orElseThrow();
                pairs.add(old.province() + since.province());
            }
        }
        Set<String> listed = new HashSet<>();
        for (AdministrativeUnit old : UNITS.units(Level.PROVINCE, BEFORE)) {
            UNITS.newProvinces(old.code()).codes().forEach(since -> listed.add(old.code() + since));
        }
        assertEquals(listed, pairs);
        assertEquals(63, listed.size(), "each old province went into one of today whole");
    }

    @Test
    void codeMeansWhatItMeantOnTheDay() {
        // 00004 was Trúc Bạch and is Ba Đình; 24 was Bắc Giang and is Bắc Ninh.
        assertEquals("Phường Trúc Bạch", fullName(Level.COMMUNE, "00004", BEFORE));
        assertEquals("Phường Ba Đình", fullName(Level.COMMUNE, "00004", SINCE));
        assertEquals("Tỉnh Bắc Giang", fullName(Level.PROVINCE, "24", BEFORE));
        assertEquals("Tỉnh Bắc Ninh", fullName(Level.PROVINCE, "24", SINCE));
        assertTrue(UNITS.unit(Level.DISTRICT, "001", SINCE).isEmpty());
    }

    @Test
    void sevenProvinceCodesChangedTheirMeaning() {
        Set<String> changed = new HashSet<>();
        for (AdministrativeUnit since : UNITS.units(Level.PROVINCE, SINCE)) {
            UNITS.unit(Level.PROVINCE, since.code(), BEFORE)
                    .filter(old -> !AdministrativeUnits.key(old.name()).equals(AdministrativeUnits.key(since.name())))
                    .ifPresent(old -> changed.add(old.code()));
        }
        assertEquals(Set.of("15", "24", "44", "52", "80", "82", "91"), changed);
    }

    @Test
    void changeOfTypeKeepsTheCode() {
        LocalDate retyped = LocalDate.of(2026, 4, 30);
        assertEquals("Tỉnh Đồng Nai", fullName(Level.PROVINCE, "75", retyped.minusDays(1)));
        assertEquals("Thành phố Đồng Nai", fullName(Level.PROVINCE, "75", retyped));
        assertEquals("Xã Long Thành", fullName(Level.COMMUNE, "26368", retyped.minusDays(1)));
        assertEquals("Phường Long Thành", fullName(Level.COMMUNE, "26368", retyped));
        long retypedCommunes = UNITS.units(Level.COMMUNE, retyped).stream()
                .filter(unit -> unit.validFrom().filter(retyped::equals).isPresent())
                .count();
        assertEquals(10, retypedCommunes);
        assertEquals(3_321, UNITS.units(Level.COMMUNE, retyped).size());
    }

    @Test
    void disagreementOfTheListsIsSaidAndTheOfficialCodeAnswers() {
        AdministrativeUnit official = UNITS.unit(Level.COMMUNE, "06970", SINCE).orElseThrow();
        assertEquals("Xã Ba Chẽ", official.fullName());
        assertTrue(official.note().contains("06978"), official.note());
        assertEquals(official, UNITS.unit(Level.COMMUNE, "06978", SINCE).orElseThrow());
        AdministrativeUnit twoNames = UNITS.unit(Level.COMMUNE, "00553", BEFORE).orElseThrow();
        assertEquals("Cổ Bi", twoNames.name());
        assertTrue(twoNames.note().contains("Đặng Xá"), twoNames.note());
        assertTrue(UNITS.successions("01651").get(0).note().contains("01615"), "the table's slip is said");
    }

    @Test
    void namesAreFoundWithoutMarksWithinTheirParent() {
        List<AdministrativeUnit> oldInHaNoi = UNITS.named(Level.COMMUNE, "vinh hung", "008", BEFORE);
        assertEquals(
                List.of("Phường Vĩnh Hưng"),
                oldInHaNoi.stream().map(AdministrativeUnit::fullName).toList());
        // Bình Thạnh, Tân Bình, Phú Nhuận, 10, 4, 5, 6: without the district "Phường 13" means nothing.
        assertEquals(7, UNITS.named(Level.COMMUNE, "13", "79", BEFORE).size());
        assertEquals(
                7,
                UNITS.named(Level.COMMUNE, "Tân Tiến", SINCE).stream()
                        .filter(unit -> unit.type().equals("Xã"))
                        .count());
    }

    @Test
    void islandDistrictsWithoutCommunesBecameSpecialZones() {
        assertEquals(List.of("26732"), UNITS.successorsOfDistrict("755").codes(), "Côn Đảo");
        assertTrue(UNITS.successorsOfProvince("77").contains("26732"));
        assertTrue(UNITS.predecessors("26732").isEmpty());
    }

    @Test
    void successorsOfADistrictAreThoseOfItsCommunes() {
        Set<String> slow = new HashSet<>();
        for (AdministrativeUnit commune : UNITS.units(Level.COMMUNE, BEFORE)) {
            if (commune.district().orElseThrow().equals("008")) {
                slow.addAll(UNITS.successors(commune.code()).codes());
            }
        }
        assertEquals(slow, Set.copyOf(UNITS.successorsOfDistrict("008").codes()));
        assertFalse(slow.isEmpty());
    }

    @Test
    void everyAliasBelongsToAUnitOfBefore() {
        for (UnitAlias alias : UNITS.aliases()) {
            assertTrue(UNITS.unit(alias.level(), alias.code(), BEFORE).isPresent(), alias.toString());
            assertFalse(alias.key().isEmpty(), alias.toString());
        }
        assertTrue(UNITS.aliases().stream()
                .anyMatch(alias -> alias.key().equals("hn") && alias.code().equals("01")));
    }

    @Test
    void keyJoinsSpellingsOfOneName() {
        assertEquals("midinh1", AdministrativeUnits.key("Mỹ Đình 1"));
        assertEquals(AdministrativeUnits.key("Mĩ Đình 01"), AdministrativeUnits.key("mỹ đình 1"));
        assertEquals(AdministrativeUnits.key("Quý Quân"), AdministrativeUnits.key("Quí Quân"));
        assertEquals("eahleo", AdministrativeUnits.key("Ea H'leo"));
        assertEquals("bariavungtau", AdministrativeUnits.key("Bà Rịa - Vũng Tàu"));
    }

    private static String fullName(Level level, String code, LocalDate date) {
        return UNITS.unit(level, code, date).orElseThrow().fullName();
    }
}
