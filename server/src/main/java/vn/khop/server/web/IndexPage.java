package vn.khop.server.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * The one page of the user interface, under each address that its router knows. Nothing on it is secret or personal: what is shown comes from the API, to
 * whoever may ask it. It is never stored by a browser or a proxy, since its nonce is for one answer only.
 */
@Controller
public final class IndexPage {
    /** The word that the build writes where the nonce belongs: {@code html.cspNonce} of {@code server/web/vite.config.ts}. */
    static final String NONCE_WORD = "KHOP_CSP_NONCE";

    /** Enough that a page cannot guess the next one's: CSP Level 3, section 7.1, asks for 128 bits at least. */
    private static final int NONCE_BYTES = 18;

    /**
     * Scripts only from our own files; styles also by nonce, since the widgets add small style elements of their own; no script from text at all (Trusted
     * Types without any policy).
     */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-%s'; img-src 'self' data:; connect-src 'self';"
                    + " font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static final String NOT_BUILT =
            "The pages were left out of this build. Build again without -DskipWeb (Node 20 is needed); the API and FHIR work without them.\n";

    private final Optional<String> template;
    private final RandomGenerator random;

    /** @param built the page as the build left it; may be absent, when the server was built without its pages */
    public IndexPage(Resource built, RandomGenerator random) {
        this.template = built.exists() ? Optional.of(read(built)) : Optional.empty();
        this.random = random;
    }

    private static String read(Resource built) {
        try {
            String html = built.getContentAsString(StandardCharsets.UTF_8);
            if (!html.contains(NONCE_WORD)) {
                throw new IllegalStateException(built.getDescription() + " has no " + NONCE_WORD
                        + " to write a nonce over: see html.cspNonce in server/web/vite.config.ts");
            }
            return html;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @GetMapping({
        "/",
        "/index.html",
        "/persons/{enterpriseId}",
        "/codes",
        "/releases",
        "/releases/new",
        "/mappings",
        "/mappings/{number}",
        "/access-log",
        "/access-log/{part}",
        "/tasks",
        "/tasks/{taskId}",
        "/quality",
        "/quality/{facility}",
        "/matching",
        "/matching/{part}",
        "/matching/runs/{run}",
        "/admin",
        "/admin/{part}"
    })
    ResponseEntity<String> page() {
        return template.map(this::withNonce).orElseGet(IndexPage::notBuilt);
    }

    private ResponseEntity<String> withNonce(String html) {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                .header("Content-Security-Policy", POLICY.formatted(nonce))
                .body(html.replace(NONCE_WORD, nonce));
    }

    private static ResponseEntity<String> notBuilt() {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                .body(NOT_BUILT);
    }
}
