package vn.khop.server.fhir.terminology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A thread that gives its core away still has it back as often as those for whom it did, and Linux lets one of low priority, too, keep its core for some milliseconds when
 * another wants it. Only from an idle one it is taken at once. Java's own priorities mean nothing on Linux without options of the command line that only root may use in
 * full, and an idle thread cannot come to the front again: so these are threads of their own, which stay, and each is made idle once, as anybody may do with what is his.
 */
/** Threads, one for each core, that work where nobody else of the machine wants its cores, as far as the operating system knows such a thing. */
final class BackThreads {
    private static final Logger LOG = LoggerFactory.getLogger(BackThreads.class);

    private static final Path THIS_THREAD = Path.of("/proc/thread-self");
    private static final long SECONDS_MAX = 5;

    private final Duration patience;
    private final AtomicInteger number = new AtomicInteger();
    private final ExecutorService threads =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), this::thread);

    /** @param patience how long work waits for a thread */
    BackThreads(Duration patience) {
        this.patience = patience;
    }

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
     * @return what it gave; empty if no thread was free in time and nothing was done
     * @throws IOException if the work does
     */
    <T> Optional<T> await(Work<T> work) throws IOException {
        AtomicBoolean isBegun = new AtomicBoolean();
        Future<Optional<T>> answer =
                threads.submit(() -> isBegun.compareAndSet(false, true) ? Optional.of(work.done()) : Optional.empty());
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return isBegun.compareAndSet(false, true) ? Optional.empty() : awaited(answer);
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw thrown(e);
        }
    }

    private static <T> Optional<T> awaited(Future<Optional<T>> answer) throws IOException {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw thrown(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while a question was answered", e);
    }

    /** What the work threw, thrown again or to be thrown. */
    private static IOException thrown(ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof RuntimeException fault) {
            throw fault;
        }
        if (cause instanceof Error fault) {
            throw fault;
        }
        return cause instanceof IOException fault ? fault : new IOException(cause);
    }

    private static void putBack() {
        if (!Files.exists(THIS_THREAD)) {
            LOG.info("this operating system does not tell a thread's id: large questions have the priority of others");
            return;
        }
        try {
            String id = String.valueOf(Files.readSymbolicLink(THIS_THREAD).getFileName());
            Process change = new ProcessBuilder("chrt", "--idle", "--pid", "0", id)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!change.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || change.exitValue() != 0) {
                LOG.info("chrt did not put a thread back: large questions have the priority of others");
            }
        } catch (IOException e) {
            LOG.info("found no chrt: large questions have the priority of others");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
