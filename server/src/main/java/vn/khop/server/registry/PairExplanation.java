package vn.khop.server.registry;

import java.util.List;
import java.util.Optional;

/**
 * Why two source records are, or are not, taken for one person: prior plus each comparison is the total.
 *
 * @param probability in [0, 1]
 * @param reviewBits the weight from which a clerk is asked
 * @param linkBits the weight from which they are linked
 * @param veto why they may not be one person whatever the weight, if so
 */
public record PairExplanation(
        SourceId a,
        SourceId b,
        double priorBits,
        double totalBits,
        double probability,
        Decision decision,
        String modelVersion,
        double reviewBits,
        double linkBits,
        List<Line> comparisons,
        Optional<String> veto) {
    public PairExplanation {
        comparisons = List.copyOf(comparisons);
    }

    /** What the engine decides about a pair. */
    public enum Decision {
        LINK,
        REVIEW,
        NON_LINK
    }

    /**
     * One comparison.
     *
     * @param level the level that holds, as the schema names it
     * @param levelLabel the same as a person reads it
     * @param bits its weight, term-frequency adjustment included
     * @param termFrequencyBits what the rarity of the value added
     * @param a the value of the first record as it was compared; empty when absent
     */
    public record Line(
            String comparison,
            String level,
            String levelLabel,
            double bits,
            double termFrequencyBits,
            String a,
            String b) {}

    @Override
    public String toString() {
        return "PairExplanation[" + a + ", " + b + ", " + decision + "]";
    }
}
