package vn.khop.mpi.propose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.mpi.BatchLinkage;
import vn.khop.mpi.Progress;
import vn.khop.mpi.file.FileSample;
import vn.khop.mpi.file.InvalidInputException;
import vn.khop.mpi.file.RecordFile;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.model.SchemaDefinition.FieldDefinition;
import vn.khop.mpi.model.SchemaReader;
import vn.khop.mpi.train.Trainer;

class SchemaProposalTest {
    private static final String[] GIVEN = {
        "anna", "bertha", "carla", "dora", "emma", "frieda", "greta", "hanna", "irma", "julia", "karla", "lena"
    };
    private static final String[] FAMILY = {
        "abel",
        "becker",
        "conrad",
        "dietrich",
        "engel",
        "fischer",
        "graf",
        "huber",
        "jansen",
        "keller",
        "lang",
        "maurer"
    };

    private final long seed = System.getProperty("tests.seed", "").isEmpty()
            ? 42
            : Long.parseUnsignedLong(System.getProperty("tests.seed"), 16);

    @TempDir
    private Path folder = Path.of("");

    private Path file(String name, List<String> lines) throws IOException {
        return Files.write(folder.resolve(name), lines);
    }

    private static SchemaProposal propose(Path... files) {
        List<FileSample> samples = new ArrayList<>();
        for (Path file : files) {
            samples.add(FileSample.read(file, SchemaProposal.RECORDS_MAX));
        }
        return SchemaProposal.of(samples);
    }

    private static String normaliser(SchemaDefinition schema, String field) {
        return schema.field(field).map(FieldDefinition::normaliser).orElse("none");
    }

    private static String comparator(SchemaDefinition schema, String comparison) {
        return schema.comparisons().stream()
                .filter(c -> c.name().equals(comparison))
                .map(SchemaDefinition.ComparisonDefinition::comparator)
                .findFirst()
                .orElse("none");
    }

