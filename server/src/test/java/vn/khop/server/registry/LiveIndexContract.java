package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;
import vn.khop.server.store.TestDatabase;

/** What a server finds in its index, wherever that is, is what it would find in the store, whoever wrote it and whenever. */
abstract class LiveIndexContract {
    static final Actor HUB = Actor.ofServer("test");
    private static final int PEOPLE = 150;
    private static final long SEED = Optional.ofNullable(System.getProperty("tests.seed"))
            .map(seed -> Long.parseUnsignedLong(seed, 16))
            .orElseGet(() -> new Random().nextLong());
    static final String REPLAY = "replay with -Dtests.seed=" + Long.toHexString(SEED);

    final Linkage linkage = new ModelLinkage(Linker.of(LinkageModel.readDefault()));
    final DrawnPatients patients = new DrawnPatients(new SplittableRandom(SEED));
    final TestDatabase database = TestDatabase.postgres();

    /** Where candidates are found, on this store. */
    abstract IndexSource source(TestDatabase at, Linkage by, int perKeyMax);

    LiveIndex index(Linkage by, int perKeyMax) {
        IndexSource source = source(database, by, perKeyMax);
        return new Candidates(database.store(), by, new SimpleMeterRegistry(), perKeyMax, source).index();
    }

    @BeforeEach
    void open() {
        database.store().register("01001", Clock.systemUTC().instant());
    }

    @AfterEach
    void close() {
        database.close();
    }

    Registry server(TestDatabase at) {
        return server(at, linkage);
    }

    private Registry server(TestDatabase at, Linkage by) {
        return ServerParts.registry(at.store(), by, source(at, by, Candidates.PER_KEY_MAX));
    }

