package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;
import vn.khop.server.store.SqlWeights;
import vn.khop.server.store.TestDatabase;

/** What people decide, and how it is taken back, on every database. Each test uses names of its own. */
abstract class DecisionsContract {
    private static final Actor CLERK = new Actor(
            "lead",
            "desk",
            Set.of(Role.CLERK_LEAD),
            Set.of(),
            Set.of(),
            FacilityScope.everyFacility(),
            "request",
            "local");
    private static final Justification WHY = new Justification(ReasonCode.SAME_CARD, "");
    private static final long SEED = Optional.ofNullable(System.getProperty("tests.seed"))
            .map(seed -> Long.parseUnsignedLong(seed, 16))
            .orElseGet(() -> new Random().nextLong());
    private static final String REPLAY = "replay with -Dtests.seed=" + Long.toHexString(SEED);

    abstract TestDatabase database();

    private RecordStore store() {
        return database().store();
    }

    private Registry registry() {
        return new Registry(
                store(),
                new PlainRules(),
                new Facilities(store(), Clock.systemUTC(), true),
                new UnkeptLog(),
                Clock.systemUTC(),
                new SecureRandom(),
                new SimpleMeterRegistry());
    }

    /** Two people decide as they do by default, but nothing is drawn. */
    private static final SecondPersonRule TWO_PEOPLE = new SecondPersonRule(5, 3, Duration.ofDays(30), 0);

    private static final SecondPersonRule ONE_IS_ENOUGH =
            new SecondPersonRule(Integer.MAX_VALUE, Integer.MAX_VALUE, Duration.ofDays(36_500), 0);

    private Decisions decisions() {
        return decisions(ONE_IS_ENOUGH, Clock.systemUTC());
    }

    private Decisions decisions(SecondPersonRule rule, Clock clock) {
        return new Decisions(
                store(), new PlainRules(), rule, new UnkeptLog(), clock, new SecureRandom(), new SimpleMeterRegistry());
    }

    private FeedOutcome fed(String facility, String localId, String name, String birthDate) {
        return fed(facility, localId, Map.of(Columns.FULL_NAME, name, Columns.BIRTH_DATE, birthDate));
    }

    private FeedOutcome fed(String facility, String localId, Map<String, String> columns) {
        return registry()
                .feed(
                        new SourceFeed(
                                facility, localId, columns, Optional.empty(), Optional.empty(), Optional.empty()),
                        CLERK);
    }

    private long decide(Proposal proposal) {
        return decisions()
                .decide(proposal, WHY, Optional.empty(), CLERK)
                .change()
                .orElseThrow();
    }

    private Person person(EnterpriseId id) {
        return registry().person(id, CLERK).orElseThrow();
    }

    private EnterpriseId holderOf(FeedOutcome fed) {
        return Objects.requireNonNull(
                store().personsOf(List.of(fed.source().id())).get(fed.source().id()));
    }

    private static Set<SourceId> ids(Person person) {
        return person.sources().stream().map(SourceRecord::id).collect(Collectors.toSet());
    }

    @Test
    void aMergeGivesTheRecordsToTheTargetAndHoldsWhateverIsFedLater() {
        FeedOutcome source = fed("01001", "m1", "Merge An", "1990");
        FeedOutcome target = fed("01013", "m2", "Merge Ân", "1971");
        decide(new Proposal.Merge(source.person(), target.person()));

        assertEquals(target.person(), holderOf(source));
        assertEquals(Optional.of(target.person()), person(source.person()).supersededBy());
        FeedOutcome revised = fed("01001", "m1", "Merge An", "1991");
        assertEquals(target.person(), revised.person(), "a decision is not overridden by the engine");
        FeedOutcome alike = fed("01028", "m3", "Merge An", "1991");
        assertEquals(target.person(), alike.person());
    }

    @Test
    void twoThatAClerkCallsDifferentStayApartThoughTheEngineWouldLinkThem() {
        FeedOutcome one = fed("01001", "d1", "Differ Binh", "1990");
        FeedOutcome other = fed("01013", "d2", "Differ Minh", "1990");
        decide(new Proposal.Separate(one.person(), other.person()));
        FeedOutcome corrected = fed("01013", "d2", "Differ Binh", "1990");

        assertNotEquals(one.person(), corrected.person());
        assertEquals(other.person(), corrected.person());
    }

    @Test
    void aSplitPartsAPersonAndItsUndoMakesItOneAgain() {
        FeedOutcome a = fed("01001", "s1", "Split Chi", "1990");
        FeedOutcome b = fed("01013", "s2", "Split Chi", "1990");
        FeedOutcome c = fed("01028", "s3", "Split Chi", "1990");
        EnterpriseId person = a.person();
        assertEquals(List.of(person, person), List.of(b.person(), c.person()));

        long split = decide(new Proposal.Split(
                person,
                List.of(
                        Set.of(a.source().id(), b.source().id()),
                        Set.of(c.source().id()))));
        assertEquals(person, holderOf(a));
        assertEquals(person, holderOf(b));
        EnterpriseId parted = holderOf(c);
        assertNotEquals(person, parted);

        decide(new Proposal.Undo(split));
        assertEquals(person, holderOf(c));
        assertEquals(Optional.of(person), person(parted).supersededBy());
        assertEquals(
                Refused.Reason.NOTHING_TO_UNDO,
                assertThrows(Refused.class, () -> decide(new Proposal.Undo(split)))
                        .reason());
    }

    @Test
    void aRecordIsMovedToAnotherPersonAndAPersonLeftEmptyPointsOn() {
        FeedOutcome a = fed("01001", "v1", "Move Dung", "1990");
        FeedOutcome b = fed("01013", "v2", "Move Dung", "1990");
        FeedOutcome other = fed("01028", "v3", "Move Giang", "1980");
        decide(new Proposal.Move(b.source().id(), other.person()));
        assertEquals(a.person(), holderOf(a));
        assertEquals(other.person(), holderOf(b));

        decide(new Proposal.Move(a.source().id(), other.person()));
        assertEquals(other.person(), holderOf(a));
        assertEquals(Optional.of(other.person()), person(a.person()).supersededBy());
    }

