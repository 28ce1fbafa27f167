package vn.khop.server.audit;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Seals what was committed, every second, and signs where the chain ends, every ten minutes and at the server's end. */
public final class ChainKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChainKeeper.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration END_WAIT = Duration.ofSeconds(5);

    private final AccessTrail trail;
    private final CheckpointFolder checkpoints;
    private final PrivateKey key;
    private final Path publicKey;
    private final Duration interval;
    private final Clock clock;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "audit-chain");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Future<?> rounds;
    private Instant next;
    private long signed;
    private boolean isFailing;
    private volatile @Nullable Checked checked;

    /** The last look at the whole chain by this server. */
    public record Checked(Instant at, ChainCheck.Report report) {}

    /**
     * How the chain stands.
     *
     * @param entries its end, by its own account
     * @param checkpoint the newest in the folder
     * @param checked empty where this server has not looked yet
     */
    public record Standing(
            long entries, Optional<Checkpoint> checkpoint, Duration interval, Optional<Checked> checked) {}

    public Standing standing() {
        trail.seal();
        return new Standing(trail.head().position(), checkpoints.newest(), interval, Optional.ofNullable(checked));
    }

    /**
     * @param keyFolder where the private key is, or is made
     * @param checkpoints the second store
     * @param interval between two checkpoints
     */
    public ChainKeeper(AccessTrail trail, Path keyFolder, Path checkpoints, Duration interval, Clock clock) {
        this.trail = trail;
        this.checkpoints = new CheckpointFolder(checkpoints);
        this.key = SigningKey.in(keyFolder, checkpoints);
        this.publicKey = checkpoints.resolve(SigningKey.PUBLIC_FILE);
        this.interval = interval;
        this.clock = clock;
        this.next = clock.instant();
    }

    public void begin() {
        rounds = worker.scheduleWithFixedDelay(this::round, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What is not sealed stays where it is until the next round; the service goes on, and the log says so once. */
    private synchronized void round() {
        try {
            trail.seal();
            if (!clock.instant().isBefore(next)) {
                sign();
                next = clock.instant().plus(interval);
            }
            isFailing = false;
        } catch (AccessLogUnavailable | UncheckedIOException failed) {
            if (!isFailing) {
                LOG.error(
                        "the access log is not sealed or its checkpoint not written: {}",
                        failed.getClass().getName());
            }
            isFailing = true;
        }
    }

    /** Seals, and signs the end now unless it has been signed. */
    public synchronized void sign() {
        trail.seal();
        AccessTrail.Head head = trail.head();
        if (head.position() > signed) {
            checkpoints.add(Checkpoint.sign(head, clock.instant(), key));
            signed = head.position();
        }
    }

    /** Signs the end, and looks at the whole chain with all checkpoints of this server's folder. */
    public ChainCheck.Report check() {
        sign();
        ChainCheck.Report report = ChainCheck.of(trail, checkpoints.all(), SigningKey.publicIn(publicKey));
        checked = new Checked(clock.instant(), report);
        return report;
    }

    /** Signs the end once more: the database is still there. */
    @Override
    public void close() {
        Optional.ofNullable(rounds).ifPresent(running -> running.cancel(false));
        worker.shutdown();
        try {
            if (worker.awaitTermination(END_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                sign();
            }
        } catch (AccessLogUnavailable | UncheckedIOException failed) {
            LOG.error(
                    "the last checkpoint was not written: {}", failed.getClass().getName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
