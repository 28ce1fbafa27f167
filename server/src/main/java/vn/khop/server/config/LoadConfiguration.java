package vn.khop.server.config;

import java.time.Clock;
import java.util.UUID;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.feed.LoadDesk;
import vn.khop.server.registry.Facilities;
import vn.khop.server.registry.FirstLoad;

/** Wires the loads that are sent over REST: they wait in the data folder, and go on when the server answers. */
@Configuration(proxyBeanMethods = false)
class LoadConfiguration {
    @Bean(destroyMethod = "close")
    LoadDesk loadDesk(KhopSettings settings, FirstLoad loads, Facilities facilities, AccessLog accessLog, Clock clock) {
        return new LoadDesk(
                settings.dataFolder().resolve("loads"), loads, facilities, accessLog, clock, UUID::randomUUID);
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> loadsGoOn(LoadDesk desk) {
        return ready -> desk.resumeAll();
    }
}
