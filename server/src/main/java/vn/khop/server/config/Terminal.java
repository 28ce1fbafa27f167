package vn.khop.server.config;

import java.io.PrintStream;
import java.util.Locale;

/** What a person at the terminal reads while the server starts: one line for each step, with the seconds since the process began. */
public final class Terminal {
    private final PrintStream out;
    private final long startNanos = System.nanoTime();

    Terminal(PrintStream out) {
        this.out = out;
    }

    /** A step that was done or began. */
    public void step(String text) {
        line(String.format(Locale.ROOT, "%6.1f s  %s", (System.nanoTime() - startNanos) / 1e9, text));
    }

    public void line(String text) {
        out.println(text);
        out.flush();
    }
}
