package vn.khop.server.security;

import java.io.Serializable;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;

/** What a verified access token says of its holder. An {@link Actor} is a caller together with one request. {@code certificate} is that of the one client certificate with which the token counts, null where any may bring it; {@code authentication} is null where the token does not say when its holder proved who he is. */
record Caller(
        String username,
        String displayName,
        String clientId,
        Set<Role> roles,
        Set<Scope> scopes,
        Set<String> purposes,
        FacilityScope facilities,
        @Nullable Instant authentication,
        SmartScopes clinical,
        String tokenId,
        @Nullable Instant issuedAt,
        @Nullable String certificate)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final String IUA = "extensions.ihe_iua.";

    /** Reads the claims of a token that has been verified already. What is not one of our roles or scopes is left out: an issuer serves other systems too. */
    static Caller of(Jwt token, SecuritySettings settings) {
        String subject = Objects.requireNonNullElse(token.getSubject(), "");
        String username = text(token, "preferred_username").orElse(subject);
        Set<String> scopes = words(token.getClaim("scope"));
        String client = text(token, "client_id").or(() -> text(token, "azp")).orElse("");
        return new Caller(
                username,
                text(token, "name").orElse(username),
                client,
                roles(token, settings),
                known(scopes, Scope::of),
                purposes(token),
                facilities(token, settings),
                authentication(token),
                SmartScopes.of(scopes),
                Objects.requireNonNullElse(token.getId(), ""),
                token.getIssuedAt(),
                ClientCertificate.boundTo(token).orElse(null));
    }

    /** @param question method, route and names of the parameters, without their values */
    Actor asActor(String requestId, String address, String question) {
        return new Actor(
                username,
                clientId,
                roles,
                scopes,
                purposes,
                facilities,
                requestId,
                address,
                Optional.ofNullable(authentication),
                clinical,
                question);
    }

    /** Whoever has a role of people is none. */
    boolean isProgram() {
        return roles.stream().allMatch(Role::isMachine);
    }

    Set<GrantedAuthority> authorities() {
        return roles.stream()
                .map(role -> new SimpleGrantedAuthority("ROLE_" + role.name()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Optional<String> text(Jwt token, String claim) {
        return token.getClaims().get(claim) instanceof String text && !text.isBlank()
                ? Optional.of(text)
                : Optional.empty();
    }

    /** IHE IUA: {@code extensions.ihe_iua.purpose_of_use} is an array of codings; a plain list of codes is read too, since that is what simple issuers can write. */
    private static Set<String> purposes(Jwt token) {
        return codes(at(token.getClaims(), IUA + "purpose_of_use")).stream()
                .filter(Caller::isCode)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> codes(@Nullable Object claim) {
        Stream<?> items = claim instanceof Collection<?> list ? list.stream() : Stream.ofNullable(claim);
        return items.map(item -> item instanceof Map<?, ?> coding ? coding.get("code") : item)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Codes are stored with every access: a short word of capitals is one, a sentence is not. */
    private static boolean isCode(String text) {
        return !text.isEmpty()
                && text.length() <= 16
                && text.chars().allMatch(letter -> letter >= 'A' && letter <= 'Z');
    }

    /** IHE IUA names the organization that the client acts for; where our own claim is missing, that is the facility. */
    private static FacilityScope facilities(Jwt token, SecuritySettings settings) {
        Object claim = at(token.getClaims(), settings.facilitiesClaim());
        Set<String> words = words(claim == null ? at(token.getClaims(), IUA + "subject_organization_id") : claim);
        return words.contains("*") ? FacilityScope.everyFacility() : FacilityScope.of(words);
    }

    /** IHE IUA's {@code subject_role} is an array of codings; issuers that know no roles of ours may say them there. */
    private static Set<Role> roles(Jwt token, SecuritySettings settings) {
        Object claim = at(token.getClaims(), settings.rolesClaim());
        return known(claim == null ? codes(at(token.getClaims(), IUA + "subject_role")) : words(claim), Role::of);
    }

    private static @Nullable Instant authentication(Jwt token) {
        try {
            return token.getClaimAsInstant("auth_time");
        } catch (IllegalArgumentException noTime) {
            return null;
        }
    }

    private static <T> Set<T> known(Set<String> words, java.util.function.Function<String, Optional<T>> reading) {
        return words.stream().map(reading).flatMap(Optional::stream).collect(Collectors.toUnmodifiableSet());
    }

    private static @Nullable Object at(Map<String, Object> claims, String path) {
        Object value = claims;
        for (String step : path.split("\\.")) {
            value = value instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return value;
    }

    private static Set<String> words(@Nullable Object claim) {
        if (claim instanceof String text) {
            return Stream.of(text.split(" ")).filter(word -> !word.isEmpty()).collect(Collectors.toUnmodifiableSet());
        }
        if (claim instanceof Collection<?> list) {
            return list.stream()
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .collect(Collectors.toUnmodifiableSet());
        }
        return Set.of();
    }
}
