package vn.khop.mpi.propose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.khop.mpi.propose.DirtyPeople.Column.BIRTH;
import static vn.khop.mpi.propose.DirtyPeople.Column.CITY;
import static vn.khop.mpi.propose.DirtyPeople.Column.DAY;
import static vn.khop.mpi.propose.DirtyPeople.Column.EMAIL;
import static vn.khop.mpi.propose.DirtyPeople.Column.FAMILY;
import static vn.khop.mpi.propose.DirtyPeople.Column.FULL;
import static vn.khop.mpi.propose.DirtyPeople.Column.GIVEN;
import static vn.khop.mpi.propose.DirtyPeople.Column.JOB;
import static vn.khop.mpi.propose.DirtyPeople.Column.MONTH;
import static vn.khop.mpi.propose.DirtyPeople.Column.NUMBER;
import static vn.khop.mpi.propose.DirtyPeople.Column.PHONE;
import static vn.khop.mpi.propose.DirtyPeople.Column.POSTCODE;
import static vn.khop.mpi.propose.DirtyPeople.Column.SEX;
import static vn.khop.mpi.propose.DirtyPeople.Column.STREET;
import static vn.khop.mpi.propose.DirtyPeople.Column.YEAR;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.khop.mpi.BatchLinkage;
import vn.khop.mpi.Linker;
import vn.khop.mpi.Progress;
import vn.khop.mpi.file.Evaluation;
import vn.khop.mpi.file.FileSample;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.propose.DirtyPeople.Column;
import vn.khop.mpi.propose.DirtyPeople.Kind;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.mpi.train.Trainer;

/** Files that no schema was made for: other columns, other languages, other dirt, households or none. */
@Tag("slow")
class FilesOfManyKindsTest {
    private static final long SEED = Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(7)), 16);

    /** A kind of file, and how good a linkage of it must be. */
    record Case(Kind kind, double precisionMin, double recallMin) {
        @Override
        public String toString() {
            return kind.name();
        }
    }

    private static Map<String, Column> columns(Object... namesAndKinds) {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (int i = 0; i < namesAndKinds.length; i += 2) {
            columns.put((String) namesAndKinds[i], (Column) namesAndKinds[i + 1]);
        }
        return columns;
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        new Kind(
                                "clean",
                                columns("first", GIVEN, "last", FAMILY, "dob", BIRTH, "zip", POSTCODE),
                                3000,
                                1.2,
                                0.04,
                                0.02,
                                false,
                                1),
                        0.995,
                        0.98),
                new Case(
                        new Kind(
                                "German, dirty, towns with their postcodes",
                                columns(
                                        "vorname",
                                        GIVEN,
                                        "nachname",
                                        FAMILY,
                                        "geburtsdatum",
                                        BIRTH,
                                        "strasse",
                                        STREET,
                                        "plz",
                                        POSTCODE,
                                        "ort",
                                        CITY),
                                1500,
                                2,
                                0.2,
                                0.08,
                                false,
                                1),
                        0.99,
                        0.97),
                new Case(
                        new Kind(
                                "Spanish, families with one telephone",
                                columns(
                                        "nombre",
                                        GIVEN,
                                        "apellido",
                                        FAMILY,
                                        "fecha_nacimiento",
                                        BIRTH,
                                        "sexo",
                                        SEX,
                                        "telefono",
                                        PHONE,
                                        "ciudad",
                                        CITY,
                                        "dni",
                                        NUMBER),
                                1500,
                                1.4,
                                0.25,
                                0.15,
                                false,
                                1.5),
                        0.99,
                        0.9),
                new Case(
                        new Kind(
                                "voters, families in one house",
                                columns(
                                        "first_name",
                                        GIVEN,
                                        "last_name",
                                        FAMILY,
                                        "birth_date",
                                        BIRTH,
                                        "street",
                                        STREET,
                                        "city",
                                        CITY,
                                        "zip",
                                        POSTCODE),
                                3000,
                                1.5,
                                0.15,
                                0.05,
                                false,
                                2.2),
                        0.985,
                        0.88),
                new Case(
                        new Kind(
                                "whole names, a quarter of all values wrong",
                                columns(
                                        "full_name",
                                        FULL,
                                        "dob",
                                        BIRTH,
                                        "birth_place",
                                        CITY,
                                        "postcode",
                                        POSTCODE,
                                        "gender",
                                        SEX,
                                        "occupation",
                                        JOB),
                                1500,
                                3,
                                0.25,
                                0.12,
                                false,
                                1),
                        0.985,
                        0.9),
                new Case(
                        new Kind(
                                "names and birth date only, one slip a copy",
                                columns("fname", GIVEN, "lname", FAMILY, "by", YEAR, "bm", MONTH, "bd", DAY),
                                4000,
                                1.11,
                                0,
                                0,
                                true,
                                1),
                        0.98,
                        0.75),
                new Case(
                        new Kind(
                                "telephone and e-mail, families, no birth date",
                                columns("name", FULL, "mobile", PHONE, "email", EMAIL),
                                2000,
                                1.8,
                                0.2,
                                0.15,
                                false,
                                1.6),
                        0.93,
                        0.78));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aProposedSchemaLinksThemAndSaysHowMuchBlockingFinds(Case kind) {
        DirtyPeople.File file = DirtyPeople.file(kind.kind(), SEED);
        List<RawRecord> records = new ArrayList<>();
        Map<String, String> truth = new HashMap<>();
        for (int i = 0; i < file.rows().size(); i++) {
            Map<String, String> values = new HashMap<>();
            for (int column = 0; column < file.header().size(); column++) {
                values.put(file.header().get(column), file.rows().get(i).get(column));
            }
            // A mixed-up order, so that neighbours tell nothing.
            String id = "r" + (i * 7919L % 1_000_003);
            records.add(new RawRecord(id, values));
            truth.put(id, "p" + file.persons().get(i));
        }
        SchemaDefinition schema = SchemaProposal.of(
                        List.of(new FileSample(Path.of("people.csv"), file.header(), records.size(), records)))
                .schema();
        BatchLinkage.Result result = new BatchLinkage(schema, Progress.NONE)
                .link(
                        sink -> records.forEach(record -> sink.accept(new BatchLinkage.Source(0, record))),
                        BatchLinkage.Mode.DEDUPE,
                        Optional.empty(),
                        new Trainer.Options(1, 0));
        Map<String, String> found = new HashMap<>();
        result.persons().forEach(found::put);
        Evaluation evaluation = Evaluation.of(found, truth, List.of());
        String replay = kind + " " + evaluation + ", -Dtests.seed=" + Long.toHexString(SEED);
        assertTrue(evaluation.precision() >= kind.precisionMin(), replay);
        assertTrue(evaluation.recall() >= kind.recallMin(), replay);
        assertEquals(
                blockingRecall(Linker.of(result.model()), records, truth),
                result.recall().recall(),
                0.03,
                replay);
    }

    private static double blockingRecall(Linker linker, List<RawRecord> records, Map<String, String> truth) {
        Map<String, List<PersonRecord>> persons = new HashMap<>();
        for (RawRecord record : records) {
            persons.computeIfAbsent(truth.getOrDefault(record.recordId(), ""), p -> new ArrayList<>())
                    .add(linker.normalise(record));
        }
        long pairs = 0;
        long found = 0;
        for (List<PersonRecord> person : persons.values()) {
            for (int a = 0; a < person.size(); a++) {
                for (int b = 0; b < a; b++) {
                    pairs++;
                    found += linker.rulesThatFind(person.get(a), person.get(b)).isEmpty() ? 0 : 1;
                }
            }
        }
        return (double) found / pairs;
    }
}
