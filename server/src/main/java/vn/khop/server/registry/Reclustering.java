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
import vn.khop.mpi.record.PersonRecord;
import vn.khop.server.registry.RecordStore.PersonRow;

/**
 * Who the persons of a neighbourhood are, found anew from their records, the model and the verdicts of clerks; by reading alone. Every change of who is who comes
 * from here, a feed's and a clerk's alike: so a decision is never more than a verdict that holds from then on, and taking it back is the same work again without it.
 */
final class Reclustering {
    private final RecordStore store;
    private final Linkage linkage;
    private final Candidates known;
    /** Everything that was read and understood, by record. */
    private final Map<SourceId, PersonRecord> records = new HashMap<>();

    private final Map<EnterpriseId, PersonRow> rows = new HashMap<>();
    /** The neighbourhood that was found last. */
    private final Map<EnterpriseId, RecordStore.Membership> read = new HashMap<>();

    Reclustering(RecordStore store, Linkage linkage, Candidates known) {
        this.store = store;
        this.linkage = linkage;
        this.known = known;
    }

    /** Takes the record as it is given, whatever the store has. */
    void use(PersonRecord record) {
        records.put(new SourceId(record.recordId()), record);
    }

    /** These persons and, step by step, everybody held apart from one of them: a conflict or a clerk's verdict makes them part of one question. */
    Set<EnterpriseId> neighbourhood(Collection<EnterpriseId> persons) {
        read.clear();
        Set<EnterpriseId> unread = new HashSet<>(persons);
        while (!unread.isEmpty()) {
            Set<SourceId> members = new HashSet<>();
            for (RecordStore.Membership membership : store.persons(unread)) {
                read.put(membership.person().id(), membership);
                membership.sources().forEach(member -> members.add(member.id()));
            }
            Set<SourceId> apart = members.isEmpty() ? Set.of() : store.heldApartFrom(members);
            unread = apart.isEmpty()
                    ? new HashSet<>()
                    : new HashSet<>(store.personsOf(apart).values());
            unread.removeAll(read.keySet());
        }
        return Set.copyOf(read.keySet());
    }

    /** Those of a neighbourhood that was just found are not read again. */
    private Collection<RecordStore.Membership> memberships(Set<EnterpriseId> persons) {
        return read.keySet().equals(persons) ? read.values() : store.persons(persons);
    }

    /**
     * What is asked of a neighbourhood.
     *
     * @param extra a record that is not stored yet
     * @param said verdicts that are new; an empty one is withdrawn
     * @param wanted the person whose id a record is to carry, in place of the present one
     * @param leaving records that do not keep their person's id, since they are of another patient now
     */
    record Question(
            Set<EnterpriseId> neighbourhood,
            Optional<SourceId> extra,
            Map<SourcePair, Optional<Verdict>> said,
            Map<SourceId, EnterpriseId> wanted,
            Set<SourceId> leaving) {
        static Question ofFeed(Set<EnterpriseId> neighbourhood, SourceId fed) {
            return new Question(neighbourhood, Optional.of(fed), Map.of(), Map.of(), Set.of());
        }
    }

    /** A record that comes to another person than before, or to its first. */
    record Move(
            SourceId source,
            EnterpriseId person,
            Optional<EnterpriseId> previous,
            LinkEvent.Kind kind,
            Optional<LinkEvent.Evidence> evidence) {}

    /**
     * The answer.
     *
     * @param before the person of each record that has one
     * @param restored persons that were superseded and hold records again
     * @param open pairs of the neighbourhood that somebody has to look at
     * @param overruled pairs that clerks called one person and that must not be: two verified numbers
     */
    record Plan(
            PersonAssignment assignment,
            Map<SourceId, EnterpriseId> before,
            Set<EnterpriseId> restored,
            List<Move> moves,
            List<OpenPair> open,
            Set<SourcePair> overruled) {
        /** Whose the record, one of the neighbourhood's or the new one, is by this plan. */
        EnterpriseId personOf(SourceId record) {
            return assignment.clusters().entrySet().stream()
                    .filter(cluster -> cluster.getValue().contains(record))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("a source record belongs to a person, always"));
        }

