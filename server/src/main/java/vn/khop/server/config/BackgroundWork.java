package vn.khop.server.config;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One step of work done again and again by a thread of its own, a second after the last one. What others must not feel rests longer, the longer it worked. A step that failed is told in the
 * log and tried again when a while has passed.
 */
final class BackgroundWork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundWork.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    /** What others must not feel rests so many times as long as it worked, but not longer than that. */
    private static final int RESTS = 19;

    private static final Duration REST_MAX = Duration.ofSeconds(5);
    /** What has just failed would most likely fail again. */
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(30);

    private final Step step;
    private final int rests;
    private final Thread working;

    /** Does what there is to do now. */
    @FunctionalInterface
    interface Step {
        void run() throws InterruptedException;
    }

    private BackgroundWork(String name, int priority, int rests, Step step) {
        this.step = step;
        this.rests = rests;
        working = new Thread(this::workOnAndOn, name);
        working.setDaemon(true);
        working.setPriority(priority);
    }

    /** @param priority of its thread, as of {@link Thread#setPriority} */
    static BackgroundWork begin(String name, int priority, Step step) {
        return new BackgroundWork(name, priority, 0, step).begun();
    }

    /** The same for work that waits gladly: it takes a twentieth of the time, or begins again after five seconds at the latest: the more there is by then, the more of it is done at once. */
    static BackgroundWork beginModestly(String name, Step step) {
        return new BackgroundWork(name, Thread.MIN_PRIORITY, RESTS, step).begun();
    }

    private BackgroundWork begun() {
        working.start();
        return this;
    }

    private void workOnAndOn() {
        Duration rest = EVERY;
        try {
            while (true) {
                Thread.sleep(rest.toMillis());
                long began = System.nanoTime();
                rest = work() ? restAfter(Duration.ofNanos(System.nanoTime() - began)) : AFTER_A_FAULT;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration restAfter(Duration worked) {
        Duration earned = worked.multipliedBy(rests);
        if (earned.compareTo(REST_MAX) > 0) {
            return REST_MAX;
        }
        return earned.compareTo(EVERY) > 0 ? earned : EVERY;
    }

    private boolean work() throws InterruptedException {
        try {
            step.run();
            return true;
        } catch (RuntimeException fault) {
            LOG.error("{} failed: {}", working.getName(), fault.getClass().getName());
            return false;
        }
    }

    @Override
    public void close() {
        working.interrupt();
    }
}
