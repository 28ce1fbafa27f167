package vn.khop.server.config;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.khop.server.registry.ModelDesk;

/** Works at what is to be done with models, one run at a time, beside everything else; sees every second whether there is something, and goes over to another model if one is in use. */
final class ModelWork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelWork.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    /** What has just failed would most likely fail again. */
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(30);

    private final ModelDesk desk;
    private final Thread working;

    private ModelWork(ModelDesk desk) {
        this.desk = desk;
        working = new Thread(this::workOnAndOn, "model-work");
        working.setDaemon(true);
        working.setPriority(Thread.MIN_PRIORITY);
    }

    static ModelWork begin(ModelDesk desk) {
        ModelWork work = new ModelWork(desk);
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

    private boolean work() {
        try {
            desk.goOn();
            return true;
        } catch (RuntimeException fault) {
            LOG.error("the work at models stopped: {}", fault.getClass().getName());
            return false;
        }
    }

    @Override
    public void close() {
        working.interrupt();
    }
}
