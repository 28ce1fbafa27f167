package vn.khop.server.config;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.khop.server.registry.ModelDesk;

/** The server's own work at models; a load or a rehearsal from the command line does without. */
@Configuration(proxyBeanMethods = false)
class ModelConfiguration {
    @Bean
    ModelWork modelWork(ModelDesk desk) {
        return ModelWork.begin(desk);
    }
}
