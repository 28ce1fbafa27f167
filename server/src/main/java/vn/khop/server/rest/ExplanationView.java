package vn.khop.server.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.khop.server.registry.PairExplanation;

/**
 * Why two records are, or are not, one person: the prior and the comparisons add up to the total, all in bits.
 *
 * @param decision {@code link}, {@code review} or {@code non-link}
 * @param veto why they may not be one person whatever the weight
 */
record ExplanationView(
        double priorBits,
        double totalBits,
        double probability,
        String decision,
        String modelVersion,
        Thresholds thresholds,
        List<Comparison> comparisons,
        @Nullable String veto) {

    /** The weights from which a clerk is asked, and from which records are linked. */
    record Thresholds(double review, double link) {}

    /** @param bits the comparison's whole part of the total, {@code termFrequencyBits} included */
    record Comparison(
            String comparison,
            String level,
            String levelLabel,
            double bits,
            double termFrequencyBits,
            String a,
            String b) {}

    static ExplanationView of(PairExplanation pair) {
        return new ExplanationView(
                pair.priorBits(),
                pair.totalBits(),
                pair.probability(),
                switch (pair.decision()) {
                    case LINK -> "link";
                    case REVIEW -> "review";
                    case NON_LINK -> "non-link";
                },
                pair.modelVersion(),
                new Thresholds(pair.reviewBits(), pair.linkBits()),
                pair.comparisons().stream()
                        .map(line -> new Comparison(
                                line.comparison(),
                                line.level(),
                                line.levelLabel(),
                                line.bits(),
                                line.termFrequencyBits(),
                                line.a(),
                                line.b()))
                        .toList(),
                pair.veto().orElse(null));
    }

    /** The same with numbers hidden but for their ends. */
    ExplanationView masked() {
        return new ExplanationView(
                priorBits,
                totalBits,
                probability,
                decision,
                modelVersion,
                thresholds,
                comparisons.stream()
                        .map(line -> MaskedFields.isShown(line.comparison())
                                ? line
                                : new Comparison(
                                        line.comparison(),
                                        line.level(),
                                        line.levelLabel(),
                                        line.bits(),
                                        line.termFrequencyBits(),
                                        MaskedNumber.end(line.a()),
                                        MaskedNumber.end(line.b())))
                        .toList(),
                veto);
    }

    @Override
    public String toString() {
        return "ExplanationView[" + decision + "]";
    }
}
