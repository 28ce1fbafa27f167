package vn.khop.server.registry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import vn.khop.mpi.model.ComparisonParameters;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaDefinition;

/** How well records are matched: where the weights lie, what other thresholds would do with them, and whether people agree with the model and with each other. Shows nobody. */
public final class MatchingQuality {
    /** So far back it is looked for how much comes in a day. */
    private static final Duration LOOKED_BACK = Duration.ofDays(30);

    private static final double HOURS_A_DAY = 24;
    /** Of the interval in which a share lies nineteen times of twenty. */
    private static final double Z = 1.959964;

    private final WeightStore store;
    private final ActiveLinkage linkage;
    private final Clock clock;

    public MatchingQuality(WeightStore store, ActiveLinkage linkage, Clock clock) {
        this.store = store;
        this.linkage = linkage;
        this.clock = clock;
    }

    /** From {@code link} on a pair is one person, from {@code review} on a clerk is asked; in bits. */
    public record Thresholds(double review, double link) {}

    /**
     * What becomes of the stored pairs by other thresholds. Pairs that are held apart stay so, and links that people made.
     *
     * @param linkedParted links that would be none, and not even a question
     * @param reviewDropped questions that would be none
     */
    public record Moves(
            long linkedStay,
            long linkedToReview,
            long linkedParted,
            long reviewToLink,
            long reviewStay,
            long reviewDropped,
            long heldApart) {}

    /**
     * How many questions come in a day.
     *
     * @param days that were looked at
     * @param present by the thresholds in use
     * @param simulated by the others
     */
    public record Load(double days, double present, double simulated) {}

    public record Weights(
            String modelVersion,
            Thresholds present,
            Thresholds simulated,
            List<WeightStore.Bin> bins,
            Moves moves,
            Load load) {
        public Weights {
            bins = List.copyOf(bins);
        }
    }

    /** The thresholds of the model in use. */
    public Thresholds thresholds() {
        SchemaDefinition.Thresholds present = linkage.inUse().thresholds();
        return new Thresholds(present.reviewBits(), present.linkBits());
    }

    /**
     * @param simulated the review threshold is not below the one in use, since no weight below that was kept, and not above the link threshold
     * @throws IllegalArgumentException otherwise
     */
    public Weights weights(Thresholds simulated) {
        Thresholds present = thresholds();
        if (!(simulated.review() >= present.review()
                && simulated.review() <= simulated.link()
                && Double.isFinite(simulated.link()))) {
            throw new IllegalArgumentException("thresholds " + simulated + "; in use are " + present);
        }
        List<WeightStore.InZone> zones = store.zones(simulated.review(), simulated.link());
        Moves moves = new Moves(
                in(zones, WeightStore.Kind.LINKED, WeightStore.Zone.LINK),
                in(zones, WeightStore.Kind.LINKED, WeightStore.Zone.REVIEW),
                in(zones, WeightStore.Kind.LINKED, WeightStore.Zone.APART),
                in(zones, WeightStore.Kind.REVIEW, WeightStore.Zone.LINK),
                in(zones, WeightStore.Kind.REVIEW, WeightStore.Zone.REVIEW),
                in(zones, WeightStore.Kind.REVIEW, WeightStore.Zone.APART),
                zones.stream()
                        .filter(zone -> zone.kind() == WeightStore.Kind.HELD_APART)
                        .mapToLong(WeightStore.InZone::pairs)
                        .sum());
        return new Weights(linkage.modelVersion(), present, simulated, store.bins(), moves, load(present, simulated));
    }

    private static long in(List<WeightStore.InZone> zones, WeightStore.Kind kind, WeightStore.Zone zone) {
        return zones.stream()
                .filter(one -> one.kind() == kind && one.zone() == zone)
                .mapToLong(WeightStore.InZone::pairs)
                .sum();
    }

    private Load load(Thresholds present, Thresholds simulated) {
        Instant now = clock.instant();
        Instant earliest = now.minus(LOOKED_BACK);
        Instant since = store.firstChange().filter(earliest::isBefore).orElse(earliest);
        // Less than a day says nothing about days: what came counts as one day's.
        double days = Math.max(1, Duration.between(since, now).toSeconds() / 3600.0 / HOURS_A_DAY);
        return new Load(
                days,
                store.arrivals(since, present.review(), present.link()) / days,
                store.arrivals(since, simulated.review(), simulated.link()) / days);
    }

    /**
     * How often clerks said "same" of pairs of a weight.
     *
     * @param bits the weights are this or more, and less than one more
     * @param expected the share that the model's probabilities let expect
     * @param low with {@code high} the interval of Wilson (1927), 95 %
     */
    public record Calibration(int bits, long pairs, long same, double expected, double share, double low, double high) {
        static Calibration of(WeightStore.Reviewed reviewed) {
            Share said = Share.of(reviewed.same(), reviewed.pairs());
            return new Calibration(
                    reviewed.bits(),
                    reviewed.pairs(),
                    reviewed.same(),
                    reviewed.expected() / reviewed.pairs(),
                    said.share(),
                    said.low(),
                    said.high());
        }
    }

