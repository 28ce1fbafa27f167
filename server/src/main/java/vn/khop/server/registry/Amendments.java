package vn.khop.server.registry;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.security.Actor;

/**
 * A new version of a record that a person brings about and not its facility: a held update that is taken after all, a number that is not the patient's. It is one
 * change, with the verdicts that belong to it, and otherwise what a feed is.
 */
final class Amendments {
    private static final int ATTEMPTS_MAX = 50;

    private final RecordStore store;
    private final Linkage linkage;
    private final Candidates candidates;
    private final AccessLog accessLog;
    private final Ledger ledger;

    Amendments(RecordStore store, Linkage linkage, Candidates candidates, AccessLog accessLog, Ledger ledger) {
        this.store = store;
        this.linkage = linkage;
        this.candidates = candidates;
        this.accessLog = accessLog;
        this.ledger = ledger;
    }

    /** What the change says of the record's pairs; an empty verdict is withdrawn. */
    enum Said {
        /** Nothing: the engine and earlier verdicts decide. */
        NOTHING,
        /** Still the patient that it was: it is one person with the others of its person. */
        SAME_PATIENT,
        /** Another patient: nothing that was said of the former holds, and it is nobody of its former person. */
        OTHER_PATIENT
    }

    /**
     * @param content the version that is to be taken, or to be taken with other columns; its number is not looked at
     */
    record Amendment(Change.Kind kind, SourceRecord content, Said said, Justification why) {
        SourceId id() {
            return content.id();
        }
    }

    /**
     * Takes it.
     *
     * @param alsoClaimed claims of whatever the two callbacks touch
     * @param before run first in the transaction; may refuse
     * @param after run in it when everything else is written, with the number of the change
     */
    long amend(Amendment amendment, Actor actor, Set<String> alsoClaimed, Runnable before, LongConsumer after) {
        SourceRecord content = amendment.content();
        Set<String> claims = new HashSet<>(alsoClaimed);
        claims.addAll(attempt(content).claims(content.facility(), content.localId()));
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            Function<FeedAttempt, Round> round = tried -> round(amendment, tried, claims, actor, after);
            Round done = store.claiming(claims, () -> {
                before.run();
                linkage.refresh();
                return round.apply(attempt(content));
            });
            if (done.change().isPresent()) {
                return done.change().get();
            }
            claims.addAll(done.missing());
        }
        throw new IllegalStateException("a decision found new neighbours " + ATTEMPTS_MAX + " times over");
    }

    private FeedAttempt attempt(SourceRecord content) {
        return new FeedAttempt(store, linkage, candidates, content.id(), content.columns());
    }

    private record Round(Optional<Long> change, Set<String> missing) {}

    private Round round(Amendment amendment, FeedAttempt attempt, Set<String> claims, Actor actor, LongConsumer after) {
        SourceId id = amendment.id();
        Set<String> own = attempt.claims(
                amendment.content().facility(), amendment.content().localId());
        if (!claims.containsAll(own)) {
            return new Round(Optional.empty(), own);
        }
        Set<EnterpriseId> neighbourhood = attempt.neighbourhood();
        Set<String> missing = neighbourhood.stream()
                .map(FeedAttempt::claim)
                .filter(claim -> !claims.contains(claim))
                .collect(Collectors.toSet());
        if (!missing.isEmpty()) {
            return new Round(Optional.empty(), missing);
        }
        Map<SourcePair, Optional<Verdict>> said = said(amendment, attempt);
        boolean isLeaving = amendment.said() == Said.OTHER_PATIENT;
        Reclustering.Plan plan = attempt.plan(
                new Reclustering.Question(
                        neighbourhood, Optional.of(id), said, Map.of(), isLeaving ? Set.of(id) : Set.of()),
                ledger::drawUnusedPersonId);
        Instant now = ledger.now();
        SourceRecord content = amendment.content();
        SourceRecord taken = new SourceRecord(
                id,
                content.facility(),
                content.localId(),
                store.nextVersion(id),
                content.columns(),
                content.document(),
                content.eventTime(),
                now);
        EnterpriseId former =
                Objects.requireNonNull(store.personsOf(List.of(id)).get(id), "a source record belongs to a person");
        store.put(
                taken,
                attempt.index(),
                new RecordStore.Origin(actor.username(), actor.clientId(), actor.requestId(), false));
        Change change = new Change(
                0,
                amendment.kind(),
                now,
                actor.username(),
                linkage.modelVersion(),
                actor.requestId(),
                amendment.why().reason().code(),
                amendment.why().note(),
                Optional.empty());
        long number = ledger.write(plan, change, Set.of(id), Set.of(id), attempt.keysCut());
        store.changes().rule(number, rulings(said, attempt, id, number));
        if (amendment.said() == Said.NOTHING) {
            ledger.askAgain(attempt.rulings(), attempt.bitsOfRuledPairs(), plan.overruled(), now);
        }
        store.unlinkables().mark(id, content.facility(), attempt.unlinkable(), now);
        store.issues().replace(id, attempt.issues());
        store.relations().replace(id, StatedRelation.of(id, content.columns(), linkage));
        after.accept(number);
        Set<SourceId> changed = new HashSet<>(plan.rejudged());
        changed.add(id);
        ledger.followTasks(changed, now);
        Set<EnterpriseId> shown = new HashSet<>(store.personsOf(List.of(id)).values());
        shown.add(former);
        accessLog.record(shown.stream()
                .sorted()
                .map(person ->
                        new AccessEvent(actor, AccessAction.DECIDE, person.value(), id.value(), AccessOutcome.SUCCESS))
                .toList());
        return new Round(Optional.of(number), Set.of());
    }

    private Map<SourcePair, Optional<Verdict>> said(Amendment amendment, FeedAttempt attempt) {
        if (amendment.said() == Said.NOTHING) {
            return Map.of();
        }
        SourceId id = amendment.id();
        EnterpriseId person =
                Objects.requireNonNull(store.personsOf(List.of(id)).get(id));
        Map<SourcePair, Optional<Verdict>> said = new LinkedHashMap<>();
        boolean isOther = amendment.said() == Said.OTHER_PATIENT;
        if (isOther) {
            attempt.rulings().keySet().forEach(pair -> said.put(pair, Optional.empty()));
        }
        for (SourceRecord member : store.members(List.of(person))) {
            if (!member.id().equals(id)) {
                SourcePair pair = SourcePair.of(id, member.id());
                if (isOther) {
                    said.put(pair, Optional.of(Verdict.DIFFERENT));
                } else if (!linkage.isForbidden(attempt.record(), candidates.understood(member))) {
                    said.put(pair, Optional.of(Verdict.SAME));
                }
            }
        }
        return said;
    }

    private static Map<SourcePair, Optional<Ruling>> rulings(
            Map<SourcePair, Optional<Verdict>> said, FeedAttempt attempt, SourceId id, long change) {
        List<SourceId> others = said.entrySet().stream()
                .filter(entry -> entry.getValue().isPresent())
                .map(entry -> other(entry.getKey(), id))
                .toList();
        Map<SourceId, Linkage.Score> scores = attempt.scores(others);
        Map<SourcePair, Optional<Ruling>> rulings = new HashMap<>();
        said.forEach((pair, verdict) -> rulings.put(
                pair,
                verdict.map(stands -> new Ruling(
                        stands,
                        Objects.requireNonNull(scores.get(other(pair, id))).bits(),
                        change))));
        return rulings;
    }

    private static SourceId other(SourcePair pair, SourceId id) {
        return pair.a().equals(id) ? pair.b() : pair.a();
    }
}
