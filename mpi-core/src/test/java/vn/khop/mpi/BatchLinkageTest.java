package vn.khop.mpi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.mpi.file.Evaluation;
import vn.khop.mpi.file.RecordFile;
import vn.khop.mpi.file.ResultFiles;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaReader;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.mpi.train.Trainer;

class BatchLinkageTest {
    private static final Trainer.Options OPTIONS = new Trainer.Options(1, 0);

    private static List<BatchLinkage.Source> sources(List<RawRecord> records) {
        return records.stream()
                .map(record -> new BatchLinkage.Source(0, record))
                .toList();
    }

    private static List<RawRecord> people() {
        List<RawRecord> people = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            people.add(Examples.mother("m" + i));
            people.add(Examples.newbornUnderMothersName("n" + i));
            people.add(Examples.twin("s" + i, "Trần Gia Bảo", "Nam", "TE1012233445566"));
            people.add(Examples.twin("t" + i, "Trần Gia Hân", "Nữ", "TE1019988776655"));
        }
        return people;
    }

    @Test
    void batchAndOnlineDecideAlike() {
        LinkageModel model = LinkageModel.readDefault();
        var batch = new BatchLinkage(model.schema(), Progress.NONE)
                .link(sources(people()), BatchLinkage.Mode.DEDUPE, Optional.of(model), OPTIONS);
        Linker linker = Linker.of(model);
        List<PersonRecord> records = people().stream().map(linker::normalise).toList();
        assertEquals(linker.cluster(records), batch.clustering());
        Map<String, PersonRecord> byId = new HashMap<>();
        records.forEach(record -> byId.put(record.recordId(), record));
        assertTrue(batch.pairs().size() > 10);
        for (BatchLinkage.PairResult pair : batch.pairs()) {
            PersonRecord a =
                    java.util.Objects.requireNonNull(byId.get(pair.pair().a()));
            PersonRecord b =
                    java.util.Objects.requireNonNull(byId.get(pair.pair().b()));
            assertEquals(linker.decide(a, b).matchWeightBits(), pair.matchWeightBits(), 1e-9);
        }
    }

    @Test
    void theOrderOfTheFileDoesNotMatter() {
        List<RawRecord> shuffled = new ArrayList<>(people());
        Collections.shuffle(shuffled, new Random(7));
        BatchLinkage batch = new BatchLinkage(SchemaReader.readDefault(), Progress.NONE);
        var expected = batch.link(sources(people()), BatchLinkage.Mode.DEDUPE, Optional.empty(), OPTIONS);
        var found = batch.link(sources(shuffled), BatchLinkage.Mode.DEDUPE, Optional.empty(), OPTIONS);
        assertEquals(expected.model().toJson(), found.model().toJson());
        assertEquals(expected.clustering(), found.clustering());
    }

    @Test
    @Tag("slow")
    void theCitySampleMeetsItsBarsWithoutLabelsAndWithoutModel(@TempDir Path folder) throws Exception {
        String samples = System.getenv("KHOP_SAMPLES");
        Assumptions.assumeTrue(samples != null, "KHOP_SAMPLES is not set: the samples are not here");
        Path city = Path.of(String.valueOf(samples), "people-city");
        var records = RecordFile.read(city.resolve("records.csv"), SchemaReader.readDefault())
                .records();
        var result = new BatchLinkage(SchemaReader.readDefault(), Progress.NONE)
                .link(sources(records), BatchLinkage.Mode.DEDUPE, Optional.empty(), OPTIONS);
        Path clusters = folder.resolve("clusters.csv");
        Path pairs = folder.resolve("pairs.csv");
        ResultFiles.writeClusters(clusters, result.clustering());
        ResultFiles.writePairs(pairs, result.pairs());
        Evaluation evaluation = Evaluation.of(
                ResultFiles.readPersons(clusters),
                ResultFiles.readPersons(city.resolve("truth.csv")),
                ResultFiles.readReviewPairs(pairs));
        assertTrue(evaluation.precision() >= 0.995, evaluation.toJson());
        assertTrue(evaluation.recall() >= 0.95, evaluation.toJson());
        assertTrue(evaluation.reviewPer100() <= 2, evaluation.toJson());
    }
}
