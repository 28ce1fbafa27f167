package vn.khop.server.codes;

import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.khop.terminology.compile.ResourceReleases;
import vn.khop.terminology.load.ResourceRejected;
import vn.khop.terminology.resource.ListedSpace;

/*
 * That no process answers from before a change which has been acknowledged, without asking the database for every code, is a matter of
 * leases [1]. A process answers from its memory only for LEASE after it last told the database that it lives, read on its own clock from
 * before it did so; after that it looks anew before it answers. Whoever changes a resource commits, and then waits until every process
 * that has told of itself within LEASE, read on the database's clock, has seen the change. So either a process has seen it, or its lease
 * is over and it will look. Since processes look every RENEWAL, the wait is about that long, and at most LEASE when one has died.
 * A database that only this process can open needs none of it: what it commits itself it reads before it answers the writer.
 *
 * [1] C. Gray, D. Cheriton: Leases: an efficient fault-tolerant mechanism for distributed file cache consistency. SOSP 1989.
 */
/** The posted resources that questions see, the same in every process of one database from the moment that a change is acknowledged. Thread-safe. */
public final class PostedCodes implements Closeable {
    static final Duration LEASE = Duration.ofSeconds(3);
    static final Duration RENEWAL = Duration.ofMillis(250);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final Logger LOG = LoggerFactory.getLogger(PostedCodes.class);

    private final PostedResources resources;
    private final String node;
    private final boolean isAlone;
    private final ScheduledExecutorService renewing;
    private volatile Seen seen;
    private volatile boolean isCutOff;

    /** What is known, up to which change, and since when by this process's clock. */
    private record Seen(PostedSpace posted, long generation, long atNanos) {}

    private PostedCodes(PostedResources resources, String node, boolean isAlone) {
        this.resources = resources;
        this.node = node;
        this.isAlone = isAlone;
        seen = new Seen(PostedSpace.empty(), 0, System.nanoTime());
        renewing = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "posted-codes");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Reads what is there, and from now on follows what changes.
     *
     * @param node a name for this process that no other has
     * @param isAlone whether no other process can open the database
     */
    public static PostedCodes follow(PostedResources resources, String node, boolean isAlone) {
        PostedCodes codes = new PostedCodes(resources, node, isAlone);
        codes.renew();
        if (!isAlone) {
            var unused = codes.renewing.scheduleWithFixedDelay(
                    codes::renewQuietly, RENEWAL.toMillis(), RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
        }
        return codes;
    }

    /**
     * The posted resources of this moment; what is got does not change.
     *
     * @throws CodesUnavailable if it cannot be known whether they have changed
     */
    public ListedSpace space() {
        return current().posted().space();
    }

    /** How versions of them stand at this moment by what somebody decided. @throws CodesUnavailable as above */
    public ResourceReleases releases() {
        return current().posted().releases();
    }

    /** Both of one moment. @throws CodesUnavailable as above */
    PostedSpace posted() {
        return current().posted();
    }

    private Seen current() {
        Seen known = seen;
        if (!isAlone && System.nanoTime() - known.atNanos() > LEASE.toNanos()) {
            try {
                renew();
            } catch (RuntimeException failed) {
                throw new CodesUnavailable(failed);
            }
            known = seen;
        }
        return known;
    }

    /** After a change was committed: returns when no process answers from before it. */
    public void published() {
        renew();
        long generation = seen.generation();
        if (isAlone) {
            return;
        }
        long end = System.nanoTime() + 2 * LEASE.toNanos();
        while (!resources.isSeenByAll(generation, LEASE) && System.nanoTime() < end) {
            try {
                Thread.sleep(LOOK_AGAIN.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private synchronized void renew() {
        Seen before = seen;
        long now = System.nanoTime();
        if (!isAlone) {
            resources.renew(node, before.generation());
        }
        long generation = resources.generation();
        if (generation == before.generation()) {
            seen = new Seen(before.posted(), generation, now);
            return;
        }
        seen = new Seen(
                before.posted().and(resources.changedSince(before.generation()), resources.releases()),
                generation,
                now);
        if (!isAlone) {
            resources.renew(node, generation);
        }
    }

    private void renewQuietly() {
        try {
            renew();
            isCutOff = false;
        } catch (RuntimeException failed) {
            // A question that comes after the lease tries again and tells its asker.
            if (!isCutOff) {
                LOG.warn(
                        "the posted code resources cannot be looked at: {}",
                        failed.getClass().getName());
            }
            isCutOff = true;
        }
    }

    /**
     * Makes sure that a resource can be understood, before it is stored.
     *
     * @throws ResourceRejected if it cannot
     */
    public static void check(String type, String body) {
        PostedSpace.read(type, body);
    }

    @Override
    public void close() {
        renewing.shutdownNow();
        if (!isAlone) {
            try {
                resources.leave(node);
            } catch (RuntimeException failed) {
                LOG.info(
                        "the lease of this process ends by itself: {}",
                        failed.getClass().getName());
            }
        }
    }

    /** The resource types that are posted here. */
    public static List<String> types() {
        return List.of("CodeSystem", "ConceptMap", "NamingSystem", "ValueSet");
    }
}
