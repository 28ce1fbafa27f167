package vn.khop.server.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/*
 * Feeds come by the hundred a second, and a clerk's question behind them in one line would wait for all that came before. So what programs ask is worked at in fewer places than there are connections to
 * the database: the rest is left to people, whose questions are rare. Fewer still can be asked for: whoever is refused then waits behind less work for a core, and takes more of the cores from those who are answered. The
 * line before the places is short, and one caller's the shorter: what stands in it is answered soon, what has no place in it is refused at once, and a sender who is told to come again has lost nothing. A long line
 * would only make every answer late.
 */
/** The places in which the requests of programs are worked at, by whatever way they came in. Thread-safe. */
public final class MachineLane {
    private static final long CALLERS_MAX = 100_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int LINE_OF_ALL = 4;
    private static final int LINE_OF_ONE = 2;

    private final Semaphore places;
    private final int shareOfOne;
    private final int waitingMax;
    private final int waitingOfOneMax;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Counter refused;
    private final Cache<String, Share> shares = Caffeine.newBuilder()
            .maximumSize(CALLERS_MAX)
            .expireAfterAccess(REMEMBERED)
            .build();

    /** What one caller may take, and how many of its requests wait. */
    private record Share(Semaphore places, AtomicInteger waiting) {}

    /** One request's place; to be closed, once, when it has been answered. */
    public interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * A lane that leaves a quarter of the connections to people.
     *
     * @param connections to the database, at least 1
     * @param placesMax no more places than that, at least 1
     */
    public MachineLane(int connections, int placesMax, MeterRegistry meters) {
        int connected = threeQuarters(connections);
        int count = Math.min(connected, placesMax);
        this.places = new Semaphore(count, true);
        this.shareOfOne = threeQuarters(count);
        this.waitingMax = connected * LINE_OF_ALL;
        this.waitingOfOneMax = threeQuarters(connected) * LINE_OF_ONE;
        this.refused = Counter.builder("khop.machines.refused")
                .description("requests of programs that found no place")
                .register(meters);
        Gauge.builder("khop.machines.working", places, free -> count - free.availablePermits())
                .description("requests of programs that are being worked at")
                .register(meters);
        Gauge.builder("khop.machines.waiting", waiting, AtomicInteger::get)
                .description("requests of programs that wait for a place")
                .register(meters);
    }

    private static int threeQuarters(int of) {
        return Math.max(1, of * 3 / 4);
    }

    /**
     * A place, of which one caller has three quarters at most. Empty where none is free in time, and at once where as many of the caller's wait already as may, or of all.
     *
     * @param patience how long to wait
     */
    public Optional<Place> enter(String caller, Duration patience) {
        Share share = shares.get(caller, name -> new Share(new Semaphore(shareOfOne, true), new AtomicInteger()));
        int ofCaller = share.waiting().incrementAndGet();
        boolean isLineOpen = waiting.incrementAndGet() <= waitingMax && ofCaller <= waitingOfOneMax;
        try {
            Optional<Place> place =
                    isLineOpen ? taken(share.places(), System.nanoTime() + patience.toNanos()) : Optional.empty();
            if (place.isEmpty()) {
                refused.increment();
            }
            return place;
        } finally {
            waiting.decrementAndGet();
            share.waiting().decrementAndGet();
        }
    }

    private Optional<Place> taken(Semaphore share, long until) {
        if (!hasTaken(share, until)) {
            return Optional.empty();
        }
        if (!hasTaken(places, until)) {
            share.release();
            return Optional.empty();
        }
        return Optional.of(() -> {
            places.release();
            share.release();
        });
    }

    private static boolean hasTaken(Semaphore permits, long until) {
        try {
            return permits.tryAcquire(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
