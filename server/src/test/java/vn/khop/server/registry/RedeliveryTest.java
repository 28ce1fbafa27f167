package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.server.security.Actor;
import vn.khop.server.store.TestDatabase;

/**
 * Every message arrives one to five times, up to a thousand places from its turn, from four senders, through a server that is started anew three times: the registry says what it says when
 * each came once and in its turn. A message that is known under its key with another content is refused.
 */
class RedeliveryTest {
    private static final Actor HUB = Actor.ofServer("test");
    private static final Instant DAY = Instant.parse("2026-01-01T00:00:00Z");
    private static final int SENDERS = 4;
    private static final int RESTARTS = 3;
    private static final int SHUFFLED_WITHIN = 1_000;
    private static final int DELIVERIES_MAX = 5;
    private static final List<String> HOSPITALS = List.of("01001", "01013", "01816");

    private final long seed =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);
    private final SplittableRandom random = new SplittableRandom(seed);
    private final Linkage linkage = new ModelLinkage(Linker.of(LinkageModel.readDefault()));

    @Test
    @Tag("slow")
    void messagesThatComeOftenAndOutOfTurnSayWhatTheySayOnceAndInTurn() throws Exception {
        redelivered(1_500, TestDatabase::postgres);
    }

    /** The same where what is kept is sealed. */
    @Test
    @Tag("slow")
    void messagesAreToldApartWhereTheyAreSealed() throws Exception {
        redelivered(300, RedeliveryTest::sealed);
    }

    private static TestDatabase sealed() {
        return TestDatabase.h2InMemory(Optional.of(TestDatabase.key(1)));
    }

    /** {@code -Dtests.messages} says how many, 100,000 if it is not given. */
    @Test
    @Tag("long")
    void manyMessagesThatComeOftenAndOutOfTurnSayWhatTheySayOnceAndInTurn() throws Exception {
        redelivered(Integer.getInteger("tests.messages", 100_000), TestDatabase::postgres);
    }

    private void redelivered(int count, Supplier<TestDatabase> opening) throws Exception {
        List<SourceFeed> messages = messages(count);
        SortedSet<String> expected;
        long began = System.nanoTime();
        List<SourceFeed> deliveries = deliveries(messages);
        AtomicInteger refused = new AtomicInteger();
        try (TestDatabase serial = opening.get();
                TestDatabase database = opening.get().withKeysOf(serial)) {
            Registry alone = registry(serial);
            messages.forEach(message -> alone.feed(message, HUB));
            expected = dump(serial);
            double serially = (System.nanoTime() - began) / 1e9;
            began = System.nanoTime();
            int size = deliveries.size() / (RESTARTS + 1) + 1;
            for (int from = 0; from < deliveries.size(); from += size) {
                deliver(database, deliveries.subList(from, Math.min(deliveries.size(), from + size)), refused);
            }
            SortedSet<String> found = dump(database);
            System.out.printf(
                    "%d messages, delivered %d times out of turn by %d senders with %d restarts: %.0f s, serially %.0f s; %s and %s; %d of another content refused%n",
                    messages.size(),
                    deliveries.size(),
                    SENDERS,
                    RESTARTS,
                    (System.nanoTime() - began) / 1e9,
                    serially,
                    hash(expected),
                    hash(found),
                    refused.get());
            assertEquals(missing(expected, found), missing(found, expected), replay());
            assertEquals(hash(expected), hash(found), replay());
            assertEquals(database.present(), database.replayed(), replay());
            assertToldOnce(database);
        }
        assertTrue(refused.get() > 0, replay());
    }

    private String replay() {
        return "-Dtests.seed=" + Long.toHexString(seed);
    }

    /** A few of those that are in the one and not in the other. */
    private static List<String> missing(SortedSet<String> of, SortedSet<String> from) {
        return of.stream().filter(line -> !from.contains(line)).limit(10).toList();
    }

    /** Most people have a record at one hospital, some at two; every fourth record is corrected later. */
    private List<SourceFeed> messages(int count) {
        DrawnPatients drawn = new DrawnPatients(random);
        List<SourceFeed> messages = new ArrayList<>();
        List<SourceFeed> later = new ArrayList<>();
        int number = 0;
        while (messages.size() + later.size() < count) {
            DrawnPatients.Correction[] corrections = DrawnPatients.Correction.values();
            DrawnPatients.Update update = drawn.corrected(corrections[random.nextInt(corrections.length)]);
            int records = 1 + random.nextInt(2);
            for (int record = 0; record < records; record++) {
                String facility = HOSPITALS.get(random.nextInt(HOSPITALS.size()));
                String localId = "r" + number++;
                messages.add(message(facility, localId, update.before(), DAY));
                if (random.nextInt(4) == 0) {
                    later.add(message(facility, localId, update.after(), DAY.plus(1, ChronoUnit.DAYS)));
                }
                if (later.size() > SHUFFLED_WITHIN / 4) {
                    messages.add(later.remove(random.nextInt(later.size())));
                }
            }
        }
        messages.addAll(later);
        return messages;
    }

    private static SourceFeed message(String facility, String localId, Map<String, String> patient, Instant at) {
        Map<String, String> columns = new HashMap<>(patient);
        columns.remove(Columns.FACILITY);
        columns.remove(Columns.MRN);
        return new SourceFeed(
                facility,
                localId,
                columns,
                Optional.empty(),
                Optional.of(at),
                Optional.of("hub|" + facility + localId + at));
    }

    private List<SourceFeed> deliveries(List<SourceFeed> messages) {
        record Delivery(int place, SourceFeed message) {}
        List<Delivery> deliveries = new ArrayList<>();
        for (int turn = 0; turn < messages.size(); turn++) {
            int times = 1 + random.nextInt(DELIVERIES_MAX);
            for (int time = 0; time < times; time++) {
                deliveries.add(new Delivery(turn + random.nextInt(SHUFFLED_WITHIN), messages.get(turn)));
            }
        }
        return deliveries.stream()
                .sorted(Comparator.comparingInt(Delivery::place))
                .map(Delivery::message)
                .toList();
    }

    /** One life of a server: nothing that it remembers outlives it. */
    private void deliver(TestDatabase at, List<SourceFeed> deliveries, AtomicInteger refused) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try (TestDatabase database = at.again()) {
            Registry registry = registry(database);
            List<Future<?>> sent = new ArrayList<>();
            for (int sender = 0; sender < SENDERS; sender++) {
                int first = sender;
                sent.add(senders.submit(() -> {
                    for (int one = first; one < deliveries.size(); one += SENDERS) {
                        registry.feed(deliveries.get(one), HUB);
                        if (one % 100 == 0) {
                            assertRefused(registry, deliveries.get(one));
                            refused.incrementAndGet();
                        }
                    }
                }));
            }
            for (Future<?> one : sent) {
                one.get(3, TimeUnit.HOURS);
            }
        } finally {
            senders.shutdownNow();
        }
    }

    private static void assertRefused(Registry registry, SourceFeed known) {
        Map<String, String> columns = new HashMap<>(known.columns());
        columns.put(Columns.FULL_NAME, "Người Khác");
        SourceFeed other = new SourceFeed(
                known.facility(), known.localId(), columns, Optional.empty(), known.eventTime(), known.messageKey());
        Refused why = assertThrows(Refused.class, () -> registry.feed(other, HUB));
        assertEquals(Refused.Reason.MESSAGE_KEY_REUSED, why.reason());
    }

    private Registry registry(TestDatabase database) {
        return ServerParts.registry(database.store(), linkage);
    }

    /** All that the registry says, without the ids that it drew and the times at which it heard: records as they stand, who is one person, what is derived, what is asked. */
    private static SortedSet<String> dump(TestDatabase database) {
        SortedSet<String> lines = new TreeSet<>(database.standing());
        JdbcTemplate sql = new JdbcTemplate(database.pool());
        Map<String, TreeSet<String>> persons = new TreeMap<>();
        sql.query("select source_id, person_id from khop.membership", row -> {
            persons.computeIfAbsent(row.getString(2), key -> new TreeSet<>()).add(row.getString(1));
        });
        persons.values().forEach(records -> lines.add("person " + records));
        for (String question : List.of(
                "select 'key', key_hash, source_id from khop.blocking_key",
                "select 'number', domain, number, source_id, is_verified from khop.source_identifier",
                "select 'text', source_id, birth_date, gender, folded, exact from khop.search_text",
                "select 'open', source_a, source_b, decision from khop.open_pair")) {
            sql.query(question, row -> {
                StringBuilder line = new StringBuilder();
                for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                    line.append(row.getString(column)).append(' ');
                }
                lines.add(line.toString());
            });
        }
        return lines;
    }

    private static String hash(SortedSet<String> lines) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        lines.forEach(line -> digest.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private void assertToldOnce(TestDatabase database) {
        long position = 0;
        int created = 0;
        List<ChangeEvent> page = database.store().outbox().after(0, 500);
        while (!page.isEmpty()) {
            for (ChangeEvent event : page) {
                assertEquals(++position, event.position(), replay());
                created += event.kind() == ChangeEvent.Kind.PERSON_CREATED ? 1 : 0;
            }
            page = database.store().outbox().after(position, 500);
        }
        long persons = Optional.ofNullable(new JdbcTemplate(database.pool())
                        .queryForObject(
                                "select count(distinct person_id) from khop.outbox where kind in ('PERSON_CREATED', 'PERSON_SPLIT')",
                                Long.class))
                .orElse(0L);
        long known = Optional.ofNullable(new JdbcTemplate(database.pool())
                        .queryForObject("select count(*) from khop.person", Long.class))
                .orElse(0L);
        assertEquals(known, persons, "persons that nobody was told of; " + replay());
        assertTrue(created <= known, replay());
    }
}
