package vn.khop.server.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * So many requests a second for each caller, and a tenth of a second's worth at once. What is more is answered with 429 and the seconds to wait. Questions about codes are
 * not counted: they cost little and hold no person. Each process counts for itself.
 */
public final class RequestLimits extends OncePerRequestFilter {
    private static final long CALLERS_MAX = 100_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int BURSTS_A_SECOND = 10;

    private final int perSecond;
    private final TimeMeter time;
    private final Refusal refusal = new Refusal();
    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(CALLERS_MAX)
            .expireAfterAccess(REMEMBERED)
            .build();

    /** @param perSecond at least 1 */
    public RequestLimits(int perSecond, TimeMeter time) {
        if (perSecond < 1) {
            throw new IllegalArgumentException("a limit is at least 1 request a second, found " + perSecond);
        }
        this.perSecond = perSecond;
        this.time = time;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isAboutCodes(request)) {
            chain.doFilter(request, response);
            return;
        }
        long wait = waitNanos(CallerName.of(request));
        if (wait == 0) {
            chain.doFilter(request, response);
        } else {
            refusal.tooMany(request, response, TimeUnit.NANOSECONDS.toSeconds(wait) + 1);
        }
    }

    /** 0 if the caller may go on, else how long until the next request of his may. */
    long waitNanos(String caller) {
        ConsumptionProbe probe = buckets.get(caller, name -> bucket()).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? 0 : Math.max(1, probe.getNanosToWaitForRefill());
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(Math.max(1, perSecond / BURSTS_A_SECOND))
                        .refillGreedy(perSecond, Duration.ofSeconds(1)))
                .withCustomTimePrecision(time)
                .build();
    }

    static boolean isAboutCodes(HttpServletRequest request) {
        String path = request.getRequestURI();
        return path.contains("/CodeSystem") || path.contains("/ValueSet") || path.contains("/ConceptMap");
    }
}
