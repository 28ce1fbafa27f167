package vn.khop.mpi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.block.BlockingRules;
import vn.khop.mpi.block.BlockingStatistics;
import vn.khop.mpi.block.CandidatePairs;
import vn.khop.mpi.block.RecallEstimate;
import vn.khop.mpi.cluster.Clustering;
import vn.khop.mpi.cluster.ConstrainedClustering;
import vn.khop.mpi.cluster.RecordPair;
import vn.khop.mpi.compare.ComparedPair;
import vn.khop.mpi.compare.Comparisons;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.record.RawRecord;
import vn.khop.mpi.train.PairLabel;
import vn.khop.mpi.train.Trainer;
import vn.khop.mpi.train.TrainingRecords;

/*
 * A run reads its source once and holds 250 bytes a record, not the records. Training looks at a sample of the blocks; then all
 * candidate pairs are compared and scored as they come, and only those that a link or a clerk may need are kept, 8 bytes each.
 * So memory grows with the records and with the links, not with the pairs.
 */
/** Links whole files: all cores, every candidate pair once, clusters component by component. */
public final class BatchLinkage {
    private final SchemaDefinition schema;
    private final Progress progress;
    private final ScoredPairs listener;

    public BatchLinkage(SchemaDefinition schema, Progress progress) {
        this(schema, progress, (a, b, bits) -> {});
    }

    /**
     * @param listener hears of every pair that is scored, links and others
     */
    public BatchLinkage(SchemaDefinition schema, Progress progress, ScoredPairs listener) {
        this.schema = schema;
        this.progress = progress;
        this.listener = listener;
    }

    /** Hears of pairs as they are scored, from several threads at the same time and in no particular order. */
    @FunctionalInterface
    public interface ScoredPairs {
        void pair(String recordIdA, String recordIdB, double matchWeightBits);
    }

    /** Which records may be one person. */
    public enum Mode {
        /** Any two records. */
        DEDUPE,
        /** Two records of different inputs. */
        LINK_ONLY,
        /** Any two records, of one input or two. */
        LINK_AND_DEDUPE
    }

    /** A record and which input it came from. */
    public record Source(int input, RawRecord record) {}

    /** Gives records one after the other, once. */
    @FunctionalInterface
    public interface RecordSource {
        void forEach(Consumer<Source> sink);
    }

    /**
     * What a run gives.
     *
     * @param persons who belongs together
     * @param pairs every pair at or above the review threshold that a rule found and that is one person's, and every pair for a
     *     clerk
     * @param scores how many compared pairs have each weight in whole bits
     * @param records how many records there are
     * @param recall how many of the pairs of one person blocking finds, estimated
     * @param levels for each comparison how many of the compared pairs cannot be compared, then how many have each level
     */
    public record Result(
            LinkageModel model,
            FoundPersons persons,
            List<PairResult> pairs,
            BlockingStatistics blocking,
            Map<Integer, Long> scores,
            int records,
            RecallEstimate recall,
            List<List<Long>> levels) {}

    /**
     * A pair of the result.
     *
     * @param decision {@code link} if both are in one cluster, {@code review} if a clerk must decide
     */
    public record PairResult(RecordPair pair, double matchWeightBits, double probability, String decision) {}

    /** Trains without linking. */
    public LinkageModel train(
            RecordSource source, Mode mode, Map<RecordPair, PairLabel> labels, Trainer.Options options) {
        Run run = new Run(source, mode, Set.of(), Map.of());
        return run.train(labels, options).model();
    }

    /**
     * Links, with the model if there is one, else with one trained on these records.
     *
     * @throws DuplicateRecordIdException if two records have one id
     */
    public Result link(RecordSource source, Mode mode, Optional<LinkageModel> given, Trainer.Options options) {
        if (given.isPresent()) {
            LinkageModel model = given.get();
            Run run = new Run(source, mode, model.hotKeys(), model.terms());
            return run.decide(model, run.comparisons);
        }
        Run run = new Run(source, mode, Set.of(), Map.of());
        if (run.file.size() < 2) {
            return run.decide(LinkageModel.readDefault(), run.comparisons);
        }
        Trainer.Trained trained = run.train(Map.of(), options);
        return run.decide(trained.model(), trained.comparisons());
    }

    /** One run over one source. */
    private final class Run {
        private final BlockingRules rules;
        private final Comparisons comparisons;
        private final PackedFile file;
        private final TrainingRecords.PairFilter filter;
        private final CandidatePairs candidates;

        Run(RecordSource source, Mode mode, Set<String> hotKeys, Map<String, vn.khop.mpi.model.TermTable> terms) {
            rules = BlockingRules.compile(schema, hotKeys);
            comparisons = Comparisons.compile(schema, terms);
            progress.stage("reading and understanding", 0);
            file = PackedFile.read(source, schema, rules, comparisons, progress);
            filter = mode == Mode.LINK_ONLY ? (a, b) -> file.input(a) != file.input(b) : (a, b) -> true;
            progress.stage("blocking", 0);
            candidates = CandidatePairs.find(rules, file.keys());
        }

