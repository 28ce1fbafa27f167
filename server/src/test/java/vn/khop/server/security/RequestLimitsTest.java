package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.bucket4j.TimeMeter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestLimitsTest {
    private static final int PER_SECOND = 100;
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong();
    private final RequestLimits limits = new RequestLimits(PER_SECOND, new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return now.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    });

    /** Ten times too many for ten seconds: 100 a second for 10 seconds and the 10 at once of the beginning are 1,010, within 5 % of 1,000. */
    @Test
    void whoAsksTenTimesTooOftenGetsTheLimitWithinFivePercent() {
        int admitted = 0;
        for (int i = 0; i < 10 * PER_SECOND * 10; i++) {
            now.addAndGet(SECOND / (10 * PER_SECOND));
            admitted += limits.waitNanos("greedy") == 0 ? 1 : 0;
        }

        assertTrue(admitted >= 950 && admitted <= 1050, "admitted " + admitted);
    }

    @Test
    void oneCallersGreedIsNoOthersLoss() {
        for (int i = 0; i < 1000; i++) {
            limits.waitNanos("greedy");
        }

        assertTrue(limits.waitNanos("greedy") > 0);
        assertEquals(0, limits.waitNanos("modest"));
    }

    @Test
    void whoWaitsAsLongAsHeWasToldIsAdmitted() {
        long wait = 0;
        while (wait == 0) {
            wait = limits.waitNanos("patient");
        }
        now.addAndGet(wait);

        assertEquals(0, limits.waitNanos("patient"));
    }
}
