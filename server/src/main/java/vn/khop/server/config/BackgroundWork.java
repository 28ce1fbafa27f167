package vn.khop.server.config;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One step of work done again and again by a thread of its own, a second after the last one. A step that failed is told in the log and tried again when a while has passed. */
final class BackgroundWork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundWork.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    /** What has just failed would most likely fail again. */
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(30);

    private final Step step;
    private final Thread working;

    /** Does what there is to do now. */
    @FunctionalInterface
    interface Step {
        void run() throws InterruptedException;
    }

    private BackgroundWork(String name, int priority, Step step) {
        this.step = step;
        working = new Thread(this::workOnAndOn, name);
        working.setDaemon(true);
        working.setPriority(priority);
    }

    /** @param priority of its thread, as of {@link Thread#setPriority} */
    static BackgroundWork begin(String name, int priority, Step step) {
        BackgroundWork work = new BackgroundWork(name, priority, step);
        work.working.start();
        return work;
    }

    private void workOnAndOn() {
        boolean hasWorked = true;
        try {
            while (true) {
                Thread.sleep(hasWorked ? EVERY.toMillis() : AFTER_A_FAULT.toMillis());
                hasWorked = work();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
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
