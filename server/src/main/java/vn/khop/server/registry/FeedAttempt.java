package vn.khop.server.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final PersonRecord probe;
    private final SourceId id;
    private final Set<String> blockingKeys;
    /** Everything that was read and understood, by record; holds the probe instead of its former version. */
    private final Map<SourceId, PersonRecord> records = new HashMap<>();

    private final Map<SourceId, Linkage.Score> candidates = new HashMap<>();

    private int keysCut;

    FeedAttempt(RecordStore store, Linkage linkage, Candidates known, SourceId id, Map<String, String> columns) {
        this.store = store;
        this.linkage = linkage;
        this.known = known;
        this.id = id;
        this.probe = linkage.normalise(new RawRecord(id.value(), columns));
        this.blockingKeys = linkage.blockingKeys(probe);
        records.put(id, probe);
    }

    SourceIndex index() {
        return SourceIndex.of(probe, blockingKeys);
    }

    /** Every person whose records may change hands: to be claimed before anything is written. */
    Set<EnterpriseId> neighbourhood() {
        Set<SourceId> linked = new HashSet<>();
        Candidates.Found found = known.sharingAKey(blockingKeys, Optional.of(id));
        keysCut = found.keysCut();
        found.records().forEach(record -> records.put(new SourceId(record.recordId()), record));
        linkage.score(probe, found.records()).forEach((candidate, score) -> {
            if (score.isCandidate()) {
                candidates.put(candidate, score);
            }
            if (score.isLink()) {
                linked.add(candidate);
            }
        });
        linked.add(id);
        Set<EnterpriseId> persons = new HashSet<>(store.personsOf(linked).values());
        while (persons.addAll(store.heldApartFrom(persons))) {
            // until nobody is left who is part of the same question
        }
        return persons;
    }

    /** The persons that the neighbourhood's records make. */
    Change change(Collection<EnterpriseId> neighbourhood, Supplier<EnterpriseId> newPerson) {
        Map<SourceId, PersonRecord> members = new HashMap<>();
        for (SourceRecord member : store.members(neighbourhood)) {
            members.put(member.id(), understood(member));
        }
        members.put(id, probe);
        Linkage.Partition partition = linkage.cluster(members.values());
        Map<SourceId, EnterpriseId> present = store.personsOf(members.keySet());
        PersonAssignment assignment = PersonAssignment.of(partition.clusters(), present, this::founded, newPerson);
        return new Change(
                assignment,
                moves(assignment, present),
                openPairs(partition, members.keySet()),
                members.keySet(),
                keysCut);
    }

    private Instant founded(EnterpriseId person) {
        return store.person(person)
                .orElseThrow(() -> new IllegalStateException("a record belongs to a person that is not there"))
                .createdAt();
    }

    /** A record that comes to another person than before, or to its first. */
    record Move(
            SourceId source,
            EnterpriseId person,
            Optional<EnterpriseId> previous,
            LinkEvent.Kind kind,
            Optional<LinkEvent.Evidence> evidence) {}

    /**
     * @param rejudged the records whose open pairs are known anew
     * @param keysCut how many blocking keys were shared by more records than were compared
     */
    record Change(
            PersonAssignment assignment,
            List<Move> moves,
            List<OpenPair> openPairs,
            Set<SourceId> rejudged,
            int keysCut) {}

    private List<Move> moves(PersonAssignment assignment, Map<SourceId, EnterpriseId> present) {
        List<Move> moves = new ArrayList<>();
        assignment.clusters().forEach((person, cluster) -> {
            for (SourceId source : cluster.stream().sorted().toList()) {
                Optional<EnterpriseId> previous = Optional.ofNullable(present.get(source));
                if (previous.filter(person::equals).isEmpty()) {
                    moves.add(new Move(
                            source, person, previous, kind(assignment, person, previous), evidence(source, cluster)));
                }
            }
        });
        moves.sort(Comparator.comparing(Move::source));
        return moves;
    }

    private static LinkEvent.Kind kind(
            PersonAssignment assignment, EnterpriseId person, Optional<EnterpriseId> previous) {
        if (previous.isPresent()) {
            return LinkEvent.Kind.MOVED;
        }
        return assignment.founded().contains(person) ? LinkEvent.Kind.FOUNDED : LinkEvent.Kind.JOINED;
    }

    private Optional<LinkEvent.Evidence> evidence(SourceId source, Set<SourceId> cluster) {
        List<PersonRecord> others = cluster.stream()
                .filter(other -> !other.equals(source))
                .map(this::record)
                .toList();
        return linkage.score(record(source), others).entrySet().stream()
                .map(scored -> new LinkEvent.Evidence(
                        scored.getKey(),
                        scored.getValue().bits(),
                        scored.getValue().probability()))
                .max(Comparator.comparingDouble(LinkEvent.Evidence::bits)
                        .thenComparing(LinkEvent.Evidence::with, Comparator.reverseOrder()));
    }

    /** Within the neighbourhood what the clustering left open; beyond it the new record's own candidates, and what was open there before. */
    private List<OpenPair> openPairs(Linkage.Partition partition, Set<SourceId> members) {
        List<OpenPair> open = new ArrayList<>(partition.open());
        candidates.forEach((candidate, score) -> {
            if (!members.contains(candidate)) {
                open.add(OpenPair.of(id, candidate, score));
            }
        });
        return open;
    }

    private PersonRecord record(SourceId source) {
        return Objects.requireNonNull(records.get(source), "a record that was not read");
    }

    private PersonRecord understood(SourceRecord source) {
        return records.computeIfAbsent(source.id(), key -> known.understood(source));
    }

    /** What has to be claimed before the record is looked at: itself, its identifiers, its blocking keys. */
    Set<String> claims(String facility, String localId) {
        Set<String> claims = blockingKeys.stream().map(key -> "key:" + key).collect(Collectors.toSet());
        // The facility's own number is among the identifiers; it stands for the record itself.
        claims.add("source:" + facility + "|" + localId);
        index().identifiers()
                .forEach(identifier -> claims.add("identifier:" + identifier.domain() + "|" + identifier.value()));
        return claims;
    }

    static String claim(EnterpriseId person) {
        return "person:" + person.value();
    }
}
