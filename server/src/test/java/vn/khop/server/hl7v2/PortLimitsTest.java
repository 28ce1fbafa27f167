package vn.khop.server.hl7v2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How much of the port one peer can take: connections, time and bytes; and that the others do not notice. */
@Tag("slow")
class PortLimitsTest {
    private static final int MEGABYTE = 1 << 20;
    private static final AtomicInteger IDS = new AtomicInteger();

    private final List<MllpClient> clients = new ArrayList<>();
    private @Nullable MllpListener port;

    @AfterEach
    void close() {
        clients.forEach(PortLimitsTest::end);
        if (port != null) {
            port.close();
        }
    }

    private static void end(MllpClient client) {
        try {
            client.close();
        } catch (UncheckedIOException gone) {
            // it has ended
        }
    }

    private void open(int connections, int perAddress, int bytes, Duration idle) {
        port = ListeningPort.open(new Hl7v2Settings(
                true,
                0,
                "127.0.0.1",
                bytes,
                connections,
                perAddress,
                idle,
                2,
                1_000,
                new Hl7v2Settings.TlsSettings("", "", "", ""),
                List.of(new Hl7v2Settings.Sender(
                        "HIS", "BVMAX", "01919", List.of("127.0.0.0/8"), "", Set.of("ITI-104"), "")),
                List.of(new Hl7v2Settings.Authority("01919", "BVMAX", "")),
                List.of(),
                List.of()));
    }

    private MllpClient client() {
        MllpClient client = MllpClient.to(Objects.requireNonNull(port).port());
        clients.add(client);
        return client;
    }

    private static byte[] message(String more) {
        String id = "max-" + IDS.incrementAndGet();
        return (ListeningPort.message("HIS", "BVMAX", id, id, more) + "\r").getBytes(StandardCharsets.UTF_8);
    }

    /** Whether it is let in. */
    private static boolean isHeard(MllpClient client) {
        try {
            return client.send(message("")).code().equals("AA");
        } catch (UncheckedIOException closed) {
            return false;
        }
    }

    /** A place is free a moment after its connection has ended. */
    private void awaitPlace() throws InterruptedException {
        for (int tries = 0; tries < 600; tries++) {
            MllpClient client = client();
            if (isHeard(client)) {
                return;
            }
            end(client);
            Thread.sleep(50);
        }
        throw new AssertionError("no place was free again");
    }

    @Test
    void oneAddressHasSoManyConnectionsAndNoMore() throws Exception {
        open(16, 3, MEGABYTE, Duration.ofMinutes(1));
        for (int i = 0; i < 3; i++) {
            assertTrue(isHeard(client()), "connection " + i);
        }
        assertTrue(!isHeard(client()), "the fourth is closed unread");
        for (MllpClient admitted : clients.subList(0, 3)) {
            assertTrue(isHeard(admitted), "those that were there go on");
        }
        end(clients.get(1));
        awaitPlace();
    }

    @Test
    void allTogetherHaveSoManyConnectionsAndNoMore() throws Exception {
        open(2, 16, MEGABYTE, Duration.ofMinutes(1));
        assertTrue(isHeard(client()));
        assertTrue(isHeard(client()));
        assertTrue(!isHeard(client()), "the third is closed unread");
        end(clients.get(0));
        awaitPlace();
    }

    @Test
    void aSlowPeerIsHeardToItsEndAndKeepsNobodyWaiting() throws Exception {
        open(4, 4, MEGABYTE, Duration.ofMinutes(1));
        MllpClient slow = client();
        byte[] message = message("");
        slow.write(new byte[] {0x0B});
        for (int at = 0; at < message.length; at += 8) {
            slow.write(java.util.Arrays.copyOfRange(message, at, Math.min(message.length, at + 8)));
            if (at % 64 == 0) {
                assertTrue(isHeard(clients.size() < 2 ? client() : clients.get(1)));
            }
        }
        slow.write(new byte[] {0x1C, 0x0D});
        assertEquals("AA", slow.read().code());
    }

    @Test
    void whoStopsInTheMiddleLosesItsPlaceAndNothingOfItIsTaken() throws Exception {
        open(1, 1, MEGABYTE, Duration.ofSeconds(1));
        MllpClient half = client();
        half.write(new byte[] {0x0B});
        half.write(ListeningPort.message("HIS", "BVMAX", "half", "HALF", "")
                .substring(0, 60)
                .getBytes(StandardCharsets.UTF_8));
        MllpClient.Reply reply;
        try {
            reply = half.read();
        } catch (UncheckedIOException | AssertionError cut) {
            reply = new MllpClient.Reply(List.of());
        }
        assertTrue(reply.segments().isEmpty() || !reply.code().equals("AA"), reply.toString());
        awaitPlace();
    }

    @Test
    void aSegmentOfFiftyMegabytesIsRefusedWhereMessagesMayNotBeSoLong() throws Exception {
        open(4, 4, MEGABYTE, Duration.ofMinutes(1));
        MllpClient large = client();
        MllpClient.Reply reply;
        try {
            reply = large.send(message("\rNTE|1||" + "x".repeat(50 * MEGABYTE)));
            assertEquals("TOO_LARGE", reply.field("ERR", 5));
        } catch (UncheckedIOException closed) {
            // The server has answered and closed before all of it was written; the answer went with the connection.
        }
        assertTrue(isHeard(client()), "others go on");
    }

    @Test
    void aSegmentOfFiveMegabytesIsTakenWhereMessagesMayBeSoLong() throws Exception {
        open(4, 4, 6 * MEGABYTE, Duration.ofMinutes(1));
        assertEquals(
                "AA",
                client().send(message("\rNTE|1||" + "x".repeat(5 * MEGABYTE))).code());
        assertTrue(isHeard(client()), "others go on");
    }
}
