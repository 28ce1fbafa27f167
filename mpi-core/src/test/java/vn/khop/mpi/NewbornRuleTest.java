package vn.khop.mpi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.khop.mpi.model.SchemaReader;
import vn.khop.mpi.record.FindingKind;
import vn.khop.mpi.record.PersonName;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.reference.NameFrequencies.NameCount;
import vn.khop.reference.ReferenceData;

class NewbornRuleTest {
    private static final RecordNormaliser NORMALISER = new RecordNormaliser(SchemaReader.readDefault());
    private static final int CASES = 2_000;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // name, sex, birth, guardian, recorded: the order of the newborn child, - for no newborn
                "NGUYỄN MỸ HẰNG           | 1 | 2026-05-31 | Nguyễn Mỹ Hằng    | 2026-06-01 | 0",
                "Nguyễn Mĩ Hằng           | 2 | 2026-05-31 | Nguyễn Mỹ Hằng    | 2027-03-01 | 0",
                "NGUYEN MY HANG           | 2 | 2026-05-31 | Nguyễn Mỹ Hằng    | 2026-06-01 | 0",
                "Phan Thanh Quang Yến A   | 2 | 2026-05-31 | Phan Thanh Quang Yến | 2026-06-01 | 1",
                "Phan Thanh Quang Yến B   | 1 | 2026-05-31 | Phan Thanh Quang Yến | 2026-06-01 | 2",
                "Phan Thanh Quang Yến 2   | 1 | 2026-05-31 | Phan Thanh Quang Yến | 2026-06-01 | 2",
                "Phan Thanh Quang Yến (2) | 2 | 2026-05-31 | Phan Thanh Quang Yến | 2026-06-01 | 2",
                // "(TE1)" is the group of a card, not the first of several.
                "CB. Lê Thanh Thư 2 (TE1) | 2 | 2026-02-21 | Lê Thanh Thư      | 2026-02-23 | 2",
                "CB. Lê Thanh Thư (TE1)   | 2 | 2026-02-21 | Lê Thanh Thư      | 2026-02-23 | 0",
                "Lê Thanh Thư (TE1)       | 2 | 2026-02-21 | Lê Thanh Thư      | 2026-02-23 | 0",
                "CB Lê Thanh Thư (2)      | 2 | 2026-02-21 | Lê Thanh Thư      | 2026-02-23 | 2",
                "Bùi Phi Việt (TE1)       | 1 | 2026-02-21 | -                 | 2026-02-23 | -",
                // A boy's sex under a woman's name: as often a girl whose sex was mistyped.
                "Trần Thị Trang           | 1 | 2025-11-06 | -                 | 2025-11-07 | -",
                "Trần Thị Trang B         | 1 | 2025-11-06 | -                 | 2025-11-07 | 2",
                "CB Trần Thị Trang        | 1 | 2025-11-06 | Trần Thị Trang    | 2025-11-07 | 0",
                "Trần Ngọc Anh 1          | 2 | 2025-08-02 | -                 | 2025-08-03 | 1",
                "Trần Ngọc Anh B          | 2 | 2025-08-02 | Trương Văn Duy    | 2025-08-03 | 2",
                "Trần Ngọc Anh (con)      | 2 | 2025-08-02 | -                 | 2025-08-03 | 0",
                // A note behind the name of an older child says nothing of whose name it is.
                "Hồ Anh Trường (con)      | 1 | 2017-06-26 | -                 | 2023-05-05 | -",
                "Con bà Phan Ngọc Duyên   | 1 | 2017-06-26 | -                 | 2023-05-05 | 0",
                // A name of one's own.
                "Trần Thị Trang           | 2 | 2025-11-06 | Lê Thị Hoa        | 2025-11-07 | -",
                "Trần Minh Khang          | 1 | 2025-11-06 | Trần Minh Khánh   | 2025-11-07 | -",
                "Trần Thị Trang           | 1 | 2025-11-06 | -                 | 2026-01-07 | -",
                // The mother herself, as her own guardian or under a sex that was mistyped.
                "Trần Thị Trang           | 2 | 1996-11-06 | Trần Thị Trang    | 2025-11-07 | -",
                "Trần Thị Trang           | 1 | 1996-11-06 | -                 | 2025-11-07 | -",
                // Not known to the day, or in the wrong order.
                "Trần Thị Trang           | 1 | 2025       | Trần Thị Trang    | 2025-11-07 | -",
                "Trần Thị Trang           | 1 | 2025-11-06 | Trần Thị Trang    | 2025-10-07 | -",
                "Trần Thị Trang           | 1 | 2025-11-06 | Trần Thị Trang    | -          | -",
                "Trang                    | 2 | 2025-11-06 | Trang             | 2025-11-07 | -",
            })
    void aChildUnderItsMothersNameIsRecognisedByAgeAndGuardian(
            String name, String sex, String birth, String guardian, String recorded, Integer order) {
        PersonRecord record = record(name, sex, birth, guardian, recorded);
        PersonName value = record.value("name", PersonName.class).orElseThrow();
        assertEquals(
                Optional.ofNullable(order), value.newborn().map(PersonName.Newborn::order), name + " / " + guardian);
        assertEquals(
                order != null,
                record.findings("name").stream().anyMatch(finding -> finding.kind() == FindingKind.NEWBORN));
    }

    @Test
    void theMothersNameStandsWithoutTheLetterOfTheChild() {
        PersonRecord record = record("PHAN THANH QUANG YEN B", "1", "2026-05-31", "Phan Thanh Quang Yến", "2026-06-01");
        PersonName name = record.value("name", PersonName.class).orElseThrow();
        assertEquals("phan thanh quang yến", name.mother().orElseThrow().key());
        assertEquals("PHAN THANH QUANG YEN B", record.raw().value("full_name").orElseThrow(), "the raw name stays");
    }

    @Test
    void whoeverIsNamedOtherwiseThanTheGuardianKeepsTheName() {
        SplittableRandom random = new SplittableRandom(20261122);
        var names = ReferenceData.open().nameFrequencies();
        for (int i = 0; i < CASES; i++) {
            String family = any(random, names.familyNames());
            String given = any(random, names.givenNames());
            String other = any(random, names.givenNames());
            // A letter alone is that of one of several children.
            if (!given.equals(other) && given.length() > 1) {
                PersonRecord child =
                        record(family + " Minh " + given, "1", "2026-05-31", family + " Minh " + other, "2026-06-01");
                assertEquals(
                        Optional.empty(),
                        child.value("name", PersonName.class).orElseThrow().newborn(),
                        "case " + i);
            }
        }
    }

    private static String any(SplittableRandom random, List<NameCount> names) {
        return names.get(random.nextInt(names.size())).name();
    }

    private static PersonRecord record(String name, String sex, String birth, String guardian, String recorded) {
        Map<String, String> columns = new HashMap<>();
        String[] keys = {"full_name", "gender", "birth_date", "guardian_name", "recorded_at"};
        String[] values = {name, sex, birth, guardian, recorded};
        for (int i = 0; i < keys.length; i++) {
            int at = i;
            Stream.ofNullable(values[i]).forEach(value -> columns.put(keys[at], value));
        }
        return NORMALISER.normalise(new RawRecord("r", columns));
    }
}
