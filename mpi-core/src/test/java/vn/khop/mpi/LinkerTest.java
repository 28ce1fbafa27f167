package vn.khop.mpi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.cluster.Constraints;
import vn.khop.mpi.cluster.RecordPair;
import vn.khop.mpi.decide.LinkDecision;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.mpi.score.MatchExplanation;
import vn.khop.mpi.survive.GoldenRecord;

class LinkerTest {
    private final Linker linker = Linker.of(LinkageModel.readDefault());

    private PersonRecord normalised(RawRecord raw) {
        return linker.normalise(raw);
    }

    @Test
    void theSameRecordFromAnotherHospitalLinks() {
        PersonRecord a = normalised(Examples.mother("a"));
        PersonRecord b = normalised(Examples.record(
                "b", "full_name", "NGUYEN THI HOAI THUONG", "birth_date", "21/08/1995", "national_id", "1195012345"));
        assertEquals("link", linker.decide(a, b).word());
        assertFalse(Collections.disjoint(linker.blockingKeys(a), linker.blockingKeys(b)));
    }

    @Test
    void aNewbornUnderItsMothersNameNumberAndPhoneIsNeverHer() {
        PersonRecord mother = normalised(Examples.mother("a"));
        PersonRecord child = normalised(Examples.newbornUnderMothersName("b"));
        LinkDecision decision = linker.decide(mother, child);
        assertEquals("non-link", decision.word());
        assertNotEquals(linker.cluster(List.of(mother, child)).clusterOf("a"), List.of("a", "b"));
    }

    @Test
    void twinsWithOtherNamesAndCardsAreNeverOne() {
        PersonRecord a = normalised(Examples.twin("a", "Trần Gia Bảo", "Nam", "TE1012233445566"));
        PersonRecord b = normalised(Examples.twin("b", "Trần Gia Hân", "Nữ", "TE1012233445567"));
        assertNotEquals("link", linker.decide(a, b).word());
        PersonRecord c = normalised(Examples.twin("c", "Trần Gia Hân", "Nữ", "TE1019988776655"));
        assertEquals("non-link", linker.decide(a, c).word());
    }

    @Test
    void twinsOfWhomNothingButTheNameDiffersAreForAClerkAtMost() {
        PersonRecord a = normalised(Examples.twin("a", "Trần Gia Bảo", "Nam", ""));
        PersonRecord b = normalised(Examples.twin("b", "Trần Gia Khánh", "Nam", ""));
        assertNotEquals("link", linker.decide(a, b).word());
        assertEquals(2, linker.cluster(List.of(a, b)).clusters().size());
    }

    @Test
    void twoGivenNamesThatDifferInAToneOrChangePlacesWithTheMiddleNameAreForAClerkAtMost() {
        PersonRecord a = normalised(Examples.twin("a", "Nguyễn Thị Phượng", "Nữ", "TE1012233445566"));
        for (String name : List.of("Nguyễn Thị Phương", "Nguyễn Phượng Thị", "Nguyễn Thị Hường", "Nguyễn Tị Phương")) {
            PersonRecord b = normalised(Examples.twin("b", name, "Nữ", ""));
            assertEquals("review", linker.decide(a, b).word(), name);
        }
        PersonRecord unmarked = normalised(Examples.twin("b", "NGUYEN THI PHUONG", "Nữ", ""));
        assertEquals("link", linker.decide(a, unmarked).word());
    }

    @Test
    void aRecordWithoutMarksAndNumbersBelongsToNeitherOfTwinsThatItMayBe() {
        PersonRecord a = normalised(Examples.twin("a", "Nguyễn Quốc Hùng", "Nam", "TE1012233445566"));
        PersonRecord b = normalised(Examples.twin("b", "Nguyễn Quốc Hưng", "Nam", "TE1019988776655"));
        PersonRecord either = normalised(Examples.twin("c", "NGUYEN QUOC HUNG", "Nam", ""));
        assertEquals("link", linker.decide(a, either).word());
        assertEquals(3, linker.cluster(List.of(a, b, either)).clusters().size());
        assertEquals(2, linker.cluster(List.of(a, b, either)).reviews().size());
        assertEquals(1, linker.cluster(List.of(a, either)).clusters().size());
    }

