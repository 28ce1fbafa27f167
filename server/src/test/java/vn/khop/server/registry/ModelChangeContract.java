package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.UtcClock;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;
import vn.khop.server.store.TestDatabase;

/** Another model: what its rehearsal says, what its activation does, and that it can be left and taken back; on every database, each test on one of its own. */
abstract class ModelChangeContract {
    private static final Actor HUB = Actor.ofServer("test");
    private static final Justification WHY = new Justification(ReasonCode.SAME_CARD, "");
    private static final int PEOPLE = 40;
    private static final long SEED = Optional.ofNullable(System.getProperty("tests.seed"))
            .map(seed -> Long.parseUnsignedLong(seed, 16))
            .orElseGet(() -> new Random().nextLong());
    private static final String REPLAY = "replay with -Dtests.seed=" + Long.toHexString(SEED);
    private static final LinkageModel SHIPPED = LinkageModel.readDefault();
    /** Half of the blocking rules, and a prior that asks for 60 bits more: more than name, birth date and address have. */
    private static final LinkageModel STRICTER = changed(SHIPPED.matchPrior() / 1e18, true);
    /** A prior that asks for less. */
    private static final LinkageModel EASIER = changed(0.5, false);

    private static LinkageModel changed(double matchPrior, boolean hasFewerRules) {
        SchemaDefinition schema = SHIPPED.schema();
        SchemaDefinition other = new SchemaDefinition(
                schema.name(),
                schema.fields(),
                schema.comparisons(),
                schema.distinctBy(),
                hasFewerRules ? schema.blocking().subList(0, schema.blocking().size() / 2) : schema.blocking(),
                schema.thresholds(),
                schema.protections(),
                schema.recordIdColumn());
        return LinkageModel.of(
                other,
                matchPrior,
                SHIPPED.relativesPrior(),
                SHIPPED.namesakesPrior(),
                SHIPPED.comparisons(),
                SHIPPED.terms(),
                SHIPPED.hotKeys(),
                SHIPPED.trainedOn());
    }

    abstract TestDatabase fresh();

    /** One server on one database. */
    private record Server(RecordStore store, ActiveLinkage linkage, Registry registry, ModelDesk desk) {
        static Server on(TestDatabase database, LinkageModel shipped, Clock clock) {
            RecordStore store = database.store();
            ActiveLinkage linkage = new ActiveLinkage(Linker.of(shipped), store, Clock.systemUTC());
            Registry registry = ServerParts.registry(store, linkage);
            ModelDesk desk = new ModelDesk(
                    store, linkage, new UnkeptLog(), clock, new SecureRandom(), new SimpleMeterRegistry());
            return new Server(store, linkage, registry, desk);
        }

        static Server on(TestDatabase database, LinkageModel shipped) {
            return on(database, shipped, Clock.systemUTC());
        }

        void feed(List<SourceFeed> feeds) {
            feeds.forEach(feed -> registry.feed(feed, HUB));
        }

        Map<SourceId, EnterpriseId> persons() {
            List<SourceId> all = store.models().sourcesAfter(Optional.empty(), 100_000).stream()
                    .map(SourceRecord::id)
                    .toList();
            return store.personsOf(all);
        }

        Set<Set<SourceId>> partition() {
            Map<EnterpriseId, Set<SourceId>> members = new HashMap<>();
            persons()
                    .forEach((record, person) -> members.computeIfAbsent(person, key -> new HashSet<>())
                            .add(record));
            return new HashSet<>(members.values());
        }

        Set<SourcePair> open() {
            return store.models().openPairs();
        }

        ModelRun rehearsed(LinkageModel model) {
            ModelRun run = desk.rehearse(desk.add(model.toJson(), HUB), HUB);
            desk.goOn();
            ModelRun done = desk.run(run.number()).orElseThrow();
            assertEquals(ModelRun.State.DONE, done.state(), () -> done.failure().orElse(""));
            return done;
        }

        void activated(LinkageModel model) {
            assertEquals(Optional.empty(), desk.activate(model.version(), lead("one")));
            assertTrue(desk.activate(model.version(), lead("two")).isPresent());
        }
    }

    private static Actor lead(String name) {
        return new Actor(
                name, "desk", Set.of(Role.CLERK_LEAD), Set.of(), Set.of(), FacilityScope.everyFacility(), "r", "local");
    }

