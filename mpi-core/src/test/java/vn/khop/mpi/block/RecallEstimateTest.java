package vn.khop.mpi.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.model.SchemaDefinition.BlockingRuleDefinition;

class RecallEstimateTest {
    private static final long SEED =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);
    private static final int PAIRS = 20_000;

    private static BlockingRuleDefinition rule(String... keys) {
        return new BlockingRuleDefinition(String.join("-", keys), List.of(keys), List.of());
    }

    @Test
    void twoRulesApartGiveLincolnAndPetersensEstimate() {
        RecallEstimate.Counter counter =
                new RecallEstimate.Counter(List.of(rule("name.full"), rule("phone"), rule("mail")));
        counter.add(0b001, 30);
        counter.add(0b010, 10);
        counter.add(0b011, 30);
        counter.add(0b110, 30);
        // 60 by name, 70 by telephone or mail, 30 by both: 60 * 70 / 30 = 140; by telephone 70, by others 90, by both
        // 60: 105.
        // The second overlaps most: 5 are missed. Jackknife: 40 by one rule, 40 * 2 / 3 = 26.7. Chao: 26.7 * 40 / (2 *
        // 60) = 8.9.
        RecallEstimate estimate = counter.estimate();
        assertEquals(100.0 / 108.9, estimate.recall(), 0.001);
        assertEquals(100.0 / 126.7, estimate.low(), 0.001);
        assertEquals(100.0 / 105, estimate.high(), 0.001);
        assertEquals(100, estimate.foundPairs(), 1e-9);
        assertEquals(60 / 108.9, estimate.ruleRecalls().get(0), 0.001);
    }

    @Test
    void whereEveryRuleFindsEveryPairNothingIsMissed() {
        RecallEstimate.Counter counter = new RecallEstimate.Counter(List.of(rule("name"), rule("birth.day")));
        counter.add(0b11, 50);
        assertEquals(1, counter.estimate().recall(), 1e-9);
    }

    @Test
    void withoutAPairTheEstimateKnowsNothing() {
        RecallEstimate estimate = new RecallEstimate.Counter(List.of(rule("name"))).estimate();
        assertEquals(0, estimate.foundPairs());
        assertEquals(0, estimate.low());
        assertEquals(1, estimate.high());
    }

    @Test
    void onInventedPairsItIsWithinThreePointsHoweverErrorsComeTogether() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int run = 0; run < 60; run++) {
            String replay = "-Dtests.seed=" + Long.toHexString(SEED) + ", run " + run;
            int kind = run % 3;
            List<BlockingRuleDefinition> rules = List.of(
                    rule("a"),
                    rule("b"),
                    rule("a.start", "c"),
                    rule("b.start", "c"),
                    rule("d", "e.start"),
                    rule("c", "e"));
            RecallEstimate.Counter counter = new RecallEstimate.Counter(rules);
            double dirt = 0.05 + 0.2 * random.nextDouble();
            int found = 0;
            for (int pair = 0; pair < PAIRS; pair++) {
                int mask = mask(rules, wrongFields(kind, dirt, random));
                counter.add(mask, 1);
                found += mask == 0 ? 0 : 1;
            }
            double truth = (double) found / PAIRS;
            assertEquals(truth, counter.estimate().recall(), 0.03, replay + ", kind " + kind + ", dirt " + dirt);
            assertTrue(counter.estimate().low() <= counter.estimate().recall(), replay);
            assertTrue(counter.estimate().high() >= counter.estimate().recall(), replay);
        }
    }

    /** Fields in which the two records do not agree: each by itself, some pairs dirtier than others, or one at most. */
    private static List<String> wrongFields(int kind, double dirt, SplittableRandom random) {
        List<String> wrong = new ArrayList<>();
        double here = kind == 1 ? dirt * (random.nextInt(3) == 0 ? 2 : 0.5) : dirt;
        String only = "abcde".substring(random.nextInt(5)).substring(0, 1);
        for (String field : List.of("a", "b", "c", "d", "e")) {
            boolean isWrong = kind == 2 ? field.equals(only) : random.nextDouble() < here;
            if (isWrong) {
                wrong.add(field);
                if (random.nextBoolean()) {
                    wrong.add(field + ".start");
                }
            }
        }
        return wrong;
    }

    private static int mask(List<BlockingRuleDefinition> rules, List<String> wrong) {
        int mask = 0;
        for (int rule = 0; rule < rules.size(); rule++) {
            mask |= rules.get(rule).keys().stream().noneMatch(wrong::contains) ? 1 << rule : 0;
        }
        return mask;
    }
}
