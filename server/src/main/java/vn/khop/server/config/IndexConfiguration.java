package vn.khop.server.config;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.khop.server.registry.LiveIndex;
import vn.khop.server.registry.Registry;

/** Lets a server find candidates in its index, once it answers. What loads files or works beside it goes without. */
@Configuration(proxyBeanMethods = false)
class IndexConfiguration {
    /** All answers come, and some of them more slowly than they should. */
    private static final Status DEGRADED = new Status("DEGRADED");

    @Bean(destroyMethod = "close")
    LiveIndex liveIndex(Registry registry, MeterRegistry meters) {
        LiveIndex index = registry.index();
        Gauge.builder("khop.candidates.ready", index, present -> present.isReady() ? 1 : 0)
                .description("1 where candidates are found in the index, 0 where the database is asked for them")
                .tag("where", index.name())
                .register(meters);
        return index;
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> indexing(LiveIndex index) {
        return ready -> index.start();
    }

    /** Of an index that is not this process's own: whether it answers. */
    @Bean
    @ConditionalOnProperty(name = "khop.candidates", havingValue = "elasticsearch")
    HealthIndicator candidatesHealthIndicator(LiveIndex index) {
        return () -> (index.isReady() ? Health.up() : Health.status(DEGRADED))
                .withDetail("where", index.isReady() ? index.name() : "database")
                .build();
    }
}
