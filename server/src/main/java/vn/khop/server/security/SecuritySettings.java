package vn.khop.server.security;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code khop.security.*}: whose tokens count, and what is read from them.
 *
 * @param issuerUri the OpenID Connect issuer, as its discovery document names it; empty only with {@code embeddedIssuer}
 * @param embeddedIssuer the server issues its own tokens: for {@code demo} and tests
 * @param publicUrl where browsers and clients reach this server, without a path, such as {@code https://khop.example.vn}; empty means localhost and our port
 * @param audience the word a token's {@code aud} must hold to be meant for us
 * @param tokenTypes values of the {@code typ} header an access token may have; media types, so whether letters are large or small says nothing
 * @param rolesClaim where the roles are in the token, steps joined by dots: {@code realm_access.roles} for Keycloak
 * @param facilitiesClaim where the facility codes are that a hub client may feed for; {@code *} in it means every one
 * @param purposeRequired a hub's request about persons must state its purpose of use in the token
 * @param uiClientId the OAuth client of the browser session
 * @param uiClientSecret its secret, 16 characters at least; not used with {@code embeddedIssuer}
 * @param clientCertificateRevocations the file with the list of client certificates that their authority has taken back, or empty
 * @param sessionLength how long a browser session lives at most, however busy
 */
@ConfigurationProperties("khop.security")
public record SecuritySettings(
        @DefaultValue("") String issuerUri,
        @DefaultValue("false") boolean embeddedIssuer,
        @DefaultValue("") String publicUrl,
        @DefaultValue("khop") String audience,
        @DefaultValue("at+jwt") Set<String> tokenTypes,
        @DefaultValue("roles") String rolesClaim,
        @DefaultValue("facilities") String facilitiesClaim,
        @DefaultValue("true") boolean purposeRequired,
        @DefaultValue("khop-ui") String uiClientId,
        @DefaultValue("") String uiClientSecret,
        @DefaultValue("8h") Duration sessionLength,
        @DefaultValue("") String clientCertificateRevocations) {

    private static final int SECRET_CHARACTERS_MIN = 16;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public SecuritySettings {
        tokenTypes =
                tokenTypes.stream().map(type -> type.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** These settings with what only the start knows: whether this is the demo, which brings its own issuer, and the port we listen on. */
    public SecuritySettings startedWith(boolean demo, int port) {
        return new SecuritySettings(
                issuerUri,
                embeddedIssuer || (demo && issuerUri.isEmpty()),
                publicUrl.isEmpty() ? "http://localhost:" + port : publicUrl,
                audience,
                tokenTypes,
                rolesClaim,
                facilitiesClaim,
                purposeRequired,
                uiClientId,
                uiClientSecret,
                sessionLength,
                clientCertificateRevocations);
    }

    /** The issuer whose tokens count: the configured one, or this server itself. */
    public String issuer() {
        return embeddedIssuer ? publicUrl : issuerUri;
    }

    /** Everything that makes these settings unfit to start with: what was found, what was expected, what to do. Empty when they are fit. Names no secret. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (embeddedIssuer && !issuerUri.isEmpty()) {
            problems.add("khop.security.issuer-uri and khop.security.embedded-issuer are both set: keep one of them");
        }
        addressProblem("khop.security.public-url", publicUrl, problems);
        if (publicUrl.endsWith("/")) {
            problems.add("khop.security.public-url ends in a slash: write it without a path");
        }
        if (audience.isEmpty()) {
            problems.add(
                    "khop.security.audience is empty: name the audience that your issuer puts into tokens for Khớp");
        }
        if (!clientCertificateRevocations.isEmpty() && !Files.isReadable(Path.of(clientCertificateRevocations))) {
            problems.add("khop.security.client-certificate-revocations names " + clientCertificateRevocations
                    + ", which cannot be read: name the list that your certificate authority publishes");
        }
        if (!embeddedIssuer) {
            if (issuerUri.isEmpty()) {
                problems.add(
                        "there is no issuer of tokens: set khop.security.issuer-uri to your OpenID Connect issuer"
                                + " (such as https://id.example.vn/realms/khop), khop.security.ui-client-id and"
                                + " khop.security.ui-client-secret; docs/security.md shows how. To try Khớp out, run bin/khop demo");
            } else {
                addressProblem("khop.security.issuer-uri", issuerUri, problems);
                secretProblem(problems);
            }
        }
        return problems;
    }

    private void secretProblem(List<String> problems) {
        if (uiClientSecret.length() < SECRET_CHARACTERS_MIN) {
            problems.add("khop.security.ui-client-secret has " + uiClientSecret.length() + " characters, "
                    + SECRET_CHARACTERS_MIN
                    + " or more are expected: set the secret that your issuer made for the client "
                    + uiClientId);
        } else if (uiClientSecret.toLowerCase(Locale.ROOT).contains("changeme")
                || uiClientSecret.chars().distinct().count() < 6) {
            problems.add(
                    "khop.security.ui-client-secret is one that anybody would guess: let your issuer make a random one");
        }
    }

    private static void addressProblem(String setting, String value, List<String> problems) {
        try {
            URI address = new URI(value);
            String host = address.getHost();
            if (host == null) {
                problems.add(setting + " is not a web address: write it with https:// and a host");
            } else if (!"https".equals(address.getScheme())
                    && !("http".equals(address.getScheme()) && LOOPBACK.contains(host))) {
                problems.add(setting
                        + " is not https: tokens and persons would travel in the clear. Only localhost may be http");
            }
        } catch (URISyntaxException malformed) {
            problems.add(setting + " is not a web address: write it with https:// and a host");
        }
    }
}
