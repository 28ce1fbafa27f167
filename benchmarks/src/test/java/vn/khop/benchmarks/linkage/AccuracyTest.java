package vn.khop.benchmarks.linkage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccuracyTest {
    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void countsAreThoseOfASmallFileByHand() throws IOException {
        // a1 a2 a3 are one person, b1 b2 another, c1 a third: 3 + 1 = 4 true pairs.
        Truth truth = Truth.read(file("truth.csv", "record_id,person_id\na1,A\na2,A\na3,A\nb1,B\nb2,B\nc1,C\n"));
        // x holds a1 a2 b1: 3 pairs found, 1 right. y holds a3, z holds b2 c1: 1 found, none right.
        Path clusters = file("clusters.csv", "record_id,person_id\na1,x\na2,x\nb1,x\na3,y\nb2,z\nc1,z\n");
        // The review of a2 and a3 is right: it joins a3 to x, and 2 more pairs are right. That of b2 and a3 is not.
        Path pairs = file(
                "pairs.csv",
                "record_id_a,record_id_b,match_weight,match_probability,decision\n"
                        + "a1,a2,9,0.998,link\na2,a3,1,0.6667,review\na3,b2,0,0.5,review\n");
        LinkageResult result = LinkageResult.of(clusters, pairs, truth);
        assertEquals(new Accuracy(4, 4, 1), result.clusters());
        assertEquals(0.25, result.clusters().precision());
        assertEquals(0.25, result.clusters().recall());
        assertEquals(0.25, result.clusters().f1());
        assertEquals(2, result.reviewPairs());
        assertEquals(3, result.reviewed().rightPairs());
        assertEquals(100.0 * 2 / 6, result.reviewPer100());
    }

    @Test
    void aRecordInNoClusterOrInTwoIsAnError() throws IOException {
        Truth truth = Truth.read(file("truth.csv", "record_id,person_id\na1,A\na2,A\n"));
        Path pairs = file("pairs.csv", "record_id_a,record_id_b,match_weight,match_probability,decision\n");
        Path missing = file("missing.csv", "record_id,person_id\na1,x\n");
        IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> LinkageResult.of(missing, pairs, truth));
        assertTrue(String.valueOf(failure.getMessage()).contains("1 records of the truth are in no cluster"));
        Path twice = file("twice.csv", "record_id,person_id\na1,x\na1,y\na2,x\n");
        assertThrows(IllegalArgumentException.class, () -> LinkageResult.of(twice, pairs, truth));
    }

    @Test
    void joiningOneByOneCountsAsComparingAllPairsDoes() throws IOException {
        long seed = Long.parseLong(System.getProperty("tests.seed", "5eed"), 16);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 60; round++) {
            int records = 2 + random.nextInt(40);
            StringBuilder text = new StringBuilder("record_id,person_id\n");
            for (int i = 0; i < records; i++) {
                text.append(i)
                        .append(',')
                        .append(random.nextInt(1 + records / 2))
                        .append('\n');
            }
            Truth truth = Truth.read(file("truth.csv", text.toString()));
            Groups groups = new Groups(truth);
            int[] group = new int[records];
            for (int i = 0; i < records; i++) {
                group[i] = i;
            }
            for (int joins = random.nextInt(records); joins > 0; joins--) {
                int left = random.nextInt(records);
                int right = random.nextInt(records);
                groups.join(left, right);
                int from = group[left];
                int to = group[right];
                for (int i = 0; i < records; i++) {
                    group[i] = group[i] == from ? to : group[i];
                }
            }
            long truePairs = 0;
            long found = 0;
            long right = 0;
            for (int i = 0; i < records; i++) {
                for (int j = 0; j < i; j++) {
                    boolean isOne = truth.isOnePerson(i, j);
                    truePairs += isOne ? 1 : 0;
                    found += group[i] == group[j] ? 1 : 0;
                    right += isOne && group[i] == group[j] ? 1 : 0;
                }
            }
            assertEquals(
                    new Accuracy(truePairs, found, right),
                    groups.accuracy(),
                    "-Dtests.seed=" + Long.toHexString(seed) + " round " + round);
        }
    }

    @Test
    void theBestThresholdStandsWhereF1IsHighest() throws IOException {
        Truth truth = Truth.read(file("truth.csv", "record_id,person_id\na1,A\na2,A\nb1,B\nb2,B\n"));
        // At 5: 1 of 2 true pairs, F1 = 2/3. At 3: both, F1 = 1. At 1: all four in one cluster, 2 of 6 right, F1 = 4/8.
        Path pairs = file(
                "pairs.csv",
                "record_id_a,record_id_b,match_weight,match_probability,decision\n"
                        + "a1,b1,1,0.6667,review\na1,a2,5,0.97,link\nb1,b2,3,0.89,link\n");
        ScoredPairs.Threshold best = ScoredPairs.read(pairs, truth).best();
        assertEquals(3, best.weightBits());
        assertEquals(1, best.accuracy().f1());
    }
}
