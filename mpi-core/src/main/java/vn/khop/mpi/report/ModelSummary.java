package vn.khop.mpi.report;

import java.util.Locale;
import vn.khop.mpi.model.ComparisonParameters;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaDefinition.ComparisonDefinition;

/** A model as a table for a terminal. */
public final class ModelSummary {
    private ModelSummary() {}

    /** One line for each level: share among one person's records, among strangers', weight in bits. */
    public static String text(LinkageModel model) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "model %s, learned from %,d records and %,d pairs%n",
                model.version(),
                model.trainedOn().records(),
                model.trainedOn().candidatePairs()));
        text.append(String.format(
                Locale.ROOT,
                "two random records are one person's with probability %.3g, relatives' with %.3g, namesakes' with %.3g%n",
                model.matchPrior(),
                model.relativesPrior(),
                model.namesakesPrior()));
        text.append(String.format(
                Locale.ROOT, "%-14s %-18s %9s %11s %11s %8s%n", "comparison", "level", "m", "u", "relatives", "bits"));
        for (int i = 0; i < model.comparisons().size(); i++) {
            ComparisonDefinition definition = model.schema().comparisons().get(i);
            ComparisonParameters parameters = model.comparisons().get(i);
            for (int level = 0; level < parameters.m().size(); level++) {
                text.append(String.format(
                        Locale.ROOT,
                        "%-14s %-18s %9.5f %11.3g %11s %+8.2f%n",
                        level == 0 ? definition.name() : "",
                        definition.levels().get(level).name(),
                        parameters.m().get(level),
                        parameters.u().get(level),
                        parameters.relatives().isEmpty()
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        "%.5f",
                                        parameters.relatives().get(level)),
                        parameters.weightBits(level)));
            }
        }
        return text.toString();
    }
}
