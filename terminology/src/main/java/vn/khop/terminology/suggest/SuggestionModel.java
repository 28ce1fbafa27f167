package vn.khop.terminology.suggest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/*
 * A conditional logit (McFadden, 1974) over the candidates of a row and one more choice, that none of them is meant: the probability of
 * each is its exponential against the sum of all. One weight for each kind of evidence, one number for "none". A decided row moves the
 * weights by one step of gradient, so the same decisions in the same order give the same model.
 */
/** How evidence becomes a probability. Immutable; a decision makes another one. */
public final class SuggestionModel {
    private static final int FORMAT = 1;
    private static final String SHIPPED_FILE = "suggestion-model.json";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double STEP = 0.05;
    private static final double ROUNDING = 1e4;

    private final String name;
    private final int decisions;
    private final double[] weights;
    private final double none;
    private final Calibration calibration;
    private final Relations relations;

    SuggestionModel(
            String name, int decisions, double[] weights, double none, Calibration calibration, Relations relations) {
        this.name = name;
        this.decisions = decisions;
        this.weights = weights.clone();
        this.none = none;
        this.calibration = calibration;
        this.relations = relations;
    }

    /** What is known before anything was learned: every kind of evidence with its prior weight. */
    static SuggestionModel untrained() {
        double[] priors = new double[Evidence.values().length];
        for (Evidence one : Evidence.values()) {
            priors[one.ordinal()] = one.prior();
        }
        return new SuggestionModel("untrained", 0, priors, 4, Calibration.NONE, Relations.NONE);
    }

    private static final class Shipped {
        private static final SuggestionModel MODEL = read();

        private static SuggestionModel read() {
            try (InputStream file = SuggestionModel.class.getResourceAsStream(SHIPPED_FILE)) {
                if (file == null) {
                    throw new IllegalStateException(SHIPPED_FILE + " is not on the class path");
                }
                return SuggestionModel.read(new String(file.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The model that comes with the program; docs/mapping.md tells from what it was trained. */
    public static SuggestionModel shipped() {
        return Shipped.MODEL;
    }

    /** What it was trained from, and by how many decisions it was moved since: {@code national-lists-2026+12}. */
    public String version() {
        return decisions == 0 ? name : name + "+" + decisions;
    }

    Relations relations() {
        return relations;
    }

    double[] weights() {
        return weights.clone();
    }

    double none() {
        return none;
    }

    /** The probability of each candidate, before calibration: with that of none of them, they add up to 1. */
    double[] shares(List<Comparison> candidates) {
        double[] scores = new double[candidates.size()];
        double most = none;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = score(candidates.get(i).evidence());
            most = Math.max(most, scores[i]);
        }
        double sum = Math.exp(none - most);
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.exp(scores[i] - most);
            sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= sum;
        }
        return scores;
    }

    double score(double[] evidence) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * evidence[i];
        }
        return sum;
    }

    /** The shares as what came true of such shares; together at most 1, since one candidate at most is meant. */
    double[] calibrated(double[] shares) {
        double[] calibrated = Arrays.stream(shares).map(calibration::of).toArray();
        double sum = Arrays.stream(calibrated).sum();
        return sum <= 1
                ? calibrated
                : Arrays.stream(calibrated).map(one -> one / sum).toArray();
    }

    /**
     * After one more decision about a row.
     *
     * @param chosen which of the candidates was accepted; below 0 if none of them is meant
     */
    SuggestionModel learned(List<Comparison> candidates, int chosen) {
        double[] shares = shares(candidates);
        double[] moved = weights.clone();
        double toNone = 1;
        for (int i = 0; i < shares.length; i++) {
            double error = (i == chosen ? 1 : 0) - shares[i];
            toNone -= shares[i];
            double[] evidence = candidates.get(i).evidence();
            for (int k = 0; k < moved.length; k++) {
                moved[k] += STEP * error * evidence[k];
            }
        }
        double movedNone = none + STEP * ((chosen < 0 ? 1 : 0) - toNone);
        return new SuggestionModel(name, decisions + 1, moved, movedNone, calibration, relations);
    }

    /** After somebody refused one candidate and said nothing of the others. */
    SuggestionModel refused(List<Comparison> candidates, int refused) {
        double[] shares = shares(candidates);
        double[] moved = weights.clone();
        double share = shares[refused];
        // The gradient of log(1 - share): what is taken from the refused one goes to the others by their shares.
        for (int i = 0; i < shares.length; i++) {
            double error = i == refused ? -share : share * shares[i] / Math.max(1e-9, 1 - share);
            double[] evidence = candidates.get(i).evidence();
            for (int k = 0; k < moved.length; k++) {
                moved[k] += STEP * error * evidence[k];
            }
        }
        return new SuggestionModel(name, decisions + 1, moved, none, calibration, relations);
    }

    /** As a file: the same model gives the same text. */
    public String write() {
        ObjectNode file = JSON.createObjectNode();
        file.put("format", FORMAT);
        file.put("name", name);
        file.put("decisions", decisions);
        ObjectNode byEvidence = file.putObject("weights");
        for (Evidence one : Evidence.values()) {
            byEvidence.put(one.name(), rounded(weights[one.ordinal()]));
        }
        file.put("none", rounded(none));
        ObjectNode calibrated = file.putObject("calibration");
        ArrayNode said = calibrated.putArray("said");
        calibration.said().forEach(said::add);
        ArrayNode came = calibrated.putArray("came");
        calibration.came().forEach(came::add);
        ObjectNode related = file.putObject("relations");
        new TreeMap<>(relations.byWord()).forEach((word, others) -> {
            ObjectNode ofWord = related.putObject(word);
            new TreeMap<>(others).forEach(ofWord::put);
        });
        return file.toPrettyString().replaceAll("\\{\\s+(\"[^{}\\n]*\" : [\\d.]+)\\s+\\}", "{ $1 }") + "\n";
    }

    private static double rounded(double value) {
        return Math.round(value * ROUNDING) / ROUNDING;
    }

    /**
     * A model from its file.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static SuggestionModel read(String text) {
        try {
            JsonNode file = JSON.readTree(text);
            if (file.path("format").asInt() != FORMAT) {
                throw new IllegalArgumentException("found a suggestion model of format '"
                        + file.path("format").asText() + "', this build reads " + FORMAT + ": train it again");
            }
            double[] weights = new double[Evidence.values().length];
            for (Evidence one : Evidence.values()) {
                JsonNode weight = file.path("weights").path(one.name());
                if (!weight.isNumber()) {
                    throw new IllegalArgumentException(
                            "found no weight of " + one.name() + " in the suggestion model: train it again");
                }
                weights[one.ordinal()] = weight.asDouble();
            }
            Map<String, Map<String, Double>> related = new TreeMap<>();
            file.path("relations").fields().forEachRemaining(word -> {
                Map<String, Double> others = new TreeMap<>();
                word.getValue()
                        .fields()
                        .forEachRemaining(other ->
                                others.put(other.getKey(), other.getValue().asDouble()));
                related.put(word.getKey(), others);
            });
            return new SuggestionModel(
                    file.path("name").asText(),
                    file.path("decisions").asInt(),
                    weights,
                    file.path("none").asDouble(),
                    new Calibration(
                            numbers(file.path("calibration").path("said")),
                            numbers(file.path("calibration").path("came"))),
                    new Relations(related));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the suggestion model is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static List<Double> numbers(JsonNode array) {
        List<Double> numbers = new ArrayList<>();
        array.forEach(number -> numbers.add(number.asDouble()));
        return numbers;
    }
}
