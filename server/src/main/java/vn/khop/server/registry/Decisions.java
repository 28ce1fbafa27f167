package vn.khop.server.registry;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.registry.Consequences.Effect;
import vn.khop.server.security.Actor;
import vn.khop.server.security.Role;

/*
 * A decision is a verdict on pairs of records, and nothing else: the persons are then found anew from records, model and verdicts, as after a feed. So a decision
 * holds whatever is fed later; it says nothing of records that it did not see; and an unmerge needs no memory of how the merge was made, only of who had which
 * records before. What a decision says within a group is said of every pair, so that nothing that the engine holds against two of them parts them again.
 */
/** What people decide about who is who, with a preview of each decision, and how it is taken back. Thread-safe. */
public final class Decisions {
    private static final int ATTEMPTS_MAX = 50;
    /** From here on two people decide: records of the merged person, hospitals of it, age of what is taken back. */
    private static final int RECORDS_OF_A_GRAVE_MERGE = 5;

    private static final int HOSPITALS_OF_A_GRAVE_MERGE = 3;
    private static final Duration OLD = Duration.ofDays(30);
    /** So long a clerk takes back a decision of their own; later, or another's, a lead does. */
    private static final Duration OWN_UNDO = Duration.ofMinutes(15);

    private final RecordStore store;
    private final Linkage linkage;
    private final AccessLog accessLog;
    private final Ledger ledger;
    private final Candidates candidates;

    /** @param random draws ids; must be one that nobody can predict, and safe for threads */
    public Decisions(
            RecordStore store,
            Linkage linkage,
            AccessLog accessLog,
            Clock clock,
            RandomGenerator random,
            MeterRegistry meters) {
        this.store = store;
        this.linkage = linkage;
        this.accessLog = accessLog;
        this.ledger = new Ledger(store, clock, random);
        this.candidates = new Candidates(store, linkage, meters, Candidates.PER_KEY_MAX);
    }

    /**
     * What was decided.
     *
     * @param change the number under which it can be undone
     */
    public record Decided(long change, Consequences consequences) {}

    /**
     * What the proposal would do, with nothing done.
     *
     * @throws Refused if it cannot be done as things stand
     */
    public Consequences preview(Proposal proposal, Actor actor) {
        requireMay(proposal, actor);
        Consequences consequences =
                store.claiming(Set.of(), () -> attempt(proposal).consequences());
        log(consequences, AccessAction.PREVIEW, actor);
        return consequences;
    }

    /**
     * Does what is proposed: when this returns, it holds. Nothing that is fed later takes it back.
     *
     * @param basis that of the preview which was looked at; empty to decide on whatever is there
     * @throws Refused if it cannot be done as things stand, or they are not as in the preview any more
     */
    public Decided decide(Proposal proposal, Justification why, Optional<String> basis, Actor actor) {
        return decide(proposal, why, basis, actor, Set.of(), () -> {}, change -> {});
    }

