package vn.khop.server.registry;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.registry.FeedOutcome.Effect;
import vn.khop.server.security.Actor;

/*
 * Why two feeds never make two persons of one. A feed first claims, in one order for everybody, its own record, the identifiers it carries and its blocking keys.
 * Two records that the engine would compare share a blocking key, so of two such feeds one waits until the other has committed, and then finds its record among
 * the candidates. Which persons a feed touches is known only after the candidates were read. They are claimed then if nobody else holds them, and asked for again; if somebody
 * does, the attempt ends without having written anything and begins again with all of it claimed from the start. So nobody ever waits for a claim out of order, and no feed writes
 * to a person it has not claimed.
 */
/** Takes one message: one transaction from a fed record to a durable link. */
final class Feeding {
    /** A neighbourhood grows only while other feeds join persons; far fewer rounds are ever needed. */
    private static final int ATTEMPTS_MAX = 50;

    private final RecordStore store;
    private final Linkage linkage;
    private final Facilities facilities;
    private final AccessLog accessLog;
    private final Ledger ledger;
    private final Candidates candidates;
    private final Persons persons;
    private final HeldFeeds held;

    Feeding(
            RecordStore store,
            Linkage linkage,
            Facilities facilities,
            AccessLog accessLog,
            Ledger ledger,
            Candidates candidates,
            Persons persons) {
        this.store = store;
        this.linkage = linkage;
        this.facilities = facilities;
        this.accessLog = accessLog;
        this.ledger = ledger;
        this.candidates = candidates;
        this.persons = persons;
        this.held = new HeldFeeds(store, linkage, candidates, ledger);
    }

