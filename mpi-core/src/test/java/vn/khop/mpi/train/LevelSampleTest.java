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
import vn.khop.mpi.block.CandidatePairs;
import vn.khop.mpi.compare.ComparedPairs;
import vn.khop.mpi.compare.ComparisonVector;
import vn.khop.mpi.compare.Comparisons;
import vn.khop.mpi.compare.Features;
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
        List<Features> features = records.stream().map(comparisons::prepare).toList();
        int[] levels = schema.comparisons().stream()
                .mapToInt(comparison -> comparison.levels().size())
                .toArray();
        long[][] expected = new long[levels.length][];
        for (int i = 0; i < levels.length; i++) {
            expected[i] = new long[levels[i]];
        }
        for (int a = 0; a < records.size(); a++) {
            for (int b = a + 1; b < records.size(); b++) {
                count(expected, comparisons.compare(features.get(a), features.get(b)));
            }
        }
        ComparedPairs found = ComparedPairs.compare(
                CandidatePairs.find(records, schema, Set.of()), comparisons, features, (a, b) -> true, pairs -> {});
        LevelSample sample = LevelSample.draw(found, comparisons, features, (a, b) -> true, levels, 1);
        assertEquals(150 * 149 / 2, found.size() + sample.pairs());
        long[][] counted = sample.counts();
        for (int pair = 0; pair < found.size(); pair++) {
            count(counted, found.levels(pair));
        }
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
