package vn.khop.server.verification;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/*
 * A library for this (resilience4j) was looked at: it measures rates over sliding windows for callers who wait for an answer. Nobody waits here; questions stay in the queue, so all there is to know is whether it is worth
 * asking now: three values, of one thread.
 */
/** Whether it is worth asking somebody who did not answer. After some failures in a row nobody is asked for a while, then one question is tried. Not thread-safe. */
final class Circuit {
    private final int failuresMax;
    private final Duration rest;
    private final Clock clock;
    private int failures;
    private Instant closedUntil = Instant.MIN;

    Circuit(int failuresMax, Duration rest, Clock clock) {
        this.failuresMax = failuresMax;
        this.rest = rest;
        this.clock = clock;
    }

    boolean mayAsk() {
        return !clock.instant().isBefore(closedUntil);
    }

    void answered() {
        failures = 0;
        closedUntil = Instant.MIN;
    }

    /** One more failure; after a rest one is enough for the next. */
    void failed() {
        failures++;
        if (failures >= failuresMax) {
            closedUntil = clock.instant().plus(rest);
        }
    }
}
