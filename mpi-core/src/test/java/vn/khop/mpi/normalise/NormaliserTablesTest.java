package vn.khop.mpi.normalise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.khop.mpi.record.CitizenNumber;
import vn.khop.mpi.record.FieldValue;
import vn.khop.mpi.record.FindingKind;
import vn.khop.mpi.record.Identifier;
import vn.khop.mpi.record.IdentifierType;
import vn.khop.mpi.record.IdentifierValues;
import vn.khop.mpi.record.NameReading;
import vn.khop.mpi.record.PartialDate;
import vn.khop.mpi.record.PersonName;
import vn.khop.mpi.record.PhoneNumber;
import vn.khop.mpi.record.PhoneNumbers;
import vn.khop.mpi.record.SexValue;
import vn.khop.mpi.record.TextValue;
import vn.khop.reference.PhoneChanges;
import vn.khop.reference.ReferenceData;
import vn.khop.reference.Sex;

class NormaliserTablesTest {
    private static final Normalisers NORMALISERS = Normalisers.standard(ReferenceData.open());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "2025-04-27   | 20250427 | -",
                "27/04/2025   | 20250427 | -",
                "7-4-2025     | 20250407 | -",
                "27.04.2025   | 20250427 | -",
                "20250427     | 20250427 | -",
                "195001120000 | 19500112 | -",
                "198500000000 | 19850000 | -",
                "19850000     | 19850000 | -",
                "19850700     | 19850700 | -",
                "1966         | 19660000 | -",
                "07/1985      | 19850700 | -",
                "01/01/1957   | 19570101 | DEFAULT_DAY",
                "04/27/2025   | 20250427 | GUESSED_DATE",
                "27042025     | 20250427 | GUESSED_DATE",
                "2025-04-27T00:00:00Z | 20250427 | -",
                "2025-04-26T17:00:00Z | 20250427 | -",
                "2025-04-27T08:15:00+07:00 | 20250427 | -",
                "2025-04-26T23:30:00.000+00:00 | 20250427 | -",
                "2025-04-27T00:00:00-05:00 | 20250427 | -",
                "ngày 27 tháng 4 năm 2025 | 20250427 | -",
                "Tháng 04 năm 1985 | 19850400 | -",
                "NS: 1985     | 19850000 | -",
                "27-APR-2025  | 20250427 | -",
                "Apr 27, 2025 | 20250427 | -",
                "27-APR-25    | -        | UNKNOWN_SHAPE",
                "45 tuổi      | -        | UNKNOWN_SHAPE",
                "ngày mai     | -        | UNKNOWN_SHAPE",
                "\uFF11\uFF19\uFF18\uFF15 | 19850000 | -",
                "31/11/1996   | -        | IMPOSSIBLE_DATE",
                "1779-01-01   | -        | IMPOSSIBLE_DATE",
                "85           | -        | UNKNOWN_SHAPE",
                "không rõ     | -        | UNKNOWN_SHAPE",
            })
    void datesOfEveryShape(String raw, Integer packed, FindingKind finding) {
        Normalised normalised = NORMALISERS.named("partial-date").normalise(raw);
        assertEquals(
                packed == null ? List.of() : List.of(packed),
                normalised.value().stream()
                        .map(value -> ((PartialDate) value).packed())
                        .toList());
        assertEquals(finding == null ? List.of() : List.of(finding), kinds(normalised));
    }

    @Test
    void timeOfBirthIsKeptUnlessItIsTheDefault() {
        assertEquals(8 * 60 + 15, date("202504270815").minute());
        assertEquals(-1, date("202504270000").minute());
        assertEquals(8 * 60 + 15, date("2025-04-27 08:15").minute());
        assertEquals(8 * 60 + 15, date("2025-04-27T01:15:30Z").minute());
        assertEquals(-1, date("2025-04-26T17:00:00Z").minute());
    }

    @ParameterizedTest
    @CsvSource({
        "1,MALE",
        "Nam,MALE",
        "M,MALE",
        "2,FEMALE",
        "NỮ,FEMALE",
        "'Nữ\u00A0',FEMALE",
        "f,FEMALE",
        "2.0,FEMALE",
        "3,UNDETERMINED"
    })
    void sexesOfEveryShape(String raw, Sex sex) {
        assertEquals(
                new SexValue(sex),
                NORMALISERS.named("sex").normalise(raw).value().orElseThrow());
    }

    @Test
    void unknownSexIsRefusedWithAFinding() {
        assertEquals(
                List.of(FindingKind.UNKNOWN_SHAPE),
                kinds(NORMALISERS.named("sex").normalise("0")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "001196479322  | CITIZEN_NUMBER:001196479322    | -",
                "001 196 479322| CITIZEN_NUMBER:001196479322    | -",
                "1196479322    | CITIZEN_NUMBER:001196479322    | LOST_ZERO_RESTORED",
                "42044810149   | CITIZEN_NUMBER:042044810149    | LOST_ZERO_RESTORED",
                "81089942809   | -                              | UNKNOWN_SHAPE",
                "541799761     | OLD_IDENTITY_CARD:541799761    | -",
                "54967250      | OLD_IDENTITY_CARD:054967250    | LOST_ZERO_RESTORED",
                "003196479322  | CITIZEN_NUMBER:003196479322    | UNKNOWN_PLACE_CODE",
                "b1234568      | PASSPORT:B1234568              | -",
                "012345670;001196479322 | OLD_IDENTITY_CARD:012345670 CITIZEN_NUMBER:001196479322 | -",
                "001196479322 / 012345670 | CITIZEN_NUMBER:001196479322 OLD_IDENTITY_CARD:012345670 | -",
                "001196479322;001196479322 | CITIZEN_NUMBER:001196479322 | -",
                "001196479322\u2502012345670 | -                  | UNKNOWN_SHAPE",
                "001 196 479 322 | CITIZEN_NUMBER:001196479322  | -",
                "1196479322.0  | CITIZEN_NUMBER:001196479322    | LOST_ZERO_RESTORED",
                "1.196479322E9 | -                              | UNKNOWN_SHAPE",
                "CCCD: 001196479322 (2021) | CITIZEN_NUMBER:001196479322 | STRAY_CHARACTERS",
                "CMND 541799761| OLD_IDENTITY_CARD:541799761    | STRAY_CHARACTERS",
                "OO1196479322  | CITIZEN_NUMBER:001196479322    | CHARACTER_REPAIRED",
                "00L196479322  | -                              | UNKNOWN_SHAPE",
                "001396479322  | CITIZEN_NUMBER:001396479322    | FUTURE_BIRTH_YEAR",
                "000000000000  | -                              | FILLER",
                "111111111     | -                              | FILLER",
                "987654321     | -                              | FILLER",
                "123456789     | -                              | FILLER",
                "không có      | -                              | FILLER",
                "12345         | -                              | FILLER",
                "90817         | -                              | UNKNOWN_SHAPE",
            })
    void citizenNumbersOfEveryShape(String raw, String expected, FindingKind finding) {
        assertIdentifiers("citizen-number", raw, expected, finding);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "HC2015889723236 | INSURANCE_CARD:HC2015889723236 INSURANCE_NUMBER:5889723236 | -",
                "HC 2 01 5889723236 | INSURANCE_CARD:HC2015889723236 INSURANCE_NUMBER:5889723236 | -",
                "DN4199984605724;BT1199984605724 | INSURANCE_CARD:DN4199984605724 INSURANCE_NUMBER:9984605724 INSURANCE_CARD:BT1199984605724 | -",
                "6016743506      | INSURANCE_NUMBER:6016743506     | -",
                "016743506       | INSURANCE_NUMBER:0016743506     | LOST_ZERO_RESTORED",
                "001196479322    | CITIZEN_NUMBER:001196479322     | -",
                "TE1010100012345 | TEMPORARY_CARD:TE1010100012345  | TEMPORARY_CARD",
                "TE1017532149242 | INSURANCE_CARD:TE1017532149242 INSURANCE_NUMBER:7532149242 | -",
                "ZZ4015889723236 | INSURANCE_CARD:ZZ4015889723236 INSURANCE_NUMBER:5889723236 | UNKNOWN_CARD_GROUP",
                "GD401891510142  | -                               | UNKNOWN_SHAPE",
                "0000000000      | -                               | FILLER",
                "HC2015889723236;HC4015889723236 | INSURANCE_CARD:HC2015889723236 INSURANCE_NUMBER:5889723236 INSURANCE_CARD:HC4015889723236 | -",
                "CN3011978110899;DN4011978110899 | INSURANCE_CARD:CN3011978110899 INSURANCE_NUMBER:1978110899 INSURANCE_CARD:DN4011978110899 | -",
                "TE1010100012345;TE1017532149242 | TEMPORARY_CARD:TE1010100012345 INSURANCE_CARD:TE1017532149242 INSURANCE_NUMBER:7532149242 | TEMPORARY_CARD",
                "5889723236;001196479322 | INSURANCE_NUMBER:5889723236 CITIZEN_NUMBER:001196479322 | -",
                "HC6015889723236 | -                               | UNKNOWN_SHAPE",
                "HC2010000000000 | -                               | FILLER",
                "HC2015889723236-01022 | INSURANCE_CARD:HC2015889723236 INSURANCE_NUMBER:5889723236 | STRAY_CHARACTERS",
                "BHYT: HC2015889723236 | INSURANCE_CARD:HC2015889723236 INSURANCE_NUMBER:5889723236 | STRAY_CHARACTERS",
                "HC2015889723236-7     | -                         | UNKNOWN_SHAPE",
                "hc2015889723236 | INSURANCE_CARD:HC2015889723236 INSURANCE_NUMBER:5889723236 | -",
            })
    void insuranceNumbersOfEveryShape(String raw, String expected, FindingKind finding) {
        assertIdentifiers("insurance", raw, expected, finding);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "0903511798    | 0903511798              | MOBILE   | -",
                "+84903511798  | 0903511798              | MOBILE   | -",
                "84903511798   | 0903511798              | MOBILE   | -",
                "0084903511798 | 0903511798              | MOBILE   | -",
                "0902.653.001  | 0902653001              | MOBILE   | -",
                "903511798     | 0903511798              | MOBILE   | LOST_ZERO_RESTORED",
                "01234567891   | 0834567891              | MOBILE   | PHONE_CONVERTED",
                "1675113344    | 0375113344              | MOBILE   | PHONE_CONVERTED LOST_ZERO_RESTORED",
                "02438693731   | 02438693731             | LANDLINE | -",
                "0438693731    | 02438693731             | LANDLINE | PHONE_CONVERTED",
                "02033825499   | 02033825499             | LANDLINE | -",
                "03203825499   | 02203825499             | LANDLINE | PHONE_CONVERTED",
                "02403825499   | 02403825499 02043825499 | LANDLINE | AMBIGUOUS_PHONE",
                "0838554137    | 0838554137 02838554137  | MOBILE   | -",
                "0333825499    | 0333825499 02033825499  | MOBILE   | -",
                "024 3869 3731 - 102 | 02438693731       | LANDLINE | STRAY_CHARACTERS",
                "0903511798 ext 12 | 0903511798          | MOBILE   | STRAY_CHARACTERS",
                "903511798.0   | 0903511798              | MOBILE   | LOST_ZERO_RESTORED",
                "0000000000    | -                       | -        | FILLER",
                "0123456789    | -                       | -        | FILLER",
                "0900000000    | -                       | -        | FILLER",
                "12            | -                       | -        | UNKNOWN_SHAPE",
                "+4917612345670| +4917612345670          | FOREIGN  | -",
            })
    void phonesOfEveryShape(String raw, String candidates, PhoneNumber.Kind kind, String findings) {
        Normalised normalised = NORMALISERS.named("phone").normalise(raw);
        assertEquals(findings == null ? "" : findings, joined(kinds(normalised)));
        assertEquals(candidates == null, normalised.value().isEmpty());
        normalised.value().map(value -> (PhoneNumbers) value).ifPresent(phones -> {
            assertEquals(1, phones.all().size());
            assertEquals(candidates, String.join(" ", phones.all().get(0).candidates()));
            assertEquals(kind, phones.all().get(0).kind());
        });
    }

    /** Number, old number, name, birth date, sex, address, day of issue: the birth date is no old card. */
    @Test
    void theTextOfACardsQrCodeGivesBothNumbersAndNothingElse() {
        String card = "001196479322|012345670|Nguyễn Thị Hoa|15081996|Nữ|Số 5, Vĩnh Hưng, Hà Nội|01072021";
        assertIdentifiers("citizen-number", card, "CITIZEN_NUMBER:001196479322 OLD_IDENTITY_CARD:012345670", null);
        assertIdentifiers(
                "citizen-number", card.replace("012345670", "") + "|x|y", "CITIZEN_NUMBER:001196479322", null);
    }

    /* Each of the 17 areas whose old numbers look like a mobile number of today. */
    @Test
    void anOldLandlineNumberThatLooksLikeAMobileNumberKeepsBothReadings() {
        int areas = 0;
        for (PhoneChanges.AreaCode area : ReferenceData.open().phoneChanges().areaCodes()) {
            for (String prefix : area.mobilePrefixes()) {
                String old = (prefix + "8254993").substring(0, 10);
                PhoneNumber number = ((PhoneNumbers) value("phone", old)).all().get(0);
                assertEquals(PhoneNumber.Kind.MOBILE, number.kind(), old);
                assertEquals(
                        List.of(
                                old,
                                area.newCode() + old.substring(area.oldCode().length())),
                        number.candidates());
            }
            areas += area.mobilePrefixes().isEmpty() ? 0 : 1;
        }
        assertEquals(17, areas);
    }

    /* Every prefix that lost a digit in 2018, also with a country code or without its zero. */
    @Test
    void everyMobileNumberOfElevenDigitsBecomesTodays() {
        for (PhoneChanges.MobileChange change :
                ReferenceData.open().phoneChanges().mobileChanges()) {
            String old = change.oldPrefix() + "5113344";
            for (String written : List.of(old, old.substring(1), "+84" + old.substring(1), "84" + old.substring(1))) {
                PhoneNumber number =
                        ((PhoneNumbers) value("phone", written)).all().get(0);
                assertEquals(change.newPrefix() + "5113344", number.value(), written);
            }
        }
    }

    @Test
    void severalPhonesOfOneFieldAreAllKept() {
        for (String raw : List.of("0903511798; 0912345670", "0903511798/0912345670", "0903 511 798 - 0912 345 670")) {
            PhoneNumbers phones = (PhoneNumbers) value("phone", raw);
            assertEquals(
                    List.of("0903511798", "0912345670"),
                    phones.all().stream().map(PhoneNumber::value).toList(),
                    raw);
        }
    }

    @Test
    void anOldLandlineMeetsItsNewFormThroughItsCandidates() {
        PhoneNumbers old = (PhoneNumbers) value("phone", "0333825499");
        PhoneNumbers today = (PhoneNumbers) value("phone", "02033825499");
        assertTrue(old.sharesNumberWith(today) && today.sharesNumberWith(old));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "NGUYỄN THỊ THU HÀ       | nguyễn    | thị thu | hà    | -",
                "Nguyễn  Văn\u00A0An     | nguyễn    | văn     | an    | -",
                "TRẦN HOÀ                | trần      | -       | hòa   | -",
                "Lê Thuý Mỹ              | lê        | thúy    | mĩ    | -",
                "Phạm Quý                | phạm      | -       | quí   | -",
                "Phạm Quí                | phạm      | -       | quí   | -",
                "Phạm Quyên              | phạm      | -       | quyên | -",
                "Hoa, Nguyễn Thị         | nguyễn    | thị     | hoa   | UNCERTAIN_NAME_ORDER",
                "Nguyễn, Thị Hoa         | nguyễn    | thị     | hoa   | -",
                "Maria Nguyễn Thị Hoa    | nguyễn    | thị     | hoa   | UNCERTAIN_NAME_ORDER",
                "Ông Nguyễn Văn Hùng     | nguyễn    | văn     | hùng  | BRACKET_NOTE",
                "BN NGUYEN VAN HUNG      | nguyen    | van     | hung  | BRACKET_NOTE",
                "Ông Cao Thắng           | ông       | cao     | thắng | -",
                "Bà Thị Hoa              | bà        | thị     | hoa   | -",
                "Bé Nguyễn Gia Hân       | nguyễn    | gia     | hân   | BRACKET_NOTE",
                "Nguyễn Văn Hùng / Nguyễn Văn Hưng | nguyễn | văn | hùng | BRACKET_NOTE",
                "Nguy?n Th? Hoa          | nguy?n    | th?     | hoa   | LOST_CHARACTERS",
                "Nguy\uFFFDn V\uFFFDn An | nguy?n | v?n     | an    | LOST_CHARACTERS",
                "Nguyễn Thị Hoa?         | nguyễn    | thị     | hoa   | -",
                "\uFF2Eguyễn Văn An      | nguyễn    | văn     | an    | -",
                "\u00D0ỗ Văn Khoẻ        | đỗ        | văn     | khỏe  | CHARACTER_REPAIRED",
                "LE MANH PHONG (cũ)      | le        | manh    | phong | BRACKET_NOTE",
                "Nguyễn Minh Sơn - TE    | nguyễn    | minh    | sơn   | BRACKET_NOTE",
                "Nguyễn Thanh Linh.      | nguyễn    | thanh   | linh  | -",
                "Tôn Thất Tùng           | tôn thất  | -       | tùng  | -",
                "H'Hen Niê               | niê       | h       | hen   | -",
                "H’ Hen Niê              | niê       | h       | hen   | -",
                "Y Moan Ênuôl            | ênuôl     | y       | moan  | -",
                "Y Nhi                   | -         | y       | nhi   | -",
                "HHen Niê                | niê       | h       | hen   | -",
                "H Hen Niê               | niê       | h       | hen   | -",
                "HʼHen Niê               | niê       | h       | hen   | -",
                "Hơ Hen Niê              | niê       | hơ      | hen   | -",
                "H'Lan Rơ Châm           | rơ châm   | h       | lan   | -",
                "HLan Rơ Châm            | rơ châm   | h       | lan   | -",
                "Y Siêng Niê Kdăm        | niê kdăm  | y       | siêng | -",
                "Rơ Châm Hồng            | rơ châm   | -       | hồng  | -",
                "A Nhứt                  | -         | a       | nhứt  | -",
                "A Xuân Lành             | -         | a xuân  | lành  | -",
                "A. T. Hoa               | a         | t       | hoa   | -",
                "Ka Hường                | -         | ka      | hường | -",
                "K'Brốp                  | -         | -       | k'brốp| -",
                "K'Brốp Minh             | -         | k'brốp  | minh  | -",
                "Ja Thị                  | -         | ja      | thị   | -",
                "Giàng A Páo             | giàng     | a       | páo   | -",
                "Vừ Thị Mỷ               | vừ        | thị     | mỉ    | -",
                "Thạch Sa Rươne          | thạch     | sa      | rươne | -",
                "Từ Công Phụng           | từ        | công    | phụng | -",
                "Công Huyền Tôn Nữ Lan   | công huyền| tôn nữ  | lan   | -",
                "Tôn Nữ Thu Hà           | tôn nữ    | thu     | hà    | -",
                "N. T. Hoa               | n         | t       | hoa   | -",
                "N.T.Hoa                 | n         | t       | hoa   | -",
                "Lò Văn Ŏng              | lò        | văn     | ŏng   | -",
                "My Yen Nguyen           | nguyen    | mi      | yen   | UNCERTAIN_NAME_ORDER",
                "Mầu Thu Mai             | mầu       | thu     | mai   | -",
                "NGUYEN KIM HA           | nguyen    | kim     | ha    | -",
                "Hương                   | -         | -       | hương | -",
                "CB. NGUYỄN THỊ PHƯƠNG   | nguyễn    | thị     | phương| NEWBORN",
                "BÉ CỦA PHẠM TUỆ HẰNG    | phạm      | tuệ     | hằng  | NEWBORN",
            })
    void namesAreTakenApart(String raw, String family, String middle, String given, FindingKind finding) {
        Normalised normalised = NORMALISERS.named("vietnamese-name").normalise(raw);
        PersonName name = (PersonName) normalised.value().orElseThrow();
        assertEquals(family == null ? "" : family, name.family().key());
        assertEquals(middle == null ? "" : middle, name.middle().key());
        assertEquals(given, name.given().key());
        assertEquals(finding == null ? List.of() : List.of(finding), kinds(normalised));
    }

    @Test
    void invertedNameKeepsEveryReading() {
        PersonName name = (PersonName) value("vietnamese-name", "My Yen Nguyen");
        assertEquals(
                List.of("nguyen yen mi", "mi yen nguyen"),
                name.alternatives().stream().map(NameReading::key).toList());
        assertFalse(name.isAccented());
    }

    @Test
    void newbornChildCarriesItsMothersNameAndItsOrder() {
        PersonName second = (PersonName) value("vietnamese-name", "CB PHAN THANH QUANG YẾN 2");
        assertEquals(2, second.newborn().orElseThrow().order());
        assertEquals("phan thanh quang yến", second.mother().orElseThrow().key());
        PersonName first = (PersonName) value("vietnamese-name", "CB. Phan Thanh Quang Yến A");
        assertEquals(1, first.newborn().orElseThrow().order());
        PersonName noted = (PersonName) value("vietnamese-name", "Phan Thanh Quang Yến (bé 1)");
        assertEquals(1, noted.newborn().orElseThrow().order());
        assertEquals(first.reading(), noted.reading());
        PersonName lettered = (PersonName) value("vietnamese-name", "PHAN THANH QUANG YẾN (CON) B");
        assertEquals(2, lettered.newborn().orElseThrow().order());
        assertEquals(first.reading(), lettered.reading());
        assertTrue(
                ((PersonName) value("vietnamese-name", "BÙI KIM A")).newborn().isEmpty(), "an initial, no order");
        assertTrue(((PersonName) value("vietnamese-name", "Bùi Kim Anh (cũ)"))
                .newborn()
                .isEmpty());
        assertEquals("phan thanh quang yến", first.mother().orElseThrow().key());
        PersonName unknown = (PersonName) value("vietnamese-name", "Con bà Nguyễn Bích Thu");
        assertEquals(0, unknown.newborn().orElseThrow().order());
        assertTrue(
                ((PersonName) value("vietnamese-name", "Con Thị Ba")).newborn().isEmpty(), "a name of its own");
    }

    /* The words are those that maternity wards put before and behind a mother's name. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CB Nguyễn Thị Hoa                    | 0",
                "C.B Nguyễn Thị Hoa                   | 0",
                "CB1 Nguyễn Thị Hoa                   | 1",
                "CB Nguyễn Thị Hoa II                 | 2",
                "CB con bà Nguyễn Thị Hoa             | 0",
                "CON BA NGUYEN THI HOA                | 0",
                "Con 1 bà Nguyễn Thị Hoa              | 1",
                "Con thứ 2 bà Nguyễn Thị Hoa          | 2",
                "Con chị Nguyễn Thị Hoa               | 0",
                "Con SP Nguyễn Thị Hoa                | 0",
                "Con sản phụ Nguyễn Thị Hoa           | 0",
                "Con Nguyễn Thị Hoa                   | 0",
                "Bé gái con bà Nguyễn Thị Hoa         | 0",
                "Bé trai Nguyễn Thị Hoa 2             | 2",
                "Bé của mẹ Nguyễn Thị Hoa             | 0",
                "Em bé con cô Nguyễn Thị Hoa          | 0",
                "Trẻ sơ sinh con bà Nguyễn Thị Hoa    | 0",
                "SS con bà Nguyễn Thị Hoa             | 0",
                "TSS Nguyễn Thị Hoa                   | 0",
                "Sơ sinh Nguyễn Thị Hoa B             | 2",
                "Nguyễn Thị Hoa (SS)                  | 0",
                "Nguyễn Thị Hoa - con 1               | 1",
                "Nguyễn Thị Hoa - sơ sinh             | 0",
                "Nguyễn Thị Hoa (bé gái)              | 0",
                "Nguyễn Thị Hoa (song sinh A)         | 1",
                "Con bà Nguyễn Thị Hoa (song sinh B)  | 2",
            })
    void newbornChildrenAreToldByTheWordsOfTheWards(String raw, int order) {
        PersonName name = (PersonName) value("vietnamese-name", raw);
        assertEquals(order, name.newborn().orElseThrow().order());
        assertEquals("nguyen thi hoa", name.mother().orElseThrow().folded());
    }

    @Test
    void aMotherOfOneWordIsStillAMother() {
        PersonName name = (PersonName) value("vietnamese-name", "con bà Hoa");
        assertEquals("hoa", name.mother().orElseThrow().folded());
    }

    @ParameterizedTest
    @CsvSource({
        "Bế Văn Đàn",
        "Bế Thị Của",
        "Lê Thị Con",
        "Trần Văn Con",
        "Bé Út",
        "Nguyễn Thị Bé",
        "Châu Thị Ba",
        "Con Thị Ba",
        "Bé Nguyễn Gia Hân",
        "Nguyễn Gia Hân (con bà Lan)",
        "Cháu Trần Minh Anh",
        "Sơ Thị Lan",
        "Sinh Thị Mai",
        "Song Hồng Hà",
        "CB Hoa",
        "Trẻ Văn Cô"
    })
    void namesOfTheirOwnAreNoNewbornChildren(String raw) {
        assertTrue(((PersonName) value("vietnamese-name", raw)).newborn().isEmpty());
    }

    @Test
    void westernNamesPutTheFamilyLastUnlessACommaSaysOtherwise() {
        for (String raw : List.of("Maria Anna Müller", "MÜLLER, Maria Anna")) {
            PersonName name = (PersonName) value("name", raw);
            assertEquals(
                    "müller/anna/maria",
                    name.family().key() + "/" + name.middle().key() + "/"
                            + name.given().key());
            assertEquals("muller", name.family().folded());
        }
    }

    @Test
    void textsAndLocalIdentifiersAreCleaned() {
        assertEquals(new TextValue("Bạch Mai", "bach mai"), value("text", "  Bạch\u00A0 Mai "));
        assertEquals(
                List.of(Identifier.of(IdentifierType.LOCAL, "BN0123")),
                ((IdentifierValues) value("identifier", "bn-01.23")).all());
    }

    @Test
    void citizenNumberTellsPlaceSexAndYear() {
        CitizenNumber number = CitizenNumber.parse("001303598456").orElseThrow();
        assertEquals("001", number.placeCode());
        assertEquals(Sex.FEMALE, number.sex());
        assertEquals(2003, number.birthYear());
        assertTrue(CitizenNumber.parse("00130359845").isEmpty());
    }

    @Test
    void unknownNormaliserIsRefusedWithTheKnownOnes() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> NORMALISERS.named("dates"));
        assertTrue(String.valueOf(refused.getMessage()).contains("partial-date"), refused.getMessage());
        assertEquals(11, NORMALISERS.names().size());
    }

    private static void assertIdentifiers(
            String normaliser, String raw, String expected, @Nullable FindingKind finding) {
        Normalised normalised = NORMALISERS.named(normaliser).normalise(raw);
        String found = normalised.value().stream()
                .flatMap(value -> ((IdentifierValues) value).all().stream())
                .map(identifier -> identifier.type() + ":" + identifier.value())
                .collect(Collectors.joining(" "));
        assertEquals(expected == null ? "" : expected, found);
        assertEquals(finding == null ? List.of() : List.of(finding), kinds(normalised));
    }

    private static PartialDate date(String raw) {
        return (PartialDate) value("partial-date", raw);
    }

    private static FieldValue value(String normaliser, String raw) {
        return NORMALISERS.named(normaliser).normalise(raw).value().orElseThrow();
    }

    private static List<FindingKind> kinds(Normalised normalised) {
        return normalised.findings().stream().map(finding -> finding.kind()).toList();
    }

    private static String joined(List<FindingKind> kinds) {
        return kinds.stream().map(FindingKind::name).collect(Collectors.joining(" "));
    }
}
