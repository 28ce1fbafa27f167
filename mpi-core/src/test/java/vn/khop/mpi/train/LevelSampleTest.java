package vn.khop.mpi.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.Examples;
import vn.khop.mpi.Linker;
import vn.khop.mpi.block.BlockingRules;
import vn.khop.mpi.block.CandidatePairs;
import vn.khop.mpi.block.KeyTable;
import vn.khop.mpi.compare.ComparedPair;
import vn.khop.mpi.compare.ComparisonVector;
import vn.khop.mpi.compare.Comparisons;
import vn.khop.mpi.compare.PackedRecords;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.record.PersonRecord;

class LevelSampleTest {
    private static final String[] FAMILIES = {"Nguyễn", "Trần", "Lê", "Phạm"};
    private static final String[] GIVENS = {"An", "Bình", "Chi", "Dũng", "Hoa"};

    private static List<PersonRecord> people() {
        Linker linker = Linker.of(LinkageModel.readDefault());
        SplittableRandom random = new SplittableRandom(7);
        List<PersonRecord> people = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            people.add(linker.normalise(Examples.record(
                    "r" + i,
                    "full_name",
                    FAMILIES[random.nextInt(4)] + " Văn " + GIVENS[random.nextInt(5)],
                    "birth_date",
                    (1950 + random.nextInt(30)) + "-0" + (1 + random.nextInt(9)) + "-1" + random.nextInt(10),
                    "gender",
                    random.nextBoolean() ? "Nam" : "Nữ")));
        }
        return people;
    }

    @Test
    void theFoundPairsAndTheSampleTogetherAreAllPairsCountedByBruteForce() {
        SchemaDefinition schema = LinkageModel.readDefault().schema();
        List<PersonRecord> records = people();
        Comparisons comparisons = Comparisons.compile(schema, Map.of());
        PackedRecords packed = comparisons.pack(records);
        int[] levels = schema.comparisons().stream()
                .mapToInt(comparison -> comparison.levels().size())
                .toArray();
        long[][] expected = new long[levels.length][];
        for (int i = 0; i < levels.length; i++) {
            expected[i] = new long[levels[i]];
        }
        ComparedPair pair = new ComparedPair();
        for (int a = 0; a < records.size(); a++) {
            for (int b = a + 1; b < records.size(); b++) {
                comparisons.compare(packed, a, b, pair);
                count(expected, pair.levels());
            }
        }
        BlockingRules rules = BlockingRules.compile(schema, Set.of());
        KeyTable keys = rules.table(records);
        CandidatePairs candidates = CandidatePairs.find(rules, keys);
        TrainingRecords training = new TrainingRecords(
                i -> records.get(i).recordId(), rules, keys, candidates, comparisons, packed, (a, b) -> true);
        LevelSample sample = LevelSample.draw(training, levels, 1);
        long[][] counted = sample.counts();
        long[] found = new long[1];
        candidates.visit(() -> (a, b) -> {
            synchronized (counted) {
                ComparedPair compared = new ComparedPair();
                comparisons.compare(packed, a, b, compared);
                count(counted, compared.levels());
                found[0]++;
            }
        });
        assertEquals(150 * 149 / 2, found[0] + sample.pairs());
        for (int i = 0; i < levels.length; i++) {
            assertArrayEquals(
                    expected[i], counted[i], schema.comparisons().get(i).name());
        }
    }

    private static void count(long[][] counts, long packed) {
        for (int i = 0; i < counts.length; i++) {
            int level = ComparisonVector.level(packed, i);
            if (level != ComparisonVector.NULL_LEVEL) {
                counts[i][level]++;
            }
        }
    }
}
