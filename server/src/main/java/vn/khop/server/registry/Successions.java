package vn.khop.server.registry;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.security.Actor;

/** Who stands for whom, by whose word, and how a person would be after a decision. Thread-safe. */
public final class Successions {
    private final RecordStore store;
    private final Linkage linkage;
    private final AccessLog accessLog;

    public Successions(RecordStore store, Linkage linkage, AccessLog accessLog) {
        this.store = store;
        this.linkage = linkage;
        this.accessLog = accessLog;
    }

    /**
     * What people said of who is who, as one change.
     *
     * @param persons everybody whose records changed hands, by id
     */
    public record Said(Change change, List<EnterpriseId> persons) {
        public Said {
            persons = List.copyOf(persons);
        }
    }

    /**
     * The persons whose place this one has taken, and whose places those had taken before; nobody's where it was superseded itself, since whoever lives stands for all of them. Found in its
     * history, which it must have been read with.
     */
    public List<EnterpriseId> replacedBy(Person person) {
        if (person.supersededBy().isPresent()) {
            return List.of();
        }
        Set<EnterpriseId> replaced = new TreeSet<>(replacedBy(person.id(), person.history()));
        Deque<EnterpriseId> unread = new ArrayDeque<>(replaced);
        while (!unread.isEmpty()) {
            EnterpriseId next = unread.remove();
            replacedBy(next, store.history(next)).stream().filter(replaced::add).forEach(unread::add);
        }
        return List.copyOf(replaced);
    }

    private List<EnterpriseId> replacedBy(EnterpriseId person, List<LinkEvent> history) {
        return history.stream()
                .filter(event -> event.person().equals(person))
                .flatMap(event -> event.previous().stream())
                .distinct()
                .filter(previous -> store.person(previous)
                        .flatMap(RecordStore.PersonRow::supersededBy)
                        .filter(person::equals)
                        .isPresent())
                .toList();
    }

    /** The records of the same facility for which it says that this one stands. */
    public List<SourceId> replacedBy(SourceRecord record) {
        Collection<EnterpriseId> person = store.personsOf(List.of(record.id())).values();
        return store.members(person).stream()
                .filter(other -> other.facility().equals(record.facility())
                        && record.localId().equals(other.columns().get(Columns.REPLACED_BY)))
                .map(SourceRecord::id)
                .sorted()
                .toList();
    }

    /** The person as it would be with these records, and what it would be known by. */
    public Registry.PersonThen foresee(Person person, Collection<SourceId> records) {
        List<SourceRecord> sources = store.sources(records);
        Set<PersonIdentifier> identifiers = new HashSet<>();
        List<PersonRecord> understood = new ArrayList<>();
        for (SourceRecord source : sources) {
            PersonRecord record = linkage.normalise(new RawRecord(source.id().value(), source.columns()));
            understood.add(record);
            identifiers.addAll(SourceIndex.of(record, Set.of()).identifiers());
        }
        return new Registry.PersonThen(
                new Person(
                        person.id(),
                        person.createdAt(),
                        Optional.empty(),
                        understood.isEmpty() ? List.of() : linkage.survive(understood),
                        sources,
                        List.of(),
                        CitizenAnchor.of(understood)),
                identifiers);
    }

    /** What people said that brought a record to the person or took one away, oldest first. */
    public List<Said> of(EnterpriseId person, Actor actor) {
        Set<Long> changes = new LinkedHashSet<>();
        store.history(person).forEach(event -> changes.add(event.change()));
        List<Said> said =
                changes.stream().flatMap(number -> said(number).stream()).toList();
        log(said.isEmpty() ? List.of() : List.of(person), actor);
        return said;
    }

    /** The same by the number of the change. */
    public Optional<Said> of(long change, Actor actor) {
        Optional<Said> said = said(change);
        log(said.map(Said::persons).orElse(List.of()), actor);
        return said;
    }

    /** The person that a record belongs to now. */
    public Optional<EnterpriseId> personOf(SourceId record) {
        return Optional.ofNullable(store.personsOf(List.of(record)).get(record));
    }

    private Optional<Said> said(long number) {
        return store.changes()
                .change(number)
                .filter(change -> change.kind() != Change.Kind.FEED && change.kind() != Change.Kind.LOAD)
                .map(change -> new Said(
                        change,
                        store.changes().linksOf(number).stream()
                                .flatMap(link -> Stream.concat(Stream.of(link.person()), link.previous().stream()))
                                .distinct()
                                .sorted()
                                .toList()));
    }

    private void log(List<EnterpriseId> shown, Actor actor) {
        accessLog.record(AccessEvent.ofResult(
                actor,
                AccessAction.READ,
                shown.stream().map(EnterpriseId::value).toList()));
    }
}
