package vn.khop.server.security;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.util.HtmlUtils;

/** The embedded issuer's log-in page and the page of a log-in that failed: plain HTML in Vietnamese or English, nothing inline, so that the strictest policy holds. */
public final class LoginPage {
    static final String PATH = "/issuer/login";

    private static final List<Locale> LANGUAGES = List.of(Locale.forLanguageTag("vi"), Locale.ENGLISH);
    private static final MediaType HTML = new MediaType("text", "html", StandardCharsets.UTF_8);
    private static final MediaType CSS = new MediaType("text", "css", StandardCharsets.UTF_8);

    private final String form = resource("login.html");
    private final String failure = resource("failed.html");
    private final String style = resource("login.css");

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET(PATH, this::form)
                .GET(
                        "/issuer/login.css",
                        request -> ServerResponse.ok()
                                .contentType(CSS)
                                .cacheControl(CacheControl.maxAge(Duration.ofHours(1)))
                                .body(style))
                .GET("/login/failed", this::failure)
                .build();
    }

    private ServerResponse form(ServerRequest request) {
        Map<String, String> texts = texts(request);
        CsrfToken csrf =
                (CsrfToken) request.attribute(CsrfToken.class.getName()).orElseThrow();
        texts.put("csrfName", csrf.getParameterName());
        texts.put("csrfToken", csrf.getToken());
        String wrong = "<p class=\"error\" role=\"alert\">" + texts.getOrDefault("wrong", "") + "</p>";
        texts.put("message", request.param("error").isPresent() ? wrong : "");
        return ServerResponse.ok().contentType(HTML).body(filled(form, texts));
    }

    private ServerResponse failure(ServerRequest request) {
        return ServerResponse.ok().contentType(HTML).body(filled(failure, texts(request)));
    }

    /** The texts of the language the visitor asked for; Vietnamese where neither of ours was asked for. All are safe in HTML. */
    private static Map<String, String> texts(ServerRequest request) {
        Locale language = request.param("lang")
                .map(Locale::forLanguageTag)
                .filter(LANGUAGES::contains)
                .orElseGet(() -> preferred(request));
        ResourceBundle bundle = ResourceBundle.getBundle(
                "vn.khop.server.security.login",
                language,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        Map<String, String> texts = new HashMap<>();
        bundle.keySet().forEach(key -> texts.put(key, HtmlUtils.htmlEscape(bundle.getString(key), "UTF-8")));
        texts.put("language", language.getLanguage());
        return texts;
    }

    private static Locale preferred(ServerRequest request) {
        try {
            Locale found = Locale.lookup(request.headers().acceptLanguage(), LANGUAGES);
            return found == null ? LANGUAGES.get(0) : found;
        } catch (IllegalArgumentException malformed) {
            return LANGUAGES.get(0);
        }
    }

    private static String filled(String template, Map<String, String> texts) {
        String page = template;
        for (Map.Entry<String, String> text : texts.entrySet()) {
            page = page.replace("{{" + text.getKey() + "}}", text.getValue());
        }
        return page;
    }

    private static String resource(String name) {
        try (InputStream in = LoginPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar: build it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
