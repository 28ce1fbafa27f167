package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.server.store.TestDatabase;

/** The feed of changes on PostgreSQL, where transactions that took their numbers first may well be committed last: no cursor ever passes over an event or meets one twice. */
@Tag("slow")
class ChangesInOrderOfCommitTest {
    private static final Instant DAY = Instant.parse("2026-01-01T00:00:00Z");
    private static final int WRITERS = 12;
    private static final int TRANSACTIONS = 60;
    private static final int READERS = 4;

    private static TestDatabase database;

    private final long seed =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);

    @BeforeAll
    static void open() {
        database = TestDatabase.postgres();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    /** As a test can know it again: its change number is the writer's own. */
    private static ChangeEvent event(long number) {
        return new ChangeEvent(
                0,
                ChangeEvent.Kind.PERSON_CREATED,
                EnterpriseId.draw(new Random(number)),
                Optional.empty(),
                number,
                DAY);
    }

    private static List<Long> changes(List<ChangeEvent> events) {
        return events.stream().map(ChangeEvent::change).toList();
    }

    @Test
    void whatIsCommittedLastComesLastThoughItWasWrittenFirst() throws Exception {
        RecordStore store = database.store();
        long before = last(store);
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch mayCommit = new CountDownLatch(1);
        ExecutorService slow = Executors.newSingleThreadExecutor();
        try {
            Future<?> first = slow.submit(() -> store.claiming(Set.of(), () -> {
                store.outbox().add(List.of(event(9_000_001)));
                written.countDown();
                await(mayCommit);
                return true;
            }));
            await(written);
            store.claiming(Set.of(), () -> {
                store.outbox().add(List.of(event(9_000_002)));
                return true;
            });
            List<ChangeEvent> read = store.outbox().after(before, 10);
            assertEquals(List.of(9_000_002L), changes(read));
            mayCommit.countDown();
            first.get(1, TimeUnit.MINUTES);
            assertEquals(
                    List.of(9_000_001L),
                    changes(store.outbox().after(read.get(0).position(), 10)),
                    "a reader that had gone on never sees it");
        } finally {
            mayCommit.countDown();
            slow.shutdownNow();
        }
    }

    /** Each writer adds one to four events to a transaction, holds it open for a while, and gives one in five up; readers through two server processes follow with pages of all sizes. */
    @Test
    void manyWritersAndManyCursorsLoseAndRepeatNothing() throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Long, Boolean> committed = new ConcurrentHashMap<>();
        AtomicBoolean isWriting = new AtomicBoolean(true);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + READERS);
        try (TestDatabase other = database.again()) {
            long start = last(database.store());
            List<Future<List<ChangeEvent>>> readers = new ArrayList<>();
            for (int reader = 0; reader < READERS; reader++) {
                RecordStore store = reader % 2 == 0 ? database.store() : other.store();
                SplittableRandom own = random.split();
                readers.add(threads.submit(() -> follow(store, start, own, isWriting)));
            }
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                RecordStore store = writer % 2 == 0 ? database.store() : other.store();
                SplittableRandom own = random.split();
                long first = 1_000L * (writer + 1);
                writers.add(threads.submit(() -> write(store, first, own, committed)));
            }
            for (Future<?> writer : writers) {
                writer.get(3, TimeUnit.MINUTES);
            }
            isWriting.set(false);
            for (Future<List<ChangeEvent>> reader : readers) {
                List<ChangeEvent> seen = reader.get(3, TimeUnit.MINUTES);
                String replay = "-Dtests.seed=" + Long.toHexString(seed);
                assertEquals(
                        LongStream.range(start + 1, start + 1 + committed.size())
                                .boxed()
                                .toList(),
                        seen.stream().map(ChangeEvent::position).toList(),
                        replay);
                assertEquals(new TreeSet<>(committed.keySet()), new TreeSet<>(changes(seen)), replay);
                assertTrue(changes(seen).stream().distinct().count() == seen.size(), replay);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void write(RecordStore store, long first, SplittableRandom random, Map<Long, Boolean> committed) {
        long number = first;
        for (int transaction = 0; transaction < TRANSACTIONS; transaction++) {
            List<ChangeEvent> events = new ArrayList<>();
            for (int one = random.nextInt(4); one >= 0; one--) {
                events.add(event(number++));
            }
            boolean isGivenUp = random.nextInt(5) == 0;
            try {
                store.claiming(Set.of(), () -> {
                    store.outbox().add(events);
                    sleep(random.nextInt(20));
                    if (isGivenUp) {
                        throw new IllegalStateException("given up");
                    }
                    return true;
                });
                changes(events).forEach(change -> committed.put(change, true));
            } catch (IllegalStateException givenUp) {
                assertTrue(isGivenUp, givenUp.toString());
            }
        }
    }

    private static List<ChangeEvent> follow(
            RecordStore store, long start, SplittableRandom random, AtomicBoolean isWriting) {
        List<ChangeEvent> seen = new ArrayList<>();
        long position = start;
        while (true) {
            boolean wasWriting = isWriting.get();
            List<ChangeEvent> page = store.outbox().after(position, 1 + random.nextInt(20));
            seen.addAll(page);
            if (!page.isEmpty()) {
                position = page.get(page.size() - 1).position();
            } else if (!wasWriting) {
                return seen;
            }
        }
    }

    private static long last(RecordStore store) {
        List<ChangeEvent> all = store.outbox().after(0, 1_000_000);
        return all.isEmpty() ? 0 : all.get(all.size() - 1).position();
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(1, TimeUnit.MINUTES));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
