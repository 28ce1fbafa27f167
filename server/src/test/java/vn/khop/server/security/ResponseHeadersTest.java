package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;

/** What every answer carries, whatever kind of answer it is. */
class ResponseHeadersTest {
    private final RunningServer server = RunningServer.shared();

    @Test
    void everyKindOfAnswerCarriesTheHeaders() {
        for (HttpRequest.Builder request : List.of(
                server.request("/fhir/metadata"),
                server.request("/fhir/Patient/E0"),
                server.request("/fhir/Patient/E0", Role.ADMIN),
                server.request("/fhir/Patient/E0", Role.HUB),
                server.request("/fhir/Observation", Role.HUB),
                server.request("/actuator/health"),
                server.request("/actuator/prometheus", Role.ADMIN),
                server.request("/api/v1/session"),
                server.request("/api/v1/session", Role.CLERK),
                server.request("/api/v1/access-log", Role.CLERK),
                server.request("/api/v1/access-log", Role.AUDITOR),
                server.request("/api/openapi.json", Role.CLERK),
                server.request("/"),
                server.request("/login"),
                server.request("/login/failed"),
                server.request("/issuer/login"),
                server.request("/issuer/login.css"),
                server.request("/.well-known/openid-configuration"),
                server.request("/oauth2/jwks"),
                server.request("/assets/none.js"),
                server.request("/nothing"))) {
            HttpResponse<String> answer = server.send(request);
            String what = request.build().uri().getPath() + " " + answer.statusCode();
            String policy =
                    answer.headers().firstValue("Content-Security-Policy").orElse("");

            assertTrue(
                    policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self'"), what + ": " + policy);
            assertTrue(
                    policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"),
                    what + ": " + policy);
            assertFalse(policy.contains("unsafe"), what + ": " + policy);
            assertEquals(Optional.of("nosniff"), answer.headers().firstValue("X-Content-Type-Options"), what);
            assertEquals(Optional.of("no-referrer"), answer.headers().firstValue("Referrer-Policy"), what);
            assertEquals(Optional.of("same-origin"), answer.headers().firstValue("Cross-Origin-Opener-Policy"), what);
            assertEquals(
                    1, answer.headers().allValues("Content-Security-Policy").size(), what);
            assertTrue(answer.headers().firstValue("X-Request-Id").isPresent(), what);
            assertTrue(answer.headers().firstValue("Server").isEmpty(), what);
        }
    }

    @Test
    void nothingAboutAPersonIsKeptByACache() {
        for (HttpRequest.Builder request : List.of(
                server.request("/fhir/Patient/E0", Role.HUB),
                server.request("/api/v1/session", Role.CLERK),
                server.request("/api/v1/access-log?person=E0", Role.AUDITOR),
                server.request("/issuer/login"))) {
            HttpResponse<String> answer = server.send(request);
            assertTrue(
                    answer.headers().firstValue("Cache-Control").orElse("").contains("no-store"),
                    request.build().uri() + ": " + answer.headers().map());
        }
    }

    @Test
    void overHttpsTheBrowserIsToldToStayThere() {
        HttpResponse<String> answer =
                server.send(server.request("/fhir/metadata").header("X-Forwarded-Proto", "https"));

        assertEquals(
                Optional.of("max-age=63072000 ; includeSubDomains"),
                answer.headers().firstValue("Strict-Transport-Security"));
    }

    @Test
    void aRequestKeepsThePlainNameItBringsAndLosesAnyOther() {
        assertEquals(Optional.of("his-42.a_b"), named("his-42.a_b"));
        for (String bad : List.of("a b", "x".repeat(65), "<script>", "a%0d%0ab", "a/b")) {
            Optional<String> name = named(bad);
            assertTrue(name.isPresent() && !name.get().equals(bad), bad);
        }
    }

    private Optional<String> named(String id) {
        return server.send(server.request("/fhir/metadata").header("X-Request-Id", id))
                .headers()
                .firstValue("X-Request-Id");
    }
}
