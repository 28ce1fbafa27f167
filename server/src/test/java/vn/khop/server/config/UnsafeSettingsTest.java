package vn.khop.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.mock.env.MockEnvironment;

/** Files with which the server must not start, each for one line in it. */
class UnsafeSettingsTest {
    private static final String FAR = "jdbc:postgresql://db.example.vn:5432/khop";

    private static MockEnvironment with(Map<String, String> settings) {
        MockEnvironment environment = new MockEnvironment();
        settings.forEach(environment::setProperty);
        return environment;
    }

    @Test
    void ourOwnDefaultsAreSafe() throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        new YamlPropertySourceLoader()
                .load("defaults", new ClassPathResource("application.yaml"))
                .forEach(environment.getPropertySources()::addLast);

        assertEquals(List.of(), UnsafeSettings.in(environment));
    }

    @Test
    void aDatabaseElsewhereWithItsCertificateAndARandomPasswordIsSafe() {
        assertEquals(
                List.of(),
                UnsafeSettings.in(with(Map.of(
                        "spring.datasource.url",
                        FAR + "?sslmode=verify-full",
                        "spring.datasource.password",
                        "x9Kf-2kLs0"))));
        assertEquals(
                List.of(),
                UnsafeSettings.in(with(Map.of("spring.datasource.url", "jdbc:postgresql://localhost/khop"))));
    }

    @Test
    void eachOfTheseIsNamed() {
        List<Map.Entry<String, String>> bad = List.of(
                Map.entry("debug", "true"),
                Map.entry("debug", ""),
                Map.entry("trace", "true"),
                Map.entry("logging.level.root", "DEBUG"),
                Map.entry("logging.level.root", "trace"),
                Map.entry("logging.level.org.springframework.web", "TRACE"),
                Map.entry("logging.level.org.hibernate.SQL", "DEBUG"),
                Map.entry("logging.level.ca.uhn.fhir", "debug"),
                Map.entry("logging.level.sql", "debug"),
                Map.entry("management.endpoints.web.exposure.include", "*"),
                Map.entry("management.endpoints.web.exposure.include", "health,heapdump"),
                Map.entry("management.endpoints.web.exposure.include", "env"),
                Map.entry("management.endpoints.jmx.exposure.include", "*"),
                Map.entry("management.server.port", "9090"),
                Map.entry("server.error.include-stacktrace", "always"),
                Map.entry("server.error.include-message", "on_param"),
                Map.entry("server.error.include-exception", "true"),
                Map.entry("spring.h2.console.enabled", "true"),
                Map.entry("spring.jmx.enabled", "true"),
                Map.entry("spring.devtools.remote.secret", "x"),
                Map.entry("spring.datasource.url", "jdbc:h2:tcp://db/khop"),
                Map.entry("spring.datasource.url", "jdbc:h2:file:/x;AUTO_SERVER=TRUE"),
                Map.entry("spring.datasource.url", "jdbc:h2:file:/x;TRACE_LEVEL_FILE=3"),
                Map.entry("spring.datasource.url", FAR + "?sslfactory=org.postgresql.ssl.NonValidatingFactory"),
                Map.entry("spring.datasource.url", FAR + "?sslmode=disable"));
        for (Map.Entry<String, String> one : bad) {
            List<String> problems = UnsafeSettings.in(with(Map.of(one.getKey(), one.getValue())));
            assertTrue(problems.stream().anyMatch(problem -> problem.contains(one.getKey())), one + ": " + problems);
        }
        assertTrue(bad.size() >= 20);
    }

    @Test
    void aPasswordThatAnybodyWouldGuessIsNamedAndNotRepeated() {
        for (String password : List.of("", "postgres", "Password", "changeme", "khop")) {
            List<String> problems = UnsafeSettings.in(with(Map.of(
                    "spring.datasource.url", FAR + "?sslmode=verify-full", "spring.datasource.password", password)));

            assertEquals(1, problems.size(), password + ": " + problems);
            assertTrue(problems.get(0).startsWith("spring.datasource.password"), problems.get(0));
            assertFalse(password.equals("changeme") && problems.get(0).contains(password), problems.get(0));
        }
    }
}
