package vn.khop.server.fhir.terminology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A thread that gives its core away still has it back as often as those for whom it did, and each time that one of them wants it, it must be taken from it. Told to come
 * last, it is taken from it at once. Java's own priorities mean nothing on Linux without options of the command line that only root may use in full, and a thread that was
 * put back cannot come to the front again: so these are threads of their own, which stay, and each is put back once, as anybody may do with what is his.
 */
/** Threads, one for each core, that work where nobody else of the machine wants its cores, as far as the operating system knows such a thing. */
final class BackThreads {
    private static final Logger LOG = LoggerFactory.getLogger(BackThreads.class);
    /** The last of Linux's forty. */
    private static final String LAST = "19";

    private static final Path THIS_THREAD = Path.of("/proc/thread-self");
    private static final long SECONDS_MAX = 5;

    private final AtomicInteger number = new AtomicInteger();
    private final ExecutorService threads =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), this::thread);

    private Thread thread(Runnable work) {
        Thread thread = new Thread(
                () -> {
                    putBack();
                    work.run();
                },
                "behind-" + number.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** What is to be done. */
    @FunctionalInterface
    interface Work<T> {
        T done() throws IOException;
    }

    /**
     * Does the work there and waits for it.
     *
     * @throws IOException if the work does
     */
    <T> T await(Work<T> work) throws IOException {
        Future<T> answer = threads.submit(work::done);
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a question was answered", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof RuntimeException fault) {
                throw fault;
            }
            if (cause instanceof Error fault) {
                throw fault;
            }
            if (cause instanceof IOException fault) {
                throw fault;
            }
            throw new IllegalStateException("what is answered behind others ended as it cannot", e);
        }
    }

    private static void putBack() {
        if (!Files.exists(THIS_THREAD)) {
            LOG.info(
                    "this operating system does not tell a thread's id: large questions have the priority of all others");
            return;
        }
        try {
            String id = String.valueOf(Files.readSymbolicLink(THIS_THREAD).getFileName());
            Process renice = new ProcessBuilder("renice", "-n", LAST, "-p", id)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!renice.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || renice.exitValue() != 0) {
                LOG.info("renice did not put a thread back: large questions have the priority of all others");
            }
        } catch (IOException e) {
            LOG.info("found no renice: large questions have the priority of all others");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
