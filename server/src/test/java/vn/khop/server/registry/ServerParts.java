package vn.khop.server.registry;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The parts of a server on a test's store, where every facility may feed and nobody keeps who looked. */
final class ServerParts {
    private ServerParts() {}

    static Registry registry(RecordStore store, Linkage linkage) {
        return new Registry(
                store,
                linkage,
                new Facilities(store, Clock.systemUTC(), true),
                new UnkeptLog(),
                Clock.systemUTC(),
                new SecureRandom(),
                new SimpleMeterRegistry());
    }

    /** The same with an index of its own, which finds candidates once it is kept. */
    static Registry registry(RecordStore store, Linkage linkage, IndexSource source) {
        Clock clock = Clock.systemUTC();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        return new Registry(
                store,
                linkage,
                new Facilities(store, clock, true),
                new UnkeptLog(),
                clock,
                new SecureRandom(),
                meters,
                Registry.Guards.of(new UnkeptLog(), clock, meters),
                source);
    }

    /** One person's word is enough, whatever is decided. */
    static Decisions decisions(RecordStore store, Linkage linkage) {
        return new Decisions(
                store,
                linkage,
                new SecondPersonRule(99, 99, Duration.ofDays(36_500), 0),
                new UnkeptLog(),
                Clock.systemUTC(),
                new SecureRandom(),
                new SimpleMeterRegistry());
    }

    /** @param more columns and values by turns that stand in place of those; an empty value takes its column out */
    static SourceFeed feed(String facility, String number, Map<String, String> columns, String... more) {
        Map<String, String> all = new HashMap<>(columns);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        all.values().removeIf(String::isEmpty);
        return new SourceFeed(facility, number, all, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
