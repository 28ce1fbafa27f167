package vn.khop.mpi.block;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import vn.khop.mpi.model.SchemaDefinition.BlockingRuleDefinition;

/*
 * How many pairs of one person no blocking rule finds, told from those that some rules find and others miss. The rules are the
 * traps of a capture-recapture study [1]: a pair is an animal, a rule that finds it a capture. Pairs are counted by their
 * probability of being one person's, since nobody labelled them.
 *
 * Three estimates, of which the middle one is taken, because each is wrong in a way of its own:
 *   - Two rules that share no field miss pairs independently of each other, if errors in one field say nothing of another. Then
 *     the share of B's pairs that A found too is A's share of all pairs (Lincoln and Petersen). Here A is a rule and B are all
 *     rules that share no field with it; of the rules, the one that overlaps most counts. Where a record has one error at most,
 *     A and B exclude each other and the estimate of what is missed is far too high; where the dirty records are the same
 *     throughout, it is too low.
 *   - The first-order jackknife [2]: as many are missed as were found by one rule only, nearly. Rules that look at one field
 *     find the same pairs, so a single finder is commoner than among traps apart, and what is missed is estimated too high.
 *   - Chao's estimate [3], from the pairs that one rule and that two rules found: a lower bound of what is missed, wherever
 *     some pairs are harder to find than others.
 *
 * A pair that says nothing (two records without names) has no probability of being one person's, and is not counted as missed
 * either: it is no loss of blocking.
 *
 * [1] G. Seber: The estimation of animal abundance (1982). [2] K. Burnham, W. Overton, Biometrika 65 (1978). [3] A. Chao,
 * Biometrics 43 (1987).
 */
/**
 * How many of the pairs of one person the rules find; see the note above the class.
 *
 * @param recall the estimate, in [0, 1]
 * @param low the lowest of the estimates that it is the middle of
 * @param high the highest
 * @param foundPairs pairs of one person that the rules found, by the sum of their probabilities
 * @param ruleRecalls for each rule the share of all pairs of one person that it finds, in [0, 1]
 */
public record RecallEstimate(double recall, double low, double high, double foundPairs, List<Double> ruleRecalls) {
    public RecallEstimate {
        ruleRecalls = List.copyOf(ruleRecalls);
    }

    /** Collects candidate pairs; not for several threads at once. The sums do not depend on the order beyond rounding. */
    public static final class Counter {
        private final List<Set<String>> fields = new ArrayList<>();
        private final TreeMap<Integer, Double> weights = new TreeMap<>();

        /**
         * @param rules of the schema, in its order
         */
        public Counter(List<BlockingRuleDefinition> rules) {
            for (BlockingRuleDefinition rule : rules) {
                Set<String> looksAt = new HashSet<>();
                rule.keys()
                        .forEach(key -> looksAt.add(key.indexOf('.') < 0 ? key : key.substring(0, key.indexOf('.'))));
                fields.add(looksAt);
            }
        }

        /**
         * Adds a pair, or many of one kind.
         *
         * @param rules that found it, as bits by position
         * @param matchProbability that it is one person's; of many pairs, the sum
         */
        public void add(int rules, double matchProbability) {
            if (rules != 0) {
                weights.merge(rules, matchProbability, Double::sum);
            }
        }

        /** Adds what another one collected for the same rules. */
        public void addAll(Counter other) {
            other.weights.forEach(this::add);
        }

        public RecallEstimate estimate() {
            int size = fields.size();
            double found = 0;
            double[] byRule = new double[size];
            double[] byCount = new double[Math.max(3, size + 1)];
            for (var entry : weights.entrySet()) {
                found += entry.getValue();
                byCount[Integer.bitCount(entry.getKey())] += entry.getValue();
                for (int rule = 0; rule < size; rule++) {
                    byRule[rule] += (entry.getKey() >>> rule & 1) * entry.getValue();
                }
            }
            if (found <= 0) {
                return new RecallEstimate(0, 0, 1, 0, java.util.Collections.nCopies(size, 0.0));
            }
            double jackknife = byCount[1] * (size - 1) / size;
            double chao = jackknife * (byCount[2] > 0 ? byCount[1] / (2 * byCount[2]) : byCount[1] / 2);
            double apart = missedByRulesApart(byRule, found, 0.5 * (jackknife + chao));
            double middle = Math.max(Math.min(jackknife, chao), Math.min(Math.max(jackknife, chao), apart));
            List<Double> ruleRecalls = new ArrayList<>();
            for (double ofRule : byRule) {
                ruleRecalls.add(ofRule / (found + middle));
            }
            return new RecallEstimate(
                    found / (found + middle),
                    found / (found + Math.max(apart, Math.max(jackknife, chao))),
                    found / (found + Math.min(apart, Math.min(jackknife, chao))),
                    found,
                    ruleRecalls);
        }

        /** Lincoln and Petersen's; {@code otherwise} if every two rules share a field, or none of their pairs. */
        private double missedByRulesApart(double[] byRule, double found, double otherwise) {
            double most = 0;
            double all = found + otherwise;
            for (int rule = 0; rule < byRule.length; rule++) {
                int apart = rulesApart(rule);
                double byThose = 0;
                double byBoth = 0;
                for (var entry : weights.entrySet()) {
                    if ((entry.getKey() & apart) != 0) {
                        byThose += entry.getValue();
                        byBoth += (entry.getKey() >>> rule & 1) * entry.getValue();
                    }
                }
                if (byBoth > most) {
                    most = byBoth;
                    all = byRule[rule] * byThose / byBoth;
                }
            }
            return Math.max(0, all - found);
        }

        private int rulesApart(int rule) {
            int apart = 0;
            for (int other = 0; other < fields.size(); other++) {
                boolean isApart = fields.get(other).stream().noneMatch(fields.get(rule)::contains);
                apart |= isApart ? 1 << other : 0;
            }
            return apart;
        }
    }
}
