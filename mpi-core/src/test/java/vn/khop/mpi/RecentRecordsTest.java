package vn.khop.mpi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;

class RecentRecordsTest {
    private static final String[] NAMES = {"Lê Văn An", "Lê Thị An", "Trần Văn An", "Le Van An"};
    private static final String[] BIRTHS = {"1990-05-17", "1990-17-05", "1990"};
    private final LinkageModel model = LinkageModel.readDefault();
    private final Linker linker = Linker.of(model);
    private final Map<String, RawRecord> register = new HashMap<>();
    private final List<String> read = new ArrayList<>();

    private List<PersonRecord> reading(Map<String, Integer> versions) {
        read.addAll(versions.keySet());
        return versions.keySet().stream()
                .filter(register::containsKey)
                .map(id -> linker.normalise(known(id)))
                .toList();
    }

    private RawRecord known(String id) {
        return Objects.requireNonNull(register.get(id));
    }

    private Map<String, Integer> found(RecentRecords recent, RawRecord probe, Map<String, Integer> versions) {
        return recent.candidates(linker.normalise(probe), versions, this::reading);
    }

    /** Known another way: each pair asked of the linker. Of 40 records 12 may stay, so most are read more than once, and answers are the same. */
    @Test
    void whatIsFoundIsWhatTheLinkerSaysOfEachPairHoweverFewRecordsStay() {
        long seed = Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);
        SplittableRandom random = new SplittableRandom(seed);
        for (int one = 0; one < 40; one++) {
            register.put("r" + one, drawn("r" + one, random));
        }
        RecentRecords recent = new RecentRecords(model, 12);
        int candidates = 0;
        for (int question = 0; question < 60; question++) {
            RawRecord probe = drawn(question % 5 == 0 ? "r" + random.nextInt(40) : "probe", random);
            Map<String, Integer> versions = new HashMap<>();
            register.keySet().stream().filter(id -> random.nextInt(4) == 0).forEach(id -> versions.put(id, 1));
            Map<String, Integer> expected = new TreeMap<>();
            versions.keySet().stream()
                    .filter(id -> !id.equals(probe.recordId()))
                    .filter(id -> !linker.decide(linker.normalise(probe), linker.normalise(known(id)))
                            .word()
                            .equals("non-link"))
                    .forEach(id -> expected.put(id, 1));
            assertEquals(expected, found(recent, probe, versions), "-Dtests.seed=" + Long.toHexString(seed));
            candidates += expected.size();
        }
        assertTrue(candidates > 0, "-Dtests.seed=" + Long.toHexString(seed));
    }

    private static RawRecord drawn(String id, SplittableRandom random) {
        return Examples.record(
                id,
                "full_name",
                NAMES[random.nextInt(NAMES.length)],
                "birth_date",
                BIRTHS[random.nextInt(BIRTHS.length)],
                "gender",
                random.nextBoolean() ? "Nam" : "Nữ",
                "phone",
                "091234567" + random.nextInt(3));
    }

    @Test
    void aRecordIsReadOnceForEachOfItsVersionsAndAgainWhenOthersHaveTakenItsRoom() {
        RecentRecords recent = new RecentRecords(model, 4);
        register.put("a", Examples.mother("a"));
        assertEquals(Map.of("a", 1), found(recent, Examples.mother("probe"), Map.of("a", 1)));
        assertEquals(Map.of("a", 1), found(recent, Examples.mother("probe"), Map.of("a", 1)));
        assertEquals(List.of("a"), read);
        register.put("a", Examples.twin("a", "Trần Gia Bảo", "Nam", "TE1012233445566"));
        assertEquals(Map.of(), found(recent, Examples.mother("probe"), Map.of("a", 2)));
        assertEquals(List.of("a", "a"), read);
        for (String other : List.of("b", "c", "d", "e")) {
            register.put(other, Examples.mother(other));
            assertEquals(Map.of(other, 1), found(recent, Examples.mother("probe"), Map.of(other, 1)));
        }
        assertEquals(Map.of(), found(recent, Examples.mother("probe"), Map.of("a", 2)));
        assertEquals(List.of("a", "a", "b", "c", "d", "e", "a"), read);
    }

    @Test
    void whoIsNotThereAnyMoreAndTheProbeItselfAreNobody() {
        RecentRecords recent = new RecentRecords(model, 4);
        register.put("a", Examples.mother("a"));
        assertEquals(Map.of(), found(recent, Examples.mother("a"), Map.of("a", 1, "gone", 1)));
        assertEquals(List.of("gone"), read);
    }

    @Test
    void roomForTwoIsTheLeast() {
        assertThrows(IllegalArgumentException.class, () -> new RecentRecords(model, 1));
    }
}