    /** A share that was counted, with the interval of Wilson (1927), 95 %. */
    private record Share(double share, double low, double high) {
        /** @param of 1 or more */
        static Share of(long counted, long of) {
            double n = of;
            double share = counted / n;
            double middle = share + Z * Z / (2 * n);
            double half = Z * Math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n));
            double whole = 1 + Z * Z / n;
            return new Share(
                    share,
                    Math.max(0, Math.min(share, (middle - half) / whole)),
                    Math.min(1, Math.max(share, (middle + half) / whole)));
        }
    }

    /** @param second {@code OTHER_SPLIT} where both split, into other groups */
    public record Answers(String first, String second, long tasks) {}

    /**
     * How far two people agree who see the same task, the second not told what the first said.
     *
     * @param kappa Cohen's (1960): 0 for no more than chance has it, 1 for always; empty where there is nothing to agree on, or only one answer was ever given
     */
    public record Agreement(long tasks, long agreed, Optional<Double> kappa, List<Answers> answers) {
        public Agreement {
            answers = List.copyOf(answers);
        }
    }

    /**
     * How often a clerk is right where the answer is known, and the clerk does not know that it is.
     *
     * @param pairs that were answered
     * @param otherwise those of them that were answered by neither same nor different, and count for nothing
     * @param share of the others that is right, with {@code low} and {@code high} the interval of Wilson (1927), 95 %; empty where there is none
     */
    public record Accuracy(
            String clerk,
            long pairs,
            long right,
            long otherwise,
            Optional<Double> share,
            Optional<Double> low,
            Optional<Double> high) {
        static Accuracy of(WeightStore.KnownAnswers said) {
            long judged = said.pairs() - said.otherwise();
            Optional<Share> right = judged == 0 ? Optional.empty() : Optional.of(Share.of(said.right(), judged));
            return new Accuracy(
                    said.clerk(),
                    said.pairs(),
                    said.right(),
                    said.otherwise(),
                    right.map(Share::share),
                    right.map(Share::low),
                    right.map(Share::high));
        }
    }

    public record Reviews(List<Calibration> calibration, Agreement agreement, List<Accuracy> accuracy) {
        public Reviews {
            calibration = List.copyOf(calibration);
            accuracy = List.copyOf(accuracy);
        }
    }

    /** @param since second reviews and known pairs of then and later; clerks' answers of all times */
    public Reviews reviews(Instant since) {
        return new Reviews(
                store.reviewed().stream().map(Calibration::of).toList(),
                agreement(store.secondAnswers(since)),
                store.knownAnswers(since).stream().map(Accuracy::of).toList());
    }

    static Agreement agreement(List<WeightStore.SecondAnswers> said) {
        Map<String, Long> first = new TreeMap<>();
        Map<String, Long> second = new TreeMap<>();
        List<Answers> answers = new ArrayList<>();
        long tasks = 0;
        long agreed = 0;
        for (WeightStore.SecondAnswers one : said) {
            boolean isOtherSplit = one.first() == one.second() && !one.isSame();
            Answers cell = new Answers(
                    one.first().name(),
                    isOtherSplit ? "OTHER_SPLIT" : one.second().name(),
                    one.tasks());
            answers.add(cell);
            first.merge(cell.first(), cell.tasks(), Long::sum);
            second.merge(cell.second(), cell.tasks(), Long::sum);
            tasks += one.tasks();
            agreed += one.isSame() ? one.tasks() : 0;
        }
        double all = tasks;
        double byChance = first.entrySet().stream()
                .mapToDouble(entry -> entry.getValue() / all * second.getOrDefault(entry.getKey(), 0L) / all)
                .sum();
        Optional<Double> kappa = tasks == 0 || byChance >= 1
                ? Optional.empty()
                : Optional.of((agreed / all - byChance) / (1 - byChance));
        return new Agreement(tasks, agreed, kappa, answers);
    }

    /**
     * What a level of agreement weighs in the model in use.
     *
     * @param m probability among records of one person
     * @param u probability among records of two strangers
     */
    public record Level(String comparison, String level, double m, double u, double bits) {}

    /** The version of the model in use. */
    public String model() {
        return linkage.modelVersion();
    }

    /** The model in use: each level of each comparison. */
    public List<Level> levels() {
        LinkageModel model = linkage.inUse().model();
        List<Level> levels = new ArrayList<>();
        for (int comparison = 0; comparison < model.comparisons().size(); comparison++) {
            ComparisonParameters learned = model.comparisons().get(comparison);
            SchemaDefinition.ComparisonDefinition defined =
                    model.schema().comparisons().get(comparison);
            for (int level = 0; level < learned.m().size(); level++) {
                levels.add(new Level(
                        learned.comparison(),
                        defined.levels().get(level).name(),
                        learned.m().get(level),
                        learned.u().get(level),
                        learned.weightBits(level)));
            }
        }
        return levels;
    }
}
