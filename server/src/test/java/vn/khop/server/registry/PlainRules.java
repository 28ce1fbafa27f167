package vn.khop.server.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import vn.khop.mpi.cluster.ConstrainedClustering;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.registry.PairExplanation.Decision;

/** An engine of one rule that anybody can work out in the head: the same name and birth date is one person, the same name alone is for a clerk. */
final class PlainRules implements Linkage {
    @Override
    public String modelVersion() {
        return "plain-1";
    }

    @Override
    public PersonRecord normalise(RawRecord raw) {
        return new PersonRecord(raw, Map.of(), Map.of());
    }

    @Override
    public Set<String> blockingKeys(PersonRecord record) {
        return record.raw().value(Columns.FULL_NAME).map(Set::of).orElse(Set.of());
    }

    @Override
    public Map<SourceId, Score> score(PersonRecord probe, Collection<PersonRecord> others) {
        Map<SourceId, Score> scores = new HashMap<>();
        others.forEach(other -> scores.put(new SourceId(other.recordId()), score(probe, other)));
        return scores;
    }

    private static Score score(PersonRecord a, PersonRecord b) {
        if (!a.raw().value(Columns.FULL_NAME).equals(b.raw().value(Columns.FULL_NAME))) {
            return new Score(Decision.NON_LINK, -10, 0.001);
        }
        return a.raw().value(Columns.BIRTH_DATE).equals(b.raw().value(Columns.BIRTH_DATE))
                ? new Score(Decision.LINK, 10, 0.999)
                : new Score(Decision.REVIEW, 1, 0.6);
    }

    @Override
    public PairExplanation explain(PersonRecord a, PersonRecord b) {
        Score score = score(a, b);
        return new PairExplanation(
                new SourceId(a.recordId()),
                new SourceId(b.recordId()),
                0,
                score.bits(),
                score.probability(),
                score.decision(),
                modelVersion(),
                0,
                5,
                List.of(),
                Optional.empty());
    }

    @Override
    public Partition cluster(Collection<PersonRecord> records, Map<SourcePair, Verdict> verdicts) {
        List<PersonRecord> sorted = records.stream()
                .sorted(Comparator.comparing(PersonRecord::recordId))
                .toList();
        List<ConstrainedClustering.Edge> alike = new ArrayList<>();
        List<ConstrainedClustering.Edge> must = new ArrayList<>();
        for (int a = 0; a < sorted.size(); a++) {
            for (int b = a + 1; b < sorted.size(); b++) {
                Verdict verdict = verdicts.get(pair(sorted, a, b));
                Score score = score(sorted.get(a), sorted.get(b));
                if (verdict == Verdict.SAME) {
                    must.add(new ConstrainedClustering.Edge(a, b, score.bits(), true));
                } else if (score.isCandidate() && verdict != Verdict.DIFFERENT) {
                    alike.add(new ConstrainedClustering.Edge(a, b, score.bits(), score.isLink()));
                }
            }
        }
        ConstrainedClustering.Result result =
                ConstrainedClustering.cluster(sorted.size(), alike, must, new Said(sorted, verdicts));
        return new Partition(
                result.clusters().stream()
                        .map(cluster -> cluster.stream()
                                .map(place -> id(sorted, place))
                                .collect(Collectors.toUnmodifiableSet()))
                        .toList(),
                result.open().stream()
                        .map(review -> OpenPair.of(
                                id(sorted, review.edge().a()),
                                id(sorted, review.edge().b()),
                                score(
                                        sorted.get(review.edge().a()),
                                        sorted.get(review.edge().b()))))
                        .toList());
    }

    private static SourceId id(List<PersonRecord> sorted, int place) {
        return new SourceId(sorted.get(place).recordId());
    }

    private static SourcePair pair(List<PersonRecord> sorted, int a, int b) {
        return SourcePair.of(id(sorted, a), id(sorted, b));
    }

    /** Nothing stands between two records but what a clerk said, and two verified numbers. */
    private record Said(List<PersonRecord> sorted, Map<SourcePair, Verdict> verdicts)
            implements ConstrainedClustering.Evidence {
        @Override
        public boolean agree(List<Integer> left, List<Integer> right) {
            return true;
        }

        @Override
        public boolean isCannotLink(int a, int b) {
            return verdicts.get(pair(sorted, a, b)) == Verdict.DIFFERENT || forbidden(sorted.get(a), sorted.get(b));
        }

        @Override
        public boolean isApart(int a, int b) {
            return false;
        }

        @Override
        public boolean isTwins(int a, int b) {
            return false;
        }

        @Override
        public double tellingBits(int a, int b) {
            return 0;
        }

        @Override
        public double marginBits() {
            return 0;
        }
    }

    @Override
    public boolean isForbidden(PersonRecord a, PersonRecord b) {
        return forbidden(a, b);
    }

    private static boolean forbidden(PersonRecord a, PersonRecord b) {
        return a.raw().value("national_id_verified").isPresent()
                && b.raw().value("national_id_verified").isPresent()
                && !a.raw().value(Columns.NATIONAL_ID).equals(b.raw().value(Columns.NATIONAL_ID));
    }

    @Override
    public List<GoldenValue> survive(Collection<PersonRecord> members) {
        return List.of();
    }
}
