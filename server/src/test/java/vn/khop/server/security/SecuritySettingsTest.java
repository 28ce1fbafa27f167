package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SecuritySettingsTest {
    private static final Map<String, String> OUTSIDE = Map.of(
            "khop.security.issuer-uri", "https://id.example.vn/realms/khop",
            "khop.security.public-url", "https://khop.example.vn",
            "khop.security.ui-client-secret", "Zq8sdKf93-kdls0Lpw2x");

    static SecuritySettings demo() {
        return bound(Map.of()).startedWith(true, 8080);
    }

    @Test
    void everyDefaultIsPinned() {
        assertEquals(
                new SecuritySettings(
                        "",
                        true,
                        "http://localhost:8080",
                        "khop",
                        Set.of("at+jwt"),
                        "roles",
                        "facilities",
                        true,
                        "khop-ui",
                        "",
                        Duration.ofHours(8),
                        ""),
                demo());
    }

    @Test
    void everyKeyIsPinned() {
        SecuritySettings settings = bound(Map.ofEntries(
                Map.entry("khop.security.issuer-uri", "https://id"),
                Map.entry("khop.security.embedded-issuer", "true"),
                Map.entry("khop.security.public-url", "https://here"),
                Map.entry("khop.security.audience", "a"),
                Map.entry("khop.security.token-types", "JWT,at+jwt"),
                Map.entry("khop.security.roles-claim", "realm_access.roles"),
                Map.entry("khop.security.facilities-claim", "f"),
                Map.entry("khop.security.purpose-required", "false"),
                Map.entry("khop.security.ui-client-id", "ui"),
                Map.entry("khop.security.ui-client-secret", "s"),
                Map.entry("khop.security.session-length", "1h"),
                Map.entry("khop.security.client-certificate-revocations", "list.pem")));

        assertEquals(Set.of("jwt", "at+jwt"), settings.tokenTypes(), "as a token's header is compared");
        assertEquals(
                new SecuritySettings(
                        "https://id",
                        true,
                        "https://here",
                        "a",
                        Set.of("JWT", "at+jwt"),
                        "realm_access.roles",
                        "f",
                        false,
                        "ui",
                        "s",
                        Duration.ofHours(1),
                        "list.pem"),
                settings);
    }

    @Test
    void aServerWithAnIssuerAndARealSecretMayStart() {
        assertEquals(List.of(), bound(OUTSIDE).startedWith(false, 8080).problems());
        assertEquals(List.of(), demo().problems());
    }

    @Test
    void aServerWithoutAnIssuerIsToldWhatToSet() {
        List<String> problems = bound(Map.of()).startedWith(false, 8080).problems();

        assertEquals(1, problems.size());
        assertTrue(problems.get(0).contains("khop.security.issuer-uri"), problems.get(0));
        assertTrue(problems.get(0).contains("bin/khop demo"), problems.get(0));
    }

    @Test
    void unsafeSettingsAreNamedAndNoSecretIsRepeated() {
        for (Map.Entry<String, String> bad : List.of(
                Map.entry("khop.security.issuer-uri", "http://id.example.vn/realms/khop"),
                Map.entry("khop.security.issuer-uri", "id.example.vn"),
                Map.entry("khop.security.issuer-uri", "https://exa mple"),
                Map.entry("khop.security.public-url", "http://khop.example.vn"),
                Map.entry("khop.security.public-url", "https://khop.example.vn/"),
                Map.entry("khop.security.public-url", "ftp://khop.example.vn"),
                Map.entry("khop.security.audience", ""),
                Map.entry("khop.security.client-certificate-revocations", "/no/such/list.pem"),
                Map.entry("khop.security.embedded-issuer", "true"),
                Map.entry("khop.security.ui-client-secret", ""),
                Map.entry("khop.security.ui-client-secret", "Short-9dk3"),
                Map.entry("khop.security.ui-client-secret", "changeme-changeme-changeme"),
                Map.entry("khop.security.ui-client-secret", "aaaaaaaaaaaaaaaaaaaaaaaa"))) {
            Map<String, String> changed = new java.util.HashMap<>(OUTSIDE);
            changed.put(bad.getKey(), bad.getValue());

            List<String> problems = bound(changed).startedWith(false, 8080).problems();

            assertTrue(
                    problems.stream()
                            .anyMatch(problem -> problem.startsWith(bad.getKey()) || problem.contains(bad.getKey())),
                    bad + ": " + problems);
            if (bad.getKey().endsWith("secret") && !bad.getValue().isEmpty()) {
                assertTrue(
                        problems.stream().noneMatch(problem -> problem.contains(bad.getValue())),
                        bad + ": " + problems);
            }
        }
    }

    private static SecuritySettings bound(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("khop.security", SecuritySettings.class);
    }
}
