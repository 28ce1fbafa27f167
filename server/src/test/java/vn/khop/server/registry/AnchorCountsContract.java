package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.server.registry.AnchorCounts.Count;
import vn.khop.server.registry.CitizenAnchor.State;
import vn.khop.server.security.Actor;
import vn.khop.server.store.AnchorsCountedAtOnce;
import vn.khop.server.store.SqlAnchorCounts;
import vn.khop.server.store.TestDatabase;

/** A random city: what the database counts is what one finds by opening every person. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AnchorCountsContract {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC);
    private static final Actor CITY = Actor.ofServer("test");
    private static final List<String> FACILITIES = List.of("01001", "01013", "01816");

    private final TestDatabase database = database();
    private final RecordStore store = database.store();
    private final Registry registry = new Registry(
            store,
            new ModelLinkage(Linker.of(LinkageModel.readDefault())),
            new Facilities(store, CLOCK, true),
            new UnkeptLog(),
            CLOCK,
            new Random(7),
            new SimpleMeterRegistry());
    private final long seed =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);

    abstract TestDatabase database();

    @AfterAll
    void close() {
        database.close();
    }

    @Test
    void theDatabaseCountsWhatOneFindsByOpeningEveryPerson() {
        SplittableRandom random = new SplittableRandom(seed);
        Set<EnterpriseId> persons = new HashSet<>();
        // One that follows what changed, and one that counts everybody anew where much has.
        List<AnchorCounts> kept = List.of(followed(1_000_000), followed(20));
        for (int i = 0; i < 120; i++) {
            persons.add(feed(random).person());
            if (random.nextInt(8) == 0) {
                String when = "after " + i + " feeds, -Dtests.seed=" + Long.toHexString(seed);
                assertEquals(
                        counted(new AnchorsCountedAtOnce(database.pool())),
                        counted(kept.get(random.nextInt(kept.size()))),
                        when);
            }
        }
        // A record that is fed anew may have left the person that was told of it first.
        Set<EnterpriseId> all = new HashSet<>(persons);
        persons.forEach(person ->
                registry.person(person, CITY).flatMap(Person::supersededBy).ifPresent(all::add));

        Map<String, Map<State, Long>> expected = new TreeMap<>();
        for (EnterpriseId id : all) {
            Person person = registry.person(id, CITY).orElseThrow();
            Set<String> facilities =
                    person.sources().stream().map(SourceRecord::facility).collect(Collectors.toSet());
            if (!facilities.isEmpty()) {
                facilities.add("");
            }
            facilities.forEach(facility -> expected.computeIfAbsent(facility, key -> states())
                    .merge(person.anchor().state(), 1L, Long::sum));
        }

        Map<String, Map<State, Long>> counted = counted(new AnchorsCountedAtOnce(database.pool()));
        assertEquals(expected, counted, "-Dtests.seed=" + Long.toHexString(seed));
        for (AnchorCounts one : kept) {
            assertEquals(expected, counted(one), "-Dtests.seed=" + Long.toHexString(seed));
        }
        Map<State, Long> city = counted.getOrDefault("", Map.of());
        for (State state : State.values()) {
            assertTrue(
                    city.getOrDefault(state, 0L) > 0,
                    "nobody is " + state + ", -Dtests.seed=" + Long.toHexString(seed));
        }
    }

    private AnchorCounts followed(int manyEvents) {
        return new SqlAnchorCounts(
                database.pool(), new DataSourceTransactionManager(database.pool()), store.outbox(), manyEvents);
    }

    private static Map<String, Map<State, Long>> counted(AnchorCounts counts) {
        Map<String, Map<State, Long>> counted = new TreeMap<>();
        counts.count().forEach(count -> counted.put(count.facility(), count.persons()));
        return counted;
    }

    private static Map<State, Long> states() {
        Map<State, Long> states = new EnumMap<>(State.class);
        for (State state : State.values()) {
            states.put(state, 0L);
        }
        return states;
    }

    private FeedOutcome feed(SplittableRandom random) {
        int who = random.nextInt(40);
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put(
                Columns.FULL_NAME,
                List.of("Nguyễn", "Trần", "Lê", "Phạm").get(who % 4) + " Văn "
                        + List.of("Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Hai", "Một")
                                .get(who / 4));
        columns.put(
                Columns.BIRTH_DATE,
                String.format(Locale.ROOT, "19%02d-%02d-%02d", 50 + who, 1 + who % 12, 1 + who % 27));
        columns.put(Columns.GENDER, "male");
        columns.put(Columns.PHONE, String.format(Locale.ROOT, "0912%06d", 31 * who));
        columns.put(Columns.ADDRESS, (who + 1) + " phố Lò Đúc, Hà Nội");
        if (who % 4 > 0) {
            boolean mistyped = random.nextInt(8) == 0;
            columns.put(
                    Columns.NATIONAL_ID,
                    String.format(Locale.ROOT, "0010%02d%06d", 50 + who, 340_000 + who + (mistyped ? 1000 : 0)));
            if (!mistyped && who % 3 == 0) {
                columns.put("national_id_verified", "card-chip");
            }
        }
        String facility = FACILITIES.get(random.nextInt(3));
        return registry.feed(
                new SourceFeed(
                        facility,
                        "n" + random.nextInt(60) + "-" + who,
                        columns,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                CITY);
    }

    @Test
    void oneCountServesEverybodyForFiveMinutes() {
        AtomicReference<Instant> now = new AtomicReference<>(CLOCK.instant());
        int[] counted = {0};
        AnchoredShare share = new AnchoredShare(
                () -> {
                    counted[0]++;
                    return List.of();
                },
                new Clock() {
                    @Override
                    public java.time.ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(java.time.ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return java.util.Objects.requireNonNull(now.get());
                    }
                });
        share.measured();
        now.updateAndGet(at -> at.plus(Duration.ofMinutes(4)));
        assertEquals(CLOCK.instant(), share.measured().at());
        now.updateAndGet(at -> at.plus(Duration.ofMinutes(1)));
        assertEquals(
                java.util.Objects.requireNonNull(now.get()), share.measured().at());
        assertEquals(2, counted[0]);
    }

    @Test
    void theShareIsOfVerifiedAndAssertedAndOfNobodyItIsZero() {
        Map<State, Long> persons = new HashMap<>();
        assertEquals(0, new Count("01001", persons).anchored());
        persons.put(State.VERIFIED, 3L);
        persons.put(State.ASSERTED, 4L);
        persons.put(State.CONFLICTING, 1L);
        persons.put(State.NONE, 2L);
        assertEquals(0.7, new Count("01001", persons).anchored());
    }
}
