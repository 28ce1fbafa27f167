package vn.khop.server.config;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.khop.server.registry.KeyDesk;
import vn.khop.server.registry.ModelDesk;

/** The server's own work at models and keys; a load or a rehearsal from the command line does without. */
@Configuration(proxyBeanMethods = false)
class ModelConfiguration {
    /** One run at a time, beside everything else; it also goes over to another model if one is in use. */
    @Bean
    BackgroundWork modelWork(ModelDesk desk) {
        return BackgroundWork.begin("model-work", Thread.MIN_PRIORITY, desk::goOn);
    }

    /** Seals what is there under new keys, or what came before there were any. */
    @Bean
    BackgroundWork keyWork(KeyDesk desk) {
        return BackgroundWork.begin("key-work", Thread.MIN_PRIORITY, desk::goOn);
    }
}