        Trainer.Trained train(Map<RecordPair, PairLabel> labels, Trainer.Options options) {
            progress.stage("learning", 0);
            TrainingRecords records =
                    new TrainingRecords(file::id, rules, file.keys(), candidates, comparisons, file.packed(), filter);
            return Trainer.train(records, schema, labels, options);
        }

        Result decide(LinkageModel model, Comparisons weighed) {
            PairScoring scoring = PairScoring.of(model, weighed);
            progress.stage("comparing and scoring", candidates.pairs());
            Strong strong = new Strong(scoring.decider().reviewBits());
            PairTally tally = new PairTally(schema, rules, file.keys(), candidates.pairs(), strong.bitsMin);
            candidates.visit(() -> new ScoringVisitor(scoring, strong, tally.newPiece()));
            WeighedPairs pairs = strong.sorted();
            progress.stage("clustering", pairs.size());
            Partition partition = new Partition(file, scoring, pairs);
            FoundPersons persons = partition.cluster(progress);
            return new Result(
                    model.withHotKeys(Set.copyOf(rules.hotKeys())),
                    persons,
                    new LinkedPairs(file, partition.decided()),
                    candidates.statistics(),
                    strong.histogram(),
                    file.size(),
                    tally.recall(),
                    tally.levels());
        }

        /** Compares and scores one piece of the pairs. */
        private final class ScoringVisitor implements CandidatePairs.Visitor {
            private final PairScoring scoring;
            private final Strong strong;
            private final PairTally.Piece tally;
            private final ComparedPair pair = new ComparedPair();
            private final long[] histogram = new long[Strong.HISTOGRAM];
            private final WeighedPairs found = new WeighedPairs(256);
            private long seen;

            ScoringVisitor(PairScoring scoring, Strong strong, PairTally.Piece tally) {
                this.scoring = scoring;
                this.strong = strong;
                this.tally = tally;
            }

            @Override
            public void pair(int a, int b) {
                if (!filter.accepts(a, b)) {
                    return;
                }
                seen++;
                double bits = scoring.bits(file.packed(), a, b, pair);
                histogram[Strong.bucket(bits)]++;
                tally.add(a, b, pair, bits);
                listener.pair(file.id(a), file.id(b), bits);
                if (bits >= strong.bitsMin) {
                    found.add(WeighedPairs.key(a, b), pair.levels(), bits);
                }
            }

            @Override
            public void end() {
                strong.addAll(found, histogram);
                tally.end();
                progress.done(seen);
            }
        }
    }

    /** The pairs that may matter, and how all pairs weigh. */
    private static final class Strong {
        static final int HISTOGRAM = 512;

        private final double bitsMin;
        private final long[] histogram = new long[HISTOGRAM];
        private WeighedPairs pairs = new WeighedPairs(1024);

        Strong(double bitsMin) {
            this.bitsMin = bitsMin;
        }

        static int bucket(double bits) {
            return Math.max(0, Math.min(HISTOGRAM - 1, (int) Math.floor(bits) + HISTOGRAM / 2));
        }

        synchronized void addAll(WeighedPairs found, long[] counts) {
            pairs.addAll(found);
            for (int i = 0; i < HISTOGRAM; i++) {
                histogram[i] += counts[i];
            }
        }

        WeighedPairs sorted() {
            WeighedPairs sorted = pairs.sorted();
            pairs = new WeighedPairs(0);
            return sorted;
        }

        Map<Integer, Long> histogram() {
            Map<Integer, Long> counts = new TreeMap<>();
            for (int i = 0; i < HISTOGRAM; i++) {
                if (histogram[i] > 0) {
                    counts.put(i - HISTOGRAM / 2, histogram[i]);
                }
            }
            return counts;
        }
    }

    /** Takes the components apart. */
    private static final class Partition {
        private final PackedFile file;
        private final PairScoring scoring;
        private final WeighedPairs pairs;
        private final int[] firstOfCluster;
        private @Nullable List<Clustering.Review>[] open;
        private @Nullable List<Clustering.Review>[] reviews;
        private @Nullable WeighedPairs[] reviewPairs;

        Partition(PackedFile file, PairScoring scoring, WeighedPairs pairs) {
            this.file = file;
            this.scoring = scoring;
            this.pairs = pairs;
            firstOfCluster = new int[file.size()];
            Arrays.setAll(firstOfCluster, i -> i);
            open = newReviews(0);
            reviews = newReviews(0);
            reviewPairs = new WeighedPairs[0];
        }

