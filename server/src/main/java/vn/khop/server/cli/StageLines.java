package vn.khop.server.cli;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import vn.khop.mpi.Progress;

/** How far a long run is, for a log: a line when a stage begins and one every ten seconds. */
final class StageLines implements Progress {
    private static final long PAUSE_MILLIS = 10_000;

    private final PrintStream out;
    private final InstantSource clock;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong nextMillis = new AtomicLong();
    private volatile String stage = "";
    private volatile long total;
    private volatile long startedMillis;

    StageLines(PrintStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public void stage(String name, long newTotal) {
        stage = name;
        total = newTotal;
        done.set(0);
        startedMillis = clock.millis();
        nextMillis.set(startedMillis + PAUSE_MILLIS);
        out.println(name);
    }

    @Override
    public void done(long more) {
        long count = done.addAndGet(more);
        long now = clock.millis();
        long next = nextMillis.get();
        if (now >= next && nextMillis.compareAndSet(next, now + PAUSE_MILLIS)) {
            out.println(String.format(
                    Locale.ROOT,
                    "%s: %,d%s, %,.0f/s",
                    stage,
                    count,
                    total > 0 ? String.format(Locale.ROOT, " of %,d", total) : "",
                    count * 1000.0 / Math.max(1, now - startedMillis)));
        }
    }
}
