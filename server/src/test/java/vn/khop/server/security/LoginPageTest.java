package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;

class LoginPageTest {
    private final RunningServer server = RunningServer.shared();

    @Test
    void bothLanguagesHaveTheSameTexts() throws IOException {
        Properties vietnamese = texts("vi");
        Properties english = texts("en");

        assertEquals(vietnamese.keySet(), english.keySet());
        for (Properties texts : List.of(vietnamese, english)) {
            texts.values().forEach(text -> {
                assertFalse(text.toString().isBlank());
                assertTrue(Normalizer.isNormalized(text.toString(), Normalizer.Form.NFC));
            });
        }
    }

    @Test
    void theLanguageIsTheOneAskedForAndElseVietnamese() {
        assertTrue(page("/issuer/login", "en-GB,en;q=0.9").contains("User name"));
        assertTrue(page("/issuer/login", "vi-VN").contains("Tên đăng nhập"));
        assertTrue(page("/issuer/login", "fr").contains("Tên đăng nhập"));
        assertTrue(page("/issuer/login", ";;;").contains("Tên đăng nhập"));
        assertTrue(page("/issuer/login?lang=en", "vi").contains("lang=\"en\""));
        assertTrue(page("/issuer/login?lang=%3Cscript%3E", "vi").contains("Tên đăng nhập"));
        assertTrue(page("/login/failed", "en").contains("Log in again"));
    }

    @Test
    void thePageHasNothingInlineAndNoPlaceLeftOpen() {
        for (String path : List.of("/issuer/login", "/issuer/login?error", "/login/failed")) {
            String html = page(path, "vi").toLowerCase(Locale.ROOT);
            assertFalse(
                    html.contains("<script")
                            || html.contains("<style")
                            || html.contains(" style=")
                            || html.contains(" onclick"),
                    html);
            assertFalse(html.contains("{{"), html);
        }
        assertTrue(page("/issuer/login?error", "en").contains("role=\"alert\""));
        assertFalse(page("/issuer/login", "en").contains("role=\"alert\""));
    }

    private String page(String path, String language) {
        return server.send(server.request(path).header("Accept-Language", language))
                .body();
    }

    private static Properties texts(String language) throws IOException {
        Properties texts = new Properties();
        try (Reader reader = new InputStreamReader(
                Objects.requireNonNull(LoginPage.class.getResourceAsStream("login_" + language + ".properties")),
                StandardCharsets.UTF_8)) {
            texts.load(reader);
        }
        return texts;
    }
}
