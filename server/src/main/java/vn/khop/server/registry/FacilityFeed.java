package vn.khop.server.registry;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import vn.khop.server.security.Actor;

/*
 * What a facility says of its own numbers is part of what it says of its patients: it stands in the record, and the verdict on the two records follows it. Where it says that
 * one number stands for another, both are one transaction: a verdict that is refused leaves no version that says so. Where it does not say so any more, the verdict is taken
 * back after the record; should the server be killed between the two, the sender has no answer and sends again; the record says nothing new then, and the verdict follows.
 */
/**
 * A facility's feed with all that it may say of its own records: new and changed ones, that one of its numbers is another's patient, that it was not after all, and that a
 * record is gone (IHE ITI-104). Thread-safe.
 */
public final class FacilityFeed {
    private final RecordStore store;
    private final Registry registry;
    private final Decisions decisions;
    private final Together together;
    private final MessageTally tally;

    public FacilityFeed(RecordStore store, Registry registry, Decisions decisions) {
        this(store, registry, decisions, MessageTally.NONE);
    }

    /** @param tally is told by whoever answers a facility's messages */
    public FacilityFeed(RecordStore store, Registry registry, Decisions decisions, MessageTally tally) {
        this.tally = tally;
        this.store = store;
        this.registry = registry;
        this.decisions = decisions;
        this.together = new Together(store, registry, decisions);
    }

    /** To be told when a message has its answer. */
    public MessageTally tally() {
        return tally;
    }

    /**
     * Takes a message; where its columns name the number that stands for this one ({@link Columns#REPLACED_BY}), the two are one patient from now on, and where they named it
     * before and do not any more, nobody says so any more.
     *
     * @throws Refused if the facility may not feed, does not know the number that is to stand for this one, the two must not be one patient or a clerk decided that they are two; nothing is kept of such a message
     */
    public FeedOutcome feed(SourceFeed feed, Actor actor) {
        SourceId id = SourceId.of(feed.facility(), feed.localId());
        Optional<SourceId> survivor = Optional.ofNullable(feed.columns().get(Columns.REPLACED_BY))
                .map(number -> SourceId.of(feed.facility(), number));
        if (survivor.isEmpty()) {
            return taken(feed, id, actor);
        }
        requireOther(id, survivor.get());
        return together.inOne(() -> taken(feed, id, actor));
    }

    /**
     * Does all that one message asks for in one transaction, alone among everything else about these records and about this message.
     *
     * @param localIds the facility's numbers that the message is about
     * @param messageKey names the message; the same as in its feeds
     * @param work feeds, statements and questions of this thread; may be begun several times
     */
    public <T> T inOne(String facility, Collection<String> localIds, String messageKey, Supplier<T> work) {
        Set<String> claims = new HashSet<>();
        localIds.forEach(number -> claims.add(FeedAttempt.claim(facility, number)));
        claims.add(Feeding.claim(messageKey));
        return together.inOne(claims, work);
    }

    /** The facility's record of this number, as it stands. */
    public Optional<SourceRecord> present(String facility, String localId) {
        return store.source(facility, localId);
    }

    /** The record of this id, as it stands. */
    public Optional<SourceRecord> present(SourceId id) {
        return store.source(id);
    }

    /** What was done with a message of this key. */
    public Optional<RecordStore.Message> message(String messageKey) {
        return store.message(messageKey);
    }

    /** That the message was taken. Within {@link #inOne}, where its feeds carry no key of their own. */
    public void remember(RecordStore.Message message) {
        store.remember(message);
    }

    /**
     * The facility says that two of its numbers are one patient's, and neither stands for the other (HL7 v2 A24).
     *
     * @throws Refused if a number is not known, the two must not be one patient or a clerk decided that they are two
     */
    public void join(String facility, String one, String other, Actor actor) {
        SourceId first = known(facility, one);
        SourceId second = known(facility, other);
        if (first.equals(second)) {
            throw new Refused(Refused.Reason.SAME_PERSON, "this is one number: name two");
        }
        requireNoClerksWord(first, second);
        if (!isSaid(first, second)) {
            decisions.decideForFacility(new Proposal.SameRecords(first, second), Decisions.SAID_OF_TWO_NUMBERS, actor);
        }
    }

