package vn.khop.server.fhir.terminology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackThreadsTest {
    /** Of sched(7), SCHED_IDLE. */
    private static final int IDLE = 5;

    private final BackThreads threads = new BackThreads(Duration.ofSeconds(10));

    /** As the operating system tells it, not as Java does. */
    @Test
    void whatIsDoneThereComesLastAndTheCallerStaysWhereItWas() throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/thread-self/stat")), "the system has no /proc");
        int before = policy();
        Thread caller = Thread.currentThread();
        assertNotSame(caller, threads.await(Thread::currentThread).orElseThrow());
        for (int time = 0; time < 10; time++) {
            assertEquals(Optional.of(IDLE), threads.await(BackThreadsTest::policy));
        }
        assertEquals(before, policy());
    }

    @Test
    void whatFailsThereFailsHere() {
        IllegalArgumentException fault = new IllegalArgumentException("so");
        assertSame(
                fault,
                assertThrows(
                        IllegalArgumentException.class,
                        () -> threads.await(() -> {
                            throw fault;
                        })));
        assertThrows(
                IOException.class,
                () -> threads.await(() -> {
                    throw new IOException("gone");
                }));
        assertThrows(
                StackOverflowError.class,
                () -> threads.await(() -> {
                    throw new StackOverflowError();
                }));
    }

    @Test
    void whatFindsNoThreadIsNotDone() throws Exception {
        BackThreads busy = new BackThreads(Duration.ofMillis(30));
        int all = Runtime.getRuntime().availableProcessors();
        CountDownLatch taken = new CountDownLatch(all);
        CountDownLatch over = new CountDownLatch(1);
        ExecutorService callers = Executors.newFixedThreadPool(all);
        List<Future<Optional<Boolean>>> held = new ArrayList<>();
        try {
            for (int one = 0; one < all; one++) {
                held.add(callers.submit(() -> busy.await(() -> {
                    taken.countDown();
                    return awaited(over);
                })));
            }
            assertTrue(taken.await(10, TimeUnit.SECONDS));
            assertEquals(Optional.empty(), busy.await(Thread::currentThread));
        } finally {
            over.countDown();
            callers.shutdown();
        }
        for (Future<Optional<Boolean>> one : held) {
            assertEquals(Optional.of(true), one.get(10, TimeUnit.SECONDS));
        }
        assertNotSame(Thread.currentThread(), busy.await(Thread::currentThread).orElseThrow());
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The forty-first of the fields of proc(5), the thirty-ninth behind the name in its brackets. */
    private static int policy() throws IOException {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[38]);
    }
}
