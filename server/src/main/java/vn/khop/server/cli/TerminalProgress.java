package vn.khop.server.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;

/** Stage, amount done, rate and time left on one line of a terminal, four times a second at most. */
final class TerminalProgress extends StageProgress {
    private static final long PAUSE_MILLIS = 250;

    TerminalProgress(PrintStream terminal, InstantSource clock) {
        super(terminal, clock, PAUSE_MILLIS);
    }

    @Override
    void begun(PrintStream to) {
        reached(to);
    }

    @Override
    synchronized void reached(PrintStream to) {
        long left = secondsLeft();
        String end = left == 0
                ? ""
                : ", " + Duration.ofSeconds(left).toString().substring(2).toLowerCase(Locale.ROOT) + " left";
        to.print("\r" + state() + end + "\u001b[K");
        to.flush();
    }

    @Override
    void ended(PrintStream to) {
        reached(to);
        to.println();
    }
}
