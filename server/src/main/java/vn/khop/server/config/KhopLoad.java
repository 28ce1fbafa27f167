package vn.khop.server.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import vn.khop.mpi.Linker;
import vn.khop.mpi.Progress;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.server.feed.PeopleLoad;
import vn.khop.server.registry.Facilities;
import vn.khop.server.registry.FirstLoad;
import vn.khop.server.registry.LoadState;
import vn.khop.server.security.Actor;

/** Loads files of people into the database of a server, beside the server or without it: store and registry, and nothing that listens. */
public final class KhopLoad {
    private final StartOptions options;

    public KhopLoad(StartOptions options) {
        this.options = options;
    }

    /**
     * @param badRows gets a line for each row that is left out
     * @param registersFacilities whether a facility of valid code that a row names is registered
     * @throws IOException if a file cannot be read, or is not what is expected; the message says where
     * @throws StartRefused if the configuration, the data folder or the database cannot be used
     */
    public LoadState run(List<Path> inputs, Path badRows, boolean registersFacilities, Progress progress)
            throws IOException {
        options.config().filter(file -> !Files.isReadable(file)).ifPresent(file -> {
            throw new StartRefused(
                    "configuration file " + file + " cannot be read: give the path of a YAML file after --config");
        });
        options.data().ifPresent(DataFolder::check);
        try (ConfigurableApplicationContext context = start()) {
            Facilities facilities = context.getBean(Facilities.class);
            try (PeopleLoad rows =
                    PeopleLoad.read(inputs, folder(), badRows, known(facilities, registersFacilities), progress)) {
                return context.getBean(FirstLoad.class).run(rows, rows.badRows(), Actor.ofServer("load"), progress);
            }
        }
    }

    /** The store and the registry, without anything that listens. */
    ConfigurableApplicationContext start(Class<?>... more) {
        try {
            return new SpringApplicationBuilder(LoadApplication.class)
                    .sources(more)
                    .web(WebApplicationType.NONE)
                    .logStartupInfo(false)
                    .listeners(new DataFolder())
                    .run(KhopServer.arguments(options));
        } catch (RuntimeException failure) {
            throw StartRefused.of(failure).orElseThrow(() -> failure);
        }
    }

    private static Path folder() throws IOException {
        return Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
    }

    private static Predicate<String> known(Facilities facilities, boolean registers) {
        java.util.Set<String> known = new java.util.HashSet<>(facilities.all());
        return code -> {
            if (!known.contains(code) && registers && Facilities.isWellFormed(code)) {
                facilities.register(code);
                known.add(code);
            }
            return known.contains(code);
        };
    }

    /** What a load needs of the server. No stereotype: the server's own scan must not find it. */
    @ImportAutoConfiguration({
        PropertyPlaceholderAutoConfiguration.class,
        DataSourceAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class
    })
    @EnableConfigurationProperties(KhopSettings.class)
    @Import({RegistryConfiguration.class, AuditConfiguration.class})
    static class LoadApplication {
        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        Linker linker() {
            return Linker.of(LinkageModel.readDefault());
        }

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }
    }
}
