package vn.khop.server.registry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
import vn.khop.server.registry.FeedOutcome.Effect;
import vn.khop.server.security.Actor;
import vn.khop.server.security.Scope;

/*
 * Why two feeds never make two persons of one. A feed first claims, in one order for everybody, its own record, the identifiers it carries and its blocking keys.
 * Two records that the engine would compare share a blocking key, so of two such feeds one waits until the other has committed, and then finds its record among
 * the candidates. Which persons a feed touches is known only after the candidates were read; if one of them is not claimed yet, the attempt ends without having
 * written anything and begins again with that person claimed too. So no claim is ever taken out of order, and no feed writes to a person it has not claimed.
 */
/**
 * The door to who is who. Thread-safe. Every call that shows a person writes the access log first; if that fails, nothing is shown.
 */
public final class Registry {
    /** A neighbourhood grows only while other feeds join persons; far fewer rounds are ever needed. */
    private static final int ATTEMPTS_MAX = 50;

    private final RecordStore store;
    private final Linkage linkage;
    private final Facilities facilities;
    private final AccessLog accessLog;
    private final Ledger ledger;
    private final Candidates candidates;
    private final Guards guards;

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
        this.ledger = new Ledger(store, clock, random);
    }

    /**
     * Takes a message: when this returns, the source record is stored and linked. Sending the same message again changes nothing; an older event never overwrites a
     * newer one.
     *
     * @throws Refused if the facility may not feed, or the message's key was used for something else
     */
    public FeedOutcome feed(SourceFeed feed, Actor actor) {
        if (!actor.facilities().includes(feed.facility())) {
            throw new Refused(
                    Refused.Reason.FACILITY_NOT_ALLOWED,
                    "this client may not feed for facility '" + feed.facility() + "'");
        }
        facilities.admit(feed.facility());
        Map<String, String> columns = new LinkedHashMap<>(feed.columns());
        columns.put(Columns.FACILITY, feed.facility());
        columns.put(Columns.MRN, feed.localId());
        SourceId id = SourceId.of(feed.facility(), feed.localId());
        Set<String> claims =
                new FeedAttempt(store, linkage, candidates, id, columns).claims(feed.facility(), feed.localId());
        feed.messageKey().ifPresent(key -> claims.add("message:" + key));
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            Round round = store.claiming(claims, () -> round(feed, columns, id, claims, actor));
            if (round.outcome().isPresent()) {
                return round.outcome().get();
            }
            claims.addAll(round.missing());
        }
        throw new IllegalStateException("a feed found new neighbours " + ATTEMPTS_MAX + " times over");
    }

    /** Either the outcome, or the claims that are needed for one. */
    private record Round(Optional<FeedOutcome> outcome, Set<String> missing) {
        static Round done(FeedOutcome outcome) {
            return new Round(Optional.of(outcome), Set.of());
        }
    }

    private Round round(SourceFeed feed, Map<String, String> columns, SourceId id, Set<String> claims, Actor actor) {
        Optional<FeedOutcome> repeated =
                feed.messageKey().flatMap(store::message).map(message -> repeated(message, feed, columns));
        if (repeated.isPresent()) {
            return Round.done(logged(repeated.get(), actor));
        }
        Optional<SourceRecord> present = store.source(id);
        if (present.isPresent()) {
            Optional<FeedOutcome> withoutEffect = withoutEffect(feed, columns, present.get(), actor);
            if (withoutEffect.isPresent()) {
                return Round.done(logged(withoutEffect.get(), actor));
            }
        }
        FeedAttempt attempt = new FeedAttempt(store, linkage, candidates, id, columns);
        Set<EnterpriseId> neighbourhood = attempt.neighbourhood();
        Set<String> missing = neighbourhood.stream()
                .map(FeedAttempt::claim)
                .filter(claim -> !claims.contains(claim))
                .collect(Collectors.toSet());
        if (!missing.isEmpty()) {
            return new Round(Optional.empty(), missing);
        }
        Reclustering.Plan plan = attempt.plan(neighbourhood, ledger::drawUnusedPersonId);
        SourceRecord record = version(feed, columns, id, store.nextVersion(id));
        store.put(record, attempt.index(), origin(actor));
        Set<SourceId> renumbered =
                present.filter(former -> hasTheNumbersOf(attempt, former)).isPresent() ? Set.of() : Set.of(id);
        ledger.write(plan, byModel(actor, record.receivedAt()), Set.of(id), renumbered, attempt.keysCut());
        ledger.askAgain(attempt.rulings(), attempt.bitsOfRuledPairs(), plan.overruled(), record.receivedAt());
        Set<SourceId> changed = new HashSet<>(plan.rejudged());
        changed.add(id);
        ledger.followTasks(changed, record.receivedAt());
        EnterpriseId person = personOf(id);
        remember(feed, columns, record);
        return Round.done(
                logged(new FeedOutcome(record, person, present.isPresent() ? Effect.REVISED : Effect.CREATED), actor));
    }

    private boolean hasTheNumbersOf(FeedAttempt attempt, SourceRecord former) {
        return SourceIndex.of(candidates.understood(former), Set.of())
                .identifiers()
                .equals(attempt.index().identifiers());
    }

    private FeedOutcome repeated(RecordStore.Message message, SourceFeed feed, Map<String, String> columns) {
        if (!message.contentHash().equals(ContentHash.of(feed, columns))) {
            throw new Refused(
                    Refused.Reason.MESSAGE_KEY_REUSED,
                    "this message key came before with another content: a new message needs a new key");
        }
        SourceRecord source = store.source(message.source(), message.version())
                .orElseThrow(() -> new IllegalStateException("a message without its record"));
        return new FeedOutcome(source, personOf(message.source()), Effect.REPEATED);
    }

    /** The outcome, if the message says nothing new: the same content again, or an older event. */
    private Optional<FeedOutcome> withoutEffect(
            SourceFeed feed, Map<String, String> columns, SourceRecord present, Actor actor) {
        boolean same = present.columns().equals(columns)
                && present.document().equals(feed.document())
                && present.eventTime().equals(feed.eventTime());
        if (same) {
            remember(feed, columns, present);
            return Optional.of(new FeedOutcome(present, personOf(present.id()), Effect.REPEATED));
        }
        boolean older = feed.eventTime().isPresent()
                && present.eventTime().isPresent()
                && feed.eventTime().get().isBefore(present.eventTime().get());
        if (!older) {
            return Optional.empty();
        }
        SourceRecord late = version(feed, columns, present.id(), store.nextVersion(present.id()));
        store.putOutdated(late, origin(actor));
        remember(feed, columns, present);
        return Optional.of(new FeedOutcome(present, personOf(present.id()), Effect.OUTDATED));
    }

    private SourceRecord version(SourceFeed feed, Map<String, String> columns, SourceId id, int version) {
        return new SourceRecord(
                id, feed.facility(), feed.localId(), version, columns, feed.document(), feed.eventTime(), now());
    }

    private Instant now() {
        return ledger.now();
    }

    private void remember(SourceFeed feed, Map<String, String> columns, SourceRecord taken) {
        feed.messageKey()
                .ifPresent(key -> store.remember(new RecordStore.Message(
                        key, ContentHash.of(feed, columns), taken.id(), taken.version(), now())));
    }

    private Change byModel(Actor actor, Instant at) {
        return new Change(
                0,
                Change.Kind.FEED,
                at,
                Change.MODEL,
                linkage.modelVersion(),
                actor.requestId(),
                "",
                "",
                Optional.empty());
    }

    private EnterpriseId personOf(SourceId source) {
        return Objects.requireNonNull(
                store.personsOf(List.of(source)).get(source), "a source record belongs to a person, always");
    }

    private FeedOutcome logged(FeedOutcome outcome, Actor actor) {
        accessLog.record(new AccessEvent(
                actor,
                AccessAction.FEED,
                outcome.person().value(),
                outcome.source().id().value(),
                AccessOutcome.SUCCESS));
        return outcome;
    }

    private static RecordStore.Origin origin(Actor actor) {
        return new RecordStore.Origin(actor.username(), actor.clientId(), actor.requestId());
    }

    /**
     * The persons that the probe may be, best first. It is compared with the records, not with a person's golden values; a person counts once, with its best record.
     *
     * @param probe its record id is not looked at; any of the columns may be missing
     */
    public List<PersonMatch> match(RawRecord probe, MatchOptions options, Actor actor) {
        guards.guesses().admit(actor);
        PersonRecord record = linkage.normalise(probe);
        Candidates.Found found = candidates.sharingAKey(linkage.blockingKeys(record), Optional.empty());
        Map<SourceId, Linkage.Score> scores = new HashMap<>(linkage.score(record, found.records()));
        scores.values().removeIf(score -> !score.isCandidate());
        Optional<HospitalView> view = HospitalView.of(actor, linkage);
        List<Hit> best = bestOfEachPerson(scores);
        List<Hit> hits = chosen(view.isPresent() ? shown(best, probe, view.get()) : best, options);
        if (hits.isEmpty() && isByNumber(probe)) {
            guards.guesses().missed(actor);
        }
        accessLog.record(AccessEvent.ofResult(
                actor,
                AccessAction.MATCH,
                hits.stream().map(hit -> hit.person().value()).toList()));
        Map<EnterpriseId, Person> persons =
                persons(hits.stream().map(Hit::person).toList());
        return hits.stream()
                .map(hit -> new PersonMatch(
                        shown(Objects.requireNonNull(persons.get(hit.person())), actor),
                        hit.score().probability(),
                        hit.score().bits(),
                        hit.grade(),
                        hit.best()))
                .toList();
    }

    private static boolean isByNumber(RawRecord probe) {
        return Stream.of(Columns.NATIONAL_ID, Columns.INSURANCE_NO, Columns.PHONE)
                .anyMatch(column -> probe.value(column).isPresent());
    }

    /** Of the hits, those that a hospital may be shown, by what it may be shown of them. */
    private List<Hit> shown(List<Hit> best, RawRecord probe, HospitalView view) {
        List<EnterpriseId> ids =
                best.stream().limit(HospitalView.SHOWN_MAX).map(Hit::person).toList();
        Map<EnterpriseId, Linkage.Score> scores =
                view.scores(probe, persons(ids).values());
        return best.stream()
                .filter(hit -> scores.containsKey(hit.person()))
                .map(hit -> new Hit(hit.person(), hit.best(), Objects.requireNonNull(scores.get(hit.person()))))
                .sorted(Hit.BEST_FIRST)
                .toList();
    }

    /** The person as the actor may see it. */
    private Person shown(Person person, Actor actor) {
        return view(person.id(), actor).map(view -> view.of(person)).orElse(person);
    }

    /** Empty where the actor may see all of the person. */
    private Optional<HospitalView> view(EnterpriseId person, Actor actor) {
        return HospitalView.of(actor, linkage)
                .filter(view -> !guards.emergencies().isOpen(actor, person.value()));
    }

    private record Hit(EnterpriseId person, SourceId best, Linkage.Score score) {
        private static final double EVEN = 0.5;

        static final Comparator<Hit> BEST_FIRST =
                Comparator.comparingDouble((Hit hit) -> -hit.score().bits()).thenComparing(Hit::person);

        MatchGrade grade() {
            if (score.isLink()) {
                return MatchGrade.CERTAIN;
            }
            return score.probability() >= EVEN ? MatchGrade.PROBABLE : MatchGrade.POSSIBLE;
        }
    }

    private List<Hit> bestOfEachPerson(Map<SourceId, Linkage.Score> scores) {
        Map<EnterpriseId, Hit> best = new HashMap<>();
        store.personsOf(scores.keySet()).forEach((source, person) -> {
            Hit hit = new Hit(person, source, Objects.requireNonNull(scores.get(source)));
            best.merge(person, hit, (one, other) -> better(one, other));
        });
        return best.values().stream().sorted(Hit.BEST_FIRST).toList();
    }

    private static Hit better(Hit one, Hit other) {
        int byBits = Double.compare(one.score().bits(), other.score().bits());
        if (byBits != 0) {
            return byBits > 0 ? one : other;
        }
        return one.best().compareTo(other.best()) < 0 ? one : other;
    }

    private static List<Hit> chosen(List<Hit> bestFirst, MatchOptions options) {
        if (!options.onlyCertain()) {
            return bestFirst.stream().limit(options.count()).toList();
        }
        List<Hit> certain = bestFirst.stream()
                .filter(hit -> hit.grade() == MatchGrade.CERTAIN)
                .toList();
        // Several persons that are each certain are not known to be one: then nobody is certain.
        return certain.size() == 1 ? certain : List.of();
    }

    /** The person with this id, with all its sources and its history; one that was superseded says by whom. */
    public Optional<Person> person(EnterpriseId id, Actor actor) {
        Optional<RecordStore.PersonRow> row = store.person(id);
        accessLog.record(AccessEvent.ofResult(
                actor,
                AccessAction.READ,
                row.map(found -> found.id().value()).stream().toList()));
        return row.map(found -> {
            Person person = Objects.requireNonNull(persons(List.of(id)).get(id));
            return shown(
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
                            found.supersededBy(),
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
        Optional<SourceView> view = found.map(record -> new SourceView(record, personOf(id)))
                .filter(shown -> view(shown.person(), actor)
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
        Map<EnterpriseId, Person> persons = persons(page.persons());
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
        Map<EnterpriseId, Person> persons = persons(found);
        List<Person> fitting = found.stream()
                .map(id -> Objects.requireNonNull(persons.get(id)))
                .filter(person -> view.shows(person, question.get()))
                .map(person -> shown(person, actor))
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
                        .map(this::personOf)
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
        Optional<RecordStore.PersonRow> row = store.person(id);
        while (row.flatMap(RecordStore.PersonRow::supersededBy).isPresent()) {
            row = row.flatMap(RecordStore.PersonRow::supersededBy).flatMap(store::person);
        }
        return row.map(RecordStore.PersonRow::id);
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
        return view(person, actor)
                .map(view -> view.identifiers(all, store.members(List.of(person))))
                .orElse(all);
    }

    public Facilities facilities() {
        return facilities;
    }

    /** How many source records are known. */
    public long countSources() {
        return store.countSources();
    }

    /** The persons with their sources, without history. */
    private Map<EnterpriseId, Person> persons(List<EnterpriseId> ids) {
        List<SourceRecord> members = store.members(ids);
        Map<SourceId, EnterpriseId> personOf =
                store.personsOf(members.stream().map(SourceRecord::id).toList());
        Map<EnterpriseId, List<SourceRecord>> sources = members.stream()
                .collect(Collectors.groupingBy(record -> Objects.requireNonNull(personOf.get(record.id()))));
        Map<EnterpriseId, Person> persons = new HashMap<>();
        for (EnterpriseId id : ids) {
            RecordStore.PersonRow row =
                    store.person(id).orElseThrow(() -> new IllegalStateException("a person that is not there"));
            List<SourceRecord> own = sources.getOrDefault(id, List.of()).stream()
                    .sorted(Comparator.comparing(SourceRecord::id))
                    .toList();
            List<PersonRecord> records =
                    own.stream().map(candidates::understood).toList();
            List<GoldenValue> golden = records.isEmpty() ? List.of() : linkage.survive(records);
            persons.put(
                    id,
                    new Person(
                            id,
                            row.createdAt(),
                            row.supersededBy(),
                            golden,
                            own,
                            List.of(),
                            CitizenAnchor.of(records)));
        }
        return persons;
    }
}
