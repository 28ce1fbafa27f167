package vn.khop.server.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long threads of this process that could have worked have waited for a core, as Linux counts it; 0 elsewhere.
 *
 * @param nanos of all of them
 * @param turns how often one of them had a core after it
 */
record CoreWaits(long nanos, long turns) {
    private static final Path THREADS = Path.of("/proc/self/task");

    /** Of the threads that are there now and whose name contains this text. */
    static CoreWaits now(String name) {
        long nanos = 0;
        long turns = 0;
        try (Stream<Path> threads = Files.exists(THREADS) ? Files.list(THREADS) : Stream.empty()) {
            for (Path thread : (Iterable<Path>) threads::iterator) {
                try {
                    if (Files.readString(thread.resolve("comm")).contains(name)) {
                        List<String> words = List.of(Files.readString(thread.resolve("schedstat"))
                                .strip()
                                .split(" "));
                        nanos += Long.parseLong(words.get(1));
                        turns += Long.parseLong(words.get(2));
                    }
                } catch (IOException ended) {
                    // It was there when the folder was read.
                }
            }
        } catch (IOException notHere) {
            return new CoreWaits(0, 0);
        }
        return new CoreWaits(nanos, turns);
    }

    long millis() {
        return nanos / 1_000_000;
    }

    CoreWaits since(CoreWaits before) {
        return new CoreWaits(nanos - before.nanos, turns - before.turns);
    }

    /** Milliseconds before each turn. */
    double mean() {
        return turns == 0 ? 0 : nanos / 1e6 / turns;
    }
}