    /**
     * The same, with work in the same transaction.
     *
     * @param alsoClaimed claims of that work
     * @param before comes before anything is read of the persons
     * @param after comes when everything is written, with the number of the change
     */
    Decided decide(
            Proposal proposal,
            Justification why,
            Optional<String> basis,
            Actor actor,
            Set<String> alsoClaimed,
            Runnable before,
            LongConsumer after) {
        requireMay(proposal, actor);
        Set<String> claims = new TreeSet<>(alsoClaimed);
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            Round round = store.claiming(claims, () -> {
                before.run();
                Round done = round(proposal, why, basis, claims, actor);
                done.decided().ifPresent(decided -> after.accept(decided.change()));
                return done;
            });
            if (round.decided().isPresent()) {
                return round.decided().get();
            }
            claims.addAll(round.missing());
        }
        throw new IllegalStateException("a decision found new neighbours " + ATTEMPTS_MAX + " times over");
    }

    private void requireMay(Proposal proposal, Actor actor) {
        if (actor.has(Role.CLERK_LEAD)) {
            return;
        }
        boolean may = proposal.fold(new Permission(store, actor, ledger.now().minus(OWN_UNDO)));
        if (!may) {
            throw new Refused(
                    Refused.Reason.ROLE_NOT_ALLOWED,
                    "this is for a clerk-lead: a clerk takes back own decisions for " + OWN_UNDO.toMinutes()
                            + " minutes, and a hub speaks of two records of one facility of its own");
        }
    }

    /** Whether somebody who is no lead may decide so. */
    private record Permission(RecordStore store, Actor actor, Instant ownSince) implements Proposal.Cases<Boolean> {
        private boolean isClerk() {
            return actor.has(Role.CLERK);
        }

        @Override
        public Boolean merge(Proposal.Merge merge) {
            return isClerk();
        }

        @Override
        public Boolean sameRecords(Proposal.SameRecords same) {
            return isClerk()
                    || store.sources(List.of(same.source(), same.target())).stream()
                            .allMatch(record -> actor.facilities().includes(record.facility()));
        }

        @Override
        public Boolean confirm(Proposal.Confirm confirm) {
            return isClerk();
        }

        @Override
        public Boolean separate(Proposal.Separate separate) {
            return isClerk();
        }

        @Override
        public Boolean split(Proposal.Split split) {
            return isClerk();
        }

        @Override
        public Boolean move(Proposal.Move move) {
            return isClerk();
        }

        @Override
        public Boolean unmerge(Proposal.Unmerge unmerge) {
            return isClerk()
                    && store.changes()
                            .supersession(unmerge.superseded())
                            .filter(event -> isOwn(event.change()))
                            .isPresent();
        }

        @Override
        public Boolean undo(Proposal.Undo undo) {
            return isClerk() && isOwn(undo.change());
        }

        private boolean isOwn(long change) {
            return store.changes()
                    .change(change)
                    .filter(made -> made.decidedBy().equals(actor.username())
                            && made.at().isAfter(ownSince))
                    .isPresent();
        }
    }

    /** Either what was decided, or the claims that are needed to decide. */
    private record Round(Optional<Decided> decided, Set<String> missing) {}

    private Round round(Proposal proposal, Justification why, Optional<String> basis, Set<String> claims, Actor actor) {
        Attempt attempt = attempt(proposal);
        Set<String> missing = attempt.neighbourhood().stream()
                .map(FeedAttempt::claim)
                .filter(claim -> !claims.contains(claim))
                .collect(Collectors.toSet());
        if (!missing.isEmpty()) {
            return new Round(Optional.empty(), missing);
        }
        // Before anything is written: afterwards the store says otherwise.
        Consequences consequences = attempt.consequences();
        if (basis.filter(seen -> !seen.equals(consequences.basis())).isPresent()) {
            throw new Refused(
                    Refused.Reason.STALE, "something changed since this was looked at: look at the preview again");
        }
        Change change = new Change(
                0,
                proposal.kind(),
                ledger.now(),
                actor.username(),
                linkage.modelVersion(),
                actor.requestId(),
                why.reason().code(),
                why.note(),
                attempt.judgement().about());
        long number = ledger.write(attempt.plan(), change, Set.of(), 0);
        store.changes().rule(number, attempt.rulings(number));
        ledger.followTasks(attempt.plan().rejudged(), change.at());
        log(consequences, AccessAction.DECIDE, actor);
        return new Round(Optional.of(new Decided(number, consequences)), Set.of());
    }

    private void log(Consequences consequences, AccessAction action, Actor actor) {
        List<AccessEvent> events = consequences.persons().stream()
                .map(changed -> new AccessEvent(actor, action, changed.person().value(), "", AccessOutcome.SUCCESS))
                .toList();
        accessLog.record(
                events.isEmpty() ? List.of(new AccessEvent(actor, action, "", "", AccessOutcome.SUCCESS)) : events);
    }

    private Attempt attempt(Proposal proposal) {
        Reclustering reclustering = new Reclustering(store, linkage, candidates);
        Judgement judgement = proposal.fold(new Judgement.Reader(store, reclustering));
        Set<EnterpriseId> neighbourhood = reclustering.neighbourhood(judgement.persons());
        Reclustering.Plan plan = reclustering.plan(
                new Reclustering.Question(neighbourhood, Optional.empty(), judgement.said(), judgement.wanted()),
                ledger::drawUnusedPersonId);
        requireHonoured(judgement, plan);
        return new Attempt(proposal, judgement, neighbourhood, plan, reclustering, store, linkage, ledger.now());
    }

    private static void requireHonoured(Judgement judgement, Reclustering.Plan plan) {
        Map<SourceId, EnterpriseId> after = new HashMap<>();
        plan.assignment().clusters().forEach((person, cluster) -> cluster.forEach(source -> after.put(source, person)));
        boolean together =
                judgement.same().stream().allMatch(pair -> Objects.equals(after.get(pair.a()), after.get(pair.b())));
        if (!together) {
            throw new Refused(
                    Refused.Reason.FORBIDDEN,
                    "two of the records have verified citizen numbers that differ, or records that were said to be two persons are between them: they are never one person; correct the number at its hospital, or undo the other decision first");
        }
    }

    /** One working out of a proposal. */
    private record Attempt(
            Proposal proposal,
            Judgement judgement,
            Set<EnterpriseId> neighbourhood,
            Reclustering.Plan plan,
            Reclustering reclustering,
            RecordStore store,
            Linkage linkage,
            Instant now) {

        Map<SourcePair, Optional<Ruling>> rulings(long change) {
            Map<SourcePair, Optional<Ruling>> rulings = new HashMap<>(judgement.restored());
            judgement.same().forEach(pair -> rulings.put(pair, Optional.of(ruling(pair, Verdict.SAME, change))));
            judgement
                    .different()
                    .forEach(pair -> rulings.put(pair, Optional.of(ruling(pair, Verdict.DIFFERENT, change))));
            return rulings;
        }

        private Ruling ruling(SourcePair pair, Verdict verdict, long change) {
            double bits = Objects.requireNonNull(
                            reclustering.scores(pair.a(), List.of(pair.b())).get(pair.b()))
                    .bits();
            return new Ruling(verdict, bits, change);
        }

        Consequences consequences() {
            Map<SourceId, SourceRecord> members = store.members(neighbourhood).stream()
                    .collect(Collectors.toMap(SourceRecord::id, Function.identity()));
            List<Consequences.Moved> moved = plan.moves().stream()
                    .map(move -> new Consequences.Moved(
                            move.source(),
                            Objects.requireNonNull(members.get(move.source())).facility(),
                            move.previous().orElseThrow(),
                            move.person()))
                    .toList();
            List<Consequences.PersonChange> persons = persons();
            Set<String> told = persons.stream()
                    .flatMap(change -> Stream.concat(change.before().stream(), change.after().stream()))
                    .map(source -> Objects.requireNonNull(members.get(source)).facility())
                    .collect(Collectors.toSet());
            return new Consequences(
                    proposal.kind(), persons, moved, told, overrides(), isGrave(members), basis(members.values()));
        }

        private List<Consequences.PersonChange> persons() {
            Map<EnterpriseId, Set<SourceId>> before = new TreeMap<>();
            plan.before()
                    .forEach((source, person) -> before.computeIfAbsent(person, key -> new TreeSet<>())
                            .add(source));
            Map<EnterpriseId, Set<SourceId>> after = plan.assignment().clusters();
            Set<EnterpriseId> all = new TreeSet<>(before.keySet());
            all.addAll(after.keySet());
            List<Consequences.PersonChange> changes = new ArrayList<>();
            for (EnterpriseId person : all) {
                Set<SourceId> had = before.getOrDefault(person, Set.of());
                Set<SourceId> has = after.getOrDefault(person, Set.of());
                if (!had.equals(has)) {
                    changes.add(new Consequences.PersonChange(
                            person,
                            effect(person),
                            Optional.ofNullable(plan.assignment().superseded().get(person)),
                            had.stream().sorted().toList(),
                            has.stream().sorted().toList(),
                            golden(had, has)));
                }
            }
            return changes;
        }

        private Effect effect(EnterpriseId person) {
            if (plan.assignment().founded().contains(person)) {
                return Effect.FOUNDED;
            }
            if (plan.restored().contains(person)) {
                return Effect.RESTORED;
            }
            return plan.assignment().superseded().containsKey(person) ? Effect.SUPERSEDED : Effect.CHANGED;
        }

        private List<Consequences.GoldenChange> golden(Collection<SourceId> had, Collection<SourceId> has) {
            Map<String, String> before = values(had);
            Map<String, String> after = values(has);
            Set<String> all = new TreeSet<>(before.keySet());
            all.addAll(after.keySet());
            return all.stream()
                    .filter(field -> !Objects.equals(before.get(field), after.get(field)))
                    .map(field -> new Consequences.GoldenChange(
                            field, Optional.ofNullable(before.get(field)), Optional.ofNullable(after.get(field))))
                    .toList();
        }

        private Map<String, String> values(Collection<SourceId> sources) {
            List<PersonRecord> records =
                    sources.stream().sorted().map(reclustering::record).toList();
            return records.isEmpty()
                    ? Map.of()
                    : linkage.survive(records).stream()
                            .collect(Collectors.toMap(GoldenValue::field, GoldenValue::value));
        }

        /** Decisions in force that say the opposite of a pair. */
        private Set<Long> overrides() {
            Set<SourceId> spokenOf = new HashSet<>();
            judgement.groups().forEach(spokenOf::addAll);
            Set<Long> overrides = new HashSet<>();
            Map<SourcePair, Optional<Verdict>> said = judgement.said();
            store.changes().rulings(spokenOf).forEach((pair, ruling) -> {
                Optional<Verdict> now = said.get(pair);
                if (now != null
                        && now.filter(verdict -> verdict == ruling.verdict()).isEmpty()) {
                    overrides.add(ruling.change());
                }
            });
            return overrides;
        }

        private boolean isGrave(Map<SourceId, SourceRecord> members) {
            return switch (proposal.kind()) {
                case MERGE -> {
                    Set<SourceId> merged = judgement.wanted().keySet();
                    long hospitals = merged.stream()
                            .map(source ->
                                    Objects.requireNonNull(members.get(source)).facility())
                            .distinct()
                            .count();
                    yield merged.size() >= RECORDS_OF_A_GRAVE_MERGE || hospitals >= HOSPITALS_OF_A_GRAVE_MERGE;
                }
                case UNMERGE, UNDO ->
                    judgement
                            .about()
                            .flatMap(store.changes()::change)
                            .filter(change -> change.at().isBefore(now.minus(OLD)))
                            .isPresent();
                case FEED, SEPARATE, SPLIT, MOVE -> false;
            };
        }

        /** Every record that was looked at, in its version and with its person. */
        private String basis(Collection<SourceRecord> members) {
            String state = members.stream()
                    .sorted(Comparator.comparing(SourceRecord::id))
                    .map(record -> record.id() + " " + record.version() + " "
                            + plan.before().get(record.id()))
                    .collect(Collectors.joining("\n"));
            return ContentHash.of(state);
        }
    }
}
