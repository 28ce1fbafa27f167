package vn.khop.server.config;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ImageException;

/**
 * Looks at the images folder every second, and finds out ahead what first questions about a list would wait for. What another process on this machine has switched, questions see at once without it; it opens
 * drafts ahead of their activation, sees what another machine has written to a shared folder, and says in the log what cannot be opened.
 */
final class ReleaseWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Terminology terminology;
    private final Thread looking;
    private Optional<String> told = Optional.empty();

    private ReleaseWatch(Terminology terminology) {
        this.terminology = terminology;
        looking = new Thread(this::lookOnAndOn, "release-watch");
        looking.setDaemon(true);
    }

    static ReleaseWatch begin(Terminology terminology) {
        ReleaseWatch watch = new ReleaseWatch(terminology);
        watch.looking.start();
        return watch;
    }

    private void lookOnAndOn() {
        try {
            while (true) {
                Thread.sleep(EVERY.toMillis());
                look();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            boolean isChanged = terminology.refresh();
            terminology.prepare();
            if (isChanged) {
                LOG.info(
                        "code releases have changed: generation {}",
                        terminology.inUse().generation());
            }
            told = Optional.empty();
        } catch (ImageException wrong) {
            Optional<String> message = Optional.of(wrong.problem().message());
            if (!told.equals(message)) {
                LOG.error(
                        "the releases in use stay as they were: {}",
                        wrong.problem().message());
            }
            told = message;
        } catch (RuntimeException fault) {
            LOG.error("the images folder cannot be looked at", fault);
        }
    }

    @Override
    public void close() {
        looking.interrupt();
        try {
            looking.join(EVERY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
