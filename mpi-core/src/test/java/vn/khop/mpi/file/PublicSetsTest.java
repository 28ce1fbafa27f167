package vn.khop.mpi.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import vn.khop.mpi.BatchLinkage;
import vn.khop.mpi.Progress;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.propose.SchemaProposal;
import vn.khop.mpi.record.RawRecord;
import vn.khop.mpi.train.Trainer;

/** Our schema files, and the proposed schemas, on the public sets that KHOP_LINKAGE names. */
class PublicSetsTest {
    private static final Path SCHEMAS = Path.of("..", "schemas");

    static Stream<Path> schemas() throws IOException {
        try (Stream<Path> files = Files.list(SCHEMAS)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void everySchemaFileCanRun(Path file) {
        assertTrue(SchemaFile.read(file).blocking().size() >= 5);
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({
        "febrl1, febrl, 1, 0.998",
        "febrl2, febrl, 1, 0.998",
        "febrl3, febrl, 1, 0.998",
        "febrl4, febrl, 1, 0.9995",
        "fake_1000, fake_1000, 0.99, 0.92",
        "uganda, uganda, 1, 0.999",
        "rldata500, rldata500, 1, 0.989"
    })
    void areLinkedAsWellAsTheirBarAsks(String set, String schema, double precisionMin, double f1Min) {
        String root = System.getenv("KHOP_LINKAGE");
        Assumptions.assumeTrue(root != null, "KHOP_LINKAGE does not name the folder of public linkage sets");
        Path folder = Path.of(String.valueOf(root), set);
        Assumptions.assumeTrue(Files.isDirectory(folder), folder + " is not there");
        List<Path> files = Stream.of("records.csv", "a.csv", "b.csv")
                .map(folder::resolve)
                .filter(Files::exists)
                .toList();
        List<FileSample> samples = files.stream()
                .map(file -> FileSample.read(file, SchemaProposal.RECORDS_MAX))
                .toList();
        check(set + " own", SchemaFile.read(SCHEMAS.resolve(schema + ".yaml")), folder, files, precisionMin, f1Min);
        check(set + " auto", SchemaProposal.of(samples).schema(), folder, files, precisionMin - 0.001, f1Min);
    }

    private static void check(
            String what, SchemaDefinition schema, Path folder, List<Path> files, double precisionMin, double f1Min) {
        List<BatchLinkage.Source> sources = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            for (RawRecord record : RecordFile.read(files.get(i), schema).records()) {
                sources.add(new BatchLinkage.Source(i, record));
            }
        }
        BatchLinkage.Result result = new BatchLinkage(schema, Progress.NONE)
                .link(
                        sources::forEach,
                        files.size() == 1 ? BatchLinkage.Mode.DEDUPE : BatchLinkage.Mode.LINK_ONLY,
                        Optional.empty(),
                        new Trainer.Options(1, 0));
        Map<String, String> found = new HashMap<>();
        result.persons().forEach(found::put);
        Evaluation evaluation = Evaluation.of(found, ResultFiles.readPersons(folder.resolve("truth.csv")), List.of());
        assertTrue(evaluation.f1() >= f1Min && evaluation.precision() >= precisionMin, what + " " + evaluation);
        assertEquals(1, result.recall().recall(), 0.06, what);
    }
}
