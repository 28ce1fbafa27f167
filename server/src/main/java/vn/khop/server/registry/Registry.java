package vn.khop.server.registry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.audit.EmergencyAccess;
import vn.khop.server.security.Actor;
import vn.khop.server.security.Scope;

/**
 * The door to who is who. Thread-safe. Every call that shows a person writes the access log first; if that fails, nothing is shown.
 */
public final class Registry {
    private final RecordStore store;
    private final Linkage linkage;
    private final Facilities facilities;
    private final AccessLog accessLog;
    private final Candidates candidates;
    private final Guards guards;
    private final Persons persons;
    private final Feeding feeding;
    private final Matching matching;
    private final Relations relations;

    /** @param random draws ids; must be one that nobody can predict, and safe for threads */
    public Registry(
            RecordStore store,
            Linkage linkage,
            Facilities facilities,
            AccessLog accessLog,
            Clock clock,
            RandomGenerator random,
            MeterRegistry meters) {
        this(store, linkage, facilities, accessLog, clock, random, meters, Guards.of(accessLog, clock, meters));
    }

    public Registry(
            RecordStore store,
            Linkage linkage,
            Facilities facilities,
            AccessLog accessLog,
            Clock clock,
            RandomGenerator random,
            MeterRegistry meters,
            Guards guards) {
        this(
                store,
                linkage,
                facilities,
                accessLog,
                clock,
                random,
                new Candidates(store, linkage, meters, Candidates.PER_KEY_MAX),
                guards);
    }

    /** @param source where candidates are found */
    public Registry(
            RecordStore store,
            Linkage linkage,
            Facilities facilities,
            AccessLog accessLog,
            Clock clock,
            RandomGenerator random,
            MeterRegistry meters,
            Guards guards,
            IndexSource source) {
        this(
                store,
                linkage,
                facilities,
                accessLog,
                clock,
                random,
                new Candidates(store, linkage, meters, Candidates.PER_KEY_MAX, source),
                guards);
    }

    /** Who asks for too much, and to whom somebody was opened in an emergency. */
    public record Guards(NumberGuesses guesses, EmergencyAccess emergencies) {
        private static final int MISSES_MAX = 20;
        private static final Duration WINDOW = Duration.ofMinutes(10);

        static Guards of(AccessLog log, Clock clock, MeterRegistry meters) {
            return new Guards(new NumberGuesses(MISSES_MAX, WINDOW, clock, log, meters), EmergencyAccess.none());
        }
    }

    Registry(
            RecordStore store,
            Linkage linkage,
            Facilities facilities,
            AccessLog accessLog,
            Clock clock,
            RandomGenerator random,
            Candidates candidates) {
        this(
                store,
                linkage,
                facilities,
                accessLog,
                clock,
                random,
                candidates,
                Guards.of(accessLog, clock, new SimpleMeterRegistry()));
    }

    private Registry(
            RecordStore store,
            Linkage linkage,
            Facilities facilities,
            AccessLog accessLog,
            Clock clock,
            RandomGenerator random,
            Candidates candidates,
            Guards guards) {
        this.candidates = candidates;
        this.guards = guards;
        this.store = store;
        this.linkage = linkage;
        this.facilities = facilities;
        this.accessLog = accessLog;
        this.persons = new Persons(store, linkage, candidates, guards.emergencies());
        this.feeding = new Feeding(
                store, linkage, facilities, accessLog, new Ledger(store, clock, random), candidates, persons);
        this.matching = new Matching(store, linkage, accessLog, candidates, guards.guesses(), persons);
        this.relations = new Relations(store, linkage, accessLog, candidates, persons, clock);
    }

    /**
     * Takes a message: when this returns, the source record is stored and linked. Sending the same message again changes nothing; an older event never overwrites a
     * newer one.
     *
     * @throws Refused if the facility may not feed, or the message's key was used for something else
     */
    public FeedOutcome feed(SourceFeed feed, Actor actor) {
        return feeding.feed(feed, actor);
    }

