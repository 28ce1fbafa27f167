package vn.khop.server.registry;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What somebody decided on, kept with the decision: it can be asked later what was known.
 *
 * @param bits the match weight of the pair; 0 where it was about one record
 * @param weights the bits of each comparison
 * @param versions of the records as they were seen
 * @param seconds since the task was taken
 * @param unmasked the fields that were shown in full
 * @param hash of all but the last two: two decisions on the same evidence have the same
 */
public record DecisionEvidence(
        String modelVersion,
        double bits,
        Map<String, Double> weights,
        Map<String, Integer> versions,
        long seconds,
        List<String> unmasked,
        String hash) {
    public DecisionEvidence {
        weights = Map.copyOf(weights);
        versions = Map.copyOf(versions);
        unmasked = List.copyOf(unmasked);
    }

    static DecisionEvidence of(
            String modelVersion,
            double bits,
            Map<String, Double> weights,
            Map<String, Integer> versions,
            long seconds,
            List<String> unmasked) {
        String text = modelVersion + "\n" + bits + "\n" + lines(weights) + "\n" + lines(versions);
        return new DecisionEvidence(modelVersion, bits, weights, versions, seconds, unmasked, ContentHash.of(text));
    }

    private static String lines(Map<String, ?> values) {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(" "));
    }
}
