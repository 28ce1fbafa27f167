package vn.khop.server.config;

import java.util.function.Function;
import org.springframework.context.ConfigurableApplicationContext;
import vn.khop.server.registry.KeyDesk;

/** The keys of a server's database, beside the server or without it. */
public final class KhopKeys {
    private final StartOptions options;

    public KhopKeys(StartOptions options) {
        this.options = options;
    }

    /** @throws StartRefused if the configuration, the key, the data folder or the database cannot be used */
    public <T> T with(Function<KeyDesk, T> work) {
        try (ConfigurableApplicationContext context = new KhopLoad(options).start()) {
            return work.apply(context.getBean(KeyDesk.class));
        }
    }
}
