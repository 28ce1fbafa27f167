package vn.khop.mpi.file;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vn.khop.mpi.cluster.RecordPair;

/**
 * How found clusters compare with the truth, over pairs of records in one cluster.
 *
 * @param precision share of found pairs that are true; 1 where nothing was found
 * @param recall share of true pairs that were found; 1 where there is nothing to find
 * @param reviewPer100 review pairs for 100 records
 * @param recallWithReview recall when clerks join the review pairs that are right and leave the others
 */
@JsonPropertyOrder({
    "precision",
    "recall",
    "f1",
    "true_pairs",
    "found_pairs",
    "review_pairs",
    "review_per_100",
    "recall_with_review"
})
public record Evaluation(
        double precision,
        double recall,
        double f1,
        @JsonProperty("true_pairs") long truePairs,
        @JsonProperty("found_pairs") long foundPairs,
        @JsonProperty("review_pairs") long reviewPairs,
        @JsonProperty("review_per_100") double reviewPer100,
        @JsonProperty("recall_with_review") double recallWithReview) {

    /**
     * @param found person by record, as found
     * @param truth person by record, as it is
     * @param reviews pairs left to clerks
     * @throws InvalidInputException if a record is in one of the two and not in the other
     */
    public static Evaluation of(Map<String, String> found, Map<String, String> truth, List<RecordPair> reviews) {
        requireSameRecords(found, truth);
        long truePairs = pairs(truth.values().stream().toList());
        long foundPairs = pairs(found.values().stream().toList());
        long right = rightPairs(found, truth);
        double precision = foundPairs == 0 ? 1 : (double) right / foundPairs;
        double recall = truePairs == 0 ? 1 : (double) right / truePairs;
        double f1 = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
        long rightWithReview = rightPairs(joined(found, truth, reviews), truth);
        return new Evaluation(
                precision,
                recall,
                f1,
                truePairs,
                foundPairs,
                reviews.size(),
                truth.isEmpty() ? 0 : 100.0 * reviews.size() / truth.size(),
                truePairs == 0 ? 1 : (double) rightWithReview / truePairs);
    }

    private static void requireSameRecords(Map<String, String> found, Map<String, String> truth) {
        for (String record : truth.keySet()) {
            if (!found.containsKey(record)) {
                throw new InvalidInputException("record '" + record + "' is in the truth and not in the clusters; both"
                        + " must be about the same records");
            }
        }
        for (String record : found.keySet()) {
            if (!truth.containsKey(record)) {
                throw new InvalidInputException("record '" + record + "' is in the clusters and not in the truth; both"
                        + " must be about the same records");
            }
        }
    }

    private static long pairs(List<String> persons) {
        Map<String, Long> sizes = new HashMap<>();
        persons.forEach(person -> sizes.merge(person, 1L, Long::sum));
        return sizes.values().stream().mapToLong(n -> n * (n - 1) / 2).sum();
    }

    private static long rightPairs(Map<String, String> found, Map<String, String> truth) {
        return pairs(found.entrySet().stream()
                .map(entry -> entry.getValue() + '\n' + truth.get(entry.getKey()))
                .toList());
    }

    /** The found clusters after clerks joined what is right: ends of a review pair that are one person in truth. */
    private static Map<String, String> joined(
            Map<String, String> found, Map<String, String> truth, List<RecordPair> reviews) {
        Map<String, String> parents = new HashMap<>();
        for (RecordPair review : reviews) {
            String person = truth.get(review.a());
            String a = found.get(review.a());
            String b = found.get(review.b());
            if (person == null || a == null || b == null) {
                throw new InvalidInputException("review pair '" + review.a() + "', '" + review.b()
                        + "' names a record that is not in the clusters or the truth");
            }
            if (person.equals(truth.get(review.b()))) {
                parents.put(root(parents, a), root(parents, b));
            }
        }
        Map<String, String> joined = new HashMap<>();
        found.forEach((record, person) -> joined.put(record, root(parents, person)));
        return joined;
    }

    private static String root(Map<String, String> parents, String person) {
        String root = person;
        String parent = parents.get(root);
        while (parent != null && !parent.equals(root)) {
            root = parent;
            parent = parents.get(root);
        }
        return root;
    }

    /** One JSON object on one line. */
    public String toJson() {
        try {
            return new ObjectMapper().writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an evaluation is made of numbers", e);
        }
    }
}
