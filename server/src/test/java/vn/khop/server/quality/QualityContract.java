package vn.khop.server.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import vn.khop.mpi.Linker;
import vn.khop.mpi.Progress;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.server.UtcClock;
import vn.khop.server.audit.AccessEntry;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.feed.PeopleLoad;
import vn.khop.server.registry.ActiveLinkage;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.Decisions;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.Facilities;
import vn.khop.server.registry.FeedOutcome;
import vn.khop.server.registry.FirstLoad;
import vn.khop.server.registry.Justification;
import vn.khop.server.registry.Person;
import vn.khop.server.registry.Proposal;
import vn.khop.server.registry.ReasonCode;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SecondPersonRule;
import vn.khop.server.registry.SourceFeed;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.SourceRecord;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;
import vn.khop.server.store.SqlQuality;
import vn.khop.server.store.TestDatabase;

/** What is counted piece by piece, by several servers that are killed now and then, is what one knows who made the messages and opened each person by hand. */
abstract class QualityContract {
    private static final Linker LINKER = Linker.of(LinkageModel.readDefault());
    private static final List<String> FACILITIES = List.of("01001", "01013", "01816");
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2026, 12, 31);
    private static final Actor HUB = Actor.ofServer("test");
    private static final Actor LEAD = new Actor(
            "lead", "desk", Set.of(Role.CLERK_LEAD), Set.of(), Set.of(), FacilityScope.everyFacility(), "r", "local");

    private final long seed =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);
    private final SplittableRandom random = new SplittableRandom(seed);
    /** What the product draws ids from: one for all its parts, or the same id would be drawn twice. */
    private final Random ids = new Random(seed);

    private final String replay = "-Dtests.seed=" + Long.toHexString(seed);
    private final PassingClock clock = new PassingClock();
    private final Map<String, Map<LocalDate, Map<String, Long>>> expected = new TreeMap<>();
    private final Map<SourceId, Integer> versions = new HashMap<>();

    private TestDatabase database;
    private RecordStore store;
    private ActiveLinkage linkage;
    private Registry registry;

    abstract TestDatabase database();

    /** Each look at it is a microsecond later, so that no two messages come at once. */
    private static final class PassingClock extends UtcClock {
        private Instant now = Instant.parse("2026-03-01T01:00:00Z");

        synchronized void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public synchronized Instant instant() {
            now = now.plusNanos(1_000);
            return now;
        }
    }

    private static final class Unkept implements AccessLog {
        @Override
        public void record(List<AccessEvent> events) {}

        @Override
        public List<AccessEntry> about(String personId, int limit) {
            return List.of();
        }
    }

    @BeforeEach
    void open() {
        database = database();
        store = database.store();
        linkage = new ActiveLinkage(LINKER, store, clock);
        registry = new Registry(
                store,
                linkage,
                new Facilities(store, clock, true),
                new Unkept(),
                clock,
                ids,
                new SimpleMeterRegistry());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private QualityStore quality() {
        return new SqlQuality(database.pool(), new DataSourceTransactionManager(database.pool()), database.store());
    }

    private QualityCounting counting(QualityStore on) {
        return new QualityCounting(
                on,
                store,
                linkage,
                new CountedMessages(code -> true, clock),
                FieldProfile.ofBuild(),
                new SimpleMeterRegistry());
    }

    private void expect(String facility, Instant at, String measure, long more) {
        expected.computeIfAbsent(facility, key -> new TreeMap<>())
                .computeIfAbsent(LocalDate.ofInstant(at, VIETNAM), key -> new TreeMap<>())
                .merge(measure, more, Long::sum);
    }

    private boolean hasTaskSince(SourceId record, Instant begun) {
        return store.tasks().openOn(List.of(record)).stream()
                .anyMatch(task -> task.openedAt().isAfter(begun));
    }

    private void feed() {
        int who = random.nextInt(25);
        feed(who, "n" + (random.nextInt(4) == 0 ? who : random.nextInt(1_000)));
    }

    /** Somebody else's data under a number that is known, until they say enough to be held. */
    private void overlay() {
        FeedOutcome.Effect effect = feed(1, "overlaid");
        for (int tries = 0; tries < 200 && effect != FeedOutcome.Effect.HELD; tries++) {
            effect = feed(tries % 25, "overlaid");
        }
    }

    private FeedOutcome.Effect feed(int who, String number) {
        SentRecords.Sent sent = new SentRecords(random).of(who);
        String facility = number.startsWith("n") ? FACILITIES.get(random.nextInt(3)) : FACILITIES.get(0);
        SourceId id = SourceId.of(facility, number);
        boolean isKnown = store.source(id).isPresent();
        Instant begun = clock.instant();
        int next = store.nextVersion(id);
        FeedOutcome outcome = registry.feed(
                new SourceFeed(facility, number, sent.columns(), Optional.empty(), Optional.empty(), Optional.empty()),
                HUB);
        if (store.nextVersion(id) == next) {
            return outcome.effect();
        }
        Instant at = store.source(id, next).orElseThrow().receivedAt();
        versions.put(id, next);
        sent.counts().forEach((measure, amount) -> expect(facility, at, measure, amount));
        expect(facility, at, isKnown ? "updates" : "new", 1);
        if (outcome.effect() == FeedOutcome.Effect.HELD) {
            expect(facility, at, "held", 1);
        }
        if (hasTaskSince(id, begun)) {
            expect(facility, at, "reviews", 1);
        }
        if (!isKnown) {
            List<SourceRecord> others = person(outcome).sources().stream()
                    .filter(other -> !other.id().equals(id))
                    .toList();
            if (!others.isEmpty()) {
                expect(facility, at, "linked", 1);
            }
            if (others.stream().anyMatch(other -> other.facility().equals(facility))) {
                expect(facility, at, "duplicates", 1);
            }
        }
        return outcome.effect();
    }

    private Person person(FeedOutcome outcome) {
        return registry.person(outcome.person(), HUB).orElseThrow();
    }

    /** Somebody parts a person of several records. */
    private void split() {
        List<SourceId> ids = new ArrayList<>(versions.keySet());
        ids.sort(java.util.Comparator.comparing(SourceId::value));
        for (int tries = 0; tries < 20 && !ids.isEmpty(); tries++) {
            SourceId id = ids.get(random.nextInt(ids.size()));
            EnterpriseId whole =
                    Objects.requireNonNull(store.personsOf(List.of(id)).get(id));
            Person person = registry.person(whole, HUB).orElseThrow();
            if (person.sources().size() < 2) {
                continue;
            }
            List<SourceId> members = person.sources().stream()
                    .map(SourceRecord::id)
                    .sorted(java.util.Comparator.comparing(SourceId::value))
                    .toList();
            Map<SourceId, Object> before = new HashMap<>(store.personsOf(members));
            Instant at = clock.instant();
            decisions()
                    .decide(
                            new Proposal.Split(
                                    person.id(),
                                    List.of(Set.of(members.get(0)), new HashSet<>(members.subList(1, members.size())))),
                            new Justification(ReasonCode.SAME_CARD, ""),
                            Optional.empty(),
                            LEAD);
            store.personsOf(members).forEach((record, now) -> {
                if (!now.equals(before.get(record))) {
                    expect(store.source(record).orElseThrow().facility(), at, "taken-apart", 1);
                }
            });
            return;
        }
    }

    private Decisions decisions() {
        return new Decisions(
                store,
                linkage,
                new SecondPersonRule(99, 99, Duration.ofDays(36_500), 0),
                new Unkept(),
                clock,
                ids,
                new SimpleMeterRegistry());
    }

    private Map<String, Map<LocalDate, Map<String, Long>>> counted() {
        Map<String, Map<LocalDate, Map<String, Long>>> counted = new TreeMap<>();
        QualityStore quality = quality();
        FACILITIES.forEach(code -> {
            Map<LocalDate, Map<String, Long>> days = new TreeMap<>();
            quality.days(code, FIRST, LAST).forEach((day, counts) -> days.put(day, new TreeMap<>(counts)));
            if (!days.isEmpty()) {
                counted.put(code, days);
            }
        });
        return counted;
    }

    private static String lines(Map<String, Map<LocalDate, Map<String, Long>>> counts) {
        StringBuilder lines = new StringBuilder();
        counts.forEach((facility, days) -> days.forEach((day, cells) -> cells.forEach(
                (measure, amount) -> lines.append(facility + " " + day + " " + measure + " " + amount + "\n"))));
        return lines.toString();
    }

    /** A store on which the step that ends a count fails, as if the server were killed there. */
    private QualityStore failing() {
        QualityStore real = quality();
        return (QualityStore) Proxy.newProxyInstance(
                QualityStore.class.getClassLoader(), new Class<?>[] {QualityStore.class}, (self, method, given) -> {
                    if (method.getName().equals("counted")) {
                        throw new IllegalStateException("killed");
                    }
                    try {
                        return method.invoke(real, given);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    @Test
    void whatIsCountedIsWhatWasSent() throws Exception {
        boolean isKilledOnce = false;
        overlay();
        for (int i = 0; i < 160; i++) {
            feed();
            if (i % 40 == 20) {
                split();
            }
            clock.pass(Duration.ofMinutes(random.nextInt(60)));
            if (random.nextInt(12) == 0) {
                counting(quality()).step();
            }
            if (i % 50 == 10) {
                QualityCounting killed = counting(failing());
                boolean hasWork = quality().waiting() > 0;
                if (hasWork) {
                    assertThrows(IllegalStateException.class, killed::step);
                    isKilledOnce = true;
                }
            }
        }
        ExecutorService servers = Executors.newFixedThreadPool(3);
        try {
            List<Callable<Integer>> all = new ArrayList<>();
            for (int server = 0; server < 3; server++) {
                all.add(() -> counting(quality()).step());
            }
            for (var done : servers.invokeAll(all)) {
                done.get();
            }
        } finally {
            servers.shutdownNow();
        }
        assertEquals(0, counting(quality()).step(), replay);
        assertEquals(0, quality().waiting(), replay);
        assertEquals(lines(expected), lines(counted()), replay);
        assertTrue(isKilledOnce, replay);
        Map<String, Long> all = new TreeMap<>();
        expected.values()
                .forEach(days -> days.values().forEach(day -> day.forEach((k, v) -> all.merge(k, v, Long::sum))));
        for (String seen : List.of("new", "updates", "linked", "duplicates", "reviews", "taken-apart", "held")) {
            assertTrue(all.containsKey(seen), seen + " never happened, " + replay + ": " + all);
        }
        failuresAreOfPresentVersions();
    }

    /** Brute force over the records: whoever is listed breaks the rule now, and whoever breaks it is listed, as long as there are not too many. */
    private void failuresAreOfPresentVersions() {
        for (String facility : FACILITIES) {
            for (String rule : CheckedField.rules()) {
                Set<SourceId> broken = versions.keySet().stream()
                        .map(id -> store.source(id).orElseThrow())
                        .filter(record -> record.facility().equals(facility))
                        .filter(record -> java.util.Arrays.stream(CheckedField.values())
                                .anyMatch(field -> field.broken(linkage.normalise(new vn.khop.mpi.record.RawRecord(
                                                record.id().value(), record.columns())))
                                        .contains(rule)))
                        .map(SourceRecord::id)
                        .collect(Collectors.toSet());
                Set<SourceId> listed = quality().failures(facility, Optional.of(rule), 1_000).stream()
                        .map(QualityStore.Failure::record)
                        .collect(Collectors.toSet());
                assertEquals(broken, listed, facility + " " + rule + " " + replay);
            }
        }
    }

    @Test
    void aFirstLoadIsCountedAsIfEachRowHadBeenFed(@TempDir Path folder) throws Exception {
        StringBuilder csv = new StringBuilder("facility,mrn,full_name,gender,birth_date,phone,address\n");
        for (int i = 0; i < 60; i++) {
            int who = i % 20;
            csv.append(FACILITIES.get(random.nextInt(2)))
                    .append(",m")
                    .append(i)
                    .append(",Lò Văn ")
                    .append(List.of("Páo", "Súa", "Chứ", "Dơ").get(who % 4))
                    .append(",1,")
                    .append(1960 + who)
                    .append("-0")
                    .append(1 + who % 9)
                    .append("-1")
                    .append(who % 10)
                    .append(",09121234")
                    .append(10 + who)
                    .append(",\"")
                    .append(who)
                    .append(" Lò Đúc, Phường Ba Đình, Thành phố Hà Nội\"\n");
        }
        Path file = Files.writeString(folder.resolve("people.csv"), csv);
        try (PeopleLoad rows = PeopleLoad.read(
                List.of(file), folder, folder.resolve("bad.csv"), FACILITIES::contains, Progress.NONE)) {
            new FirstLoad(store, registry, linkage, linkage, new Unkept(), clock, ids)
                    .run(rows, rows.badRows(), HUB, Progress.NONE);
        }
        counting(quality()).step();

        Map<String, Set<SourceRecord>> byPerson = new HashMap<>();
        store.eachPresent(record -> byPerson.computeIfAbsent(
                        String.valueOf(store.personsOf(List.of(record.id())).get(record.id())), key -> new HashSet<>())
                .add(record));
        long linked =
                byPerson.values().stream().mapToLong(all -> all.size() - 1).sum();
        long duplicates = byPerson.values().stream()
                .mapToLong(all -> all.size()
                        - all.stream().map(SourceRecord::facility).distinct().count())
                .sum();
        Map<String, Long> sums = new TreeMap<>();
        quality()
                .sums(FacilityScope.everyFacility(), Optional.empty(), FIRST, LAST)
                .values()
                .forEach(one -> one.forEach((measure, amount) -> sums.merge(measure, amount, Long::sum)));
        assertEquals(60, sums.get("new"));
        assertEquals(60, sums.get("has:" + Columns.ADDRESS));
        assertEquals(linked, sums.getOrDefault("linked", 0L), replay);
        assertEquals(duplicates, sums.getOrDefault("duplicates", 0L), replay);
        assertTrue(duplicates > 0, "20 people in 60 rows of two hospitals, " + replay);
    }

    @Test
    void messagesThatCouldNotBeWrittenAreWrittenTheNextTime() {
        CountedMessages messages = new CountedMessages(FACILITIES::contains, clock);
        messages.taken("01001", Duration.ofMillis(7));
        messages.refused("01001");
        messages.refused("xxxxx");
        QualityStore down = (QualityStore) Proxy.newProxyInstance(
                QualityStore.class.getClassLoader(), new Class<?>[] {QualityStore.class}, (self, method, given) -> {
                    throw new IllegalStateException("down");
                });
        assertThrows(IllegalStateException.class, () -> messages.write(down));
        messages.taken("01001", Duration.ofMillis(9));
        messages.write(quality());
        messages.write(quality());
        Figures figures = new QualityDesk(quality(), FieldProfile.ofBuild(), clock)
                .all(Optional.empty(), new QualityDesk.Period(FIRST, LAST), HUB)
                .get(0)
                .figures();
        assertEquals(List.of(2L, 1L), List.of(figures.taken(), figures.refused()));
        assertEquals(Optional.of(33.333), figures.errorPercent());
        long p95 = figures.p95Millis().orElseThrow();
        assertTrue(p95 >= 9 && p95 <= 11, "9 ms and at most a tenth more, rounded up: " + p95);
    }

    @Test
    void ofEachRuleTheLastHundredAreKept() {
        QualityStore quality = quality();
        List<QualityStore.Failure> many = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            many.add(new QualityStore.Failure(
                    "01001", "phone/unknown-shape", SourceId.of("01001", "k" + i), 1, clock.instant()));
        }
        for (int from = 0; from < 250; from += 60) {
            List<QualityStore.Failure> some = many.subList(from, Math.min(250, from + 60));
            quality.alone(() -> {
                quality.keep(some);
                return true;
            });
        }
        assertEquals(
                QualityStore.FAILURES_KEPT,
                database.rows().stream()
                        .filter(row -> row.startsWith("quality_failure "))
                        .count());
    }
}