    /**
     * The facility says that two of its numbers are two patients' (HL7 v2 A37): what it said to the contrary holds no more, and nothing that the engine finds joins them again.
     *
     * @param eventTime when it was true at the facility
     * @throws Refused if a number is not known, or a clerk decided that they are one patient
     */
    public void part(String facility, String one, String other, Optional<Instant> eventTime, Actor actor) {
        SourceId first = known(facility, one);
        SourceId second = known(facility, other);
        if (first.equals(second)) {
            throw new Refused(Refused.Reason.SAME_PERSON, "this is one number: name two");
        }
        Optional<Ruling> said =
                Optional.ofNullable(store.changes().rulingsOn(first).get(SourcePair.of(first, second)));
        boolean isClerks = said.filter(ruling -> ruling.verdict() == Verdict.SAME)
                .flatMap(ruling -> store.changes().change(ruling.change()))
                .filter(change -> !Decisions.isByFacility(change))
                .isPresent();
        if (isClerks) {
            throw new Refused(
                    Refused.Reason.FORBIDDEN,
                    "a clerk decided that the two numbers are one patient's: ask the clerks to look at them again");
        }
        restore(facility, one, other, eventTime, actor);
        restore(facility, other, one, eventTime, actor);
        boolean isSaidApart = Optional.ofNullable(
                        store.changes().rulingsOn(first).get(SourcePair.of(first, second)))
                .filter(ruling -> ruling.verdict() == Verdict.DIFFERENT)
                .isPresent();
        if (!isSaidApart) {
            decisions.decideForFacility(
                    new Proposal.DifferentRecords(first, second), Decisions.SAID_OF_TWO_NUMBERS, actor);
        }
    }

    /** A number for which the other stood is a patient's own number again. */
    private void restore(String facility, String number, String other, Optional<Instant> eventTime, Actor actor) {
        SourceRecord record = store.source(facility, number).orElseThrow();
        if (other.equals(record.columns().get(Columns.REPLACED_BY))) {
            Map<String, String> columns = new LinkedHashMap<>(record.columns());
            columns.remove(Columns.REPLACED_BY);
            columns.remove(Columns.REPLACED_AT);
            feed(new SourceFeed(facility, number, columns, record.document(), eventTime, Optional.empty()), actor);
        }
    }

    private SourceId known(String facility, String number) {
        return store.source(facility, number)
                .map(SourceRecord::id)
                .orElseThrow(() -> new Refused(
                        Refused.Reason.UNKNOWN_SOURCE,
                        "a number that the message is about is not known: feed its patient first"));
    }

    private FeedOutcome taken(SourceFeed feed, SourceId id, Actor actor) {
        FeedOutcome outcome = registry.feed(feed, actor);
        boolean isNews = outcome.effect() != FeedOutcome.Effect.OUTDATED && outcome.effect() != FeedOutcome.Effect.HELD;
        // Of a record that was not there nobody has said anything.
        boolean isAboutAnother = isNews
                && (feed.columns().containsKey(Columns.REPLACED_BY)
                        || (outcome.effect() != FeedOutcome.Effect.CREATED
                                && !store.changes().rulingsOn(id).isEmpty()));
        if (!isAboutAnother) {
            return outcome;
        }
        String claim = FeedAttempt.claim(feed.facility(), feed.localId());
        return together.inOne(Set.of(claim), () -> settled(outcome, id, actor));
    }

    /** What is said of two numbers follows the record as it stands: the message may have come before, or be too early to take back who stands for the number. */
    private FeedOutcome settled(FeedOutcome outcome, SourceId id, Actor actor) {
        SourceRecord present = store.source(id).orElseThrow();
        Optional<SourceId> survivor = Optional.ofNullable(present.columns().get(Columns.REPLACED_BY))
                .map(number -> SourceId.of(present.facility(), number));
        survivor.ifPresent(known -> requireNoClerksWord(id, known));
        withdrawOthers(id, survivor, actor);
        survivor.filter(known -> !isSaid(id, known))
                .ifPresent(known -> decisions.decideForFacility(
                        new Proposal.SameRecords(id, known), Decisions.SAID_BY_FACILITY, actor));
        // Now, since the message that closes the circle may have come at the same moment.
        survivor.ifPresent(known -> requireNoCircle(id, known));
        return new FeedOutcome(
                outcome.source(),
                store.personsOf(java.util.List.of(id)).getOrDefault(id, outcome.person()),
                outcome.effect());
    }

