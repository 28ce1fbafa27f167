package vn.khop.server.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;

/**
 * The issuer inside {@code demo} and the tests: accounts with passwords of this start, clients, one key. What its tokens say is what any issuer's must say,
 * so the rest of the server cannot tell the difference.
 */
public final class EmbeddedIssuer {
    /** How long a token of the demo lives. */
    public static final Duration TOKEN_LENGTH = Duration.ofHours(12);

    private static final String ACCESS_TOKEN_TYPE = "at+jwt";
    private static final String ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

    private final SecuritySettings settings;
    private final RSAKey key;
    private final List<DemoAccount> accounts;
    private final String uiSecret;
    private final PasswordEncoder passwords = new BCryptPasswordEncoder(8);
    private final JwtEncoder encoder;
    private final Clock clock;
    private final BackendClient backend;
    private final Cache<String, Boolean> usedAssertions = BackendClient.usedAssertions();

    /** @param folder where the signing key is kept */
    public EmbeddedIssuer(SecuritySettings settings, Path folder, SecureRandom random, Clock clock) {
        this.settings = settings;
        this.key = IssuerKey.in(folder, UUID::randomUUID);
        this.accounts = DemoAccount.ofEveryRole(settings.uiClientId(), random);
        this.uiSecret = DemoAccount.word(random);
        this.encoder = new NimbusJwtEncoder(keys());
        this.clock = clock;
        this.backend = BackendClient.ofDemo(folder);
    }

    public JWKSource<SecurityContext> keys() {
        return new ImmutableJWKSet<>(new JWKSet(key));
    }

    /** Checks signatures with our own key, without asking ourselves over the network. */
    private NimbusJwtDecoder signatureDecoder() {
        try {
            return NimbusJwtDecoder.withPublicKey(key.toRSAPublicKey())
                    .signatureAlgorithm(SignatureAlgorithm.RS256)
                    .validateType(false)
                    .build();
        } catch (JOSEException e) {
            throw new IllegalStateException("the signing key has no public half", e);
        }
    }

    public JwtDecoder accessTokenDecoder() {
        NimbusJwtDecoder decoder = signatureDecoder();
        decoder.setJwtValidator(AccessTokens.validator(settings, clock));
        return decoder;
    }

    /** Checks ID tokens as OpenID Connect asks, against our own key. */
    public JwtDecoder idTokenDecoder(ClientRegistration registration) {
        NimbusJwtDecoder decoder = signatureDecoder();
        decoder.setJwtValidator(JwtValidators.createDefaultWithValidators(new OidcIdTokenValidator(registration)));
        return decoder;
    }

    public PasswordEncoder passwords() {
        return passwords;
    }

    /** The people who may log in; machines are not among them. */
    public List<UserDetails> users() {
        return accounts.stream()
                .filter(account -> !account.role().isMachine())
                .map(account -> User.withUsername(account.username())
                        .password(passwords.encode(account.password()))
                        .roles(account.role().name())
                        .build())
                .toList();
    }

    public List<RegisteredClient> clients() {
        TokenSettings tokens =
                TokenSettings.builder().accessTokenTimeToLive(TOKEN_LENGTH).build();
        Stream<RegisteredClient> machines = accounts.stream()
                .filter(account -> account.role().isMachine())
                .map(machine -> RegisteredClient.withId(machine.clientId())
                        .clientId(machine.clientId())
                        .clientSecret(passwords.encode(machine.password()))
                        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                        .scopes(scopes -> machine.scopes().forEach(scope -> scopes.add(scope.code())))
                        .tokenSettings(tokens)
                        .build());
        RegisteredClient ui = RegisteredClient.withId(settings.uiClientId())
                .clientId(settings.uiClientId())
                .clientSecret(passwords.encode(uiSecret))
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri(BrowserSession.redirectUri(settings))
                .scope("openid")
                .clientSettings(ClientSettings.builder()
                        .requireProofKey(true)
                        .requireAuthorizationConsent(false)
                        .build())
                .tokenSettings(tokens)
                .build();
        RegisteredClient hospital = RegisteredClient.withId(backend.id())
                .clientId(backend.id())
                .clientAuthenticationMethod(ClientAuthenticationMethod.PRIVATE_KEY_JWT)
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .scopes(scopes -> scopes.addAll(backend.scopes()))
                .tokenSettings(TokenSettings.builder()
                        .accessTokenTimeToLive(BackendClient.TOKEN_LENGTH)
                        .build())
                .build();
        return Stream.concat(machines, Stream.of(hospital, ui)).toList();
    }