    @Test
    void anUnmergeRestoresIdsAndLinksAndKeepsWhatCameLater() {
        FeedOutcome p1 = fed("01001", "u1", "Unmerge Ha", "1990");
        FeedOutcome p2 = fed("01013", "u2", "Unmerge Ha", "1990");
        FeedOutcome q = fed("01028", "u3", "Unmerge Hai", "1960");
        EnterpriseId merged = p1.person();
        decide(new Proposal.Merge(merged, q.person()));
        FeedOutcome laterOfP = fed("01005", "u4", "Unmerge Ha", "1990");
        FeedOutcome laterOfQ = fed("01006", "u5", "Unmerge Hai", "1960");
        assertEquals(List.of(q.person(), q.person()), List.of(laterOfP.person(), laterOfQ.person()));

        Consequences preview = decisions().preview(new Proposal.Unmerge(merged), CLERK);
        long unmerge = decide(new Proposal.Unmerge(merged));

        assertEquals(Optional.empty(), person(merged).supersededBy(), "the old id is active again");
        assertEquals(
                Set.of(p1.source().id(), p2.source().id(), laterOfP.source().id()), ids(person(merged)));
        assertEquals(Set.of(q.source().id(), laterOfQ.source().id()), ids(person(q.person())));
        assertEquals(
                Map.of(merged, Consequences.Effect.RESTORED, q.person(), Consequences.Effect.CHANGED),
                preview.persons().stream()
                        .collect(Collectors.toMap(
                                Consequences.PersonChange::person, Consequences.PersonChange::effect)));
        assertEquals(Set.of("01001", "01013", "01028", "01005", "01006"), preview.facilitiesTold());
        assertEquals(3, preview.moved().size());
        assertEquals(1, preview.overrides().size(), "the merge");
        Change change = store().changes().change(unmerge).orElseThrow();
        assertEquals(Change.Kind.UNMERGE, change.kind());
        assertEquals(CLERK.username(), change.decidedBy());
        assertEquals("same-card", change.reason());
    }

    /** A merge that nobody decided: a record came that fits both. */
    @Test
    void aMergeOfTheEngineIsTakenBackInTheSameWay() {
        FeedOutcome p = fed("01001", "e1", "Engine Khanh", "1990");
        FeedOutcome q = fed("01013", "e2", "Engine Khang", "1990");
        fed("01013", "e2", "Engine Khanh", "1990");
        EnterpriseId survivor = holderOf(p);
        EnterpriseId gone = survivor.equals(p.person()) ? q.person() : p.person();
        decide(new Proposal.Unmerge(gone));

        assertEquals(p.person(), holderOf(p));
        assertEquals(q.person(), holderOf(q));
        fed("01013", "e2", Map.of(Columns.FULL_NAME, "Engine Khanh", Columns.BIRTH_DATE, "1990", Columns.PHONE, "1"));
        assertEquals(q.person(), holderOf(q), "the engine would join them again");
    }

    @Test
    void mergesOverMergesAreTakenBackInAnyOrder() {
        FeedOutcome a = fed("01001", "n1", "Nested An", "1990");
        FeedOutcome b = fed("01013", "n2", "Nested Ba", "1980");
        FeedOutcome c = fed("01028", "n3", "Nested Ca", "1970");
        decide(new Proposal.Merge(a.person(), b.person()));
        decide(new Proposal.Merge(b.person(), c.person()));
        decide(new Proposal.Unmerge(a.person()));
        assertEquals(a.person(), holderOf(a));
        assertEquals(c.person(), holderOf(b));
        decide(new Proposal.Unmerge(b.person()));
        assertEquals(b.person(), holderOf(b));
        assertEquals(c.person(), holderOf(c));
        assertEquals(
                Refused.Reason.NOT_MERGED,
                assertThrows(Refused.class, () -> decide(new Proposal.Unmerge(a.person())))
                        .reason());
    }

    @Test
    void verifiedNumbersThatDifferAreNeverMergedAndADecisionThatBecomesOneIsOverruled() {
        Map<String, String> lan = Map.of(
                Columns.FULL_NAME, "Verified Lan", "national_id_verified", "card-chip", Columns.NATIONAL_ID, "1");
        Map<String, String> lam = Map.of(
                Columns.FULL_NAME, "Verified Lam", "national_id_verified", "card-chip", Columns.NATIONAL_ID, "2");
        FeedOutcome one = fed("01001", "x1", lan);
        FeedOutcome other = fed("01013", "x2", lam);
        assertEquals(
                Refused.Reason.FORBIDDEN,
                assertThrows(Refused.class, () -> decide(new Proposal.Merge(one.person(), other.person())))
                        .reason());

        fed("01013", "x2", Map.of(Columns.FULL_NAME, "Verified Lam"));
        decide(new Proposal.Merge(one.person(), other.person()));
        assertEquals(other.person(), holderOf(one));
        fed("01013", "x2", lam);
        assertNotEquals(holderOf(one), holderOf(other));
    }

    @Test
    void aDecisionOnWhatWasNotSeenIsRefused() {
        FeedOutcome source = fed("01001", "b1", "Basis Oanh", "1990");
        FeedOutcome target = fed("01013", "b2", "Basis Uyen", "1991");
        Proposal merge = new Proposal.Merge(source.person(), target.person());
        String basis = decisions().preview(merge, CLERK).basis();
        fed("01028", "b3", "Basis Uyen", "1991");
        Refused stale = assertThrows(Refused.class, () -> decisions().decide(merge, WHY, Optional.of(basis), CLERK));
        assertEquals(Refused.Reason.STALE, stale.reason());
        assertEquals(source.person(), holderOf(source));
        String fresh = decisions().preview(merge, CLERK).basis();
        decisions().decide(merge, WHY, Optional.of(fresh), CLERK);
        assertEquals(target.person(), holderOf(source));
    }

    @Test
    void aPreviewWritesNothing() {
        FeedOutcome a = fed("01001", "w1", "Preview Phuc", "1990");
        FeedOutcome b = fed("01013", "w2", "Preview Phuc", "1990");
        Set<String> before = database().rows();
        Consequences preview = decisions()
                .preview(
                        new Proposal.Split(
                                a.person(),
                                List.of(
                                        Set.of(a.source().id()),
                                        Set.of(b.source().id()))),
                        CLERK);
        assertEquals(before, database().rows());
        assertEquals(2, preview.persons().size());
        assertTrue(preview.persons().stream().anyMatch(change -> change.effect() == Consequences.Effect.FOUNDED));
    }

    @Test
    void aMergeOfManyRecordsOrHospitalsIsGrave() {
        FeedOutcome one = fed("01001", "g1", "Grave Quy", "1990");
        FeedOutcome other = fed("01013", "g2", "Grave Quynh", "1990");
        FeedOutcome third = fed("01028", "g3", "Grave Quyen", "1990");
        Decisions decisions = decisions(TWO_PEOPLE, Clock.systemUTC());
        assertEquals(
                false,
                decisions
                        .preview(new Proposal.Merge(one.person(), other.person()), CLERK)
                        .needsSecondPerson());
        decide(new Proposal.Merge(one.person(), other.person()));
        assertEquals(
                true,
                decisions
                        .preview(new Proposal.Merge(other.person(), third.person()), CLERK)
                        .needsSecondPerson());
    }

