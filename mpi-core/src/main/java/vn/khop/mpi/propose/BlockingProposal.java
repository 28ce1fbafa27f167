package vn.khop.mpi.propose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import vn.khop.mpi.block.KeyPart;
import vn.khop.mpi.record.PersonRecord;

/*
 * Chooses blocking rules by what they cost and what they find. The cost of a rule, the pairs that share its key, is counted on
 * the sample and scaled to the file: of all pairs, a sample of a share p of the records keeps a share p squared. What it finds is
 * estimated on imagined pairs of one person: each field of such a pair is there with the column's own share and agrees with the
 * share usual for its kind; some pairs are clean and some are dirty, since errors come together. Rules are taken one after the
 * other, each time the one that finds most new pairs for what it costs, until nothing is left to find or to spend. A rule never
 * has two parts of one field, and three parts only where no two of them are selective enough.
 */
/** Blocking rules for some fields; see the note above the class. */
final class BlockingProposal {
    private static final int RULES_MAX = 16;
    private static final int IMAGINED_PAIRS = 4000;
    private static final double GAIN_MIN = 0.0004;
    private static final long SEED = 1;

    /** Comparisons that any machine does in a second. */
    private static final double BUDGET_MIN = 150_000;

    private static final double BUDGET_RECORD = 40;
    private static final double BUDGET_RULE_SHARE = 0.35;

    /** A rule and what it is believed to cost and find. */
    record Rule(List<String> parts, double pairs) {
        Rule {
            parts = List.copyOf(parts);
        }
    }

    /**
     * @param recallEstimate share of the pairs of one person that some rule finds
     */
    record Plan(List<Rule> rules, double recallEstimate) {
        Plan {
            rules = List.copyOf(rules);
        }
    }

    private record Part(String name, int field, double agreement) {}

    private final List<PlannedField> fields;
    private final List<Part> parts = new ArrayList<>();
    private final List<int[]> values = new ArrayList<>();
    private final double scale;
    private final double budget;
    private final boolean[][] isAgreed;

    BlockingProposal(
            List<PlannedField> fields, List<List<PlannedField>> nested, List<PersonRecord> sample, long records) {
        this.fields = fields;
        double factor = sample.isEmpty() ? 1 : (double) records / sample.size();
        scale = factor * factor;
        budget = Math.max(BUDGET_MIN, BUDGET_RECORD * records);
        for (int field = 0; field < fields.size(); field++) {
            for (Map.Entry<String, Double> part : fields.get(field).keyParts().entrySet()) {
                parts.add(new Part(part.getKey(), evidence(field, nested), part.getValue()));
                values.add(values(KeyPart.parse(part.getKey()), sample));
            }
        }
        isAgreed = imagine();
    }

    private int evidence(int field, List<List<PlannedField>> nested) {
        for (List<PlannedField> group : nested) {
            if (group.contains(fields.get(field))) {
                return fields.indexOf(group.get(0));
            }
        }
        return field;
    }

    /** A number for each record's value, by first occurrence; -1 for none. */
    private static int[] values(KeyPart part, List<PersonRecord> sample) {
        Map<Integer, Integer> numbers = new HashMap<>();
        int[] values = new int[sample.size()];
        for (int i = 0; i < values.length; i++) {
            int[] hashes = part.hashes(sample.get(i));
            Integer next = numbers.size();
            Integer known = hashes.length == 0 ? Integer.valueOf(-1) : numbers.putIfAbsent(hashes[0], next);
            values[i] = known == null ? next : known;
        }
        return values;
    }

