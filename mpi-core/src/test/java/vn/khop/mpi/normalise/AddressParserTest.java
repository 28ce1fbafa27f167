package vn.khop.mpi.normalise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.text.Normalizer;
import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.khop.mpi.record.AddressValue;
import vn.khop.mpi.record.AddressValue.Level;
import vn.khop.reference.AdministrativeUnit;
import vn.khop.reference.AdministrativeUnits;
import vn.khop.reference.ReferenceData;
import vn.khop.reference.VietnameseText;

class AddressParserTest {
    private static final AdministrativeUnits UNITS = ReferenceData.open().administrativeUnits();
    private static final AddressParser PARSER = new AddressParser(UNITS);

    /* Phường Vĩnh Hưng, Quận Hoàng Mai, Hà Nội was 00304; the conversion table gives parts of it to four wards. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "P. Vĩnh Hưng, Q. Hoàng Mai, HN",
                "Phường Vĩnh Hưng - Quận Hoàng Mai - Thành phố Hà Nội",
                "12 ngo 3 P.Vinh Hung Q.Hoang Mai TP.Ha Noi",
                "12 ngõ 3, Vĩnh Hưng, Hoàng Mai, Hà Nội, Việt Nam",
                "PHUONG VINH HUNG, QUAN HOANG MAI, HA NOI",
            })
    void oneOldWardIsReadHoweverItIsWritten(String address) {
        AddressValue value = PARSER.parse(address);
        assertEquals(Level.COMMUNE, value.level());
        assertEquals(List.of("00304"), value.oldCommunes().codes());
        assertEquals(List.of("008"), value.oldDistricts().codes());
        assertEquals(
                List.of("00283", "00301", "00322", "00331"), value.communes().codes());
        assertEquals(List.of("01"), value.provinces().codes());
    }

    /* Every abbreviation, with separators and without; the answer by the official list of before 2025-07-01. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "P. Vĩnh Hưng, Q. Hoàng Mai, HN              | 00304",
                "P.Vĩnh Hưng Q.Hoàng Mai TP.Hà Nội           | 00304",
                "P Vinh Hung Q Hoang Mai TP Ha Noi           | 00304",
                "phường vĩnh hưng quận hoàng mai hà nội      | 00304",
                "Vĩnh Hưng - Hoàng Mai - Hà Nội              | 00304",
                "F. Vĩnh Hưng; Q. Hoàng Mai; HN              | 00304",
                "X. Tri Phương, H. Tiên Du, T. Bắc Ninh      | 09358",
                "X.Tri Phương H.Tiên Du T.Bắc Ninh           | 09358",
                "xa tri phuong huyen tien du tinh bac ninh   | 09358",
                "TT. Trâu Quỳ, H. Gia Lâm, TP. Hà Nội        | 00565",
                "TT Trau Quy H Gia Lam HN                    | 00565",
                "Thị trấn Trâu Quỳ, Huyện Gia Lâm, Hà Nội    | 00565",
                "P. Thủy Châu, TX. Hương Thủy, TP. Huế       | 19975",
                "P.Thuỷ Châu TX Hương Thuỷ Thừa Thiên Huế    | 19975",
                "P13 Q4 TP.HCM                               | 27259",
                "P.13, Q.4, TPHCM                            | 27259",
                "Phường 13, Quận 4, Thành phố Hồ Chí Minh    | 27259",
                "phuong 13 quan 4 tp ho chi minh             | 27259",
                "P.04, Q.3, TP. Hồ Chí Minh                  | 27148",
                "P. 4 Q. 3 HCM                               | 27148",
            })
    void everyAbbreviationIsReadWithAndWithoutSeparators(String address, String oldCommune) {
        for (String written : List.of(address, "Số 12 ngõ 3, " + address, address + ", Việt Nam")) {
            AddressValue value = PARSER.parse(written);
            assertEquals(Level.COMMUNE, value.level(), written);
            assertEquals(List.of(oldCommune), value.oldCommunes().codes(), written);
            assertEquals(UNITS.successors(oldCommune), value.communes(), written);
        }
    }

    /* 00004 was Trúc Bạch (part of it) and is Ba Đình today: a code alone tells neither. */
    @Test
    void aCodeInTheTextIsNoPlaceBecauseItMeansNothingWithoutItsDate() {
        assertEquals(Level.PROVINCE, PARSER.parse("00004, Hà Nội").level());
        assertEquals(Level.NONE, PARSER.parse("00004").level());
    }

    @Test
    void aSplitCommuneIsTheSetOfAllThatTookAPart() {
        int split = 0;
        for (AdministrativeUnit unit : UNITS.units(AdministrativeUnit.Level.COMMUNE, day(true))) {
            if (UNITS.successors(unit.code()).size() > 1) {
                split++;
                AddressValue value = PARSER.parse(fullAddress(unit, day(true)));
                UNITS.successors(unit.code())
                        .codes()
                        .forEach(code -> assertTrue(value.communes().contains(code), unit.code()));
            }
        }
        assertEquals(439, split);
    }

