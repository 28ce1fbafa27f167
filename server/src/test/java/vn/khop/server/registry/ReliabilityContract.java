package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
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
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionException;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessLogUnavailable;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;
import vn.khop.server.store.SqlAccessLog;
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

    private static boolean hasFailed(Runnable work) {
        try {
            work.run();
            return false;
        } catch (DataAccessException | TransactionException | AccessLogUnavailable fault) {
            return true;
        }
    }

    private static SourceFeed plain(String facility, String localId, String name, String birthDate) {
        return feed(facility, localId, Map.of(Columns.FULL_NAME, name, Columns.BIRTH_DATE, birthDate));
    }

    /** What is done to two or three people of its own, how it is seen that it was done, and what its sender does who does not know whether it was. */
    private record Deed(Consumer<Broken> work, BooleanSupplier isDone) {}

    /** The parts of a server whose connections fail. */
    private static final class Broken {
        private final RecordStore store;
        private final AccessLog log;

        Broken(DataSource connections) {
            store = TestDatabase.store(connections);
            log = new SqlAccessLog(
                    connections, new DataSourceTransactionManager(connections), Clock.systemUTC(), UUID::randomUUID);
        }

        Registry registry() {
            return new Registry(
                    store,
                    new PlainRules(),
                    new Facilities(store, Clock.systemUTC(), true),
                    log,
                    Clock.systemUTC(),
                    new SecureRandom(),
                    new SimpleMeterRegistry());
        }

        Decisions decisions() {
            SecondPersonRule oneIsEnough = new SecondPersonRule(99, 99, Duration.ofDays(36_500), 0);
            return new Decisions(
                    store,
                    new PlainRules(),
                    oneIsEnough,
                    log,
                    Clock.systemUTC(),
                    new SecureRandom(),
                    new SimpleMeterRegistry());
        }

        void decide(Proposal proposal) {
            decisions().decide(proposal, new Justification(ReasonCode.SAME_HISTORY, ""), Optional.empty(), LEAD);
        }

        void feed(SourceFeed feed) {
            new FacilityFeed(store, registry(), decisions()).feed(feed, HUB);
        }
    }

    private static final Actor LEAD = new Actor(
            "lead",
            "khop-ui",
            Set.of(Role.CLERK_LEAD),
            Set.of(),
            Set.of("HOPERAT"),
            FacilityScope.everyFacility(),
            "1",
            "local");

    private enum Kind {
        FEED,
        REPLACEMENT,
        MERGE,
        UNMERGE,
        SPLIT,
        MOVE,
        UNDO
    }

    private static EnterpriseId holder(TestDatabase at, FeedOutcome fed) {
        return Objects.requireNonNull(at.store()
                .personsOf(List.of(fed.source().id()))
                .get(fed.source().id()));
    }

    private static Deed deed(TestDatabase at, Kind kind, String who) {
        Broken whole = new Broken(at.pool());
        FeedOutcome one = whole.registry().feed(plain("01001", who + "-a", who, "1990"), HUB);
        FeedOutcome other = whole.registry().feed(plain("01013", who + "-b", who, "1991"), HUB);
        BooleanSupplier together = () -> holder(at, one).equals(holder(at, other));
        BooleanSupplier apart = () -> !together.getAsBoolean();
        return switch (kind) {
            // Joins two persons: a version, a move, a superseded person, an open pair that goes.
            case FEED ->
                new Deed(
                        broken -> broken.feed(plain("01013", who + "-b", who, "1990")),
                        () -> together.getAsBoolean()
                                && other.source().version() + 1
                                        == at.store()
                                                .source(other.source().id())
                                                .orElseThrow()
                                                .version());
            case REPLACEMENT -> {
                FeedOutcome second = whole.registry().feed(plain("01001", who + "-c", who + " khác", "1970"), HUB);
                SourceFeed replaced = feed(
                        "01001",
                        who + "-c",
                        Map.of(
                                Columns.FULL_NAME, who + " khác",
                                Columns.BIRTH_DATE, "1970",
                                Columns.REPLACED_BY, who + "-a"));
                yield new Deed(
                        broken -> broken.feed(replaced), () -> holder(at, one).equals(holder(at, second)));
            }
            case MERGE -> new Deed(broken -> broken.decide(new Proposal.Merge(one.person(), other.person())), together);
            case UNMERGE -> {
                whole.decide(new Proposal.Merge(one.person(), other.person()));
                yield new Deed(broken -> broken.decide(new Proposal.Unmerge(one.person())), apart);
            }
            case SPLIT -> {
                whole.decide(new Proposal.Merge(one.person(), other.person()));
                yield new Deed(
                        broken -> broken.decide(new Proposal.Split(
                                other.person(),
                                List.of(
                                        Set.of(one.source().id()),
                                        Set.of(other.source().id())))),
                        apart);
            }
            case MOVE ->
                new Deed(broken -> broken.decide(new Proposal.Move(one.source().id(), other.person())), together);
            case UNDO -> {
                long merge = whole.decisions()
                        .decide(
                                new Proposal.Merge(one.person(), other.person()),
                                new Justification(ReasonCode.SAME_HISTORY, ""),
                                Optional.empty(),
                                LEAD)
                        .change()
                        .orElseThrow();
                yield new Deed(broken -> broken.decide(new Proposal.Undo(merge)), apart);
            }
        };
    }

    /**
     * Each call of each kind of change fails, before it took effect, after it, and it with all that follow: either nothing is left, the entry of the access log included, or all of it; and
     * whoever tries again, not knowing, has it done once.
     */
    @ParameterizedTest
    @EnumSource
    @Tag("slow")
    void aChangeThatFailsAtAnyCallLeavesNothingOrEverything(Kind kind) {
        StringBuilder covered = new StringBuilder();
        for (FailingConnections.How how : FailingConnections.How.values()) {
            try (TestDatabase at = database().beside()) {
                int faults = sweep(at, kind, how);
                covered.append(how).append(' ').append(faults).append(' ');
                assertTrue(faults > 10, kind + ": only " + faults + " calls reached the database");
                assertEquals(at.present(), at.replayed());
            }
        }
        System.out.println("faults of " + kind + ": " + covered);
    }

    /** How many calls failed until none was left that could. */
    private static int sweep(TestDatabase at, Kind kind, FailingConnections.How how) {
        for (int call = 1; ; call++) {
            String who = kind + " " + how + " " + call;
            Deed deed = deed(at, kind, who);
            assertFalse(deed.isDone().getAsBoolean(), who);
            SortedSet<String> before = at.rows();
            FailingConnections failing = new FailingConnections(at.pool(), call, how);
            DataSource connections = failing.dataSource();
            boolean failed = hasFailed(() -> deed.work().accept(new Broken(connections)));
            if (!failing.hasFailed()) {
                assertFalse(failed, who + ", without a fault");
                assertTrue(deed.isDone().getAsBoolean(), who);
                return call - 1;
            }
            boolean isUntouched = at.rows().equals(before);
            assertEquals(!isUntouched, deed.isDone().getAsBoolean(), who + " left half of it");
            assertTrue(failed || !isUntouched, who + " was acknowledged and is not there");
            try {
                deed.work().accept(new Broken(at.pool()));
            } catch (Refused alreadyDone) {
                assertFalse(isUntouched, who + ": " + alreadyDone.getMessage());
            }
            assertTrue(deed.isDone().getAsBoolean(), who + ", tried again");
        }
    }
}
