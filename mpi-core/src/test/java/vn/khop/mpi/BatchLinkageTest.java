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
import vn.khop.mpi.cluster.RecordPair;
import vn.khop.mpi.file.Evaluation;
import vn.khop.mpi.file.RecordFile;
import vn.khop.mpi.file.ResultFiles;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaReader;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.mpi.train.PairLabel;
import vn.khop.mpi.train.Trainer;

class BatchLinkageTest {
    private static final Trainer.Options OPTIONS = new Trainer.Options(1, 0);

    private static BatchLinkage.RecordSource sources(List<RawRecord> records) {
        return sink -> records.forEach(record -> sink.accept(new BatchLinkage.Source(0, record)));
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
        assertEquals(linker.cluster(records), batch.persons().toClustering());
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
        assertEquals(expected.persons().toClustering(), found.persons().toClustering());
    }

    @Test
    void ofTwoFilesOnlyPairsAcrossThemAreLinkedUnlessTheyAreDedupedToo() {
        List<BatchLinkage.Source> sources = List.of(
                new BatchLinkage.Source(0, Examples.mother("a1")),
                new BatchLinkage.Source(0, Examples.mother("a2")),
                new BatchLinkage.Source(1, Examples.twin("b1", "Trần Gia Bảo", "Nam", "TE1012233445566")),
                new BatchLinkage.Source(1, Examples.twin("b2", "Trần Gia Bảo", "Nam", "TE1012233445566")),
                new BatchLinkage.Source(0, Examples.twin("a3", "Trần Gia Bảo", "Nam", "TE1012233445566")));
        LinkageModel model = LinkageModel.readDefault();
        BatchLinkage batch = new BatchLinkage(model.schema(), Progress.NONE);
        var both = batch.link(sources::forEach, BatchLinkage.Mode.LINK_AND_DEDUPE, Optional.of(model), OPTIONS);
        assertEquals(
                List.of(List.of("a1", "a2"), List.of("a3", "b1", "b2")),
                both.persons().toClustering().clusters());
        var across = batch.link(sources::forEach, BatchLinkage.Mode.LINK_ONLY, Optional.of(model), OPTIONS);
        assertEquals(List.of("a1"), across.persons().toClustering().clusterOf("a1"));
        assertTrue(across.pairs().stream()
                .allMatch(pair -> pair.pair().a().charAt(0) != pair.pair().b().charAt(0)));
        assertTrue(across.persons().toClustering().clusterOf("a3").contains("b1"));
    }

    @Test
    void aLabelMovesWhatTrainingBelieves() {
        BatchLinkage batch = new BatchLinkage(SchemaReader.readDefault(), Progress.NONE);
        Map<RecordPair, PairLabel> labels = new HashMap<>();
        for (int i = 0; i < 4; i++) {
            for (int j = i + 1; j < 4; j++) {
                labels.put(RecordPair.of("m" + i, "m" + j), PairLabel.of(true));
                labels.put(RecordPair.of("s" + i, "s" + j), PairLabel.of(false));
            }
        }
        LinkageModel without =
                batch.train(sources(people()), BatchLinkage.Mode.DEDUPE, Map.of(), new Trainer.Options(1, 1000));
        LinkageModel with =
                batch.train(sources(people()), BatchLinkage.Mode.DEDUPE, labels, new Trainer.Options(1, 1000));
        assertEquals(12, with.trainedOn().labels());
        assertTrue(with.matchPrior() < without.matchPrior(), with.matchPrior() + " of " + without.matchPrior());
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
        ResultFiles.writeClusters(clusters, result.persons());
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