    private PersonRecord ofHouse(String id, String name, String birth, String number, String phone) {
        return normalised(Examples.record(
                id,
                "full_name",
                name,
                "gender",
                "Nam",
                "birth_date",
                birth,
                "national_id",
                number,
                "phone",
                phone,
                "address",
                "Số 5 phố Hàng Bông, Phường Hoàn Kiếm, Thành phố Hà Nội",
                "recorded_at",
                "2026-01-05"));
    }

    @Test
    void betweenNamesakesOfOneHouseARecordIsHisWhoseTelephoneItHasUnlessTheyAreChildren() {
        for (String birth : List.of("1962-07-29", "2019-07-29")) {
            String century = birth.startsWith("19") ? "0" : "2";
            String year = birth.substring(2, 4);
            PersonRecord a = ofHouse("a", "Nguyễn Quốc Hưng", birth, "001" + century + year + "518844", "0983417265");
            PersonRecord b = ofHouse("b", "Nguyễn Quốc Hưng", birth, "001" + century + year + "273619", "0912873645");
            PersonRecord alike = ofHouse("c", "NGUYEN QUOC HUNG", birth, "001" + century + year + "273619", "");
            PersonRecord either = ofHouse("d", "Nguyễn Quốc Hưng", birth, "", "");
            PersonRecord ofA = ofHouse("d", "Nguyễn Quốc Hưng", birth, "", "0983417265");
            assertEquals(
                    List.of(List.of("a"), List.of("b", "c"), List.of("d")),
                    linker.cluster(List.of(a, b, alike, either)).clusters(),
                    birth);
            assertEquals(
                    birth.startsWith("19")
                            ? List.of(List.of("a", "d"), List.of("b", "c"))
                            : List.of(List.of("a"), List.of("b", "c"), List.of("d")),
                    linker.cluster(List.of(a, b, alike, ofA)).clusters(),
                    birth);
        }
    }

    @Test
    void numbersThatDifferInOneHouseholdAreForAClerkThoughTheNamesAgreeWithoutMarks() {
        PersonRecord a = normalised(Examples.twin("a", "Lê Minh Hùng", "Nam", "TE1012233445566"));
        PersonRecord b = normalised(Examples.twin("b", "LE MINH HUNG", "Nam", "TE1019988776655"));
        assertEquals("review", linker.decide(a, b).word());
    }

    @Test
    void aNameAfterTheMarkerYEndsInAGivenNameWhereNoClanStands() {
        PersonRecord a = normalised(Examples.twin("a", "Y Thanh Nga", "Nữ", "TE1012233445566"));
        PersonRecord b = normalised(Examples.twin("b", "Y Thanh Hà", "Nữ", ""));
        assertNotEquals("link", linker.decide(a, b).word());
    }

    @Test
    void twoOfSeveralChildrenAreApartByTheirOrderThoughAllElseAgrees() {
        PersonRecord first = normalised(Examples.twin("a", "CB Phan Thị Yến 1", "Nam", ""));
        PersonRecord second = normalised(Examples.twin("b", "CB Phan Thị Yến 2", "Nam", ""));
        assertEquals("non-link", linker.decide(first, second).word());
        assertEquals(2, linker.cluster(List.of(first, second)).clusters().size());
    }

    @Test
    void aNameOfOnesOwnMayBeThatOfAnyOfSeveralChildrenUntilANumberSaysWhich() {
        PersonRecord second = normalised(Examples.twin("a", "CB Phan Thị Yến 2", "Nam", "TE1012233445566"));
        PersonRecord named = normalised(Examples.twin("b", "Nguyễn Hoàng Mạnh", "Nam", ""));
        PersonRecord withCard = normalised(Examples.twin("c", "Nguyễn Hoàng Mạnh", "Nam", "TE1012233445566"));
        assertNotEquals("link", linker.decide(second, named).word());
        assertEquals("link", linker.decide(second, withCard).word());
    }

    @Test
    void childrenOfTwoSexesInOneHouseholdAreForAClerkWhereMarksAreMissing() {
        PersonRecord a = normalised(Examples.twin("a", "Trần Tuấn Dung", "Nữ", "TE1012233445566"));
        PersonRecord b = normalised(Examples.twin("b", "TRAN TUAN DUNG", "Nam", ""));
        PersonRecord sameSex = normalised(Examples.twin("c", "TRAN TUAN DUNG", "Nữ", ""));
        assertEquals("review", linker.decide(a, b).word());
        assertEquals("link", linker.decide(a, sameSex).word());
    }

