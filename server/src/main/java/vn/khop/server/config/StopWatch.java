package vn.khop.server.config;

import java.io.PrintStream;
import java.time.Duration;

/**
 * A stop must always end. Spring's own hook waits for a start that is under way, and that can wait for a database that is closed already; so a stop gets a limit, a
 * short one while the server starts. Ending a start is safe at any point: what was acknowledged is committed, and the next start takes up from there.
 */
final class StopWatch {
    private static final Duration WHILE_STARTING = Duration.ofSeconds(2);

    /** Longer than the graceful stop of every part together. */
    private static final Duration WHEN_STARTED = Duration.ofSeconds(25);

    /** What a shell gives for a process ended by SIGTERM. */
    private static final int TERMINATED = 143;

    private final PrintStream out;
    private volatile boolean isStarted;
    private volatile boolean isStopping;

    private StopWatch(PrintStream out) {
        this.out = out;
    }

    /** Begins to watch for the signal to stop. */
    static StopWatch start(PrintStream out) {
        StopWatch watch = new StopWatch(out);
        Runtime.getRuntime().addShutdownHook(new Thread(watch::stopping, "stop-watch-start"));
        return watch;
    }

    /** From now on a stop may take as long as its parts need. */
    void started() {
        isStarted = true;
    }

    boolean isStopping() {
        return isStopping;
    }

    private void stopping() {
        isStopping = true;
        Thread end = new Thread(this::endAtTheLimit, "stop-watch");
        end.setDaemon(true);
        end.start();
    }

    private void endAtTheLimit() {
        boolean wasStarted = isStarted;
        try {
            Thread.sleep((wasStarted ? WHEN_STARTED : WHILE_STARTING).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        out.println(wasStarted ? "stopped, though a part did not end" : "stopped while starting");
        out.flush();
        Runtime.getRuntime().halt(TERMINATED);
    }
}