    /**
     * The persons that the probe may be, best first. It is compared with the records, not with a person's golden values; a person counts once, with its best record.
     *
     * @param probe its record id is not looked at; any of the columns may be missing
     */
    public List<PersonMatch> match(RawRecord probe, MatchOptions options, Actor actor) {
        return matching.match(probe, options, actor);
    }

    /** The person with this id, with all its sources and its history; one that was superseded says by whom. */
    public Optional<Person> person(EnterpriseId id, Actor actor) {
        Optional<RecordStore.PersonRow> row = store.person(id);
        accessLog.record(AccessEvent.ofResult(
                actor,
                AccessAction.READ,
                row.map(found -> found.id().value()).stream().toList()));
        return row.map(found -> {
            Person person = Objects.requireNonNull(this.persons.of(List.of(id)).get(id));
            return this.persons.shown(
                    new Person(
                            person.id(),
                            person.createdAt(),
                            person.supersededBy(),
                            person.golden(),
                            person.sources(),
                            store.history(id),
                            person.anchor()),
                    actor);
        });
    }

    /**
     * The person, of whom one column is shown in full to somebody to whom it is masked; it is in the log under the person's id and the column.
     *
     * @throws Refused if no record of the person has it
     */
    public Optional<Person> unmask(EnterpriseId id, String column, Actor actor) {
        Optional<Person> found = store.person(id)
                .map(row -> persons.shown(
                        Objects.requireNonNull(persons.of(List.of(id)).get(id)), actor));
        if (found.filter(person -> person.sources().stream()
                        .noneMatch(record ->
                                column.equals(Columns.MRN) || record.columns().containsKey(column)))
                .isPresent()) {
            throw new Refused(Refused.Reason.BAD_ANSWER, "no record of this person has this field");
        }
        accessLog.record(
                found.isPresent()
                        ? new AccessEvent(
                                actor,
                                AccessAction.UNMASK,
                                id.value(),
                                "Person/" + id.value() + "/" + column,
                                AccessOutcome.SUCCESS)
                        : new AccessEvent(actor, AccessAction.UNMASK, "", "", AccessOutcome.NOTHING_FOUND));
        return found;
    }

    /** What people decided among the changes that made a person's history, by their numbers. For a caller that is showing the person already. */
    public Map<Long, Change> decisionsOf(Person person) {
        return person.history().stream()
                .filter(event -> event.change() > 0 && !event.decidedBy().equals(Change.MODEL))
                .map(LinkEvent::change)
                .distinct()
                .flatMap(number -> store.changes().change(number).stream())
                .collect(Collectors.toMap(Change::number, Function.identity()));
    }

    /** The records of a person's history that are with somebody else by now. For a caller that is showing the person already. */
    public Map<SourceId, SourceRecord> formerRecordsOf(Person person) {
        Set<SourceId> present = person.sources().stream().map(SourceRecord::id).collect(Collectors.toSet());
        Set<SourceId> left = person.history().stream()
                .map(LinkEvent::source)
                .filter(source -> !present.contains(source))
                .collect(Collectors.toSet());
        return store.sources(left).stream().collect(Collectors.toMap(SourceRecord::id, Function.identity()));
    }

    /**
     * The person as it was known at a moment, found from the log: its records in the versions of then, golden values and identifiers made of them, and what had happened
     * by then. Empty if it was not founded yet.
     */
    public Optional<PersonThen> person(EnterpriseId id, Instant at, Actor actor) {
        Optional<RecordStore.PersonRow> row = store.person(id, at);
        accessLog.record(AccessEvent.ofResult(
                actor,
                AccessAction.READ,
                row.map(found -> found.id().value()).stream().toList()));
        return row.map(found -> {
            List<SourceRecord> sources = store.members(id, at);
            List<PersonRecord> records = sources.stream()
                    .map(source -> linkage.normalise(new RawRecord(source.id().value(), source.columns())))
                    .toList();
            Set<PersonIdentifier> identifiers = new HashSet<>();
            records.forEach(record ->
                    identifiers.addAll(SourceIndex.of(record, Set.of()).identifiers()));
            List<LinkEvent> history = store.history(id).stream()
                    .filter(event -> !event.at().isAfter(at))
                    .toList();
            return new PersonThen(
                    new Person(
                            id,
                            found.createdAt(),
                            Persons.holder(found, other -> store.person(other, at)),
                            records.isEmpty() ? List.of() : linkage.survive(records),
                            sources,
                            history,
                            CitizenAnchor.of(records)),
                    identifiers);
        });
    }