        Set<SourceId> rejudged() {
            Set<SourceId> all = new HashSet<>();
            assignment.clusters().values().forEach(all::addAll);
            return all;
        }
    }

    Plan plan(Question question, Supplier<EnterpriseId> newPerson) {
        Map<SourceId, PersonRecord> members = new HashMap<>();
        Map<SourceId, EnterpriseId> present = new HashMap<>();
        for (RecordStore.Membership membership : memberships(question.neighbourhood())) {
            rows.put(membership.person().id(), membership.person());
            for (SourceRecord member : membership.sources()) {
                members.put(member.id(), understood(member));
                present.put(member.id(), membership.person().id());
            }
        }
        question.extra().ifPresent(extra -> members.put(extra, record(extra)));
        Map<SourcePair, Verdict> verdicts = verdicts(members.keySet(), question.said());
        Set<SourcePair> overruled = overruled(verdicts);
        verdicts.keySet().removeAll(overruled);
        Linkage.Partition partition = linkage.cluster(members.values(), verdicts);
        Map<SourceId, EnterpriseId> carried = new HashMap<>(present);
        carried.keySet().removeAll(question.leaving());
        PersonAssignment assignment = PersonAssignment.of(
                partition.clusters(),
                carried,
                question.wanted(),
                person -> row(person).createdAt(),
                newPerson);
        Set<EnterpriseId> restored = new HashSet<>();
        for (EnterpriseId person : assignment.clusters().keySet()) {
            if (!assignment.founded().contains(person)
                    && row(person).supersededBy().isPresent()) {
                restored.add(person);
            }
        }
        return new Plan(assignment, present, restored, moves(assignment, present), partition.open(), overruled);
    }

    private PersonRow row(EnterpriseId person) {
        return rows.computeIfAbsent(
                person,
                id -> store.person(id)
                        .orElseThrow(
                                () -> new IllegalStateException("a record belongs to a person that is not there")));
    }

    private Map<SourcePair, Verdict> verdicts(Set<SourceId> members, Map<SourcePair, Optional<Verdict>> said) {
        Map<SourcePair, Verdict> verdicts = new HashMap<>();
        if (members.size() > 1) {
            store.changes().rulings(members).forEach((pair, ruling) -> verdicts.put(pair, ruling.verdict()));
        }
        said.forEach((pair, verdict) ->
                verdict.ifPresentOrElse(stands -> verdicts.put(pair, stands), () -> verdicts.remove(pair)));
        return verdicts;
    }

    private Set<SourcePair> overruled(Map<SourcePair, Verdict> verdicts) {
        Set<SourcePair> overruled = new HashSet<>();
        verdicts.forEach((pair, verdict) -> {
            if (verdict == Verdict.SAME && linkage.isForbidden(record(pair.a()), record(pair.b()))) {
                overruled.add(pair);
            }
        });
        return overruled;
    }

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
        return scores(source, cluster).entrySet().stream()
                .map(scored -> new LinkEvent.Evidence(
                        scored.getKey(),
                        scored.getValue().bits(),
                        scored.getValue().probability()))
                .max(Comparator.comparingDouble(LinkEvent.Evidence::bits)
                        .thenComparing(LinkEvent.Evidence::with, Comparator.reverseOrder()));
    }

    /** What the engine thinks of the record and each of the others, all of them read before. */
    Map<SourceId, Linkage.Score> scores(SourceId source, Collection<SourceId> others) {
        return linkage.score(
                record(source),
                others.stream()
                        .filter(other -> !other.equals(source))
                        .map(this::record)
                        .toList());
    }

    PersonRecord record(SourceId source) {
        return Objects.requireNonNull(records.get(source), "a record that was not read");
    }

    PersonRecord understood(SourceRecord source) {
        return records.computeIfAbsent(source.id(), key -> known.understood(source));
    }

    /** When the person was founded. */
    Instant founded(EnterpriseId person) {
        return row(person).createdAt();
    }
}
