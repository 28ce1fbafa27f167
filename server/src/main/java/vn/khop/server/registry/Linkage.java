package vn.khop.server.registry;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;

/** What the registry asks of the engine. Everything here is a pure function of its arguments and the model: no order, clock or chance. */
public interface Linkage {
    /** Names the model; stored with every link it decided. */
    String modelVersion();

    PersonRecord normalise(RawRecord raw);

    /** Why the record is a person of its own whatever it looks like; empty for one that is judged by what it says. */
    default Optional<Unlinkable> unlinkable(RawRecord record) {
        return Optional.empty();
    }

    /** Goes over to the model that is in use, if that is another by now. To be called by whoever holds claims, before anything else. */
    default void refresh() {}

    /** The engine with the model that is in use now, whichever is in use later. */
    default Linkage fixed() {
        return this;
    }

    /**
     * All records in this process, to find candidates by; empty for an engine that has no such index.
     *
     * @param perKeyMax of one blocking key so many records are compared at most, the first by id
     */
    default Optional<RecordIndex> index(RecordIndex.Records records, int perKeyMax) {
        return Optional.empty();
    }

    /** Short stable texts; two records are compared if they share one. */
    Set<String> blockingKeys(PersonRecord record);

    /** What the model says of the probe and each of the others, whether or not they share a key; by record id. */
    Map<SourceId, Score> score(PersonRecord probe, Collection<PersonRecord> others);

    /** The same, in full. */
    PairExplanation explain(PersonRecord a, PersonRecord b);

    /**
     * Says who of many a record may be, where an index beside this process has found them.
     *
     * @param most so many of the records that were read may be kept, to be judged again without being read
     */
    default Judging judging(int most) {
        return (probe, versions, reading) -> {
            Map<SourceId, Integer> candidates = new HashMap<>(versions);
            Map<SourceId, Score> scores = score(probe, reading.read(versions));
            candidates
                    .keySet()
                    .removeIf(id -> Optional.ofNullable(scores.get(id))
                            .filter(Score::isCandidate)
                            .isEmpty());
            return candidates;
        };
    }

    /** Safe for many threads. */
    @FunctionalInterface
    interface Judging {
        /**
         * Those of these records that are a link or for review, if only the two are looked at.
         *
         * @param versions of the records, the probe's own not among them
         */
        Map<SourceId, Integer> candidates(
                PersonRecord probe, Map<SourceId, Integer> versions, IndexSource.Reading reading);
    }

    /**
     * Who of these belongs together.
     *
     * @param verdicts what clerks said; it stands against every score
     */
    Partition cluster(Collection<PersonRecord> records, Map<SourcePair, Verdict> verdicts);

    /** Whether the two are never one person, whatever anybody says: both have a verified citizen number, and the numbers differ. */
    boolean isForbidden(PersonRecord a, PersonRecord b);

    /** The golden record of one person's records, by field. */
    List<GoldenValue> survive(Collection<PersonRecord> members);

    /**
     * The verdict on a pair.
     *
     * @param probability in [0, 1]
     */
    record Score(PairExplanation.Decision decision, double bits, double probability) {
        boolean isLink() {
            return decision == PairExplanation.Decision.LINK;
        }

        boolean isCandidate() {
            return decision != PairExplanation.Decision.NON_LINK;
        }
    }

    /**
     * A set of records, parted into persons.
     *
     * @param clusters every record in exactly one
     * @param open pairs across clusters that somebody has to look at, or that fit and are held apart by a conflict
     */
    record Partition(List<Set<SourceId>> clusters, List<OpenPair> open) {
        public Partition {
            clusters = List.copyOf(clusters);
            open = List.copyOf(open);
        }
    }
}
