package vn.khop.mpi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.file.RecordFile;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.RawRecord;
import vn.khop.mpi.train.Trainer;

class PersonIndexTest {
    private final LinkageModel model = LinkageModel.readDefault();

    private static BatchLinkage.RecordSource source(List<RawRecord> records) {
        return sink -> records.forEach(record -> sink.accept(new BatchLinkage.Source(0, record)));
    }

    private static List<String> ids(List<PersonIndex.Candidate> found) {
        return found.stream().map(PersonIndex.Candidate::recordId).toList();
    }

    @Test
    void whatIsAddedIsFoundByTheNextQuestionAndWhatIsRemovedIsNot() {
        PersonIndex index = PersonIndex.empty(model);
        assertEquals(List.of(), index.match(Examples.mother("probe"), 10));
        index.put(Examples.mother("a"));
        index.put(Examples.newbornUnderMothersName("b"));
        List<PersonIndex.Candidate> found = index.match(Examples.mother("probe"), 10);
        assertEquals(List.of("a", "b"), ids(found));
        assertEquals("link", found.get(0).decision().word());
        assertEquals("non-link", found.get(1).decision().word());
        assertEquals(List.of("a"), ids(index.match(Examples.mother("probe"), 1)));
        assertTrue(index.remove("a"));
        assertFalse(index.remove("a"));
        assertEquals(List.of("b"), ids(index.match(Examples.mother("probe"), 10)));
        assertEquals(1, index.size());
    }

    @Test
    void aRecordPutAgainTakesThePlaceOfItselfAndDoesNotFindItself() {
        PersonIndex index =
                PersonIndex.of(model, source(List.of(Examples.mother("a"), Examples.mother("c"))), Progress.NONE);
        index.put(Examples.twin("a", "Trần Gia Bảo", "Nam", "TE1012233445566"));
        assertEquals(2, index.size());
        assertEquals(List.of("c"), ids(index.match(Examples.mother("probe"), 10)));
        assertEquals(List.of(), ids(index.match(Examples.mother("c"), 10)));
        assertEquals(List.of("a"), ids(index.match(Examples.twin("t", "Trần Gia Bảo", "Nam", "TE1012233445566"), 10)));
        index.put(Examples.mother("a"));
        assertEquals(List.of("a", "c"), ids(index.match(Examples.mother("probe"), 10)));
    }

    @Test
    void aCrowdIsFoundByLongerKeysWhetherItCameAtOnceOrOneByOne() {
        List<RawRecord> crowd = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            crowd.add(Examples.record(
                    "r" + i,
                    "full_name",
                    (i % 3 == 0 ? "Lê" : i % 3 == 1 ? "Trần" : "Phạm") + " Văn An",
                    "birth_date",
                    "1990-05-17",
                    "gender",
                    i % 2 == 0 ? "Nam" : "Nữ"));
        }
        PersonIndex atOnce = PersonIndex.of(model, source(crowd), Progress.NONE);
        PersonIndex oneByOne = PersonIndex.empty(model);
        crowd.forEach(oneByOne::put);
        RawRecord probe =
                Examples.record("probe", "full_name", "Phạm Văn An", "birth_date", "1990-05-17", "gender", "Nam");
        Map<String, Double> expected = weights(atOnce.match(probe, 1000));
        assertEquals(expected, weights(oneByOne.match(probe, 1000)));
        assertEquals(
                IntStream.range(0, 900).filter(i -> i % 3 == 2 && i % 2 == 0).count(),
                expected.keySet().stream()
                        .mapToInt(id -> Integer.parseInt(id.substring(1)))
                        .filter(i -> i % 3 == 2 && i % 2 == 0)
                        .count(),
                "everybody of the same name and sex is found");
    }

    private static Map<String, Double> weights(List<PersonIndex.Candidate> found) {
        Map<String, Double> weights = new TreeMap<>();
        found.forEach(one -> weights.put(one.recordId(), one.decision().matchWeightBits()));
        return weights;
    }

    @Test
    @Tag("slow")
    void aFileLinkedBothWaysHasTheSameDecisionForEveryPair() {
        String samples = System.getenv("KHOP_SAMPLES");
        Assumptions.assumeTrue(samples != null, "KHOP_SAMPLES is not set: the samples are not here");
        List<RawRecord> records = new ArrayList<>(
                RecordFile.read(Path.of(String.valueOf(samples), "people-hard", "records.csv"), model.schema())
                        .records());
        var batch = new BatchLinkage(model.schema(), Progress.NONE)
                .link(source(records), BatchLinkage.Mode.DEDUPE, Optional.of(model), new Trainer.Options(1, 0));
        Map<String, Double> expected = new HashMap<>();
        batch.pairs()
                .forEach(
                        pair -> expected.put(pair.pair().a() + " " + pair.pair().b(), pair.matchWeightBits()));
        assertTrue(expected.size() > 2000, expected.size() + " pairs");
        Collections.shuffle(records, new Random(3));
        PersonIndex index = PersonIndex.of(model, source(records.subList(0, 1000)), Progress.NONE);
        records.subList(1000, records.size()).forEach(index::put);
        Linker linker = Linker.of(model);
        Map<String, RawRecord> byId = new HashMap<>();
        records.forEach(record -> byId.put(record.recordId(), record));
        int met = 0;
        for (RawRecord probe : records) {
            for (PersonIndex.Candidate found : index.match(probe, 500)) {
                Double weight = expected.get(probe.recordId() + " " + found.recordId());
                if (weight != null) {
                    assertEquals(weight, found.decision().matchWeightBits(), 1e-4);
                    assertEquals(
                            linker.decide(
                                            linker.normalise(probe),
                                            linker.normalise(byId.getOrDefault(found.recordId(), probe)))
                                    .word(),
                            found.decision().word());
                    met++;
                }
            }
        }
        assertEquals(expected.size(), met, "the index finds every pair that the batch found");
    }
}
