package vn.khop.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.text.Normalizer;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vn.khop.reference.CitizenNumberPlaces.CenturyAndSex;
import vn.khop.reference.InsuranceGroups.InsuranceGroup;
import vn.khop.reference.NameFrequencies.NameCount;
import vn.khop.reference.PhoneChanges.AreaCode;
import vn.khop.reference.PhoneChanges.MobileChange;

class SmallTablesTest {
    private static final ReferenceData DATA = ReferenceData.open();

    @Test
    void placeCodesAreThe63OfTheAnnex() {
        CitizenNumberPlaces places = DATA.citizenNumberPlaces();
        assertEquals(63, places.codes().size());
        assertEquals("Hà Nội", places.name("001").orElseThrow());
        assertEquals("Hồ Chí Minh", places.name("079").orElseThrow());
        assertEquals("Cà Mau", places.name("096").orElseThrow());
        assertTrue(places.name("003").isEmpty(), "a gap in the numbering");
        assertTrue(places.sources().get(0).document().contains("07/2016"));
    }

    @Test
    void fourthDigitSaysCenturyAndSex() {
        CitizenNumberPlaces places = DATA.citizenNumberPlaces();
        assertEquals(
                new CenturyAndSex(Sex.MALE, 1900, 1999),
                places.centuryAndSex('0').orElseThrow());
        assertEquals(
                new CenturyAndSex(Sex.FEMALE, 2000, 2099),
                places.centuryAndSex('3').orElseThrow());
        assertEquals(
                new CenturyAndSex(Sex.FEMALE, 2300, 2399),
                places.centuryAndSex('9').orElseThrow());
    }

    @Test
    void sexesHaveTheirOfficialCodesAndNames() {
        assertEquals("Nam", DATA.sexes().vietnameseName(Sex.MALE));
        assertEquals("Nữ", DATA.sexes().vietnameseName(Sex.FEMALE));
        assertEquals("Chưa xác định", DATA.sexes().vietnameseName(Sex.UNDETERMINED));
        assertEquals(3, Sex.UNDETERMINED.code());
    }

    @Test
    void cardGroupsSayWhatIsKnownAndWhatIsNot() {
        InsuranceGroups groups = DATA.insuranceGroups();
        assertEquals(54, groups.codes().size());
        InsuranceGroup children = groups.group("TE").orElseThrow();
        assertEquals("Trẻ em dưới 6 tuổi", children.meaning());
        assertEquals(OptionalInt.of(1), children.benefit());
        InsuranceGroup nearPoor = groups.group("CN").orElseThrow();
        assertEquals(OptionalInt.of(2), nearPoor.benefit());
        assertEquals(OptionalInt.of(3), nearPoor.benefitBefore());
        assertEquals(LocalDate.of(2026, 1, 1), nearPoor.changed().orElseThrow());
        assertTrue(groups.group("NN").orElseThrow().disagreement().contains("nghệ nhân ưu tú"));
        assertEquals(OptionalInt.empty(), groups.group("CT").orElseThrow().benefit(), "sources disagree");
        assertEquals(
                8,
                groups.codes().stream()
                        .filter(code ->
                                groups.group(code).orElseThrow().meaning().isEmpty())
                        .count());
    }

    @Test
    void benefitDigitsGoFromOneToFive() {
        assertEquals(80, DATA.insuranceGroups().benefit(4).orElseThrow().ratePercent());
        assertEquals(95, DATA.insuranceGroups().benefit(3).orElseThrow().ratePercent());
        assertTrue(DATA.insuranceGroups().benefit(6).isEmpty());
    }

    @Test
    void mobilePrefixesChangedTwentyOneTimes() {
        PhoneChanges phones = DATA.phoneChanges();
        assertEquals(21, phones.mobileChanges().size());
        MobileChange change = phones.mobileChange("0123").orElseThrow();
        assertEquals("083", change.newPrefix());
        assertEquals(33, phones.mobilePrefixes().size());
        Set<String> newPrefixes = new HashSet<>();
        for (MobileChange each : phones.mobileChanges()) {
            assertTrue(newPrefixes.add(each.newPrefix()), "two old prefixes never became one");
        }
    }

    @Test
    void areaCodesChangedInThreeWavesAndSeventeenLookLikeMobiles() {
        List<AreaCode> areas = DATA.phoneChanges().areaCodes();
        assertEquals(63, areas.size());
        assertEquals(13, wave(areas, LocalDate.of(2017, 2, 11)));
        assertEquals(23, wave(areas, LocalDate.of(2017, 4, 15)));
        assertEquals(23, wave(areas, LocalDate.of(2017, 6, 17)));
        assertEquals(
                4, areas.stream().filter(area -> area.validFrom().isEmpty()).count());
        assertEquals(
                17,
                areas.stream().filter(area -> !area.mobilePrefixes().isEmpty()).count());
        AreaCode haNoi = areas.stream()
                .filter(area -> area.oldCode().equals("04"))
                .findFirst()
                .orElseThrow();
        assertEquals("024", haNoi.newCode());
        AreaCode hoChiMinh = areas.stream()
                .filter(area -> area.oldCode().equals("08"))
                .findFirst()
                .orElseThrow();
        assertTrue(hoChiMinh.mobilePrefixes().contains("086"));
    }

