package vn.khop.server.fhir.terminology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BackThreadsTest {
    private final BackThreads threads = new BackThreads();

    /** As the operating system tells it, not as Java does. */
    @Test
    void whatIsDoneThereComesLastAndTheCallerStaysWhereItWas() throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/thread-self/stat")), "the system has no /proc");
        int before = nice();
        Thread caller = Thread.currentThread();
        assertNotSame(caller, threads.await(Thread::currentThread));
        for (int time = 0; time < 10; time++) {
            assertEquals(19, threads.await(BackThreadsTest::nice));
        }
        assertEquals(before, nice());
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

    /** The nineteenth of the fields of proc(5), the seventeenth behind the name in its brackets. */
    private static int nice() throws IOException {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
    }
}
