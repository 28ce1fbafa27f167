package vn.khop.server.hl7v2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.server.config.DemoProcess;
import vn.khop.server.store.TestDatabase;

/** The real process, killed while hospitals send: whatever was acknowledged is there, and all of it takes effect once when they send again. */
@Tag("slow")
class KilledPortTest {
    private static final Duration START_LIMIT = Duration.ofMinutes(4);
    private static final int STARTS_MAX = 3;
    private static final int SENDERS = 3;
    private static final int MESSAGES = 150;

    private final long seed =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);
    private final List<Process> started = new ArrayList<>();
    private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();

    @TempDir
    private Path data;

    @AfterEach
    void endWhatWasStarted() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    /**
     * A port that was free may be somebody else's by now, and then the server ends: who looks after it starts it again.
     *
     * @return the port on which it listens for messages
     */
    private int start() throws Exception {
        StringBuilder told = new StringBuilder();
        for (int start = 0; start < STARTS_MAX; start++) {
            int messages = DemoProcess.freePort();
            Process process = DemoProcess.start(
                    data, DemoProcess.freePort(), "-XX:TieredStopAtLevel=1", "-Dkhop.hl7v2.port=" + messages);
            started.add(process);
            if (isReady(process, messages)) {
                return messages;
            }
            told.append(DemoProcess.output(process));
            System.err.println("the server ended while it started:\n" + told);
        }
        throw new AssertionError("the server ended " + STARTS_MAX + " times while it started:\n" + told);
    }

    private Process last() {
        return started.get(started.size() - 1);
    }

    private static boolean isReady(Process process, int port) throws Exception {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < end) {
            if (!process.isAlive()) {
                return false;
            }
            try (MllpClient client = MllpClient.to(port)) {
                if (!client.send(message(0)).segments().isEmpty()) {
                    return true;
                }
            } catch (UncheckedIOException notYet) {
                Thread.sleep(200);
            }
        }
        throw new AssertionError("not ready within " + START_LIMIT);
    }

    /** Each patient has two messages: that he is there, and later with a telephone. */
    private static byte[] message(int number) {
        boolean isSecond = number % 2 == 1;
        String time = isSecond ? "20260302083000" : "20260301083000";
        String text = ListeningPort.message("HIS", "01001", "kill-" + number, "K" + number / 2, "")
                .replace("20260301083000", time);
        return (isSecond ? text.replace("ADT^A28", "ADT^A31") + "|||||09123" + (10_000 + number) : text)
                .concat("\r")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Sends what is its share, in its order, until the line is cut. */
    private void send(int port, int sender, AtomicInteger sent) {
        try (MllpClient client = MllpClient.to(port)) {
            for (int number = 0; number < MESSAGES; number++) {
                if (number / 2 % SENDERS == sender) {
                    MllpClient.Reply reply = client.send(message(number));
                    if (reply.segments().isEmpty()) {
                        return;
                    }
                    assertEquals("AA", reply.code(), reply.toString());
                    assertEquals("kill-" + number, reply.field("MSA", 2));
                    acknowledged.add(number);
                    sent.incrementAndGet();
                }
            }
        } catch (UncheckedIOException | AssertionError cut) {
            if (cut instanceof AssertionError fault
                    && !String.valueOf(fault.getMessage()).contains("cut off")) {
                throw fault;
            }
        }
    }

    private void sendUntil(int port, int messages, Process killed) throws Exception {
        AtomicInteger sent = new AtomicInteger();
        ExecutorService hospitals = Executors.newFixedThreadPool(SENDERS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int sender = 0; sender < SENDERS; sender++) {
                int share = sender;
                all.add(hospitals.submit(() -> send(port, share, sent)));
            }
            while (sent.get() < messages && all.stream().anyMatch(one -> !one.isDone())) {
                Thread.sleep(1);
            }
            if (messages < MESSAGES) {
                killed.destroyForcibly().waitFor();
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            hospitals.shutdownNow();
        }
    }

    /** How many versions each patient of the test has, read from the file of a server that is gone. */
    private Map<String, Integer> versions() throws IOException {
        Map<String, Integer> versions = new HashMap<>();
        try (TestDatabase database =
                TestDatabase.at("jdbc:h2:file:" + data.resolve("database/khop").toAbsolutePath(), "khop")) {
            new JdbcTemplate(database.pool())
                    .query(
                            "select s.local_id from khop.source_record s join khop.source_version v on v.source_id = s.source_id"
                                    + " where s.facility = '01001' and s.local_id like 'K%'",
                            row -> {
                                versions.merge(row.getString(1), 1, Integer::sum);
                            });
        }
        return versions;
    }

    @Test
    void whatWasAcknowledgedIsThereAfterAKillAndTakesEffectOnce() throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        String replay = "-Dtests.seed=" + Long.toHexString(seed);
        for (int kill = 0; kill < 2; kill++) {
            int port = start();
            sendUntil(port, 20 + random.nextInt(MESSAGES / 2), last());
            assertTrue(acknowledged.size() < MESSAGES, "it was over before it could be killed; " + replay);
            Map<String, Integer> there = versions();
            Map<String, Integer> told = new HashMap<>();
            acknowledged.forEach(number -> told.merge("K" + number / 2, 1, Integer::sum));
            told.forEach((patient, count) -> assertTrue(
                    there.getOrDefault(patient, 0) >= count, patient + " was acknowledged and is lost; " + replay));
        }
        int port = start();
        sendUntil(port, MESSAGES, last());
        assertEquals(MESSAGES, acknowledged.size(), replay);
        last().destroyForcibly().waitFor();
        Map<String, Integer> once = new HashMap<>();
        for (int number = 0; number < MESSAGES; number++) {
            once.merge("K" + number / 2, 1, Integer::sum);
        }
        assertEquals(once, versions(), replay);
    }
}
