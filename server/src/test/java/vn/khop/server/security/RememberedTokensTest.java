package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import vn.khop.server.SetClock;

class RememberedTokensTest {
    private static final Instant START = Instant.parse("2026-11-22T07:00:00Z");

    private final SetClock clock = new SetClock(START);
    private final List<String> checked = new ArrayList<>();
    private final SecuritySettings settings = new SecuritySettings(
            "",
            true,
            "",
            "khop",
            Set.of("at+jwt"),
            "roles",
            "facilities",
            true,
            "khop-ui",
            "",
            Duration.ofHours(8),
            "");
    private boolean keyIsWithdrawn;
    private final UnkeptRevocations kept = new UnkeptRevocations();
    private final Revocations revocations = new Revocations(kept, clock);
    private final RememberedTokens tokens = new RememberedTokens(this::check, settings, clock, revocations);

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
                .jti("id-" + token)
                .issuedAt(START.minusSeconds(1))
                .claim("client_id", "his")
                .claim("roles", List.of("hub"))
                .expiresAt(end)
                .build();
    }

    @Test
    void aTokenIsCheckedOnceAMinute() {
        tokens.decode("3600");
        assertEquals(Optional.of(Set.of(Role.HUB)), tokens.remembered("3600").map(Caller::roles));
        clock.set(START.plusSeconds(59));
        tokens.decode("3600");
        assertEquals(List.of("3600"), checked);
        clock.set(START.plusSeconds(60));
        assertEquals(Optional.empty(), tokens.remembered("3600"));
        tokens.decode("3600");
        assertEquals(List.of("3600", "3600"), checked);
    }

    @Test
    void aTokenIsNotRememberedPastItsEnd() {
        tokens.decode("10");
        clock.set(START.plusSeconds(10));
        assertEquals(Optional.empty(), tokens.remembered("10"));
        assertThrows(BadJwtException.class, () -> tokens.decode("10"));
    }

    @Test
    void aWithdrawnKeyIsHonouredWithinAMinute() {
        tokens.decode("3600");
        keyIsWithdrawn = true;
        clock.set(START.plusSeconds(60));
        assertThrows(BadJwtException.class, () -> tokens.caller("3600"));
        assertThrows(BadJwtException.class, () -> tokens.caller("3600"));
        assertEquals(3, checked.size(), "what was refused was remembered");
    }

    @Test
    void whatIsRevokedCountsNoMoreHereAtOnceAndElsewhereAfterFiveSeconds() {
        for (Map.Entry<Revocations.Kind, String> one : Map.of(
                        Revocations.Kind.USER, "hub",
                        Revocations.Kind.CLIENT, "his",
                        Revocations.Kind.TOKEN, "id-3600")
                .entrySet()) {
            UnkeptRevocations both = new UnkeptRevocations();
            Revocations here = new Revocations(both, clock);
            RememberedTokens asked = new RememberedTokens(this::check, settings, clock, here);
            RememberedTokens elsewhere =
                    new RememberedTokens(this::check, settings, clock, new Revocations(both, clock));
            asked.decode("3600");
            elsewhere.decode("3600");

            here.revoke(one.getKey(), one.getValue());
            assertThrows(BadJwtException.class, () -> asked.decode("3600"));
            assertEquals(Optional.empty(), asked.remembered("3600"));
            clock.set(clock.instant().plusSeconds(5));
            assertThrows(BadJwtException.class, () -> elsewhere.decode("3600"));
            assertEquals(Optional.empty(), elsewhere.remembered("3600"));
        }
    }

    @Test
    void anotherUserAndATokenFromAfterwardsGoOnToCount() {
        revocations.revoke(Revocations.Kind.USER, "another");
        tokens.decode("3600");
        kept.add(new Revocations.Revocation(Revocations.Kind.USER, "hub", START.minusSeconds(2)));
        clock.set(START.plusSeconds(5));
        tokens.decode("3600");
        assertEquals(1, checked.size());
    }

    @Test
    void whileNobodyCanLookWhatWasKnownCountsForAMinuteAndThenNobodyIsBelieved() {
        boolean[] isDown = {false};
        Revocations failing = new Revocations(
                new Revocations.Store() {
                    @Override
                    public void add(Revocations.Revocation revocation) {
                        kept.add(revocation);
                    }

                    @Override
                    public List<Revocations.Revocation> all() {
                        if (isDown[0]) {
                            throw new IllegalStateException("the database is away");
                        }
                        return kept.all();
                    }
                },
                clock);
        RememberedTokens asked = new RememberedTokens(this::check, settings, clock, failing);
        asked.decode("3600");
        isDown[0] = true;
        clock.set(START.plusSeconds(59));
        asked.decode("3600");
        clock.set(START.plusSeconds(60));
        assertThrows(BadJwtException.class, () -> asked.decode("3600"));
        isDown[0] = false;
        asked.decode("3600");
    }
}