    /** A person at a moment, and what it was known by then. */
    public record PersonThen(Person person, Set<PersonIdentifier> identifiers) {
        public PersonThen {
            identifiers = Set.copyOf(identifiers);
        }
    }

    /**
     * A source record and its person.
     *
     * @param version empty for the present one
     */
    public Optional<SourceView> source(SourceId id, Optional<Integer> version, Actor actor) {
        Optional<SourceRecord> found = version.isPresent() ? store.source(id, version.get()) : store.source(id);
        Optional<SourceView> view = found.map(record -> new SourceView(record, persons.ofRecord(id)))
                .filter(shown -> persons.view(shown.person(), actor)
                        .map(hospital -> hospital.includes(shown.source()))
                        .orElse(true));
        accessLog.record(view.map(shown -> new AccessEvent(
                        actor, AccessAction.READ_SOURCE, shown.person().value(), id.value(), AccessOutcome.SUCCESS))
                .orElseGet(
                        () -> new AccessEvent(actor, AccessAction.READ_SOURCE, "", "", AccessOutcome.NOTHING_FOUND)));
        return view;
    }

    /** A source record with the person it belongs to now. */
    public record SourceView(SourceRecord source, EnterpriseId person) {}

    /** A page of the persons that fit every criterion, by enterprise id; without their history. */
    public SearchResult search(PersonSearch search, Actor actor) {
        guards.guesses().admit(actor);
        SearchResult result = HospitalView.of(actor, linkage)
                .map(view -> search(search, view, actor))
                .orElseGet(() -> search(search));
        if (result.total() == 0 && isByNumber(search)) {
            guards.guesses().missed(actor);
        }
        accessLog.record(AccessEvent.ofResult(
                actor,
                AccessAction.SEARCH,
                result.persons().stream().map(person -> person.id().value()).toList()));
        return result;
    }

    private static boolean isByNumber(PersonSearch search) {
        return search.criteria().stream()
                .anyMatch(criterion -> criterion.field() == PersonSearch.Field.IDENTIFIER
                        || criterion.field() == PersonSearch.Field.TELECOM);
    }

    private SearchResult search(PersonSearch search) {
        RecordStore.Page page = store.search(SearchQuestion.of(search, linkage));
        Map<EnterpriseId, Person> persons = this.persons.of(page.persons());
        return new SearchResult(
                page.total(),
                page.persons().stream()
                        .map(id -> Objects.requireNonNull(persons.get(id)))
                        .toList());
    }

    /** For a hospital: among those found, the persons of whom what is shown fits. */
    private SearchResult search(PersonSearch search, HospitalView view, Actor actor) {
        Optional<PersonSearch> question = view.question(search).map(asked -> SearchQuestion.of(asked, linkage));
        if (question.isEmpty()) {
            return new SearchResult(0, List.of());
        }
        List<EnterpriseId> found = store.search(question.get()).persons();
        Map<EnterpriseId, Person> persons = this.persons.of(found);
        List<Person> fitting = found.stream()
                .map(id -> Objects.requireNonNull(persons.get(id)))
                .filter(person -> view.shows(person, question.get()))
                .map(person -> this.persons.shown(person, actor))
                .toList();
        return new SearchResult(
                fitting.size(),
                fitting.stream()
                        .skip(search.offset())
                        .limit(Math.min(search.limit(), HospitalView.SHOWN_MAX))
                        .toList());
    }