    /** Everything that somebody could ask about who is who. */
    private record World(Map<SourceId, EnterpriseId> persons, SortedMap<EnterpriseId, String> ids) {}

    private World world(Set<SourceId> records, Set<EnterpriseId> persons) {
        SortedMap<EnterpriseId, String> ids = new TreeMap<>();
        persons.forEach(person -> ids.put(
                person,
                store().person(person)
                        .orElseThrow()
                        .supersededBy()
                        .map(EnterpriseId::value)
                        .orElse("active")));
        return new World(store().personsOf(records), ids);
    }

    /** Feeds and decisions at random; after each merge its unmerge restores exactly; the log replays to what is there. */
    private void play(int sequences, int steps, String prefix) {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int sequence = 0; sequence < sequences; sequence++) {
            Set<SourceId> records = new TreeSet<>();
            Set<EnterpriseId> persons = new TreeSet<>();
            List<Long> decided = new ArrayList<>();
            String name = prefix + sequence + " ";
            for (int step = 0; step < steps; step++) {
                step(random, name, records, persons, decided);
                persons.addAll(store().personsOf(records).values());
            }
            assertOnePersonEach(records, persons);
        }
        assertEquals(database().present(), database().replayed(), REPLAY);
    }

    private void step(
            SplittableRandom random,
            String name,
            Set<SourceId> records,
            Set<EnterpriseId> persons,
            List<Long> decided) {
        List<EnterpriseId> active =
                new ArrayList<>(new TreeSet<>(store().personsOf(records).values()));
        int what = random.nextInt(10);
        try {
            if (what < 4 || active.size() < 2) {
                int number = random.nextInt(6);
                records.add(fed("01001", name + number, name + random.nextInt(3), "199" + random.nextInt(2))
                        .source()
                        .id());
            } else if (what < 6) {
                EnterpriseId source = active.remove(random.nextInt(active.size()));
                EnterpriseId target = active.get(random.nextInt(active.size()));
                World before = world(records, persons);
                decided.add(decide(new Proposal.Merge(source, target)));
                if (random.nextInt(2) == 0) {
                    decided.add(decide(new Proposal.Unmerge(source)));
                    assertEquals(before, world(records, persons), REPLAY);
                }
            } else if (what == 6) {
                EnterpriseId one = active.remove(random.nextInt(active.size()));
                decided.add(decide(new Proposal.Separate(one, active.get(random.nextInt(active.size())))));
            } else if (what == 7) {
                split(random, active.get(random.nextInt(active.size())), decided);
            } else if (what == 8) {
                List<EnterpriseId> gone = persons.stream()
                        .filter(person -> store().person(person)
                                .orElseThrow()
                                .supersededBy()
                                .isPresent())
                        .toList();
                if (!gone.isEmpty()) {
                    decided.add(decide(new Proposal.Unmerge(gone.get(random.nextInt(gone.size())))));
                }
            } else if (!decided.isEmpty()) {
                decided.add(decide(new Proposal.Undo(decided.get(random.nextInt(decided.size())))));
            }
        } catch (Refused refused) {
            assertTrue(
                    Set.of(Refused.Reason.NOT_MERGED, Refused.Reason.NOTHING_TO_UNDO, Refused.Reason.FORBIDDEN)
                            .contains(refused.reason()),
                    refused.reason() + "; " + REPLAY);
        }
    }

    private void split(SplittableRandom random, EnterpriseId person, List<Long> decided) {
        List<SourceId> members = store().members(List.of(person)).stream()
                .map(SourceRecord::id)
                .sorted()
                .toList();
        if (members.size() > 1) {
            int cut = 1 + random.nextInt(members.size() - 1);
            decided.add(decide(new Proposal.Split(
                    person,
                    List.of(Set.copyOf(members.subList(0, cut)), Set.copyOf(members.subList(cut, members.size()))))));
        }
    }

    /** Invariant 1, and that a person without records points, without going round, to one that has some. */
    private void assertOnePersonEach(Set<SourceId> records, Set<EnterpriseId> persons) {
        Map<SourceId, EnterpriseId> present = store().personsOf(records);
        assertEquals(records, new TreeSet<>(present.keySet()), REPLAY);
        Set<EnterpriseId> holding = new HashSet<>(present.values());
        for (EnterpriseId person : persons) {
            Set<EnterpriseId> way = new HashSet<>();
            Optional<EnterpriseId> next = Optional.of(person);
            EnterpriseId last = person;
            while (next.isPresent()) {
                last = next.get();
                assertTrue(way.add(last), "goes round; " + REPLAY);
                next = store().person(last).orElseThrow().supersededBy();
            }
            assertTrue(holding.contains(last), "an active person holds nothing; " + REPLAY);
            assertEquals(holding.contains(person), way.size() == 1, "a superseded person holds a record; " + REPLAY);
        }
    }

    @Test
    void whateverIsFedAndDecidedTheLogReplaysToWhatIsThereAndUnmergeRestoresExactly() {
        play(25, 20, "Random");
    }

    /** 10,000 steps. */
    @Test
    @Tag("long")
    void theSameAtLength() {
        play(100, 100, "Long");
    }

    @Test
    void aClerkTakesBackOwnDecisionsForAWhileAndALeadThoseOfOthers() {
        Actor clerk = new Actor(
                "clerk-1", "desk", Set.of(Role.CLERK), Set.of(), Set.of(), FacilityScope.everyFacility(), "r", "local");
        Actor other = new Actor(
                "clerk-2", "desk", Set.of(Role.CLERK), Set.of(), Set.of(), FacilityScope.everyFacility(), "r", "local");
        FeedOutcome one = fed("01001", "r1", "Role Tam", "1990");
        FeedOutcome two = fed("01013", "r2", "Role Tan", "1991");
        long merge = decisions()
                .decide(new Proposal.Merge(one.person(), two.person()), WHY, Optional.empty(), clerk)
                .change()
                .orElseThrow();
        for (Proposal back : List.of(new Proposal.Undo(merge), new Proposal.Unmerge(one.person()))) {
            assertEquals(
                    Refused.Reason.ROLE_NOT_ALLOWED,
                    assertThrows(Refused.class, () -> decisions().decide(back, WHY, Optional.empty(), other))
                            .reason());
        }
        decisions().decide(new Proposal.Undo(merge), WHY, Optional.empty(), clerk);
        assertEquals(one.person(), holderOf(one));
    }

    private Tasks tasks(Clock clock) {
        return tasks(TWO_PEOPLE, 0, clock);
    }

    private Tasks tasks(SecondPersonRule rule, double knownShare, Clock clock) {
        KnownPairs known = new KnownPairs(store(), knownShare, new SecureRandom());
        return new Tasks(store(), decisions(rule, clock), known, new UnkeptLog(), clock);
    }

    private static Actor clerk(String name) {
        return new Actor(
                name, "desk", Set.of(Role.CLERK), Set.of(), Set.of(), FacilityScope.everyFacility(), "r", "local");
    }

    private List<Task> openTasks(FeedOutcome fed) {
        return store().tasks().openOn(List.of(fed.source().id()));
    }

    @Test
    void anUnsurePairIsOneTaskHoweverManyRecordsAreInItAndADecisionAnswersIt() {
        FeedOutcome one = fed("01001", "t1", "Task Thu", "1990");
        FeedOutcome other = fed("01013", "t2", "Task Thu", "1991");
        Task task = openTasks(one).get(0);
        assertEquals(Task.Type.LINK, task.type());
        fed("01028", "t3", "Task Thu", "1990");
        fed("01005", "t4", "Task Thu", "1991");
        List<Task> open = new ArrayList<>(openTasks(one));
        assertEquals(1, open.size());
        assertEquals(1, openTasks(other).size());

        Task asked = open.get(0);
        Tasks.Decided decided = tasks(Clock.systemUTC())
                .decide(asked.id(), asked.version(), Verdict.DIFFERENT, WHY, Optional.empty(), clerk("clerk-1"));
        assertEquals(Task.State.RESOLVED, decided.view().task().state());
        assertEquals(Optional.of(Task.Outcome.DIFFERENT), decided.view().task().outcome());
        assertEquals(Optional.of("clerk-1"), decided.view().task().decidedBy());
        fed("01006", "t5", "Task Thu", "1991");
        assertEquals(List.of(), openTasks(one), "a record that comes later does not ask again");
        assertNotEquals(holderOf(one), holderOf(other));
    }

    @Test
    void aQuestionThatIsNoneAnyMoreIsClosedByWhateverAnswersIt() {
        FeedOutcome one = fed("01001", "q1", "Query Tho", "1990");
        FeedOutcome other = fed("01013", "q2", "Query Tho", "1991");
        Task task = openTasks(one).get(0);
        fed("01013", "q2", "Query Tho", "1990");
        assertEquals(holderOf(one), holderOf(other));
        assertEquals(
                Optional.of(Task.Outcome.OBSOLETE),
                store().tasks().task(task.id()).orElseThrow().outcome());
    }

    @Test
    void aTaskIsOneClerksUntilTheLeaseEndsAndAStaleStepIsRefused() {
        FeedOutcome one = fed("01001", "l1", "Lease Ha", "1990");
        fed("01013", "l2", "Lease Ha", "1991");
        Task task = openTasks(one).get(0);
        Task taken =
                tasks(Clock.systemUTC()).take(task.id(), 1, clerk("clerk-1")).task();
        assertEquals(2, taken.version());
        assertEquals(
                Refused.Reason.STALE, refusal(() -> tasks(Clock.systemUTC()).take(task.id(), 1, clerk("clerk-2"))));
        assertEquals(
                Refused.Reason.TAKEN, refusal(() -> tasks(Clock.systemUTC()).take(task.id(), 2, clerk("clerk-2"))));
        assertEquals(
                Refused.Reason.TAKEN,
                refusal(() -> tasks(Clock.systemUTC())
                        .decide(task.id(), 2, Verdict.SAME, WHY, Optional.empty(), clerk("clerk-2"))));
        Clock later = Clock.offset(Clock.systemUTC(), Tasks.LEASE.plusSeconds(1));
        Task released = tasks(later)
                .release(
                        task.id(),
                        tasks(later).take(task.id(), 2, clerk("clerk-2")).task().version(),
                        clerk("clerk-2"))
                .task();
        assertEquals(Task.State.NEW, released.state());
        assertEquals(
                Refused.Reason.BAD_TIME,
                refusal(() -> tasks(later)
                        .defer(task.id(), released.version(), java.time.Instant.EPOCH, WHY, clerk("clerk-2"))));
        assertEquals(
                Task.State.DEFERRED,
                tasks(later)
                        .defer(task.id(), released.version(), later.instant().plusSeconds(60), WHY, clerk("clerk-2"))
                        .task()
                        .state());
    }

    @Test
    void ofEightClerksWhoAnswerOneTaskAtOnceOneIsHeard() throws Exception {
        raceForTasks(20, "Short");
    }

    @Test
    @Tag("long")
    void ofEightClerksWhoAnswerOneTaskAtOnceOneIsHeardAThousandTimes() throws Exception {
        raceForTasks(1_000, "Long");
    }

    /** Half of the clerks say that the two are one, half that they are not; who comes second is told that somebody was faster. */
    private void raceForTasks(int rounds, String name) throws Exception {
        int clerks = 8;
        ExecutorService threads = Executors.newFixedThreadPool(clerks);
        try {
            for (int round = 0; round < rounds; round++) {
                String id = name + "-" + round;
                FeedOutcome one = fed("01001", "r8a" + id, "Race " + name + letters(round), "1990");
                FeedOutcome other = fed("01013", "r8b" + id, "Race " + name + letters(round), "1991");
                Task task = openTasks(one).get(0);
                CountDownLatch start = new CountDownLatch(1);
                List<Future<Optional<Verdict>>> answers = new ArrayList<>();
                for (int clerk = 0; clerk < clerks; clerk++) {
                    Actor actor = clerk("racer-" + clerk);
                    Verdict verdict = clerk % 2 == 0 ? Verdict.SAME : Verdict.DIFFERENT;
                    answers.add(threads.submit(() -> {
                        start.await();
                        try {
                            tasks(Clock.systemUTC())
                                    .decide(task.id(), task.version(), verdict, WHY, Optional.empty(), actor);
                            return Optional.of(verdict);
                        } catch (Refused refused) {
                            assertTrue(
                                    refused.reason() == Refused.Reason.STALE
                                            || refused.reason() == Refused.Reason.TAKEN,
                                    refused.getMessage());
                            return Optional.empty();
                        }
                    }));
                }
                start.countDown();
                List<Verdict> heard = new ArrayList<>();
                for (Future<Optional<Verdict>> answer : answers) {
                    answer.get(60, TimeUnit.SECONDS).ifPresent(heard::add);
                }
                assertEquals(1, heard.size(), "round " + round);
                assertEquals(
                        heard.get(0) == Verdict.SAME,
                        holderOf(one).equals(holderOf(other)),
                        "round " + round + ": what was answered is not what holds");
                assertEquals(
                        Task.State.RESOLVED,
                        store().tasks().task(task.id()).orElseThrow().state());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** A number as a word, for names hold no digits. */
    private static String letters(int number) {
        return number < 26
                ? String.valueOf((char) ('a' + number))
                : letters(number / 26 - 1) + (char) ('a' + number % 26);
    }

    private static Refused.Reason refusal(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(Refused.class, call).reason();
    }

    @Test
    void aGraveMergeWaitsForASecondPersonWhoSaysTheSame() {
        FeedOutcome one = fed("01001", "y1", "Grave Yen", "1990");
        fed("01013", "y2", "Grave Yen", "1990");
        FeedOutcome other = fed("01028", "y3", "Grave Yen", "1991");
        Task task = openTasks(other).get(0);
        Tasks tasks = tasks(Clock.systemUTC());
        Tasks.Decided first = tasks.decide(task.id(), 1, Verdict.SAME, WHY, Optional.empty(), clerk("clerk-1"));
        assertEquals(Task.State.SECOND_REVIEW, first.view().task().state());
        assertEquals(Optional.empty(), first.decision());
        assertNotEquals(holderOf(one), holderOf(other), "nothing is done yet");
        int version = first.view().task().version();
        assertEquals(
                Refused.Reason.SECOND_PERSON_NEEDED,
                refusal(() -> tasks.decide(task.id(), version, Verdict.SAME, WHY, Optional.empty(), clerk("clerk-1"))));
        assertFalse(undecidedBy(tasks, "clerk-1", task).contains(task.id()), "it waits for somebody else");
        assertTrue(undecidedBy(tasks, "clerk-2", task).contains(task.id()));
        Task again = tasks.decide(task.id(), version, Verdict.DIFFERENT, WHY, Optional.empty(), clerk("clerk-2"))
                .view()
                .task();
        assertEquals(Task.State.NEW, again.state(), "they disagree");
        assertTrue(undecidedBy(tasks, "clerk-1", task).contains(task.id()));
        int next = tasks.decide(task.id(), again.version(), Verdict.SAME, WHY, Optional.empty(), clerk("clerk-1"))
                .view()
                .task()
                .version();
        Tasks.Decided done = tasks.decide(task.id(), next, Verdict.SAME, WHY, Optional.empty(), clerk("clerk-2"));
        assertEquals(Optional.of(Task.Outcome.SAME), done.view().task().outcome());
        assertEquals(holderOf(one), holderOf(other));
    }

    @Test
    void aQuestionWhoseAnswerIsKnownLooksLikeAnyOtherAndNothingComesOfWhatIsSaidToIt() {
        FeedOutcome one = fed("01001", "kp1", "Known Pha", "1990");
        FeedOutcome same = fed("01013", "kp2", "Known Pha", "1991");
        FeedOutcome apart = fed("01001", "kp3", "Known Phe", "1990");
        FeedOutcome other = fed("01013", "kp4", "Known Phe", "1991");
        FeedOutcome open = fed("01001", "kp5", "Known Pho", "1990");
        fed("01013", "kp6", "Known Pho", "1991");
        Set<EnterpriseId> former = Set.of(holderOf(one), holderOf(same));
        Clock clock = Clock.systemUTC();
        Tasks twice = tasks(new SecondPersonRule(5, 3, Duration.ofDays(30), 1), 0, clock);
        Task merged = saidByTwo(twice, openTasks(one).get(0), Verdict.SAME);
        Task parted = saidByTwo(twice, openTasks(apart).get(0), Verdict.DIFFERENT);
        assertEquals(holderOf(one), holderOf(same));

        // With one half, each task that is taken draws one, while there are any.
        Tasks tasks = tasks(TWO_PEOPLE, 0.5, clock);
        Actor clerk = clerk("clerk-asked");
        Set<TaskId> asked = new HashSet<>();
        long wrong = 0;
        while (true) {
            Task real = store().tasks().task(openTasks(open).get(0).id()).orElseThrow();
            Task taken = tasks.take(real.id(), real.version(), clerk).task();
            tasks.release(taken.id(), taken.version(), clerk);
            List<Tasks.View> known = listed(tasks, 1000, clerk).stream()
                    .filter(Tasks.View::isKnown)
                    .toList();
            if (known.isEmpty()) {
                break;
            }
            List<TaskId> rows = new ArrayList<>();
            Optional<TaskId> after = Optional.empty();
            do {
                after = following(tasks, after, rows, clerk);
            } while (after.isPresent());
            assertEquals(Set.copyOf(rows).size(), rows.size(), "each is on one page");
            assertEquals(tasks.count(open(Optional.empty(), 1), clerk), rows.size());

            Tasks.View view = tasks.task(known.get(0).task().id(), clerk).orElseThrow();
            Task task = view.task();
            assertTrue(rows.contains(task.id()));
            assertTrue(asked.add(task.id()));
            assertEquals(Optional.empty(), tasks.task(task.id(), clerk("clerk-other")), "nobody else sees it");
            assertEquals(Task.State.NEW, task.state());
            assertEquals(Task.Cause.OPEN_PAIR, task.cause());
            assertNotEquals(Optional.of(view.one()), view.other(), "two persons, as before it was known");
            TaskComparison compared = tasks.comparison(task.id(), clerk).orElseThrow();
            assertEquals(
                    List.of(view.one(), view.other().orElseThrow()),
                    compared.records().stream().map(TaskComparison.Side::person).toList());
            Consequences merge = tasks.preview(task.id(), Task.Answer.SAME, List.of(), clerk);
            assertEquals(
                    Set.of(view.one(), view.other().orElseThrow()),
                    merge.persons().stream()
                            .map(Consequences.PersonChange::person)
                            .collect(Collectors.toSet()));
            assertEquals(Set.of(), merge.overrides(), "no decision of before is named");
            if (task.subject().equals(merged.subject())) {
                assertEquals(former, Set.of(view.one(), view.other().orElseThrow()));
            }

            boolean isOne =
                    Set.copyOf(store().personsOf(task.subject().records()).values())
                                    .size()
                            == 1;
            boolean isWrong = asked.size() % 2 == 0;
            wrong += isWrong ? 1 : 0;
            List<?> before = everything(tasks, clerk);
            Task reviewed = tasks.review(task.id(), task.version(), clerk).task();
            Tasks.Decided decided = tasks.decide(
                    task.id(),
                    reviewed.version(),
                    isOne == isWrong ? Verdict.DIFFERENT : Verdict.SAME,
                    WHY,
                    Optional.of(merge.basis()),
                    clerk);
            assertEquals(Task.State.SECOND_REVIEW, decided.view().task().state(), "as one that was drawn for a second");
            assertEquals(before, everything(tasks, clerk), "nothing has come of it");
        }
        assertNotEquals(holderOf(apart), holderOf(other));
        Set<TaskId> source = new HashSet<>();
        asked.forEach(
                id -> source.add(store().knownPairs().pair(id).orElseThrow().known()));
        assertTrue(source.containsAll(Set.of(merged.id(), parted.id())), "both are asked in the end, and once");
        assertEquals(asked.size(), source.size());
        assertEquals(
                Optional.of(new WeightStore.KnownAnswers("clerk-asked", asked.size(), asked.size() - wrong, 0)),
                new SqlWeights(database().pool())
                        .knownAnswers(Instant.EPOCH).stream()
                                .filter(said -> said.clerk().equals("clerk-asked"))
                                .findFirst());

        Task real = store().tasks().task(openTasks(open).get(0).id()).orElseThrow();
        tasks.take(real.id(), real.version(), clerk("clerk-1"));
        assertTrue(
                store().knownPairs().waiting("clerk-1").stream()
                        .noneMatch(pair ->
                                pair.known().equals(merged.id()) || pair.known().equals(parted.id())),
                "nobody is asked what he said himself");
    }

    private static Task saidByTwo(Tasks tasks, Task task, Verdict verdict) {
        Tasks.Decided first = tasks.decide(task.id(), task.version(), verdict, WHY, Optional.empty(), clerk("clerk-1"));
        assertEquals(Optional.empty(), first.decision());
        return tasks.decide(task.id(), first.view().task().version(), verdict, WHY, Optional.empty(), clerk("clerk-2"))
                .view()
                .task();
    }

    /** As a reader of pages does it: one more than a page is asked for, to know whether there is another. */
    private static Optional<TaskId> following(Tasks tasks, Optional<TaskId> after, List<TaskId> rows, Actor clerk) {
        int perPage = 3;
        List<Tasks.View> page = tasks.page(open(after, perPage + 1), clerk);
        page.stream().limit(perPage).forEach(view -> rows.add(view.task().id()));
        return page.size() > perPage ? Optional.of(rows.get(rows.size() - 1)) : Optional.empty();
    }

    private static List<Tasks.View> listed(Tasks tasks, int limit, Actor clerk) {
        return tasks.page(open(Optional.empty(), limit), clerk);
    }

    private static TaskStore.Question open(Optional<TaskId> after, int limit) {
        Set<Task.State> states = new HashSet<>(Set.of(Task.State.values()));
        states.remove(Task.State.RESOLVED);
        return new TaskStore.Question(states, Set.of(Task.Type.values()), Optional.empty(), after, limit);
    }

    /** What a decision in the work list would change: rows of every table that tells of persons, tasks and who is told, and the figures above the list. */
    private List<?> everything(Tasks tasks, Actor clerk) {
        JdbcTemplate sql = new JdbcTemplate(database().pool());
        List<Object> all = new ArrayList<>(List.of(tasks.figures(clerk), tasks.open()));
        for (String table : List.of(
                "change",
                "link_event",
                "person_event",
                "outbox_new",
                "outbox",
                "task",
                "second_review",
                "open_pair",
                "ruling")) {
            all.add(Objects.requireNonNull(sql.queryForObject("select count(*) from khop." + table, Long.class)));
        }
        all.add(sql.queryForList("select task_id, version, state, updated_at from khop.task order by task_id"));
        return all;
    }

    @Test
    void aGraveMergeThatIsProposedIsNotDoneBeforeASecondPersonProposesItToo() {
        FeedOutcome one = fed("01001", "wt1", "Wait An", "1990");
        fed("01013", "wt2", "Wait An", "1990");
        FeedOutcome other = fed("01028", "wt3", "Wait Anh", "1991");
        Proposal merge = new Proposal.Merge(other.person(), one.person());
        Decisions decisions = decisions(TWO_PEOPLE, Clock.systemUTC());
        Decisions.Decided first = decisions.decide(merge, WHY, Optional.empty(), clerk("clerk-1"));
        assertEquals(Optional.empty(), first.change());
        Task waiting = store().tasks().task(first.waiting().orElseThrow()).orElseThrow();
        assertEquals(Task.State.SECOND_REVIEW, waiting.state());
        assertEquals(Optional.of(merge), waiting.proposal());
        assertNotEquals(holderOf(one), holderOf(other), "nothing is done yet");
        assertEquals(
                Refused.Reason.SECOND_PERSON_NEEDED,
                refusal(() -> decisions.decide(merge, WHY, Optional.empty(), clerk("clerk-1"))));
        fed("01028", "wt3", Map.of(Columns.FULL_NAME, "Wait Anh", Columns.BIRTH_DATE, "1991", Columns.PHONE, "1"));
        assertEquals(1, openTasks(other).size(), "a feed does not close what a person is asked");

        assertTrue(decisions
                .decide(merge, WHY, Optional.empty(), clerk("clerk-2"))
                .change()
                .isPresent());
        assertEquals(holderOf(one), holderOf(other));
        assertEquals(
                Optional.of(Task.Outcome.SAME),
                store().tasks().task(waiting.id()).orElseThrow().outcome());
    }

    @Test
    void anOldMergeIsTakenBackByTwoAndNotIfTheSecondSaysOtherwise() {
        FeedOutcome one = fed("01001", "ou1", "Old Binh", "1990");
        FeedOutcome other = fed("01013", "ou2", "Old Minh", "1991");
        decide(new Proposal.Merge(one.person(), other.person()));
        Proposal unmerge = new Proposal.Unmerge(one.person());
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(31));
        Decisions decisions = decisions(TWO_PEOPLE, later);
        TaskId asked = decisions
                .decide(unmerge, WHY, Optional.empty(), CLERK)
                .waiting()
                .orElseThrow();
        Actor second = new Actor(
                "lead-2",
                "desk",
                Set.of(Role.CLERK_LEAD),
                Set.of(),
                Set.of(),
                FacilityScope.everyFacility(),
                "r",
                "local");
        Tasks.Decided otherwise = tasks(later).decide(asked, 1, Verdict.SAME, WHY, Optional.empty(), second);
        assertEquals(
                Optional.of(Task.Outcome.TURNED_DOWN), otherwise.view().task().outcome());
        assertEquals(other.person(), holderOf(one));

        TaskId again = decisions
                .decide(unmerge, WHY, Optional.empty(), CLERK)
                .waiting()
                .orElseThrow();
        tasks(later).decide(again, 1, Verdict.DIFFERENT, WHY, Optional.empty(), second);
        assertEquals(one.person(), holderOf(one));
    }

    @Test
    void aDrawnDecisionIsAnOpenQuestionAgainIfTwoPeopleDisagree() {
        FeedOutcome one = fed("01001", "dr1", "Drawn Ca", "1990");
        FeedOutcome other = fed("01013", "dr2", "Drawn Ga", "1991");
        SecondPersonRule always = new SecondPersonRule(99, 99, Duration.ofDays(30), 1);
        TaskId asked = decisions(always, Clock.systemUTC())
                .decide(new Proposal.Merge(one.person(), other.person()), WHY, Optional.empty(), clerk("clerk-1"))
                .waiting()
                .orElseThrow();
        Task open = tasks(Clock.systemUTC())
                .decide(asked, 1, Verdict.DIFFERENT, WHY, Optional.empty(), clerk("clerk-2"))
                .view()
                .task();
        assertEquals(Task.State.NEW, open.state());
        assertEquals(Optional.empty(), open.first());
        assertNotEquals(holderOf(one), holderOf(other));
    }

    @Test
    void aDecisionIsAskedAgainWhenItsEvidenceIsNotWhatItWas() {
        FeedOutcome one = fed("01001", "a1", "Again Xuan", "1990");
        FeedOutcome other = fed("01013", "a2", "Again Xoan", "1990");
        decide(new Proposal.Separate(one.person(), other.person()));
        fed("01013", "a2", "Again Xuan", "1990");
        assertNotEquals(holderOf(one), holderOf(other), "the decision stands");
        Task task = openTasks(one).get(0);
        assertEquals(Task.Cause.EVIDENCE_CHANGED, task.cause());
        fed("01013", "a2", Map.of(Columns.FULL_NAME, "Again Xuan", Columns.BIRTH_DATE, "1990", Columns.PHONE, "1"));
        assertEquals(List.of(task), openTasks(one), "once");
        tasks(Clock.systemUTC()).decide(task.id(), 1, Verdict.SAME, WHY, Optional.empty(), clerk("clerk-1"));
        assertEquals(holderOf(one), holderOf(other));
        assertEquals(List.of(), openTasks(one));
    }

    @Test
    void theListIsPagedInTheOrderOfArrivalAndFiltered() {
        List<TaskId> opened = new ArrayList<>();
        for (int pair = 0; pair < 3; pair++) {
            fed("01001", "p" + pair, "Page " + pair, "1990");
            opened.add(openTasks(fed("01013", "pp" + pair, "Page " + pair, "1991"))
                    .get(0)
                    .id());
        }
        Tasks tasks = tasks(Clock.systemUTC());
        tasks.take(opened.get(1), 1, clerk("pager"));
        List<TaskId> mine = tasks
                .page(
                        new TaskStore.Question(
                                Set.of(Task.State.ASSIGNED),
                                Set.of(Task.Type.LINK),
                                Optional.of("pager"),
                                Optional.empty(),
                                9),
                        CLERK)
                .stream()
                .map(view -> view.task().id())
                .toList();
        assertEquals(List.of(opened.get(1)), mine);
        List<TaskId> after = tasks
                .page(
                        new TaskStore.Question(
                                Set.of(Task.State.values()),
                                Set.of(Task.Type.values()),
                                Optional.empty(),
                                Optional.of(opened.get(0)),
                                1000),
                        CLERK)
                .stream()
                .map(view -> view.task().id())
                .toList();
        assertEquals(opened.subList(1, 3), after.subList(0, 2));
    }

    @Test
    void theFiguresCountTheListAndWhatWasShownInFullIsKeptWithTheDecision() {
        Tasks tasks = tasks(Clock.systemUTC());
        Actor clerk = clerk("figures");
        TaskFigures before = tasks.figures(clerk);
        fed("01001", "f1", "Figure An", "1990");
        Task task = openTasks(fed("01028", "f2", "Figure An", "1991")).get(0);

        TaskFigures opened = tasks.figures(clerk);
        assertEquals(before.open() + 1, opened.open());
        assertEquals(14, opened.days().size());
        assertEquals(before.days().get(13).opened() + 1, opened.days().get(13).opened());
        assertEquals(0, opened.mine());
        assertEquals(Optional.empty(), opened.medianSeconds());
        assertTrue(idsOf(tasks, task, Optional.empty(), Optional.of("01028"), Optional.empty())
                .contains(task.id()));
        assertFalse(idsOf(tasks, task, Optional.empty(), Optional.of("01053"), Optional.empty())
                .contains(task.id()));
        assertFalse(idsOf(tasks, task, Optional.empty(), Optional.empty(), Optional.of(task.openedAt()))
                .contains(task.id()));
        assertTrue(idsOf(
                        tasks,
                        task,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(task.openedAt().plusSeconds(1)))
                .contains(task.id()));

        TaskComparison shown =
                tasks.unmask(task.id(), Columns.BIRTH_DATE, clerk).orElseThrow();
        tasks.unmask(task.id(), Columns.BIRTH_DATE, clerk);
        assertEquals(
                task.subject().records(),
                shown.records().stream().map(side -> side.record().id()).toList());
        assertThrows(Refused.class, () -> tasks.unmask(task.id(), Columns.PHONE, clerk));
        assertEquals(Set.of(Columns.BIRTH_DATE), store().tasks().unmasked(task.id(), "figures"));
        assertEquals(Set.of(), store().tasks().unmasked(task.id(), "somebody else"));

        Tasks.View mine = tasks.take(task.id(), task.version(), clerk);
        assertEquals(1, tasks.figures(clerk).mine());
        Task done = tasks.decide(task.id(), mine.task().version(), Verdict.DIFFERENT, WHY, Optional.empty(), clerk)
                .view()
                .task();
        assertEquals(
                List.of(Columns.BIRTH_DATE),
                done.resolution().orElseThrow().evidence().orElseThrow().unmasked());
        TaskFigures after = tasks.figures(clerk);
        assertEquals(before.open(), after.open());
        assertEquals(1, after.resolvedTodayByMe());
        assertEquals(opened.days().get(13).resolved() + 1, after.days().get(13).resolved());
        assertTrue(after.medianSeconds().isPresent() && after.backlogDays().isPresent());
    }

    private static Set<TaskId> undecidedBy(Tasks tasks, String user, Task about) {
        return idsOf(tasks, about, Optional.of(user), Optional.empty(), Optional.empty());
    }

    /** Of the tasks about the records of one. */
    private static Set<TaskId> idsOf(
            Tasks tasks,
            Task about,
            Optional<String> undecidedBy,
            Optional<String> facility,
            Optional<Instant> openedBefore) {
        TaskStore.Question question = new TaskStore.Question(
                Set.of(Task.State.values()),
                Set.of(Task.Type.values()),
                Optional.empty(),
                undecidedBy,
                Optional.of(Set.copyOf(about.subject().records())),
                facility,
                openedBefore,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Instant.EPOCH,
                1000);
        return tasks.page(question, CLERK).stream()
                .map(view -> view.task().id())
                .collect(Collectors.toSet());
    }

    private List<String> told(long after, EnterpriseId... about) {
        Set<EnterpriseId> asked = Set.of(about);
        return store().outbox().after(after, 100_000).stream()
                .filter(event -> asked.contains(event.person()))
                .map(event -> event.kind() + " "
                        + event.other().map(EnterpriseId::value).orElse("-"))
                .toList();
    }

    @Test
    void whoeverFollowsTheFeedIsToldWhatBecameOfEachPerson() {
        FeedOutcome one = fed("01001", "o1", "Outbox Nga", "1990");
        FeedOutcome other = fed("01013", "o2", "Outbox Nghi", "1991");
        EnterpriseId a = one.person();
        EnterpriseId b = other.person();
        decide(new Proposal.Merge(a, b));
        decide(new Proposal.Unmerge(a));
        assertEquals(
                List.of(
                        "PERSON_CREATED -",
                        "CROSS_REFERENCE_CHANGED -",
                        "PERSON_MERGED " + b,
                        "PERSON_UNMERGED " + b,
                        "CROSS_REFERENCE_CHANGED -"),
                told(0, a));
        assertEquals(
                List.of(
                        "PERSON_CREATED -",
                        "CROSS_REFERENCE_CHANGED -",
                        "PERSON_CHANGED " + a,
                        "CROSS_REFERENCE_CHANGED -",
                        "PERSON_CHANGED -",
                        "CROSS_REFERENCE_CHANGED -"),
                told(0, b));
        long before = store().outbox().after(0, 100_000).size();
        fed("01013", "o2", Map.of(Columns.FULL_NAME, "Outbox Nghi", Columns.BIRTH_DATE, "1991", Columns.PHONE, "1"));
        assertEquals(List.of("PERSON_CHANGED -"), told(before, b), "known by the same numbers");
        List<Long> positions = store().outbox().after(0, 100_000).stream()
                .map(ChangeEvent::position)
                .toList();
        assertEquals(
                java.util.stream.LongStream.rangeClosed(1, positions.size())
                        .boxed()
                        .toList(),
                positions);
    }

    /** Six feed while one reads on and on: it misses nothing, sees nothing twice, and each person is created before it is changed. */
    @Test
    void aReaderWhoFollowsRacingWritersMissesNothing() throws Exception {
        long start = store().outbox().after(0, 1_000_000).size();
        java.util.concurrent.ExecutorService writers = java.util.concurrent.Executors.newFixedThreadPool(6);
        List<ChangeEvent> seen = new ArrayList<>();
        try {
            List<java.util.concurrent.Future<?>> done = new ArrayList<>();
            for (int writer = 0; writer < 6; writer++) {
                String facility = "0110" + writer;
                done.add(writers.submit(() -> {
                    for (int one = 0; one < 15; one++) {
                        fed(facility, "reader-" + one, "Reader " + one % 5, "199" + one % 2);
                    }
                }));
            }
            long position = start;
            boolean writing = true;
            while (true) {
                List<ChangeEvent> page = store().outbox().after(position, 7);
                seen.addAll(page);
                if (!page.isEmpty()) {
                    position = page.get(page.size() - 1).position();
                } else if (!writing) {
                    break;
                }
                writing = !done.stream().allMatch(java.util.concurrent.Future::isDone);
            }
            for (java.util.concurrent.Future<?> one : done) {
                one.get();
            }
        } finally {
            writers.shutdownNow();
        }
        List<ChangeEvent> all = store().outbox().after(start, 1_000_000);
        assertEquals(all, seen);
        Set<EnterpriseId> known = new HashSet<>();
        for (ChangeEvent event : all) {
            if (event.kind() == ChangeEvent.Kind.PERSON_CREATED) {
                known.add(event.person());
            }
            assertTrue(known.contains(event.person()), "told of a person before it was created");
        }
        assertEquals(6 * 15, all.stream().map(ChangeEvent::change).distinct().count());
    }

    @Test
    void aPersonIsShownAsItWasAtEachMoment() throws InterruptedException {
        java.time.Instant beginning = java.time.Instant.now();
        Thread.sleep(5);
        FeedOutcome one = fed("01001", "z1", "Then Lan", "1990");
        FeedOutcome other = fed("01013", "z2", "Then Lam", "1991");
        java.time.Instant apart = java.time.Instant.now();
        Thread.sleep(5);
        decide(new Proposal.Merge(one.person(), other.person()));
        java.time.Instant merged = java.time.Instant.now();
        Thread.sleep(5);
        fed("01013", "z2", "Then Lam", "1992");
        decide(new Proposal.Unmerge(one.person()));

        assertEquals(Optional.empty(), registry().person(one.person(), beginning, CLERK));
        assertEquals(Set.of(one.source().id()), ids(then(one.person(), apart).person()));
        assertEquals(
                List.of(other.source()), then(other.person(), apart).person().sources());
        assertEquals(
                Optional.of(other.person()), then(one.person(), merged).person().supersededBy());
        assertEquals(
                Set.of(one.source().id(), other.source().id()),
                ids(then(other.person(), merged).person()));
        assertEquals(2, then(other.person(), merged).identifiers().size(), "the numbers of both, as they were then");
        java.time.Instant now = java.time.Instant.now();
        assertEquals(ids(person(other.person())), ids(then(other.person(), now).person()));
        assertEquals(2, then(other.person(), now).person().sources().get(0).version());
        assertEquals(Optional.empty(), then(one.person(), now).person().supersededBy());
    }

    private Registry.PersonThen then(EnterpriseId person, java.time.Instant at) {
        return registry().person(person, at, CLERK).orElseThrow();
    }

    @Test
    void everyRulingKeepsWhatTheEngineThought() {
        FeedOutcome one = fed("01001", "k1", "Kept Son", "1990");
        FeedOutcome other = fed("01013", "k2", "Kept Son", "1991");
        long merge = decide(new Proposal.Merge(one.person(), other.person()));
        assertEquals(
                new HashMap<>(Map.of(
                        SourcePair.of(one.source().id(), other.source().id()), new Ruling(Verdict.SAME, 1, merge))),
                store().changes().rulingsOn(one.source().id()));
    }
}
