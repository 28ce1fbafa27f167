package vn.khop.mpi.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DecimalsTest {
    private static final long SEED = Long.parseUnsignedLong(System.getProperty("tests.seed", "d3c1"), 16);

    @Test
    void numbersAreWrittenAsByHand() {
        assertEquals("0.0000", Decimals.fixed(0, 4));
        assertEquals("12.3457", Decimals.fixed(12.34567, 4));
        assertEquals("-12.3457", Decimals.fixed(-12.34567, 4));
        assertEquals("0.0000", Decimals.fixed(-0.00001, 4), "no minus before nothing");
        assertEquals("1.00000000", Decimals.fixed(0.999999999, 8));
        assertEquals("0.00000001", Decimals.fixed(0.00000001, 8));
        assertEquals("-0.5000", Decimals.fixed(-0.5, 4));
    }

    @Test
    void aSecondWayOfRoundingSaysTheSame() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 100_000; i++) {
            // Ten digits in all: of more the last one is what a double does not hold exactly.
            int places = 1 + random.nextInt(8);
            double number = (random.nextDouble() - 0.5) * Math.pow(10, 8 - places);
            String exact = new BigDecimal(number)
                    .setScale(places, RoundingMode.HALF_UP)
                    .toPlainString();
            String expected = exact.matches("-0\\.0+") ? exact.substring(1) : exact;
            assertEquals(expected, Decimals.fixed(number, places), "seed " + Long.toHexString(SEED));
        }
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Decimals.fixed(Double.NaN, 4));
        assertThrows(IllegalArgumentException.class, () -> Decimals.fixed(Double.POSITIVE_INFINITY, 4));
        assertThrows(IllegalArgumentException.class, () -> Decimals.fixed(1e12, 8));
    }
}
