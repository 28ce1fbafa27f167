package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;

class RememberedTokensTest {
    private static final Instant START = Instant.parse("2026-11-22T07:00:00Z");

    private final Hand clock = new Hand();
    private final List<String> checked = new ArrayList<>();
    private final SecuritySettings settings = new SecuritySettings(
            "", true, "", "khop", Set.of("at+jwt"), "roles", "facilities", true, "khop-ui", "", Duration.ofHours(8));
    private boolean keyIsWithdrawn;
    private final RememberedTokens tokens = new RememberedTokens(this::check, settings, clock);

    /** A clock that is moved by hand. */
    private static final class Hand extends Clock {
        private Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** Tokens are called by the seconds after the start at which they end. */
    private Jwt check(String token) {
        checked.add(token);
        Instant end = START.plusSeconds(Long.parseLong(token));
        if (keyIsWithdrawn || !clock.instant().isBefore(end)) {
            throw new BadJwtException("refused");
        }
        return Jwt.withTokenValue(token)
                .header("alg", "RS256")
                .subject("hub")
                .claim("roles", List.of("hub"))
                .expiresAt(end)
                .build();
    }

    @Test
    void aTokenIsCheckedOnceAMinute() {
        tokens.decode("3600");
        assertEquals(Optional.of(Set.of(Role.HUB)), tokens.remembered("3600").map(Caller::roles));
        clock.now = START.plusSeconds(59);
        tokens.decode("3600");
        assertEquals(List.of("3600"), checked);
        clock.now = START.plusSeconds(60);
        assertEquals(Optional.empty(), tokens.remembered("3600"));
        tokens.decode("3600");
        assertEquals(List.of("3600", "3600"), checked);
    }

    @Test
    void aTokenIsNotRememberedPastItsEnd() {
        tokens.decode("10");
        clock.now = START.plusSeconds(10);
        assertEquals(Optional.empty(), tokens.remembered("10"));
        assertThrows(BadJwtException.class, () -> tokens.decode("10"));
    }

    @Test
    void aWithdrawnKeyIsHonouredWithinAMinute() {
        tokens.decode("3600");
        keyIsWithdrawn = true;
        clock.now = START.plusSeconds(60);
        assertThrows(BadJwtException.class, () -> tokens.caller("3600"));
        assertThrows(BadJwtException.class, () -> tokens.caller("3600"));
        assertEquals(3, checked.size(), "what was refused was remembered");
    }
}