    FeedOutcome feed(SourceFeed feed, Actor actor) {
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
        FeedAttempt asSent = new FeedAttempt(store, linkage, candidates, id, columns);
        Set<String> claims = asSent.claims(feed.facility(), feed.localId());
        feed.messageKey().ifPresent(key -> claims.add(claim(key)));
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            Round round = store.claiming(claims, () -> round(feed, asSent, columns, claims, actor));
            if (round.outcome().isPresent()) {
                return round.outcome().get();
            }
            claims.addAll(round.missing());
        }
        throw new IllegalStateException("a feed found new neighbours " + ATTEMPTS_MAX + " times over");
    }

    /** The claim of a message of this key. */
    static String claim(String messageKey) {
        return "message:" + messageKey;
    }

    /** Either the outcome, or the claims that are needed for one. */
    private record Round(Optional<FeedOutcome> outcome, Set<String> missing) {
        static Round done(FeedOutcome outcome) {
            return new Round(Optional.of(outcome), Set.of());
        }
    }

    private Round round(
            SourceFeed feed, FeedAttempt asSent, Map<String, String> sent, Set<String> claims, Actor actor) {
        linkage.refresh();
        SourceId id = SourceId.of(feed.facility(), feed.localId());
        Optional<FeedOutcome> repeated =
                feed.messageKey().flatMap(store::message).map(message -> repeated(message, feed, sent));
        if (repeated.isPresent()) {
            return Round.done(logged(repeated.get(), actor));
        }
        Optional<SourceRecord> present = store.source(id);
        Map<String, String> columns =
                present.map(former -> carried(former.columns(), sent, feed)).orElse(sent);
        if (present.isPresent()) {
            Optional<FeedOutcome> withoutEffect = withoutEffect(feed, sent, columns, present.get(), actor);
            if (withoutEffect.isPresent()) {
                return Round.done(logged(withoutEffect.get(), actor));
            }
            Optional<Double> overlay = held.overlay(present.get(), columns);
            if (overlay.isPresent()) {
                return held(feed, sent, columns, present.get(), overlay.get(), claims, actor);
            }
        }
        FeedAttempt attempt = asSent.isOf(columns) ? asSent : new FeedAttempt(store, linkage, candidates, id, columns);
        Set<String> own = attempt.claims(feed.facility(), feed.localId());
        if (!claims.containsAll(own)) {
            return new Round(Optional.empty(), own);
        }
        Set<EnterpriseId> neighbourhood = claimed(attempt, claims);
        Reclustering.Plan plan = attempt.plan(neighbourhood, ledger::drawUnusedPersonId);
        SourceRecord record = version(feed, columns, id, present.isPresent() ? store.nextVersion(id) : 1);
        store.put(record, attempt.index(), origin(actor));
        Set<SourceId> renumbered =
                present.filter(former -> hasTheNumbersOf(attempt, former)).isPresent() ? Set.of() : Set.of(id);
        ledger.write(plan, byModel(actor, record.receivedAt()), Set.of(id), renumbered, attempt.keysCut());
        ledger.askAgain(attempt.rulings(), attempt.bitsOfRuledPairs(), plan.overruled(), record.receivedAt());
        Optional<Unlinkable> why = attempt.unlinkable();
        if (present.isPresent() || why.isPresent()) {
            store.unlinkables().mark(id, feed.facility(), why, record.receivedAt());
        }
        List<RecordIssue> issues = attempt.issues();
        if (present.isPresent() || !issues.isEmpty()) {
            store.issues().replace(id, issues);
        }
        boolean saidOfRelatives = present.filter(former -> former.columns().containsKey(Columns.RELATIVES))
                .isPresent();
        if (saidOfRelatives || columns.containsKey(Columns.RELATIVES)) {
            store.relations().replace(id, StatedRelation.of(id, columns, linkage));
        }
        if (present.isPresent()) {
            held.superseded(id);
            ledger.hospitalSpoke(id, record.receivedAt());
        }
        boolean isNewAndAlone =
                present.isEmpty() && plan.rejudged().size() == 1 && plan.open().isEmpty() && issues.isEmpty();
        if (!isNewAndAlone || !hasANumberOfItsOwn(attempt, id)) {
            Set<SourceId> changed = new HashSet<>(plan.rejudged());
            changed.add(id);
            ledger.followTasks(changed, record.receivedAt());
        }
        EnterpriseId person = plan.personOf(id);
        remember(feed, sent, record);
        return Round.done(
                logged(new FeedOutcome(record, person, present.isPresent() ? Effect.REVISED : Effect.CREATED), actor));
    }

    /** What was sent, with what it does not take back of the former version. */
    private static Map<String, String> carried(Map<String, String> former, Map<String, String> sent, SourceFeed feed) {
        Map<String, String> replaced = Replacement.carried(former, sent, feed.eventTime());
        return WrongIdentifiers.carried(former, NumberAnswers.carried(former, replaced));
    }

    /**
     * The neighbourhood, all of it claimed: within this transaction where nobody else holds it, else all of it begins again, holding that from the start.
     *
     * @param claims those that were held from the start
     */
    private Set<EnterpriseId> claimed(FeedAttempt attempt, Set<String> claims) {
        Set<String> holding = new HashSet<>(claims);
        Set<EnterpriseId> neighbourhood = attempt.neighbourhood();
        for (int attempts = 0; attempts < ATTEMPTS_MAX; attempts++) {
            Set<String> missing = neighbourhood.stream()
                    .map(FeedAttempt::claim)
                    .filter(claim -> !holding.contains(claim))
                    .collect(Collectors.toSet());
            if (missing.isEmpty()) {
                return neighbourhood;
            }
            store.claiming(missing, () -> holding.addAll(missing));
            neighbourhood = attempt.neighbourhood();
        }
        throw new IllegalStateException("a feed found new neighbours " + ATTEMPTS_MAX + " times over");
    }

    private Round held(
            SourceFeed feed,
            Map<String, String> sent,
            Map<String, String> columns,
            SourceRecord present,
            double bits,
            Set<String> claims,
            Actor actor) {
        String person = FeedAttempt.claim(persons.ofRecord(present.id()));
        if (!claims.contains(person)) {
            return new Round(Optional.empty(), Set.of(person));
        }
        SourceRecord update = version(feed, columns, present.id(), store.nextVersion(present.id()));
        FeedOutcome outcome = held.hold(present, update, bits, actor);
        remember(feed, sent, update);
        return Round.done(logged(outcome, actor));
    }

    /** One citizen number that no other person carries, or none at all. */
    private boolean hasANumberOfItsOwn(FeedAttempt attempt, SourceId id) {
        long numbers = attempt.index().identifiers().stream()
                .filter(number -> number.kind().equals(Optional.of(IdentifierKind.NATIONAL_ID)))
                .count();
        return numbers == 0
                || (numbers == 1
                        && store.issues().sharingACitizenNumber(Set.of(id)).isEmpty());
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
        Optional<FeedOutcome> waiting = held.repeated(message);
        if (waiting.isPresent()) {
            return waiting.get();
        }
        SourceRecord source = store.source(message.source(), message.version())
                .orElseThrow(() -> new IllegalStateException("a message without its record"));
        return new FeedOutcome(source, persons.ofRecord(message.source()), Effect.REPEATED);
    }

    /** The outcome, if the message says nothing new: the same content again, or an older event. */
    private Optional<FeedOutcome> withoutEffect(
            SourceFeed feed, Map<String, String> sent, Map<String, String> columns, SourceRecord present, Actor actor) {
        boolean same = present.columns().equals(columns)
                && present.document().equals(feed.document())
                && present.eventTime().equals(feed.eventTime());
        if (same) {
            remember(feed, sent, present);
            return Optional.of(new FeedOutcome(present, persons.ofRecord(present.id()), Effect.REPEATED));
        }
        Optional<FeedOutcome> waiting = held.repeated(feed, columns, present);
        if (waiting.isPresent()) {
            return waiting;
        }
        boolean older = feed.eventTime().isPresent()
                && present.eventTime().isPresent()
                && feed.eventTime().get().isBefore(present.eventTime().get());
        if (!older) {
            return Optional.empty();
        }
        SourceRecord late = version(feed, columns, present.id(), store.nextVersion(present.id()));
        store.putOutdated(late, origin(actor));
        remember(feed, sent, present);
        return Optional.of(new FeedOutcome(present, persons.ofRecord(present.id()), Effect.OUTDATED));
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
}