    /** 300 people, each with a second record that has one letter wrong in the family name; every kind of column. */
    private List<String> people(String idColumn) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> lines = new ArrayList<>();
        lines.add(idColumn + ",first_name,last_name,dob,sex,city,zip,ssn,mail,remarks,hospital,blank");
        for (int person = 0; person < 300; person++) {
            String given = GIVEN[random.nextInt(GIVEN.length)] + (char) ('a' + random.nextInt(26));
            String family = FAMILY[random.nextInt(FAMILY.length)] + (char) ('a' + random.nextInt(26));
            String rest = String.format(
                    "%04d-%02d-%02d,%s,town%s,%05d,%09d,%s.%s@mail.test,%s,H1,",
                    1930 + random.nextInt(80),
                    1 + random.nextInt(12),
                    2 + random.nextInt(26),
                    random.nextBoolean() ? "m" : "f",
                    (char) ('a' + random.nextInt(20)) + "" + (char) ('a' + random.nextInt(20)),
                    random.nextInt(99_999),
                    100_000_000 + random.nextInt(800_000_000),
                    given,
                    family,
                    "came with a long story about this and that and more besides");
            lines.add("r" + person + "a," + given + "," + family + "," + rest);
            lines.add("r" + person + "b," + given + "," + "x" + family.substring(1) + "," + rest);
        }
        return lines;
    }

    @Test
    void everyColumnIsTakenForWhatItHolds() throws IOException {
        SchemaProposal proposal = propose(file("people.csv", people("record_id")));
        SchemaDefinition schema = proposal.schema();
        String message = proposal.yaml() + " -Dtests.seed=" + seed;
        assertEquals("exchangeable", comparator(schema, "first_name"), message);
        assertEquals("exchangeable", comparator(schema, "last_name"), message);
        assertEquals("partial-date", normaliser(schema, "dob"), message);
        assertEquals("sex", normaliser(schema, "sex"), message);
        assertEquals("text", normaliser(schema, "city"), message);
        assertEquals("text", normaliser(schema, "zip"), message);
        assertEquals("identifier", normaliser(schema, "ssn"), message);
        assertEquals("email", comparator(schema, "mail"), message);
        for (String leftOut : List.of("remarks", "hospital", "blank", "record_id")) {
            assertTrue(schema.field(leftOut).isEmpty(), leftOut + message);
        }
        assertTrue(proposal.notes().toString().contains("'blank' is left out: it has no value"), message);
        assertTrue(proposal.notes().toString().contains("'hospital' is left out"), message);
    }

    @Test
    void noFieldIsInAllBlockingRulesSoOneWrongFieldLosesNoPair() throws IOException {
        SchemaDefinition schema =
                propose(file("people.csv", people("record_id"))).schema();
        for (FieldDefinition field : schema.fields()) {
            assertTrue(
                    schema.blocking().stream()
                            .anyMatch(rule ->
                                    rule.keys().stream().noneMatch(key -> key.split("\\.")[0].equals(field.name()))),
                    field.name() + " is in every rule, -Dtests.seed=" + seed);
        }
    }

    @Test
    void theWrittenFileReadBackIsTheSchemaAndLinksTheSame() throws IOException {
        Path input = file("people.csv", people("record_id"));
        SchemaProposal proposal = propose(input);
        Path written = Files.writeString(folder.resolve("out.schema.yaml"), proposal.yaml());
        SchemaDefinition read = SchemaReader.read(written);
        assertEquals(proposal.schema(), read);
        var proposed = link(input, proposal.schema());
        assertEquals(proposed.model().toJson(), link(input, read).model().toJson());
        assertEquals(
                proposed.persons().toClustering(), link(input, read).persons().toClustering());
        // 300 people with two records each.
        assertEquals(300, proposed.persons().count(), "-Dtests.seed=" + Long.toHexString(seed));
        assertTrue(
                proposed.persons().toClustering().clusters().contains(List.of("r7a", "r7b")),
                "-Dtests.seed=" + Long.toHexString(seed));
    }

    private static BatchLinkage.Result link(Path input, SchemaDefinition schema) {
        List<BatchLinkage.Source> sources = RecordFile.read(input, schema).records().stream()
                .map(record -> new BatchLinkage.Source(0, record))
                .toList();
        return new BatchLinkage(schema, Progress.NONE)
                .link(sources::forEach, BatchLinkage.Mode.DEDUPE, Optional.empty(), new Trainer.Options(1, 0));
    }

    @Test
    void withoutRecordIdAColumnThatIsDifferentInEveryRowIsTheId() throws IOException {
        Path input = file("people.csv", people("patient_no"));
        SchemaProposal proposal = propose(input);
        assertEquals("patient_no", proposal.schema().recordIdColumn());
        assertTrue(
                proposal.notes().get(0).contains("'patient_no' is different in every row"),
                proposal.notes().toString());
        assertEquals(
                "r0a",
                RecordFile.read(input, proposal.schema()).records().get(0).recordId());
    }

    @Test
    void withoutAnyIdTheRowsAreNumbered() throws IOException {
        List<String> lines = people("patient_no").stream()
                .map(line -> line.substring(line.indexOf(',') + 1))
                .toList();
        Path input = file("people.csv", lines);
        SchemaProposal proposal = propose(input);
        assertEquals(SchemaDefinition.ROW_NUMBER, proposal.schema().recordIdColumn());
        assertTrue(
                proposal.notes().get(0).contains("file and row"),
                proposal.notes().toString());
        assertEquals(
                "people.csv:2",
                RecordFile.read(input, proposal.schema()).records().get(0).recordId());
    }

    @Test
    void yearMonthAndDayInColumnsOfTheirOwnAreOneDate() throws IOException {
        List<String> lines = new ArrayList<>(List.of("record_id,fname,lname,by,bm,bd"));
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 200; i++) {
            lines.add(i + "," + GIVEN[random.nextInt(12)] + (char) ('a' + i % 26) + "," + FAMILY[random.nextInt(12)]
                    + "," + (1930 + random.nextInt(80)) + "," + (1 + random.nextInt(12)) + ","
                    + (1 + random.nextInt(28)));
        }
        SchemaDefinition schema = propose(file("parts.csv", lines)).schema();
        assertEquals(
                List.of("by", "bm", "bd"),
                schema.field("birthDate").map(FieldDefinition::columns).orElse(List.of()));
    }

    @Test
    void vietnamesePatientRecordsGetTheDefaultSchemaWhateverTheColumnsAreCalled() throws IOException {
        List<String> rows = List.of(
                "a,Nguyễn Văn Hùng,1,1965-11-28,0912345678", "b,Trần Thị Hoa,2,1970-01-02,0912345679",
                "c,Lê Minh Anh,2,1980-05-06,0912345670", "d,Phạm Đức Long,1,1990-07-08,");
        List<String> lines = new ArrayList<>(List.of("record_id,full_name,gender,birth_date,phone"));
        lines.addAll(rows);
        assertEquals(
                SchemaReader.readDefault(), propose(file("default.csv", lines)).schema());
        lines.set(0, "record_id,Họ tên,Giới tính,Ngày sinh,SĐT");
        SchemaDefinition renamed = propose(file("renamed.csv", lines)).schema();
        assertEquals(SchemaReader.readDefault().comparisons(), renamed.comparisons());
        assertEquals(
                List.of("Họ tên"),
                renamed.field("name").map(FieldDefinition::columns).orElse(List.of()));
    }

    @Test
    void aFileWithNothingToCompareIsRefusedAndToldWhatEachColumnHolds() throws IOException {
        Path input = file("nothing.csv", List.of("record_id,ward,note", "1,A,", "2,A,", "3,A,"));
        String message = String.valueOf(
                assertThrows(InvalidInputException.class, () -> propose(input)).getMessage());
        assertTrue(message.contains("no column can be compared"), message);
        assertTrue(message.contains("'ward' has one value only"), message);
        assertTrue(message.contains("'note' has no value"), message);
    }

    @Test
    void ofALargeFileTheSameRowsAreDrawnEveryTime() throws IOException {
        Path input = file("people.csv", people("record_id"));
        FileSample sample = FileSample.read(input, 100);
        assertEquals(600, sample.rows());
        assertEquals(100, sample.records().size());
        assertEquals(sample, FileSample.read(input, 100));
        assertFalse(
                sample.records().equals(FileSample.read(input, 600).records().subList(0, 100)));
    }

    @Test
    void headersSayWhatPeopleMeanByThem() {
        Map<String, String> meanings = new HashMap<>(Map.of(
                "DateOfBirth",
                "birth",
                "ngày_sinh",
                "birth",
                "given_name",
                "given",
                "lname_c1",
                "family",
                "soc_sec_id",
                "identifier",
                "Số điện thoại",
                "phone"));
        meanings.forEach((column, meaning) -> assertTrue(new ColumnWords(column).say(meaning), column));
        assertFalse(new ColumnWords("state").say("date"));
    }
}
