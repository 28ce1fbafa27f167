package vn.khop.server.config;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.khop.mpi.Linker;

/** The engine of the server, which began to be made before Spring did. */
@Configuration(proxyBeanMethods = false)
class LinkerConfiguration {
    @Bean
    Linker linker(HeadStart headStart) {
        return headStart.linker();
    }
}
