package vn.khop.server.security;

import java.io.Serializable;
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

/** What a verified access token says of its holder. An {@link Actor} is a caller together with one request. */
record Caller(
        String username,
        String displayName,
        String clientId,
        Set<Role> roles,
        Set<Scope> scopes,
        Set<String> purposes,
        FacilityScope facilities)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Reads the claims of a token that has been verified already. What is not one of our roles or scopes is left out: an issuer serves other systems too. */
    static Caller of(Jwt token, SecuritySettings settings) {
        String subject = Objects.requireNonNullElse(token.getSubject(), "");
        String username = text(token, "preferred_username").orElse(subject);
        String client = text(token, "client_id").or(() -> text(token, "azp")).orElse("");
        return new Caller(
                username,
                text(token, "name").orElse(username),
                client,
                known(words(at(token.getClaims(), settings.rolesClaim())), Role::of),
                known(words(token.getClaim("scope")), Scope::of),
                purposes(token),
                facilities(words(at(token.getClaims(), settings.facilitiesClaim()))));
    }

    Actor asActor(String requestId, String address) {
        return new Actor(username, clientId, roles, scopes, purposes, facilities, requestId, address);
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
        Object claim = at(token.getClaims(), "extensions.ihe_iua.purpose_of_use");
        Stream<?> items = claim instanceof Collection<?> list ? list.stream() : Stream.ofNullable(claim);
        return items.map(item -> item instanceof Map<?, ?> coding ? coding.get("code") : item)
                .filter(code -> code instanceof String text && isCode(text))
                .map(String.class::cast)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Codes are stored with every access: a short word of capitals is one, a sentence is not. */
    private static boolean isCode(String text) {
        return !text.isEmpty()
                && text.length() <= 16
                && text.chars().allMatch(letter -> letter >= 'A' && letter <= 'Z');
    }

    private static FacilityScope facilities(Set<String> words) {
        return words.contains("*") ? FacilityScope.everyFacility() : FacilityScope.of(words);
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