    @Test
    void childrenOfTwoSexesAreForAClerkWhereMarksAreMissingWhereverTheyLive() {
        PersonRecord girl = normalised(child(
                "a",
                "Nguyễn Tất Hạnh",
                "Nữ",
                "2021-11-12",
                "2025-12-13",
                "insurance_no",
                "TE1017850282469",
                "phone",
                "0376500594",
                "address",
                "Phường Giảng Võ, Hà Nội"));
        PersonRecord boy = normalised(child(
                "b",
                "NGUYEN TAT HANH",
                "Nam",
                "2021-11-12",
                "2025-12-13",
                "insurance_no",
                "",
                "phone",
                "0816162508",
                "address",
                "Phường Giảng Võ, Hà Nội"));
        PersonRecord grown = normalised(child(
                "c",
                "NGUYEN TAT HANH",
                "Nam",
                "2021-11-12",
                "2025-12-13",
                "insurance_no",
                "TE1017850282469",
                "phone",
                "0816162508",
                "address",
                "Phường Giảng Võ, Hà Nội"));
        assertEquals("review", linker.decide(girl, boy).word());
        assertEquals("link", linker.decide(girl, grown).word());
    }

    /** One pair says that they are of one household; then the others, who tell less, may not be joined for that. */
    @Test
    void whoAreOfOneHouseholdByOneOfTheirRecordsAreSoByAll() {
        PersonRecord home = normalised(child(
                "a1",
                "Nguyễn Bình Dũng",
                "Nam",
                "2024-05-25",
                "2025-05-30",
                "phone",
                "0770579610",
                "address",
                "42 Kim Giang, Xã Thái Lai, Tỉnh Thanh Hóa"));
        PersonRecord noHome = normalised(child(
                "a2",
                "Nguyễn Bình Dũng",
                "Nam",
                "2024-05-25",
                "2025-05-30",
                "phone",
                "0770579610",
                "address",
                "Xã Thái Lai, Tỉnh Thanh Hóa"));
        PersonRecord other = normalised(child(
                "b",
                "NGUYEN BINH NUNG",
                "Nam",
                "2024-05-25",
                "2025-05-30",
                "phone",
                "",
                "address",
                "42 Kim Giang, Xã Thái Lai, Tỉnh Thanh Hóa"));
        assertEquals("review", linker.decide(home, other).word());
        assertEquals("link", linker.decide(noHome, other).word());
        var found = linker.cluster(List.of(home, noHome, other));
        assertEquals(2, found.clusters().size());
    }

    @Test
    void infantsASlipOfThePenApartAreForAClerkAndOneNameWithoutMarksIsNot() {
        PersonRecord a = normalised(child(
                "a", "Dương Phương Hằng", "Nữ", "2022-03-25", "2023-10-02", "national_id", "", "phone", "0777523036"));
        PersonRecord slip = normalised(child(
                "b", "DƯƠNG PHƯƠNG RANG", "Nữ", "2022-03-25", "2023-10-02", "national_id", "", "phone", "0777523036"));
        PersonRecord unmarked = normalised(child(
                "c", "DUONG PHUONG HANG", "Nữ", "2022-03-25", "2023-10-02", "national_id", "", "phone", "0777523036"));
        assertEquals("review", linker.decide(a, slip).word());
        assertEquals("link", linker.decide(a, unmarked).word());
    }

    @Test
    void marksTellTwoNamesApartInAnyOrderOfTheirWords() {
        PersonRecord a = normalised(Examples.twin("a", "Nguyễn Thị Thanh Anh", "Nữ", ""));
        PersonRecord other = normalised(Examples.twin("b", "Thị Thanh Ánh Nguyễn", "Nữ", ""));
        PersonRecord same = normalised(Examples.twin("c", "Thị Thanh Anh Nguyễn", "Nữ", ""));
        assertEquals("marks-differ", linker.explain(a, other).level("name"));
        assertEquals("reordered", linker.explain(a, same).level("name"));
    }

