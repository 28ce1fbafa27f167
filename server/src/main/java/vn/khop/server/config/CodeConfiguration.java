package vn.khop.server.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.khop.terminology.Terminology;

/** Opens the compiled code lists. */
@Configuration(proxyBeanMethods = false)
class CodeConfiguration {
    /** The folder may be empty, or not there yet: then no code list is known. */
    @Bean(destroyMethod = "close")
    Terminology terminology(KhopSettings settings) {
        try {
            Files.createDirectories(settings.terminology().images());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Terminology.open(settings.terminology().images());
    }
}
