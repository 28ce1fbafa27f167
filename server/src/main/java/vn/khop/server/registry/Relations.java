package vn.khop.server.registry;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.security.Actor;

/*
 * A relation is found when it is asked for, as a person is: from the person's records, whoever shares a blocking key with one of them, and what records say by a relative's number. So it
 * is never older than the records, costs a feed nothing, and follows every merge and split by itself. What clerks say of it is kept, on the two records that bear it out.
 */
/** Who is whose mother, father, guardian, twin. Thread-safe. */
public final class Relations {

    private final RecordStore store;
    private final Linkage linkage;
    private final AccessLog accessLog;
    private final Candidates candidates;
    private final Persons persons;
    private final Kinship kinship;
    private final Clock clock;

    Relations(
            RecordStore store,
            Linkage linkage,
            AccessLog accessLog,
            Candidates candidates,
            Persons persons,
            Clock clock) {
        this.store = store;
        this.linkage = linkage;
        this.accessLog = accessLog;
        this.candidates = candidates;
        this.persons = persons;
        this.kinship = new Kinship(linkage);
        this.clock = clock;
    }

    /**
     * The relatives of a person that the actor may know of, by kind and id. Empty if there is no such person.
     *
     * @param isEndedToo whether those are shown too of whom a clerk said that they are none
     */
    public Optional<List<Relation>> of(EnterpriseId person, boolean isEndedToo, Actor actor) {
        Optional<RecordStore.PersonRow> row = store.person(person);
        List<Relation> all = row.isEmpty()
                ? List.of()
                : found(person, actor).stream()
                        .filter(relation -> isEndedToo || relation.state() != Relation.State.ENDED)
                        .toList();
        Set<String> shown = new HashSet<>();
        row.ifPresent(found -> shown.add(person.value()));
        all.forEach(relation -> shown.add(relation.other().value()));
        accessLog.record(AccessEvent.ofResult(
                actor, AccessAction.READ, shown.stream().sorted().toList()));
        return row.map(found -> all);
    }