    @Test
    void twoChildrensNumbersThatEachTellOfTheirOwnBirthMakeTwins() {
        PersonRecord a = normalised(child(
                "a",
                "Trần Thúy Anh",
                "Nữ",
                "2022-03-25",
                "2023-10-02",
                "national_id",
                "001322597102",
                "phone",
                "0777523036"));
        PersonRecord b = normalised(child(
                "b",
                "TRAN THUY ANH",
                "Nữ",
                "2022-03-25",
                "2023-10-02",
                "national_id",
                "027322475943",
                "phone",
                "0777523036"));
        PersonRecord ofAParent = normalised(child(
                "c",
                "TRAN THUY ANH",
                "Nữ",
                "2022-03-25",
                "2023-10-02",
                "national_id",
                "001185597102",
                "phone",
                "0777523036"));
        assertEquals("non-link", linker.decide(a, b).word());
        assertNotEquals("non-link", linker.decide(a, ofAParent).word());
    }

    @Test
    void aWrongSexAndASlipInTheNameDoNotMakeTwinsOfOnePersonWithOneCard() {
        PersonRecord a = normalised(Examples.twin("a", "Trần Gia Bảo", "Nam", "TE1012233445566"));
        PersonRecord b = normalised(Examples.twin("b", "Trần Gia Bảo", "Nữ", "TE1012233445566"));
        PersonRecord c = normalised(Examples.twin("c", "Trần Gai Bảo", "Nam", ""));
        assertEquals(
                List.of(List.of("a", "b", "c")),
                linker.cluster(List.of(a, b, c)).clusters());
    }

    @Test
    void namesakesBornOnOneDayAreForAClerkAtMostHoweverRareTheirName() {
        PersonRecord a = normalised(Examples.record(
                "a",
                "full_name",
                "Khuất Hồng Diệp",
                "gender",
                "Nữ",
                "birth_date",
                "1990-10-28",
                "phone",
                "0866392232"));
        PersonRecord b = normalised(
                Examples.record("b", "full_name", "Khuất Hồng Diệp", "gender", "Nữ", "birth_date", "1990-10-28"));
        assertNotEquals("link", linker.decide(a, b).word());
        assertTrue(linker.explain(a, b).namesakesBits() < -1);
        PersonRecord c = normalised(Examples.record(
                "c", "full_name", "Khuất Hồng Diệp", "birth_date", "28/10/1990", "phone", "0866392232"));
        assertEquals("link", linker.decide(a, c).word());
    }

    @Test
    void aParentsNumberOnAChildDoesNotJoinThem() {
        PersonRecord mother = normalised(Examples.mother("a"));
        PersonRecord child = normalised(Examples.record(
                "b",
                "full_name",
                "Lê Minh Khang",
                "gender",
                "Nam",
                "birth_date",
                "2018-03-09",
                "national_id",
                "001195012345",
                "phone",
                "0912345678"));
        assertEquals("non-link", linker.decide(mother, child).word());
    }

    @Test
    void aNumberAloneDoesNotDecide() {
        PersonRecord a = normalised(Examples.mother("a"));
        PersonRecord b = normalised(Examples.record("b", "national_id", "001195012345"));
        assertNotEquals("link", linker.decide(a, b).word());
    }

    @Test
    void hoangAndHuynhAreNotOneFamilyName() {
        PersonRecord a = normalised(Examples.record("a", "full_name", "Hoàng Văn Phúc", "birth_date", "1980-04-05"));
        PersonRecord b = normalised(Examples.record("b", "full_name", "Huỳnh Văn Phúc", "birth_date", "1980-04-05"));
        assertEquals("variant", linker.explain(a, b).level("name"));
        assertTrue(linker.explain(a, b).totalBits() < linker.explain(a, a).totalBits());
    }

    @Test
    void anExplanationSumsToItsTotalAndIsSymmetric() {
        PersonRecord a = normalised(Examples.mother("a"));
        PersonRecord b = normalised(Examples.newbornUnderMothersName("b"));
        MatchExplanation explanation = linker.explain(a, b);
        double sum = explanation.priorBits() + explanation.relativesBits() + explanation.namesakesBits();
        for (MatchExplanation.Line line : explanation.lines()) {
            sum += line.bits() + line.termFrequencyBits();
        }
        assertEquals(explanation.totalBits(), sum, 1e-9);
        assertEquals(explanation.totalBits(), linker.explain(b, a).totalBits(), 1e-9);
        assertEquals(explanation.totalBits(), linker.decide(a, b).matchWeightBits(), 1e-4);
        assertTrue(explanation.toText().contains("total"));
    }

