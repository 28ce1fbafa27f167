package vn.khop.server.security;

import jakarta.servlet.DispatcherType;
import java.util.List;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.config.annotation.web.configurers.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Builds the filter chains. There are four kinds of visitor: a machine with a bearer token (no session is ever made for it), the browser's page calling {@code /api}
 * with its cookie, the browser on its way in or out, and a person at the embedded issuer's log-in page. What each may do is not decided here but by {@link RoutePolicies}.
 */
public final class FilterChains {
    private final SecuritySettings settings;
    private final RoutePolicies policies;
    private final JwtDecoder accessTokens;
    private final KnownPrograms front;
    private final Refusal refusal = new Refusal();

    /** @param front stands before the chains: whom it lets pass for want of knowing him is held to the same limits and lane here */
    public FilterChains(
            SecuritySettings settings, RoutePolicies policies, JwtDecoder accessTokens, KnownPrograms front) {
        this.settings = settings;
        this.policies = policies;
        this.accessTokens = accessTokens;
        this.front = front;
    }

    /** {@code /fhir} and {@code /actuator}: bearer tokens only, no session, no cookie, so nothing to forge across sites. */
    public SecurityFilterChain machines(HttpSecurity http) throws Exception {
        http.securityMatcher(paths("/fhir", "/fhir/**", "/actuator", "/actuator/**"))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(cache -> cache.requestCache(new NullRequestCache()))
                .logout(AbstractHttpConfigurer::disable);
        bearer(http);
        guard(http, true);
        return http.build();
    }

    /** {@code /api}: a bearer token, or the browser's session with its anti-forgery header. */
    public SecurityFilterChain api(HttpSecurity http) throws Exception {
        // Spring leaves the anti-forgery check out where a bearer token is sent: a foreign site can make a browser send
        // cookies, not that header.
        // Where there is no session there is nothing to forge with: such a visitor is asked who he is.
        http.securityMatcher(paths("/api", "/api/**"))
                .csrf(csrf -> csrf.requireCsrfProtectionMatcher(request ->
                        CsrfFilter.DEFAULT_CSRF_MATCHER.matches(request) && request.getSession(false) != null))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.NEVER))
                .requestCache(cache -> cache.requestCache(new NullRequestCache()))
                .logout(AbstractHttpConfigurer::disable);
        bearer(http);
        guard(http, true);
        return http.build();
    }

    /** Everything else: the shell of the page, logging in and logging out. */
    public SecurityFilterChain browser(
            HttpSecurity http, ClientRegistrationRepository registrations, BrowserSession session) throws Exception {
        DefaultOAuth2AuthorizationRequestResolver requests =
                new DefaultOAuth2AuthorizationRequestResolver(registrations, "/oauth2/authorization");
        requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
        http.oauth2Login(login -> login.loginPage("/login")
                        .clientRegistrationRepository(registrations)
                        .authorizedClientRepository(new HttpSessionOAuth2AuthorizedClientRepository())
                        .authorizationEndpoint(endpoint -> endpoint.authorizationRequestResolver(requests))
                        .userInfoEndpoint(endpoint -> endpoint.oidcUserService(session))
                        .defaultSuccessUrl(settings.publicUrl() + "/", true)
                        .failureUrl("/login/failed"))
                .requestCache(cache -> cache.requestCache(new NullRequestCache()))
                .logout(logout -> logout.logoutRequestMatcher(PathPatternRequestMatcher.withDefaults()
                                .matcher(org.springframework.http.HttpMethod.POST, "/logout"))
                        .addLogoutHandler(new ClearBrowser())
                        .logoutSuccessHandler((request, response, who) -> response.setStatus(204)));
        guard(http, false);
        return http.build();
    }

    /** The embedded issuer's endpoints and its log-in page. Its session is kept under a name of its own, so being known to the issuer opens nothing of the product. */
    public SecurityFilterChain issuer(HttpSecurity http, EmbeddedIssuer accounts) throws Exception {
        OAuth2AuthorizationServerConfigurer issuer = OAuth2AuthorizationServerConfigurer.authorizationServer();
        HttpSessionSecurityContextRepository sessions = new HttpSessionSecurityContextRepository();
        sessions.setSpringSecurityContextKey("KHOP_ISSUER");
        http.securityMatcher(request -> issuer.getEndpointsMatcher().matches(request)
                        || paths(LoginPage.PATH, LoginPage.PATH + ".css").matches(request))
                .with(
                        issuer,
                        configurer -> configurer
                                .oidc(Customizer.withDefaults())
                                .clientAuthentication(clients ->
                                        clients.authenticationProviders(providers -> providers.stream()
                                                .filter(JwtClientAssertionAuthenticationProvider.class::isInstance)
                                                .map(JwtClientAssertionAuthenticationProvider.class::cast)
                                                .forEach(provider ->
                                                        provider.setJwtDecoderFactory(accounts::assertionDecoder)))))
                .securityContext(context -> context.securityContextRepository(sessions))
                .authorizeHttpRequests(
                        requests -> requests.requestMatchers(paths(LoginPage.PATH, LoginPage.PATH + ".css"))
                                .permitAll()
                                .anyRequest()
                                .authenticated())
                .formLogin(form -> form.loginPage(LoginPage.PATH)
                        .failureUrl(LoginPage.PATH + "?error")
                        .defaultSuccessUrl("/login"))
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(new LoginUrlAuthenticationEntryPoint(LoginPage.PATH)));
        http.headers(headers -> headers(headers, false));
        return http.build();
    }

    private void bearer(HttpSecurity http) throws Exception {
        http.addFilterBefore(front.limits(), AuthorizationFilter.class);
        http.addFilterAfter(new BodyLimits(), AuthorizationFilter.class);
        http.addFilterAfter(front.admission(), BodyLimits.class);
        http.oauth2ResourceServer(server -> server.bearerTokenResolver(new BearerHeader())
                .authenticationEntryPoint(refusal)
                .accessDeniedHandler(refusal)
                .authenticationManagerResolver(new BearerAuthentication(accessTokens, settings)));
    }

    private void guard(HttpSecurity http, boolean isData) throws Exception {
        http.authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.FORWARD)
                                .permitAll()
                                .anyRequest()
                                .access(policies))
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint(refusal).accessDeniedHandler(refusal))
                .headers(headers -> headers(headers, isData));
    }

    private static void headers(HeadersConfigurer<HttpSecurity> headers, boolean isData) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(AnswerHeaders.CONTENT_POLICY))
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER))
                .crossOriginOpenerPolicy(policy -> policy.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .crossOriginResourcePolicy(policy -> policy.policy(CrossOriginResourcePolicy.SAME_ORIGIN))
                .httpStrictTransportSecurity(
                        hsts -> hsts.includeSubDomains(true).maxAgeInSeconds(AnswerHeaders.HSTS_SECONDS))
                .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny);
        if (isData) {
            // Written before the answer rather than around it: a wrapper that watches for the commit costs every FHIR
            // answer its flushes.
            headers.withObjectPostProcessor(new ObjectPostProcessor<HeaderWriterFilter>() {
                @Override
                public <O extends HeaderWriterFilter> O postProcess(O filter) {
                    filter.setShouldWriteHeadersEagerly(true);
                    return filter;
                }
            });
        }
    }

    private static RequestMatcher paths(String... patterns) {
        return new OrRequestMatcher(List.of(patterns).stream()
                .map(pattern -> (RequestMatcher)
                        PathPatternRequestMatcher.withDefaults().matcher(pattern))
                .toList());
    }
}
