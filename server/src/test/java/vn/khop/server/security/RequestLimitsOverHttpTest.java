package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.server.RunningServer;

/**
 * One hospital asks ten times as often as it may, over HTTP; another asks at its pace, in turns alone and meanwhile. How long that one waits is printed, since a busy machine says nothing. What the greedy one must have
 * is reckoned from the moments at which it was answered, so that nothing that is asserted hangs on how fast the machine is, or on how long it stood still.
 */
@Tag("long")
class RequestLimitsOverHttpTest {
    private static final int PER_SECOND = 50;
    private static final double AT_ONCE = PER_SECOND / 10.0;
    private static final int SECONDS = 10;
    private static final int TURNS = 3;
    private static final int GREEDY_THREADS = 8;
    private static final String QUESTION = "/fhir/Patient?name=an&birthdate=1990-01-01";

    @TempDir
    private Path folder;

    @Test
    void aGreedyHospitalGetsItsLimitAndAnotherItsAnswers() throws Exception {
        try (RunningServer server = RunningServer.serve(folder, "  limits.requests-per-second: " + PER_SECOND + "\n")) {
            server.awaitResources();
            String modest = Tokens.ofHospital(server, "01013", "ITI-78");
            modest(server, modest, SECONDS / 2);
            double[] ratios = new double[TURNS];
            for (int turn = 0; turn < TURNS; turn++) {
                double alone = p95(modest(server, modest, SECONDS));
                Greedy greedy = new Greedy(server, Tokens.ofHospital(server, "01001", "ITI-78"));
                greedy.start();
                double beside = p95(modest(server, modest, SECONDS));
                greedy.await();
                ratios[turn] = beside / alone;
                System.out.printf(
                        "limit %d a second: %s; another hospital's p95 %.1f ms alone, %.1f ms beside it%n",
                        PER_SECOND, greedy, alone, beside);
                greedy.hasGotItsLimit();
            }
            Arrays.sort(ratios);
            System.out.printf(
                    "another hospital's p95 beside it, in the middle of %d turns: %.0f %% of alone%n",
                    TURNS, 100 * ratios[TURNS / 2]);
        }
    }

    /** Asks ten times the limit, all threads together, and keeps when it was answered. */
    private static final class Greedy {
        private final RunningServer server;
        private final String token;
        private final ExecutorService threads = Executors.newFixedThreadPool(GREEDY_THREADS);
        private final List<Future<?>> asking = new ArrayList<>();
        private final Queue<Long> answers = new ConcurrentLinkedQueue<>();
        private final AtomicInteger admitted = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private long began;
        private double seconds;

        Greedy(RunningServer server, String token) {
            this.server = server;
            this.token = token;
        }

        void start() {
            began = System.nanoTime();
            for (int thread = 0; thread < GREEDY_THREADS; thread++) {
                int offset = thread;
                asking.add(threads.submit(() -> ask(offset)));
            }
        }

        void await() throws Exception {
            for (Future<?> one : asking) {
                one.get(5, TimeUnit.MINUTES);
            }
            seconds = (System.nanoTime() - began) / 1e9;
            threads.shutdown();
        }

        private void ask(int offset) {
            long pause = TimeUnit.SECONDS.toNanos(GREEDY_THREADS) / (10L * PER_SECOND);
            for (long i = 0; i * pause < TimeUnit.SECONDS.toNanos(SECONDS); i++) {
                long due = began + i * pause + offset * pause / GREEDY_THREADS;
                LockSupport.parkNanos(due - System.nanoTime());
                HttpResponse<String> answer =
                        server.send(server.request(QUESTION).header("Authorization", "Bearer " + token));
                answers.add(System.nanoTime());
                if (answer.statusCode() == 429) {
                    assertTrue(answer.headers().firstValue("Retry-After").isPresent());
                    refused.incrementAndGet();
                } else {
                    assertEquals(200, answer.statusCode(), answer.body());
                    admitted.incrementAndGet();
                }
            }
        }

        /** Within 5 % of what it may have: no more in all that time, and no less than was there when it asked. */
        void hasGotItsLimit() {
            assertTrue(refused.get() > 0, "it was not greedy: " + this);
            assertTrue(admitted.get() <= 1.05 * (PER_SECOND * seconds + AT_ONCE), toString());
            assertTrue(admitted.get() >= 0.95 * thereWhenItAsked(), toString());
        }

        /** So much comes in a second, so much is kept, and each answer took one if there was one. */
        private int thereWhenItAsked() {
            int taken = 0;
            double there = AT_ONCE;
            long last = began;
            for (long answer : answers.stream().sorted().toList()) {
                there = Math.min(AT_ONCE, there + PER_SECOND * (answer - last) / 1e9);
                last = answer;
                if (there >= 1) {
                    there--;
                    taken++;
                }
            }
            return taken;
        }

        @Override
        public String toString() {
            return "in %.1f s %d of %d admitted, %.1f a second; %d were there when it asked"
                    .formatted(
                            seconds,
                            admitted.get(),
                            admitted.get() + refused.get(),
                            admitted.get() / seconds,
                            thereWhenItAsked());
        }
    }

    /** A question a tenth of a second after each answer, so that nothing piles up behind an answer that is late: how long each took, in milliseconds. */
    private static double[] modest(RunningServer server, String token, int seconds) {
        double[] times = new double[10 * seconds];
        for (int i = 0; i < times.length; i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            long asked = System.nanoTime();
            HttpResponse<String> answer =
                    server.send(server.request(QUESTION).header("Authorization", "Bearer " + token));
            times[i] = (System.nanoTime() - asked) / 1e6;
            assertEquals(200, answer.statusCode(), answer.body());
        }
        return times;
    }

    private static double p95(double[] times) {
        Arrays.sort(times);
        return times[times.length * 95 / 100];
    }
}
