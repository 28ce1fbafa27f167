package vn.khop.server.config;

import java.util.Optional;
import java.util.function.LongConsumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ConfigurableApplicationContext;
import vn.khop.server.registry.IndexAway;
import vn.khop.server.registry.IndexStandings;
import vn.khop.server.registry.SharedIndex;

/** Makes the shared index of candidates anew, beside the servers or without them. Questions are answered meanwhile. */
public final class KhopCandidates {
    private static final long ASKED_EVERY_MILLIS = 1_000;

    private final StartOptions options;

    public KhopCandidates(StartOptions options) {
        this.options = options;
    }

    /**
     * Returns when it is made: by this process, or by the server that writes to it.
     *
     * @param written is told now and then how many records are in it, where this process makes it
     * @return how many records are in it, where this process made it
     * @throws StartRefused if the configuration, the data folder or the database cannot be used, or candidates are not in a shared index
     * @throws IndexAway if the index does not answer
     */
    public Optional<Long> rebuild(LongConsumer written) {
        try (ConfigurableApplicationContext context = new KhopLoad(options).start(ElasticsearchConfiguration.class)) {
            ObjectProvider<SharedIndex> index = context.getBeanProvider(SharedIndex.class);
            SharedIndex shared = Optional.ofNullable(index.getIfAvailable())
                    .orElseThrow(
                            () -> new StartRefused(
                                    "khop.candidates is embedded: each server makes its index itself when it starts; expected elasticsearch"));
            Optional<Long> made = shared.rebuild(written);
            if (made.isEmpty()) {
                IndexStandings standings = context.getBean(IndexStandings.class);
                standings.forget();
                while (standings.present().isEmpty()) {
                    sleep();
                }
            }
            return made;
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(ASKED_EVERY_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }
}
