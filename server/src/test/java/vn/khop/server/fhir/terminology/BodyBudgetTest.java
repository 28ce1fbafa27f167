package vn.khop.server.fhir.terminology;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {
    private static final int ALL = 8 << 20;
    private static final int LENGTH_MAX = 32 << 20;

    private final BodyBudget budget = new BodyBudget(Duration.ofMillis(20), Duration.ofSeconds(20));

    private BodyBudget.Held read(int length, long announced) throws IOException, BodyBudget.Busy {
        return read(length, announced, LENGTH_MAX);
    }

    private BodyBudget.Held read(int length, long announced, int lengthMax) throws IOException, BodyBudget.Busy {
        return budget.read(new ByteArrayInputStream(new byte[length]), announced, lengthMax);
    }

    @Test
    void aBodyIsReadWholeAndOneThatIsTooLongUntilThatIsKnown() throws Exception {
        byte[] sent = {1, 2, 3, 4, 5};
        try (BodyBudget.Held held = budget.read(new ByteArrayInputStream(sent), sent.length, 5)) {
            assertArrayEquals(sent, held.bytes());
        }
        try (BodyBudget.Held held = budget.read(new ByteArrayInputStream(sent), -1, 3)) {
            assertTrue(held.length() > 3);
        }
        try (BodyBudget.Held held = read(1_000_000, -1, 100_000)) {
            assertEquals(100_001, held.length());
        }
        try (BodyBudget.Held held = read(1_000_000, 1_000_000)) {
            assertEquals(1_000_000, held.length());
        }
    }

    @Test
    void largeBodiesShareTheRoomAndGiveItBack() throws Exception {
        try (BodyBudget.Held first = read(ALL / 2, ALL / 2)) {
            assertEquals(ALL / 2, first.length());
            try (BodyBudget.Held second = read(ALL / 2, ALL / 2)) {
                assertEquals(ALL / 2, second.length());
                assertThrows(BodyBudget.Busy.class, () -> read(100_000, 100_000));
                read(BodyBudget.SMALL_BYTES, BodyBudget.SMALL_BYTES).close();
            }
            read(100_000, 100_000).close();
            assertThrows(BodyBudget.Busy.class, () -> read(10, -1), "of unknown length, it may be any");
        }
        read(10, -1).close();
    }

    @Test
    void whatIsNotReadToItsEndTakesNoRoom() throws Exception {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the sender is gone");
            }
        };
        assertThrows(IOException.class, () -> budget.read(broken, ALL, LENGTH_MAX));
        read(100_000, ALL).close();
    }

    @Test
    void whoSendsTooSlowlyIsNotWaitedFor() throws Exception {
        BodyBudget hasty = new BodyBudget(Duration.ofMillis(20), Duration.ZERO);
        InputStream drops = new InputStream() {
            @Override
            public int read() {
                return 1;
            }

            @Override
            public int read(byte[] to, int from, int length) {
                to[from] = 1;
                return 1;
            }
        };
        // The second has room again: it is refused for its own slowness.
        for (int i = 0; i < 2; i++) {
            BodyBudget.Busy busy = assertThrows(BodyBudget.Busy.class, () -> hasty.read(drops, ALL, LENGTH_MAX));
            assertTrue(String.valueOf(busy.getMessage()).contains("seconds"), busy.getMessage());
        }
    }
}
