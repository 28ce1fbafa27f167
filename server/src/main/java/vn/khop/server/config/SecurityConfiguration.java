package vn.khop.server.config;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.boot.web.servlet.server.ConfigurableServletWebServerFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.SupplierClientRegistrationRepository;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.AbstractSecurityWebApplicationInitializer;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import vn.khop.server.security.BrowserSession;
import vn.khop.server.security.DemoCredentials;
import vn.khop.server.security.EmbeddedIssuer;
import vn.khop.server.security.FilterChains;
import vn.khop.server.security.HeaderFirewall;
import vn.khop.server.security.KnownPrograms;
import vn.khop.server.security.LoginPage;
import vn.khop.server.security.MachineLane;
import vn.khop.server.security.OutsideIssuer;
import vn.khop.server.security.RememberedTokens;
import vn.khop.server.security.RequestActor;
import vn.khop.server.security.RequestIdentity;
import vn.khop.server.security.RequestLimits;
import vn.khop.server.security.Revocations;
import vn.khop.server.security.RoutePolicies;
import vn.khop.server.security.SecuritySettings;
import vn.khop.server.store.SqlRevocations;

/** Wires who may ask: settings, token checks, the route table, the filter chains, and in the demo the issuer itself. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class SecurityConfiguration {
    private static final String SESSION_COOKIE = "KHOP-SESSION";

    /**
     * Spring Security looks for the Spring MVC handler of every request before its chains begin, for matchers that ask which handler a path has. Ours match paths only, and most of
     * our requests have no such handler: for a match of a patient that look-up was a twentieth of all work.
     */
    @Bean
    static BeanFactoryPostProcessor pathsAreMatchedWithoutHandlers() {
        return new WithoutHandlerLookup();
    }

    /** When all definitions are there: puts the chains alone in the place of the look-up with the chains behind it. */
    private static final class WithoutHandlerLookup implements BeanFactoryPostProcessor {
        private static final String CHAINS = AbstractSecurityWebApplicationInitializer.DEFAULT_FILTER_NAME;
        private static final String CHAINS_BEHIND = CHAINS + "Proxy";

        @Override
        public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
            if (beans instanceof BeanDefinitionRegistry registry && registry.containsBeanDefinition(CHAINS_BEHIND)) {
                BeanDefinition chains = registry.getBeanDefinition(CHAINS_BEHIND);
                registry.removeBeanDefinition(CHAINS_BEHIND);
                registry.removeBeanDefinition(CHAINS);
                registry.registerBeanDefinition(CHAINS, chains);
            }
        }
    }

    /** The port we listen on, chosen before anything starts: the issuer's name and every redirect carry it. */
    record ListeningPort(int number) {}

    @Bean
    ListeningPort listeningPort(@Value("${server.port:8080}") int configured) {
        return new ListeningPort(configured == 0 ? freePort() : configured);
    }

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> listenOnThatPort(ListeningPort port) {
        return factory -> factory.setPort(port.number());
    }

    /** @throws StartRefused if the settings are not fit to start with */
    @Bean
    SecuritySettings securitySettings(Environment environment, KhopSettings khop, ListeningPort port) {
        SecuritySettings settings = Binder.get(environment)
                .bindOrCreate("khop.security", SecuritySettings.class)
                .startedWith(khop.demo(), port.number());
        List<String> problems = new ArrayList<>(settings.problems());
        problems.addAll(UnsafeSettings.in(environment));
        if (!problems.isEmpty()) {
            throw new StartRefused(String.join(System.lineSeparator(), problems));
        }
        return settings;
    }

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    HttpFirewall firewall() {
        return HeaderFirewall.strict();
    }

    /** A request passes some twenty filters; to time each of them takes longer than most of them do. The request as a whole is timed. */
    @Bean
    SecurityObservationSettings filtersAreNotTimed() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    RequestActor currentActor(Clock clock, Revocations revocations) {
        return new RequestActor(clock, revocations);
    }

    /** Looked at when the first token comes, when the tables are there. */
    @Bean
    Revocations revocations(DataSource database, Clock clock) {
        return new Revocations(new SqlRevocations(database), clock);
    }

    @Bean
    FilterRegistrationBean<RequestIdentity> requestIdentity() {
        FilterRegistrationBean<RequestIdentity> registration =
                new FilterRegistrationBean<>(new RequestIdentity(UUID::randomUUID));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    RoutePolicies routePolicies(RequestActor actors, KhopSettings khop, SecuritySettings settings) {
        return new RoutePolicies(actors, khop.terminology().anonymousRead(), settings.purposeRequired());
    }

    @Bean
    FilterChains filterChains(
            SecuritySettings settings,
            RoutePolicies policies,
            JwtDecoder accessTokens,
            FilterRegistrationBean<KnownPrograms> knownPrograms) {
        return new FilterChains(settings, policies, accessTokens, knownPrograms.getFilter());
    }

    @Bean
    FilterRegistrationBean<KnownPrograms> knownPrograms(
            RememberedTokens accessTokens, KhopSettings khop, MachineLane lane) {
        RequestLimits limits = new RequestLimits(khop.limits().requestsPerSecond(), TimeMeter.SYSTEM_NANOTIME);
        FilterRegistrationBean<KnownPrograms> registration =
                new FilterRegistrationBean<>(new KnownPrograms(accessTokens, limits, lane));
        registration.addUrlPatterns("/fhir/*", "/api/*");
        // When the server is ready: until then another filter answers.
        registration.setOrder(CodeAnswersConfiguration.NEXT + 1);
        return registration;
    }

    @Bean
    MachineLane machineLane(KhopSettings khop, MeterRegistry meters) {
        int places = khop.limits().places();
        return new MachineLane(khop.database().pool(), places > 0 ? places : Integer.MAX_VALUE, meters);
    }

    @Bean
    @Order(2)
    SecurityFilterChain machines(FilterChains chains, HttpSecurity http) throws Exception {
        return chains.machines(http);
    }

    @Bean
    @Order(3)
    SecurityFilterChain api(FilterChains chains, HttpSecurity http) throws Exception {
        return chains.api(http);
    }

    @Bean
    @Order(4)
    SecurityFilterChain browser(
            FilterChains chains,
            HttpSecurity http,
            ClientRegistrationRepository registrations,
            JwtDecoder accessTokens,
            SecuritySettings settings,
            Clock clock)
            throws Exception {
        return chains.browser(http, registrations, new BrowserSession(accessTokens, settings, clock));
    }

    /** Which client certificates their authority has taken back; read at the start, by the web server's own check in the handshake. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> takenBackCertificates(SecuritySettings settings) {
        return factory -> {
            if (!settings.clientCertificateRevocations().isEmpty()) {
                factory.addConnectorCustomizers(connector -> {
                    for (SSLHostConfig host : connector.findSslHostConfigs()) {
                        host.setCertificateRevocationListFile(Path.of(settings.clientCertificateRevocations())
                                .toAbsolutePath()
                                .toString());
                    }
                });
            }
        };
    }

    /** The log-in starts at the public address whatever name the browser used for us, because the session's cookie belongs to that name. */
    @Bean
    RouterFunction<ServerResponse> loginRoutes(SecuritySettings settings) {
        URI start = URI.create(settings.publicUrl() + "/oauth2/authorization/khop");
        return RouterFunctions.route()
                .GET(
                        "/login",
                        request -> ServerResponse.status(HttpStatus.FOUND)
                                .location(start)
                                .build())
                .build()
                .and(new LoginPage().routes());
    }

    /** Lax and not Strict: the way back from the issuer is a navigation from another site, and must find its session. Writes ask for the anti-forgery header too. */
    @Bean
    ServletContextInitializer sessionCookie() {
        return context -> {
            context.getSessionCookieConfig().setName(SESSION_COOKIE);
            context.getSessionCookieConfig().setHttpOnly(true);
            context.getSessionCookieConfig().setPath("/");
            context.getSessionCookieConfig().setAttribute("SameSite", "Lax");
            context.setSessionTimeout(30);
        };
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code demo}, the tests, and whoever asks for it by name. */
    static class IssuerIsEmbedded implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            Environment environment = context.getEnvironment();
            return environment.getProperty("khop.security.embedded-issuer", Boolean.class, false)
                    || (environment.getProperty("khop.demo", Boolean.class, false)
                            && environment
                                    .getProperty("khop.security.issuer-uri", "")
                                    .isEmpty());
        }
    }

    static final class IssuerIsOutside extends IssuerIsEmbedded {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !super.matches(context, metadata);
        }
    }

    /** Any OpenID Connect issuer. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(IssuerIsOutside.class)
    static class Outside {
        @Bean
        RememberedTokens accessTokens(SecuritySettings settings, Clock clock, Revocations revocations) {
            return new RememberedTokens(
                    new OutsideIssuer(settings, clock, OutsideIssuer.KeyTimes.usual()), settings, clock, revocations);
        }

        @Bean
        ClientRegistrationRepository clientRegistrations(SecuritySettings settings) {
            return new SupplierClientRegistrationRepository(
                    () -> new InMemoryClientRegistrationRepository(BrowserSession.registrationAt(settings)));
        }
    }

    /** The issuer of {@code demo} and of the tests. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(IssuerIsEmbedded.class)
    static class Embedded {
        @Bean
        EmbeddedIssuer embeddedIssuer(SecuritySettings settings, KhopSettings khop, Clock clock) {
            return new EmbeddedIssuer(settings, khop.dataFolder().resolve("security"), new SecureRandom(), clock);
        }

        @Bean
        RememberedTokens accessTokens(
                EmbeddedIssuer issuer, SecuritySettings settings, Clock clock, Revocations revocations) {
            return new RememberedTokens(issuer.accessTokenDecoder(), settings, clock, revocations);
        }

        @Bean
        JwtDecoderFactory<ClientRegistration> idTokens(EmbeddedIssuer issuer) {
            return issuer::idTokenDecoder;
        }

        @Bean
        com.nimbusds.jose.jwk.source.JWKSource<com.nimbusds.jose.proc.SecurityContext> issuerKeys(
                EmbeddedIssuer issuer) {
            return issuer.keys();
        }

        @Bean
        OAuth2TokenCustomizer<JwtEncodingContext> tokenContent(EmbeddedIssuer issuer) {
            return issuer::customise;
        }

        @Bean
        RegisteredClientRepository registeredClients(EmbeddedIssuer issuer) {
            return new InMemoryRegisteredClientRepository(issuer.clients());
        }

        @Bean
        PasswordEncoder passwords(EmbeddedIssuer issuer) {
            return issuer.passwords();
        }

        @Bean
        UserDetailsService users(EmbeddedIssuer issuer) {
            return new InMemoryUserDetailsManager(issuer.users());
        }

        @Bean
        AuthorizationServerSettings issuerSettings(SecuritySettings settings) {
            return AuthorizationServerSettings.builder()
                    .issuer(settings.issuer())
                    .build();
        }

        @Bean
        ClientRegistrationRepository clientRegistrations(EmbeddedIssuer issuer, ListeningPort port) {
            return new InMemoryClientRegistrationRepository(issuer.uiRegistration(port.number()));
        }

        @Bean
        @Order(1)
        SecurityFilterChain issuer(FilterChains chains, HttpSecurity http, EmbeddedIssuer accounts) throws Exception {
            return chains.issuer(http, accounts);
        }

        @Bean
        DemoCredentials demoCredentials(SecuritySettings settings, EmbeddedIssuer issuer) {
            return new DemoCredentials(settings, issuer);
        }

        /** Early among the listeners of readiness: whoever is told that the demo is ready must find the file. */
        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        ApplicationListener<ApplicationReadyEvent> writeDemoCredentials(
                DemoCredentials credentials, KhopSettings khop) {
            return event -> credentials.writeTo(khop.dataFolder());
        }
    }
}
