package vn.khop.server.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;

/**
 * What one feed would change, found by reading alone: the neighbourhood of the record as it will be, and the persons it makes. Nothing is written until the caller
 * holds the claims of every person in it.
 *
 * <p>The neighbourhood is every person with a record that fits the new one, the record's own person, and, step by step, every person held apart from one of these
 * by a conflict. Clustering that set from its records alone gives the same persons whatever the order in which the records came.
 */
final class FeedAttempt {
    private final RecordStore store;
    private final Linkage linkage;
    private final Candidates known;
    private Reclustering reclustering;
    private final PersonRecord probe;
    private final SourceId id;
    private final Set<String> blockingKeys;
    private final SourceIndex index;
    private final String modelVersion;
    private final Map<String, String> columns;
    private final Map<SourceId, Linkage.Score> candidates = new HashMap<>();

    private final Set<SourceId> linked = new HashSet<>();

    private Map<SourcePair, Ruling> rulings = Map.of();
    private int keysCut;

    FeedAttempt(RecordStore store, Linkage linkage, Candidates known, SourceId id, Map<String, String> columns) {
        this.store = store;
        this.linkage = linkage;
        this.known = known;
        this.id = id;
        this.columns = columns;
        this.modelVersion = linkage.modelVersion();
        this.probe = linkage.normalise(new RawRecord(id.value(), columns));
        this.blockingKeys = linkage.blockingKeys(probe);
        this.index = SourceIndex.of(probe, blockingKeys);
        this.reclustering = ofProbe();
    }

    private Reclustering ofProbe() {
        Reclustering fresh = new Reclustering(store, linkage, known);
        fresh.use(probe);
        return fresh;
    }

    SourceIndex index() {
        return index;
    }

    /** Whether it is of a record that says this, as the model in use reads it. */
    boolean isOf(Map<String, String> columns) {
        return this.columns.equals(columns) && modelVersion.equals(linkage.modelVersion());
    }

    /**
     * Every person whose records may change hands: to be claimed before anything is written, and asked for again once they are, for whoever held the claims may have revised
     * what was found, and holds no claim on keys that a record has no more.
     */
    Set<EnterpriseId> neighbourhood() {
        search();
        Map<SourceId, EnterpriseId> persons = store.personsOf(linked);
        // Of a record that is not there yet nobody has said anything.
        rulings = persons.containsKey(id) ? store.changes().rulingsOn(id) : Map.of();
        return reclustering.neighbourhood(persons.values());
    }

    private void search() {
        reclustering = ofProbe();
        candidates.clear();
        Candidates.Found found = known.of(probe, blockingKeys, Optional.of(id));
        keysCut = found.keysCut();
        found.records().forEach(reclustering::use);
        linked.clear();
        linked.add(id);
        linkage.score(probe, found.records()).forEach((candidate, score) -> {
            if (score.isCandidate()) {
                candidates.put(candidate, score);
            }
            if (score.isLink()) {
                linked.add(candidate);
            }
        });
    }

    /** The persons that the neighbourhood's records make. */
    Reclustering.Plan plan(Set<EnterpriseId> neighbourhood, Supplier<EnterpriseId> newPerson) {
        return plan(Reclustering.Question.ofFeed(neighbourhood, id), newPerson);
    }

    /** The same, with verdicts that are new. */
    Reclustering.Plan plan(Reclustering.Question question, Supplier<EnterpriseId> newPerson) {
        Reclustering.Plan plan = reclustering.plan(question, newPerson);
        return new Reclustering.Plan(
                plan.assignment(),
                plan.before(),
                plan.restored(),
                plan.moves(),
                openPairs(plan.open(), plan.rejudged()),
                plan.overruled());
    }

    /** What clerks said of the record. */
    Map<SourcePair, Ruling> rulings() {
        return rulings;
    }

    /** What the engine thinks of those pairs now; known once the plan is. */
    Map<SourcePair, Double> bitsOfRuledPairs() {
        Map<SourcePair, Double> bits = new HashMap<>();
        List<SourceId> others = rulings.keySet().stream()
                .map(pair -> pair.a().equals(id) ? pair.b() : pair.a())
                .toList();
        reclustering.scores(id, others).forEach((other, score) -> bits.put(SourcePair.of(id, other), score.bits()));
        return bits;
    }

    /** How many blocking keys were shared by more records than were compared. */
    int keysCut() {
        return keysCut;
    }

    /** Within the neighbourhood what the clustering left open; beyond it the new record's own candidates, and what was open there before. */
    private List<OpenPair> openPairs(List<OpenPair> withinNeighbourhood, Set<SourceId> members) {
        List<OpenPair> open = new ArrayList<>(withinNeighbourhood);
        candidates.forEach((candidate, score) -> {
            if (!members.contains(candidate)) {
                open.add(OpenPair.of(id, candidate, score));
            }
        });
        return open;
    }

    /** Why it cannot be linked as it will be, if so. */
    Optional<Unlinkable> unlinkable() {
        return linkage.unlinkable(probe.raw());
    }

    /** What it says against itself as it will be. */
    List<RecordIssue> issues() {
        return RecordIssue.of(probe, unlinkable());
    }

    /** The record as it will be. */
    PersonRecord record() {
        return probe;
    }

    /** What the engine thinks of the record, as it will be, and each of the others, all of them in the neighbourhood. */
    Map<SourceId, Linkage.Score> scores(Collection<SourceId> others) {
        return reclustering.scores(id, others);
    }

    /** What has to be claimed before the record is looked at: itself, its identifiers, its blocking keys. */
    Set<String> claims(String facility, String localId) {
        Set<String> claims = blockingKeys.stream().map(key -> "key:" + key).collect(Collectors.toSet());
        // The facility's own number is among the identifiers; it stands for the record itself.
        claims.add(claim(facility, localId));
        index.identifiers()
                .forEach(identifier -> claims.add("identifier:" + identifier.domain() + "|" + identifier.value()));
        return claims;
    }

    /** The claim of a facility's record of this number, whether it has one already or not. */
    static String claim(String facility, String localId) {
        return "source:" + facility + "|" + localId;
    }

    /** The claim of the record itself. */
    static String claim(SourceRecord record) {
        return claim(record.facility(), record.localId());
    }

    static String claim(EnterpriseId person) {
        return "person:" + person.value();
    }
}
