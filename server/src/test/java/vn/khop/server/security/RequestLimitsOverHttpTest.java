package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

/** One hospital asks ten times as often as it may, over HTTP; another asks at its pace, before that and meanwhile. How long that one waits is printed, since a busy machine says nothing. */
@Tag("long")
class RequestLimitsOverHttpTest {
    private static final int PER_SECOND = 50;
    private static final int SECONDS = 20;
    private static final String QUESTION = "/fhir/Patient?name=an&birthdate=1990-01-01";

    @TempDir
    private Path folder;

    @Test
    void aGreedyHospitalGetsItsLimitAndAnotherItsAnswers() throws Exception {
        try (RunningServer server = RunningServer.serve(folder, "  limits.requests-per-second: " + PER_SECOND + "\n")) {
            server.awaitResources();
            String greedy = Tokens.ofHospital(server, "01001", "ITI-78");
            String modest = Tokens.ofHospital(server, "01013", "ITI-78");
            modest(server, modest, 5);
            double alone = p95(modest(server, modest, SECONDS));

            AtomicInteger admitted = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            ExecutorService threads = Executors.newFixedThreadPool(8);
            long began = System.nanoTime();
            List<Future<?>> asking = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                int offset = thread;
                asking.add(threads.submit(() -> ask(server, greedy, offset, began, admitted, refused)));
            }
            double beside = p95(modest(server, modest, SECONDS));
            for (Future<?> one : asking) {
                one.get(5, TimeUnit.MINUTES);
            }
            threads.shutdown();
            double seconds = (System.nanoTime() - began) / 1e9;
            System.out.printf(
                    "limit %d a second: in %.1f s %d of %d admitted, %.1f a second; another hospital's p95 %.1f ms alone, %.1f ms beside it%n",
                    PER_SECOND,
                    seconds,
                    admitted.get(),
                    admitted.get() + refused.get(),
                    admitted.get() / seconds,
                    alone,
                    beside);

            assertTrue(refused.get() > admitted.get(), "it was not greedy: " + refused + " refused");
            assertTrue(admitted.get() <= 1.05 * PER_SECOND * seconds, admitted + " admitted in " + seconds + " s");
            assertTrue(admitted.get() >= 0.95 * PER_SECOND * seconds, admitted + " admitted in " + seconds + " s");
        }
    }

    /** Ten times the limit, all threads together. */
    private static void ask(
            RunningServer server, String token, int offset, long began, AtomicInteger admitted, AtomicInteger refused) {
        long pause = TimeUnit.SECONDS.toNanos(1) * 8 / (10L * PER_SECOND);
        for (long i = 0; i * pause < TimeUnit.SECONDS.toNanos(SECONDS); i++) {
            long due = began + i * pause + offset * pause / 8;
            LockSupport.parkNanos(due - System.nanoTime());
            HttpResponse<String> answer =
                    server.send(server.request(QUESTION).header("Authorization", "Bearer " + token));
            if (answer.statusCode() == 429) {
                assertTrue(answer.headers().firstValue("Retry-After").isPresent());
                refused.incrementAndGet();
            } else {
                assertEquals(200, answer.statusCode(), answer.body());
                admitted.incrementAndGet();
            }
        }
    }

    /** Ten questions a second; how long each took, in milliseconds. */
    private static double[] modest(RunningServer server, String token, int seconds) {
        double[] times = new double[10 * seconds];
        long began = System.nanoTime();
        for (int i = 0; i < times.length; i++) {
            long due = began + TimeUnit.MILLISECONDS.toNanos(100L * i);
            LockSupport.parkNanos(due - System.nanoTime());
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
