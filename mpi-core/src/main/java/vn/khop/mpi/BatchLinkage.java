package vn.khop.mpi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import vn.khop.mpi.block.BlockingStatistics;
import vn.khop.mpi.block.CandidatePairs;
import vn.khop.mpi.cluster.Clustering;
import vn.khop.mpi.cluster.Constraints;
import vn.khop.mpi.cluster.RecordPair;
import vn.khop.mpi.compare.ComparedPairs;
import vn.khop.mpi.compare.Comparisons;
import vn.khop.mpi.compare.Features;
import vn.khop.mpi.decide.Decider;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.mpi.score.Scorer;
import vn.khop.mpi.train.Trainer;

/** Links whole files: all cores, every candidate pair once, clusters component by component. */
public final class BatchLinkage {
    private final SchemaDefinition schema;
    private final Progress progress;

    public BatchLinkage(SchemaDefinition schema, Progress progress) {
        this.schema = schema;
        this.progress = progress;
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

    /** Records and which input each came from. */
    public record Source(int input, RawRecord record) {}

    /** Records in the order of their ids, understood. */
    record Prepared(List<PersonRecord> records, ComparedPairs.PairFilter filter) {}

    /**
     * What a run gives.
     *
     * @param pairs every pair at or above the review threshold that a rule found, and every link
     * @param scores how many compared pairs have each weight in whole bits
     */
    public record Result(
            LinkageModel model,
            Clustering clustering,
            List<PairResult> pairs,
            BlockingStatistics blocking,
            Map<Integer, Long> scores,
            List<PersonRecord> records) {
        public Result {
            pairs = List.copyOf(pairs);
        }
    }

    /**
     * A pair of the result.
     *
     * @param decision {@code link} if both are in one cluster, {@code review} if a clerk must decide
     */
    public record PairResult(RecordPair pair, double matchWeightBits, double probability, String decision) {}

    /** Trains without linking. */
    public LinkageModel train(
            List<Source> sources, Mode mode, Map<RecordPair, Boolean> labels, Trainer.Options options) {
        return trained(prepare(sources, mode), labels, options).model();
    }

    private Trainer.Trained trained(Prepared prepared, Map<RecordPair, Boolean> labels, Trainer.Options options) {
        progress.stage("comparing and learning", 0);
        return Trainer.train(
                new Trainer.Input(prepared.records(), schema, prepared.filter(), labels), options, progress::done);
    }

    /**
     * Links, with the model if there is one, else with one trained on these records.
     *
     * @throws IllegalArgumentException if two records have one id, or there is nothing to train on
     */
    public Result link(List<Source> sources, Mode mode, Optional<LinkageModel> model, Trainer.Options options) {
        Prepared prepared = prepare(sources, mode);
        if (model.isEmpty()) {
            if (sources.size() < 2) {
                return trivial(prepared);
            }
            Trainer.Trained trained = trained(prepared, Map.of(), options);
            return decide(prepared, trained.model(), trained.pairs(), trained.comparisons(), trained.features());
        }
        LinkageModel given = model.get();
        progress.stage("comparing", 0);
        Comparisons comparisons = Comparisons.compile(schema, given.terms());
        List<Features> features =
                prepared.records().parallelStream().map(comparisons::prepare).toList();
        CandidatePairs candidates = CandidatePairs.find(prepared.records(), schema, given.hotKeys());
        ComparedPairs pairs =
                ComparedPairs.compare(candidates, comparisons, features, prepared.filter(), progress::done);
        return decide(prepared, given.withHotKeys(candidates.hotKeys()), pairs, comparisons, features);
    }

    private Result trivial(Prepared prepared) {
        List<List<String>> clusters = prepared.records().stream()
                .map(record -> List.of(record.recordId()))
                .toList();
        return new Result(
                LinkageModel.readDefault(),
                new Clustering(clusters, List.of()),
                List.of(),
                new BlockingStatistics(List.of(), 0, 0),
                Map.of(),
                prepared.records());
    }

    private Prepared prepare(List<Source> sources, Mode mode) {
        progress.stage("understanding records", sources.size());
        RecordNormaliser normaliser = new RecordNormaliser(schema);
        List<Source> sorted = new ArrayList<>(sources);
        sorted.sort(Comparator.comparing(source -> source.record().recordId()));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i)
                    .record()
                    .recordId()
                    .equals(sorted.get(i - 1).record().recordId())) {
                throw new IllegalArgumentException("record_id '"
                        + sorted.get(i).record().recordId() + "' occurs twice; ids must be unique across all inputs");
            }
        }
        PersonRecord[] records = new PersonRecord[sorted.size()];
        IntStream.range(0, records.length).parallel().forEach(i -> {
            records[i] = normaliser.normalise(sorted.get(i).record());
            progress.done(1);
        });
        int[] inputs = sorted.stream().mapToInt(Source::input).toArray();
        ComparedPairs.PairFilter filter = mode == Mode.LINK_ONLY ? (a, b) -> inputs[a] != inputs[b] : (a, b) -> true;
        return new Prepared(List.of(records), filter);
    }

    private Result decide(
            Prepared prepared,
            LinkageModel model,
            ComparedPairs pairs,
            Comparisons comparisons,
            List<Features> features) {
        progress.stage("clustering", pairs.size());
        Scorer scorer = new Scorer(model);
        Decider decider = new Decider(model);
        double[] bits = new double[pairs.size()];
        IntStream.range(0, bits.length)
                .parallel()
                .forEach(i -> bits[i] = scorer.totalBits(
                        pairs.levels(i), pairs.termFrequencyBits(i), pairs.namesakesTermFrequencyBits(i)));
        int[] strong = pairs.where(i -> bits[i] >= decider.reviewBits());
        Components components = new Components(prepared.records().size());
        for (int pair : strong) {
            components.join(pairs.a(pair), pairs.b(pair));
        }
        List<int[]> groups = components.groups();
        List<List<Integer>> edges = edgesByGroup(components, groups, strong, pairs);
        Clustering[] parts = new Clustering[groups.size()];
        IntStream.range(0, parts.length).parallel().forEach(group -> {
            parts[group] = cluster(
                    prepared, groups.get(group), edges.get(group), pairs, comparisons, features, scorer, decider);
            progress.done(edges.get(group).size());
        });
        Clustering clustering = joined(prepared.records(), components, parts);
        return new Result(
                model,
                clustering,
                pairResults(prepared.records(), clustering, pairs, bits, strong),
                pairs.statistics(),
                histogram(bits),
                prepared.records());
    }

    private static List<List<Integer>> edgesByGroup(
            Components components, List<int[]> groups, int[] strong, ComparedPairs pairs) {
        List<List<Integer>> edges = new ArrayList<>();
        int[] groupOf = new int[components.size()];
        for (int group = 0; group < groups.size(); group++) {
            edges.add(new ArrayList<>());
            for (int record : groups.get(group)) {
                groupOf[record] = group;
            }
        }
        for (int pair : strong) {
            edges.get(groupOf[pairs.a(pair)]).add(pair);
        }
        return edges;
    }

    private static Clustering cluster(
            Prepared prepared,
            int[] group,
            List<Integer> edges,
            ComparedPairs pairs,
            Comparisons comparisons,
            List<Features> features,
            Scorer scorer,
            Decider decider) {
        List<PersonRecord> records = new ArrayList<>();
        List<Features> memberFeatures = new ArrayList<>();
        for (int record : group) {
            records.add(prepared.records().get(record));
            memberFeatures.add(features.get(record));
        }
        ComponentClustering clustering =
                new ComponentClustering(comparisons, scorer, decider, Constraints.NONE, records, memberFeatures);
        for (int pair : edges) {
            clustering.addCandidate(
                    Arrays.binarySearch(group, pairs.a(pair)), Arrays.binarySearch(group, pairs.b(pair)));
        }
        return clustering.cluster();
    }

    private static Clustering joined(List<PersonRecord> records, Components components, Clustering[] parts) {
        List<List<String>> clusters = new ArrayList<>();
        List<Clustering.Review> reviews = new ArrayList<>();
        for (Clustering part : parts) {
            clusters.addAll(part.clusters());
            reviews.addAll(part.reviews());
        }
        for (int record = 0; record < records.size(); record++) {
            if (components.isAlone(record)) {
                clusters.add(List.of(records.get(record).recordId()));
            }
        }
        clusters.sort(Comparator.comparing(cluster -> cluster.get(0)));
        reviews.sort(Comparator.comparingDouble(Clustering.Review::matchWeightBits)
                .reversed()
                .thenComparing(review -> review.pair().a())
                .thenComparing(review -> review.pair().b()));
        return new Clustering(clusters, reviews);
    }

    private static List<PairResult> pairResults(
            List<PersonRecord> records, Clustering clustering, ComparedPairs pairs, double[] bits, int[] strong) {
        Map<String, Integer> clusterOf = new java.util.HashMap<>();
        for (int i = 0; i < clustering.clusters().size(); i++) {
            for (String id : clustering.clusters().get(i)) {
                clusterOf.put(id, i);
            }
        }
        List<PairResult> results = new ArrayList<>();
        for (int pair : strong) {
            String a = records.get(pairs.a(pair)).recordId();
            String b = records.get(pairs.b(pair)).recordId();
            if (Objects.equals(clusterOf.get(a), clusterOf.get(b))) {
                results.add(new PairResult(RecordPair.of(a, b), bits[pair], Scorer.probability(bits[pair]), "link"));
            }
        }
        for (Clustering.Review review : clustering.reviews()) {
            results.add(new PairResult(
                    review.pair(), review.matchWeightBits(), Scorer.probability(review.matchWeightBits()), "review"));
        }
        results.sort(Comparator.comparing((PairResult r) -> r.pair().a())
                .thenComparing(r -> r.pair().b()));
        return results;
    }

    private static Map<Integer, Long> histogram(double[] bits) {
        Map<Integer, Long> counts = new java.util.TreeMap<>();
        for (double weight : bits) {
            counts.merge((int) Math.floor(weight), 1L, Long::sum);
        }
        return counts;
    }

    /** Connected components of records. */
    private static final class Components {
        private final int[] parents;
        private final boolean[] connected;

        Components(int size) {
            parents = IntStream.range(0, size).toArray();
            connected = new boolean[size];
        }

        int size() {
            return parents.length;
        }

        private int root(int x) {
            int root = x;
            while (parents[root] != root) {
                parents[root] = parents[parents[root]];
                root = parents[root];
            }
            return root;
        }

        void join(int a, int b) {
            int x = root(a);
            int y = root(b);
            parents[Math.max(x, y)] = Math.min(x, y);
            connected[a] = true;
            connected[b] = true;
        }

        boolean isAlone(int record) {
            return !connected[record];
        }

        /** Components of two or more, members ascending. */
        List<int[]> groups() {
            Map<Integer, List<Integer>> byRoot = new java.util.TreeMap<>();
            for (int i = 0; i < parents.length; i++) {
                if (connected[i]) {
                    byRoot.computeIfAbsent(root(i), r -> new ArrayList<>()).add(i);
                }
            }
            return byRoot.values().stream()
                    .map(members -> members.stream().mapToInt(Integer::intValue).toArray())
                    .toList();
        }
    }
}
