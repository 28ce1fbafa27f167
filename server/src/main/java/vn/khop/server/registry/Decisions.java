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
    /** So long a clerk takes back a decision of their own; later, or another's, a lead does. */
    private static final Duration OWN_UNDO = Duration.ofMinutes(15);

    private final RecordStore store;
    private final Linkage linkage;
    private final AccessLog accessLog;
    private final Ledger ledger;
    private final Candidates candidates;
    private final SecondPersonRule rule;
    private final RandomGenerator random;
    private final Amendments amendments;
    private final Overlays overlays;

    /** @param random draws ids, and whom a second person looks at; must be one that nobody can predict, and safe for threads */
    public Decisions(
            RecordStore store,
            Linkage linkage,
            SecondPersonRule rule,
            AccessLog accessLog,
            Clock clock,
            RandomGenerator random,
            MeterRegistry meters) {
        this.rule = rule;
        this.random = random;
        this.store = store;
        this.linkage = linkage;
        this.accessLog = accessLog;
        this.ledger = new Ledger(store, clock, random);
        this.candidates = new Candidates(store, linkage, meters, Candidates.PER_KEY_MAX);
        this.amendments = new Amendments(store, linkage, candidates, accessLog, ledger);
        this.overlays = new Overlays(store, linkage, amendments, accessLog, ledger);
    }

    Overlays overlays() {
        return overlays;
    }

    /** Within a claim of the record's person. */
    void dismissed(Task task) {
        ledger.dismiss(task, ledger.now());
    }

    /**
     * What became of a proposal: it is done, or it waits for a second person.
     *
     * @param change the number under which it can be undone; empty while it waits
     * @param waiting the task in which a second person says so too; empty when it is done
     */
    public record Decided(Optional<Long> change, Consequences consequences, Optional<TaskId> waiting) {}

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
     * Does what is proposed: when this returns, it holds, and nothing that is fed later takes it back. Where two people decide, nothing is done yet: it is a task until
     * a second one has said so too, there or by proposing the same.
     *
     * @param basis that of the preview which was looked at; empty to decide on whatever is there
     * @throws Refused if it cannot be done as things stand, or they are not as in the preview any more
     */
    public Decided decide(Proposal proposal, Justification why, Optional<String> basis, Actor actor) {
        boolean drawn = isDrawnForSecondReview(proposal, actor);
        return decide(proposal, why, basis, actor, Set.of(), () -> {}, attempt -> second(attempt, why, drawn, actor));
    }

    /** Stands in the note of a change that a facility made by what it said of its own numbers. */
    static final String SAID_BY_FACILITY = "said by the facility in its feed";

    /** The same, where it said so in so many words and not as part of a record: the record's next version does not take it back. */
    static final String SAID_OF_TWO_NUMBERS = "said by the facility of two of its numbers";

    static boolean isByFacility(Change change) {
        return change.note().equals(SAID_BY_FACILITY) || change.note().equals(SAID_OF_TWO_NUMBERS);
    }

    /** What a facility says of two of its own records; one person's word is enough for that. */
    Decided decideForFacility(Proposal proposal, String note, Actor actor) {
        boolean isParting = proposal instanceof Proposal.DifferentRecords;
        Justification why = new Justification(
                isParting ? ReasonCode.CONFIRMED_BY_HOSPITAL : ReasonCode.DUPLICATE_REGISTRATION, note);
        Second alone = new Second(Optional.empty(), Optional.empty());
        return carryOut(proposal, why, Optional.empty(), actor, Set.of(), () -> {}, attempt -> alone);
    }

    /**
     * What the population database says of a record's number: the record as it is then, which takes effect as a change of its own.
     *
     * @return false if the record has changed since
     */
    boolean answered(SourceRecord marked, Actor actor) {
        try {
            amendments.amend(
                    new Amendments.Amendment(
                            Change.Kind.VERIFICATION,
                            marked,
                            Amendments.Said.NOTHING,
                            new Justification(ReasonCode.OTHER, NumberAnswers.POPULATION_DATABASE)),
                    actor,
                    Set.of(),
                    () -> requirePresent(marked),
                    number -> {});
            return true;
        } catch (Refused stale) {
            if (stale.reason() != Refused.Reason.STALE) {
                throw stale;
            }
            return false;
        }
    }

    private void requirePresent(SourceRecord record) {
        if (store.source(record.id()).orElseThrow().version() != record.version()) {
            throw new Refused(Refused.Reason.STALE, "the record has changed since");
        }
    }

    /** Some of the records that were looked at were not committed. */
    void forget() {
        candidates.forget();
    }

    /** The same of two records as if each were all that its person has. Nothing is looked at but the two. */
    Consequences previewOfRecords(Tasks.View view, Task.Answer answer, Actor actor) {
        Consequences consequences = ofRecords(view, answer);
        log(consequences, AccessAction.PREVIEW, actor);
        return consequences;
    }

    private Consequences ofRecords(Tasks.View view, Task.Answer answer) {
        Map<SourceId, SourceRecord> records = store
                .sources(view.task().subject().records())
                .stream()
                .collect(Collectors.toMap(SourceRecord::id, Function.identity()));
        SourceRecord target =
                Objects.requireNonNull(records.get(view.task().subject().record()));
        SourceRecord source =
                Objects.requireNonNull(records.get(view.task().subject().other().orElseThrow()));
        EnterpriseId stays = view.one();
        EnterpriseId goes = view.other().orElseThrow();
        String basis = ContentHash.of(target.id() + " " + target.version() + " " + stays + "\n" + source.id() + " "
                + source.version() + " " + goes);
        if (answer != Task.Answer.SAME) {
            return new Consequences(Change.Kind.SEPARATE, List.of(), List.of(), Set.of(), Set.of(), false, basis);
        }
        Map<String, String> alone = golden(linkage, List.of(candidates.understood(target)));
        Map<String, String> other = golden(linkage, List.of(candidates.understood(source)));
        Map<String, String> both =
                golden(linkage, List.of(candidates.understood(target), candidates.understood(source)));
        List<SourceId> merged = Stream.of(target.id(), source.id()).sorted().toList();
        List<Consequences.PersonChange> persons = Stream.of(
                        new Consequences.PersonChange(
                                stays,
                                Effect.CHANGED,
                                Optional.empty(),
                                List.of(target.id()),
                                merged,
                                goldenChanges(alone, both)),
                        new Consequences.PersonChange(
                                goes,
                                Effect.SUPERSEDED,
                                Optional.of(stays),
                                List.of(source.id()),
                                List.of(),
                                goldenChanges(other, Map.of())))
                .sorted(Comparator.comparing(Consequences.PersonChange::person))
                .toList();
        return new Consequences(
                Change.Kind.MERGE,
                persons,
                List.of(new Consequences.Moved(source.id(), source.facility(), goes, stays)),
                Set.copyOf(List.of(target.facility(), source.facility())),
                Set.of(),
                false,
                basis);
    }

    private static Map<String, String> golden(Linkage linkage, Collection<PersonRecord> records) {
        return linkage.survive(records).stream().collect(Collectors.toMap(GoldenValue::field, GoldenValue::value));
    }

    private static List<Consequences.GoldenChange> goldenChanges(
            Map<String, String> before, Map<String, String> after) {
        Set<String> all = new TreeSet<>(before.keySet());
        all.addAll(after.keySet());
        return all.stream()
                .filter(field -> !Objects.equals(before.get(field), after.get(field)))
                .map(field -> new Consequences.GoldenChange(
                        field, Optional.ofNullable(before.get(field)), Optional.ofNullable(after.get(field))))
                .toList();
    }

    /** Whether this one of many decisions on two persons is one that a second person is to look at unknowing. */
    boolean isDrawnForSecondReview(Proposal proposal, Actor actor) {
        boolean isClerk = actor.has(Role.CLERK) || actor.has(Role.CLERK_LEAD);
        return isClerk && proposal.isOnTwoPersons() && random.nextDouble() < rule.blindShare();
    }

    /** What the rule of two people makes of an attempt: it goes on, and closes a task then; or it waits in a task. */
    private record Second(Optional<Closing> closes, Optional<TaskId> waits) {}

    /** How a task is closed that is in this version: by what was answered, with what was seen for how long. */
    record Closing(TaskId task, int version, Task.Answer answer, List<String> unmasked) {}

    /** The same by the second of two people, or where one is enough, in the transaction of the task that it closes. */
    Decided decide(
            Proposal proposal,
            Justification why,
            Optional<String> basis,
            Actor actor,
            Set<String> alsoClaimed,
            Runnable before,
            Closing closes) {
        Second settled = new Second(Optional.of(closes), Optional.empty());
        return decide(proposal, why, basis, actor, alsoClaimed, before, attempt -> settled);
    }

    private Decided decide(
            Proposal proposal,
            Justification why,
            Optional<String> basis,
            Actor actor,
            Set<String> alsoClaimed,
            Runnable before,
            Function<Attempt, Second> twoPersonRule) {
        requireMay(proposal, actor);
        return carryOut(proposal, why, basis, actor, alsoClaimed, before, twoPersonRule);
    }

    private Decided carryOut(
            Proposal proposal,
            Justification why,
            Optional<String> basis,
            Actor actor,
            Set<String> alsoClaimed,
            Runnable before,
            Function<Attempt, Second> twoPersonRule) {
        Set<String> claims = new TreeSet<>(alsoClaimed);
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            Round round = store.claiming(claims, () -> {
                before.run();
                return round(proposal, why, basis, claims, actor, twoPersonRule);
            });
            if (round.decided().isPresent()) {
                return round.decided().get();
            }
            claims.addAll(round.missing());
        }
        throw new IllegalStateException("a decision found new neighbours " + ATTEMPTS_MAX + " times over");
    }

    private Second second(Attempt attempt, Justification why, boolean drawn, Actor actor) {
        Optional<Attempt.Asked> asked = attempt.asked();
        if (asked.isEmpty()) {
            return new Second(Optional.empty(), Optional.empty());
        }
        Set<SourceId> records = attempt.plan().before().keySet();
        Optional<Task> waiting = store.tasks().openOn(records).stream()
                .filter(task ->
                        task.proposal().filter(attempt.proposal()::equals).isPresent())
                .findFirst();
        if (waiting.isPresent()) {
            Task task = waiting.get();
            if (task.first()
                    .filter(first -> first.by().equals(actor.username()))
                    .isPresent()) {
                throw new Refused(
                        Refused.Reason.SECOND_PERSON_NEEDED,
                        "you decided this first: a second person has to say so too, in task " + task.id());
            }
            return new Second(
                    Optional.of(new Closing(
                            task.id(),
                            task.version(),
                            Task.Answer.of(asked.get().verdict()),
                            List.of())),
                    Optional.empty());
        }
        boolean isGrave = attempt.isGrave();
        if (!isGrave && !drawn) {
            return new Second(Optional.empty(), Optional.empty());
        }
        Task.Cause cause = isGrave ? Task.Cause.SECOND_PERSON : Task.Cause.DRAWN;
        Task.First first = new Task.First(Task.Answer.of(asked.get().verdict()), actor.username());
        return new Second(
                Optional.empty(),
                Optional.of(ledger.askSecondPerson(attempt.proposal(), asked.get(), cause, first, why)));
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
            return isClerk() || isOfOwn(same.source(), same.target());
        }

        @Override
        public Boolean differentRecords(Proposal.DifferentRecords different) {
            return isClerk() || isOfOwn(different.one(), different.other());
        }

        private boolean isOfOwn(SourceId one, SourceId other) {
            return store.sources(List.of(one, other)).stream()
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
    private record Round(Optional<Decided> decided, Set<String> missing) {
        static Round done(Decided decided) {
            return new Round(Optional.of(decided), Set.of());
        }
    }

    private Round round(
            Proposal proposal,
            Justification why,
            Optional<String> basis,
            Set<String> claims,
            Actor actor,
            Function<Attempt, Second> twoPersonRule) {
        linkage.refresh();
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
        Second second = twoPersonRule.apply(attempt);
        if (second.waits().isPresent()) {
            log(consequences, AccessAction.PREVIEW, actor);
            return Round.done(new Decided(Optional.empty(), consequences, second.waits()));
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
        long number = ledger.write(attempt.plan(), change, Set.of(), Set.of(), 0);
        store.changes().rule(number, attempt.rulings(number));
        change.undoes().ifPresent(undone -> ledger.reopenTasks(undone, change.at()));
        second.closes().ifPresent(closing -> resolve(closing, attempt, number, why, actor));
        ledger.followTasks(attempt.plan().rejudged(), change.at());
        log(consequences, AccessAction.DECIDE, actor);
        return Round.done(new Decided(Optional.of(number), consequences, Optional.empty()));
    }

    private void resolve(Closing closing, Attempt attempt, long change, Justification why, Actor actor) {
        Task task = store.tasks().task(closing.task()).orElseThrow();
        if (task.version() != closing.version()) {
            throw changedMeanwhile();
        }
        Task.Outcome outcome = closing.answer() == Task.Answer.SPLIT
                ? Task.Outcome.SPLIT
                : task.subject().pair().filter(attempt::areTogether).isPresent()
                        ? Task.Outcome.SAME
                        : Task.Outcome.DIFFERENT;
        Task.Resolution resolution = new Task.Resolution(
                outcome, actor.username(), Optional.of(change), Optional.of(evidence(task, closing.unmasked(), actor)));
        Task resolved = task.resolved(resolution, why.reason().code(), why.note(), ledger.now());
        if (!store.tasks().replace(resolved)) {
            throw changedMeanwhile();
        }
    }

    private static Refused changedMeanwhile() {
        return new Refused(Refused.Reason.STALE, "somebody changed the task at this moment: read it again");
    }

    /** Why two records, in these versions, are or are not one person. */
    PairExplanation explain(SourceRecord one, SourceRecord other) {
        return linkage.explain(candidates.understood(one), candidates.understood(other));
    }

    /** What whoever decides in the task knows, as it is now. */
    DecisionEvidence evidence(Task task, List<String> unmasked, Actor actor) {
        List<SourceRecord> records = store.sources(task.subject().records());
        Map<String, Integer> versions =
                records.stream().collect(Collectors.toMap(record -> record.id().value(), SourceRecord::version));
        Map<String, Double> weights = new TreeMap<>();
        double bits = 0;
        if (records.size() == 2) {
            PairExplanation explained = explain(records.get(0), records.get(1));
            explained.comparisons().forEach(line -> weights.merge(line.comparison(), line.bits(), Double::sum));
            bits = explained.totalBits();
        }
        return DecisionEvidence.of(
                linkage.modelVersion(),
                bits,
                weights,
                versions,
                task.secondsHeld(actor.username(), ledger.now()),
                unmasked);
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
                new Reclustering.Question(
                        neighbourhood, Optional.empty(), judgement.said(), judgement.wanted(), Set.of()),
                ledger::drawUnusedPersonId);
        requireHonoured(judgement, plan);
        return new Attempt(proposal, judgement, neighbourhood, plan, reclustering, store, linkage, rule, ledger.now());
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
    record Attempt(
            Proposal proposal,
            Judgement judgement,
            Set<EnterpriseId> neighbourhood,
            Reclustering.Plan plan,
            Reclustering reclustering,
            RecordStore store,
            Linkage linkage,
            SecondPersonRule rule,
            Instant now) {

        /** What the decision comes down to for two of its records. */
        record Asked(SourcePair pair, Verdict verdict, double bits) {}

        /** The first pair that is one person's after it and not before, or the other way about; empty where nobody's records change. */
        Optional<Asked> asked() {
            List<SourceId> records = plan.before().keySet().stream().sorted().toList();
            return plan.moves().stream()
                    .map(Reclustering.Move::source)
                    .sorted()
                    .flatMap(moved -> records.stream()
                            .filter(record -> !record.equals(moved))
                            .map(record -> SourcePair.of(moved, record)))
                    .filter(pair -> areTogether(pair) != wereTogether(pair))
                    .findFirst()
                    .map(pair -> new Asked(pair, areTogether(pair) ? Verdict.SAME : Verdict.DIFFERENT, bits(pair)));
        }

        private boolean wereTogether(SourcePair pair) {
            return Objects.equals(plan.before().get(pair.a()), plan.before().get(pair.b()));
        }

        /** Whether the two are one person's after it. */
        boolean areTogether(SourcePair pair) {
            return plan.assignment().clusters().values().stream()
                    .anyMatch(cluster -> cluster.contains(pair.a()) && cluster.contains(pair.b()));
        }

        private double bits(SourcePair pair) {
            return Objects.requireNonNull(
                            reclustering.scores(pair.a(), List.of(pair.b())).get(pair.b()))
                    .bits();
        }

        Map<SourcePair, Optional<Ruling>> rulings(long change) {
            Map<SourcePair, Optional<Ruling>> rulings = new HashMap<>(judgement.restored());
            judgement.same().forEach(pair -> rulings.put(pair, Optional.of(ruling(pair, Verdict.SAME, change))));
            judgement
                    .different()
                    .forEach(pair -> rulings.put(pair, Optional.of(ruling(pair, Verdict.DIFFERENT, change))));
            return rulings;
        }

        private Ruling ruling(SourcePair pair, Verdict verdict, long change) {
            return new Ruling(verdict, bits(pair), change);
        }

        Consequences consequences() {
            Map<SourceId, SourceRecord> members = members();
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
            return goldenChanges(values(had), values(has));
        }

        private Map<String, String> values(Collection<SourceId> sources) {
            List<PersonRecord> records =
                    sources.stream().sorted().map(reclustering::record).toList();
            return records.isEmpty() ? Map.of() : Decisions.golden(linkage, records);
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

        boolean isGrave() {
            return isGrave(members());
        }

        private Map<SourceId, SourceRecord> members() {
            return store.members(neighbourhood).stream()
                    .collect(Collectors.toMap(SourceRecord::id, Function.identity()));
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
                    yield merged.size() >= rule.records() || hospitals >= rule.hospitals();
                }
                case UNMERGE, UNDO ->
                    judgement
                            .about()
                            .flatMap(store.changes()::change)
                            .filter(change -> change.at().isBefore(now.minus(rule.age())))
                            .isPresent();
                case FEED,
                        LOAD,
                        SEPARATE,
                        SPLIT,
                        MOVE,
                        HOLD,
                        ACCEPT,
                        CORRECTION,
                        REJECT,
                        ASK,
                        VERIFICATION,
                        WRONG_IDENTIFIER,
                        MODEL -> false;
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