    /** For each part, in which of the imagined pairs it is there and agrees. */
    private boolean[][] imagine() {
        boolean[][] agreed = new boolean[parts.size()][IMAGINED_PAIRS];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int pair = 0; pair < IMAGINED_PAIRS; pair++) {
            double dirt = pair % 3 == 0 ? 2.2 : 0.4;
            for (int field = 0; field < fields.size(); field++) {
                double filled = fields.get(field).filledShare();
                boolean isThere = random.nextDouble() < filled * filled;
                double luck = random.nextDouble();
                for (int part = 0; part < parts.size(); part++) {
                    if (parts.get(part).field() == field) {
                        agreed[part][pair] =
                                isThere && luck > (1 - parts.get(part).agreement()) * dirt;
                    }
                }
            }
        }
        return agreed;
    }

    Plan propose() {
        List<int[]> candidates = new ArrayList<>();
        List<Double> costs = new ArrayList<>();
        candidates(candidates, costs);
        boolean[] isFound = new boolean[IMAGINED_PAIRS];
        List<Rule> rules = new ArrayList<>();
        double spent = 0;
        while (rules.size() < RULES_MAX) {
            int best = -1;
            double bestScore = 0;
            for (int i = 0; i < candidates.size(); i++) {
                double gain = gain(candidates.get(i), isFound);
                double score = gain / (0.1 * budget + costs.get(i));
                if (gain >= GAIN_MIN && spent + costs.get(i) <= budget && score > bestScore) {
                    bestScore = score;
                    best = i;
                }
            }
            if (best < 0) {
                break;
            }
            int[] chosen = candidates.get(best);
            for (int pair = 0; pair < IMAGINED_PAIRS; pair++) {
                isFound[pair] |= agrees(chosen, pair);
            }
            spent += costs.get(best);
            List<String> names = new ArrayList<>();
            for (int part : chosen) {
                names.add(parts.get(part).name());
            }
            rules.add(new Rule(names, costs.get(best)));
        }
        int found = 0;
        for (boolean is : isFound) {
            found += is ? 1 : 0;
        }
        return new Plan(rules, (double) found / IMAGINED_PAIRS);
    }

    private void candidates(List<int[]> candidates, List<Double> costs) {
        double most = budget * BUDGET_RULE_SHARE;
        Set<Long> dear = new HashSet<>();
        for (int a = 0; a < parts.size(); a++) {
            add(new int[] {a}, most, candidates, costs);
            for (int b = a + 1; b < parts.size(); b++) {
                if (parts.get(a).field() != parts.get(b).field() && !add(new int[] {a, b}, most, candidates, costs)) {
                    dear.add((long) a << 32 | b);
                }
            }
        }
        for (long pair : dear.stream().sorted().toList()) {
            int a = (int) (pair >> 32);
            int b = (int) pair;
            for (int c = b + 1; c < parts.size(); c++) {
                if (parts.get(c).field() != parts.get(b).field()
                        && parts.get(c).field() != parts.get(a).field()
                        && dear.contains((long) a << 32 | c)
                        && dear.contains((long) b << 32 | c)) {
                    add(new int[] {a, b, c}, most, candidates, costs);
                }
            }
        }
    }

    /** Whether the rule is cheap enough to be a candidate. */
    private boolean add(int[] rule, double most, List<int[]> candidates, List<Double> costs) {
        double cost = cost(rule);
        if (cost > most) {
            return false;
        }
        candidates.add(rule);
        costs.add(cost);
        return true;
    }

    private double cost(int[] rule) {
        Map<Long, Integer> blocks = new HashMap<>();
        int size = values.get(0).length;
        double pairs = 0;
        for (int record = 0; record < size; record++) {
            long key = 0;
            for (int part : rule) {
                int value = values.get(part)[record];
                key = value < 0 || key < 0 ? -1 : key << 20 | value;
            }
            if (key >= 0) {
                // The block's n-th record makes n - 1 new pairs.
                pairs += blocks.merge(key, 1, Integer::sum) - 1;
            }
        }
        return pairs * scale;
    }

    private double gain(int[] rule, boolean[] isFound) {
        int gain = 0;
        for (int pair = 0; pair < IMAGINED_PAIRS; pair++) {
            gain += !isFound[pair] && agrees(rule, pair) ? 1 : 0;
        }
        return (double) gain / IMAGINED_PAIRS;
    }

    private boolean agrees(int[] rule, int pair) {
        for (int part : rule) {
            if (!isAgreed[part][pair]) {
                return false;
            }
        }
        return true;
    }

    /** Parts that make a crowded key of a rule smaller: whole values of other fields, the likeliest to agree first. */
    static List<String> refinements(List<String> rule, List<PlannedField> fields) {
        return fields.stream()
                .filter(field -> rule.stream()
                        .noneMatch(part -> part.equals(field.name()) || part.startsWith(field.name() + ".")))
                .filter(field -> field.filledShare() >= 0.8)
                .sorted(Comparator.comparingDouble((PlannedField field) ->
                                field.keyParts().values().iterator().next())
                        .reversed())
                .limit(2)
                .map(field -> field.keyParts().keySet().iterator().next())
                .toList();
    }
}
