package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.registry.MatchingQuality;
import vn.khop.server.registry.WeightStore;

/** How well records are matched, in numbers about all of them. */
@RestController
class MatchingController {
    private static final int DAYS_DEFAULT = 90;
    private static final int DAYS_MAX = 731;

    private final ObjectProvider<MatchingQuality> quality;
    private final Clock clock;

    MatchingController(ObjectProvider<MatchingQuality> quality, Clock clock) {
        this.quality = quality;
        this.clock = clock;
    }

    /** @param bits the weights are this or more, and less than one more */
    record Bin(int bits, long linked, long review, long heldApart) {}

    /**
     * Where the weights lie.
     *
     * @param thresholds of the model in use
     * @param simulated the others
     * @param moves what these would do with the pairs that there are
     * @param load how many questions come in a day
     */
    record Weights(
            String model,
            MatchingQuality.Thresholds thresholds,
            MatchingQuality.Thresholds simulated,
            List<Bin> bins,
            MatchingQuality.Moves moves,
            MatchingQuality.Load load) {}

    @GetMapping("/api/v1/matching/weights")
    @Operation(
            summary =
                    "Where the weights of links and open questions lie, and what other thresholds (in bits; those in use unless told) would do with them")
    Weights weights(
            @RequestParam(name = "review", required = false) @Nullable Double review,
            @RequestParam(name = "link", required = false) @Nullable Double link) {
        MatchingQuality.Thresholds present = quality.getObject().thresholds();
        MatchingQuality.Thresholds asked = new MatchingQuality.Thresholds(
                review == null ? present.review() : review, link == null ? present.link() : link);
        if (!(asked.review() >= present.review())) {
            throw Refused.field(
                    ErrorCode.INVALID_FIELD,
                    "review",
                    String.valueOf(asked.review()),
                    present.review() + " or more: of pairs below the threshold in use no weight is kept");
        }
        if (!(asked.link() >= asked.review() && Double.isFinite(asked.link()))) {
            throw Refused.field(
                    ErrorCode.INVALID_FIELD,
                    "link",
                    String.valueOf(asked.link()),
                    "the review threshold, " + asked.review() + ", or more");
        }
        MatchingQuality.Weights weights = quality.getObject().weights(asked);
        return new Weights(
                weights.modelVersion(),
                weights.present(),
                weights.simulated(),
                bins(weights.bins()),
                weights.moves(),
                weights.load());
    }

    /** From the lowest to the highest, those without pairs too. */
    private static List<Bin> bins(List<WeightStore.Bin> found) {
        if (found.isEmpty()) {
            return List.of();
        }
        int lowest = found.stream().mapToInt(WeightStore.Bin::bits).min().getAsInt();
        int highest = found.stream().mapToInt(WeightStore.Bin::bits).max().getAsInt();
        return IntStream.rangeClosed(lowest, highest)
                .mapToObj(bits -> new Bin(
                        bits,
                        pairs(found, bits, WeightStore.Kind.LINKED),
                        pairs(found, bits, WeightStore.Kind.REVIEW),
                        pairs(found, bits, WeightStore.Kind.HELD_APART)))
                .toList();
    }

    private static long pairs(List<WeightStore.Bin> found, int bits, WeightStore.Kind kind) {
        return found.stream()
                .filter(bin -> bin.bits() == bits && bin.kind() == kind)
                .mapToLong(WeightStore.Bin::pairs)
                .sum();
    }

    /** @param second {@code other_split} where both split, into other groups */
    record Answers(String first, String second, long tasks) {}

    /**
     * How far first and second people agree.
     *
     * @param kappa Cohen's; absent where there is nothing to agree on
     */
    record Agreement(
            int days, long tasks, long agreed, @Nullable Double kappa, List<Answers> answers) {}

    /**
     * How often a clerk is right where the answer is known.
     *
     * @param pairs that were answered
     * @param otherwise those of them that were answered by neither same nor different, and count for nothing
     * @param share of the others that is right, with {@code low} and {@code high} Wilson's interval of 95 %; absent where there is none
     */
    record Accuracy(
            String clerk,
            long pairs,
            long right,
            long otherwise,
            @Nullable Double share,
            @Nullable Double low,
            @Nullable Double high) {
        static Accuracy of(MatchingQuality.Accuracy accuracy) {
            return new Accuracy(
                    accuracy.clerk(),
                    accuracy.pairs(),
                    accuracy.right(),
                    accuracy.otherwise(),
                    accuracy.share().orElse(null),
                    accuracy.low().orElse(null),
                    accuracy.high().orElse(null));
        }
    }

    record Reviews(List<MatchingQuality.Calibration> calibration, Agreement agreement, List<Accuracy> accuracy) {}

    @GetMapping("/api/v1/matching/reviews")
    @Operation(
            summary =
                    "How often clerks said 'same' of pairs of each weight beside what the model's probabilities let expect; and how far two people agree about one task (in the last 90 days unless told), who see it blind; and how often each clerk was right where the answer was known")
    Reviews reviews(@RequestParam(name = "days", required = false) @Nullable Integer days) {
        int asked = Fields.number("days", days, DAYS_DEFAULT, 1, DAYS_MAX);
        MatchingQuality.Reviews reviews =
                quality.getObject().reviews(clock.instant().minus(Duration.ofDays(asked)));
        MatchingQuality.Agreement agreement = reviews.agreement();
        return new Reviews(
                reviews.calibration(),
                new Agreement(
                        asked,
                        agreement.tasks(),
                        agreement.agreed(),
                        agreement.kappa().orElse(null),
                        agreement.answers().stream()
                                .map(one -> new Answers(
                                        one.first().toLowerCase(Locale.ROOT),
                                        one.second().toLowerCase(Locale.ROOT),
                                        one.tasks()))
                                .toList()),
                reviews.accuracy().stream().map(Accuracy::of).toList());
    }

    record Levels(String model, List<MatchingQuality.Level> items) {}

    @GetMapping("/api/v1/matching/levels")
    @Operation(summary = "The model in use: m, u and weight of each level of each comparison")
    Levels levels() {
        return new Levels(quality.getObject().model(), quality.getObject().levels());
    }
}
