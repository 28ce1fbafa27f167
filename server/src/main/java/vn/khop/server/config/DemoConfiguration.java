package vn.khop.server.config;

import java.nio.file.Path;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.khop.server.hl7v2.MessagePort;
import vn.khop.server.registry.Registry;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ImageFolder;

/** What {@code khop demo} adds: example content, and a word on where to go. */
@Configuration(proxyBeanMethods = false)
class DemoConfiguration {
    @Bean
    @ConditionalOnProperty("khop.demo")
    DemoContent demoContent(Registry registry, Terminology terminology, KhopSettings settings, Terminal terminal) {
        return new DemoContent(
                registry, terminology, ImageFolder.at(settings.terminology().images()), terminal);
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> sayWhereToGo(
            KhopSettings settings,
            Terminal terminal,
            ServletWebServerApplicationContext context,
            ObjectProvider<MessagePort> messages) {
        return event -> {
            String address = "http://localhost:" + context.getWebServer().getPort();
            terminal.step("ready: feeds, matches and codes answer; the rest of FHIR follows");
            terminal.line("          browser  " + address + "/");
            terminal.line("          FHIR R4  " + address + "/fhir");
            messages.stream()
                    .filter(MessagePort::isRunning)
                    .forEach(port -> terminal.line("          HL7 v2   MLLP on port " + port.number()));
            if (settings.demo()) {
                Path credentials = settings.dataFolder().resolve("demo-credentials.json");
                terminal.line("          log in   users, passwords and tokens are in " + credentials);
                terminal.line("          stop     Ctrl-C; what was fed stays in " + settings.dataFolder());
            }
        };
    }
}