    /** People with one to three records each, in several hospitals, some with a household; nobody's record is fed twice. */
    private static List<SourceFeed> people() {
        SplittableRandom random = new SplittableRandom(SEED);
        DrawnPatients drawn = new DrawnPatients(random);
        List<SourceFeed> feeds = new ArrayList<>();
        for (int person = 0; person < PEOPLE; person++) {
            DrawnPatients.Correction[] kinds = DrawnPatients.Correction.values();
            DrawnPatients.Overlay[] others = DrawnPatients.Overlay.values();
            DrawnPatients.Update update = random.nextInt(3) > 0
                    ? drawn.corrected(kinds[random.nextInt(kinds.length)])
                    : drawn.overlaid(others[random.nextInt(others.length)]);
            Map<String, String> after = new LinkedHashMap<>(update.after());
            if (random.nextBoolean()) {
                // Little to go by: for a clerk, or for an easier model.
                after.keySet().removeAll(Set.of(Columns.NATIONAL_ID, Columns.INSURANCE_NO, Columns.PHONE));
            }
            feeds.add(feed("01001", "a" + person, update.before()));
            feeds.add(feed("01013", "b" + person, after));
            if (random.nextBoolean()) {
                feeds.add(feed("01028", "c" + person, update.before()));
            }
        }
        return feeds;
    }