    /**
     * The browser session's client, as the server uses it: the browser is sent to the public address, the code is exchanged over the loopback.
     *
     * @param port the port this server listens on
     */
    public ClientRegistration uiRegistration(int port) {
        String inside = "http://localhost:" + port;
        return BrowserSession.registration(ClientRegistration.withRegistrationId(BrowserSession.REGISTRATION), settings)
                .clientSecret(uiSecret)
                .authorizationUri(settings.publicUrl() + "/oauth2/authorize")
                .tokenUri(inside + "/oauth2/token")
                .jwkSetUri(inside + "/oauth2/jwks")
                .issuerUri(settings.publicUrl())
                .build();
    }

    /** Checks what a client without a secret signs to prove who it is. */
    JwtDecoder assertionDecoder(RegisteredClient client) {
        if (!client.getClientId().equals(backend.id())) {
            throw new IllegalArgumentException("this client has a secret, and no key");
        }
        return backend.assertions(
                List.of(settings.issuer(), settings.issuer() + "/oauth2/token"), usedAssertions, clock);
    }

    /** The demo's hospital. */
    BackendClient backend() {
        return backend;
    }

    /** Completes what the authorization server framework puts into a token. */
    public void customise(JwtEncodingContext context) {
        if (!OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
            return;
        }
        String name = context.getPrincipal().getName();
        if (name.equals(backend.id())) {
            context.getJwsHeader().type(ACCESS_TOKEN_TYPE);
            describe(context.getClaims());
            return;
        }
        DemoAccount account = accounts.stream()
                .filter(candidate -> candidate.username().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a token was asked for an account that is not ours"));
        context.getJwsHeader().type(ACCESS_TOKEN_TYPE);
        describe(context.getClaims(), account, context.getRegisteredClient().getClientId());
    }

    /** A token of this role's account, as a log-in or a client's request would give it, with every scope of the account. */
    public String token(Role role) {
        return token(account(role));
    }

    String token(DemoAccount account) {
        Instant now = clock.instant();
        JwtClaimsSet.Builder claims = JwtClaimsSet.builder()
                .issuer(settings.issuer())
                .subject(account.username())
                .issuedAt(now)
                .notBefore(now)
                .expiresAt(now.plus(TOKEN_LENGTH))
                .id(UUID.randomUUID().toString())
                .claim(
                        "scope",
                        account.scopes().stream().map(Scope::code).sorted().collect(Collectors.joining(" ")));
        describe(claims, account, account.clientId());
        JwsHeader header = JwsHeader.with(SignatureAlgorithm.RS256)
                .type(ACCESS_TOKEN_TYPE)
                .keyId(key.getKeyID())
                .build();
        return encoder.encode(JwtEncoderParameters.from(header, claims.build())).getTokenValue();
    }

    DemoAccount secondTerminologyAdmin() {
        return accounts.stream()
                .filter(account -> account.username().equals(DemoAccount.SECOND_TERMINOLOGY_ADMIN))
                .findFirst()
                .orElseThrow();
    }

    /** The account that has this role, the first of it. */
    DemoAccount account(Role role) {
        Optional<DemoAccount> found =
                accounts.stream().filter(account -> account.role() == role).findFirst();
        return found.orElseThrow();
    }

    /** One hospital, in the words of IHE IUA. */
    private void describe(JwtClaimsSet.Builder claims) {
        claims.audience(List.of(settings.audience()))
                .claim("client_id", backend.id())
                .claim(
                        "extensions",
                        Map.of(
                                "ihe_iua",
                                Map.of(
                                        "subject_organization_id",
                                        backend.facility(),
                                        "subject_role",
                                        List.of(Map.of(
                                                "system",
                                                "https://khop.vn/fhir/CodeSystem/role",
                                                "code",
                                                Role.HUB.code())),
                                        "purpose_of_use",
                                        List.of(Map.of("system", ACT_REASON, "code", "TREAT")))));
    }

    private void describe(JwtClaimsSet.Builder claims, DemoAccount account, String clientId) {
        claims.audience(List.of(settings.audience()))
                .claim("client_id", clientId)
                .claim("preferred_username", account.username())
                .claim("name", account.displayName())
                .claim("roles", List.of(account.role().code()))
                .claim(
                        "extensions",
                        Map.of(
                                "ihe_iua",
                                Map.of(
                                        "purpose_of_use",
                                        List.of(Map.of("system", ACT_REASON, "code", account.purpose())))));
        if (account.role().isMachine()) {
            claims.claim("facilities", List.of("*"));
        }
    }
}
