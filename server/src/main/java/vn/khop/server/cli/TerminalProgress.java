package vn.khop.server.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import vn.khop.mpi.Progress;

/** Writes stage, amount done, rate and time left on one line of a terminal, four times a second at most. */
final class TerminalProgress implements Progress {
    private static final long PAUSE_MILLIS = 250;

    private final PrintStream terminal;
    private final InstantSource clock;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong nextMillis = new AtomicLong();
    private volatile String stage = "";
    private volatile long total;
    private volatile long startedMillis;

    TerminalProgress(PrintStream terminal, InstantSource clock) {
        this.terminal = terminal;
        this.clock = clock;
    }

    @Override
    public void stage(String name, long newTotal) {
        finish();
        stage = name;
        total = newTotal;
        done.set(0);
        startedMillis = clock.millis();
        nextMillis.set(startedMillis);
        show(startedMillis);
    }

    @Override
    public void done(long more) {
        done.addAndGet(more);
        long now = clock.millis();
        long next = nextMillis.get();
        if (now >= next && nextMillis.compareAndSet(next, now + PAUSE_MILLIS)) {
            show(now);
        }
    }

    /** Ends the line of the last stage. */
    void finish() {
        if (!stage.isEmpty()) {
            show(clock.millis());
            terminal.println();
            stage = "";
        }
    }

    private synchronized void show(long now) {
        long count = done.get();
        double seconds = Math.max(0.001, (now - startedMillis) / 1000.0);
        StringBuilder line = new StringBuilder("\r").append(stage);
        if (count > 0) {
            line.append(String.format(Locale.ROOT, ": %,d", count));
            line.append(total > 0 ? String.format(Locale.ROOT, " of %,d", total) : "");
            line.append(String.format(Locale.ROOT, ", %,.0f/s", count / seconds));
        }
        if (total > count && count > 0) {
            long left = Math.round((total - count) * seconds / count);
            line.append(", ")
                    .append(Duration.ofSeconds(left).toString().substring(2).toLowerCase(Locale.ROOT));
            line.append(" left");
        }
        terminal.print(line.append("\u001b[K"));
        terminal.flush();
    }
}
