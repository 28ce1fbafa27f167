package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;

/** A browser logs in, works and logs out: real requests, real cookies, every redirect followed by hand. */
class LoginFlowTest {
    private final RunningServer server = RunningServer.shared();

    @Test
    void aClerkLogsInWorksAndLogsOut() throws IOException, InterruptedException {
        Browser browser = new Browser();
        browser.logIn(Role.CLERK);

        JsonNode session = browser.json("/api/v1/session");
        assertEquals("clerk", session.path("username").asText());
        assertEquals("Nguyễn Thị Mai", session.path("displayName").asText());
        assertEquals("[\"clerk\"]", session.path("roles").toString());
        assertEquals(200, browser.search(session).statusCode());

        HttpResponse<String> out = browser.post("/logout", "", csrf(session));
        assertEquals(204, out.statusCode());
        assertEquals(
                "\"cache\", \"cookies\", \"storage\"",
                out.headers().firstValue("Clear-Site-Data").orElse(""));
        assertEquals(401, browser.get("/api/v1/session").statusCode());
        // The issuer has forgotten the browser too: logging in asks for the password again.
        assertEquals(
                server.url() + "/issuer/login", browser.follow("/login").uri().toString());
    }

    @Test
    void theBrowserHoldsOneCookieAndNeverAToken() throws IOException, InterruptedException {
        Browser browser = new Browser();
        browser.logIn(Role.AUDITOR);
        browser.get("/api/v1/session");

        List<HttpCookie> cookies = browser.cookies.getCookieStore().getCookies();
        assertEquals(1, cookies.size(), cookies.toString());
        assertEquals("KHOP-SESSION", cookies.get(0).getName());
        assertTrue(
                browser.setCookies.stream()
                        .allMatch(cookie -> cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax")),
                browser.setCookies.toString());
        assertTrue(browser.bodies.stream().noneMatch(body -> body.contains("eyJ")), "a token was sent to the browser");
        assertTrue(
                browser.addresses.stream().noneMatch(address -> address.contains("eyJ")), "a token was in an address");
    }

    @Test
    void theSessionsNameChangesWhenSomebodyLogsIn() throws IOException, InterruptedException {
        Browser browser = new Browser();
        browser.follow("/login");
        String before = browser.cookies.getCookieStore().getCookies().get(0).getValue();
        browser.logIn(Role.CLERK);

        assertNotEquals(
                before, browser.cookies.getCookieStore().getCookies().get(0).getValue());
    }

    @Test
    void aWriteOfASessionNeedsTheAntiForgeryHeader() throws IOException, InterruptedException {
        Browser browser = new Browser();
        browser.logIn(Role.CLERK);
        JsonNode session = browser.json("/api/v1/session");
        String body = "{\"system\":\"http://example.org\",\"text\":\"a\"}";

        assertEquals(
                403, browser.post("/api/v1/code-systems/search", body, Map.of()).statusCode());
        assertEquals(
                403,
                browser.post("/api/v1/code-systems/search", body, Map.of("X-CSRF-TOKEN", "guess"))
                        .statusCode());
        assertEquals(403, browser.post("/logout", "", Map.of()).statusCode());
        assertEquals(
                404,
                browser.post("/api/v1/code-systems/search", body, csrf(session)).statusCode());
        // A bearer token is not sent by a foreign page's form, so it needs no such header.
        assertEquals(
                404,
                server.postJson("/api/v1/code-systems/search", Role.CLERK, body).statusCode());
    }

    @Test
    void theAntiForgeryTokenOfOneSessionIsWorthNothingInAnother() throws IOException, InterruptedException {
        Browser one = new Browser();
        one.logIn(Role.CLERK);
        Browser other = new Browser();
        other.logIn(Role.CLERK);

        Map<String, String> foreign = csrf(other.json("/api/v1/session"));

        assertEquals(403, one.post("/api/v1/code-systems/search", "{}", foreign).statusCode());
    }

    @Test
    void aWrongPasswordAndAnUnknownUserLookAlike() throws IOException, InterruptedException {
        String known = new Browser().attempt("clerk", "wrong").replaceAll("value=\"[^\"]*\"", "");
        String unknown = new Browser().attempt("nobody", "wrong").replaceAll("value=\"[^\"]*\"", "");

        assertTrue(known.contains("Tên đăng nhập hoặc mật khẩu không đúng"), known);
        assertEquals(known, unknown);
    }

    @Test
    void beingKnownToTheIssuerAloneOpensNothing() throws IOException, InterruptedException {
        Browser browser = new Browser();
        HttpResponse<String> form = browser.get("/issuer/login");
        DemoAccount account = server.bean(EmbeddedIssuer.class).account(Role.CLERK);
        browser.postForm(
                "/issuer/login",
                Map.of(
                        "_csrf",
                        csrfField(form.body()),
                        "username",
                        account.username(),
                        "password",
                        account.password()));

        assertEquals(401, browser.get("/api/v1/session").statusCode());
    }

    @Test
    void theHubIsAMachineAndCannotLogIn() throws IOException, InterruptedException {
        DemoAccount hub = server.bean(EmbeddedIssuer.class).account(Role.HUB);

        assertTrue(new Browser().attempt(hub.username(), hub.password()).contains("role=\"alert\""));
    }

    @Test
    void aHubGetsATokenForItsSecretAndOnlyTheScopesItAsksFor() throws IOException, InterruptedException {
        DemoAccount hub = server.bean(EmbeddedIssuer.class).account(Role.HUB);
        String form = "grant_type=client_credentials&scope=ITI-119&client_id=" + hub.clientId() + "&client_secret=";

        HttpResponse<String> answer = server.send(tokenRequest(form + hub.password()));
        assertEquals(200, answer.statusCode(), answer.body());
        String token =
                new ObjectMapper().readTree(answer.body()).path("access_token").asText();
        assertEquals(401, server.send(tokenRequest(form + "wrong")).statusCode());

        HttpResponse<String> match = server.send(server.request("/fhir/Patient/$match")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/fhir+json")
                .POST(BodyPublishers.ofString("{}")));
        assertFalse(List.of(401, 403).contains(match.statusCode()), match.body());
        assertEquals(
                403,
                server.send(server.request("/fhir/Patient").header("Authorization", "Bearer " + token))
                        .statusCode());
    }

    private HttpRequest.Builder tokenRequest(String form) {
        return server.request("/oauth2/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form));
    }

    private static Map<String, String> csrf(JsonNode session) {
        return Map.of(
                session.at("/csrf/header").asText(), session.at("/csrf/token").asText());
    }

    private static String csrfField(String page) {
        String before = "name=\"_csrf\" value=\"";
        int start = page.indexOf(before) + before.length();
        return page.substring(start, page.indexOf('"', start));
    }

    /** A browser without a screen: keeps cookies, follows redirects, remembers all it was given. */
    private final class Browser {
        private final CookieManager cookies = new CookieManager();
        private final HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(cookies)
                .build();
        private final List<String> setCookies = new ArrayList<>();
        private final List<String> bodies = new ArrayList<>();
        private final List<String> addresses = new ArrayList<>();

        void logIn(Role role) throws IOException, InterruptedException {
            DemoAccount account = server.bean(EmbeddedIssuer.class).account(role);
            HttpResponse<String> form = follow("/login");
            HttpResponse<String> landed = redirected(postForm(
                    "/issuer/login",
                    Map.of(
                            "_csrf", csrfField(form.body()),
                            "username", account.username(),
                            "password", account.password())));
            assertEquals(server.url() + "/", landed.uri().toString());
        }

        /** The page that an attempt ends on. */
        String attempt(String username, String password) throws IOException, InterruptedException {
            HttpResponse<String> form = follow("/login");
            return redirected(postForm(
                            "/issuer/login",
                            Map.of("_csrf", csrfField(form.body()), "username", username, "password", password)))
                    .body();
        }

        HttpResponse<String> search(JsonNode session) throws IOException, InterruptedException {
            return post("/api/v1/code-systems/search", "{}", csrf(session)).statusCode() == 400
                    ? get("/api/v1/code-systems")
                    : post("/api/v1/code-systems/search", "{}", csrf(session));
        }

        HttpResponse<String> follow(String path) throws IOException, InterruptedException {
            return redirected(get(path));
        }

        HttpResponse<String> redirected(HttpResponse<String> first) throws IOException, InterruptedException {
            HttpResponse<String> answer = first;
            for (int i = 0; i < 10 && answer.statusCode() == 302; i++) {
                URI next = answer.uri()
                        .resolve(answer.headers().firstValue("Location").orElseThrow());
                answer = send(HttpRequest.newBuilder(next).GET());
            }
            return answer;
        }

        JsonNode json(String path) throws IOException, InterruptedException {
            HttpResponse<String> answer = get(path);
            assertEquals(200, answer.statusCode(), answer.body());
            return new ObjectMapper().readTree(answer.body());
        }

        HttpResponse<String> get(String path) throws IOException, InterruptedException {
            return send(server.request(path).GET());
        }

        HttpResponse<String> post(String path, String json, Map<String, String> headers)
                throws IOException, InterruptedException {
            HttpRequest.Builder request = server.request(path)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(json));
            headers.forEach(request::header);
            return send(request);
        }

        HttpResponse<String> postForm(String path, Map<String, String> fields)
                throws IOException, InterruptedException {
            List<String> pairs = new ArrayList<>();
            fields.forEach((name, value) -> pairs.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
            return send(server.request(path)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(String.join("&", pairs))));
        }

        private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
            setCookies.addAll(answer.headers().allValues("Set-Cookie"));
            bodies.add(answer.body());
            addresses.add(answer.uri().toString());
            return answer;
        }
    }
}
