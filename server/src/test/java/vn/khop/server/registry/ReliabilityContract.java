package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.server.security.Actor;
import vn.khop.server.store.TestDatabase;

/** What holds whatever is at work at the same moment, and whatever breaks in the middle, on every database. */
abstract class ReliabilityContract {
    private static final Actor HUB = Actor.ofServer("test");
    private static final Instant DAY = Instant.parse("2026-01-01T00:00:00Z");
    private static final int HOSPITALS = 16;
    private static final int PEOPLE = 25;
    private static final List<String> SURNAMES = List.of("Trịnh", "Lương", "Đoàn", "Quách", "Kiều");
    private static final List<String> GIVEN_NAMES = List.of("Đua", "Khải", "Sáng", "Nhân", "Thắng", "Vượng", "Lộc");

    /** The test's own; each test uses people of its own in it. */
    abstract TestDatabase database();

    private static Registry registry(RecordStore store, Linkage linkage) {
        return ServerParts.registry(store, linkage);
    }

    /** As a server is once it has made its index. */
    private static Registry indexed(RecordStore store, Linkage linkage) {
        Registry registry = registry(store, linkage);
        registry.index().keep();
        return registry;
    }

    private static Linkage shippedModel() {
        return new ModelLinkage(Linker.of(LinkageModel.readDefault()));
    }

    /** The same store, which takes no claim: whoever is at work then is at work alone only by luck. */
    private static RecordStore withoutClaims(RecordStore real) {
        return (RecordStore) Proxy.newProxyInstance(
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
    }

    /** New people, each fed at the same moment by 16 hospitals, half of them through another server process: not one person too many. */
    @Test
    @Tag("slow")
    void serversThatAreFedTheSameNewPeopleAtOnceMakeNoSurplusPerson() throws Exception {
        try (TestDatabase other = database().again()) {
            Linkage linkage = shippedModel();
            List<Registry> servers =
                    List.of(indexed(database().store(), linkage), indexed(other.store(), shippedModel()));
            assertEquals(PEOPLE, race(servers, 1950));
        }
    }

    /**
     * The same race without claims: were it to give one person each too, the test above would prove nothing. On a busy machine a whole race may be won by luck, so there are
     * several.
     */
    @Test
    @Tag("slow")
    void withoutClaimsTheSameRaceMakesSurplusPersons() throws Exception {
        try (TestDatabase other = database().again()) {
            Linkage linkage = shippedModel();
            List<Registry> servers = List.of(
                    indexed(withoutClaims(database().store()), linkage),
                    indexed(withoutClaims(other.store()), shippedModel()));
            int surplus = 0;
            for (int firstYear : List.of(1980, 1925, 1900)) {
                surplus += surplus > 0 ? 0 : race(servers, firstYear) - PEOPLE;
            }
            assertTrue(surplus > 0, "no race was lost");
        }
    }

    /** How many persons the people are found to be. Hospitals agree on name, birth date and number, so the model links whoever finds the other. */
    private static int race(List<Registry> servers, int firstYear) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(HOSPITALS);
        Set<EnterpriseId> persons = new HashSet<>();
        Map<SourceId, Registry> fed = new HashMap<>();
        try {
            for (int person = 0; person < PEOPLE; person++) {
                Map<String, String> columns = person(firstYear + person);
                CyclicBarrier start = new CyclicBarrier(HOSPITALS);
                List<Future<FeedOutcome>> outcomes = new ArrayList<>();
                for (int hospital = 0; hospital < HOSPITALS; hospital++) {
                    Registry server = servers.get(hospital % servers.size());
                    SourceFeed feed = feed("01%03d".formatted(100 + hospital), "race-" + (firstYear + person), columns);
                    outcomes.add(threads.submit(() -> {
                        start.await(60, TimeUnit.SECONDS);
                        return server.feed(feed, HUB);
                    }));
                }
                for (Future<FeedOutcome> outcome : outcomes) {
                    fed.put(outcome.get(120, TimeUnit.SECONDS).source().id(), servers.get(0));
                }
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(PEOPLE * HOSPITALS, fed.size());
        fed.forEach((source, server) -> persons.add(
                server.source(source, Optional.empty(), HUB).orElseThrow().person()));
        return persons.size();
    }

    private static Map<String, String> person(int year) {
        return Map.of(
                Columns.FULL_NAME,
                SURNAMES.get(year % SURNAMES.size()) + " Văn "
                        + GIVEN_NAMES.get(year / SURNAMES.size() % GIVEN_NAMES.size()),
                Columns.GENDER,
                "male",
                Columns.BIRTH_DATE,
                year + "-03-04",
                Columns.NATIONAL_ID,
                "0010%02d00%04d".formatted(year % 100, year),
                Columns.PHONE,
                "09870%05d".formatted(year));
    }

    private static SourceFeed feed(String facility, String localId, Map<String, String> columns) {
        return new SourceFeed(
                facility,
                localId,
                columns,
                Optional.empty(),
                Optional.of(DAY),
                Optional.of(facility + "|" + localId + "|" + columns.hashCode()));
    }

    /** Each call of a feed that reaches the database fails once, before it took effect and after: nothing is left, or all of it, and the client that sends again is done. */
    @Test
    @Tag("slow")
    void aFeedThatFailsAtAnyCallLeavesNothingOrEverything() {
        for (boolean afterTheCall : new boolean[] {false, true}) {
            int faults = 0;
            for (int call = 1; ; call++) {
                String who = "fault-" + call + afterTheCall;
                FeedOutcome known = registry(database().store(), new PlainRules())
                        .feed(plain("01001", who + "-a", who, "1990"), HUB);
                FeedOutcome other = registry(database().store(), new PlainRules())
                        .feed(plain("01013", who + "-b", who, "1991"), HUB);
                // Joins two persons: a version, a move, a superseded person, an open pair that goes.
                SourceFeed joining = plain("01013", who + "-b", who, "1990");
                SortedSet<String> before = database().rows();
                FailingConnections failing = new FailingConnections(database().pool(), call, afterTheCall);
                Registry broken = registry(TestDatabase.store(failing.dataSource()), new PlainRules());
                boolean failed = hasFailed(() -> broken.feed(joining, HUB));
                if (!failing.hasFailed()) {
                    assertFalse(failed, "without a fault");
                    break;
                }
                faults++;
                if (failed && !database().rows().equals(before)) {
                    assertTrue(isCommitted(who + "-b"), "call " + call + " left half of a feed");
                }
                FeedOutcome again =
                        registry(database().store(), new PlainRules()).feed(joining, HUB);
                assertEquals(known.person(), again.person(), "call " + call);
                assertEquals(2, again.source().version(), "call " + call);
                assertEquals(
                        Optional.of(known.person()),
                        database().store().person(other.person()).orElseThrow().supersededBy());
            }
            assertTrue(faults > 10, "only " + faults + " calls reached the database");
        }
    }

    private boolean isCommitted(String localId) {
        return database()
                .store()
                .source("01013", localId)
                .filter(source -> source.version() == 2)
                .isPresent();
    }

    private static boolean hasFailed(Runnable work) {
        try {
            work.run();
            return false;
        } catch (DataAccessException | TransactionException fault) {
            return true;
        }
    }

    private static SourceFeed plain(String facility, String localId, String name, String birthDate) {
        return feed(facility, localId, Map.of(Columns.FULL_NAME, name, Columns.BIRTH_DATE, birthDate));
    }
}
