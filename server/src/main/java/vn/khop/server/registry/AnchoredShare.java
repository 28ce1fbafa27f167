package vn.khop.server.registry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which share of each hospital's patients is anchored to a citizen number. Counting a million persons takes seconds, so one count serves everybody for a while. */
public final class AnchoredShare {
    /** How old a count may be. */
    static final Duration AGE_MAX = Duration.ofMinutes(5);

    private final AnchorCounts counts;
    private final Clock clock;
    private @Nullable Measured last;

    /** @param at when it was begun */
    public record Measured(Instant at, List<AnchorCounts.Count> counts) {
        public Measured {
            counts = List.copyOf(counts);
        }
    }

    public AnchoredShare(AnchorCounts counts, Clock clock) {
        this.counts = counts;
        this.clock = clock;
    }

    /** Whoever asks while somebody counts waits for that count. */
    public synchronized Measured measured() {
        Instant now = clock.instant();
        if (last == null || !now.isBefore(last.at().plus(AGE_MAX))) {
            last = new Measured(now, counts.count());
        }
        return last;
    }
}