        @SuppressWarnings({"unchecked", "rawtypes"})
        private static @Nullable List<Clustering.Review>[] newReviews(int size) {
            return new List[size];
        }

        FoundPersons cluster(Progress progress) {
            Components components = new Components(file.size());
            for (int pair = 0; pair < pairs.size(); pair++) {
                components.join(WeighedPairs.a(pairs.key(pair)), WeighedPairs.b(pairs.key(pair)));
            }
            Components.Groups groups = components.groups();
            int[][] edges = edges(groups);
            open = newReviews(groups.count());
            reviews = newReviews(groups.count());
            reviewPairs = new WeighedPairs[groups.count()];
            IntStream.range(0, groups.count()).parallel().forEach(group -> {
                cluster(group, groups.members(group), edges[group]);
                progress.done(edges[group].length);
            });
            return new FoundPersons(file::id, firstOfCluster, strongestFirst(open), strongestFirst(reviews));
        }

        private static List<Clustering.Review> strongestFirst(@Nullable List<Clustering.Review>[] byGroup) {
            List<Clustering.Review> all = new ArrayList<>();
            for (List<Clustering.Review> ofGroup : byGroup) {
                if (ofGroup != null) {
                    all.addAll(ofGroup);
                }
            }
            all.sort(Comparator.comparingDouble(Clustering.Review::matchWeightBits)
                    .reversed()
                    .thenComparing(review -> review.pair().a())
                    .thenComparing(review -> review.pair().b()));
            return all;
        }

        /** For each group the places of its pairs. */
        private int[][] edges(Components.Groups groups) {
            int[] counts = new int[groups.count()];
            for (int pair = 0; pair < pairs.size(); pair++) {
                counts[groups.numbers()[WeighedPairs.b(pairs.key(pair))]]++;
            }
            int[][] edges = new int[counts.length][];
            for (int pair = 0; pair < pairs.size(); pair++) {
                int group = groups.numbers()[WeighedPairs.b(pairs.key(pair))];
                int[] ofGroup = edges[group] == null ? new int[counts[group]] : edges[group];
                ofGroup[ofGroup.length - counts[group]--] = pair;
                edges[group] = ofGroup;
            }
            return edges;
        }

        private void cluster(int group, int[] members, int[] edges) {
            int[] facts = new int[members.length];
            for (int i = 0; i < facts.length; i++) {
                facts[i] = file.facts(members[i]);
            }
            ComponentClustering clustering =
                    new ComponentClustering(scoring, file.packed(), members, facts, Set.of(), Set.of());
            for (int edge : edges) {
                long key = pairs.key(edge);
                clustering.addCompared(
                        Arrays.binarySearch(members, WeighedPairs.a(key)),
                        Arrays.binarySearch(members, WeighedPairs.b(key)),
                        pairs.levels(edge),
                        pairs.bits(edge));
            }
            ConstrainedClustering.Result result = clustering.cluster();
            for (List<Integer> cluster : result.clusters()) {
                int first = members[cluster.get(0)];
                for (int member : cluster) {
                    firstOfCluster[members[member]] = first;
                }
            }
            if (!result.open().isEmpty()) {
                List<ConstrainedClustering.Result.Review> asked = result.reviews();
                WeighedPairs ofClerks = new WeighedPairs(asked.size());
                for (ConstrainedClustering.Result.Review review : asked) {
                    ofClerks.add(
                            WeighedPairs.key(
                                    members[review.edge().a()],
                                    members[review.edge().b()]),
                            LinkedPairs.REVIEW,
                            review.edge().weightBits());
                }
                open[group] = named(members, result.open());
                reviews[group] = named(members, asked);
                reviewPairs[group] = ofClerks;
            }
        }

        private List<Clustering.Review> named(int[] members, List<ConstrainedClustering.Result.Review> reviews) {
            return reviews.stream()
                    .map(review -> new Clustering.Review(
                            RecordPair.of(
                                    file.id(members[review.edge().a()]),
                                    file.id(members[review.edge().b()])),
                            review.edge().weightBits(),
                            review.isContradiction() ? Clustering.Reason.CONTRADICTION : Clustering.Reason.WEIGHT))
                    .toList();
        }

        /** Links and pairs for clerks, in the order of their records. */
        WeighedPairs decided() {
            WeighedPairs decided = new WeighedPairs(pairs.size());
            for (int pair = 0; pair < pairs.size(); pair++) {
                long key = pairs.key(pair);
                if (firstOfCluster[WeighedPairs.a(key)] == firstOfCluster[WeighedPairs.b(key)]) {
                    decided.add(key, LinkedPairs.LINK, pairs.bits(pair));
                }
            }
            for (WeighedPairs ofGroup : reviewPairs) {
                if (ofGroup != null) {
                    decided.addAll(ofGroup);
                }
            }
            return decided.sorted();
        }
    }
}
