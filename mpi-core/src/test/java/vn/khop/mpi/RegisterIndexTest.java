package vn.khop.mpi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;

class RegisterIndexTest {
    private static final int FEW = 7;
    private final LinkageModel model = LinkageModel.readDefault();
    private final Linker linker = Linker.of(model);

    private RegisterIndex index(List<RawRecord> records, int perKeyMax) {
        return RegisterIndex.of(
                model,
                sink -> records.forEach(record -> sink.accept(new BatchLinkage.Source(1, record))),
                perKeyMax,
                Progress.NONE);
    }

    private Set<String> found(RegisterIndex index, RawRecord probe) {
        return index.find(linker.normalise(probe)).versions().keySet();
    }

    @Test
    void theLastVersionOfARecordIsFoundAndAnEarlierOneThatComesLateChangesNothing() {
        RegisterIndex index = index(List.of(Examples.mother("a"), Examples.mother("c")), 500);
        assertEquals(Set.of("a", "c"), found(index, Examples.mother("probe")));
        assertEquals(Set.of("a"), found(index, Examples.mother("c")), "nobody finds himself");
        assertTrue(index.put(Examples.twin("a", "Trần Gia Bảo", "Nam", "TE1012233445566"), 3));
        assertEquals(Set.of("c"), found(index, Examples.mother("probe")));
        assertFalse(index.put(Examples.mother("a"), 2));
        assertFalse(index.put(Examples.mother("a"), 3));
        assertEquals(Set.of("c"), found(index, Examples.mother("probe")));
        assertTrue(index.put(new RawRecord("c", Map.of()), 2), "a record that says nothing is in here and not found");
        assertEquals(Set.of(), found(index, Examples.mother("probe")));
        assertEquals(2, index.size());
        assertEquals(2, index.spent());
        assertEquals(3, index.version("a"));
        assertEquals(0, index.version("b"));
    }

    /** Everybody shares a key with everybody; known another way by comparing each with the first few of each key by id. */
    @Test
    void ofAKeyThatTooManyShareTheFirstByIdAreComparedWhoeverCameFirst() {
        List<RawRecord> crowd = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            crowd.add(Examples.record(
                    "r" + (100 + i),
                    "full_name",
                    (i % 3 == 0 ? "Lê" : i % 3 == 1 ? "Trần" : "Phạm") + " Văn An",
                    "birth_date",
                    "1990-05-17",
                    "gender",
                    i % 2 == 0 ? "Nam" : "Nữ"));
        }
        Collections.shuffle(crowd, new Random(5));
        RegisterIndex atOnce = index(crowd, FEW);
        RegisterIndex oneByOne = index(List.of(), FEW);
        crowd.forEach(record -> oneByOne.put(record, 1));
        RawRecord raw = Examples.record("p", "full_name", "Phạm Văn An", "birth_date", "1990-05-17", "gender", "Nam");
        PersonRecord probe = linker.normalise(raw);
        Set<String> compared = new HashSet<>();
        int cut = 0;
        for (String key : linker.blockingKeys(probe)) {
            TreeSet<String> sharing = new TreeSet<>();
            crowd.stream()
                    .filter(record ->
                            linker.blockingKeys(linker.normalise(record)).contains(key))
                    .forEach(record -> sharing.add(record.recordId()));
            cut += sharing.size() > FEW ? 1 : 0;
            sharing.stream().limit(FEW).forEach(compared::add);
        }
        Set<String> expected = new TreeSet<>();
        crowd.stream()
                .filter(record -> compared.contains(record.recordId()))
                .filter(record ->
                        !linker.decide(probe, linker.normalise(record)).word().equals("non-link"))
                .forEach(record -> expected.add(record.recordId()));
        assertTrue(cut > 0 && !expected.isEmpty());
        for (RegisterIndex index : List.of(atOnce, oneByOne)) {
            RegisterIndex.Found found = index.find(probe);
            assertEquals(expected, found.versions().keySet());
            assertEquals(cut, found.keysCut());
        }
    }
}
