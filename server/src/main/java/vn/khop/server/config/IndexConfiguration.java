package vn.khop.server.config;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.khop.server.registry.LiveIndex;
import vn.khop.server.registry.Registry;

/** Lets a server find candidates in its own memory, once it answers. What loads files or works beside it goes without. */
@Configuration(proxyBeanMethods = false)
class IndexConfiguration {
    @Bean(destroyMethod = "close")
    LiveIndex liveIndex(Registry registry) {
        return registry.index();
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> indexing(LiveIndex index) {
        return ready -> index.start();
    }
}