    private static SourceFeed feed(String facility, String number, Map<String, String> columns) {
        Map<String, String> own = new LinkedHashMap<>(columns);
        own.keySet().removeAll(Set.of(Columns.FACILITY, Columns.MRN));
        return new SourceFeed(facility, number, own, Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Test
    void afterItsActivationPersonsAreThoseOfAFreshRegistryAndGoingBackGivesTheFormerOnesTheirIds() {
        for (LinkageModel model : List.of(STRICTER, EASIER)) {
            try (TestDatabase database = fresh();
                    TestDatabase other = fresh()) {
                Server server = Server.on(database, SHIPPED);
                server.feed(people());
                Map<SourceId, EnterpriseId> before = server.persons();
                Set<SourcePair> openBefore = server.open();
                ModelRun rehearsal = server.rehearsed(model);
                assertEquals(before, server.persons(), "a rehearsal changes nothing");
                server.activated(model);
                server.desk().goOn();
                assertEquals(model.version(), server.linkage().modelVersion());

                Server expected = Server.on(other, model);
                expected.feed(people());
                assertEquals(expected.partition(), server.partition(), REPLAY);
                assertEquals(expected.open(), server.open(), REPLAY);
                assertRehearsalWasRight(rehearsal, server, before);
                assertTrue(!model.equals(STRICTER) || rehearsal.splits() > 0, "nobody had little to go by; " + REPLAY);
                server.store().models().sourcesAfter(Optional.empty(), 1000).forEach(record -> {
                    Set<String> keys = server.linkage()
                            .blockingKeys(server.linkage()
                                    .normalise(new RawRecord(record.id().value(), record.columns())));
                    assertTrue(expected.store().models().hasExactlyKeys(record.id(), keys), REPLAY);
                    assertTrue(server.store().models().hasExactlyKeys(record.id(), keys), REPLAY);
                });
                assertEquals(database.present(), database.replayed(), REPLAY);

                server.activated(SHIPPED);
                server.desk().goOn();
                assertEquals(before, server.persons(), REPLAY);
                assertEquals(openBefore, server.open(), REPLAY);
            }
        }
    }

    /** Every person that is not as it was is in a finding, and nobody else. */
    private static void assertRehearsalWasRight(ModelRun run, Server server, Map<SourceId, EnterpriseId> before) {
        List<ModelFinding> findings = server.desk().findings(run.number(), Optional.empty(), 0, 10_000, HUB);
        assertEquals(
                List.of(run.joins(), run.splits(), run.reviews()),
                List.of(ModelFinding.Kind.values()).stream()
                        .map(kind -> findings.stream()
                                .filter(finding -> finding.kind() == kind)
                                .count())
                        .toList());
        Set<EnterpriseId> found = findings.stream()
                .filter(finding -> finding.kind() != ModelFinding.Kind.REVIEW)
                .flatMap(finding -> finding.persons().stream())
                .collect(Collectors.toSet());
        Set<Set<SourceId>> after = server.partition();
        Map<EnterpriseId, Set<SourceId>> former = new HashMap<>();
        before.forEach((record, person) ->
                former.computeIfAbsent(person, key -> new HashSet<>()).add(record));
        former.forEach((person, records) ->
                assertEquals(!after.contains(records), found.contains(person), person + "; " + REPLAY));
        assertEquals(!after.equals(new HashSet<>(former.values())), run.joins() + run.splits() > 0, REPLAY);
        for (ModelFinding finding : findings) {
            ModelDesk.Explained evidence =
                    server.desk().explain(run.number(), finding.number(), HUB).orElseThrow();
            assertEquals(finding.bitsBefore(), evidence.before().totalBits(), 1e-9, REPLAY);
            assertEquals(finding.bitsAfter(), evidence.after().totalBits(), 1e-9, REPLAY);
        }
    }

    /** Dies at a certain look at the clock, as a process does that is killed. */
    private static final class DyingClock extends UtcClock {
        private final AtomicInteger left;

        DyingClock(int looks) {
            left = new AtomicInteger(looks);
        }

        @Override
        public Instant instant() {
            if (left.decrementAndGet() < 0) {
                throw new Killed();
            }
            return Clock.systemUTC().instant();
        }
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void killedAgainAndAgainAnActivationGoesOnWhereItWasWhileFeedsComeIn() {
        SplittableRandom random = new SplittableRandom(SEED);
        try (TestDatabase database = fresh();
                TestDatabase other = fresh()) {
            List<SourceFeed> people = people();
            List<SourceFeed> late = people.subList(people.size() - 15, people.size());
            Server server = Server.on(database, SHIPPED);
            server.feed(people.subList(0, people.size() - 15));
            server.rehearsed(STRICTER);
            server.activated(STRICTER);
            int next = 0;
            for (int kills = 0; kills < 5; kills++) {
                Clock clock = new DyingClock(3 + random.nextInt(25));
                Server killed = Server.on(database, SHIPPED, Clock.offset(clock, Duration.ofMinutes(kills)));
                assertThrows(Killed.class, () -> killed.desk().goOn(), REPLAY);
                server.feed(late.subList(next, next + 3));
                next += 3;
            }
            Server last = Server.on(database, SHIPPED, Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10)));
            last.desk().goOn();
            assertEquals(ModelRun.State.DONE, last.desk().runs(1).get(0).state());
            Server expected = Server.on(other, STRICTER);
            expected.feed(people);
            assertEquals(expected.partition(), last.partition(), REPLAY);
            assertEquals(database.present(), database.replayed(), REPLAY);
        }
    }

    @Test
    void whatAClerkDecidedHoldsAndOneWhoActivatesAloneIsNotEnough() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database, SHIPPED);
            DrawnPatients drawn = new DrawnPatients(new SplittableRandom(SEED));
            Map<String, String> patient = drawn.patient();
            FeedOutcome one = server.registry().feed(feed("01001", "1", patient), HUB);
            FeedOutcome same = server.registry().feed(feed("01013", "2", patient), HUB);
            FeedOutcome stranger = server.registry().feed(feed("01028", "3", drawn.patient()), HUB);
            assertEquals(one.person(), same.person());
            Decisions decisions = new Decisions(
                    server.store(),
                    server.linkage(),
                    new SecondPersonRule(99, 99, Duration.ofDays(1), 0),
                    new UnkeptLog(),
                    Clock.systemUTC(),
                    new SecureRandom(),
                    new SimpleMeterRegistry());
            decisions.decide(
                    new Proposal.Split(
                            one.person(),
                            List.of(
                                    Set.of(one.source().id()),
                                    Set.of(same.source().id()))),
                    WHY,
                    Optional.empty(),
                    lead("one"));
            decisions.decide(new Proposal.Merge(stranger.person(), one.person()), WHY, Optional.empty(), lead("one"));
            Map<SourceId, EnterpriseId> decided = server.persons();
            assertEquals(
                    Refused.Reason.UNKNOWN_MODEL,
                    assertThrows(Refused.class, () -> server.desk().activate(EASIER.version(), lead("one")))
                            .reason());
            server.desk().add(EASIER.toJson(), HUB);
            assertEquals(
                    Refused.Reason.NOT_REHEARSED,
                    assertThrows(Refused.class, () -> server.desk().activate(EASIER.version(), lead("one")))
                            .reason());
            ModelRun rehearsal = server.rehearsed(EASIER);
            assertEquals(List.of(0L, 0L), List.of(rehearsal.joins(), rehearsal.splits()));
            assertEquals(Optional.empty(), server.desk().activate(EASIER.version(), lead("one")));
            assertEquals(
                    Refused.Reason.SECOND_PERSON_NEEDED,
                    assertThrows(Refused.class, () -> server.desk().activate(EASIER.version(), lead("one")))
                            .reason());
            assertTrue(server.desk().activate(EASIER.version(), lead("two")).isPresent());
            server.desk().goOn();
            assertEquals(decided, server.persons());
            assertNotEquals(SHIPPED.version(), server.linkage().modelVersion());
            assertEquals(
                    Refused.Reason.BAD_MODEL,
                    assertThrows(Refused.class, () -> server.desk().add("{}", HUB))
                            .reason());
        }
    }
}
