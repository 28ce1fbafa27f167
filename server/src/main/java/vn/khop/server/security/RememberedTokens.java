package vn.khop.server.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/*
 * A client sends the same token with each of its requests, and checking a signature costs more than most answers. So a token that has
 * passed is not checked again for a short while, never past its own end; then it is checked as if it were new. A key that its issuer has
 * withdrawn is thus honoured a minute longer than without. What was refused is never remembered: it is checked, and refused, each time.
 */
/** Checks access tokens, each once a minute. */
public final class RememberedTokens implements JwtDecoder {
    static final Duration REMEMBERED = Duration.ofSeconds(60);
    static final long CHARACTERS_MAX = 8L << 20;

    private final JwtDecoder decoder;
    private final SecuritySettings settings;
    private final Clock clock;
    private final Revocations revocations;
    private final Cache<String, Verified> verified = Caffeine.newBuilder()
            .maximumWeight(CHARACTERS_MAX)
            .weigher((String token, Verified said) -> token.length())
            .build();

    /** A token that has passed, what it says, and until when that may be believed without another look. */
    private record Verified(Jwt token, Caller caller, Instant until) {}

    /** @param decoder checks everything about a token */
    public RememberedTokens(JwtDecoder decoder, SecuritySettings settings, Clock clock, Revocations revocations) {
        this.decoder = decoder;
        this.settings = settings;
        this.clock = clock;
        this.revocations = revocations;
    }

    @Override
    public Jwt decode(String token) {
        return verify(token).token();
    }

    /** @throws JwtException if the token does not count */
    Caller caller(String token) {
        return verify(token).caller();
    }

    /** What a token says that has passed a short while ago. */
    Optional<Caller> remembered(String token) {
        return present(token, clock.instant()).map(Verified::caller).filter(caller -> !revocations.covers(caller));
    }

    /** Whether a token counts, but for whom it has been shut out since. */
    boolean passes(String token) {
        try {
            verify(token, clock.instant());
            return true;
        } catch (JwtException refused) {
            return false;
        }
    }

    private Verified verify(String token) {
        Instant now = clock.instant();
        Optional<Verified> known = present(token, now);
        Verified said = known.isPresent() ? known.get() : verify(token, now);
        if (revocations.covers(said.caller())) {
            throw new BadJwtException("the token was revoked");
        }
        return said;
    }

    private Optional<Verified> present(String token, Instant now) {
        return Optional.ofNullable(verified.getIfPresent(token)).filter(known -> now.isBefore(known.until()));
    }

    private Verified verify(String token, Instant now) {
        verified.invalidate(token);
        Jwt checked = decoder.decode(token);
        Verified said = new Verified(checked, Caller.of(checked, settings), until(checked, now));
        verified.put(token, said);
        return said;
    }

    private static Instant until(Jwt token, Instant now) {
        Instant end = now.plus(REMEMBERED);
        Instant expires = token.getExpiresAt();
        return expires != null && expires.isBefore(end) ? expires : end;
    }
}
