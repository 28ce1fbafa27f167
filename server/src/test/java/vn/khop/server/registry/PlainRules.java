package vn.khop.server.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
    public Partition cluster(Collection<PersonRecord> records) {
        Map<String, Set<SourceId>> clusters = new TreeMap<>();
        for (PersonRecord record : records) {
            String who = record.raw().value(Columns.FULL_NAME).orElse(record.recordId()) + "|"
                    + record.raw().value(Columns.BIRTH_DATE).orElse("");
            clusters.computeIfAbsent(who, key -> new TreeSet<>()).add(new SourceId(record.recordId()));
        }
        return new Partition(new ArrayList<>(clusters.values()), List.of());
    }

    @Override
    public List<GoldenValue> survive(Collection<PersonRecord> members) {
        return List.of();
    }
}