    static SourceFeed feed(String localId, Map<String, String> columns) {
        return new SourceFeed("01001", localId, columns, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Who is worth a look, asked of the store. */
    Set<SourceId> inTheStore(PersonRecord probe, int perKeyMax) {
        return inTheStore(probe, perKeyMax, linkage);
    }

    private Set<SourceId> inTheStore(PersonRecord probe, int perKeyMax, Linkage by) {
        List<PersonRecord> sharing = new Candidates(database.store(), by, new SimpleMeterRegistry(), perKeyMax)
                .sharingAKey(by.blockingKeys(probe), Optional.empty())
                .records();
        return by.score(probe, sharing).entrySet().stream()
                .filter(scored -> scored.getValue().isCandidate())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    static Set<SourceId> inTheIndex(LiveIndex index, PersonRecord probe) {
        return index.find(probe).orElseThrow().versions().keySet();
    }

    @Test
    void indexAndStoreFindTheSameRecordsForEveryRecordAndEveryCorrectionOfIt() {
        Registry writer = server(database);
        List<Map<String, String>> probes = new ArrayList<>();
        for (int person = 0; person < PEOPLE; person++) {
            DrawnPatients.Update update = patients.corrected(
                    DrawnPatients.Correction.values()[person % DrawnPatients.Correction.values().length]);
            writer.feed(feed("a" + person, update.before()), HUB);
            writer.feed(feed("b" + person, update.after()), HUB);
            probes.add(update.before());
            probes.add(update.after());
        }
        for (int perKeyMax : new int[] {Candidates.PER_KEY_MAX, 2}) {
            LiveIndex atOnce = index(linkage, perKeyMax);
            atOnce.keep();
            int found = 0;
            for (int one = 0; one < probes.size(); one++) {
                PersonRecord probe = linkage.normalise(new RawRecord("probe", probes.get(one)));
                Set<SourceId> expected = inTheStore(probe, perKeyMax);
                assertEquals(expected, inTheIndex(atOnce, probe), "probe " + one + ", " + REPLAY);
                assertEquals(
                        database.store()
                                .sharingAKey(linkage.blockingKeys(probe), perKeyMax)
                                .keysCut(),
                        atOnce.find(probe).orElseThrow().keysCut(),
                        "keys that were cut, probe " + one + ", " + REPLAY);
                found += expected.size();
            }
            assertTrue(found >= probes.size(), "everybody finds himself, " + REPLAY);
        }
    }

    @Test
    void whatAnotherServerCommitsIsFoundByTheNextQuestionAndWhatARevisionTookAwayIsNot() {
        try (TestDatabase elsewhere = database.again()) {
            Registry other = server(elsewhere);
            LiveIndex index = index(linkage, Candidates.PER_KEY_MAX);
            index.keep();
            for (int person = 0; person < 40; person++) {
                DrawnPatients.Update update = patients.corrected(DrawnPatients.Correction.COMPLETED_AT_ONCE);
                PersonRecord probe = linkage.normalise(new RawRecord("probe", update.after()));
                other.feed(feed("p" + person, update.before()), HUB);
                assertEquals(inTheStore(probe, Candidates.PER_KEY_MAX), inTheIndex(index, probe), REPLAY);
                other.feed(feed("p" + person, update.after()), HUB);
                assertEquals(inTheStore(probe, Candidates.PER_KEY_MAX), inTheIndex(index, probe), REPLAY);
                Map<String, String> removed = new HashMap<>(update.after());
                removed.put(Columns.REMOVED, "true");
                other.feed(feed("p" + person, removed), HUB);
                assertEquals(inTheStore(probe, Candidates.PER_KEY_MAX), inTheIndex(index, probe), REPLAY);
            }
        }
    }

    /** Two transactions take their numbers in one order and commit in the other. */
    @Test
    void whoCommitsLateIsHeardThenAndNobodyIsHeardBefore() throws Exception {
        RecordStore store = database.store();
        News.Seen before = store.seen();
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> late = thread.submit(() -> store.claiming(Set.of("late"), () -> {
                put(store, "late");
                assertTrue(store.news(before).isOfOneself(), "a transaction sees what it wrote itself");
                written.countDown();
                return await(goOn);
            }));
            assertTrue(written.await(60, TimeUnit.SECONDS));
            store.claiming(Set.of("early"), () -> put(store, "early"));
            News first = store.news(before);
            assertEquals(Map.of(SourceId.of("01001", "early"), 1), first.versions());
            assertFalse(first.isOfOneself());
            assertEquals(Map.of(), store.news(first.seen()).versions());
            goOn.countDown();
            assertTrue(late.get(60, TimeUnit.SECONDS));
            assertEquals(
                    Map.of(SourceId.of("01001", "late"), 1),
                    store.news(first.seen()).versions());
        } finally {
            thread.shutdownNow();
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean put(RecordStore store, String localId) {
        Map<String, String> columns = patients.patient();
        SourceId id = SourceId.of("01001", localId);
        store.put(
                new SourceRecord(
                        id,
                        "01001",
                        localId,
                        1,
                        columns,
                        Optional.empty(),
                        Optional.empty(),
                        Clock.systemUTC().instant()),
                new SourceIndex(Set.of(), Set.of(), Set.of()),
                new RecordStore.Origin("test", "test", "test"));
        return true;
    }

    @Test
    void whoHasNotAskedForLongerThanNewsAreKeptIsToldSoAndLooksAtEverythingAgain() {
        Registry writer = server(database);
        LiveIndex index = index(linkage, Candidates.PER_KEY_MAX);
        index.keep();
        Map<String, String> patient = patients.patient();
        PersonRecord probe = linkage.normalise(new RawRecord("probe", patient));
        writer.feed(feed("long-ago", patient), HUB);
        new JdbcTemplate(database.pool()).update("update khop.record_news set at = at - interval '2 days'");
        database.store().forgetNews();
        assertEquals(Optional.empty(), index.find(probe), "the store is asked instead");
        index.keep();
        index.keep();
        assertEquals(Set.of(SourceId.of("01001", "long-ago")), inTheIndex(index, probe));
    }

    /** Two servers answer from their memories while a model is taken into use by one of them: until a memory is of the new model the store is asked, and nobody is overlooked. */
    @Test
    void aModelThatIsTakenIntoUseWhileMemoriesServeIsAskedOfTheStoreUntilTheyAreOfIt() {
        LinkageModel shipped = LinkageModel.readDefault();
        LinkageModel easier = LinkageModel.of(
                shipped.schema(),
                0.5,
                shipped.relativesPrior(),
                shipped.namesakesPrior(),
                shipped.comparisons(),
                shipped.terms(),
                shipped.hotKeys(),
                shipped.trainedOn());
        try (TestDatabase elsewhere = database.again()) {
            ActiveLinkage mine = new ActiveLinkage(Linker.of(shipped), database.store(), Clock.systemUTC());
            ActiveLinkage others = new ActiveLinkage(Linker.of(shipped), elsewhere.store(), Clock.systemUTC());
            Registry one = server(database, mine);
            Registry two = server(elsewhere, others);
            one.index().keep();
            two.index().keep();
            List<PersonRecord> probes = new ArrayList<>();
            for (int person = 0; person < 30; person++) {
                DrawnPatients.Update update = patients.corrected(
                        DrawnPatients.Correction.values()[person % DrawnPatients.Correction.values().length]);
                (person % 2 == 0 ? one : two).feed(feed("m" + person, update.before()), HUB);
                probes.add(linkage.normalise(new RawRecord("probe", update.after())));
            }
            ModelDesk desk = new ModelDesk(
                    database.store(),
                    mine,
                    new UnkeptLog(),
                    Clock.systemUTC(),
                    new SecureRandom(),
                    new SimpleMeterRegistry());
            String version = desk.add(easier.toJson(), HUB);
            desk.rehearse(version, HUB);
            desk.goOn();
            desk.activate(version, lead("one"));
            desk.activate(version, lead("two"));
            desk.goOn();
            assertEquals(version, mine.modelVersion());
            assertFalse(one.index().isReady(), "what it remembers is of the former model");
            assertTrue(two.index().isReady(), "nobody has told the other yet");

            Map<String, String> twin = patients.patient();
            FeedOutcome first = one.feed(feed("twin-1", twin), HUB);
            FeedOutcome second = two.feed(feed("twin-2", twin), HUB);
            assertEquals(first.person(), second.person(), REPLAY);
            assertEquals(version, others.modelVersion(), "a feed sees to it");
            assertFalse(two.index().isReady());
            for (Registry server : List.of(one, two)) {
                server.index().keep();
                assertTrue(server.index().isReady());
                for (PersonRecord probe : probes) {
                    Set<SourceId> expected = inTheStore(probe, Candidates.PER_KEY_MAX, mine);
                    assertEquals(expected, inTheIndex(server.index(), probe), REPLAY);
                }
            }
        }
    }

    private static Actor lead(String name) {
        return new Actor(
                name, "desk", Set.of(Role.CLERK_LEAD), Set.of(), Set.of(), FacilityScope.everyFacility(), "r", "local");
    }

    @Test
    void aTransactionOfSeveralFeedsFindsItsOwnRecordsBeforeAnybodyElseDoes() {
        Registry registry = server(database);
        registry.index().keep();
        Decisions decisions = new Decisions(
                database.store(),
                linkage,
                new SecondPersonRule(5, 3, Duration.ofDays(30), 0),
                new UnkeptLog(),
                Clock.systemUTC(),
                new SecureRandom(),
                new SimpleMeterRegistry());
        Map<String, String> patient = patients.patient();
        Set<EnterpriseId> persons = new Together(database.store(), registry, decisions)
                .inOne(() -> Set.copyOf(
                        List.of(registry.feed(feed("one", patient), HUB), registry.feed(feed("two", patient), HUB))
                                .stream()
                                .map(FeedOutcome::person)
                                .toList()));
        assertEquals(1, persons.size(), REPLAY);
    }
}
