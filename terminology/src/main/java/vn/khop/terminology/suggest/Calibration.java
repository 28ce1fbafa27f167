package vn.khop.terminology.suggest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/*
 * Isotonic regression by pooling neighbours that are out of order (Ayer and others, 1955), on groups of at least so many cases that one
 * lucky case at the end makes no certainty; between the centres of the groups the line is straight. So the order of candidates never changes.
 */
/**
 * From what a model says to what came true.
 *
 * @param said ascending
 * @param came not descending, as many
 */
public record Calibration(List<Double> said, List<Double> came) {
    /** What is said is taken at its word. */
    public static final Calibration NONE = new Calibration(List.of(0.0, 1.0), List.of(0.0, 1.0));

    private static final int CASES_MIN = 150;

    public Calibration {
        said = List.copyOf(said);
        came = List.copyOf(came);
        if (said.size() != came.size() || said.isEmpty()) {
            throw new IllegalArgumentException("found " + said.size() + " places and " + came.size()
                    + " values, expected as many, and one at least");
        }
    }

    /** A case: what was said, and whether it came true. */
    record Case(double said, boolean came) {}

    private record Block(double said, double came, int cases) {
        Block with(Block next) {
            int all = cases + next.cases;
            return new Block(
                    (said * cases + next.said * next.cases) / all, (came * cases + next.came * next.cases) / all, all);
        }
    }

    static Calibration learned(List<Case> cases) {
        List<Case> sorted =
                cases.stream().sorted(Comparator.comparingDouble(Case::said)).toList();
        List<Block> blocks = new ArrayList<>();
        for (int from = 0; from < sorted.size(); from += CASES_MIN) {
            int to = sorted.size() - from < 2 * CASES_MIN ? sorted.size() : from + CASES_MIN;
            List<Case> group = sorted.subList(from, to);
            Block block = new Block(
                    group.stream().mapToDouble(Case::said).average().orElse(0),
                    group.stream()
                            .mapToDouble(one -> one.came() ? 1 : 0)
                            .average()
                            .orElse(0),
                    group.size());
            while (!blocks.isEmpty() && blocks.get(blocks.size() - 1).came() >= block.came()) {
                block = blocks.remove(blocks.size() - 1).with(block);
            }
            blocks.add(block);
            if (to == sorted.size()) {
                break;
            }
        }
        if (blocks.isEmpty()) {
            return NONE;
        }
        return new Calibration(
                blocks.stream().map(block -> rounded(block.said())).toList(),
                blocks.stream().map(block -> rounded(block.came())).toList());
    }

    private static double rounded(double value) {
        return Math.round(value * 1e5) / 1e5;
    }

    double of(double score) {
        if (score <= said.get(0)) {
            return came.get(0) * (said.get(0) == 0 ? 1 : Math.max(0, score / said.get(0)));
        }
        for (int i = 1; i < said.size(); i++) {
            if (score <= said.get(i)) {
                double part = (score - said.get(i - 1)) / Math.max(1e-12, said.get(i) - said.get(i - 1));
                return came.get(i - 1) + part * (came.get(i) - came.get(i - 1));
            }
        }
        return came.get(came.size() - 1);
    }
}