    @Test
    void streetIsWhatStandsBeforeTheUnits() {
        AddressValue value = PARSER.parse("So 49 ngo 173 Linh Nam P. Thanh Nhan Q.Hai Ba Trung TP. Ha Noi");
        assertEquals("so 49 ngo 173 linh nam", value.street());
        assertEquals(Level.COMMUNE, value.level());
    }

    @Test
    void addressOfTodayHasTwoLevels() {
        AddressValue value = PARSER.parse("207 Đội Cấn, Phường Ba Đình, Thành phố Hà Nội");
        assertEquals(List.of("00004"), value.communes().codes());
        assertTrue(value.isCertain());
        assertTrue(value.oldCommunes().isEmpty());
    }

    @Test
    void numberedWardsNeedTheirDistrict() {
        AddressValue inDistrict = PARSER.parse("P13 Q4 TPHCM");
        assertEquals(List.of("27259"), inDistrict.oldCommunes().codes());
        AddressValue alone = PARSER.parse("Phường 13, TP.HCM");
        // Every ward 13 that stands in the list or once did, in whatever district.
        assertTrue(alone.oldCommunes().size() >= 7, alone.oldCommunes().toString());
        assertTrue(alone.oldCommunes().contains("27259"));
    }

    @Test
    void marksChooseBetweenNamesThatFoldAlike() {
        AddressValue marked = PARSER.parse("Thôn 1 Xã Phương Đình Huyện Đan Phượng HN");
        assertEquals(Level.COMMUNE, marked.level());
        assertEquals(1, marked.oldCommunes().size());
    }

    @Test
    void formerNameOfAUnitIsKnown() {
        // Quận 9 went into the city of Thủ Đức in 2021; Phường 13 of Quận 4 took Phường 12 earlier.
        AddressValue formerDistrict = PARSER.parse("Phường Phước Bình, Quận 9, TP Hồ Chí Minh");
        assertEquals(List.of("769"), formerDistrict.oldDistricts().codes());
        assertEquals(Level.COMMUNE, formerDistrict.level());
        AddressValue formerProvince = PARSER.parse("TP. Huế, Thừa Thiên Huế");
        assertEquals(List.of("46"), formerProvince.provinces().codes());
    }

    @Test
    void districtAloneGivesEveryCommuneThatTookAPart() {
        AddressValue value = PARSER.parse("Khu Thượng, Huyện Đan Phượng, HN");
        assertEquals(Level.DISTRICT, value.level());
        assertEquals(UNITS.successorsOfDistrict("273"), value.communes());
        assertEquals("khu thuong", value.street());
    }

    @Test
    void textWithoutUnitsIsALevelOfItsOwn() {
        AddressValue value = PARSER.parse("gần chợ, hỏi nhà ông Tư");
        assertEquals(Level.NONE, value.level());
        assertTrue(value.communes().isEmpty());
    }

    @Test
    void everyCommuneIsFoundUnderItsFullNameWithAndWithoutMarks() {
        for (boolean isOld : List.of(true, false)) {
            for (AdministrativeUnit unit : UNITS.units(AdministrativeUnit.Level.COMMUNE, day(isOld))) {
                String address = fullAddress(unit, day(isOld));
                for (String written : List.of(address, VietnameseText.fold(address), address.replace(",", ""))) {
                    AddressValue value = PARSER.parse("Số 12 " + written);
                    assertEquals(Level.COMMUNE, value.level(), written);
                    boolean isFound = isOld
                            ? value.oldCommunes().contains(unit.code())
                            : value.communes().contains(unit.code());
                    assertTrue(isFound, written + " gave " + value.oldCommunes() + " " + value.communes());
                }
            }
        }
    }

    private static LocalDate day(boolean isOld) {
        return isOld ? AdministrativeUnits.REFORM.minusDays(1) : AdministrativeUnits.REFORM;
    }

    private static String fullAddress(AdministrativeUnit unit, LocalDate day) {
        String province = UNITS.unit(AdministrativeUnit.Level.PROVINCE, unit.province(), day)
                .orElseThrow()
                .fullName();
        String district = unit.district()
                .map(code -> UNITS.unit(AdministrativeUnit.Level.DISTRICT, code, day)
                                .orElseThrow()
                                .fullName() + ", ")
                .orElse("");
        return unit.fullName() + ", " + district + province;
    }

    @Test
    void parsingIsTotalAndDoesNotDependOnTheNormalFormOfTheText() {
        SplittableRandom random = RandomText.random();
        for (int i = 0; i < 2_000; i++) {
            String text = RandomText.address(random);
            if (Spacing.clean(text).isEmpty()) {
                continue;
            }
            AddressValue value = PARSER.parse(text);
            AddressValue decomposed = PARSER.parse(Normalizer.normalize(text, Normalizer.Form.NFD));
            assertEquals(value.communes(), decomposed.communes(), RandomText.seedNote());
            assertEquals(value.communes(), PARSER.parse(value.text()).communes(), RandomText.seedNote());
            assertFalse(value.level() == Level.COMMUNE && value.communes().isEmpty(), RandomText.seedNote());
        }
    }
}
