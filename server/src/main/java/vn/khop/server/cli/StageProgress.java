package vn.khop.server.cli;

import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import vn.khop.mpi.Progress;

/** How far a long run is, in a stage at a time; how it is shown, and how often, is for the ways to show it. */
abstract class StageProgress implements Progress {
    private final PrintStream out;
    private final InstantSource clock;
    private final long pauseMillis;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong nextMillis = new AtomicLong();
    private volatile String stage = "";
    private volatile long total;
    private volatile long startedMillis;

    /** @param pauseMillis between two showings of one stage, at least */
    StageProgress(PrintStream out, InstantSource clock, long pauseMillis) {
        this.out = out;
        this.clock = clock;
        this.pauseMillis = pauseMillis;
    }

    /** Shows that a stage begins. */
    abstract void begun(PrintStream to);

    /** Shows how far the stage is. */
    abstract void reached(PrintStream to);

    @Override
    public void stage(String name, long newTotal) {
        finish();
        stage = name;
        total = newTotal;
        done.set(0);
        startedMillis = clock.millis();
        nextMillis.set(startedMillis + pauseMillis);
        begun(out);
    }

    @Override
    public void done(long more) {
        done.addAndGet(more);
        long now = clock.millis();
        long next = nextMillis.get();
        if (now >= next && nextMillis.compareAndSet(next, now + pauseMillis)) {
            reached(out);
        }
    }

    /** Ends what is shown of the last stage. */
    void finish() {
        if (!stage.isEmpty()) {
            ended(out);
            stage = "";
        }
    }

    /** Shows that the stage is over. */
    void ended(PrintStream to) {}

    /** The stage; with what is done, of how much, and how much in a second, once something is. */
    final String state() {
        long count = done.get();
        return count == 0
                ? stage
                : String.format(
                        Locale.ROOT,
                        "%s: %,d%s, %,.0f/s",
                        stage,
                        count,
                        total > 0 ? String.format(Locale.ROOT, " of %,d", total) : "",
                        count / seconds());
    }

    /** Seconds until the stage is over, as fast as it went; 0 where that is not known. */
    final long secondsLeft() {
        long count = done.get();
        return count > 0 && total > count ? Math.round((total - count) * seconds() / count) : 0;
    }

    private double seconds() {
        return Math.max(0.001, (clock.millis() - startedMillis) / 1000.0);
    }
}