    private static long wave(List<AreaCode> areas, LocalDate day) {
        return areas.stream()
                .filter(area -> area.validFrom().filter(day::equals).isPresent())
                .count();
    }

    @Test
    void nameCountsAddUpToTheSample() {
        NameFrequencies names = DATA.nameFrequencies();
        assertEquals(new NameCount("Nguyễn", 4966, 4409), names.familyNames().get(0));
        assertEquals("Thị", names.middleNames().get(0).name());
        assertEquals("Anh", names.givenNames().get(0).name());
        assertTrue(names.foldedFamilyNames(100).contains("nguyen"));
        int people = names.familyNames().stream().mapToInt(NameCount::total).sum();
        assertEquals(40_496, people);
    }

    @Test
    void composingGivesTheNormalFormOfEveryPairOfCharacters() {
        char[] others = {'a', 'e', 'd', '\u0302', '\u0301', '\u0323', '\u01b0', '\u1ea1'};
        for (int c = 0; c < 0x2200; c++) {
            for (char other : others) {
                String pair = "" + (char) c + other;
                String expected = Normalizer.normalize(pair.replace('\u00D0', '\u0110'), Normalizer.Form.NFC);
                assertEquals(expected, VietnameseText.compose(pair), "U+" + Integer.toHexString(c));
            }
        }
    }

    @Test
    void foldingTakesMarksAndCaseAwayAndIsIdempotent() {
        assertEquals("dang thuy ha", VietnameseText.fold("ĐẶNG Thuý Hà"));
        assertEquals("do", VietnameseText.fold("\u00D0o"), "the Icelandic letter that real lists have for Đ");
        assertEquals("ea h'leo", VietnameseText.fold("Ea H'leo"));
        assertEquals("an", VietnameseText.fold("a\u0302\u0301n"), "decomposed");
        for (char c = 1; c < 0x3000; c++) {
            String once = VietnameseText.fold(String.valueOf(c));
            assertEquals(once, VietnameseText.fold(once), "U+" + Integer.toHexString(c));
        }
    }

    @Test
    void codeSetIsASetOfZeroPaddedCodes() {
        CodeSet set = CodeSet.of(5, List.of("00123", "00004", "00123"));
        assertEquals(List.of("00004", "00123"), set.codes());
        assertTrue(set.contains("00004") && !set.contains("4") && !set.contains("00005"));
        assertTrue(set.intersects(CodeSet.of(5, List.of("00123"))));
        assertEquals(0, set.sharedCount(CodeSet.of(3, List.of("123"))), "codes of another width are other codes");
        assertEquals(set, CodeSet.ofNumbers(5, 123, 4));
        assertThrows(IllegalArgumentException.class, () -> CodeSet.ofNumbers(2, 100));
        assertTrue(set.contains(123) && !set.contains(5));
        assertEquals(set, CodeSet.union(5, List.of(CodeSet.of(5, List.of("00004")), CodeSet.of(5, List.of("00123")))));
    }

    @Test
    void legacyEncodingsKnowEveryLetterAndTheTraps() {
        LegacyEncodings encodings = DATA.legacyEncodings();
        assertEquals(134, encodings.letters().size());
        for (LegacyEncoding encoding : LegacyEncoding.values()) {
            for (char letter : encodings.letters()) {
                String spelling = encodings.spelling(encoding, letter).orElseThrow();
                assertTrue(spelling.length() >= 1 && spelling.length() <= 3, encoding + " " + letter);
                boolean isBeyondAscii = spelling.chars().anyMatch(c -> c > 0x7E || c < ' ');
                assertEquals(encoding.isOfBytes(), isBeyondAscii, encoding + " " + letter);
            }
            assertEquals(Optional.empty(), encodings.spelling(encoding, 'a'));
        }
        assertEquals(Optional.of("\u00AD"), encodings.spelling(LegacyEncoding.TCVN3, 'ư'), "not a soft hyphen there");
        assertEquals(Optional.of("\u00D4"), encodings.spelling(LegacyEncoding.TCVN3, 'ễ'));
        assertEquals(Optional.of("e\u00E3"), encodings.spelling(LegacyEncoding.VNI_WINDOWS, 'ễ'));
        assertEquals(Optional.of("\u00AB"), encodings.spelling(LegacyEncoding.VISCII, 'ề'));
        assertEquals(Optional.of("\u00EA\u00DE"), encodings.spelling(LegacyEncoding.WINDOWS_1258, 'ễ'));
        assertEquals(Optional.of("e^~"), encodings.spelling(LegacyEncoding.VIQR, 'ễ'));
        assertEquals(Optional.of("eex"), encodings.spelling(LegacyEncoding.TELEX, 'ễ'));
        assertEquals(Optional.of("e64"), encodings.spelling(LegacyEncoding.VNI_KEYS, 'ễ'));
    }
}