    private record Key(RelationKind kind, EnterpriseId other) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::kind).thenComparing(Key::other);

        @Override
        public int compareTo(Key key) {
            return ORDER.compare(this, key);
        }
    }

    /** What speaks for one relation. */
    private static final class Said {
        private final List<Relation.Evidence> evidence = new ArrayList<>();
        private boolean isStated;
        private Optional<RelationRuling> ruling = Optional.empty();
    }

    private List<Relation> found(EnterpriseId person, Actor actor) {
        Map<Key, Said> said = said(person);
        Optional<HospitalView> view = persons.view(person, actor);
        view.ifPresent(hospital ->
                said.entrySet().removeIf(entry -> !isOfItsOwn(entry.getKey().kind(), entry.getValue(), actor)));
        List<Relation> relations = new ArrayList<>();
        said.forEach((key, one) -> relations.add(new Relation(
                person,
                key.kind(),
                key.other(),
                state(one),
                one.evidence,
                one.ruling.map(RelationRuling::decidedBy),
                one.ruling.map(RelationRuling::at))));
        return relations;
    }

    private static Relation.State state(Said said) {
        Relation.State found = said.isStated ? Relation.State.STATED : Relation.State.LIKELY;
        return said.ruling
                .map(ruling -> ruling.verdict() == RelationRuling.Verdict.CONFIRMED
                        ? Relation.State.CONFIRMED
                        : Relation.State.ENDED)
                .orElse(found);
    }

    /**
     * A hospital is told what its own records say, and nothing that it could only know from another's: a child's record tells of its mother, hers not of a child that was born
     * elsewhere; and of two who are found to be twins, both were there.
     */
    private boolean isOfItsOwn(RelationKind kind, Said said, Actor actor) {
        boolean isByBoth = kind == RelationKind.TWIN && !said.isStated;
        return said.evidence.stream()
                .anyMatch(one -> isOwn(one.record(), actor) && (!isByBoth || isOwn(one.related(), actor)));
    }

    private boolean isOwn(SourceId record, Actor actor) {
        return store.source(record)
                .filter(source -> actor.facilities().includes(source.facility()))
                .isPresent();
    }

    private Map<Key, Said> said(EnterpriseId person) {
        Map<Key, Said> said = new TreeMap<>();
        List<SourceRecord> members = store.members(List.of(person)).stream()
                .filter(SourceRecord::isActive)
                .toList();
        List<SourceId> ids = members.stream().map(SourceRecord::id).toList();
        members.forEach(member -> readKin(person, candidates.understood(member), said));
        readStated(person, ids, said);
        readRulings(person, ids, said);
        return said;
    }

    private void readKin(EnterpriseId person, PersonRecord own, Map<Key, Said> said) {
        SourceId id = new SourceId(own.recordId());
        List<PersonRecord> near = candidates
                .sharingAKey(linkage.blockingKeys(own), Optional.of(id))
                .records();
        Map<SourceId, EnterpriseId> holders = store.personsOf(
                near.stream().map(record -> new SourceId(record.recordId())).toList());
        for (PersonRecord record : near) {
            SourceId other = new SourceId(record.recordId());
            EnterpriseId holder = holders.get(other);
            if (holder == null || holder.equals(person)) {
                continue;
            }
            kinship.of(own, record)
                    .ifPresent(found -> of(said, found.kind(), holder)
                            .evidence
                            .add(new Relation.Evidence(id, other, found.evidence())));
            kinship.of(record, own)
                    .filter(found -> found.kind() != found.kind().inverse())
                    .ifPresent(found -> of(said, found.kind().inverse(), holder)
                            .evidence
                            .add(new Relation.Evidence(other, id, found.evidence())));
        }
    }

    private static Said of(Map<Key, Said> said, RelationKind kind, EnterpriseId other) {
        return said.computeIfAbsent(new Key(kind, other), key -> new Said());
    }

    private void readStated(EnterpriseId person, List<SourceId> ids, Map<Key, Said> said) {
        for (StatedRelation stated : store.relations().statedBy(ids)) {
            List<EnterpriseId> carriers = others(store.withIdentifier(stated.number()), person);
            // A number that several carry names nobody; the person's own record may carry it by mistake.
            if (carriers.size() == 1) {
                add(of(said, stated.kind(), carriers.get(0)), stated, carriers.get(0));
            }
        }
        Set<PersonIdentifier> numbers = store.identifiers(person);
        List<StatedRelation> ofPerson = store.relations().statedOf(numbers);
        Map<SourceId, EnterpriseId> sayers =
                store.personsOf(ofPerson.stream().map(StatedRelation::record).toList());
        for (StatedRelation stated : ofPerson) {
            EnterpriseId sayer = sayers.get(stated.record());
            boolean isMeant = sayer != null
                    && !sayer.equals(person)
                    && others(store.withIdentifier(stated.number()), sayer).equals(List.of(person));
            if (isMeant) {
                add(of(said, stated.kind().inverse(), Objects.requireNonNull(sayer)), stated, person);
            }
        }
    }

    private static List<EnterpriseId> others(List<EnterpriseId> carriers, EnterpriseId than) {
        return carriers.stream().filter(one -> !one.equals(than)).toList();
    }

    private void add(Said said, StatedRelation stated, EnterpriseId relative) {
        said.isStated = true;
        store.members(List.of(relative)).stream()
                .filter(SourceRecord::isActive)
                .map(SourceRecord::id)
                .min(Comparator.naturalOrder())
                .ifPresent(record -> said.evidence.add(new Relation.Evidence(
                        stated.record(),
                        record,
                        List.of("stated by " + stated.number().domain()))));
    }

    private void readRulings(EnterpriseId person, List<SourceId> ids, Map<Key, Said> said) {
        List<RelationRuling> rulings = store.relations().rulings(ids);
        Set<SourceId> spokenOf = new HashSet<>();
        rulings.forEach(ruling -> spokenOf.addAll(List.of(ruling.record(), ruling.related())));
        Map<SourceId, EnterpriseId> holders = store.personsOf(spokenOf);
        for (RelationRuling ruling : rulings) {
            EnterpriseId one = holders.get(ruling.record());
            EnterpriseId related = holders.get(ruling.related());
            if (one == null || related == null || one.equals(related)) {
                continue;
            }
            if (one.equals(person)) {
                of(said, ruling.kind(), related).ruling = Optional.of(ruling);
            } else if (related.equals(person)) {
                of(said, ruling.kind().inverse(), one).ruling = Optional.of(ruling);
            }
        }
    }

    /**
     * A clerk says that the other is that to the person, or is not; the latest word counts.
     *
     * @return the relation as it stands then
     * @throws Refused if one of the two is not there, is not active any more, or both are one
     */
    public Relation rule(
            EnterpriseId person,
            RelationKind kind,
            EnterpriseId other,
            RelationRuling.Verdict verdict,
            Justification why,
            Actor actor) {
        if (!kind.isStored()) {
            rule(other, toldBySex(kind, person, other, actor), person, verdict, why, actor);
            return relation(person, kind, other, actor);
        }
        if (person.equals(other)) {
            throw new Refused(Refused.Reason.SAME_PERSON, "nobody is a relative of themselves: name two persons");
        }
        store.claiming(Set.of(FeedAttempt.claim(person), FeedAttempt.claim(other)), () -> {
            requireActive(person);
            requireActive(other);
            Map<Key, Said> said = said(person);
            for (SourcePlace place : places(person, other, said.get(new Key(kind, other)))) {
                store.relations()
                        .add(new RelationRuling(
                                place.record(),
                                place.related(),
                                kind,
                                verdict,
                                actor.username(),
                                now(),
                                why.reason().code(),
                                why.note()));
            }
            accessLog.record(List.of(person, other).stream()
                    .map(one -> new AccessEvent(actor, AccessAction.DECIDE, one.value(), "", AccessOutcome.SUCCESS))
                    .toList());
            return true;
        });
        return relation(person, kind, other, actor);
    }

    /** A child's ruling is said of its mother or of its father: of whom it is known already, else by the parent's sex. */
    private RelationKind toldBySex(RelationKind kind, EnterpriseId parent, EnterpriseId child, Actor actor) {
        if (kind == RelationKind.WARD) {
            return RelationKind.GUARDIAN;
        }
        boolean isKnownFather = found(child, actor).stream()
                .anyMatch(relation -> relation.other().equals(parent) && relation.kind() == RelationKind.FATHER);
        boolean isMale = persons.of(List.of(parent)).values().stream()
                .flatMap(one -> one.golden(Columns.Fields.SEX).stream())
                .anyMatch(sex -> sex.value().equals("male"));
        return isKnownFather || isMale ? RelationKind.FATHER : RelationKind.MOTHER;
    }

    private record SourcePlace(SourceId record, SourceId related) {}

    /** The records that bear it out; where there are none, the first of each. */
    private Set<SourcePlace> places(EnterpriseId person, EnterpriseId other, @Nullable Said said) {
        Set<SourcePlace> places = new HashSet<>();
        if (said != null) {
            said.evidence.forEach(evidence -> places.add(new SourcePlace(evidence.record(), evidence.related())));
            said.ruling.ifPresent(ruling -> places.add(new SourcePlace(ruling.record(), ruling.related())));
        }
        if (places.isEmpty()) {
            places.add(new SourcePlace(first(person), first(other)));
        }
        return places;
    }

    private SourceId first(EnterpriseId person) {
        Collection<SourceRecord> members = store.members(List.of(person));
        return members.stream()
                .map(SourceRecord::id)
                .min(Comparator.naturalOrder())
                .orElseThrow(() -> new IllegalStateException("an active person has a record"));
    }

    private void requireActive(EnterpriseId person) {
        RecordStore.PersonRow row = store.person(person)
                .orElseThrow(() -> new Refused(Refused.Reason.UNKNOWN_PERSON, "no person has this id"));
        row.supersededBy().ifPresent(by -> {
            throw new Refused(
                    Refused.Reason.SUPERSEDED_PERSON,
                    "person " + person + " is not active any more: its records are with " + by);
        });
    }

    private Relation relation(EnterpriseId person, RelationKind kind, EnterpriseId other, Actor actor) {
        return found(person, actor).stream()
                .filter(relation -> relation.kind() == kind && relation.other().equals(other))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a relation that was ruled on is known"));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