    @Test
    void theOrderOfRecordsDoesNotChangeWhoTheyAre() {
        List<PersonRecord> records = new ArrayList<>(List.of(
                normalised(Examples.mother("a")),
                normalised(Examples.newbornUnderMothersName("b")),
                normalised(Examples.mother("c")),
                normalised(Examples.twin("d", "Trần Gia Bảo", "Nam", "TE1012233445566")),
                normalised(Examples.twin("e", "Trần Gia Bảo", "Nam", "TE1012233445566"))));
        var expected = linker.cluster(records);
        Collections.reverse(records);
        assertEquals(expected, linker.cluster(records));
        assertEquals(List.of(List.of("a", "c"), List.of("b"), List.of("d", "e")), expected.clusters());
    }

    @Test
    void whatAClerkDecidedStands() {
        PersonRecord a = normalised(Examples.mother("a"));
        PersonRecord c = normalised(Examples.mother("c"));
        RecordPair pair = RecordPair.of("a", "c");
        assertEquals(
                2,
                linker.cluster(List.of(a, c), new Constraints(Set.of(), Set.of(pair)))
                        .clusters()
                        .size());
        PersonRecord child = normalised(Examples.newbornUnderMothersName("b"));
        assertEquals(
                1,
                linker.cluster(List.of(a, child), new Constraints(Set.of(RecordPair.of("a", "b")), Set.of()))
                        .clusters()
                        .size());
    }

    /** That a clerk parted twins tells no less of a third record than that they are twins. */
    @Test
    void betweenTwinsWhomAClerkPartedTelephoneAndAddressTellAsLittleAsBefore() {
        PersonRecord a = normalised(child(
                "a",
                "Nguyễn Quốc Hùng",
                "Nam",
                "2019-05-17",
                "2026-01-05",
                "insurance_no",
                "TE1012233445566",
                "phone",
                "0983417265",
                "guardian_name",
                "Lương Bích Phương Anh"));
        PersonRecord b = normalised(child(
                "b",
                "Nguyễn Quốc Hưng",
                "Nam",
                "2019-05-17",
                "2026-01-05",
                "insurance_no",
                "TE1019988776655",
                "phone",
                "0912873645",
                "guardian_name",
                "Lương Bích Phương Anh"));
        PersonRecord either = normalised(child(
                "c",
                "NGUYEN QUOC HUNG",
                "Nam",
                "2019-05-17",
                "2026-01-05",
                "insurance_no",
                "",
                "phone",
                "0983417265",
                "guardian_name",
                "Lương Bích Phương Anh"));
        List<PersonRecord> all = List.of(a, b, either);
        Constraints parted = new Constraints(Set.of(), Set.of(RecordPair.of("a", "b")));
        assertEquals(3, linker.cluster(all).clusters().size());
        assertEquals(3, linker.cluster(all, parted).clusters().size());
    }

    @Test
    void theGoldenRecordSaysWhereEachValueComesFrom() {
        PersonRecord a = normalised(Examples.mother("a"));
        PersonRecord b = normalised(Examples.record(
                "b", "full_name", "NGUYEN THI HOAI THUONG", "phone", "0333444555", "recorded_at", "2026-05-01"));
        GoldenRecord golden = linker.survive(List.of(b, a));
        assertEquals("a", golden.field("name").orElseThrow().recordId());
        assertEquals("b", golden.field("phone").orElseThrow().recordId());
        assertEquals(golden, linker.survive(List.of(a, b)));
    }

    @Test
    void matchGivesTheBestFirst() {
        PersonRecord probe = normalised(Examples.mother("probe"));
        var scored = linker.match(
                probe, List.of(normalised(Examples.newbornUnderMothersName("b")), normalised(Examples.mother("a"))));
        assertEquals("a", scored.get(0).candidate().recordId());
    }

    /** A child's record with these columns more. */
    private static RawRecord child(
            String id, String name, String sex, String born, String recordedAt, String... columnsAndValues) {
        Stream<String> known =
                Stream.of("full_name", name, "gender", sex, "birth_date", born, "recorded_at", recordedAt);
        return Examples.record(
                id, Stream.concat(known, Stream.of(columnsAndValues)).toArray(String[]::new));
    }
}
