package vn.khop.server.cli;

import java.io.PrintStream;
import java.time.InstantSource;

/** For a log: a line when a stage begins and one every ten seconds. */
final class StageLines extends StageProgress {
    private static final long PAUSE_MILLIS = 10_000;

    StageLines(PrintStream out, InstantSource clock) {
        super(out, clock, PAUSE_MILLIS);
    }

    @Override
    void begun(PrintStream to) {
        to.println(state());
    }

    @Override
    void reached(PrintStream to) {
        to.println(state());
    }
}
