package vn.khop.server.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets a program's request into the {@link MachineLane}, or answers it with 429 and when to come again. Whoever has a role of people passes. Large files pass too: of those their routes take few at once. */
final class MachineAdmission extends OncePerRequestFilter {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int COME_AGAIN_SECONDS = 1;
    private static final String KNOWN = MachineAdmission.class.getName() + ".known";

    private final MachineLane lane;
    private final Refusal refusal = new Refusal();

    MachineAdmission(MachineLane lane) {
        this.lane = lane;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return RequestLimits.isAboutCodes(request) || BodyLimits.isLargeFile(request) || !isOfMachine(request);
    }

    /** A request in front of the filter chains is a program's. */
    static void noteProgram(HttpServletRequest request) {
        request.setAttribute(KNOWN, true);
    }

    private static boolean isOfMachine(HttpServletRequest request) {
        return request.getAttribute(KNOWN) != null
                || (request.getUserPrincipal() instanceof CallerAuthentication bearer
                        && bearer.getPrincipal().isProgram());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<MachineLane.Place> place = lane.enter(CallerName.of(request), PATIENCE);
        if (place.isEmpty()) {
            refusal.busy(request, response, COME_AGAIN_SECONDS);
            return;
        }
        try (MachineLane.Place held = place.get()) {
            chain.doFilter(request, response);
        }
    }
}