    private void requireOther(SourceId id, SourceId survivor) {
        if (survivor.equals(id)) {
            throw new Refused(Refused.Reason.SAME_PERSON, "a record is not replaced by itself: name another number");
        }
        if (store.source(survivor).isEmpty()) {
            throw new Refused(
                    Refused.Reason.UNKNOWN_SOURCE,
                    "the number that is to stand for this one is not known: feed its patient first");
        }
    }

    /** Somebody has to stand for all of them. */
    private void requireNoCircle(SourceId id, SourceId survivor) {
        Set<SourceId> seen = new HashSet<>();
        Optional<SourceId> next = Optional.of(survivor);
        while (next.isPresent() && seen.add(next.get())) {
            if (next.get().equals(id)) {
                throw new Refused(
                        Refused.Reason.SAME_PERSON,
                        "the number that is to stand for this one is itself replaced by this one: send that one as active first");
            }
            next = next.flatMap(store::source)
                    .flatMap(record -> Optional.ofNullable(record.columns().get(Columns.REPLACED_BY))
                            .map(number -> SourceId.of(record.facility(), number)));
        }
    }

    /** That a clerk found the two to be two is not overridden by a message: who knows better asks a clerk. */
    private void requireNoClerksWord(SourceId id, SourceId survivor) {
        boolean isApart = Optional.ofNullable(store.changes().rulingsOn(id).get(SourcePair.of(id, survivor)))
                .filter(ruling -> ruling.verdict() == Verdict.DIFFERENT)
                .flatMap(ruling -> store.changes().change(ruling.change()))
                .filter(change -> !Decisions.isByFacility(change))
                .isPresent();
        if (isApart) {
            throw new Refused(
                    Refused.Reason.FORBIDDEN,
                    "a clerk decided that the two numbers are two patients': ask the clerks to look at them again");
        }
    }

    private boolean isSaid(SourceId id, SourceId survivor) {
        return Optional.ofNullable(store.changes().rulingsOn(id).get(SourcePair.of(id, survivor)))
                .filter(ruling -> ruling.verdict() == Verdict.SAME)
                .isPresent();
    }

    private void withdrawOthers(SourceId id, Optional<SourceId> survivor, Actor actor) {
        Map<SourcePair, Ruling> rulings = new LinkedHashMap<>(store.changes().rulingsOn(id));
        survivor.ifPresent(stands -> rulings.remove(SourcePair.of(id, stands)));
        rulings.values().stream()
                .map(Ruling::change)
                .distinct()
                .filter(change -> store.changes()
                        .change(change)
                        .filter(made -> made.note().equals(Decisions.SAID_BY_FACILITY))
                        .isPresent())
                .filter(change -> isAboutReplacementOf(id, change))
                .forEach(change ->
                        decisions.decideForFacility(new Proposal.Undo(change), Decisions.SAID_BY_FACILITY, actor));
    }

    /** The survivor's own message does not take back what was said of a record that it stands for. */
    private boolean isAboutReplacementOf(SourceId id, long change) {
        return store.changes().rulingsBefore(change).keySet().stream()
                .map(pair -> pair.a().equals(id) ? pair.b() : pair.a())
                .noneMatch(other -> store.source(other)
                        .map(record -> record.columns().get(Columns.REPLACED_BY))
                        .filter(number -> store.source(id)
                                .filter(own -> own.localId().equals(number))
                                .isPresent())
                        .isPresent());
    }

    /**
     * The facility does not have the record any more. It keeps its id, its history and its place; nothing of it is compared, found or shown from now on, until it is fed again.
     *
     * @return empty if it never had it
     */
    public Optional<FeedOutcome> remove(String facility, String localId, Optional<String> messageKey, Actor actor) {
        if (store.source(facility, localId).isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> columns = Map.of(Columns.REMOVED, "true");
        return Optional.of(feed(
                new SourceFeed(facility, localId, columns, Optional.empty(), Optional.empty(), messageKey), actor));
    }
}
