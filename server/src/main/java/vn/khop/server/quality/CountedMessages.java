package vn.khop.server.quality;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import vn.khop.server.registry.MessageTally;

/*
 * A message that is refused leaves nothing in the database, and how long one took is known only to the server that took it. So these are counted in memory and written every second; what a server had not written
 * when it was killed is missing.
 */
/** Messages as they are answered, until they are written. */
public final class CountedMessages implements MessageTally {
    private final Predicate<String> isFacility;
    private final Clock clock;
    private Map<QualityStore.Cell, Long> counts = new HashMap<>();
    private Map<String, Instant> last = new HashMap<>();

    /** @param isFacility whether a code is a registered facility's; others are not counted, since anybody may write any */
    public CountedMessages(Predicate<String> isFacility, Clock clock) {
        this.isFacility = isFacility;
        this.clock = clock;
    }

    @Override
    public void taken(String facility, Duration within) {
        if (isFacility.test(facility)) {
            count(facility, Measures.TAKEN, Measures.TAKING + Durations.classOf(within));
        }
    }

    @Override
    public void refused(String facility) {
        if (isFacility.test(facility)) {
            count(facility, Measures.REFUSED);
        }
    }

    private synchronized void count(String facility, String... measures) {
        Instant now = clock.instant();
        LocalDate day = QualityCounting.day(now);
        for (String measure : measures) {
            counts.merge(new QualityStore.Cell(facility, day, measure), 1L, Long::sum);
        }
        last.put(facility, now);
    }

    /** Writes what was counted since; what cannot be written is kept for the next time. */
    void write(QualityStore store) {
        Map<QualityStore.Cell, Long> written;
        Map<String, Instant> moments;
        synchronized (this) {
            written = counts;
            moments = last;
            counts = new HashMap<>();
            last = new HashMap<>();
        }
        if (written.isEmpty()) {
            return;
        }
        boolean isWritten = false;
        try {
            isWritten = store.alone(() -> {
                store.add(written);
                store.cameAt(moments);
                return true;
            });
        } finally {
            if (!isWritten) {
                synchronized (this) {
                    written.forEach((cell, more) -> counts.merge(cell, more, Long::sum));
                    moments.forEach(last::putIfAbsent);
                }
            }
        }
    }
}