    /** Why two source records are, or are not, one person; also for a pair that nothing ever proposed. Empty if one of them is unknown. */
    public Optional<PairExplanation> explain(SourceId a, SourceId b, Actor actor) {
        Optional<SourceRecord> first = store.source(a);
        Optional<SourceRecord> second = store.source(b);
        if (first.isEmpty() || second.isEmpty()) {
            accessLog.record(AccessEvent.ofResult(actor, AccessAction.EXPLAIN, List.of()));
            return Optional.empty();
        }
        accessLog.record(AccessEvent.ofResult(
                actor,
                AccessAction.EXPLAIN,
                Stream.of(a, b)
                        .map(persons::ofRecord)
                        .map(EnterpriseId::value)
                        .distinct()
                        .toList()));
        return Optional.of(linkage.explain(candidates.understood(first.get()), candidates.understood(second.get())));
    }

    /**
     * Everything the person with this identifier is known by. Empty if nobody has it.
     *
     * @throws Refused if several persons carry it
     */
    public Optional<CrossReference> crossReference(PersonIdentifier identifier, Actor actor) {
        guards.guesses().admit(actor);
        if (identifier.kind().isPresent() && actor.isOneHospital() && !actor.has(Scope.NATIONAL_NUMBER)) {
            accessLog.record(new AccessEvent(actor, AccessAction.CROSS_REFERENCE, "", "", AccessOutcome.DENIED));
            throw new Refused(
                    Refused.Reason.NOT_REGISTERED,
                    "this client is not registered for numbers known everywhere: ask with a facility's own number");
        }
        List<EnterpriseId> persons = store.withIdentifier(identifier);
        if (persons.isEmpty()) {
            guards.guesses().missed(actor);
        }
        if (persons.size() > 1) {
            accessLog.record(new AccessEvent(actor, AccessAction.CROSS_REFERENCE, "", "", AccessOutcome.DENIED));
            throw new Refused(
                    Refused.Reason.AMBIGUOUS_IDENTIFIER,
                    "several persons carry this identifier: ask with a facility's own number, or match by name and birth date");
        }
        accessLog.record(AccessEvent.ofResult(
                actor,
                AccessAction.CROSS_REFERENCE,
                persons.stream().map(EnterpriseId::value).toList()));
        return persons.stream().findFirst().map(person -> new CrossReference(person, store.identifiers(person)));
    }

    /** The same for a person's own id; a superseded one is answered by the person that took its place. */
    public Optional<CrossReference> crossReference(EnterpriseId id, Actor actor) {
        Optional<EnterpriseId> present = present(id);
        accessLog.record(AccessEvent.ofResult(
                actor,
                AccessAction.CROSS_REFERENCE,
                present.map(EnterpriseId::value).stream().toList()));
        return present.map(person -> new CrossReference(person, store.identifiers(person)));
    }

    /** Who holds the records of this person now. */
    private Optional<EnterpriseId> present(EnterpriseId id) {
        return store.person(id).map(row -> Persons.holder(row, store::person).orElse(row.id()));
    }

    /** A person and everything it is known by. */
    public record CrossReference(EnterpriseId person, Set<PersonIdentifier> identifiers) {
        public CrossReference {
            identifiers = Set.copyOf(identifiers);
        }
    }

    /** What a person is known by, without an entry in the access log: for a caller that is showing the person already. */
    public Set<PersonIdentifier> identifiers(EnterpriseId person, Actor actor) {
        Set<PersonIdentifier> all = store.identifiers(person);
        return persons.view(person, actor)
                .map(view -> view.identifiers(all, store.members(List.of(person))))
                .orElse(all);
    }

    /** Some of the records that were looked at were not committed. */
    void forget() {
        candidates.forget();
    }

    /** Who is whose relative. */
    public Relations relations() {
        return relations;
    }

    /** What finds candidates once it is started. */
    public LiveIndex index() {
        return candidates.index();
    }

    public Facilities facilities() {
        return facilities;
    }

    /** How many source records are known. */
    public long countSources() {
        return store.countSources();
    }
}
