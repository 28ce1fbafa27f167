package vn.khop.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MaskedNumberTest {
    @Test
    void aCitizenNumberShowsItsEnds() {
        assertEquals("001 *** *** 123", MaskedNumber.of("001200012123"));
        assertEquals("012 *** 789", MaskedNumber.of("012345789"));
        assertEquals("B12 *** ** 678", MaskedNumber.of("B1234567 678"));
    }

    @Test
    void aShortNumberShowsNothing() {
        assertEquals("******", MaskedNumber.of("123456"));
        assertEquals("", MaskedNumber.of(""));
    }

    @Test
    void neverMoreThanSixCharactersAreShown() {
        long seed = Long.getLong("tests.seed", 20261122L);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 1_000; i++) {
            String number = String.valueOf(random.nextLong(1_000_000_000_000_000L))
                    .substring(0, 1 + random.nextInt(3))
                    .repeat(1 + random.nextInt(6));
            String masked = MaskedNumber.of(number);
            assertTrue(
                    masked.chars().filter(Character::isDigit).count() <= Math.max(0, Math.min(6, number.length() - 1)),
                    () -> "-Dtests.seed=" + seed + ": " + masked);
            assertEquals(number.length(), masked.replace(" ", "").length(), () -> "-Dtests.seed=" + seed);
        }
    }
}
