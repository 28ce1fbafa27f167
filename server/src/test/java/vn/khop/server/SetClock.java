package vn.khop.server;

import java.time.Duration;
import java.time.Instant;

/** A clock that stands still until a test moves it. */
public final class SetClock extends UtcClock {
    private volatile Instant now;

    public SetClock(Instant start) {
        now = start;
    }

    public void set(Instant moment) {
        now = moment;
    }

    public void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
