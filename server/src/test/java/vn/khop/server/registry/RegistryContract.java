package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEntry;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.registry.FeedOutcome.Effect;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;

/** What the registry does on every database. Each test uses names of its own, so that the tests can share one. */
abstract class RegistryContract {
    private static final Actor HUB = Actor.ofServer("test");
    private static final int THREADS = 16;

    private final List<AccessEvent> seen = new ArrayList<>();

    abstract RecordStore store();

    private AccessLog log() {
        return new AccessLog() {
            @Override
            public synchronized void record(List<AccessEvent> events) {
                seen.addAll(events);
            }

            @Override
            public List<AccessEntry> about(String personId, int limit) {
                return List.of();
            }
        };
    }

    private Registry registry(RecordStore store) {
        return new Registry(
                store,
                new PlainRules(),
                new Facilities(store, Clock.systemUTC(), true),
                log(),
                Clock.systemUTC(),
                new SecureRandom(),
                new SimpleMeterRegistry());
    }

    private Registry registry() {
        return registry(store());
    }

    private static SourceFeed feed(String facility, String localId, String name, String birthDate) {
        return new SourceFeed(
                facility,
                localId,
                Map.of(Columns.FULL_NAME, name, Columns.BIRTH_DATE, birthDate),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static SourceFeed at(SourceFeed feed, String time) {
        return new SourceFeed(
                feed.facility(),
                feed.localId(),
                feed.columns(),
                feed.document(),
                Optional.of(Instant.parse(time)),
                feed.messageKey());
    }

    private static SourceFeed keyed(SourceFeed feed, String key) {
        return new SourceFeed(
                feed.facility(), feed.localId(), feed.columns(), feed.document(), feed.eventTime(), Optional.of(key));
    }

    @Test
    void aNewPersonIsFoundedAndTheNextRecordJoins() {
        FeedOutcome first = registry().feed(feed("01001", "a1", "Join An", "1990"), HUB);
        FeedOutcome second = registry().feed(feed("01013", "a2", "Join An", "1990"), HUB);

        assertEquals(Effect.CREATED, first.effect());
        assertEquals(first.person(), second.person());
        Person person = registry().person(first.person(), HUB).orElseThrow();
        assertEquals(
                Set.of(first.source().id(), second.source().id()),
                Set.copyOf(person.sources().stream().map(SourceRecord::id).toList()));
        assertEquals(
                List.of(LinkEvent.Kind.FOUNDED, LinkEvent.Kind.JOINED),
                person.history().stream().map(LinkEvent::kind).toList());
        assertEquals(
                Optional.of(new LinkEvent.Evidence(first.source().id(), 10, 0.999)),
                person.link(second.source().id()).orElseThrow().evidence());
    }

    @Test
    void aRecordThatChangesIntoAnotherPersonMovesAndTheEmptyPersonPointsOn() {
        FeedOutcome target = registry().feed(feed("01001", "m1", "Move Binh", "1980"), HUB);
        FeedOutcome wrong = registry().feed(feed("01013", "m2", "Move Bing", "1980"), HUB);
        assertNotEquals(target.person(), wrong.person());

        FeedOutcome corrected = registry().feed(feed("01013", "m2", "Move Binh", "1980"), HUB);

        assertEquals(Effect.REVISED, corrected.effect());
        assertEquals(2, corrected.source().version());
        assertEquals(target.person(), corrected.person());
        Person left = registry().person(wrong.person(), HUB).orElseThrow();
        assertEquals(Optional.of(target.person()), left.supersededBy());
        assertEquals(List.of(), left.sources());
    }

    @Test
    void aSharedNameAloneIsOpenForAClerkAndJoinsNobody() {
        FeedOutcome one = registry().feed(feed("01001", "r1", "Review Chi", "1970"), HUB);
        FeedOutcome other = registry().feed(feed("01013", "r2", "Review Chi", "1971"), HUB);

        assertNotEquals(one.person(), other.person());
        assertEquals(1, store().openPairs(one.person()).size());
        assertEquals(store().openPairs(one.person()), store().openPairs(other.person()));
    }

    @Test
    void theSameMessageTakesEffectOnce() {
        SourceFeed message = keyed(feed("01001", "k1", "Key Dung", "1960"), "client|once");
        FeedOutcome first = registry().feed(message, HUB);
        FeedOutcome again = registry().feed(message, HUB);

        assertEquals(Effect.REPEATED, again.effect());
        assertEquals(first.source(), again.source());
        Refused reused = assertThrows(
                Refused.class,
                () -> registry().feed(keyed(feed("01001", "k1", "Key Other", "1960"), "client|once"), HUB));
        assertEquals(Refused.Reason.MESSAGE_KEY_REUSED, reused.reason());
        assertEquals(
                Effect.REPEATED,
                registry().feed(feed("01001", "k1", "Key Dung", "1960"), HUB).effect());
    }

    @Test
    void anOlderEventIsKeptAndChangesNothing() {
        registry().feed(at(feed("01001", "o1", "Older Em", "1950"), "2026-02-01T00:00:00Z"), HUB);
        FeedOutcome late =
                registry().feed(at(feed("01001", "o1", "Older Former", "1950"), "2026-01-01T00:00:00Z"), HUB);

        assertEquals(Effect.OUTDATED, late.effect());
        assertEquals("Older Em", late.source().columns().get(Columns.FULL_NAME));
        assertEquals(
                "Older Former",
                store().source(late.source().id(), 2).orElseThrow().columns().get(Columns.FULL_NAME));
    }

    @Test
    void aClientFeedsForItsOwnFacilityOnly() {
        Actor hospital = new Actor(
                "bv", "bv", HUB.roles(), HUB.scopes(), HUB.purposes(), FacilityScope.of(Set.of("01001")), "r", "local");
        Refused refused = assertThrows(
                Refused.class, () -> registry().feed(feed("01013", "f1", "Facility Giang", "1940"), hospital));
        assertEquals(Refused.Reason.FACILITY_NOT_ALLOWED, refused.reason());
        Refused unknown = assertThrows(
                Refused.class, () -> registry().feed(feed("hospital", "f1", "Facility Giang", "1940"), HUB));
        assertEquals(Refused.Reason.UNKNOWN_FACILITY, unknown.reason());
    }

    @Test
    void onlyCertainMatchesGiveNobodyWhenTwoPersonsAreCertain() {
        EnterpriseId person =
                registry().feed(feed("01001", "c1", "Certain Ha", "1985"), HUB).person();
        registry().feed(feed("01001", "c2", "Certain Ha", "1986"), HUB);
        RawRecord probe = new RawRecord("probe", Map.of(Columns.FULL_NAME, "Certain Ha", Columns.BIRTH_DATE, "1985"));

        List<PersonMatch> all = registry().match(probe, MatchOptions.best(10), HUB);
        assertEquals(
                List.of(MatchGrade.CERTAIN, MatchGrade.PROBABLE),
                all.stream().map(PersonMatch::grade).toList());
        assertEquals(1, registry().match(probe, MatchOptions.best(1), HUB).size());
        List<PersonMatch> certain = registry().match(probe, new MatchOptions(true, 10), HUB);
        assertEquals(
                List.of(person),
                certain.stream().map(match -> match.person().id()).toList());
        RawRecord unsure = new RawRecord("probe", Map.of(Columns.FULL_NAME, "Certain Ha", Columns.BIRTH_DATE, "1999"));
        assertEquals(List.of(), registry().match(unsure, new MatchOptions(true, 10), HUB));
    }

    @Test
    void everyPersonShownIsInTheAccessLogAndNobodyElse() {
        EnterpriseId person =
                registry().feed(feed("01001", "l1", "Log Khanh", "1985"), HUB).person();
        seen.clear();
        registry().match(new RawRecord("probe", Map.of(Columns.FULL_NAME, "Log Khanh")), MatchOptions.best(5), HUB);
        registry().match(new RawRecord("probe", Map.of(Columns.FULL_NAME, "Log Nobody")), MatchOptions.best(5), HUB);

        assertEquals(
                List.of(person.value(), ""),
                seen.stream().map(AccessEvent::personId).toList());
        assertEquals(
                Set.of(AccessAction.MATCH),
                Set.copyOf(seen.stream().map(AccessEvent::action).toList()));
    }

    @Test
    void whatAHotKeyLeavesOutIsCountedAndKeptWithTheLink() {
        for (int year = 1960; year < 1964; year++) {
            registry().feed(feed("01001", "hot" + year, "Hot Lam", String.valueOf(year)), HUB);
        }
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Candidates.Found found =
                new Candidates(store(), new PlainRules(), meters, 3).sharingAKey(Set.of("Hot Lam"), Optional.empty());

        assertEquals(3, found.records().size());
        assertEquals(1, found.keysCut());
        assertEquals(1, meters.counter("khop.blocking.keys.cut").count());

        Registry narrow = new Registry(
                store(),
                new PlainRules(),
                new Facilities(store(), Clock.systemUTC(), true),
                log(),
                Clock.systemUTC(),
                new SecureRandom(),
                new Candidates(store(), new PlainRules(), meters, 3));
        EnterpriseId person =
                narrow.feed(feed("01001", "hot1970", "Hot Lam", "1970"), HUB).person();
        assertEquals(1, store().history(person).get(0).keysCut());
    }

    /** 30 new people, each fed by 16 hospitals at the same moment: 30 persons, no more. */
    @Test
    void feedsThatBringTheSameNewPersonAtOnceMakeOnePerson() throws Exception {
        assertEquals(30, race(registry(), 30, "Race", refused -> {
            throw new AssertionError("a feed was refused", refused);
        }));
    }

    /**
     * The same race without claims: were it to give one person each too, the test above would prove nothing. A feed that the database refuses, because
     * another writes the same row, makes no person.
     */
    @Test
    void withoutClaimsTheSameRaceMakesSurplusPersons() throws Exception {
        RecordStore real = store();
        RecordStore withoutClaims = (RecordStore) Proxy.newProxyInstance(
                RecordStore.class.getClassLoader(), new Class<?>[] {RecordStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("claiming")) {
                        return real.claiming(Set.of(), (Supplier<?>) arguments[1]);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
        int persons = race(registry(withoutClaims), 30, "Mutant", refused -> {});
        assertTrue(persons > 30, "the race was not lost once: " + persons + " persons of 30");
    }

    private static int race(Registry registry, int people, String prefix, Consumer<Throwable> refused)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        Set<EnterpriseId> persons = new HashSet<>();
        try {
            for (int person = 0; person < people; person++) {
                String name = prefix + " " + person;
                CyclicBarrier start = new CyclicBarrier(THREADS);
                List<Future<EnterpriseId>> fed = new ArrayList<>();
                for (int thread = 0; thread < THREADS; thread++) {
                    String facility = "01%03d".formatted(100 + thread);
                    fed.add(threads.submit(() -> {
                        start.await(30, TimeUnit.SECONDS);
                        return registry.feed(feed(facility, name, name, "2000"), HUB)
                                .person();
                    }));
                }
                for (Future<EnterpriseId> one : fed) {
                    try {
                        persons.add(one.get(60, TimeUnit.SECONDS));
                    } catch (ExecutionException thrown) {
                        refused.accept(thrown.getCause());
                    }
                }
            }
        } finally {
            threads.shutdownNow();
        }
        return persons.size();
    }

    /** A card is read, then the hospital's system, which knows nothing of cards, sends the record again, and later with another number. */
    @Test
    void aNumberThatACardConfirmedIsConfirmedForAsLongAsItsPatientCarriesIt() {
        Registry registry = registry();
        registry.feed(numbered("001190000701", "card-chip", "0912000001"), HUB);
        SourceFeed plain = numbered("001190000701", "", "0912000002");
        assertEquals(Optional.of("card-chip"), confirmed(registry.feed(plain, HUB)));
        assertEquals(Effect.REPEATED, registry.feed(plain, HUB).effect(), "it says nothing new");
        assertEquals(Optional.empty(), confirmed(registry.feed(numbered("001190000719", "", "0912000002"), HUB)));
        assertEquals(
                Optional.of("card-qr"),
                confirmed(registry.feed(numbered("001190000719", "card-qr", "0912000002"), HUB)));
    }

    private static SourceFeed numbered(String number, String how, String phone) {
        return ServerParts.feed(
                "01001",
                "confirmed-1",
                Map.of(Columns.FULL_NAME, "Trịnh Thị Chắc", Columns.GENDER, "2", Columns.BIRTH_DATE, "1990-04-05"),
                Columns.NATIONAL_ID,
                number,
                Columns.NATIONAL_ID_VERIFIED,
                how,
                Columns.PHONE,
                phone);
    }

    private Optional<String> confirmed(FeedOutcome fed) {
        return Optional.ofNullable(
                store().source(fed.source().id()).orElseThrow().columns().get(Columns.NATIONAL_ID_VERIFIED));
    }
}
